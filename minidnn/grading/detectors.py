"""What can be said about a wrong answer that is in no table: shapes, ratios, signs, NaN, side
effects, curves."""

from __future__ import annotations

import numpy as np

from minidnn.grading.child import Foreign
from minidnn.grading.compare import distance, is_numeric, kind_name, parts, same_shape, tolerances
from minidnn.grading.curves import curve_says
from minidnn.grading.outputs import foreign, wrong_output
from minidnn.grading.result import Diagnosis
from minidnn.grading.sandbox import Outcome
from minidnn.grading.source import argument_names
from minidnn.grading.spec import Case, Exercise

ENDINGS = {
    "Timeout": (
        "TIMEOUT",
        "Your code does not come to an end: {text}.",
        "Look for a loop that never stops.",
    ),
    "Died": (
        "ENDED",
        "Your code stopped the whole program: {text}.",
        "Functions return; they do not exit.",
    ),
    "Form": (
        "FORM",
        "Something is wrong with what comes back: {text}.",
        "Look at the shapes and kinds you return.",
    ),
    "Malformed": (
        "MALFORMED",
        "Your function did not return plain data.",
        "Return arrays and numbers only.",
    ),
}


def detect(
    exercise: Exercise, cases: list[Case], expected: list[Outcome], got: list[Outcome]
) -> list[Diagnosis]:
    """True sentences about the answer, the most telling first; at most three."""
    names = argument_names(exercise)
    errors = [i for i, g in enumerate(got) if g.error and not expected[i].error]
    found: list[Diagnosis] = []
    if errors:
        found.append(_error(exercise, cases, expected, got, errors))
        if len(errors) == len(got) or found[0].code in ("TIMEOUT", "ENDED", "FORM", "MALFORMED"):
            return found
    fine = [i for i, g in enumerate(got) if not g.error]
    found += _side_effects(exercise, names, [expected[i] for i in fine], [got[i] for i in fine])
    found += _returned(
        exercise, [cases[i] for i in fine], [expected[i] for i in fine], [got[i] for i in fine]
    )
    found += _warned(exercise, [expected[i] for i in fine], [got[i] for i in fine])
    return found[:3]


def _error(exercise, cases, expected, got, errors) -> Diagnosis:
    error = got[errors[0]].error
    if error["type"] in ENDINGS:
        code, says, hint = ENDINGS[error["type"]]
        return Diagnosis(code, says.format(text=error["text"]), hint)
    where = f"Line {error['line']}" if error["line"] else "Your code"
    says = (
        f"{where} stops with {error['type']}: "
        f"{error['text'].splitlines()[0][:160] if error['text'] else ''}"
    )
    hint = "Read the message from its end; print the shapes just before that line."
    if error["type"] in ("NameError", "UnboundLocalError"):
        hint = "A name is used that nothing has been assigned to: look for a spelling mistake."
    elif error["type"] == "AttributeError":
        hint = "Look at the spelling of what follows the dot, and at what stands before it."
    elif error["type"] in ("ImportError", "ModuleNotFoundError"):
        hint = "The exercises are solved with NumPy and plain Python; remove the import."
    elif error["type"] == "MemoryError":
        hint = "An array is far larger than it should be: print the shapes."
    elif error["type"] == "TypeError" and "ellipsis" in error["text"].lower():
        hint = "There is still a `...` where a value should be."
    elif error["type"] == "TypeError" and "argument" in error["text"]:
        hint = "Leave the line with `def` as it was: the same arguments in the same order."
    elif 0 < len(errors) < len(got) and error["type"] == "ValueError":
        right = next((c.name for c, g in zip(cases, got) if not g.error), "")
        says += f" ({cases[errors[0]].name}; it runs for: {right})"
        hint = "It works for some shapes only: a transpose or an axis is missing."
    return Diagnosis("EXCEPTION", says, hint)


def _side_effects(exercise, names, expected, got) -> list[Diagnosis]:
    found = []
    changed = sorted({i for e, g in zip(expected, got) for i in set(g.changed) - set(e.changed)})
    kinds = {p.kind for p in exercise.properties}
    if changed:
        which = " and ".join(
            f"`{names[i]}`" if i < len(names) else f"argument {i + 1}" for i in changed
        )
        found.append(
            Diagnosis(
                "CHANGED-INPUT",
                f"Your code changes {which} in place.",
                "Make a new array; leave what you are given.",
            )
        )
    if (
        "fresh" in kinds
        and not changed
        and any(set(g.aliases) - set(e.aliases) for e, g in zip(expected, got))
    ):
        found.append(
            Diagnosis(
                "ALIAS",
                "Your result shares its memory with an argument.",
                "Return an array of its own.",
            )
        )
    if "repeat" in kinds and any(g.again and distance(g.value, g.again[0]) > 1 for g in got):
        found.append(
            Diagnosis(
                "NOT-REPEATABLE",
                "A second call with the same arguments gives another answer.",
                "Does something survive from the first call?",
            )
        )
    return found


def _warned(exercise, expected, got) -> list[Diagnosis]:
    warned = [w for e, g in zip(expected, got) if not e.warnings for w in g.warnings]
    if not warned or not any(p.kind == "quiet" for p in exercise.properties):
        return []
    where = f"line {warned[0][1]}: " if warned[0][1] else ""
    return [
        Diagnosis(
            "WARNING", f"NumPy warns ({where}{warned[0][0]}).", "Which values make it do that?"
        )
    ]


def _returned(exercise, cases, expected, got) -> list[Diagnosis]:
    """Looks at the first output that is wrong, in all cases."""
    bounds = tolerances(exercise)
    for g in got:
        if g.value is None and any(e.value is not None for e in expected):
            return [
                Diagnosis(
                    "RETURNED-NONE",
                    "Your function returns None.",
                    "Is there a `return` at its end?",
                )
            ]
        if isinstance(g.value, Foreign):
            return [foreign(g.value)]
    wanted = [parts(e.value, exercise.outputs) for e in expected]
    theirs = [parts(g.value, exercise.outputs) for g in got]
    for g, t in zip(got, theirs):
        if t is None and len(exercise.outputs) == 1:
            says = f"You return {kind_name(g.value)} where {exercise.outputs[0]} is due."
            return [Diagnosis("KIND", says, "What is it made of?")]
        if t is None:
            names = ", ".join(exercise.outputs)
            return [
                Diagnosis(
                    "RETURN-COUNT",
                    f"You return {kind_name(g.value)}; {len(exercise.outputs)} values are due.",
                    f"Return ({names}).",
                )
            ]
    wrong: list[tuple[int, str, list]] = []
    for name in exercise.outputs or ("result",):
        pairs = [(c, w[name], t[name]) for c, w, t in zip(cases, wanted, theirs) if w and t]
        first = [i for i, (_, w, t) in enumerate(pairs) if distance(w, t, *bounds[name]) > 1]
        if first:
            wrong.append((first[0], name, pairs))
    if not wrong:
        return []
    for _, name, pairs in wrong:
        curve = curve_says([(w, t) for _, w, t in pairs]) if name in exercise.curves else None
        if curve:
            return [curve]
    _, name, pairs = min(wrong, key=lambda item: item[0])  # what goes wrong first is the cause
    raw = [e.value for e in expected]
    return wrong_output(exercise, name, pairs, wanted, theirs, bounds[name], raw)


def evidence(exercise: Exercise, cases, expected, got) -> list[str]:
    """Shapes of the call and the first difference: for the student's own machine, hidden where
    inputs are secret."""
    bounds = tolerances(exercise)
    names = argument_names(exercise)
    for case, e, g in zip(cases, expected, got):
        if g.error:
            continue
        wanted, theirs = parts(e.value, exercise.outputs), parts(g.value, exercise.outputs)
        if wanted is None or theirs is None:
            continue
        for name, w in wanted.items():
            t = theirs[name]
            if not is_numeric(w) or distance(w, t, *bounds[name]) <= 1:
                continue
            shapes = [
                f"{n} {a.shape}" for n, a in zip(names, case.args) if isinstance(a, np.ndarray)
            ]
            lines = [f"called with {', '.join(shapes)}"] if shapes else [f"called for: {case.name}"]
            if same_shape(w, t):
                w, t = np.asarray(w), np.asarray(t)
                off = np.argwhere(~np.isclose(w, t, *bounds[name], equal_nan=True))
                place = tuple(int(i) for i in off[0]) if len(off) else (0,) * w.ndim
                at = str(list(place)) if place else ""
                lines.append(f"{name}{at}: expected {_number(w[place])}, got {_number(t[place])}")
            return lines
    for case, g in zip(cases, got):
        if g.error:
            shapes = [
                f"{n} {a.shape}" for n, a in zip(names, case.args) if isinstance(a, np.ndarray)
            ]
            return [f"called with {', '.join(shapes)}"] if shapes else []
    return []


def _number(value) -> str:
    return f"{value:.6g}" if value.dtype.kind in "fiu" else str(value)
