"""From a wrong answer to the name of the mistake: all known faults run on the same inputs."""

from __future__ import annotations

import warnings

import numpy as np

from minidnn.grading import searching, source
from minidnn.grading.compare import distance, parts, tolerances
from minidnn.grading.detectors import detect
from minidnn.grading.outcomes import apart, differs, evidence, observe_here
from minidnn.grading.result import Diagnosis
from minidnn.grading.sandbox import Outcome
from minidnn.grading.spec import Case, Exercise, Fault


def diagnose(
    exercise: Exercise,
    cases: list[Case],
    expected: list[Outcome],
    got: list[Outcome],
    memo: dict[str, dict] | None = None,
) -> list[Diagnosis]:
    """Known mistakes that match on every input; otherwise what the generic detectors see.

    `memo` keeps the faults' outcomes for the same cases, where many answers are looked at.
    """
    memo = {} if memo is None else memo
    keep = [i for i, c in enumerate(cases) if c.diagnose]
    fewer = [cases[i] for i in keep], [expected[i] for i in keep], [got[i] for i in keep]
    if not any(g.error and g.error["type"] in ("Timeout", "Died", "Malformed") for g in got):
        found = _named(exercise, *fewer, memo) if differs(exercise, *fewer) else []
        if found:
            return found
    return detect(exercise, cases, expected, got)


def _named(exercise, cases, expected, got, memo) -> list[Diagnosis]:
    """What explains every answer: a known mistake, a slip, two mistakes; the simplest first."""
    return (
        match(exercise, cases, expected, got, memo)
        or searching.slip(exercise, cases, expected, got)
        or _per_output(exercise, cases, expected, got, memo)
        or searching.pair(exercise, cases, expected, got)
    )


def match(exercise: Exercise, cases, expected, got, memo) -> list[Diagnosis]:
    """The known mistake that explains every answer, and best where several do."""
    whole: list[tuple[float, int, Fault]] = []
    for position, fault in enumerate(exercise.faults):
        known = _memo(exercise, fault, cases, memo)
        outcomes: list[Outcome] = []
        total = 0.0
        for i, (case, g) in enumerate(zip(cases, got)):
            outcomes.append(known(i))
            total = max(total, apart(exercise, case, outcomes[-1], g))
            if total == np.inf:
                break
        if total <= 1 and evidence(exercise, cases, expected, outcomes, got):
            whole.append((total, position, fault))
    if not whole:
        return []
    fault = min(whole, key=lambda w: w[:2])[2]
    return [Diagnosis(fault.code, fault.says, fault.hint, known=True)]


def _memo(exercise, fault, cases, memo):
    """i -> the fault's outcome in case i, computed when asked for."""
    known = memo.setdefault(fault.code, {})

    def outcome(i):
        if i not in known:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if "probe" not in known:
                    known["probe"] = source.fault_probe(exercise, fault)
                known[i] = observe_here(exercise, known["probe"], [cases[i]])[0]
        return known[i]

    return outcome


def _per_output(exercise, cases, expected, got, memo) -> list[Diagnosis]:
    """Two mistakes at once: each wrong output is explained by a mistake of its own, or not at
    all."""
    if len(exercise.outputs) < 2 or any(o.error for o in got):
        return []
    runs = []
    for fault in exercise.faults:
        outcome = _memo(exercise, fault, cases, memo)
        runs.append((fault, [outcome(i) for i in range(len(cases))]))
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
