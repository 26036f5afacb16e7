"""The exercise pages as a test sees them: cells, filled blanks, expected printouts."""

import re
from pathlib import Path

from minidnn.grading import pages as built

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = ROOT / "exercises"
BLOCK = built.BLOCK


def pages() -> list[Path]:
    return sorted(EXERCISES.glob("part[0-9]*.py"), key=part)


def part(page: Path) -> int:
    return int(re.match(r"part(\d+)", page.name)[1])


def filled(page: Path) -> str:
    """The page with every blank replaced by the solution's block, in order."""
    return built.script(built.page(part(page), solved=True)[1])


def cells(text: str) -> list[tuple[str, str]]:
    """(kind, source) of each cell of a percent script; markdown without its comment signs."""
    found = []
    for part in re.split(r"^# %%", text, flags=re.M)[1:]:
        header, _, body = part.partition("\n")
        if "[markdown]" in header:
            lines = [re.sub(r"^# ?", "", line) for line in body.strip("\n").split("\n")]
            found.append(("markdown", "\n".join(lines)))
        else:
            found.append(("code", body.strip("\n")))
    return found


def expected(text: str) -> str | None:
    """The printout that a text cell promises for the cell above it; None when it promises none."""
    match = re.match(r"Expected output.*?```text\n(.*?)```", text, re.S)
    return match[1] if match else None


def promised_about(text: str) -> bool:
    """ "Expected output (about)": a long training may differ in the last digits."""
    return text.startswith("Expected output (about)")


def nearly(printed: str, wanted: str) -> bool:
    """The promised lines come first, with numbers that are right to a twentieth."""
    number = re.compile(r"\d+(?:\.\d+)?")
    lines = wanted.splitlines()
    for got, line in zip(printed.splitlines(), lines):
        pairs = zip(number.findall(got), number.findall(line))
        if number.sub("#", got) != number.sub("#", line):
            return False
        if any(abs(float(a) - float(b)) > 0.05 * abs(float(b)) for a, b in pairs):
            return False
    return len(printed.splitlines()) >= len(lines)
