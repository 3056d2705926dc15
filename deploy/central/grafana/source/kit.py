"""Panels and dashboards of Grafana 10 as plain data, with one look.

The rule of all of it: a Pushgateway keeps a dead farm's last values for ever, so whatever is said of
a farm goes through alive(). Only what tells of the silence itself does not.
"""

# What the variables choose. A farm's series have the job of its group. Between backquotes, where
# PromQL knows no escapes: Grafana escapes neither quotes nor backslashes of a name as PromQL wants.
SITES = 'job="odin",site=~`${site:regex}`'  # where several sites can be chosen
SITE = 'job="odin",site=`${site:raw}`'  # where it is one
PRINTERS = SITE + ',printer=~`${printer:regex}`'


def alive(expr):
    """Only of farms that push."""
    return f"({expr}) and on (site) (site:odin_up:bool == 1)"


def per_site(metric, match=SITES):
    """One value a site, also where a site has two groups."""
    return alive(f"max by (site) ({metric}{{{match}}})")


def per_printer(metric):
    return alive(f"max by (site, printer, printer_id) ({metric}{{{PRINTERS}}})")


def target(expr, legend="", instant=False, table=False):
    return {
        "expr": expr,
        "legendFormat": legend or "__auto",
        "instant": instant or table,
        "range": not (instant or table),
        "format": "table" if table else "time_series",
        "editorMode": "code",
        "datasource": {"type": "prometheus", "uid": "${datasource}"},
    }


def steps(base, *more):
    """Thresholds: the colour below all, then (value, colour) from there on."""
    values = [{"color": base, "value": None}]
    return values + [{"color": color, "value": value} for value, color in more]


GREY = steps("text")
# 120 s: site:odin_up:bool. 180 s: OdinSiteSilent.
PUSH_AGE = steps("green", (60, "yellow"), (120, "orange"), (180, "red"))
BAD_ABOVE_0 = steps("green", (1, "red"))
WARN_ABOVE_0 = steps("green", (1, "orange"))
UTILISATION = steps("blue", (0.5, "green"))
SUCCESS = steps("red", (0.8, "orange"), (0.95, "green"))

UP_OR_SILENT = [
    {
        "type": "value",
        "options": {
            "0": {"text": "silent", "color": "red", "index": 0},
            "1": {"text": "up", "color": "green", "index": 1},
        },
    }
]
YES_OR_NO = [
    {
        "type": "value",
        "options": {
            "0": {"text": "no", "color": "red", "index": 0},
            "1": {"text": "yes", "color": "green", "index": 1},
        },
    }
]


def panel(kind, title, description, targets, unit="short", thresholds=None, mappings=(),
          decimals=None, lowest=None, highest=None, options=None, custom=None, overrides=(),
          transformations=(), links=(), interval=None, repeat=None):
    targets = [dict(each, refId=chr(ord("A") + i)) for i, each in enumerate(targets)]
    defaults = {
        "unit": unit,
        "noValue": "–",
        "color": {"mode": "thresholds" if thresholds else "palette-classic"},
        "thresholds": {"mode": "absolute", "steps": thresholds or steps("green")},
        "mappings": list(mappings),
        "links": list(links),
        "custom": custom or {},
    }
    for key, value in (("decimals", decimals), ("min", lowest), ("max", highest)):
        if value is not None:
            defaults[key] = value
    made = {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": {"type": "prometheus", "uid": "${datasource}"},
        "targets": targets,
        "fieldConfig": {"defaults": defaults, "overrides": list(overrides)},
        "options": options or {},
        "transformations": list(transformations),
    }
    if interval:
        made["interval"] = interval
    if repeat:
        made.update(repeat=repeat, repeatDirection="h", maxPerRow=6)
    return made


def stat(title, description, targets, thresholds=GREY, background=False, **more):
    """The value now. One query a number, or one tile a series."""
    options = {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "colorMode": "background" if background else "value",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "textMode": "auto",
        "wideLayout": True,
    }
    return panel("stat", title, description, targets, thresholds=thresholds, options=options, **more)


def gauge(title, description, targets, thresholds, **more):
    options = {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "orientation": "auto",
        "showThresholdLabels": False,
        "showThresholdMarkers": True,
    }
    return panel("gauge", title, description, targets, thresholds=thresholds, options=options, **more)


def bars(title, description, targets, thresholds, **more):
    options = {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "displayMode": "basic",
        "orientation": "horizontal",
        "showUnfilled": True,
        "valueMode": "color",
    }
    return panel("bargauge", title, description, targets, thresholds=thresholds, options=options,
                 **more)


def graph(title, description, targets, stacked=False, columns=False, lowest=0, **more):
    custom = {
        "drawStyle": "bars" if columns else "line",
        "lineInterpolation": "linear",
        "lineWidth": 0 if columns else 1,
        "fillOpacity": 60 if columns else 30 if stacked else 0,
        "showPoints": "never",
        "spanNulls": False,
        "stacking": {"mode": "normal" if stacked else "none", "group": "A"},
    }
    options = {
        "legend": {"displayMode": "table", "placement": "bottom", "showLegend": True,
                   "calcs": ["lastNotNull", "max"]},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return panel("timeseries", title, description, targets, lowest=lowest, custom=custom,
                 options=options, **more)


def timeline(title, description, targets, mappings, **more):
    custom = {"fillOpacity": 80, "lineWidth": 0}
    options = {
        "mergeValues": True,
        "showValue": "never",
        "alignValue": "left",
        "rowHeight": 0.8,
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "single", "sort": "none"},
    }
    return panel("state-timeline", title, description, targets, thresholds=steps("red", (1, "green")),
                 mappings=mappings, custom=custom, options=options, **more)


def column(name, unit=None, thresholds=None, mappings=None, link=None, width=None, decimals=None):
    """How a table shows one of its columns."""
    properties = []
    if unit:
        properties.append({"id": "unit", "value": unit})
    if decimals is not None:
        properties.append({"id": "decimals", "value": decimals})
    if mappings:
        properties.append({"id": "mappings", "value": mappings})
    if thresholds:
        properties.append({"id": "thresholds", "value": {"mode": "absolute", "steps": thresholds}})
    if thresholds or mappings:
        properties.append({"id": "custom.cellOptions", "value": {"type": "color-text"}})
    if link:
        properties.append({"id": "links", "value": [link]})
    if width:
        properties.append({"id": "custom.width", "value": width})
    return {"matcher": {"id": "byName", "options": name}, "properties": properties}


def table(title, description, columns, rename=None, hide=(), overrides=(), **more):
    """`columns` is a list of (name, expression): one query each, joined by their labels."""
    names = {}
    targets = []
    for i, (name, expr) in enumerate(columns):
        targets.append(target(expr, table=True))
        names["Value" if len(columns) == 1 else f"Value #{chr(ord('A') + i)}"] = name
    names.update(rename or {})
    transformations = [
        {"id": "merge", "options": {}},
        {"id": "organize", "options": {
            "excludeByName": {name: True for name in ("Time", *hide)},
            "indexByName": {},
            "renameByName": names,
        }},
    ]
    return panel("table", title, description, targets, thresholds=GREY, overrides=overrides,
                 custom={"align": "auto", "filterable": True, "inspect": False,
                         "cellOptions": {"type": "auto"}},
                 options={"showHeader": True, "cellHeight": "sm",
                          "footer": {"show": False, "reducer": ["sum"]}},
                 transformations=transformations, **more)


def link_to(uid, title, *variables):
    """A link that takes the time range along; each variable is (name, where its value stands)."""
    chosen = "".join(f"&var-{name}=${{{value}:percentencode}}" for name, value in variables)
    return {"title": title, "url": f"/d/{uid}?${{__url_time_range}}&${{datasource:queryparam}}{chosen}"}


DATASOURCE = {
    "name": "datasource",
    "label": "Data source",
    "type": "datasource",
    "query": "prometheus",
    "regex": "",
    "hide": 0,
    "refresh": 1,
    "multi": False,
    "includeAll": False,
}


def variable(name, label, query, several):
    made = {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": {"type": "prometheus", "uid": "${datasource}"},
        "query": {"qryType": 1, "query": query, "refId": "PrometheusVariableQueryEditor-VariableQuery"},
        "regex": "",
        "hide": 0,
        "refresh": 2,
        "sort": 7,
        "multi": several,
        "includeAll": several,
    }
    if several:
        made.update(allValue=".+", current={"text": "All", "value": "$__all"})
    return made


ALL_SITES = variable("site", "Site", "label_values(site:odin_up:bool, site)", several=True)
ONE_SITE = variable("site", "Site", "label_values(site:odin_up:bool, site)", several=False)
SOME_PRINTERS = variable(
    "printer", "Printer", f"label_values(odin_printer_print_hours_total{{{SITE}}}, printer)",
    several=True)


def dashboard(uid, title, description, variables, rows, since="now-6h"):
    """`rows` is a list of (title, height, [(panel, width), …]); panels flow over 24 columns."""
    panels = []
    y = 0

    def place(made, x, width, height):
        panels.append(dict(made, id=len(panels) + 1,
                           gridPos={"x": x, "y": y, "w": width, "h": height}))

    for name, height, line in rows:
        place({"type": "row", "title": name, "collapsed": False, "panels": []}, 0, 24, 1)
        y += 1
        x = 0
        for made, width in line:
            if x + width > 24:
                x, y = 0, y + height
            place(made, x, width, height)
            x += width
        y += height
    return {
        "uid": uid,
        "title": title,
        "description": description,
        "tags": ["odin"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "time": {"from": since, "to": "now"},
        "timepicker": {},
        "timezone": "",
        "refresh": "30s",
        "fiscalYearStartMonth": 0,
        "liveNow": False,
        "annotations": {"list": []},
        "links": [{
            "type": "dashboards", "title": "O.D.I.N.", "tags": ["odin"], "asDropdown": True,
            "includeVars": True, "keepTime": True, "targetBlank": False, "icon": "external link",
            "tooltip": "", "url": "",
        }],
        "templating": {"list": [DATASOURCE, *variables]},
        "panels": panels,
    }
