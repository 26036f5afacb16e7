"""Exercises with numbers of a student's own: the same task, other constants, seeded by an id.

`Exercise.personal(rng)` gives {"SLOPE": 0.17}. The constant SLOPE of reference.py takes this value
for the student, `{{SLOPE}}` on the page shows it, and a `cases(rng, constants)` may use it.
"""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from minidnn.grading.spec import Exercise
from minidnn.utils.files import atomic_write

STUDENT = ".student"
PLAIN = (int, float, str, bool)


@functools.lru_cache(maxsize=128)
def made_for(exercise: Exercise, student: str) -> Exercise:
    """The exercise with this student's constants; one without any comes back as it is."""
    if exercise.personal is None:
        return exercise
    return replace(exercise, constants=constants(exercise, student))


def constants(exercise: Exercise, student: str) -> dict[str, Any]:
    """The student's numbers; "" is the page that everybody sees."""
    if exercise.personal is None:
        return {}
    digest = hashlib.sha256(f"{exercise.name}\n{student}".encode()).digest()
    found = exercise.personal(np.random.default_rng(int.from_bytes(digest[:8], "big")))
    for name, value in found.items():
        if not name.isidentifier() or not name.isupper() or type(value) not in PLAIN:
            raise ValueError(
                f"exercise {exercise.number}: personal gives {name}={value!r}; names are like "
                "SLOPE, values plain numbers (use int(...), float(...)) or text"
            )
    return found


def filled_in(text: str, found: dict[str, Any]) -> str:
    """A page's text with {{NAME}} replaced."""

    def value(match):
        if match[1] not in found:
            raise ValueError(f"the page has {match[0]}, which personal does not give")
        return str(found[match[1]])

    return re.sub(r"\{\{([A-Z][A-Z0-9_]*)\}\}", value, text)


def student_of(folder: Path) -> str:
    """The id that `minidnn exercises start --student` wrote into the folder, or ""."""
    path = folder / STUDENT
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 1000:
            return ""
        return path.read_text(encoding="utf-8").strip()[:200]
    except (OSError, ValueError):
        return ""


def remember(folder: Path, student: str) -> None:
    with atomic_write(folder / STUDENT, "w", encoding="utf-8") as file:
        file.write(student + "\n")
