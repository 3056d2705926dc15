"""What the agent and its rivals hold in memory, and whether it grows."""

import contextlib
import time

from peers import Agent, PrometheusAgent, Vmagent


def _wait_for_ticks(programs, count):
    for program in programs:
        while program.ticks() < count:
            time.sleep(1)


def _memory_of(programs, key):
    return [program.memory_bytes(key) for program in programs]


def _compare_and_grow(report, folder, database, nginx, victoria, quick):
    """After as many ticks of each. The rivals take more time: haste makes them grow."""
    count, ticks, interval = (1, 1_000, "20ms") if quick else (3, 1_000, "100ms")
    agents, vmagents, prometheuses = [], [], []
    with contextlib.ExitStack() as stack:
        places = [folder / f"memory-{number}" for number in range(count)]
        for place in places:
            place.mkdir()
            rival = (place, nginx.port, victoria.write_url, interval)
            vmagents.append(stack.enter_context(Vmagent(*rival)))
            prometheuses.append(stack.enter_context(PrometheusAgent(*rival)))
        for place in places:
            agent = Agent(place, "agent", database, interval="10ms", gateway=nginx.tls_url,
                          ca=nginx.ca)  # fmt: skip
            agents.append(stack.enter_context(agent))
        # Since their start, when to read a new configuration marks its access time on the disk.
        written_before = [agent.written_bytes() for agent in agents]
        _wait_for_ticks(agents, ticks)
        resident = _memory_of(agents, "VmRSS")
        private = _memory_of(agents, "RssAnon")
        written = [
            agent.written_bytes() - before for agent, before in zip(agents, written_before)
        ]
        _wait_for_ticks(vmagents + prometheuses, ticks)
        what = "resident memory after 1,000 ticks, a TLS gateway, local server on"
        for rivals, name, target in ((vmagents, "vmagent", 1.0),
                                     (prometheuses, "Prometheus in agent mode", None)):  # fmt: skip
            report.compare(what, "MB", resident, f"{name}, a scrape each {interval}",
                           _memory_of(rivals, "VmRSS"), target, scale=1e-6)  # fmt: skip
        what = "of that, private (RssAnon)"
        report.limit(what, "MB", private, 3.5, scale=1e-6)
        report.compare(what, "MB", private, "vmagent", _memory_of(vmagents, "RssAnon"), None,
                       scale=1e-6)  # fmt: skip
        report.limit("bytes written to disk over 1,000 ticks", "", written, 0)
        if not quick:
            _wait_for_ticks(agents, 10 * ticks)
            growth = [now - then for now, then in zip(_memory_of(agents, "VmRSS"), resident)]
            report.limit("growth from tick 1,000 to 10,000, the most of three", "kB",
                         [max(growth)], 100, scale=1e-3)  # fmt: skip
        refused = [agent.total("odin_agent_push_failures_total") for agent in agents]
        report.limit("pushes refused meanwhile", "", [sum(refused)], 0)


def _resident(folder, database, nginx):
    folder.mkdir()
    with Agent(folder, "agent", database, interval="100ms", gateway=nginx.tls_url,
               ca=nginx.ca) as agent:  # fmt: skip
        _wait_for_ticks([agent], 50)
        return agent.memory_bytes("VmRSS")


def _per_printer(report, folder, paths, nginx, quick):
    further = []
    for number in range(1 if quick else 5):
        few, many = (
            _resident(folder / f"printers-{printers}-{number}", paths[printers], nginx)
            for printers in ("20", "10000")
        )
        further.append((many - few) / 9_980)
    report.limit("memory per further printer, 20 to 10,000", "kB", further, 4, scale=1e-3)


def measure_memory(report, folder, paths, nginx, victoria, quick):
    _compare_and_grow(report, folder, paths["20"], nginx, victoria, quick)
    _per_printer(report, folder, paths, nginx, quick)
