"""A teacher's course file: which exercises, with which weights, own ones too, the cost of lateness.

    {"exercises": ["1", "2.1", "20.1"], "weights": {"3.4": 2}, "folders": ["my_course"],
     "late": {"percent": 10, "days": 7}}

Every key may be missing. A number without a point is a whole part.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from minidnn.grading import registry
from minidnn.grading.late import Policy
from minidnn.grading.pages import known_parts
from minidnn.grading.spec import Exercise

KEYS = {"exercises", "weights", "folders", "late"}


@dataclass
class Course:
    """What is graded, and how it counts."""

    exercises: list[Exercise]
    weights: dict[str, int] = field(default_factory=dict)
    folders: list[Path] = field(default_factory=list)
    late: Policy | None = None


def read(path: Path | None, only: str | None = None) -> Course:
    """The course of a file (or the whole of minidnn's), narrowed by `only`: "3.4,4".

    A folder is taken as a course of your own: its exercises beside minidnn's.
    """
    course, keys = Course([]), []
    if path is not None and path.is_dir():
        course.folders = [path]
        registry.add(path)
    elif path is not None:
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            unknown = set(raw) - KEYS
            keys = [str(k) for k in raw.get("exercises", [])]
            course.weights = {str(k): int(v) for k, v in raw.get("weights", {}).items()}
            course.folders = [path.parent / str(f) for f in raw.get("folders", [])]
            course.late = Policy(**raw["late"]) if "late" in raw else None
        except (ValueError, AttributeError, TypeError) as error:
            raise ValueError(f"{path} is not a course file: {error}") from None
        if unknown:
            raise ValueError(f"{path}: {sorted(unknown)[0]!r} is not one of {sorted(KEYS)}")
        for folder in course.folders:
            registry.add(folder)
        for number in course.weights:
            registry.find(number)
        if any(w < 1 for w in course.weights.values()):
            raise ValueError(f"{path}: weights are whole numbers from 1 up")
    if only:
        keys = [k.strip() for k in only.split(",") if k.strip()]
    course.exercises = _chosen(keys) if keys else registry.exercises()
    return course


def _chosen(keys: list[str]) -> list[Exercise]:
    chosen: list[Exercise] = []
    for key in keys:
        found = registry.exercises(int(key)) if key.isdigit() else [registry.find(key)]
        if not found:
            raise ValueError(f"there is no part {key}; there are {known_parts()}")
        chosen += [e for e in found if e not in chosen]
    return chosen
