"""What the farms get done."""

from .kit import (
    ALL_SITES, BAD_ABOVE_0, SITES, SUCCESS, WARN_ABOVE_0, alive, bars, dashboard, gauge, graph,
    per_site, stat, steps, target,
)


def recorded(name):
    """A recording of rules/recording.yml."""
    return name + '{site=~`${site:regex}`}'


def rise(name, window):
    """Since the lowest number of the window: O.D.I.N. may delete jobs, and rate() would take each
    deletion for a new beginning."""
    return f"{recorded(name)} - min_over_time({recorded(name)}[{window}])"


COMPLETED = "site:odin_jobs_completed:count"
FAILED = "site:odin_jobs_failed:count"
HOURS = "site:odin_print_hours:increase1m"


def summed(expr):
    return f"sum({alive(expr)})"


def by_status(metric):
    return f"sum by (status) ({alive(f'max by (site, status) ({metric}{{{SITES}}})')})"


ENDED = f"{summed(rise(COMPLETED, '$__range'))} + {summed(rise(FAILED, '$__range'))}"
WORDS = "In the time range above."

DASHBOARD = dashboard(
    "odin-production", "O.D.I.N. / Production", "Throughput, success, orders and spools.",
    [ALL_SITES],
    [
        ("In this time", 5, [
            (stat("Jobs completed", WORDS + " Jobs that O.D.I.N. deletes meanwhile are missing.",
                  [target(summed(rise(COMPLETED, "$__range")), "completed", instant=True)],
                  thresholds=steps("green"), decimals=0), 4),
            (stat("Jobs failed", WORDS,
                  [target(summed(rise(FAILED, "$__range")), "failed", instant=True)],
                  thresholds=BAD_ABOVE_0, decimals=0), 4),
            (gauge("Success", WORDS + " Of the jobs that ended; cancelled ones do not count.",
                   [target(f"{summed(rise(COMPLETED, '$__range'))} / ({ENDED} > 0)", "success",
                           instant=True)],
                   thresholds=SUCCESS, unit="percentunit", lowest=0, highest=1), 4),
            (stat("Print hours", WORDS + " O.D.I.N. adds a print's hours when it ends.",
                  [target(summed(f"sum_over_time({recorded(HOURS)}[$__range])"), "hours",
                          instant=True)], unit="h", decimals=1), 4),
            (stat("Orders pending", "Now.",
                  [target(summed(recorded("site:odin_orders_pending:count")), "pending",
                          instant=True)]), 4),
            (stat("Spools low", "Spools under 100 g, now.",
                  [target(f"sum({per_site('odin_spools_low')})", "low", instant=True)],
                  thresholds=WARN_ABOVE_0), 4),
        ]),
        ("By site", 7, [
            (bars("Success in 24 h", "Of the jobs that ended; no value where none ended.",
                  [target(alive(recorded("site:odin_job_success:ratio24h")), "{{site}}",
                          instant=True)],
                  thresholds=SUCCESS, unit="percentunit", lowest=0, highest=1), 8),
            (bars("Print hours in 7 days", "Of all printers of the site.",
                  [target(alive(recorded("site:odin_print_hours:increase7d")), "{{site}}",
                          instant=True)],
                  thresholds=steps("blue"), unit="h", decimals=0, lowest=0), 8),
            (bars("Backlog", "Waiting jobs for each printer that is online; from 5 on OdinBacklog.",
                  [target(alive(f"max by (site) (odin_queue_depth{{{SITES}}}) / clamp_min("
                                f"max by (site) (odin_printers_online{{{SITES}}}), 1)"), "{{site}}",
                          instant=True)],
                  thresholds=steps("green", (5, "orange")), decimals=1, lowest=0), 8),
        ]),
        ("Throughput", 8, [
            (graph("Print hours an hour", "How many printers' worth of printing gets done, in steps: "
                   "O.D.I.N. adds a print's hours when it ends.",
                   [target(alive(f"60 * avg_over_time({recorded(HOURS)}[$__rate_interval])"),
                           "{{site}}")], unit="h", stacked=True, interval="2m"), 8),
            (graph("Jobs completed", "In each step of the graph.",
                   [target(alive(rise(COMPLETED, "$__rate_interval")), "{{site}}")], columns=True,
                   stacked=True, decimals=0, interval="5m"), 8),
            (graph("Jobs failed", "In each step of the graph.",
                   [target(alive(rise(FAILED, "$__rate_interval")), "{{site}}")], columns=True,
                   stacked=True, decimals=0, interval="5m"), 8),
        ]),
        ("Load", 8, [
            (graph("Utilisation", "Of the printers that are online, how many print.",
                   [target(alive(recorded("site:odin_utilisation:ratio")), "{{site}}")],
                   unit="percentunit", highest=1), 12),
            (graph("Queue", "Jobs pending, scheduled or submitted.",
                   [target(per_site("odin_queue_depth"), "{{site}}")], stacked=True), 12),
        ]),
        ("Orders and stock", 8, [
            (graph("Orders by status", "Of all these sites.",
                   [target(by_status("odin_orders_by_status"), "{{status}}")], stacked=True), 8),
            (graph("Jobs by status", "Of all these sites.",
                   [target(by_status("odin_jobs_by_status"), "{{status}}")]), 8),
            (graph("Spools low", "Spools under 100 g, by site.",
                   [target(per_site("odin_spools_low"), "{{site}}")], stacked=True), 8),
        ]),
    ], since="now-7d")
