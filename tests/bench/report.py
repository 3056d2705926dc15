"""The rows of a run: kept, printed as one table, written as JSON."""

import json
import statistics


def _spread(figures):
    if len(figures) < 5:
        return max(figures) - min(figures)
    low, _, high = statistics.quantiles(figures, n=4)
    return high - low


def _text(value):
    return f"{value:,.0f}" if abs(value) >= 1000 or value == 0 else f"{value:.3g}"


class Report:
    def __init__(self, machine, quick):
        self.machine = machine
        self.quick = quick
        self.rows = []

    def _add(self, row):
        self.rows.append(row)
        print(self._line(row), flush=True)

    def compare(self, what, unit, ours, peer, theirs, target, scale=1, more_is_better=False):
        """A row against a peer; `target` is for the ratio of ours to theirs, None where none is."""
        ours = [figure * scale for figure in ours]
        theirs = [figure * scale for figure in theirs]
        ratio = statistics.median(ours) / statistics.median(theirs)
        # Figures of one round had the same weather; the median of their ratios knows of it.
        if len(ours) == len(theirs):
            ratio = statistics.median(one / other for one, other in zip(ours, theirs))
        self._add(
            {
                "what": what,
                "unit": unit,
                "agent": {"median": statistics.median(ours), "spread": _spread(ours), "all": ours},
                "peer": peer,
                "peer_figures": {
                    "median": statistics.median(theirs),
                    "spread": _spread(theirs),
                    "all": theirs,
                },
                "ratio": ratio,
                "target": target,
                "met": target is None or (ratio >= target if more_is_better else ratio <= target),
                "sign": "≥" if more_is_better else "≤",
            }
        )

    def limit(self, what, unit, figures, target, scale=1):
        """A row against a fixed figure."""
        figures = [figure * scale for figure in figures]
        median = statistics.median(figures)
        self._add(
            {
                "what": what,
                "unit": unit,
                "agent": {"median": median, "spread": _spread(figures), "all": figures},
                "target": target,
                "met": target is None or median <= target,
                "sign": "≤",
            }
        )

    @staticmethod
    def _line(row):
        def cell(figures):
            text = _text(figures["median"])
            if len(figures["all"]) > 1:
                text += f" ± {_text(figures['spread'])}"
            return f"{text} {row['unit']}".strip()

        peer = f"{row['peer']}: {cell(row['peer_figures'])}" if "peer" in row else ""
        ratio = f"{row['ratio']:.2f}" if "ratio" in row else ""
        target = "" if row["target"] is None else f"{row['sign']} {row['target']:g}"
        mark = "" if row["target"] is None else (" ✓" if row["met"] else " ✗")
        return f"| {row['what']} | {cell(row['agent'])} | {peer} | {ratio} | {target}{mark} |"

    def write(self, path):
        print("\n| what | odin-agent | peer | ratio | target |\n|---|---|---|---|---|")
        for row in self.rows:
            print(self._line(row))
        missed = sum(not row["met"] for row in self.rows)
        print(f"\n{self.machine}; {len(self.rows)} rows, {missed} beside their target")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            json.dumps(
                {"machine": self.machine, "quick": self.quick, "rows": self.rows},
                indent=1,
                ensure_ascii=False,
            )
            + "\n"
        )
