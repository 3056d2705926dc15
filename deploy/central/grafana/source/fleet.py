"""Every farm at a glance."""

from .kit import (
    ALL_SITES, BAD_ABOVE_0, GREY, PUSH_AGE, UP_OR_SILENT, UTILISATION, WARN_ABOVE_0, column,
    dashboard, graph, link_to, per_site, stat, steps, table, target, timeline,
)

# A site whose group was pruned is still silent, not gone.
STATE = ('site:odin_up:bool{site=~`${site:regex}`}'
         ' or on (site) 0 * site:odin_last_push:timestamp_seconds{site=~`${site:regex}`}')
AGE = 'time() - site:odin_last_push:timestamp_seconds{site=~`${site:regex}`}'
UTILISED = 'site:odin_utilisation:ratio{site=~`${site:regex}`} and on (site) (site:odin_up:bool == 1)'
FIRING = ('count by (site) (ALERTS{alertstate="firing",site=~`${site:regex}`})'
          ' or on (site) 0 * site:odin_up:bool{site=~`${site:regex}`}')
TO_SITE = link_to("odin-site", "This site", ("site", "__data.fields.site"))


def total(metric):
    return f"sum({per_site(metric)})"


FLEET = [
    (stat("Sites up", "Sites whose last push is less than 120 s old.",
          [target('sum(site:odin_up:bool{site=~`${site:regex}`})', "up", instant=True)],
          thresholds=steps("red", (1, "green"))), 3),
    (stat("Sites silent", "Sites that have stopped pushing; one that was pruned counts for 7 days.",
          [target(f"count(({STATE}) == 0) or vector(0)", "silent", instant=True)],
          thresholds=BAD_ABOVE_0), 3),
    (stat("Printers", "Active printers of the sites that are up.",
          [target(total("odin_printers_total"), "printers", instant=True)]), 3),
    (stat("Online", "Printers that O.D.I.N. has seen in the last 90 s.",
          [target(total("odin_printers_online"), "online", instant=True)]), 3),
    (stat("Printing", "Printers that print or prepare to.",
          [target(total("odin_printers_printing"), "printing", instant=True)],
          thresholds=steps("blue")), 3),
    (stat("In error", "Printers that are online in a failed or unknown state.",
          [target(total("odin_printers_error"), "in error", instant=True)],
          thresholds=BAD_ABOVE_0), 3),
    (stat("Queue", "Jobs pending, scheduled or submitted.",
          [target(total("odin_queue_depth"), "jobs", instant=True)]), 3),
    (stat("Alerts firing", "Alerts of these sites that fire now, silent sites among them.",
          [target(f"sum({FIRING})", "firing", instant=True)], thresholds=WARN_ABOVE_0), 3),
]

COLUMNS = [
    ("State", STATE),
    ("Push age", AGE),
    ("Printers", per_site("odin_printers_total")),
    ("Online", per_site("odin_printers_online")),
    ("Printing", per_site("odin_printers_printing")),
    ("Error", per_site("odin_printers_error")),
    ("Utilisation", UTILISED),
    ("Queue", per_site("odin_queue_depth")),
    ("Alerts", FIRING),
]


def shown(name, unit=None, thresholds=None, mappings=()):
    """How a tile shows one of its numbers."""
    properties = [{"id": "thresholds",
                   "value": {"mode": "absolute", "steps": thresholds or GREY}}]
    if unit:
        properties.append({"id": "unit", "value": unit})
    if mappings:
        properties.append({"id": "mappings", "value": mappings})
    return {"matcher": {"id": "byName", "options": name}, "properties": properties}


# Of both the tiles and the table.
LOOK = [
    ("State", None, None, UP_OR_SILENT),
    ("Push age", "s", PUSH_AGE, ()),
    ("Error", None, BAD_ABOVE_0, ()),
    ("Utilisation", "percentunit", UTILISATION, ()),
    ("Alerts", None, WARN_ABOVE_0, ()),
]

TILES = stat(
    "$site",
    "A silent site shows its state, the age of its last push and its alerts, and nothing else: what "
    "the Pushgateway still holds of it is the past.",
    [target(expr, name, instant=True) for name, expr in COLUMNS if name != "Printers"],
    decimals=0, overrides=[shown(*look) for look in LOOK],
    links=[link_to("odin-site", "This site", ("site", "__field.labels.site"))], repeat="site")

DASHBOARD = dashboard(
    "odin-fleet", "O.D.I.N. / Fleet", "Every farm at a glance: who is up, who prints, who needs help.",
    [ALL_SITES],
    [
        ("Fleet", 4, FLEET),
        ("All sites", 9, [
            (table("Sites", "A row a site. A silent one has only its state, push age and alerts.",
                   COLUMNS, rename={"site": "Site"},
                   overrides=[column("Site", link=TO_SITE, width=200)] + [
                       column(name, unit, thresholds, mappings)
                       for name, unit, thresholds, mappings in LOOK]), 24),
        ]),
        ("Over time", 8, [
            (timeline("Up", "When each site pushed, and when it was silent.",
                      [target('site:odin_up:bool{site=~`${site:regex}`}', "{{site}}")], UP_OR_SILENT), 12),
            (graph("Printing", "Printers that print or prepare to, by site.",
                   [target(per_site("odin_printers_printing"), "{{site}}")], stacked=True), 12),
        ]),
        ("A tile a site", 8, [(TILES, 4)]),
    ])
