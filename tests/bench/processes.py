"""Starts programs and reads off the kernel what they cost."""

import http.server
import os
import pathlib
import resource
import signal
import socket
import subprocess
import threading
import time
import urllib.request


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as reply:
        return reply.read().decode()


def wait_for(what, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise RuntimeError(f"{what}: not within {seconds} s")


class Program:
    """A program that runs until the `with` statement ends."""

    def __init__(self, *command, log=os.devnull):
        self.command = [str(word) for word in command]
        with open(log, "ab") as output:
            self.process = subprocess.Popen(self.command, stdout=output, stderr=output)
        self.folder = pathlib.Path("/proc") / str(self.process.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _tasks(self, file):
        for task in (self.folder / "task").iterdir():
            try:
                yield (task / file).read_text()
            except OSError:  # a thread that has just ended
                continue

    def cpu_seconds(self):
        """User and system time of all threads; /proc/PID/stat only counts whole hundredths."""
        return sum(int(text.split()[0]) for text in self._tasks("schedstat")) / 1e9

    def _status(self, text, key):
        return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(key))

    def switches(self):
        """Voluntary and involuntary context switches of all threads."""
        texts = list(self._tasks("status"))
        return tuple(
            sum(self._status(text, key) for text in texts)
            for key in ("voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:")
        )

    def memory_bytes(self, key):
        """Of /proc/PID/status: VmRSS, or RssAnon for what is private."""
        return 1024 * self._status((self.folder / "status").read_text(), key + ":")

    def written_bytes(self):
        return self._status((self.folder / "io").read_text(), "write_bytes:")


def children_cpu_seconds(*command):
    """Runs a command to its end; the CPU time of it and of all that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Sink:
    """An HTTP server that accepts every PUT and notes when it had accepted the first."""

    def __init__(self):
        self.accepted = threading.Event()
        self.at = None
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                if not sink.accepted.is_set():
                    sink.at = time.monotonic()
                    sink.accepted.set()

            # Whether a Pushgateway is here the agent asks after its first push.
            def do_GET(self):
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
