"""Generic detectors for one output: shapes, NaN, swapped results, and where exactly it is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from minidnn.grading import ratios
from minidnn.grading.child import Foreign
from minidnn.grading.compare import distance, is_numeric, kind_name, same_shape
from minidnn.grading.result import Diagnosis
from minidnn.grading.source import argument_names
from minidnn.grading.spec import Case


def foreign(value: Foreign) -> Diagnosis:
    if value.name == "ellipsis":
        return Diagnosis(
            "ELLIPSIS",
            "Your function still returns `...`.",
            "Replace every `...` by your own code.",
        )
    return Diagnosis(
        "NOT-DATA",
        f"You return an object of type {value.name}.",
        "Return NumPy arrays and numbers only.",
    )


def wrong_output(exercise, name, pairs, wanted, theirs, bounds, raw) -> list[Diagnosis]:
    wrong = [(c, w, t) for c, w, t in pairs if distance(w, t, *bounds) > 1]
    for _, w, t in wrong:
        if t is None:
            return [
                Diagnosis(
                    "RETURNED-NONE", f"Your {name} is None.", "Has a value been assigned to it?"
                )
            ]
        if isinstance(t, Foreign):
            return [foreign(t)]
        if not is_numeric(w):
            return _inside(exercise, name, wrong, bounds)
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
        return [
            Diagnosis(
                "BOOL",
                f"Your {name} holds True and False, not numbers.",
                "A comparison is not yet a value.",
            )
        ]
    if all(w.size == t.size == 1 and w.item() in (0, 1) for _, w, t in pairs):
        return [_yes_or_no(name, pairs, wrong)]
    bad = _not_finite(name, wrong, argument_names(exercise))
    if bad:
        return [bad]
    for look in (
        ratios.small_error,
        ratios.constant,
        ratios.transposed,
        ratios.factor_is_argument,
        ratios.per_row,
        ratios.absolute,
        ratios.offset,
        ratios.constant_answer,
    ):
        says = look(
            name, wrong if look is not ratios.constant_answer else pairs, argument_names(exercise)
        )
        if says:
            return [says]
    return [_where(name, pairs, wrong, argument_names(exercise), bounds)]


def _inside(exercise, name, wrong, bounds) -> list[Diagnosis]:
    """A dict or a tuple: look at the first thing in it that is wrong."""
    case, w, t = wrong[0]
    if isinstance(w, dict) and isinstance(t, dict) and set(w) != set(t):
        says = (
            f"Your {name} has the names {sorted(map(str, t))}; it must have {sorted(map(str, w))}."
        )
        return [Diagnosis("NAMES", says, "Nothing more and nothing less.")]
    if type(w) is not type(t) or not isinstance(w, (dict, tuple, list)) or len(w) != len(t):
        says = f"Your {name} is {kind_name(t)} where {kind_name(w)} is due ({case.name})."
        return [Diagnosis("KIND", says, "What is it made of?")]
    for key in w if isinstance(w, dict) else range(len(w)):
        if distance(w[key], t[key], *bounds) > 1:
            same = [x for x in wrong if _has(x[1], key) and _has(x[2], key)]
            pairs = [(c, a[key], b[key]) for c, a, b in same]
            return wrong_output(exercise, f"{name}[{key!r}]", pairs, [], [], bounds, [{}])
    return [Diagnosis("WRONG", f"Your {name} is wrong for: {case.name}.", "Do it by hand.")]


def _has(value, key) -> bool:
    if isinstance(value, dict):
        return key in value
    return isinstance(value, (tuple, list)) and isinstance(key, int) and key < len(value)


def _yes_or_no(name, pairs, wrong) -> Diagnosis:
    """The answer is True or False, 1 or 0."""
    answers = {t.item() for _, _, t in pairs}
    if len(answers) == 1 and len(pairs) > 2:
        only = answers.pop()
        return Diagnosis("ALWAYS", f"Your {name} is always {only}.", "What does it depend on?")
    bad = ", ".join(c.name for c, _, _ in wrong[:3])
    says = f"Your {name} is wrong in {len(wrong)} of {len(pairs)} cases: {bad}."
    return Diagnosis("SOME-CASES", says, "What do these cases have in common?")


def _swapped(exercise, name, wanted, theirs) -> Diagnosis | None:
    for other in exercise.outputs:
        if other != name and all(
            is_numeric(w[other]) and distance(w[other], t[name]) <= 1
            for w, t in zip(wanted, theirs)
        ):
            if all(distance(w[name], w[other]) <= 1 or not np.any(w[other]) for w in wanted):
                continue
            return Diagnosis(
                "RETURN-ORDER",
                f"Where {name} is due you return {other}.",
                f"The order is ({', '.join(exercise.outputs)}).",
            )
    return None


def _shape(name: str, case: Case, w: Any, t: Any, names) -> Diagnosis:
    if not is_numeric(t):
        return Diagnosis(
            "KIND",
            f"Your {name} is {kind_name(t)} where {kind_name(w)} is due.",
            "What is it made of?",
        )
    ws, ts = np.shape(w), np.shape(t)
    says = f"Your {name} has shape {ts}; it must be {ws} ({case.name})."
    hint = "Compare with the shapes of the arguments."
    code = "SHAPE"
    if ts == ws[::-1]:
        code, hint = "SHAPE-TRANSPOSED", "The axes are the other way round."
    elif tuple(s for s in ws if s != 1) == tuple(s for s in ts if s != 1):
        code = "SHAPE-KEEPDIMS"
        hint = (
            "An axis of length 1 is missing."
            if len(ts) < len(ws)
            else "An axis of length 1 is too much."
        )
    elif not ts:
        code, hint = (
            "SHAPE-SCALAR",
            "Everything was reduced to one number: which axis should be kept?",
        )
    elif (
        len(ts) == 2
        and len(ws) <= 2
        and ts[0] == ts[1]
        and ts[0] == max(ws, default=0)
        and ts[0] > 1
    ):
        code, hint = (
            "SHAPE-OUTER",
            "An array of shape (N,) has met one of shape (N, 1), and NumPy made N×N of them.",
        )
    elif len(ts) == len(ws) + 1 and ts[1:] == ws:
        code, hint = "SHAPE-NOT-REDUCED", "The first axis was not summed over."
    elif not ws:
        code, hint = (
            "SHAPE-NOT-REDUCED",
            "The result is one number: a mean or a sum over all elements is missing.",
        )
    elif len(ws) == len(ts) and sum(a != b for a, b in zip(ws, ts)) == 2 and 1 in ws and 1 in ts:
        code, hint = "SHAPE-AXIS", "The reduction ran along the other axis."
    return Diagnosis(code, says, hint)


def _not_finite(name, wrong, names) -> Diagnosis | None:
    """NaN or infinity where there should be a number: at which inputs?"""
    places = [
        (c, w, t, ~np.isfinite(t) & np.isfinite(w)) for c, w, t in wrong if t.dtype.kind == "f"
    ]
    places = [p for p in places if p[3].any()]
    if not places:
        return None
    case, _, t, bad = places[0]
    kind = "NaN" if np.isnan(t[bad]).any() else "infinite"
    if all(p[3].all() for p in places) and len(places) == len(wrong) and len(wrong) > 1:
        return Diagnosis(
            "NAN-EVERYWHERE", f"Your {name} is {kind} everywhere.", "Look for a division by zero."
        )
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
                return Diagnosis(
                    "NAN-AT-0-AND-1",
                    f"Your {name} is {kind} where {label} is exactly {_values(at)}.",
                    "Which operation is not defined for this value?",
                )
            if (
                at.size
                and np.abs(at).min() > 30
                and (not rest.size or np.abs(rest).max() <= np.abs(at).min())
            ):
                return Diagnosis(
                    "NAN-LARGE",
                    f"Your {name} is {kind} where {label} is large (|{label}| from "
                    f"{np.abs(at).min():.0f}).",
                    "exp of a large number overflows.",
                )
    return Diagnosis(
        "NAN",
        f"Your {name} is {kind} in {int(bad.sum())} of {bad.size} places ({case.name}).",
        "Which operation is undefined there?",
    )


def _where(name, pairs, wrong, names, bounds) -> Diagnosis:
    """Nothing recognised: say at which elements or in which cases it is wrong."""
    masks = [(c, w, ~np.isclose(w, t, *bounds)) for c, w, t in wrong if w.shape]
    masks = [m for m in masks if 0 < m[2].sum() < m[2].size]
    if masks and all(np.array_equal(off, w == 0) for _, w, off in masks):
        return Diagnosis(
            "WHERE-ZERO", f"Your {name} is wrong exactly where it must be 0.", "What is due there?"
        )
    for i, label in enumerate(names):
        for text, test in (("negative", np.less), ("positive", np.greater), ("zero", np.equal)):
            if masks and all(_is_mask(c.args, i, test, off) for c, _, off in masks):
                return Diagnosis(
                    "WHERE-SIGN",
                    f"Your {name} is wrong exactly where {label} is {text}.",
                    "Do one such element by hand.",
                )
    right = [c.name for c, w, t in pairs if distance(w, t, *bounds) <= 1]
    if right:
        bad = ", ".join(c.name for c, _, _ in wrong[:3])
        return Diagnosis(
            "SOME-CASES",
            f"Your {name} is wrong for: {bad}. It is right for: {', '.join(right[:3])}.",
            "What is special about these inputs?",
        )
    if masks:
        case, _, off = masks[0]
        return Diagnosis(
            "SOME-ELEMENTS",
            f"Your {name} is wrong in {int(off.sum())} of {off.size} elements ({case.name}).",
            "Do one element by hand.",
        )
    return Diagnosis(
        "WRONG",
        f"Your {name} has the right shape but wrong values.",
        "Do one element by hand, on paper.",
    )


def _values(at) -> str:
    return " or ".join(f"{v:g}" for v in np.unique(at))


def _is_mask(args, i, test, off) -> bool:
    return (
        i < len(args) and isinstance(args[i], np.ndarray) and np.array_equal(test(args[i], 0), off)
    )
