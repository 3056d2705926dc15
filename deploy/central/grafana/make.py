#!/usr/bin/env python3
"""Makes dashboards/*.json from source/*.py. With --check changes nothing, and fails when they differ."""

import importlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
NAMES = ("fleet", "site", "printer", "production", "agents")


def text_of(name):
    made = importlib.import_module(f"source.{name}").DASHBOARD
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def main(arguments):
    if arguments not in ([], ["--check"]):
        print("Usage: make.py [--check]", file=sys.stderr)
        return 2
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(HERE))
    folder = HERE / "dashboards"
    wanted = {folder / f"{name}.json": text_of(name) for name in NAMES}
    if not arguments:
        for path, text in wanted.items():
            path.write_text(text, encoding="utf-8")
        return 0
    there = {path: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    differing = sorted(path for path in wanted.keys() | there.keys()
                       if wanted.get(path) != there.get(path))
    for path in differing:
        print(f"{path} is not what its source makes: run {HERE / 'make.py'}", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
