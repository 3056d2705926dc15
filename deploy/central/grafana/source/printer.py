"""One printer, or a few of one farm."""

from .kit import (
    GREY, ONE_SITE, PRINTERS, SOME_PRINTERS, alive, bars, dashboard, gauge, graph, per_printer,
    stat, steps, target,
)


def gained(metric):
    """The rise within the time range. Not increase(): where an older database was put back, that
    would count the printer's whole life again."""
    series = f"{metric}{{{PRINTERS}}}"
    return alive(f"max by (site, printer, printer_id) "
                 f"(max_over_time({series}[$__range]) - min_over_time({series}[$__range]))")


def now(title, description, metric, unit, decimals=0, thresholds=GREY, **more):
    return stat(title, description, [target(per_printer(metric), "{{printer}}", instant=True)],
                unit=unit, decimals=decimals, thresholds=thresholds, **more)


NOZZLE = steps("blue", (50, "orange"), (320, "red"))  # 320, 130: OdinThermalLimit
BED = steps("blue", (40, "orange"), (130, "red"))

DASHBOARD = dashboard(
    "odin-printer", "O.D.I.N. / Printer", "Printers of one farm: what they do and have done.",
    [ONE_SITE, SOME_PRINTERS],
    [
        ("Now", 6, [
            (gauge("Progress", "Of the print in hand; none without one.",
                   [target(per_printer("odin_printer_progress"), "{{printer}}", instant=True)],
                   thresholds=steps("blue"), unit="percent", lowest=0, highest=100, decimals=0), 8),
            (now("Nozzle", "As O.D.I.N. last saw it; that of an offline printer stands still.",
                 "odin_printer_nozzle_temp_celsius", "celsius", thresholds=NOZZLE), 8),
            (now("Bed", "As O.D.I.N. last saw it; that of an offline printer stands still.",
                 "odin_printer_bed_temp_celsius", "celsius", thresholds=BED), 8),
        ]),
        ("Over time", 9, [
            (graph("Nozzle temperature", "Heats before a print, cools after it.",
                   [target(per_printer("odin_printer_nozzle_temp_celsius"), "{{printer}}")],
                   unit="celsius"), 12),
            (graph("Bed temperature", "Heats before a print, cools after it.",
                   [target(per_printer("odin_printer_bed_temp_celsius"), "{{printer}}")],
                   unit="celsius"), 12),
            (graph("Progress", "Of each print; a flat line is one that has stalled.",
                   [target(per_printer("odin_printer_progress"), "{{printer}}")],
                   unit="percent", highest=100), 24),
        ]),
        ("Life", 6, [
            (bars("Hours in this time", "Print hours gained in the time range. O.D.I.N. adds a "
                  "print's hours when it ends.",
                  [target(gained("odin_printer_print_hours_total"), "{{printer}}", instant=True)],
                  thresholds=steps("blue"), unit="h", decimals=1, lowest=0), 6),
            (bars("Prints in this time", "Prints that ended in the time range.",
                  [target(gained("odin_printer_print_count_total"), "{{printer}}", instant=True)],
                  thresholds=steps("blue"), decimals=0, lowest=0), 6),
            (now("Hours in all", "Print hours over the printer's life.",
                 "odin_printer_print_hours_total", "h"), 6),
            (now("Prints in all", "Prints over the printer's life.",
                 "odin_printer_print_count_total", "short"), 6),
        ]),
    ])
