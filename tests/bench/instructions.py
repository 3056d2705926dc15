"""Counts the instructions of a tick and compares them with those that were committed.

Usage: instructions.py [--accept]. The results are lines that tests/lib.sh counts.
"""

import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

import farms

ROOT = pathlib.Path(__file__).resolve().parents[2]
TICK = ROOT / "build" / "release" / "tests" / "bench" / "tick"
EXPECTED = pathlib.Path(__file__).resolve().with_name("instructions.json")
SLACK = 0.05

# printers, jobs, ticks counted
CASES = ((20, 500, 5), (1_000, 20_000, 1))

# glibc picks the variants of memcpy and its kin by the machine's CPU; without these features every
# x86-64 machine has the same ones. zlib and SQLite of Debian ask no CPU.
BASELINE = (
    "glibc.cpu.hwcaps=-AVX2_Usable,-AVX2,-AVX512F,-AVX512VL,-AVX512BW,-ERMS,-FSRM,-BMI2,-LZCNT,"
    "-MOVBE,-RTM,-AVX_Fast_Unaligned_Load,-SSE4_2,-SSSE3,-Fast_Unaligned_Copy,-XSAVE,-XSAVEC"
)


def count(folder, printers, jobs, ticks):
    path = folder / f"farm-{printers}.db"
    connection = farms.make(path, printers, jobs)
    try:
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder / 'callgrind.out'}",
             "--toggle-collect=odin_agent_bench_turn", str(TICK), "tick", str(path), str(ticks)],
            check=True, capture_output=True, text=True,
            env={**os.environ, "GLIBC_TUNABLES": BASELINE},
        )  # fmt: skip
    finally:
        connection.close()
    return int(re.search(r"Collected\s*:\s*(\d+)", result.stderr)[1]) // ticks


def main():
    accept = sys.argv[1:] == ["--accept"]
    if platform.machine() != "x86_64":
        print("skipped: the instructions of a tick: the committed counts are those of x86_64, this is "
              f"{platform.machine()}")  # fmt: skip
        return 0
    expected = json.loads(EXPECTED.read_text()) if EXPECTED.exists() else {}
    counted, failed = {}, 0
    with tempfile.TemporaryDirectory(prefix="odin-agent-bench-") as name:
        for printers, jobs, ticks in CASES:
            case = f"{printers} printers, {jobs} jobs"
            counted[case] = count(pathlib.Path(name), printers, jobs, ticks)
            known = expected.get(case)
            change = counted[case] / known - 1 if known else float("inf")
            good = accept or abs(change) <= SLACK
            failed += not good
            against = f", {change:+.1%} against {known:,}" if known else ""
            print(f"{'ok' if good else 'FAILED'}: {case}: {counted[case]:,} instructions a tick{against}")
    if accept:
        EXPECTED.write_text(json.dumps(counted, indent=2) + "\n")
    elif failed:
        print("More than 5 % off, in either direction: if that is meant, run it with --accept and")
        print(f"commit {EXPECTED.relative_to(ROOT)}.")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
