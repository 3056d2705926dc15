"""Prints the results in an XML file of CTest (--output-junit) or GoogleTest (--gtest_output=xml).

Usage: junit.py FILE [PREFIX]. The lines are those that tests/lib.sh counts; PREFIX goes before each
name.
"""

import re
import sys
import xml.etree.ElementTree


def reason_of(case, skipped):
    """Why a test was skipped, in its own words: the lines below "FILE:LINE: Skipped"."""
    own = re.search(r": Skipped\n(.+?)(?:\n\s*\n|\n\[|\s*\Z)", case.findtext("system-out", ""), re.DOTALL)
    if own:
        return " ".join(own[1].split())
    message = skipped.get("message", "")
    # GoogleTest puts the place before the reason.
    return " ".join(re.sub(r"^\S+:-?\d+\n", "", message).split())


def result_of(case):
    name, suite = case.get("name"), case.get("classname", "")
    if suite not in ("", name):
        name = f"{suite}.{name}"
    skipped = case.find("skipped")
    status = case.get("status")
    if case.find("failure") is not None or case.find("error") is not None or status == "fail":
        return "FAILED", name
    if skipped is not None:
        # CTest has a test as skipped too where its program is missing.
        gave_reason = "SKIP_" in skipped.get("message", "") or status == "run"
        return "skipped" if gave_reason else "FAILED", f"{name}: {reason_of(case, skipped)}"
    if status in ("disabled", "notrun"):
        return "skipped", f"{name}: it is disabled"
    return "ok", name


def main():
    prefix = sys.argv[2] if len(sys.argv) > 2 else ""
    for case in xml.etree.ElementTree.parse(sys.argv[1]).iter("testcase"):
        kind, sentence = result_of(case)
        print(f"{kind}: {prefix}{sentence}")


if __name__ == "__main__":
    main()
