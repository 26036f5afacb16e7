"""The one object that every report is made from: what was graded, its points, and why."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = "minidnn/grading-result/v1"
NOT_DONE, PASSED, PARTIAL, FAILED = "not done", "passed", "partial", "failed"


@dataclass
class PropertyResult:
    """One line of points."""

    name: str
    points: int
    max_points: int
    passed: bool
    reason: str = ""


@dataclass
class Diagnosis:
    """A sentence about what is wrong; `code` is a known mistake's name or a generic detector's."""

    code: str
    says: str
    hint: str = ""
    known: bool = False


@dataclass
class ExerciseResult:
    """The verdict on one exercise."""

    number: str
    name: str
    title: str
    status: str
    points: int
    max_points: int
    properties: list[PropertyResult] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    evidence: list[str] = field(
        default_factory=list
    )  # shapes, first difference: hidden where values are secret
    notes: list[str] = field(default_factory=list)
    file: str = ""
    sha256: str = ""
    layers: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class CourseResult:
    """The verdict on a submission; (submission, seed, versions) make it repeatable."""

    exercises: list[ExerciseResult]
    seed: int
    submission: str = ""
    started: str = ""  # UTC, 2026-01-31T12:00:00Z
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    student: str = ""  # the id of exercises with numbers of a student's own
    hints: dict[str, int] = field(default_factory=dict)  # exercise -> hints taken, says the folder
    checks: dict[str, int] = field(default_factory=dict)  # exercise -> checks made, says the folder
    diary: list[dict[str, Any]] = field(default_factory=list, repr=False)  # see grading/diary.py
    prints: dict[str, frozenset[int]] = field(default_factory=dict, repr=False)  # similarity.py

    @property
    def points(self) -> int:
        return sum(e.points for e in self.exercises)

    @property
    def max_points(self) -> int:
        return sum(e.max_points for e in self.exercises)

    @property
    def done(self) -> int:
        return sum(e.status == PASSED for e in self.exercises)

    @property
    def layers(self) -> list[str]:
        """The locks that were on in every sandbox of this run."""
        runs = [e.layers for e in self.exercises if e.layers]
        return [layer for layer in runs[0] if all(layer in r for r in runs)] if runs else []

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "points": self.points,
            "max_points": self.max_points,
            "done": self.done,
            "layers": self.layers,
            **{k: v for k, v in asdict(self).items() if k not in ("diary", "prints")},
        }


def versions() -> dict[str, str]:
    import numpy

    import minidnn

    return {
        "minidnn": str(getattr(minidnn, "__version__", "0.1.0")),
        "numpy": numpy.__version__,
        "python": platform.python_version(),
    }
