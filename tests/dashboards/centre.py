"""Real servers and farms on free ports of loopback, with the rules of deploy/central. An interval of
a second in the place of 15, and thresholds of silence to match, so that nobody waits for minutes."""

import json
import pathlib
import re
import shutil
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVERS = ROOT / "build/servers/usr/bin"
AGENT = ROOT / "build/release/odin-agent"

UP_SECONDS = 5  # of push age, in the place of 120
SILENT_SECONDS = 6  # in the place of 180

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def fetch(url, data=None, method=None):
    """The reply's status and body."""
    request = urllib.request.Request(url, data=data, method=method)
    try:
        with DIRECT.open(request, timeout=30) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def wait_for(what, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.1)


class Program:
    """A child process, ended with this one however that ends."""

    def __init__(self, log, arguments):
        self.log = log
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *(str(each) for each in arguments)],
                stdout=out, stderr=out, stdin=subprocess.DEVNULL)

    def port(self, announcement):
        """The port that it says, after these words, that it listens on."""
        found = []

        def announced():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.log}: " + self.log.read_text())
            found[:] = re.findall(announcement + r"127\.0\.0\.1:(\d+)", self.log.read_text())
            return found

        wait_for(f"{self.log.name} listens", announced)
        return int(found[0])

    def kill(self):
        self.process.kill()
        self.process.wait()


class Farm:
    """An odin-agent on a copy of the sample database, and an O.D.I.N. that keeps it moving."""

    def __init__(self, folder, site, pushgateway):
        self.site = site
        folder.mkdir()
        database = folder / "odin.db"
        shutil.copy(ROOT / "tests/fixtures/odin-sample.db", database)
        self.path = database
        config = folder / "config.yaml"
        quoted = site.replace("'", "''")
        config.write_text(
            f"site: '{quoted}'\nsource: {{database: {{path: {database}}}}}\n"
            "collect: {interval: 500ms, timeout: 500ms}\nlocal: {listen: '127.0.0.1:0'}\n"
            f"pushgateways: [{{url: '{pushgateway}'}}]\n", encoding="utf-8")
        self.stop = threading.Event()
        self.odin = threading.Thread(target=self.run_odin, daemon=True)
        self.odin.start()
        self.agent = Program(folder / "agent.log", [AGENT, "run", "--config", config])
        self.url = f"http://127.0.0.1:{self.agent.port('msg=listening address=')}"

    def run_odin(self):
        database = sqlite3.connect(self.path, isolation_level=None, timeout=5)
        turn = 0
        while not self.stop.wait(0.3):
            turn += 1
            database.execute("BEGIN")
            database.execute("UPDATE printers SET last_seen = datetime('now'), "
                             "nozzle_temp = 200 + ?, total_print_hours = total_print_hours + 0.01, "
                             "total_print_count = total_print_count + 1 WHERE id % 4 > 0", [turn % 7])
            database.execute("UPDATE printers SET gcode_state = 'ERROR' WHERE id = 5")
            for status in ("COMPLETED", "COMPLETED", "FAILED"):
                database.execute("INSERT INTO jobs (item_name, status) VALUES ('gear', ?)", [status])
            database.execute("COMMIT")
        database.close()

    def lose_database(self):
        """For as long as it takes until the agent has counted a failure."""
        away = self.path.with_suffix(".away")
        self.path.rename(away)
        wait_for("a collection fails", lambda: b"odin_agent_collect_failures_total{"
                 in fetch(self.url + "/api/metrics")[1])
        away.rename(self.path)

    def end(self):
        self.agent.kill()
        self.stop.set()
        self.odin.join()


def replaced(text, changes):
    """`text` with each pattern replaced as often as is said: the shipped file must be as expected."""
    for pattern, replacement, times in changes:
        text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
        if count != times and not (times is None and count):
            raise RuntimeError(f"{pattern} is {count} times in the shipped files, not {times}")
    return text


def write_configuration(folder, pushgateway_port):
    """The shipped configuration of Prometheus and its rules, made quick and local."""
    shutil.copytree(ROOT / "deploy/central", folder, ignore=shutil.ignore_patterns("grafana", "tls"))
    config = folder / "prometheus.yml"
    config.write_text(replaced(config.read_text(), [
        (r"^  (scrape|evaluation)_interval: 15s$", r"  \1_interval: 1s", 2),
        (r"^  scrape_timeout: 10s$", "  scrape_timeout: 1s", 1),
        (r"^    scheme: https\n", "", 1),
        (r"^    tls_config: .*\n", "", 1),
        (r"^    basic_auth: .*\n", "", 1),
    ]))
    rules = folder / "rules"
    recording = rules / "recording.yml"
    recording.write_text(replaced(recording.read_text(), [
        (r"< bool 120$", f"< bool {UP_SECONDS}", 1),
        (r"^    interval: 1m$", "    interval: 1s", None),
    ]))
    silence = rules / "silence.yml"
    silence.write_text(replaced(silence.read_text(), [
        (r"site:odin_push_age:seconds > 180$", f"site:odin_push_age:seconds > {SILENT_SECONDS}", 1),
        (r"timestamp_seconds > 240$", f"timestamp_seconds > {SILENT_SECONDS + 1}", 1),
        (r"^        for: \w+$", "        for: 0s", None),
    ]))
    for path in (folder / "targets").glob("*.yml"):
        path.write_text("[]\n")
    (folder / "targets/pushgateway.yml").write_text(
        f"[{{targets: ['127.0.0.1:{pushgateway_port}']}}]\n")
    return config


class Centre:
    def __init__(self, folder):
        listening = 'msg="Listening on" address='
        self.pushgateway_process = Program(folder / "pushgateway.log", [
            SERVERS / "prometheus-pushgateway", "--web.listen-address=127.0.0.1:0",
            "--persistence.file="])
        port = self.pushgateway_process.port(listening)
        self.pushgateway = f"http://127.0.0.1:{port}"
        config = write_configuration(folder / "central", port)
        self.prometheus_process = Program(folder / "prometheus.log", [
            SERVERS / "prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder / 'data'}",
            "--web.listen-address=127.0.0.1:0"])
        self.prometheus = f"http://127.0.0.1:{self.prometheus_process.port(listening)}"
        wait_for("Prometheus is ready", lambda: fetch(self.prometheus + "/-/ready")[0] == 200)

    def end(self):
        self.prometheus_process.kill()
        self.pushgateway_process.kill()

    def api(self, path, **parameters):
        status, body = fetch(f"{self.prometheus}/api/v1/{path}",
                             urllib.parse.urlencode(parameters, doseq=True).encode())
        reply = json.loads(body)
        if status != 200:
            raise RuntimeError(f"{reply['error']} in {parameters.get('query')}")
        return reply["data"]

    def ask(self, expr):
        """The series now: a list of (labels, value)."""
        result = self.api("query", query=expr)["result"]
        return [(each["metric"], float(each["value"][1])) for each in result]

    def ask_since(self, expr, start):
        """As a graph asks: a list of (labels, newest value) of the series with a point since."""
        result = self.api("query_range", query=expr, start=start, end=time.time(), step=1)["result"]
        return [(each["metric"], float(each["values"][-1][1])) for each in result]

    def label_values(self, label, selector):
        _, body = fetch(f"{self.prometheus}/api/v1/label/{label}/values?"
                        + urllib.parse.urlencode({"match[]": selector}))
        return json.loads(body)["data"]
