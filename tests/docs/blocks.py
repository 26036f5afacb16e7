"""Every fenced block of the pages that people read, and what stands before it."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.grading import pages as course

ROOT = Path(__file__).resolve().parents[2]
ALONE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "exercises/README.md")
EXCUSE = re.compile(r"not run by the tests: ([^.)]{12,})", re.IGNORECASE)
FENCE = re.compile(r"^( *)(`{3,}|~{3,})([^\n`]*)\n(.*?)^\1\2 *$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block; before: the paragraph above it; excuse: why it is not run, if it says so."""

    page: str
    line: int
    kind: str
    text: str
    before: str

    @property
    def excuse(self) -> str:
        found = EXCUSE.search(" ".join(self.before.split()))
        return found[1] if found else ""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[str]:
    """The pages that are written by hand, as paths from the project's folder."""
    found = [*ROOT.glob("docs/*.md"), *ROOT.glob("docs/site/pages/**/*.md")]
    return [*ALONE, *sorted(path.relative_to(ROOT).as_posix() for path in found)]


def chapters() -> list[str]:
    """The chapters of the course; their cells of code are run in tests/grading."""
    return [path.relative_to(ROOT).as_posix() for path in course.pages()]


def text_of(page: str) -> str:
    """A page as Markdown; of a chapter, what stands between its cells of code."""
    text = (ROOT / page).read_text("utf-8")
    if page.endswith(".md"):
        return text
    return "\n\n".join(source for kind, source in course.cells(text) if kind == "markdown")


def blocks(page: str) -> list[Block]:
    """The blocks of a page, in order."""
    text = text_of(page)
    found = []
    for match in FENCE.finditer(text):
        before = text[: match.start()].rstrip("\n").rpartition("\n\n")[2]
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(page, line, match[3].strip(), match[4], before))
    return found


def indented(page: str) -> list[str]:
    """Code by indentation, which says no language: the lines that begin such blocks."""
    text = FENCE.sub("", text_of(page))
    return re.findall(r"\n\n( {4}\S.*)", re.sub(r"(?m)^[-*\d].*(?:\n+ +.*)*", "", text))
