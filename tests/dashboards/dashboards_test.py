"""Asks a real Prometheus every query of every panel; see run.sh."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import lint
from centre import AGENT, ROOT, SILENT_SECONDS, UP_SECONDS, Centre, Farm, fetch, wait_for

GRAFANA = ROOT / "deploy/central/grafana"
# A slash, quotes, a backslash, a dot and an umlaut: names that a path, a query, a regular expression
# and an encoding trip over.
FARMS = ("O'Brien \"2\" \\ Köln/Halle", "berlin-1", "prague.3")
ODD, _, DOOMED = FARMS

# Queries that rightly return nothing while all is well: they must once a farm has died.
EMPTY_WHEN_WELL = {("odin-site", "Alerts firing", "A")}


def is_silent(value):
    return value == 0


def is_one(value):
    return value == 1


def is_alarmed(value):
    return value >= 1


def is_old(value):
    return value > UP_SECONDS


# The only queries that may say anything of a dead farm, and what they must say. The letters are the
# queries' places in the panel.
OF_SILENCE = {
    ("odin-fleet", "Sites up", "A"): is_silent,
    ("odin-fleet", "Sites silent", "A"): is_one,
    ("odin-fleet", "Alerts firing", "A"): is_alarmed,
    ("odin-fleet", "Up", "A"): is_silent,
    ("odin-fleet", "Sites", "A"): is_silent,
    ("odin-fleet", "Sites", "B"): is_old,
    ("odin-fleet", "Sites", "I"): is_alarmed,
    ("odin-fleet", "$site", "A"): is_silent,
    ("odin-fleet", "$site", "B"): is_old,
    ("odin-fleet", "$site", "H"): is_alarmed,
    ("odin-site", "State", "A"): is_silent,
    ("odin-site", "Push age", "A"): is_old,
    ("odin-site", "Alerts firing", "A"): is_one,
    ("odin-agents", "Push age", "A"): is_old,
}


class Verdict:
    passed = failed = 0

    def check(self, holds, what):
        print("✓" if holds else "✗", what, flush=True)
        if holds:
            self.passed += 1
        else:
            self.failed += 1
        return holds


ALL = ".+"  # the value of a variable's "All", which Grafana does not format


def formatted(value, form):
    """As Grafana writes a value: ${name:regex} for regular expressions, ${name:raw} as it is."""
    if form == "regex" and value != ALL:
        return re.sub(r"[\\^$*+?.()|\[\]{}/]", lambda found: "\\" + found.group(), value)
    return value


def filled(expr, values):
    def value(found):
        return formatted(values[found.group("name")], found.group("form"))

    pattern = r"\$(?:\{(?P<name>\w+):(?P<form>\w+)\}|(?P<plain>__\w+))"
    return re.sub(pattern, lambda found: values[found.group("plain")] if found.group("plain")
                  else value(found), expr)


class Query:
    """One query of one panel."""

    def __init__(self, dashboard, panel, target):
        self.key = (dashboard["uid"], panel["title"], target["refId"])
        self.name = " / ".join(self.key)
        self.expr = target["expr"]
        self.is_range = target["range"]
        self.is_of_farms = "${site:" in self.expr
        several = {each["name"]: each.get("multi") for each in dashboard["templating"]["list"]}
        self.several_sites = several["site"]

    def ask(self, centre, site, since=None):
        """`site` is nothing for all of them."""
        expr = filled(self.expr, {"site": ALL if site is None else site, "printer": ALL,
                                  "__rate_interval": "10s", "__range": "300s"})
        if self.is_range:
            return centre.ask_since(expr, since or time.time() - 10)
        return centre.ask(expr)

    def choices(self):
        """What to choose in the variable site while all farms live."""
        if not self.is_of_farms:
            return (None,)
        return (None, ODD) if self.several_sites else (ODD,)


def check_files(dashboards, verdict):
    made = subprocess.run([sys.executable, "-B", GRAFANA / "make.py", "--check"], check=False)
    verdict.check(made.returncode == 0, "the dashboards are what their source makes")
    uids = {each["uid"] for each in dashboards.values()}
    verdict.check(len(uids) == len(dashboards) == 5, "five dashboards, each with a uid of its own")
    for name, dashboard in dashboards.items():
        found = list(lint.faults(dashboard, uids))
        verdict.check(not found, f"{name}: no faults" + "".join(f"\n    {fault}" for fault in found))
    provider = (GRAFANA / "provisioning/dashboards/odin.yml").read_text()
    compose = (ROOT / "deploy/central/docker-compose.yml").read_text()
    path = re.search(r"path: (\S+)", provider).group(1)
    verdict.check(f"./grafana/dashboards:{path}:ro" in compose,
                  "Grafana is told to read the dashboards where the compose file puts them")


def check_data(centre, queries, verdict):
    """Every query returns data while all farms push; the first ones wait for the rules' first runs."""
    deadline = time.monotonic() + 90
    for query in queries:
        if query.key in EMPTY_WHEN_WELL:
            continue
        for site in query.choices():
            series = query.ask(centre, site)
            while not series and time.monotonic() < deadline:
                time.sleep(0.5)
                series = query.ask(centre, site)
            verdict.check(series, f"{query.name}, {site or 'all sites'}: {len(series)} series")


def check_variables(centre, dashboards, verdict):
    for name, dashboard in dashboards.items():
        for variable in dashboard["templating"]["list"]:
            if variable["type"] != "query":
                continue
            query = filled(variable["query"]["query"], {"site": ODD})
            selector, label = re.fullmatch(r"label_values\((.+), (\w+)\)", query).groups()
            values = centre.label_values(label, selector)
            wanted = set(FARMS) <= set(values) if label == "site" else len(values) == 20
            verdict.check(wanted, f"{name}: variable {variable['name']}: {len(values)} values")


def check_dead_farm(centre, queries, since, verdict):
    """Of a dead farm is said what tells of its silence, and nothing else."""
    for query in queries:
        if not query.is_of_farms:
            continue
        series = query.ask(centre, DOOMED, since)
        says = ", ".join(f"{value:g}" for _, value in series) or "nothing"
        expected = OF_SILENCE.get(query.key)
        if expected:
            verdict.check(series and all(expected(value) for _, value in series),
                          f"{query.name}, dead farm: says {says}")
            continue
        among_all = query.ask(centre, None, since) if query.several_sites else []
        verdict.check(not series and all(labels.get("site") != DOOMED for labels, _ in among_all),
                      f"{query.name}, dead farm: says {says}")


def is_down(centre):
    return centre.ask(f'site:odin_up:bool{{site="{DOOMED}"}} == 0')


def check_pruned_farm(centre, queries, verdict):
    """The broom takes it from the Pushgateway: its silence is told of all the same."""
    subprocess.run([AGENT, "prune", "--url", centre.pushgateway, "--older-than",
                    f"{UP_SECONDS}s"], check=True, stdout=subprocess.DEVNULL)
    gone = f'site:odin_up:bool{{site="{DOOMED}"}}'
    wait_for("the pruned site is gone from Prometheus", lambda: not centre.ask(gone))
    wait_for("OdinSiteVanished fires", lambda: centre.ask(
        f'ALERTS{{alertname="OdinSiteVanished",alertstate="firing",site="{DOOMED}"}}'))
    since = time.time()
    for query in queries:
        expected = OF_SILENCE.get(query.key)
        if expected and query.key[:2] not in (("odin-fleet", "Sites up"), ("odin-fleet", "Up")):
            series = query.ask(centre, DOOMED, since)
            verdict.check(series and all(expected(value) for _, value in series),
                          f"{query.name}, pruned farm: {len(series)} series")


def run(folder, verdict):
    dashboards = {path.stem: json.loads(path.read_text(encoding="utf-8"))
                  for path in sorted((GRAFANA / "dashboards").glob("*.json"))}
    check_files(dashboards, verdict)
    queries = [Query(dashboard, panel, target) for dashboard in dashboards.values()
               for panel in lint.panels_of(dashboard) for target in panel["targets"]]
    keys = [query.key for query in queries]
    for key in sorted(EMPTY_WHEN_WELL | OF_SILENCE.keys()):
        if keys.count(key) != 1:
            verdict.check(False, f"the exception {key} is of {keys.count(key)} queries, not of one")

    centre = Centre(folder)
    farms = [Farm(folder / f"farm-{i}", site, centre.pushgateway) for i, site in enumerate(FARMS)]
    try:
        # A counter is there from the first thing that it counts.
        fetch(centre.pushgateway + "/metrics/job/somebody", b"no exposition\n", "PUT")
        farms[FARMS.index(ODD)].lose_database()
        check_data(centre, queries, verdict)
        check_variables(centre, dashboards, verdict)
        farms[FARMS.index(DOOMED)].agent.kill()
        wait_for("the killed farm is down", lambda: is_down(centre))
        wait_for("OdinSiteSilent fires", lambda: centre.ask(
            f'ALERTS{{alertname="OdinSiteSilent",alertstate="firing",site="{DOOMED}"}}'))
        check_dead_farm(centre, queries, time.time(), verdict)
        check_pruned_farm(centre, queries, verdict)
    finally:
        for farm in farms:
            farm.end()
        centre.end()


def main():
    verdict = Verdict()
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as folder:
            run(pathlib.Path(folder), verdict)
    except Exception as error:  # whatever it is, it is the last line's business
        verdict.check(False, f"{type(error).__name__}: {error}")
    print(f"in {time.monotonic() - started:.0f} s")
    print(f"{verdict.passed} passed, {verdict.failed} failed")
    return 1 if verdict.failed else 0


if __name__ == "__main__":
    sys.exit(main())
