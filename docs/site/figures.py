"""Writes the page of numbers: what was measured and counted, taken from the pages that hold it."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOP = """# Numbers

Every figure on this page was measured or counted; the date and the machine stand beside it. The
tables are those of the pages that are named, copied when this site is built, so that no number
stands in two places. `python -m benchmarks` measures the speed of your machine.

"""


def text(pages: int, names: int) -> str:
    """The page; pages and names: how many the site has and documents."""
    return TOP + "\n\n".join([speed(), coverage(), grader(), measured(), site(pages, names)]) + "\n"


def read(page: str) -> str:
    """A page of docs/."""
    return (ROOT / "docs" / f"{page}.md").read_text("utf-8")


def between(page: str, name: str, begin: str, end: str) -> str:
    """What a page holds between two comments."""
    found = re.search(rf"<!-- {name}{begin} -->\n(.*?)<!-- {end} -->", read(page), re.DOTALL)
    if found is None:
        raise ValueError(f"docs/{page}.md has no part {name!r} between comments")
    return found[1].strip()


def section(page: str, title: str) -> str:
    """What stands below a heading of level 2, without its pictures."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", read(page), re.S | re.M)
    if found is None:
        raise ValueError(f"docs/{page}.md has no section {title!r}")
    return re.sub(r"!\[[^\]]*\]\([^)]*\)\n*", "", found[1]).strip()


def changed(page: str) -> str:
    """The day on which a page was last written, where this is a clone."""
    command = ["git", "log", "-1", "--format=%cs", "--", f"docs/{page}.md"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return f", {done.stdout.strip()}" if done.stdout.strip() else ""


def speed() -> str:
    """Training steps and predictions beside PyTorch's."""
    side, each = (between("performance", n, ": begin", f"{n}: end")
                  for n in ("side by side", "measured"))  # fmt: skip
    return (
        "## Speed, beside PyTorch\n\nTime divided by PyTorch's time at the number of threads that "
        "is best for PyTorch: below 1 minidnn is faster. *Must* and *aim* were set before. "
        "[How it is measured, and what was not reached](guide/performance.md).\n\n"
        f"{side}\n\n![Time of a training step beside PyTorch](/images/speed.png)\n\n{each}"
    )


def coverage() -> str:
    """How much of PyTorch there is."""
    page = read("coverage")
    version = re.search(r"PyTorch ([\d.]+\d)", page)[1]
    counted = r"^## (.+)\n\n(\d+) are documented: (\d+) have the same arguments, (\d+) others?, "
    rows = re.findall(counted + r"(\d+) (?:are|is) absent", page, re.M)
    if not rows:
        raise ValueError("docs/coverage.md has no counts")
    lines = ["| room | in PyTorch | the same | other arguments | absent |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    samples = "\n\n".join(section("coverage", "PyTorch's own sample inputs").split("\n\n")[:2])
    return (
        f"## What of PyTorch is here\n\nCounted against the documentation of PyTorch {version} by "
        f"`tools/make_coverage.py`{changed('coverage')}; the machine does not matter. "
        "[Every name, and why some are absent](guide/coverage.md).\n\n"
        + "\n".join(lines)
        + f"\n\n{samples}"
    )


def grader() -> str:
    """How surely the grader names a mistake."""
    counted = between("teaching", "counted", "", "end of counted")
    tried = between("teaching", "measured", "", "end of measured")
    return (
        "## The grader\n\n"
        f"{counted}\n\n{tried}\n\nCounted by `tools/course_numbers.py`{changed('teaching')}; the "
        "machine does not matter, the seeds are fixed. "
        "[How it is graded](guide/teaching.md#how-sure-is-it)."
    )


def measured() -> str:
    """Times and results of the other guides, as they stand there."""
    parts = (
        ("Networks that write", "sequences", "Measured"),
        ("Transfer learning", "transfer", "Measured"),
        ("Several processes", "scaling", "What it costs"),
        ("Kernels of a step on a GPU", "gpu", "Kernels of a step"),
    )
    return "\n\n".join(
        f"## {title}\n\n{section(page, heading)}\n\n[The whole page](guide/{page}.md)."
        for title, page, heading in parts
    )


def site(pages: int, names: int) -> str:
    """This documentation itself."""
    return (
        f"## This site\n\n{names} public names are documented, all that there are, on {pages} "
        "pages; building fails where one is missing, where a link leads nowhere, and above 30 MB."
    )
