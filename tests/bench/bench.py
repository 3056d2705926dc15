"""Measures odin-agent beside what a farm would run instead. Usage: bench.py [--quick] RESULTS.json

Rows whose peers run as programs of their own are measured over the same stretches of time; the
others in rounds, each of which runs every peer once. A figure is the median, its spread the
difference between the quartiles, or between least and most where there are fewer than five.
"""

import argparse
import contextlib
import json
import os
import pathlib
import platform
import re
import subprocess
import tempfile
import time

import farms
from memory import measure_memory
from peers import (
    AGENT,
    ROOT,
    SERVERS,
    Agent,
    Nginx,
    PrometheusAgent,
    Pushgateway,
    PythonEndpoint,
    VictoriaMetrics,
    Vmagent,
)
from processes import Program, Sink, children_cpu_seconds, get
from report import Report

PROGRAMS = ROOT / "build" / "lto" / "tests" / "bench"
HERE = pathlib.Path(__file__).resolve().parent


def run_json(*command):
    result = subprocess.run([str(word) for word in command], check=True, capture_output=True)
    return json.loads(result.stdout)


def cpu_in_process(mode, database, turns):
    return run_json(PROGRAMS / "tick", mode, database, turns)["cpu_seconds"]


def cpu_of_push(way, database, gateway, turns):
    return run_json(PROGRAMS / "push", way, database, gateway.port, turns)["cpu_seconds"]


def cpu_of_python(database, turns):
    return run_json("python3", HERE / "odin_way.py", "time", database, turns)["cpu_seconds"]


def cpu_of_endpoint(database, scrapes):
    with PythonEndpoint(database) as endpoint:
        before = endpoint.cpu_seconds()
        for _ in range(scrapes):
            get(endpoint.url)
        return (endpoint.cpu_seconds() - before) / scrapes


def rounds(count, **ways):
    """Runs every way once a round; the figures of each."""
    figures = {name: [] for name in ways}
    for _ in range(count):
        for name, way in ways.items():
            figures[name].append(way())
    return figures


def measure_collect(report, paths, quick):
    few, many = (3, 10) if quick else (7, 30)
    farm = paths["1000"]
    figures = rounds(
        few,
        agent=lambda: cpu_in_process("render", farm, many),
        floor=lambda: cpu_in_process("floor", farm, many),
        library=lambda: cpu_in_process("serialize", farm, many),
        python=lambda: cpu_of_python(farm, max(3, many // 5)),
        endpoint=lambda: cpu_of_endpoint(farm, max(3, many // 5)),
    )
    what = "CPU, collect and render, 1,000 printers, 100,000 jobs"
    report.compare(what, "ms", figures["agent"], "python", figures["python"], 0.30, scale=1e3)
    report.compare(what, "ms", figures["agent"], "python over HTTP", figures["endpoint"], None,
                   scale=1e3)  # fmt: skip
    report.compare(what, "ms", figures["agent"], "floor", figures["floor"], 1.30, scale=1e3)
    report.compare(what, "ms", figures["agent"], "agent, prometheus::TextSerializer",
                   figures["library"], None, scale=1e3)  # fmt: skip

    figures = rounds(
        few,
        hundred=lambda: cpu_in_process("render", paths["100"], 20 * many),
        thousand=lambda: cpu_in_process("render", paths["1000, few jobs"], 4 * many),
        ten_thousand=lambda: cpu_in_process("render", paths["10000"], many),
    )

    def per_further(fewer, more, printers):
        return [(b - a) / printers for a, b in zip(figures[fewer], figures[more])]

    report.compare("CPU per further printer, collect and render, 1,000 to 10,000", "us",
                   per_further("thousand", "ten_thousand", 9_000), "100 to 1,000",
                   per_further("hundred", "thousand", 900), 1.2, scale=1e6)  # fmt: skip


def measure_small(report, paths, quick):
    turns = 100 if quick else 400
    farm = paths["20"]
    figures = rounds(
        3 if quick else 7,
        agent=lambda: cpu_in_process("render", farm, turns),
        floor=lambda: cpu_in_process("floor", farm, turns),
        python=lambda: cpu_of_python(farm, turns),
    )
    what = "CPU, collect and render, 20 printers, 500 jobs"
    report.compare(what, "ms", figures["agent"], "python", figures["python"], None, scale=1e3)
    report.compare(what, "ms", figures["agent"], "floor", figures["floor"], None, scale=1e3)


def measure_push(report, paths, gateway, quick):
    for printers, turns in (("20", 300), ("1000", 60)):
        figures = rounds(
            3 if quick else 7,
            agent=lambda: cpu_of_push("agent", paths[printers], gateway, turns),
            library=lambda: cpu_of_push("library", paths[printers], gateway, turns),
        )
        report.compare(f"CPU, render and push (ours gzip'd), {int(printers):,} printers", "ms",
                       figures["agent"], "prometheus::Gateway", figures["library"], None,
                       scale=1e3)  # fmt: skip


def measure_whole_tick(report, folder, paths, gateway, nginx, victoria, quick):
    windows, seconds = (4, 5) if quick else (9, 10)
    with contextlib.ExitStack() as stack:
        agent = stack.enter_context(
            Agent(folder, "beside", paths["20"], interval="1s", gateway=gateway.url)
        )
        vmagent = stack.enter_context(Vmagent(folder, nginx.port, victoria.write_url, "1s"))
        prometheus = stack.enter_context(
            PrometheusAgent(folder, nginx.port, victoria.write_url, "1s")
        )
        endpoint = stack.enter_context(PythonEndpoint(paths["20"]))
        programs = {
            "agent": agent,
            "vmagent": vmagent,
            "prometheus": prometheus,
            "endpoint": endpoint,
        }

        def wait():
            for _ in range(seconds):
                time.sleep(1)
                get(endpoint.url)  # as often as the others do their work

        wait()  # they settle
        cpu = {name: [] for name in programs}
        shell, switches, forced = [], [], []
        for _ in range(windows):
            ticks = agent.ticks()
            before = {name: program.cpu_seconds() for name, program in programs.items()}
            switches_before = agent.switches()
            wait()
            switches_after = agent.switches()
            after = {name: program.cpu_seconds() for name, program in programs.items()}
            ticks = agent.ticks() - ticks
            for name in programs:
                cpu[name].append((after[name] - before[name]) / ticks)
            switches.append((switches_after[0] - switches_before[0]) / ticks)
            forced.append((switches_after[1] - switches_before[1]) / ticks)
            shell.append(
                children_cpu_seconds(
                    HERE / "shell_way.sh", paths["20"], gateway.url + "/metrics/job/shell"
                )
            )
        what = "CPU, whole tick, 20 printers (collect, render, gzip, push)"
        report.compare(what, "ms", cpu["agent"], "vmagent", cpu["vmagent"], 0.30, scale=1e3)
        report.compare(what, "ms", cpu["agent"], "Prometheus in agent mode", cpu["prometheus"],
                       None, scale=1e3)  # fmt: skip
        report.compare(what, "ms", cpu["agent"], "python over HTTP, no push", cpu["endpoint"],
                       None, scale=1e3)  # fmt: skip
        report.compare(what, "ms", cpu["agent"], "sqlite3 and curl", shell, None, scale=1e3)
        report.limit("voluntary context switches per tick", "", switches, 12)
        report.limit("involuntary ones, which tell of the machine's load", "", forced, None)


def wrk(port, path, seconds):
    """64 keep-alive clients, as two halves: the agent allows 32 to an address."""
    halves = [
        subprocess.Popen(
            ["wrk", "--threads", "1", "--connections", "32", "--duration", f"{seconds}s",
             "--latency", f"http://{address}:{port}{path}"],
            stdout=subprocess.PIPE, text=True,
        )
        for address in ("127.0.0.1", "[::1]")
    ]  # fmt: skip
    units = {"us": 1e-6, "ms": 1e-3, "s": 1.0}
    rate, slowest = 0.0, 0.0
    for half in halves:
        output = half.communicate()[0]
        if half.returncode != 0 or "Non-2xx" in output or "Socket errors" in output:
            raise RuntimeError(f"wrk: {output}")
        rate += float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
        value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
        slowest = max(slowest, float(value) * units[unit])
    return rate, slowest


def measure_serving(report, folder, paths, nginx, quick):
    count, seconds = (3, 3) if quick else (7, 8)
    with Agent(folder, "serving", paths["1000"], interval="15s", everywhere=True) as agent:
        while "odin_printer_progress" not in agent.text():
            time.sleep(0.1)
        figures = rounds(
            count,
            agent=lambda: wrk(agent.port, "/api/metrics", seconds),
            nginx=lambda: wrk(nginx.port, "/1000", seconds),
            copying=lambda: wrk(nginx.copying_port, "/1000", seconds),
        )
    what = "local endpoint, 300 kB, 64 keep-alive clients"
    for index, unit, scale, target, more in ((0, "requests/s", 1, 0.8, True),
                                             (1, "ms at p99", 1e3, 2.0, False)):  # fmt: skip
        report.compare(what, unit, [figure[index] for figure in figures["agent"]], "nginx",
                       [figure[index] for figure in figures["nginx"]], target, scale=scale,
                       more_is_better=more)  # fmt: skip
    report.compare(what, "requests/s", [rate for rate, _ in figures["agent"]],
                   "nginx without sendfile", [rate for rate, _ in figures["copying"]], None,
                   more_is_better=True)  # fmt: skip


def measure_wire(report, folder, paths, gateway):
    for printers in ("20", "1000"):
        name = f"wire-{printers}"
        with Agent(folder, name, paths[printers], interval="1s", gateway=gateway.url) as agent:
            while agent.total("odin_agent_last_push_timestamp_seconds") == 0:
                time.sleep(0.1)
            sent = agent.total("odin_agent_push_bytes_total") / agent.total(
                "odin_agent_pushes_total"
            )
            text = len(agent.text().encode())
        report.compare(f"bytes pushed, {int(printers):,} printers", "B", [sent], "the text",
                       [text], 0.15)  # fmt: skip


def first_push(*command):
    """Seconds from exec to the first accepted push; `command` may hold SINK."""
    with Sink() as sink:
        words = [str(word).replace("SINK", sink.url) for word in command]
        started = time.monotonic()
        with Program(*words):
            if not sink.accepted.wait(30):
                raise RuntimeError(f"{words[0]}: no push within 30 s")
        return sink.at - started


def agent_first_push(folder, database):
    with Sink() as sink:
        file = folder / "start.yaml"
        file.write_text(
            f"site: start\nsource: {{database: {{path: {database}}}}}\n"
            f"pushgateways: [{{url: '{sink.url}'}}]\nlocal: {{listen: '127.0.0.1:0'}}\n"
        )
        started = time.monotonic()
        with Program(AGENT, "run", "--config", file):
            if not sink.accepted.wait(30):
                raise RuntimeError("the agent does not push")
        return sink.at - started


def measure_start(report, folder, paths, quick):
    figures = rounds(
        5 if quick else 15,
        agent=lambda: agent_first_push(folder, paths["20"]),
        python=lambda: first_push(
            "python3", HERE / "odin_way.py", "push", paths["20"], "SINK/metrics/job/python"
        ),
    )
    report.limit("exec to first accepted push", "ms", figures["agent"], 100, scale=1e3)
    report.compare("exec to first accepted push", "ms", figures["agent"], "python",
                   figures["python"], None, scale=1e3)  # fmt: skip


def measure_size(report, folder):
    stripped = folder / "stripped"
    subprocess.run(["strip", "-o", stripped, AGENT], check=True)
    size = stripped.stat().st_size
    report.limit("stripped binary", "MB", [size], 2.0, scale=1e-6)
    report.compare("stripped binary", "MB", [size], "vmagent",
                   [(SERVERS / "bin/vmagent").stat().st_size], None, scale=1e-6)  # fmt: skip


def exposition(folder, database):
    """What the agent says of a farm, once."""
    file = folder / "once.yaml"
    file.write_text(f"site: once\nsource: {{database: {{path: {database}}}}}\n")
    command = [str(AGENT), "once", "--config", str(file)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under two minutes, fewer rounds")
    parser.add_argument("results", type=pathlib.Path)
    arguments = parser.parse_args()
    quick = arguments.quick
    report = Report(machine=f"{platform.machine()}, {os.cpu_count()} cores", quick=quick)
    with contextlib.ExitStack() as stack:
        temporary = tempfile.TemporaryDirectory(prefix="odin-agent-bench-")
        folder = pathlib.Path(stack.enter_context(temporary))
        paths = {}
        for name, printers, jobs in (
            ("20", 20, 500),
            ("100", 100, 500),
            ("1000", 1_000, 100_000),
            ("1000, few jobs", 1_000, 500),
            ("10000", 10_000, 500),
        ):
            paths[name] = folder / f"farm-{printers}-{jobs}.db"
            connection = farms.make(paths[name], printers, jobs)
            stack.callback(connection.close)
        texts = {
            "metrics": exposition(folder, paths["20"]),
            "1000": exposition(folder, paths["1000"]),
        }
        gateway = stack.enter_context(Pushgateway())
        nginx = stack.enter_context(Nginx(folder, texts, gateway.url))
        measure_size(report, folder)
        measure_collect(report, paths, quick)
        measure_small(report, paths, quick)
        measure_push(report, paths, gateway, quick)
        measure_start(report, folder, paths, quick)
        measure_wire(report, folder, paths, gateway)
        measure_serving(report, folder, paths, nginx, quick)
        with VictoriaMetrics(folder) as victoria:
            measure_whole_tick(report, folder, paths, gateway, nginx, victoria, quick)
            measure_memory(report, folder, paths, nginx, victoria, quick)
    report.write(arguments.results)


if __name__ == "__main__":
    main()
