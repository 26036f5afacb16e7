"""All exercises of the course, in order: found in the folders of a course, loaded when asked for.

A course is a folder `partNN_topic/eM_name/` with the files that docs/authoring.md describes.
minidnn's own is `minidnn/course`; a teacher's own folder is added with `add` (the option
`--course FOLDER`, or the variable MINIDNN_COURSE). Nothing else is ever loaded: not the current
folder, and not a student's.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib
import os
import re
import sys
import types
from pathlib import Path

from minidnn.grading import sandbox
from minidnn.grading.personal import made_for
from minidnn.grading.spec import Exercise

SHIPPED = Path(__file__).resolve().parents[1] / "course"
PART, EXERCISE = re.compile(r"part(\d\d)_(\w+)"), re.compile(r"e(\d+)_(\w+)")
_added: dict[Path, str] = {}  # folders of a teacher -> the name of their package
_registered: list[Exercise] = []


@dataclasses.dataclass(frozen=True)
class Place:
    """Where an exercise stands: its number comes from the names of the folders."""

    part: int
    position: int
    folder: Path
    package: str

    @property
    def number(self) -> str:
        return f"{self.part}.{self.position}"


def roots() -> dict[Path, str]:
    """The courses' folders and the packages that they are."""
    _add_from_environment()
    return {SHIPPED: "minidnn.course", **_added}


def part_folders(part: int | None = None) -> list[tuple[int, Path]]:
    """(part, folder) of every part of every course, in order."""
    found = []
    for root in roots():
        for folder in root.iterdir():
            match = PART.fullmatch(folder.name)
            if match and folder.is_dir() and part in (None, int(match[1])):
                found.append((int(match[1]), folder))
    return sorted(found)


def parts() -> list[int]:
    """The numbers of the parts that there are."""
    return sorted({part for part, _ in part_folders()} | {e.part for e in _registered})


def places(part: int | None = None) -> list[Place]:
    """Every exercise's folder, in order; nothing is loaded."""
    packages = roots()
    found = []
    for number, folder in part_folders(part):
        for inner in folder.iterdir():
            match = EXERCISE.fullmatch(inner.name)
            if match and (inner / "exercise.py").is_file():
                package = f"{packages[folder.parent]}.{folder.name}.{inner.name}"
                found.append(Place(number, int(match[1]), inner, package))
    found.sort(key=lambda p: (p.part, p.position))
    for a, b in zip(found, found[1:]):
        if a.number == b.number:
            raise ValueError(f"exercise {a.number} exists twice: {a.folder} and {b.folder}")
    return found


@functools.cache
def _loaded(place: Place) -> Exercise:
    exercise = getattr(importlib.import_module(f"{place.package}.exercise"), "EXERCISE", None)
    if not isinstance(exercise, Exercise):
        raise ValueError(f"{place.folder / 'exercise.py'} must define EXERCISE = Exercise(...)")
    if exercise.number:
        raise ValueError(f"{place.folder}: leave number= out; it comes from the folder's name")
    return made_for(dataclasses.replace(exercise, number=place.number), "")


def exercises(part: int | None = None) -> list[Exercise]:
    """The courses' exercises (or one part's) and those added with `register`."""
    found = [_loaded(p) for p in places(part)]
    found += [e for e in _registered if part in (None, e.part)]
    return sorted(found, key=lambda e: tuple(int(n) for n in e.number.split(".")))


def folder_of(exercise: Exercise) -> Path | None:
    """The folder of an exercise; None for one that was added with `register`."""
    return next((p.folder for p in places(exercise.part) if p.number == exercise.number), None)


def register(exercise: Exercise) -> None:
    """Add an exercise that is made by a program; those of a folder are found by themselves."""
    taken = [e for e in exercises() if e.number == exercise.number or e.name == exercise.name]
    if taken:
        raise ValueError(
            f"exercise {exercise.number} ({exercise.name}) exists already: {taken[0].title!r}"
        )
    _registered.append(exercise)


def add(folder: Path | str) -> None:
    """Add the course of a folder of your own; a second time does nothing.

    Its files are Python and run in this process: add only folders that you trust.
    """
    folder = Path(folder).resolve()
    if folder in (SHIPPED, *_added):
        return
    if not folder.is_dir():
        raise ValueError(f"there is no course folder {folder}")
    if not any(PART.fullmatch(f.name) for f in folder.iterdir()):
        raise ValueError(f"{folder} is not a course: it has no folder like part20_topic")
    package = "own_course_" + hashlib.sha256(str(folder).encode()).hexdigest()[:8]
    module = types.ModuleType(package, f"The course in {folder}.")
    module.__path__ = [str(folder)]
    sys.modules[package] = module
    _added[folder] = package
    if str(folder) not in sandbox.HIDDEN:
        sandbox.HIDDEN.append(str(folder))
    try:
        _refuse_names_used_twice()
    except BaseException:
        del _added[folder]
        raise


def _refuse_names_used_twice() -> None:
    seen: dict[str, Exercise] = {}
    for exercise in exercises():
        other = seen.setdefault(exercise.name, exercise)
        if other is not exercise:
            raise ValueError(
                f"exercise {exercise.number} is called {exercise.name!r}, as {other.number} is "
                f"({other.title!r}): give it another name"
            )


def _add_from_environment() -> None:
    for entry in os.environ.get("MINIDNN_COURSE", "").split(os.pathsep):
        if entry and Path(entry).resolve() not in _added:
            path = Path(entry).resolve()
            if not path.is_dir():
                raise ValueError(f"MINIDNN_COURSE names {entry}, which is not a folder")
            add(path)


def added() -> list[Path]:
    """Course folders of a teacher that were added."""
    roots()
    return list(_added)


def find(key: str) -> Exercise:
    """By number ("3.4") or name ("dense_backward")."""
    number = re.fullmatch(r"(\d+)\.\d+", key)
    for exercise in exercises(int(number.group(1)) if number else None):
        if key in (exercise.number, exercise.name) or key in exercise.functions:
            return exercise
    known = ", ".join(f"{e.number} {e.name}" for e in exercises())
    raise ValueError(f"there is no exercise {key!r}; there are: {known}")
