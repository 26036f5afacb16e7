"""`python -m benchmarks.page [--check]`: the tables of docs/performance.md, from what was measured.

One file of benchmarks/results per machine; each table stands between two comments that name it.
"""

import argparse
import json
import sys
from pathlib import Path

from . import report, sizes

ROOT = Path(__file__).resolve().parent.parent
RESULTS, PAGE, IMAGES = Path(__file__).parent / "results", "docs/performance.md", "docs/images"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the page is right")
    options = parser.parse_args(arguments)
    machines = [json.loads(file.read_text(encoding="utf-8")) for file in RESULTS.glob("*.json")]
    machines.sort(key=lambda facts: (max(days(facts)), facts["machine"]))
    page = ROOT / PAGE
    before = page.read_text(encoding="utf-8")
    after = filled(before, {"measured": measured(machines), "side by side": beside(machines)})
    if options.check:
        return 0 if after == before else f"{PAGE} is older than its results: benchmarks.page"
    page.write_text(after, encoding="utf-8")
    last = machines[-1]["parts"]
    report.picture(last["steps"], ROOT / IMAGES / "speed.png")
    if "sizes" in last:
        sizes.picture(sizes.curves(last["sizes"]), ROOT / IMAGES / "sizes.png")
    return 0


def days(facts):
    """The days on which a machine's rows were measured, in order."""
    return sorted({row["date"] for part in facts["parts"].values() for row in part.values()})


def filled(text, tables):
    """The text with every table between its comments."""
    for name, table in tables.items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise SystemExit(f"{PAGE} must hold {begin} and {end} once each")
        head, rest = text.split(begin)
        text = f"{head}{begin}\n{table}\n{end}{rest.split(end)[1]}"
    return text


def measured(machines):
    """All tables of all machines, the last measured first."""
    pieces = []
    for facts in reversed(machines):
        when = " to ".join(dict.fromkeys((days(facts)[0], days(facts)[-1])))
        note = f"\n{facts['note']}" if "note" in facts else ""
        pieces.append(f"### {facts['cores']} cores, {when}\n\n{facts['machine']}.{note}")
        pieces += [
            report.TABLES[part](facts["parts"][part])
            for part in report.TABLES
            if part in facts["parts"]
        ]
        if facts is machines[-1] and "sizes" in facts["parts"]:
            pieces.append("![The same ratios as lines](images/sizes.png)")
    return "\n\n".join(pieces)


def beside(machines):
    """The ratios to PyTorch on every machine, in columns."""
    lines = []
    for name, (must, aim) in report.GOALS.items():
        line = {"time / PyTorch's time": name}
        for facts in machines:
            row = facts["parts"].get("steps", {}).get(name)
            line[facts["machine"].split(",")[0]] = f"{report.ratios(row)[0]:.2f}" if row else "-"
        lines.append({**line, "must": f"{must:.2f}", "aim": f"{aim:.2f}"})
    return report.table(lines)


if __name__ == "__main__":
    sys.exit(main())
