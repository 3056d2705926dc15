"""What a dashboard must be before anybody looks at it. Grafana itself is not at hand in Debian, so
this holds the JSON against the parts of its model that the dashboards use."""

import re

KINDS = {"row", "stat", "gauge", "bargauge", "timeseries", "state-timeline", "table"}
OWN_VARIABLES = {"__rate_interval", "__range"}


def panels_of(dashboard):
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def faults(dashboard, uids):
    """Everything wrong with it, a line each. `uids` are those of all dashboards."""
    yield from layout_faults(dashboard)
    variables = {each["name"] for each in dashboard["templating"]["list"]}
    for name in {"datasource", "site"} - variables:
        yield f"has no variable {name}"
    for panel in panels_of(dashboard):
        for fault in panel_faults(panel, variables, uids):
            yield f"{panel['title']}: {fault}"


def layout_faults(dashboard):
    ids = [panel["id"] for panel in dashboard["panels"]]
    if len(ids) != len(set(ids)):
        yield "two panels have one id"
    taken = set()
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}
        if taken & cells or any(x > 23 for x, _ in cells):
            yield f"{panel['title']}: lies on another or beyond column 24"
        taken |= cells


def panel_faults(panel, variables, uids):
    if panel["type"] not in KINDS:
        yield f"has the unknown type {panel['type']}"
    for key in ("title", "description"):
        if not panel[key].strip():
            yield f"has no {key}"
    if not panel["fieldConfig"]["defaults"]["unit"]:
        yield "has no unit"
    if not panel["targets"]:
        yield "has no query"
    if panel.get("repeat") and panel["repeat"] not in variables:
        yield "repeats over what is no variable"
    if panel["type"] == "timeseries" and not panel["options"]["legend"]["showLegend"]:
        yield "has no legend"
    for each in [panel, *panel["targets"]]:
        if each["datasource"] != {"type": "prometheus", "uid": "${datasource}"}:
            yield "does not use the variable datasource"
    for target in panel["targets"]:
        yield from query_faults(target, variables)
    yield from name_faults(panel)
    for uid in re.findall(r"/d/([\w-]+)", str(panel)):
        if uid not in uids:
            yield f"links to {uid}, which is no dashboard"


def query_faults(target, variables):
    for used in re.findall(r"\$\{?(\w+)", target["expr"]):
        if used not in variables | OWN_VARIABLES:
            yield f"uses ${used}, which is not defined"
    # Only these two forms come into a query as they are, whatever the name holds.
    for written in re.findall(r"=~?[^,}]*\$\{?(?:site|printer)[^,]*", target["expr"]):
        if not re.match(r"(=~`\$\{\w+:regex\}`|=`\$\{\w+:raw\}`)", written):
            yield f"writes {written}, which a name with a quote breaks"
    if re.search(r"\[\s*\d", target["expr"]):
        yield "has a query over a fixed range"
    if not target["legendFormat"]:
        yield "has a query without a legend"


def name_faults(panel):
    """Overrides go by the name of a column or legend: a misspelt one changes nothing in silence."""
    names = {target["legendFormat"] for target in panel["targets"]}
    for change in panel["transformations"]:
        names |= set(change["options"].get("renameByName", {}).values())
    for override in panel["fieldConfig"]["overrides"]:
        if override["matcher"]["options"] not in names:
            yield f"has an override for {override['matcher']['options']}, which it does not show"
