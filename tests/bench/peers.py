"""The agent and what a farm would run instead, each started on free ports of loopback."""

import pathlib
import subprocess

from processes import Program, free_port, get, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVERS = ROOT / "build" / "servers" / "usr"
AGENT = ROOT / "build" / "lto" / "odin-agent"


def _total(exposition, name):
    """The sum of the samples of that name."""
    return sum(
        float(line.rsplit(" ", 1)[1])
        for line in exposition.splitlines()
        if line.startswith((name + " ", name + "{"))
    )


class Agent(Program):
    def __init__(self, folder, name, database, *, interval, gateway=None, ca=None, everywhere=False):
        self.port = free_port()
        tls = f", tls_config: {{ca_file: {ca}}}" if ca else ""
        pushgateways = f"[{{url: '{gateway}'{tls}}}]" if gateway else "[]"
        address = f":{self.port}" if everywhere else f"127.0.0.1:{self.port}"
        file = folder / f"{name}.yaml"
        file.write_text(
            f"site: {name}\n"
            f"source: {{database: {{path: {database}}}}}\n"
            f"collect: {{interval: {interval}}}\n"
            f"pushgateways: {pushgateways}\n"
            f"local: {{listen: '{address}', allow_anonymous: true}}\n"
        )
        super().__init__(AGENT, "run", "--config", file)
        self.url = f"http://127.0.0.1:{self.port}/api/metrics"
        wait_for(name, lambda: self.text())

    def text(self):
        return get(self.url)

    def total(self, name):
        return _total(self.text(), name)

    def ticks(self):
        return self.total("odin_agent_collects_total")


class PythonEndpoint(Program):
    """What O.D.I.N. does at each scrape, at its cheapest; see odin_way.py."""

    def __init__(self, database):
        port = free_port()
        super().__init__(
            "python3", ROOT / "tests" / "bench" / "odin_way.py", "serve", database, port
        )
        self.url = f"http://127.0.0.1:{port}/"
        wait_for("the Python endpoint", lambda: get(self.url))


class Pushgateway(Program):
    def __init__(self):
        self.port = port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(
            SERVERS / "bin/prometheus-pushgateway", f"--web.listen-address=127.0.0.1:{port}"
        )
        wait_for("Pushgateway", lambda: get(self.url + "/-/ready"))


class VictoriaMetrics(Program):
    def __init__(self, folder):
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        self.write_url = url + "/api/v1/write"
        super().__init__(
            SERVERS / "bin/victoria-metrics",
            f"-storageDataPath={folder / 'victoria-metrics'}",
            f"-httpListenAddr=127.0.0.1:{port}",
            log=folder / "victoria-metrics.log",
        )
        wait_for("victoria-metrics", lambda: get(url + "/health"))


def _scrape_configs(port, interval):
    return (
        "scrape_configs:\n"
        "  - job_name: odin\n"
        f"    scrape_interval: {interval}\n"
        f"    scrape_timeout: {interval}\n"
        "    metrics_path: /metrics\n"
        f"    static_configs: [{{targets: ['127.0.0.1:{port}']}}]\n"
    )


class Vmagent(Program):
    def __init__(self, folder, static_port, write_url, interval):
        port = free_port()
        file = folder / "vmagent.yaml"
        file.write_text(_scrape_configs(static_port, interval))
        super().__init__(
            SERVERS / "bin/vmagent",
            f"-promscrape.config={file}",
            f"-remoteWrite.url={write_url}",
            f"-remoteWrite.tmpDataPath={folder / 'vmagent'}",
            f"-httpListenAddr=127.0.0.1:{port}",
            log=folder / "vmagent.log",
        )
        self.metrics_url = f"http://127.0.0.1:{port}/metrics"
        wait_for("vmagent", lambda: self.ticks() > 0)

    def ticks(self):
        return _total(get(self.metrics_url), "vm_promscrape_scrapes_total")


class PrometheusAgent(Program):
    def __init__(self, folder, static_port, write_url, interval):
        port = free_port()
        file = folder / "prometheus.yaml"
        file.write_text(
            _scrape_configs(static_port, interval) + f"remote_write: [{{url: '{write_url}'}}]\n"
        )
        super().__init__(
            SERVERS / "bin/prometheus",
            "--enable-feature=agent",
            f"--config.file={file}",
            f"--storage.agent.path={folder / 'prometheus'}",
            f"--web.listen-address=127.0.0.1:{port}",
            log=folder / "prometheus.log",
        )
        self.metrics_url = f"http://127.0.0.1:{port}/metrics"
        wait_for("prometheus", lambda: self.ticks() > 0)

    def ticks(self):
        return _total(get(self.metrics_url), "prometheus_target_interval_length_seconds_count")


class Nginx(Program):
    """Serves `texts` (name: exposition) as static files, and TLS in front of `gateway`.

    At `port` with sendfile, at `copying_port` through its own buffers.
    """

    def __init__(self, folder, texts, gateway):
        self.port = free_port()
        self.copying_port = free_port()
        tls_port = free_port()
        self.tls_url = f"https://localhost:{tls_port}"
        self.ca = folder / "gateway.crt"
        key = folder / "gateway.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(self.ca)],
            check=True, capture_output=True,
        )  # fmt: skip
        root = folder / "static"
        root.mkdir()
        for name, text in texts.items():
            (root / name).write_text(text)
        for temporary in ("body", "proxy", "fastcgi", "uwsgi", "scgi"):
            (folder / temporary).mkdir()
        file = folder / "nginx.conf"
        temporaries = "".join(
            f"  {module}_temp_path {folder / module};\n"
            for module in ("proxy", "fastcgi", "uwsgi", "scgi")
        )
        file.write_text(
            f"daemon off;\nmaster_process off;\nuser root;\npid {folder / 'nginx.pid'};\n"
            f"error_log {folder / 'nginx.log'};\n"
            "worker_processes 1;\nevents { worker_connections 512; }\n"
            "http {\n"
            "  access_log off;\n  open_file_cache max=10;\n  sendfile on;\n  tcp_nopush on;\n"
            "  keepalive_requests 1000000000;\n"
            "  types { }\n  default_type 'text/plain; version=0.0.4; charset=utf-8';\n"
            f"  client_body_temp_path {folder / 'body'};\n{temporaries}"
            f"  server {{ listen 127.0.0.1:{self.port}; listen [::1]:{self.port}; root {root}; }}\n"
            f"  server {{ listen 127.0.0.1:{self.copying_port}; listen [::1]:{self.copying_port};\n"
            f"    root {root}; sendfile off; output_buffers 1 512k; }}\n"
            f"  server {{ listen 127.0.0.1:{tls_port} ssl; ssl_certificate {self.ca};\n"
            f"    ssl_certificate_key {key}; location / {{ proxy_pass {gateway}; }} }}\n"
            "}\n"
        )
        super().__init__(
            SERVERS / "sbin/nginx", "-c", file, "-e", folder / "nginx.log", log=folder / "nginx.out"
        )
        self.url = f"http://127.0.0.1:{self.port}"
        wait_for("nginx", lambda: get(f"{self.url}/{next(iter(texts))}"))
