"""A student's exercises folder: start it, see what is done, take a hint, go back to the blank."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import tempfile
from pathlib import Path

from minidnn.grading import diary, pages, personal, registry
from minidnn.grading.cells import Cell, read
from minidnn.grading.reading import Submission
from minidnn.grading.spec import Exercise
from minidnn.utils.files import atomic_write

CONFTEST = (
    '"""Lets `pytest` in this folder grade what is filled in."""\n\n'
    "from minidnn.grading.pytest_hooks import pytest_collect_file, pytest_terminal_summary"
    "  # noqa: F401\n"
)


def start(target: Path, student: str = "") -> list[str]:
    """Write the blank pages; a file that is there already is kept.

    `student` is the id for exercises with numbers of a student's own; the folder remembers it.
    """
    if (target / "build_course.py").exists() or target.resolve() in registry.roots():
        raise ValueError(f"{target} is the course's own folder; choose another one for your work")
    target.mkdir(parents=True, exist_ok=True)
    said = []
    if student:
        personal.remember(target, student)
    student = student or personal.student_of(target)
    written = {**pages.files(student=student), "conftest.py": CONFTEST, **pages.pictures()}
    for name, text in written.items():
        (target / name).parent.mkdir(exist_ok=True)
        if (target / name).exists():
            said.append(f"kept     {name}")
        else:
            (target / name).write_text(text, encoding="utf-8")
            said.append(f"copied   {name}")
    return said


def status(folder: Path) -> list[tuple[Exercise, str, str]]:
    """(exercise, state, file) for each exercise, without running anything."""
    submission = Submission(folder)
    return [(e, a.state, a.file) for e in registry.exercises() for a in [submission.answer(e)]]


def hint(folder: Path, exercise: Exercise) -> tuple[int, str]:
    """The next of three hints; how many were taken is remembered in the folder."""
    level = diary.take_hint(folder, exercise.number)
    return level, exercise.hints[level - 1]


def reset(folder: Path, key: str) -> list[str]:
    """Make a part ("3") or one exercise ("3.4") blank again; what was there is kept as a backup."""
    exercise = None if key.isdigit() else registry.find(key)
    part = int(key) if exercise is None else exercise.part
    name, page = pages.page(part, student=personal.student_of(folder))
    with tempfile.TemporaryDirectory(prefix="minidnn-blank-") as blank:
        fresh = [Path(blank, f"{name}.ipynb"), Path(blank, f"{name}.py")]
        for path, text in zip(fresh, (pages.notebook(page), pages.script(page))):
            path.write_text(text, encoding="utf-8")
        return _reset(folder, key, exercise, fresh)


def _reset(folder: Path, key: str, exercise: Exercise | None, fresh: list[Path]) -> list[str]:
    said = []
    for path in fresh:
        mine = folder / path.name
        new = path.read_bytes()
        if mine.exists() and exercise is not None:
            new = _one_blank(mine, path, exercise)
        if mine.exists() and mine.read_bytes() == new:
            said.append(f"{mine.name} is blank already")
            continue
        if mine.exists():
            said.append(f"your {mine.name} is kept as {_backup(mine).name}")
        folder.mkdir(parents=True, exist_ok=True)
        with atomic_write(mine, "wb") as file:
            file.write(new)
        said.append(f"{mine.name}: {key} is blank again")
    return said


def _backup(mine: Path) -> Path:
    stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    backup = mine.with_name(f"backup-{stamp}-{mine.name}")
    shutil.copyfile(mine, backup)
    return backup


def _one_blank(mine: Path, fresh: Path, exercise: Exercise) -> bytes:
    """The student's file with one exercise's definitions (or its cell) as they were in the
    beginning."""
    theirs, ours = read(mine), read(fresh)
    changed: dict[int, str] = {}  # position of a cell -> its new source
    for name in dict.fromkeys(f.split(".")[0] for f in exercise.functions):
        old, new = _place(theirs.cells, exercise, name), _place(ours.cells, exercise, name)
        if old is None or new is None:
            raise ValueError(
                f"{mine.name}: exercise {exercise.number} is not where it was; "
                f"`minidnn exercises reset {exercise.part}` resets the whole part"
            )
        position = theirs.cells.index(old[0])
        source = changed.get(position, old[0].source)
        changed[position] = source.replace(old[1], new[1], 1)
    if all(source == theirs.cells[position].source for position, source in changed.items()):
        return mine.read_bytes()
    if mine.suffix == ".ipynb":
        notebook = json.loads(mine.read_text(encoding="utf-8"))
        for position, source in changed.items():
            notebook["cells"][position]["source"] = source
        return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
    lines = mine.read_text(encoding="utf-8").split("\n")
    for position, source in sorted(changed.items(), reverse=True):
        cell = theirs.cells[position]
        first = cell.first_line - 1
        lines[first : first + cell.source.count("\n")] = source.split("\n")[:-1]
    return "\n".join(lines).encode()


def _place(cells: list[Cell], exercise: Exercise, name: str) -> tuple[Cell, str] | None:
    """(cell, text) of the exercise's cell, or of the last definition of a function."""
    found = None
    for cell in cells:
        if exercise.cell:
            if cell.code and f"exercise-{exercise.number}" in cell.tags:
                found = (cell, cell.source)
            continue
        for node in cell.statements:
            if getattr(node, "name", "") == name:
                found = (cell, cell.segment(node))
        for text, _, _ in cell.broken:
            if re.match(rf"(def|class)\s+{name}\b", text):
                found = (cell, text)
    return found
