#!/usr/bin/env python3
"""Reads a large farm again and again beside an O.D.I.N. that opens and closes connections.

Usage: churn.py [--agent FILE] [--jobs N] [--connections N] [--readings N] [--slower N]

O.D.I.N. opens a connection, writes, and closes it, N times a second (50); each close takes -wal
away and writes the database. Beside it `odin-agent once` reads a farm of N jobs (1,000,000), so
many times (200). With --slower, the agent gets one Nth of a processor: by a cgroup where this user
may make one, else by stopping it for the rest of the time.

Prints how many readings failed and why, how long one takes (odin_agent_collect_seconds: median, 95
in a hundred, longest), how many connections O.D.I.N. had meanwhile and how many errors, and whether
a -wal was left behind at the end. The exit code is 1 when a reading or a connection failed. It
needs odin-agent (build/release/odin-agent) and nothing else. It is no test: the times depend on the
machine. The bounded version is tests/integration/source_churn_test.cpp.
"""

import argparse
import collections
import contextlib
import os
import pathlib
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import farms

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Churn(threading.Thread):
    """O.D.I.N.'s connections. SQLite lets go of Python's lock, so the readings are not held up."""

    def __init__(self, database, per_second):
        super().__init__()
        self.database, self.pause = database, 1 / per_second
        self.connections, self.errors = 0, collections.Counter()
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(self.pause):
            self.connections += 1
            try:
                with contextlib.closing(sqlite3.connect(self.database, timeout=10)) as odin:
                    odin.execute("UPDATE printers SET last_seen = datetime('now') WHERE id = 1")
                    odin.commit()
            except sqlite3.Error as error:
                self.errors[str(error)] += 1


class Brake:
    """Slows a process down; cgroup v2, cgroup v1, or signals."""

    PERIOD = 20_000  # microseconds

    def __init__(self, slower):
        self.slower, self.group, self.members = slower, None, "cgroup.procs"
        if slower == 1:
            return
        quota = self.PERIOD // slower
        for root, limits in (
            ("/sys/fs/cgroup", {"cpu.max": f"{quota} {self.PERIOD}"}),
            ("/sys/fs/cgroup/cpu", {"cpu.cfs_period_us": self.PERIOD, "cpu.cfs_quota_us": quota}),
        ):
            group = pathlib.Path(root) / f"odin-agent-churn-{os.getpid()}"
            try:
                group.mkdir()
                for name, value in limits.items():
                    with open(group / name, "r+") as limit:  # one that the kernel has made
                        limit.write(str(value))
                self.group = group
                return
            except OSError:
                with contextlib.suppress(OSError):
                    group.rmdir()

    def means(self):
        if self.slower == 1:
            return "at full speed"
        by = "by a cgroup" if self.group else "by SIGSTOP and SIGCONT"
        return f"slowed {self.slower}-fold {by}"

    def enter(self):
        """To be called in the child."""
        if self.group:
            (self.group / self.members).write_text(str(os.getpid()))

    def wait(self, process):
        """Until it ends; what it wrote."""
        if self.slower == 1 or self.group:
            return process.communicate()
        over = threading.Event()

        def step():
            period = self.PERIOD / 1e6
            while not over.is_set() and process.returncode is None:
                process.send_signal(signal.SIGSTOP)
                time.sleep(period * (1 - 1 / self.slower))
                process.send_signal(signal.SIGCONT)
                time.sleep(period / self.slower)

        thread = threading.Thread(target=step)
        thread.start()
        try:
            return process.communicate()
        finally:
            over.set()
            thread.join()

    def close(self):
        if self.group:
            with contextlib.suppress(OSError):  # the last process may not be gone yet
                self.group.rmdir()


JOBS = """
WITH RECURSIVE n(i) AS (SELECT 1000000 UNION ALL SELECT i + 1 FROM n LIMIT ?)
INSERT INTO jobs (id, item_name, status)
SELECT i, '', CASE i % 3 WHEN 0 THEN 'completed' WHEN 1 THEN 'COMPLETED' ELSE 'pending' END FROM n
"""


def make_farm(path, jobs):
    with contextlib.closing(farms.make(path, 20, 500)) as database:
        database.execute(JOBS, (jobs,))
        database.commit()


def read(agent, config, brake):
    """The seconds of one reading, or why it failed."""
    process = subprocess.Popen(
        [agent, "once", "--config", config], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, preexec_fn=brake.enter,
    )  # fmt: skip
    output, errors = brake.wait(process)
    if process.returncode != 0:
        return None, re.sub(r"ts=\S+ ", "", errors.strip().splitlines()[-1])
    return float(re.search(r"^odin_agent_collect_seconds_sum (\S+)", output, re.M)[1]), None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agent", default=ROOT / "build" / "release" / "odin-agent")
    parser.add_argument("--jobs", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--readings", type=int, default=200)
    parser.add_argument("--slower", type=int, default=1)
    options = parser.parse_args()
    brake = Brake(options.slower)
    seconds, failures = [], collections.Counter()
    with tempfile.TemporaryDirectory(prefix="odin-agent-churn-") as name:
        database = pathlib.Path(name) / "odin.db"
        config = pathlib.Path(name) / "config.yaml"
        config.write_text(f"site: churn\nsource: {{database: {{path: {database}}}}}\n"
                          "pushgateways: []\n")  # fmt: skip
        make_farm(database, options.jobs)
        odin = Churn(database, options.connections)
        odin.start()
        try:
            for _ in range(options.readings):
                took, failure = read(options.agent, config, brake)
                if failure:
                    failures[failure] += 1
                else:
                    seconds.append(took)
        finally:
            time.sleep(5 / options.connections)  # a -wal that a reading has kept goes now
            odin.over.set()
            odin.join()
            brake.close()
        left = pathlib.Path(f"{database}-wal").exists()
    print(f"{options.jobs} jobs, {options.connections} connections a second, {brake.means()}")
    print(f"readings: {failures.total()} of {options.readings} failed")
    for failure, count in failures.most_common(5):
        print(f"  {count} x {failure}")
    if len(seconds) > 1:
        ranks = statistics.quantiles(seconds, n=20)
        print(f"a reading takes {statistics.median(seconds) * 1e3:.0f} ms, "
              f"95 in a hundred up to {ranks[18] * 1e3:.0f} ms, "
              f"the longest {max(seconds) * 1e3:.0f} ms")  # fmt: skip
    print(f"O.D.I.N.: {odin.connections} connections, {odin.errors.total()} errors; "
          f"-wal left behind: {'yes' if left else 'no'}")  # fmt: skip
    return 1 if failures or odin.errors else 0


if __name__ == "__main__":
    sys.exit(main())
