"""Hooks that let `pytest exercises/` grade what is filled in; exercises/conftest.py names them."""

from __future__ import annotations

import re

import pytest

from minidnn.grading import registry
from minidnn.grading.engine import grade_safely, new_seed
from minidnn.grading.reading import Submission
from minidnn.grading.reports import text
from minidnn.grading.result import NOT_DONE, PASSED, CourseResult, ExerciseResult, versions

RESULTS = pytest.StashKey[list]()
SUBMISSION = pytest.StashKey[tuple]()


class NotGood(Exception):
    """An exercise that has not all its points."""


class Part(pytest.File):
    """One part's file: an item per exercise."""

    def collect(self):
        part = int(re.match(r"part0?(\d+)", self.path.name).group(1))
        for exercise in registry.exercises(part):
            item = Graded.from_parent(self, name=f"{exercise.number} {exercise.name}")
            item.exercise = exercise
            yield item


class Graded(pytest.Item):
    """One exercise."""

    exercise = None

    def runtest(self):
        stash = self.session.stash
        if SUBMISSION not in stash:
            stash[SUBMISSION] = (Submission(self.path.parent), new_seed())
            stash[RESULTS] = []
        submission, seed = stash[SUBMISSION]
        if submission.folder != self.path.parent:
            submission = Submission(self.path.parent)
        result: ExerciseResult = grade_safely(self.exercise, submission, seed)
        stash[RESULTS].append(result)
        self.user_properties += [("points", result.points), ("max_points", result.max_points)]
        if result.status == NOT_DONE:
            pytest.skip(result.diagnoses[0].says if result.diagnoses else "not yet done")
        if result.status != PASSED:
            raise NotGood(text.exercise(result))

    def repr_failure(self, excinfo, style=None):
        return (
            str(excinfo.value) if excinfo.errisinstance(NotGood) else super().repr_failure(excinfo)
        )

    def reportinfo(self):
        return self.path, 0, f"exercise {self.name}"


def pytest_collect_file(file_path, parent):
    """part3_….py, or the notebook where there is no script beside it."""
    name = re.match(r"(part\d\w*)\.(py|ipynb)$", file_path.name)
    if name and (name.group(2) == "py" or not file_path.with_suffix(".py").exists()):
        return Part.from_parent(parent, path=file_path)
    return None


def pytest_terminal_summary(terminalreporter):
    """The sum and the next step."""
    session = getattr(terminalreporter, "_session", None)
    results = session.stash.get(RESULTS, []) if session else []
    if results:
        results = sorted(results, key=lambda r: tuple(map(int, r.number.split("."))))
        course = CourseResult(results, session.stash[SUBMISSION][1], versions=versions())
        terminalreporter.section("minidnn")
        terminalreporter.line(text.summary(course))
        terminalreporter.line(text.next_step(course))
