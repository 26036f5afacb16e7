"""Comparing what a student's function returned with what it should return, and giving points for
it."""

from __future__ import annotations

from typing import Any

import numpy as np

from minidnn.grading.child import Foreign
from minidnn.grading.result import PropertyResult
from minidnn.grading.sandbox import Outcome
from minidnn.grading.spec import EARNERS, Case, Exercise, Property


def parts(value: Any, outputs: tuple[str, ...]) -> dict[str, Any] | None:
    """Output name -> value; None when the number of returned things is wrong."""
    if isinstance(value, dict) and outputs:
        return {k: value[k] for k in outputs} if all(k in value for k in outputs) else None
    if len(outputs) > 1:
        if not isinstance(value, (tuple, list)) or len(value) != len(outputs):
            return None
        return dict(zip(outputs, value))
    return {outputs[0] if outputs else "result": value}


def is_numeric(value: Any) -> bool:
    return isinstance(value, (bool, int, float, np.ndarray, np.generic))


def kind_name(value: Any) -> str:
    """What a value is, for a sentence."""
    if value is None:
        return "None"
    if isinstance(value, Foreign):
        return value.name
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, (float, np.floating)):
        return "a number"
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a {type(value).__name__}"


def same_shape(expected: Any, got: Any) -> bool:
    if is_numeric(expected):
        return is_numeric(got) and np.shape(expected) == np.shape(got)
    if isinstance(expected, dict):
        same = isinstance(got, dict) and set(expected) == set(got)
        return same and all(same_shape(expected[k], got[k]) for k in expected)
    if isinstance(expected, (tuple, list)):
        return (
            isinstance(got, (tuple, list))
            and len(got) == len(expected)
            and all(map(same_shape, expected, got))
        )
    return type(expected) is type(got)


def distance(expected: Any, got: Any, rtol: float = 1e-5, atol: float = 1e-6) -> float:
    """How far apart, in units of the tolerance: <= 1 is equal; inf for another shape or kind."""
    if is_numeric(expected):
        if not is_numeric(got) or np.shape(expected) != np.shape(got):
            return np.inf
        return _array_distance(np.asarray(expected), np.asarray(got), rtol, atol)
    if not same_shape(expected, got):
        return np.inf
    if isinstance(expected, dict):
        return max((distance(expected[k], got[k], rtol, atol) for k in expected), default=0.0)
    if isinstance(expected, (tuple, list)):
        return max((distance(e, g, rtol, atol) for e, g in zip(expected, got)), default=0.0)
    if isinstance(expected, Foreign):
        return 0.0 if expected.name == got.name else np.inf
    return 0.0 if expected == got else np.inf


def _array_distance(expected, got, rtol, atol):
    if (expected.dtype.kind == "b") != (got.dtype.kind == "b") or got.dtype.kind == "c":
        return np.inf
    if expected.size == 0:
        return 0.0
    expected, got = expected.astype(np.float64), got.astype(np.float64)
    finite = np.isfinite(expected)
    with np.errstate(all="ignore"):
        if not np.array_equal(finite, np.isfinite(got)):
            return np.inf
        if not np.array_equal(expected[~finite], got[~finite], equal_nan=True):
            return np.inf
        if not finite.any():
            return 0.0
        e, g = expected[finite], got[finite]
        allowed = rtol * np.abs(e) + atol * np.abs(e).max()
        error = np.abs(g - e)
        far = error > 0
        return float(np.max(error[far] / np.maximum(allowed[far], 1e-300))) if far.any() else 0.0


def tolerances(exercise: Exercise) -> dict[str, tuple[float, float]]:
    """Output name -> (rtol, atol): the widest of the properties that look at it."""
    result = dict.fromkeys(exercise.outputs or ("result",), (1e-05, 1e-06))
    for p in exercise.properties:
        if p.kind == "value":
            for name in p.outputs or result:
                old = result[name]
                result[name] = (max(old[0], p.rtol), max(old[1], p.atol))
    return result


def judge_all(
    exercise: Exercise, cases: list[Case], expected: list[Outcome], got: list[Outcome]
) -> list[PropertyResult]:
    """Points for every property, in order."""
    results = []
    for p in exercise.properties:
        reason = ""
        applicable = [i for i, c in enumerate(cases) if not p.tags or set(p.tags) & set(c.tags)]
        if not applicable:
            raise ValueError(
                f"exercise {exercise.number}: no case has one of the tags {p.tags} of {p.name!r}"
            )
        for i in applicable:
            reason = _fails(exercise, p, cases[i], expected[i], got[i])
            if reason:
                break
        results.append(
            PropertyResult(p.name, 0 if reason else p.points, p.points, not reason, reason)
        )
    _withhold(exercise, results)
    return results


def _withhold(exercise, results):
    """Points that depend on others: nothing right, nothing earned."""
    named = {r.name: r for r in results}
    for p, r in zip(exercise.properties, results):
        if r.passed and p.needs and not named[p.needs].passed:
            r.passed, r.points, r.reason = False, 0, f"counts once you have {p.needs}"
    earned = any(r.passed for p, r in zip(exercise.properties, results) if p.kind in EARNERS)
    for p, r in zip(exercise.properties, results):
        if r.passed and p.kind not in EARNERS and not earned:
            r.passed, r.points, r.reason = False, 0, "counts from the first right value on"


def _fails(exercise: Exercise, p: Property, case: Case, expected: Outcome, got: Outcome) -> str:
    """Why the property does not hold in this case; empty when it does."""
    if got.error:
        return f"stopped with {got.error['type']} ({case.name})"
    wanted, theirs = parts(expected.value, exercise.outputs), parts(got.value, exercise.outputs)
    if p.kind == "judge":
        return _judged(p, case, expected, got)
    if wanted is None:
        raise ValueError(
            f"exercise {exercise.number}: the reference does not return {exercise.outputs}"
        )
    if theirs is None:
        return (
            f"returned {kind_name(got.value)} where {len(wanted)} values are expected ({case.name})"
        )
    names = p.outputs or tuple(wanted)
    for name in names:
        e, g = wanted[name], theirs[name]
        if p.kind == "value" and distance(e, g, p.rtol, p.atol) > 1:
            return f"{name} is wrong ({case.name})"
        if p.kind == "shape" and not same_shape(e, g):
            return f"{name} should be {_shape(e)}, is {_shape(g)} ({case.name})"
        if p.kind == "dtype" and _dtype(e) != _dtype(g):
            return f"{name} should be {_dtype(e)}, is {_dtype(g)} ({case.name})"
        if p.kind == "repeat" and got.again is not None:
            again = parts(got.again[0], exercise.outputs)
            if again is None or distance(g, again[name], p.rtol, p.atol) > 1:
                return f"a second call gives another {name} ({case.name})"
    if p.kind == "unchanged" and set(got.changed) - set(expected.changed):
        return f"an argument was changed ({case.name})"
    if p.kind == "fresh" and set(got.aliases) - set(expected.aliases):
        return f"the result shares its memory with an argument ({case.name})"
    if p.kind == "quiet" and got.warnings and not expected.warnings:
        return f"NumPy warned: {got.warnings[0][0]} ({case.name})"
    return ""


def _judged(p, case, expected, got):
    try:
        with np.errstate(all="ignore"):
            reason = p.judge(case, expected.value, got.value)
    except Exception:  # the student's result has not the form the judge relies on
        return f"the result has not the expected form: {kind_name(got.value)} ({case.name})"
    return str(reason) if reason else ""


def _shape(value):
    if is_numeric(value):
        return f"of shape {np.shape(value)}" if np.shape(value) else "a single number"
    return kind_name(value)


def _dtype(value):
    return str(value.dtype) if isinstance(value, (np.ndarray, np.generic)) else type(value).__name__
