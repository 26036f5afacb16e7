"""What implementations gave on the same cases: made in this process, and compared."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np

from minidnn.grading import source
from minidnn.grading.child import observe
from minidnn.grading.compare import distance, kind_name, parts, tolerances
from minidnn.grading.sandbox import Outcome
from minidnn.grading.spec import Case, Exercise, Fault


def observe_here(exercise: Exercise, probe, cases: list[Case], raw: bool = False) -> list[Outcome]:
    """Trusted text (reference or fault) on every case, in this process."""
    state = np.random.get_state()
    try:
        outcomes = [observe_one(exercise, probe, case) for case in cases]
    finally:
        np.random.set_state(state)
    return outcomes if raw else summarised(exercise, cases, outcomes)


def observe_one(exercise: Exercise, probe, case: Case) -> Outcome:
    """One case, before any summary; NumPy's global random numbers are seeded and not put back."""
    twice = any(p.kind == "repeat" for p in exercise.properties)
    return Outcome(**observe(probe, case.args, (f"<{exercise.name}>",), twice))


def summarised(exercise: Exercise, cases: list[Case], outcomes: list[Outcome]) -> list[Outcome]:
    """Outcomes as they are compared: with the exercise's summary, if it has one, computed in this
    process."""
    if exercise.summary is None:
        return outcomes
    result = []
    for case, outcome in zip(cases, outcomes):
        if outcome.error is None:
            try:
                with np.errstate(all="ignore"), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    value = exercise.summary(case, outcome.value)
                    again = outcome.again
                    if again is not None and not isinstance(again[0], str):
                        again = (exercise.summary(case, again[0]),)
                outcome = replace(outcome, value=value, again=again)
            except Exception as error:  # the value has a form that the summary does not expect
                told = str(error) if isinstance(error, ValueError) and error.args else ""
                outcome = replace(outcome, value=None, error=_form(outcome.value, told))
        result.append(outcome)
    return result


def _form(value, told: str) -> dict:
    text = f"the result has an unexpected form: {kind_name(value)}" + (
        f" ({told[:120]})" if told else ""
    )
    return {"type": "Form", "text": text, "line": 0, "file": ""}


def fault_outcomes(exercise: Exercise, fault: Fault, cases: list[Case]) -> list[Outcome]:
    return observe_here(exercise, source.fault_probe(exercise, fault), cases)


def apart(exercise: Exercise, case: Case, a: Outcome, b: Outcome) -> float:
    """Distance of two outcomes in tolerances: values, errors and side effects."""
    if bool(a.error) != bool(b.error):
        return np.inf
    if a.error and b.error:
        return 0.0 if a.error["type"] == b.error["type"] else np.inf
    kinds = {p.kind for p in exercise.properties if not p.tags or set(p.tags) & set(case.tags)}
    if a.changed != b.changed or ("fresh" in kinds and a.aliases != b.aliases):
        return np.inf
    if "quiet" in kinds and bool(a.warnings) != bool(b.warnings):
        return np.inf
    if "repeat" in kinds and _repeats(exercise, a) != _repeats(exercise, b):
        return np.inf
    if "dtype" in kinds and _dtypes(a.value) != _dtypes(b.value):
        return np.inf
    mine, theirs = parts(a.value, exercise.outputs), parts(b.value, exercise.outputs)
    if mine is None or theirs is None:
        return distance(a.value, b.value)
    bounds = tolerances(exercise)
    return max(distance(mine[k], theirs[k], *bounds[k]) for k in mine)


def _repeats(exercise, outcome):
    return outcome.again is None or distance(outcome.value, outcome.again[0]) <= 1


def _dtypes(value):
    if isinstance(value, (tuple, list)):
        return tuple(_dtypes(v) for v in value)
    if isinstance(value, dict):
        return tuple(_dtypes(v) for v in value.values())
    return str(getattr(value, "dtype", ""))


def differs(exercise, cases, expected, got):
    return any(apart(exercise, c, e, g) > 1 for c, e, g in zip(cases, expected, got))


def evidence(exercise, cases, expected, outcomes, got):
    """A claim needs a wrong value in common, or the very same error text: a shared error type
    alone is weak."""
    for case, e, f, g in zip(cases, expected, outcomes, got):
        if not f.error and apart(exercise, case, e, f) > 1:
            return True
        if f.error and f.error["text"] == g.error["text"]:
            return True
    # an error on some shapes, and equal right values on the others, is evidence as well
    return any(o.error for o in outcomes) and any(not o.error for o in outcomes)
