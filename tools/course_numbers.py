"""Writes the course's numbers into docs/teaching.md: `tools/course_numbers.py [JSON ...]`.

What the course holds is counted; how mistakes are named comes from the JSON files that
tools/measure_naming.py wrote (without any, that line stays as it is). With --check the counted
lines are only compared.
"""

import json
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from minidnn.grading import registry  # noqa: E402 - works without an installation

PAGE = ROOT / "docs" / "teaching.md"
BLOCK = r"(<!-- {0} -->\n)(.*?)(<!-- end of {0} -->)"


def counted() -> str:
    """The course in numbers."""
    exercises = registry.exercises()
    faults = [len(e.faults) for e in exercises]
    folders = [p.folder / "proof" / "variants" for p in registry.places()]
    variants = sum(len(list(f.glob("*.py"))) for f in folders)
    return (
        f"The course has {len(exercises)} exercises in {len(registry.parts())} parts, "
        f"{sum(faults)} known mistakes ({min(faults)} to {max(faults)} for an exercise) and "
        f"{variants} unusual right answers that must be accepted. `minidnn selftest` shows that "
        "each mistake is named and each right answer gets all points.\n"
    )


def measured(paths: list[Path]) -> str:
    """How references with one token changed are answered."""
    total: Counter[str] = Counter()
    numbers: list[str] = []
    for path in paths:
        for number, found in json.loads(path.read_text("utf-8")).items():
            total.update(found["counts"])
            numbers.append(number)
    refused = total["named"] + total["named wrong"] + total["refused, generic"]
    newest = max(path.stat().st_mtime for path in paths)
    day = datetime.fromtimestamp(newest, UTC).strftime("%Y-%m-%d")
    return (
        f"Measured on {day}: of {sum(total.values())} references with one token changed (in "
        f"{len(numbers)} exercises, by `tools/measure_naming.py`) {total['equal']} do the same as "
        f"before, {total['passes']} pass, {total['stopped by Python']} are stopped by Python in "
        f"every case with the line and its sentence, and {refused} are refused with wrong numbers; "
        f"of these {total['named'] / refused:.1%} are named right, judged by fresh inputs and by a "
        "second table.\n"
    )


def replaced(page: str, name: str, text: str) -> str:
    return re.sub(BLOCK.format(name), lambda m: m[1] + text + m[3], page, count=1, flags=re.S)


def main(arguments: list[str]) -> int:
    page = PAGE.read_text("utf-8")
    new = replaced(page, "counted", counted())
    if "--check" in arguments:
        print("up to date" if new == page else "run: python tools/course_numbers.py")
        return int(new != page)
    if arguments:
        new = replaced(new, "measured", measured([Path(a) for a in arguments]))
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
