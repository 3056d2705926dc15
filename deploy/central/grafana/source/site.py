"""One farm."""

from .kit import (
    BAD_ABOVE_0, GREY, ONE_SITE, PUSH_AGE, SITE, UP_OR_SILENT, UTILISATION, WARN_ABOVE_0, YES_OR_NO,
    alive, column, dashboard, gauge, graph, link_to, per_site, stat, steps, table, target,
)


def of_site(metric):
    return per_site(metric, SITE)


def now(title, description, metric, thresholds=GREY):
    return stat(title, description, [target(of_site(metric), title.lower(), instant=True)],
                thresholds=thresholds)


def by_status(metric):
    return alive(f"max by (site, status) ({metric}{{{SITE}}})")


def per_printer_of_site(metric):
    return alive(f"max by (site, printer, printer_id) ({metric}{{{SITE}}})")


STATE = ('site:odin_up:bool{site=`${site:raw}`}'
         ' or on (site) 0 * site:odin_last_push:timestamp_seconds{site=`${site:raw}`}')
OFFLINE = alive(f"max by (site) (odin_printers_total{{{SITE}}})"
                f" - max by (site) (odin_printers_online{{{SITE}}})")
SPOOLS = [("spools", "odin_spools_total"), ("low", "odin_spools_low")]
STATES = [("printing", "odin_printers_printing"), ("idle", "odin_printers_idle"),
          ("error", "odin_printers_error")]
TO_PRINTER = link_to("odin-printer", "This printer", ("site", "site"),
                     ("printer", "__data.fields.Printer"))

NOW = [
    (stat("State", "Up: the last push is less than 120 s old.", [target(STATE, "state", instant=True)],
          mappings=UP_OR_SILENT, background=True), 3),
    (stat("Push age", "How long ago the site last pushed.",
          [target('time() - site:odin_last_push:timestamp_seconds{site=`${site:raw}`}', "age",
                  instant=True)], unit="s", decimals=0, thresholds=PUSH_AGE), 3),
    (now("Online", "Printers that O.D.I.N. has seen in the last 90 s.", "odin_printers_online"), 2),
    (now("Printing", "Printers that print or prepare to.", "odin_printers_printing",
         steps("blue")), 2),
    (now("Error", "Printers that are online in a failed or unknown state.", "odin_printers_error",
         BAD_ABOVE_0), 2),
    (now("Idle", "Printers that are online and do nothing.", "odin_printers_idle"), 2),
    (gauge("Utilisation", "Of the printers that are online, how many print.",
           [target('site:odin_utilisation:ratio{site=`${site:raw}`} and on (site) (site:odin_up:bool == 1)',
                   "utilisation", instant=True)],
           thresholds=UTILISATION, unit="percentunit", lowest=0, highest=1), 4),
    (now("Queue", "Jobs pending, scheduled or submitted.", "odin_queue_depth"), 2),
    (now("Unread", "Unread alerts in O.D.I.N. itself.", "odin_alerts_unread", WARN_ABOVE_0), 2),
    (stat("O.D.I.N.", "Whether the agent can read O.D.I.N.'s database.",
          [target(of_site("odin_agent_source_up"), "readable", instant=True)],
          mappings=YES_OR_NO), 2),
]

DASHBOARD = dashboard(
    "odin-site", "O.D.I.N. / Site", "One farm: its printers, its queue, its orders.", [ONE_SITE],
    [
        ("Now", 5, NOW),
        ("Printers", 9, [
            (graph("Printers by state", "Active printers; offline: not seen in the last 90 s.",
                   [target(of_site(metric), name) for name, metric in STATES] +
                   [target(OFFLINE, "offline")], stacked=True), 12),
            (table("Printers", "What each printer does, as O.D.I.N. last saw it.",
                   [("Progress", per_printer_of_site("odin_printer_progress")),
                    ("Nozzle", per_printer_of_site("odin_printer_nozzle_temp_celsius")),
                    ("Bed", per_printer_of_site("odin_printer_bed_temp_celsius")),
                    ("Hours", per_printer_of_site("odin_printer_print_hours_total")),
                    ("Prints", per_printer_of_site("odin_printer_print_count_total"))],
                   rename={"printer": "Printer"}, hide=("site", "printer_id"),
                   overrides=[column("Printer", link=TO_PRINTER, width=200),
                              column("Progress", "percent", decimals=0),
                              column("Nozzle", "celsius", decimals=0),
                              column("Bed", "celsius", decimals=0),
                              column("Hours", "h", decimals=0)]), 12),
        ]),
        ("Work", 8, [
            (graph("Queue", "Jobs pending, scheduled or submitted.",
                   [target(of_site("odin_queue_depth"), "queue")]), 8),
            (graph("Jobs by status", "All jobs that O.D.I.N. has, by their status.",
                   [target(by_status("odin_jobs_by_status"), "{{status}}")]), 8),
            (graph("Orders by status", "All orders that O.D.I.N. has, by their status.",
                   [target(by_status("odin_orders_by_status"), "{{status}}")]), 8),
        ]),
        ("Stock and trouble", 8, [
            (graph("Spools", "Spools whose remaining weight is known; low: under 100 g.",
                   [target(of_site(metric), name) for name, metric in SPOOLS]), 12),
            (table("Alerts firing", "What Prometheus says of this site now; empty when all is well.",
                   [("Firing", 'max by (alertname, severity, printer)'
                               ' (ALERTS{alertstate="firing",site=`${site:raw}`})')],
                   rename={"alertname": "Alert", "severity": "Severity", "printer": "Printer"},
                   hide=("Value",)), 12),
        ]),
    ])
