"""The exercise pages as a test sees them: cells, filled blanks, expected printouts."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = ROOT / "exercises"
SOLUTIONS = Path(__file__).resolve().parent / "solutions"
BLOCK = re.compile(
    r"^[ ]*#### BEGIN IMPLEMENTATION ####\n.*?^[ ]*#### END IMPLEMENTATION ####$", re.M | re.S
)


def pages() -> list[Path]:
    return sorted(EXERCISES.glob("part[0-9]*.py"))


def filled(page: Path) -> str:
    """The page with every blank replaced by the solution's block, in order."""
    text, solution = page.read_text("utf-8"), (SOLUTIONS / page.name).read_text("utf-8")
    blanks, answers = BLOCK.findall(text), BLOCK.findall(solution)
    if len(blanks) != len(answers):
        raise ValueError(f"{page.name} has {len(blanks)} blanks, its solution {len(answers)}")
    rest = iter(answers)
    return BLOCK.sub(lambda _: next(rest), text)


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
