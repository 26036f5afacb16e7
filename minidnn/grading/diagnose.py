"""From a wrong answer to the name of the mistake: all known faults run on the same inputs."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np

from minidnn.grading import source
from minidnn.grading.child import observe
from minidnn.grading.compare import distance, kind_name, parts, tolerances
from minidnn.grading.detectors import detect
from minidnn.grading.result import Diagnosis
from minidnn.grading.sandbox import Outcome
from minidnn.grading.spec import Case, Exercise, Fault


def diagnose(
    exercise: Exercise,
    cases: list[Case],
    expected: list[Outcome],
    got: list[Outcome],
    memo: dict[str, list[Outcome]] | None = None,
) -> list[Diagnosis]:
    """Known mistakes that match on every input; otherwise what the generic detectors see.

    `memo` keeps the faults' outcomes for the same cases, where many answers are looked at.
    """
    keep = [i for i, c in enumerate(cases) if c.diagnose]
    fewer = [cases[i] for i in keep], [expected[i] for i in keep], [got[i] for i in keep]
    if not any(g.error and g.error["type"] in ("Timeout", "Died", "Malformed") for g in got):
        found = match(exercise, *fewer, memo) if _differs(exercise, *fewer) else []
        if found:
            return found
    return detect(exercise, cases, expected, got)


def observe_here(exercise: Exercise, probe, cases: list[Case], raw: bool = False) -> list[Outcome]:
    """Trusted text (reference or fault) on every case, in this process."""
    twice = any(p.kind == "repeat" for p in exercise.properties)
    files = (f"<{exercise.name}>",)
    state = np.random.get_state()
    try:
        outcomes = [Outcome(**observe(probe, case.args, files, twice)) for case in cases]
    finally:
        np.random.set_state(state)
    return outcomes if raw else summarised(exercise, cases, outcomes)


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


def match(exercise: Exercise, cases, expected, got, memo=None) -> list[Diagnosis]:
    """The known mistakes that explain every answer: one for all outputs, else one per wrong
    output."""
    whole: list[tuple[float, int, Fault]] = []
    runs: list[tuple[Fault, list[Outcome]]] = []
    for position, fault in enumerate(exercise.faults):
        known = _memo(exercise, fault, cases, memo)
        outcomes: list[Outcome] = []
        total = 0.0
        for i, (case, g) in enumerate(zip(cases, got)):
            if total < np.inf or len(exercise.outputs) > 1:
                outcomes.append(known(i))
                total = max(total, _apart(exercise, case, outcomes[-1], g))
        if total <= 1 and _evidence(exercise, cases, expected, outcomes, got):
            whole.append((total, position, fault))
        if len(outcomes) == len(cases):
            runs.append((fault, outcomes))
    if whole:
        fault = min(whole, key=lambda w: w[:2])[2]
        return [Diagnosis(fault.code, fault.says, fault.hint, known=True)]
    return _per_output(exercise, expected, got, runs) if len(exercise.outputs) > 1 else []


def _memo(exercise, fault, cases, memo):
    """i -> the fault's outcome in case i, computed when asked for."""
    if memo is not None:
        if fault.code not in memo:
            memo[fault.code] = fault_outcomes(exercise, fault, cases)
        return memo[fault.code].__getitem__
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        probe = source.fault_probe(exercise, fault)
    return lambda i: observe_here(exercise, probe, [cases[i]])[0]


def _apart(exercise: Exercise, case: Case, a: Outcome, b: Outcome) -> float:
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


def _differs(exercise, cases, expected, got):
    return any(_apart(exercise, c, e, g) > 1 for c, e, g in zip(cases, expected, got))


def _evidence(exercise, cases, expected, outcomes, got):
    """A claim needs a wrong value in common, or the very same error text: a shared error type
    alone is weak."""
    for case, e, f, g in zip(cases, expected, outcomes, got):
        if not f.error and _apart(exercise, case, e, f) > 1:
            return True
        if f.error and f.error["text"] == g.error["text"]:
            return True
    # an error on some shapes, and equal right values on the others, is evidence as well
    return any(o.error for o in outcomes) and any(not o.error for o in outcomes)


def _per_output(exercise, expected, got, runs) -> list[Diagnosis]:
    """Two mistakes at once: each wrong output is explained by a mistake of its own, or not at
    all."""
    if any(o.error for o in got):
        return []
    bounds = tolerances(exercise)
    values = lambda outcomes: [
        None if o.error else parts(o.value, exercise.outputs) for o in outcomes
    ]
    wanted, theirs = values(expected), values(got)
    if any(v is None for v in theirs):
        return []
    known = [(fault, values(outcomes)) for fault, outcomes in runs]
    known = [(fault, v) for fault, v in known if all(x is not None for x in v)]

    def equal(a, b, name):
        return all(distance(x[name], y[name], *bounds[name]) <= 1 for x, y in zip(a, b))

    found: list[Diagnosis] = []
    for name in exercise.outputs:
        if equal(wanted, theirs, name):
            continue
        fits = [(f, v) for f, v in known if equal(v, theirs, name) and not equal(v, wanted, name)]
        if not fits:
            return []
        others = lambda item: sum(not equal(item[1], wanted, n) for n in exercise.outputs)
        best = min(fits, key=others)[0]
        if best.code not in [d.code for d in found]:
            found.append(Diagnosis(best.code, best.says, best.hint, known=True))
    return found[:3]
