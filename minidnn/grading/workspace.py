"""A student's exercises folder: start it, see what is done, take a hint, go back to the blank."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

from minidnn.grading import registry
from minidnn.grading.reading import Submission
from minidnn.grading.spec import Exercise
from minidnn.utils.files import atomic_write

HINTS = ".hints.json"


def blank_folder() -> Path:
    """The pristine exercises: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "exercises", package.parent / "exercises"):
        if sorted(folder.glob("part*.py")):
            return folder
    raise RuntimeError("the blank exercises are not installed; take the folder exercises/ from the project's repository")


def start(target: Path) -> list[str]:
    """Copy the exercises; a file that is there already is kept."""
    source = blank_folder()
    if target.resolve() == source:
        raise ValueError(f"{target} is the course's own folder; choose another one for your work")
    target.mkdir(parents=True, exist_ok=True)
    said = []
    for path in sorted([*source.glob("part*.py"), *source.glob("part*.ipynb"), *source.glob("conftest.py")]):
        if (target / path.name).exists():
            said.append(f"kept     {path.name}")
        else:
            shutil.copyfile(path, target / path.name)
            said.append(f"copied   {path.name}")
    return said


def status(folder: Path) -> list[tuple[Exercise, str, str]]:
    """(exercise, state, file) for each exercise, without running anything."""
    submission = Submission(folder)
    return [(e, a.state, a.file) for e in registry.exercises() for a in [submission.answer(e)]]


def hint(folder: Path, exercise: Exercise) -> tuple[int, str]:
    """The next of three hints; how many were taken is remembered in the folder."""
    taken = hints_taken(folder)
    level = min(taken.get(exercise.number, 0) + 1, 3)
    taken[exercise.number] = level
    if folder.is_dir():
        with atomic_write(folder / HINTS, "w", encoding="utf-8") as file:
            json.dump(taken, file)
    return level, exercise.hints[level - 1]


def hints_taken(folder: Path) -> dict[str, int]:
    try:
        raw = json.loads((folder / HINTS).read_text(encoding="utf-8"))
        return {str(k): min(3, max(0, int(v))) for k, v in raw.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def reset(folder: Path, part: int) -> list[str]:
    """Put the blank files of a part back; what was there is kept as a backup."""
    stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    said = []
    fresh = sorted([*blank_folder().glob(f"part{part}_*.py"), *blank_folder().glob(f"part{part}_*.ipynb")])
    if not fresh:
        raise ValueError(f"there is no part {part}; parts are 1 to 7")
    for path in fresh:
        mine = folder / path.name
        if mine.exists() and mine.read_bytes() != path.read_bytes():
            backup = mine.with_name(f"backup-{stamp}-{mine.name}")
            mine.rename(backup)
            said.append(f"your {mine.name} is now {backup.name}")
        elif mine.exists():
            said.append(f"{mine.name} is blank already")
            continue
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, mine)
        said.append(f"{mine.name} is blank again")
    return said

