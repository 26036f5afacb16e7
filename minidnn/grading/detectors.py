"""What can be said about a wrong answer that is in no table: shapes, ratios, signs, NaN, side effects, curves."""

from __future__ import annotations

from typing import Any

import numpy as np

from minidnn.grading import ratios
from minidnn.grading.child import Foreign
from minidnn.grading.compare import distance, is_numeric, kind_name, parts, same_shape, tolerances
from minidnn.grading.curves import curve_says
from minidnn.grading.result import Diagnosis
from minidnn.grading.sandbox import Outcome
from minidnn.grading.source import argument_names
from minidnn.grading.spec import Case, Exercise

ENDINGS = {
    "Timeout": ("TIMEOUT", "Your code does not come to an end: {text}.", "Look for a loop that never stops."),
    "Died": ("ENDED", "Your code stopped the whole program: {text}.", "Functions return; they do not exit."),
    "Form": ("FORM", "Something is wrong with what comes back: {text}.", "Look at the shapes and kinds you return."),
    "Malformed": ("MALFORMED", "Your function did not return plain data.", "Return arrays and numbers only."),
}


def detect(exercise: Exercise, cases: list[Case], expected: list[Outcome], got: list[Outcome]) -> list[Diagnosis]:
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
    found += _returned(exercise, [cases[i] for i in fine], [expected[i] for i in fine], [got[i] for i in fine])
    found += _warned(exercise, [expected[i] for i in fine], [got[i] for i in fine])
    return found[:3]


def _error(exercise, cases, expected, got, errors) -> Diagnosis:
    error = got[errors[0]].error
    if error["type"] in ENDINGS:
        code, says, hint = ENDINGS[error["type"]]
        return Diagnosis(code, says.format(text=error["text"]), hint)
    where = f"Line {error['line']}" if error["line"] else "Your code"
    says = f"{where} stops with {error['type']}: {error['text'].splitlines()[0][:160] if error['text'] else ''}"
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
        which = " and ".join(f"`{names[i]}`" if i < len(names) else f"argument {i + 1}" for i in changed)
        found.append(
            Diagnosis("CHANGED-INPUT", f"Your code changes {which} in place.", "Make a new array; leave what you are given.")
        )
    if "fresh" in kinds and not changed and any(set(g.aliases) - set(e.aliases) for e, g in zip(expected, got)):
        found.append(
            Diagnosis("ALIAS", "Your result shares its memory with an argument.", "Return an array of its own.")
        )
    if "repeat" in kinds and any(g.again and distance(g.value, g.again[0]) > 1 for g in got):
        found.append(
            Diagnosis("NOT-REPEATABLE", "A second call with the same arguments gives another answer.",
                      "Does something survive from the first call?")
        )  # fmt: skip
    return found


def _warned(exercise, expected, got) -> list[Diagnosis]:
    warned = [w for e, g in zip(expected, got) if not e.warnings for w in g.warnings]
    if not warned or not any(p.kind == "quiet" for p in exercise.properties):
        return []
    where = f"line {warned[0][1]}: " if warned[0][1] else ""
    return [Diagnosis("WARNING", f"NumPy warns ({where}{warned[0][0]}).", "Which values make it do that?")]


def _returned(exercise, cases, expected, got) -> list[Diagnosis]:
    """Looks at the first output that is wrong, in all cases."""
    bounds = tolerances(exercise)
    for g in got:
        if g.value is None and any(e.value is not None for e in expected):
            return [Diagnosis("RETURNED-NONE", "Your function returns None.", "Is there a `return` at its end?")]
        if isinstance(g.value, Foreign):
            return [_foreign(g.value)]
    wanted = [parts(e.value, exercise.outputs) for e in expected]
    theirs = [parts(g.value, exercise.outputs) for g in got]
    for g, t in zip(got, theirs):
        if t is None and len(exercise.outputs) == 1:
            says = f"You return {kind_name(g.value)} where {exercise.outputs[0]} is due."
            return [Diagnosis("KIND", says, "What is it made of?")]
        if t is None:
            names = ", ".join(exercise.outputs)
            return [Diagnosis("RETURN-COUNT", f"You return {kind_name(g.value)}; {len(exercise.outputs)} values are due.",
                              f"Return ({names}).")]  # fmt: skip
    for name in exercise.outputs or ("result",):
        pairs = [(c, w[name], t[name]) for c, w, t in zip(cases, wanted, theirs)]
        if all(distance(w, t, *bounds[name]) <= 1 for _, w, t in pairs):
            continue
        if name in exercise.curves:
            says = curve_says([(w, t) for _, w, t in pairs])
            if says:
                return [says]
        return _wrong_output(exercise, name, pairs, wanted, theirs, bounds[name], [e.value for e in expected])
    return []


def _foreign(value: Foreign) -> Diagnosis:
    if value.name == "ellipsis":
        return Diagnosis("ELLIPSIS", "Your function still returns `...`.", "Replace every `...` by your own code.")
    return Diagnosis("NOT-DATA", f"You return an object of type {value.name}.", "Return NumPy arrays and numbers only.")


def _wrong_output(exercise, name, pairs, wanted, theirs, bounds, raw) -> list[Diagnosis]:
    wrong = [(c, w, t) for c, w, t in pairs if distance(w, t, *bounds) > 1]
    for _, w, t in wrong:
        if t is None:
            return [Diagnosis("RETURNED-NONE", f"Your {name} is None.", "Has a value been assigned to it?")]
        if isinstance(t, Foreign):
            return [_foreign(t)]
        if not is_numeric(w):
            return [Diagnosis("WRONG", f"Your {name} is {kind_name(t)}; it is wrong for: {wrong[0][0].name}.")]
    named = any(isinstance(w, dict) for w in raw)
    other = None if named else _swapped(exercise, name, wanted, theirs)
    if other:
        return [other]
    shapes = [(c, w, t) for c, w, t in wrong if not same_shape(w, t)]
    if shapes:
        return [_shape(name, *shapes[0], argument_names(exercise))]
    pairs = [(c, np.asarray(w), np.asarray(t)) for c, w, t in pairs]
    wrong = [(c, np.asarray(w), np.asarray(t)) for c, w, t in wrong]
    if any(t.dtype.kind == "b" and w.dtype.kind != "b" for _, w, t in wrong):
        return [Diagnosis("BOOL", f"Your {name} holds True and False, not numbers.", "A comparison is not yet a value.")]
    bad = _not_finite(name, wrong, argument_names(exercise))
    if bad:
        return [bad]
    for look in (ratios.small_error, ratios.constant, ratios.transposed, ratios.factor_is_argument, ratios.per_row,
                 ratios.absolute, ratios.offset, ratios.constant_answer):  # fmt: skip
        says = look(name, wrong if look is not ratios.constant_answer else pairs, argument_names(exercise))
        if says:
            return [says]
    return [_where(name, pairs, wrong, argument_names(exercise), bounds)]


def _swapped(exercise, name, wanted, theirs) -> Diagnosis | None:
    for other in exercise.outputs:
        if other != name and all(
            is_numeric(w[other]) and distance(w[other], t[name]) <= 1 for w, t in zip(wanted, theirs)
        ):
            if all(distance(w[name], w[other]) <= 1 or not np.any(w[other]) for w in wanted):
                continue
            return Diagnosis("RETURN-ORDER", f"Where {name} is due you return {other}.",
                             f"The order is ({', '.join(exercise.outputs)}).")  # fmt: skip
    return None


def _shape(name: str, case: Case, w: Any, t: Any, names) -> Diagnosis:
    if not is_numeric(t):
        return Diagnosis("KIND", f"Your {name} is {kind_name(t)} where {kind_name(w)} is due.", "What is it made of?")
    ws, ts = np.shape(w), np.shape(t)
    says = f"Your {name} has shape {ts}; it must be {ws} ({case.name})."
    hint = "Compare with the shapes of the arguments."
    code = "SHAPE"
    if ts == ws[::-1]:
        code, hint = "SHAPE-TRANSPOSED", "The axes are the other way round."
    elif tuple(s for s in ws if s != 1) == tuple(s for s in ts if s != 1):
        code = "SHAPE-KEEPDIMS"
        hint = "An axis of length 1 is missing." if len(ts) < len(ws) else "An axis of length 1 is too much."
    elif not ts:
        code, hint = "SHAPE-SCALAR", "Everything was reduced to one number: which axis should be kept?"
    elif len(ts) == 2 and len(ws) <= 2 and ts[0] == ts[1] and ts[0] == max(ws, default=0) and ts[0] > 1:
        code, hint = "SHAPE-OUTER", "An array of shape (N,) has met one of shape (N, 1), and NumPy made N×N of them."
    elif len(ts) == len(ws) + 1 and ts[1:] == ws:
        code, hint = "SHAPE-NOT-REDUCED", "The first axis was not summed over."
    elif not ws:
        code, hint = "SHAPE-NOT-REDUCED", "The result is one number: a mean or a sum over all elements is missing."
    elif len(ws) == len(ts) and sum(a != b for a, b in zip(ws, ts)) == 2 and 1 in ws and 1 in ts:
        code, hint = "SHAPE-AXIS", "The reduction ran along the other axis."
    return Diagnosis(code, says, hint)


def _not_finite(name, wrong, names) -> Diagnosis | None:
    """NaN or infinity where there should be a number: at which inputs?"""
    places = [(c, w, t, ~np.isfinite(t) & np.isfinite(w)) for c, w, t in wrong if t.dtype.kind == "f"]
    places = [p for p in places if p[3].any()]
    if not places:
        return None
    case, _, t, bad = places[0]
    kind = "NaN" if np.isnan(t[bad]).any() else "infinite"
    if all(p[3].all() for p in places) and len(places) == len(wrong) and len(wrong) > 1:
        return Diagnosis("NAN-EVERYWHERE", f"Your {name} is {kind} everywhere.", "Look for a division by zero.")
    for i, arg in enumerate(case.args):
        if isinstance(arg, np.ndarray) and arg.size and arg.dtype.kind == "f":
            label = names[i] if i < len(names) else f"argument {i + 1}"
            if arg.shape == bad.shape:
                at, rest = arg[bad], arg[~bad]
            elif bad.shape == ():
                at, rest = arg[(arg == 0) | (arg == 1)], arg[(arg != 0) & (arg != 1)]
            else:
                continue
            if at.size and np.isin(at, (0.0, 1.0)).all() and not np.isin(rest, (0.0, 1.0)).all():
                return Diagnosis("NAN-AT-0-AND-1", f"Your {name} is {kind} where {label} is exactly 0 or 1.",
                                 "Keep the values a little away from 0 and 1 before using them.")  # fmt: skip
            if at.size and np.abs(at).min() > 30 and (not rest.size or np.abs(rest).max() <= np.abs(at).min()):
                return Diagnosis("NAN-LARGE", f"Your {name} is {kind} where {label} is large (|{label}| from "
                                 f"{np.abs(at).min():.0f}).", "exp of a large number overflows.")  # fmt: skip
    return Diagnosis("NAN", f"Your {name} is {kind} in {int(bad.sum())} of {bad.size} places ({case.name}).",
                     "Which operation is undefined there?")  # fmt: skip


def _where(name, pairs, wrong, names, bounds) -> Diagnosis:
    """Nothing recognised: say at which elements or in which cases it is wrong."""
    masks = [(c, w, ~np.isclose(w, t, *bounds)) for c, w, t in wrong if w.shape]
    masks = [m for m in masks if 0 < m[2].sum() < m[2].size]
    if masks and all(np.array_equal(off, w == 0) for _, w, off in masks):
        return Diagnosis("WHERE-ZERO", f"Your {name} is wrong exactly where it must be 0.", "What is due there?")
    for i, label in enumerate(names):
        for text, test in (("negative", np.less), ("positive", np.greater), ("zero", np.equal)):
            if masks and all(_is_mask(c.args, i, test, off) for c, _, off in masks):
                return Diagnosis("WHERE-SIGN", f"Your {name} is wrong exactly where {label} is {text}.",
                                 "Do one such element by hand.")  # fmt: skip
    right = [c.name for c, w, t in pairs if distance(w, t, *bounds) <= 1]
    if right:
        bad = ", ".join(c.name for c, _, _ in wrong[:3])
        return Diagnosis("SOME-CASES", f"Your {name} is wrong for: {bad}. It is right for: {', '.join(right[:3])}.",
                         "What is special about these inputs?")  # fmt: skip
    if masks:
        case, _, off = masks[0]
        return Diagnosis("SOME-ELEMENTS", f"Your {name} is wrong in {int(off.sum())} of {off.size} elements "
                         f"({case.name}).", "Do one element by hand.")  # fmt: skip
    return Diagnosis("WRONG", f"Your {name} has the right shape but wrong values.", "Do one element by hand, on paper.")


def _is_mask(args, i, test, off) -> bool:
    return i < len(args) and isinstance(args[i], np.ndarray) and np.array_equal(test(args[i], 0), off)


def evidence(exercise: Exercise, cases, expected, got) -> list[str]:
    """Shapes of the call and the first difference: for the student's own machine, hidden where inputs are secret."""
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
            shapes = [f"{n} {a.shape}" for n, a in zip(names, case.args) if isinstance(a, np.ndarray)]
            lines = [f"called with {', '.join(shapes)}"] if shapes else [f"called for: {case.name}"]
            if same_shape(w, t):
                w, t = np.asarray(w), np.asarray(t)
                off = np.argwhere(~np.isclose(w, t, *bounds[name], equal_nan=True))
                place = tuple(int(i) for i in off[0]) if len(off) else (0,) * w.ndim
                at = str(list(place)) if place else ""
                lines.append(f"{name}{at}: expected {w[place]:.6g}, got {t[place]:.6g}")
            return lines
    for case, g in zip(cases, got):
        if g.error:
            shapes = [f"{n} {a.shape}" for n, a in zip(names, case.args) if isinstance(a, np.ndarray)]
            return [f"called with {', '.join(shapes)}"] if shapes else []
    return []

