"""The pages of a course: Markdown in its folders becomes a script and a notebook per part.

A page is part.md, then each exercise's page.md in order, then end.md (if there is one). In these
files a block that begins with ```` ```python ```` is a cell to run (```` ```python tags=["x"] ````
names its tags), everything between is text. A heading of level 2 begins a new cell.

The same Markdown always gives the same bytes: the ids of a notebook's cells are hashes.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from minidnn.grading import personal, registry

CELL = re.compile(r"^```python([^\n]*)\n(.*?)^```[ ]*$\n?", re.M | re.S)
BLOCK = re.compile(
    r"^[ ]*#### BEGIN IMPLEMENTATION ####\n.*?^[ ]*#### END IMPLEMENTATION ####$", re.M | re.S
)
PICTURE = re.compile(r"(!\[[^\]]*\]\()([\w-]+\.svg)\)")  # beside the Markdown; later in PICTURES
PICTURES = "pictures"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class PageCell:
    """A cell of a page: text, or code with the tags that the grader looks for."""

    code: bool
    source: str
    tags: tuple[str, ...] = ()


def cells(markdown: str) -> list[PageCell]:
    """The cells of a page's Markdown."""
    found, end = [], 0
    for match in CELL.finditer(markdown):
        found += _texts(markdown[end : match.start()])
        tags = re.fullmatch(r"\s*(?:tags=(\[.*\]))?\s*", match[1])
        if tags is None:
            raise ValueError(f'```python{match[1]}: only tags=["..."] may follow')
        found.append(PageCell(True, match[2].strip("\n"), tuple(json.loads(tags[1] or "[]"))))
        end = match.end()
    return found + _texts(markdown[end:])


def _texts(markdown: str) -> list[PageCell]:
    """Text, with a new cell at each heading of level 2."""
    pieces = [p.strip("\n") for p in re.split(r"^(?=## )", markdown, flags=re.M)]
    return [PageCell(False, p) for p in pieces if p.strip()]


def script(page: list[PageCell]) -> str:
    """The page as a percent script."""
    written = []
    for cell in page:
        if cell.code:
            tags = f" tags={json.dumps(list(cell.tags))}" if cell.tags else ""
            written.append(f"# %%{tags}\n{cell.source}\n")
        else:
            lines = ("# " + line if line else "#" for line in cell.source.split("\n"))
            written.append("# %% [markdown]\n" + "\n".join(lines) + "\n")
    return "\n".join(written)


def notebook(page: list[PageCell]) -> str:
    """The page as a notebook, the text of its .ipynb file."""
    entries: list[dict] = []
    seen: dict[str, int] = {}
    for cell in page:
        kind = "code" if cell.code else "markdown"
        key = f"{kind}\n{cell.source}"
        seen[key] = seen.get(key, 0) + 1
        entry: dict = {
            "cell_type": kind,
            "id": hashlib.sha256(f"{seen[key]}\n{key}".encode()).hexdigest()[:12],
            "metadata": {"tags": list(cell.tags)} if cell.tags else {},
            "source": cell.source.splitlines(keepends=True),
        }
        if cell.code:
            entry |= {"execution_count": None, "outputs": []}
        entries.append(entry)
    book = {"cells": entries, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def sources(part: int) -> tuple[str, list[Path]]:
    """The page's name ("part8_tape") and its Markdown files in order."""
    folders = registry.part_folders(part)
    if not folders:
        raise ValueError(f"there is no part {part}; there are {known_parts()}")
    topic = registry.PART.fullmatch(folders[0][1].name)
    assert topic is not None
    inner = [p.folder / "page.md" for p in registry.places(part)]
    heads = [folder / "part.md" for _, folder in folders]
    ends = [folder / "end.md" for _, folder in folders]
    found = [path for path in [*heads, *inner, *ends] if path.is_file()]
    return f"part{part}_{topic[2]}", found


def page(part: int, solved: bool = False, student: str = "") -> tuple[str, list[PageCell]]:
    """(name, cells) of a part's page; with `solved` its blanks hold the solutions.

    `student` is the id for exercises with numbers of a student's own.
    """
    name, paths = sources(part)
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if solved and path.name == "page.md":
            text = fill(text, path.parent)
        text = PICTURE.sub(rf"\1{PICTURES}/\2)", text)
        if path.name == "page.md" and "{{" in text:
            own = next(p for p in registry.places(part) if p.folder == path.parent)
            exercise = personal.made_for(registry.find(own.number), student)
            text = personal.filled_in(text, exercise.constants)
        found += cells(text)
    return name, found


def fill(text: str, folder: Path) -> str:
    """An exercise's page with each blank replaced by the solution's block, in order."""
    path = folder / "proof" / "solution.py"
    if not path.is_file():
        raise ValueError(f"there is no solution {path}; solutions are not installed with minidnn")
    blanks, answers = BLOCK.findall(text), BLOCK.findall(path.read_text(encoding="utf-8"))
    if len(blanks) != len(answers):
        raise ValueError(f"{folder}: {len(blanks)} blanks, the solution has {len(answers)}")
    rest = iter(answers)
    return BLOCK.sub(lambda _: next(rest), text)


def files(solved: bool = False, student: str = "") -> dict[str, str]:
    """Every page of the courses, as name -> text: a script and a notebook for each part."""
    found: dict[str, str] = {}
    for part in sorted({number for number, _ in registry.part_folders()}):
        name, made = page(part, solved, student)
        if made:
            found |= {f"{name}.py": script(made), f"{name}.ipynb": notebook(made)}
    return found


def pictures(parts: list[int] | None = None) -> dict[str, str]:
    """"pictures/neuron.svg" -> its text, for every picture that the pages (of these parts) show."""
    found: dict[str, Path] = {}
    for part in parts or sorted({number for number, _ in registry.part_folders()}):
        for path in sources(part)[1]:
            for _, name in PICTURE.findall(path.read_text(encoding="utf-8")):
                picture = path.parent / name
                if not picture.is_file():
                    raise ValueError(f"{path} shows {name}, which is not beside it")
                if found.setdefault(name, picture) != picture:
                    raise ValueError(f"two pictures are called {name}: {found[name]}, {picture}")
    return {f"{PICTURES}/{n}": p.read_text(encoding="utf-8") for n, p in sorted(found.items())}


def known_parts() -> str:
    """The parts that there are, for an error: "1 to 7", or "1, 2, 20"."""
    parts = registry.parts()
    if parts and parts == list(range(parts[0], parts[-1] + 1)):
        return f"{parts[0]} to {parts[-1]}"
    return ", ".join(map(str, parts))
