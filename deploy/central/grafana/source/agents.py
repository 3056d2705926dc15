"""The agents and the Pushgateway: whether what the other dashboards show can be trusted."""

from .kit import (
    ALL_SITES, SITES, YES_OR_NO, alive, bars, column, dashboard, graph, stat, steps, table, target,
    timeline,
)

WINDOW = "[$__rate_interval]"


def rate(metric, by="site"):
    return alive(f"sum by ({by}) (rate({metric}{{{SITES}}}{WINDOW}))")


def mean(metric, by="site"):
    """Seconds that one took, of a summary."""
    return alive(f"sum by ({by}) (rate({metric}_sum{{{SITES}}}{WINDOW}))"
                 f" / (sum by ({by}) (rate({metric}_count{{{SITES}}}{WINDOW})) > 0)")


def worst(expr):
    return alive(f"max by (site) ({expr})")


SKEW = f"max by (site) (abs(odin_agent_clock_skew_seconds{{{SITES}}}))"
UPTIME = alive(f"time() - max by (site) (odin_agent_start_time_seconds{{{SITES}}})")
BUILD = alive(f"max by (site, version, revision, arch) (odin_agent_build_info{{{SITES}}})")
HOST = alive(f"max by (site, hostname, model) (odin_agent_host_info{{{SITES}}})")
CENTRE = 'job="pushgateway"'
SKEWED = steps("green", (5, "yellow"), (30, "red"))  # 30: OdinAgentClockSkew

DASHBOARD = dashboard(
    "odin-agents", "O.D.I.N. / Agents", "Whether what the other dashboards show can be trusted.",
    [ALL_SITES],
    [
        ("Pushes", 8, [
            (graph("Push age", "How long ago each site last pushed. Under 120 s it is up; from 180 s "
                   "on it alerts.",
                   [target('time() - site:odin_last_push:timestamp_seconds{site=~`${site:regex}`}',
                           "{{site}}")], unit="s"), 8),
            (graph("Push failures", "Pushes a second that a gateway did not accept, by reason. Known "
                   "only once a push gets through again.",
                   [target(rate("odin_agent_push_failures_total", "site, reason"),
                           "{{site}} {{reason}}")], unit="ops"), 8),
            (graph("Time of a push", "From the first byte to the reply, on average.",
                   [target(mean("odin_agent_push_seconds", "site, gateway"),
                           "{{site}} {{gateway}}")], unit="s"), 8),
            (graph("Pushes", "A second, also those that failed.",
                   [target(rate("odin_agent_pushes_total"), "{{site}}")], unit="ops"), 8),
            (graph("Bytes", "Request bodies as sent, a second.",
                   [target(rate("odin_agent_push_bytes_total"), "{{site}}")], unit="Bps"), 8),
            (graph("Clock skew", "The agent's clock minus the gateway's. From 30 s on it alerts, from "
                   "90 s on printers count as offline wrongly.",
                   [target(alive(f"max by (site, gateway) (odin_agent_clock_skew_seconds{{{SITES}}})"),
                           "{{site}} {{gateway}}")], unit="s", lowest=None), 8),
        ]),
        ("Collections", 8, [
            (timeline("O.D.I.N. readable", "Whether the last collection succeeded.",
                      [target(worst(f"odin_agent_source_up{{{SITES}}}"), "{{site}}")],
                      YES_OR_NO), 8),
            (graph("Collection failures", "A second, by reason.",
                   [target(rate("odin_agent_collect_failures_total", "site, reason"),
                           "{{site}} {{reason}}")], unit="ops"), 8),
            (graph("Time of a collection", "On average.",
                   [target(mean("odin_agent_collect_seconds"), "{{site}}")], unit="s"), 8),
        ]),
        ("Processes", 8, [
            (graph("Memory", "Resident.",
                   [target(worst(f"odin_agent_resident_memory_bytes{{{SITES}}}"), "{{site}}")],
                   unit="bytes"), 6),
            (graph("CPU", "Of one core.",
                   [target(rate("odin_agent_cpu_seconds_total"), "{{site}}")],
                   unit="percentunit"), 6),
            (graph("Open files", "Descriptors; a rise without end is a fault worth reporting.",
                   [target(worst(f"odin_agent_open_fds{{{SITES}}}"), "{{site}}")]), 6),
            (graph("Local requests", "A second, answered by the local endpoints, by code.",
                   [target(rate("odin_agent_http_requests_total", "site, code"),
                           "{{site}} {{code}}")], unit="reqps"), 6),
        ]),
        ("Versions", 8, [
            (table("Agents", "What runs where. Skew: by how much its clock is off.",
                   [("Build", BUILD), ("Uptime", UPTIME), ("Skew", alive(SKEW)),
                    ("Configuration", worst(
                        f"odin_agent_config_last_reload_successful{{{SITES}}}"))],
                   rename={"site": "Site", "version": "Version", "revision": "Revision",
                           "arch": "Machine"}, hide=("Value #A",),
                   overrides=[column("Uptime", "s", decimals=0),
                              column("Skew", "s", SKEWED, decimals=1),
                              column("Configuration", mappings=[{
                                  "type": "value",
                                  "options": {"0": {"text": "not reloaded", "color": "red", "index": 0},
                                              "1": {"text": "loaded", "color": "green",
                                                    "index": 1}}}])]), 12),
            (table("Hosts", "Two hosts of one site: two agents push under one name.",
                   [("Host", HOST)],
                   rename={"site": "Site", "hostname": "Host", "model": "Model"},
                   hide=("Value",)), 8),
            (bars("Agents by version", "An old one may lack metrics.",
                  [target(f"count by (version) ({BUILD})", "{{version}}", instant=True)],
                  thresholds=steps("blue"), decimals=0, lowest=0), 4),
        ]),
        ("Pushgateway", 7, [
            (stat("Pushgateway", "Whether Prometheus can read it. Without it nothing above is known.",
                  [target(f"min(up{{{CENTRE}}})", "up", instant=True)], mappings=YES_OR_NO,
                  background=True), 4),
            (graph("Scrape", "How long Prometheus takes to read it; from 10 s on it gives up.",
                   [target(f"max by (instance) (scrape_duration_seconds{{{CENTRE}}})", "{{instance}}")],
                   unit="s"), 5),
            (graph("Samples", "In one scrape.",
                   [target(f"max by (instance) (scrape_samples_scraped{{{CENTRE}}})",
                           "{{instance}}")]), 5),
            (graph("Memory", "Resident, of the Pushgateway.",
                   [target(f"max by (instance) (process_resident_memory_bytes{{{CENTRE}}})",
                           "{{instance}}")], unit="bytes"), 5),
            (graph("Refused", "Requests a second that it did not accept, by code.",
                   [target("sum by (handler, code) (rate(pushgateway_http_requests_total{"
                           f'{CENTRE},code!~"2.."}}{WINDOW}))', "{{handler}} {{code}}")],
                   unit="reqps"), 5),
        ]),
    ])
