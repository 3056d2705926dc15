"""What O.D.I.N. itself does for its /api/metrics, at its cheapest: its queries, through the
standard library alone, with no web framework and no object mapper in between.

  odin_way.py time DATABASE TURNS    CPU time of a turn
  odin_way.py push DATABASE URL      one turn, pushed
  odin_way.py serve DATABASE PORT    a turn for each GET, until it is killed
"""

import datetime
import gzip
import http.server
import json
import sqlite3
import sys
import time
import urllib.request

ONLINE_WITHIN = datetime.timedelta(seconds=90)


def _is_online(last_seen, now):
    try:
        return last_seen is not None and now - datetime.datetime.fromisoformat(last_seen) < ONLINE_WITHIN
    except ValueError:
        return False


def exposition(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    lines = []

    def family(name, kind, samples):
        lines.append(f"# HELP {name} {name}")
        lines.append(f"# TYPE {name} {kind}")
        lines.extend(f"{name}{labels} {value}" for labels, value in samples)

    printers = database.execute(
        "SELECT id, COALESCE(nickname, name), last_seen, gcode_state, nozzle_temp, bed_temp, "
        "total_print_hours, total_print_count FROM printers WHERE is_active = 1"
    ).fetchall()
    progress = dict(
        database.execute(
            "SELECT printer_id, progress_percent FROM print_jobs WHERE status = 'running' "
            "ORDER BY started_at, id"
        )
    )
    now = datetime.datetime.utcnow()
    online = [row for row in printers if _is_online(row[2], now)]
    printing = sum(row[3] in ("RUNNING", "PREPARE") for row in online)
    failed = sum(row[3] in ("FAILED", "UNKNOWN") for row in online)
    family("odin_printers_total", "gauge", [("", len(printers))])
    family("odin_printers_online", "gauge", [("", len(online))])
    family("odin_printers_printing", "gauge", [("", printing)])
    family("odin_printers_error", "gauge", [("", failed)])
    family("odin_printers_idle", "gauge", [("", len(online) - printing - failed)])
    labels = [f'{{printer="{row[1]}",printer_id="{row[0]}"}}' for row in printers]
    for name, kind, values in (
        ("odin_printer_nozzle_temp_celsius", "gauge", [row[4] for row in printers]),
        ("odin_printer_bed_temp_celsius", "gauge", [row[5] for row in printers]),
        ("odin_printer_progress", "gauge", [progress.get(row[0]) for row in printers]),
        ("odin_printer_print_hours_total", "counter", [row[6] or 0 for row in printers]),
        ("odin_printer_print_count_total", "counter", [row[7] or 0 for row in printers]),
    ):
        family(name, kind, [pair for pair in zip(labels, values) if pair[1] is not None])

    jobs = dict(database.execute("SELECT status, COUNT(*) FROM jobs GROUP BY status"))
    family("odin_jobs_by_status", "gauge", [(f'{{status="{s}"}}', n) for s, n in jobs.items()])
    waiting = sum(jobs.get(status, 0) for status in ("pending", "scheduled", "submitted"))
    family("odin_queue_depth", "gauge", [("", waiting)])
    for name, query in (
        ("odin_spools_total", "SELECT COUNT(remaining_weight_g) FROM spools"),
        ("odin_spools_low", "SELECT COUNT(*) FROM spools WHERE remaining_weight_g < 100"),
    ):
        family(name, "gauge", [("", database.execute(query).fetchone()[0])])
    orders = database.execute("SELECT status, COUNT(*) FROM orders GROUP BY status")
    family("odin_orders_by_status", "gauge", [(f'{{status="{s}"}}', n) for s, n in orders])
    unread = database.execute("SELECT COUNT(*) FROM alerts WHERE is_read = 0").fetchone()[0]
    family("odin_alerts_unread", "gauge", [("", unread)])
    database.close()
    return "\n".join(lines) + "\n"


def serve(path, port):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = exposition(path).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()


def main():
    what, path, argument = sys.argv[1:]
    if what == "serve":
        serve(path, int(argument))
    if what == "push":
        request = urllib.request.Request(
            argument,
            gzip.compress(exposition(path).encode()),
            {"Content-Encoding": "gzip"},
            method="PUT",
        )
        urllib.request.urlopen(request).read()
        return
    exposition(path)  # warms up
    before = time.process_time()
    for _ in range(int(argument)):
        text = exposition(path)
    took = (time.process_time() - before) / int(argument)
    print(json.dumps({"cpu_seconds": took, "text_bytes": len(text.encode())}))


if __name__ == "__main__":
    main()
