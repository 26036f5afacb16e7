"""All exercises of the course, in order."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import re
import sys
from pathlib import Path

from minidnn.grading.spec import Exercise

PARTS = range(1, 8)
_extra: list[Exercise] = []
_loaded: list[Path] = []


@functools.cache
def _shipped(part: int) -> tuple[Exercise, ...]:
    name = f"minidnn.grading.part{part}"
    if not importlib.util.find_spec(name):
        return ()
    return tuple(importlib.import_module(name).EXERCISES)


def exercises(part: int | None = None) -> list[Exercise]:
    """The course's exercises (or one part's) and those added with `register`."""
    found = [e for p in PARTS if part in (None, p) for e in _shipped(p)]
    found += [e for e in _extra if part in (None, e.part)]
    return sorted(found, key=lambda e: tuple(int(n) for n in e.number.split(".")))


def register(exercise: Exercise) -> None:
    """Add an exercise of your own; docs/teaching.md shows one."""
    taken = [e for e in exercises() if e.number == exercise.number or e.name == exercise.name]
    if taken:
        raise ValueError(
            f"exercise {exercise.number} ({exercise.name}) exists already: {taken[0].title!r}"
        )
    _extra.append(exercise)


def load(path: Path) -> None:
    """Register the EXERCISES of a file of your own; a second time does nothing."""
    path = path.resolve()
    if path in _loaded:
        return
    if not path.is_file():
        raise ValueError(f"there is no file {path} with exercises")
    name = f"teaching_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # a function's source is found through its module
    spec.loader.exec_module(module)
    for exercise in module.EXERCISES:
        register(exercise)
    _loaded.append(path)


def loaded() -> list[Path]:
    """Files of your own that were loaded."""
    return list(_loaded)


def find(key: str) -> Exercise:
    """By number ("3.4") or name ("dense_backward")."""
    number = re.fullmatch(r"(\d+)\.\d+", key)
    for exercise in exercises(int(number.group(1)) if number else None):
        if key in (exercise.number, exercise.name) or key in exercise.functions:
            return exercise
    known = ", ".join(f"{e.number} {e.name}" for e in exercises())
    raise ValueError(f"there is no exercise {key!r}; there are: {known}")
