"""Grades a submission: read the answers, run each in its sandbox, give points, name the
mistakes."""

from __future__ import annotations

import datetime
import functools
import inspect
import secrets
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from minidnn.grading import diary, personal, registry, sandbox, source
from minidnn.grading.compare import judge_all
from minidnn.grading.detectors import evidence
from minidnn.grading.diagnose import diagnose
from minidnn.grading.outcomes import observe_here, summarised
from minidnn.grading.reading import Answer, Submission
from minidnn.grading.result import (
    FAILED,
    NOT_DONE,
    PARTIAL,
    PASSED,
    CourseResult,
    Diagnosis,
    ExerciseResult,
    PropertyResult,
    versions,
)
from minidnn.grading.sandbox import Outcome
from minidnn.grading.spec import Case, Exercise


def new_seed() -> int:
    """Fresh for each submission, and logged, so that a grading can be repeated exactly."""
    return secrets.randbelow(2**31)


def make_cases(exercise: Exercise, seed: int) -> list[Case]:
    rng = np.random.default_rng([seed, zlib.crc32(exercise.number.encode())])
    if exercise.personal and len(inspect.signature(exercise.cases).parameters) > 1:
        return exercise.cases(rng, exercise.constants)
    return exercise.cases(rng)


def expected_outcomes(
    exercise: Exercise, cases: list[Case], whole: bool = False
) -> list[Outcome]:
    """What the reference gives; not for cases that judges look at alone, unless `whole`."""
    run = [c for c in cases if whole or c.reference]
    found = iter(observe_here(exercise, source.reference_probe(exercise), run))
    outcomes = [next(found) if whole or c.reference else Outcome(None) for c in cases]
    for case, outcome in zip(cases, outcomes):
        if outcome.error:
            raise RuntimeError(
                f"exercise {exercise.number}: the reference fails for case {case.name!r}: "
                f"{outcome.error}"
            )
    return outcomes


def verdict(
    exercise: Exercise,
    cases: list[Case],
    expected: list[Outcome],
    got: list[Outcome],
    explain: bool = True,
    memo: dict[str, dict] | None = None,
) -> ExerciseResult:
    """Points and diagnosis from outcomes, wherever they were made."""
    properties = judge_all(exercise, cases, expected, got)
    points = sum(p.points for p in properties)
    status = PASSED if points == exercise.points else (PARTIAL if points else FAILED)
    result = _result(exercise, status, points, properties)
    if status != PASSED and explain:
        result.diagnoses = diagnose(exercise, cases, expected, got, memo)
        result.evidence = evidence(exercise, cases, expected, got)
    return result


def grade_exercise(exercise: Exercise, submission: Submission, seed: int) -> ExerciseResult:
    """One exercise of one submission."""
    started = time.monotonic()
    exercise = personal.made_for(exercise, submission.student)
    answer = submission.answer(exercise)
    if answer.state == "filled":
        result = _grade_filled(exercise, answer, seed)
    else:
        result = _not_gradable(exercise, answer)
    result.file, result.sha256 = answer.file, answer.sha256
    result.notes = answer.notes + result.notes
    result.seconds = time.monotonic() - started
    return result


@functools.lru_cache(maxsize=256)  # more than a course has exercises: a class goes round
def _known(exercise: Exercise, seed: int) -> tuple[list[Case], list[Outcome], dict[str, dict]]:
    """Cases, right outcomes, the known mistakes' outcomes: computed once for a class."""
    cases = make_cases(exercise, seed)
    return cases, expected_outcomes(exercise, cases), {}


def _grade_filled(exercise: Exercise, answer: Answer, seed: int) -> ExerciseResult:
    cases, expected, memo = _known(exercise, seed)
    twice = any(p.kind == "repeat" for p in exercise.properties)
    run = sandbox.run(
        source.job(exercise, answer.chunks), [c.args for c in cases], exercise.seconds, twice
    )
    got = summarised(exercise, cases, run.outcomes)
    result = verdict(exercise, cases, expected, got, memo=memo)
    result.layers = run.layers
    _quote_lines(result, answer, run.outcomes)
    return result


def _quote_lines(result: ExerciseResult, answer: Answer, outcomes: list[Outcome]) -> None:
    """Under an exception: the student's own line; and a warning of NumPy is told even when it
    costs nothing."""
    for outcome in outcomes:
        if outcome.error and outcome.error["line"]:
            line = answer.quote(outcome.error["file"], outcome.error["line"])
            if line:
                result.evidence.insert(
                    0, f"{outcome.error['file']}, line {outcome.error['line']}:  {line[:80]}"
                )
            return
    if result.status != PASSED:
        return
    for outcome in outcomes:
        if outcome.warnings:
            text, line = outcome.warnings[0]
            where = f" in line {line}" if line else ""
            result.notes.append(f"NumPy warned{where}: {text}. It cost no points.")
            return


def _result(exercise, status, points, properties) -> ExerciseResult:
    return ExerciseResult(
        exercise.number, exercise.name, exercise.title, status, points, exercise.points, properties
    )


def _not_gradable(exercise: Exercise, answer: Answer) -> ExerciseResult:
    none = [PropertyResult(p.name, 0, p.points, False, "") for p in exercise.properties]
    result = _result(
        exercise, NOT_DONE if answer.state in ("blank", "partly", "missing") else FAILED, 0, none
    )
    codes = {"partly": "PARTLY-BLANK", "missing": "MISSING", "broken": "BROKEN"}
    if answer.state != "blank":
        hint = {
            "partly": "Replace every `...` between the markers.",
            "missing": (
                "Bring it back with `minidnn exercises reset`, or copy the `def` line "
                "from the course."
            ),
            "broken": "",
        }[answer.state]
        code = "SYNTAX" if "SyntaxError" in answer.problem else codes[answer.state]
        result.diagnoses.append(Diagnosis(code, answer.problem, hint))
    return result


def grade(
    folder: Path | str,
    seed: int | None = None,
    only: Iterable[Exercise] | None = None,
    jobs: int = 1,
    progress: Callable[[CourseResult], None] | None = None,
    budget: float = 1200.0,
    weights: Mapping[str, int] | None = None,
    student: str | None = None,
) -> CourseResult:
    """Everything in a student's folder. One broken or hostile exercise does not touch the others.

    `progress` is called after each exercise with what is known so far (the rest is not reached
    yet);
    `budget` is the time in seconds after which the remaining exercises are not graded; `weights`
    multiplies the points of single exercises ({"4.2": 2}); `student` is the id for exercises with
    numbers of a student's own (default: the one in the folder).
    """
    started = time.monotonic()
    seed = new_seed() if seed is None else seed
    submission = Submission(Path(folder))
    if student is not None:
        submission.student = student
    course = CourseResult([], seed, Path(folder).resolve().name)
    course.started = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    course.versions, course.student = versions(), submission.student
    course.hints, course.diary = diary.hints(submission.folder), diary.attempts(submission.folder)
    course.checks = dict(Counter(a["exercise"] for a in course.diary))
    if not submission.paths:
        course.notes.append("There are no exercise files (part1_….py) in this folder.")

    chosen = list(registry.exercises() if only is None else only)
    weights = weights or {}
    course.exercises = [_weigh(_unreached(e), weights) for e in chosen]

    def one(position):
        exercise = chosen[position]
        if time.monotonic() - started < budget:
            course.exercises[position] = _weigh(grade_safely(exercise, submission, seed), weights)
        course.seconds = time.monotonic() - started
        if progress:
            progress(course)

    if jobs > 1:
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(one, range(len(chosen))))
    else:
        for position in range(len(chosen)):
            one(position)
    course.seconds = time.monotonic() - started
    return course


def grade_safely(exercise: Exercise, submission: Submission, seed: int) -> ExerciseResult:
    """A failure of the grader itself costs one exercise, says so, and leaves the others alone."""
    try:
        return grade_exercise(exercise, submission, seed)
    except Exception as error:  # whatever it was: the other exercises must still be graded
        says = (
            f"The grader itself failed here ({type(error).__name__}: {str(error)[:200]}); "
            "tell your teacher."
        )
        result = _result(exercise, FAILED, 0, [])
        result.diagnoses.append(Diagnosis("GRADER-FAILED", says))
        return result


def _unreached(exercise: Exercise) -> ExerciseResult:
    result = _result(exercise, FAILED, 0, [])
    result.diagnoses.append(
        Diagnosis("NOT-REACHED", "Not graded: the time for the whole grading was over.")
    )
    return result


def _weigh(result: ExerciseResult, weights: Mapping[str, int]) -> ExerciseResult:
    factor = weights.get(result.number, 1)
    result.points *= factor
    result.max_points *= factor
    for p in result.properties:
        p.points *= factor
        p.max_points *= factor
    return result
