"""Generic detectors that look at numbers: a constant ratio, a transpose, a missing factor, an
offset."""

from __future__ import annotations

import math

import numpy as np

from minidnn.grading.result import Diagnosis

NAMED = (
    (-1.0, "SIGN", "has the wrong sign everywhere", "Where does a minus belong?"),
    (
        2.0,
        "RATIO-2",
        "is exactly twice the right value",
        "A factor 2 is too much, or a half is missing.",
    ),
    (0.5, "RATIO-HALF", "is exactly half the right value", "A factor 2 is missing."),
    (
        1 / math.log(2),
        "LOG-BASE",
        "is 1.4427 times the right value: that is 1/ln 2",
        "Which base has your logarithm?",
    ),
    (
        1 / math.log(10),
        "LOG-BASE",
        "is 0.4343 times the right value: that is 1/ln 10",
        "Which base has your logarithm?",
    ),
)


def _ratio(w, t):
    """The number r with got = r·expected in every element, or None."""
    if not w.size or not (np.isfinite(w).all() and np.isfinite(t).all()):
        return None
    largest = np.unravel_index(np.argmax(np.abs(w)), w.shape)
    if w[largest] == 0:
        return None
    r = float(t[largest]) / float(w[largest])
    scale = abs(r) * float(np.abs(w[largest]))
    return r if np.all(np.abs(t - r * w) <= 1e-5 * scale) else None


def constant(name, wrong, names) -> Diagnosis | None:
    """The answer is a fixed multiple of the right one, in every case; which number is it?"""
    values = []
    for _, w, t in wrong:
        r = _ratio(np.atleast_1d(w), np.atleast_1d(t))
        if r is None or math.isclose(r, 1.0, rel_tol=1e-4):
            return None
        values.append((r, w.size))
    if sum(size for _, size in values) < 2:
        return None
    first = values[0][0]
    if all(math.isclose(v, first, rel_tol=1e-4) for v, _ in values):
        if first == 0:
            return Diagnosis(
                "ZERO",
                f"Your {name} is always zero.",
                "Something multiplies it by 0, or it is never set.",
            )
        for value, code, says, hint in NAMED:
            if math.isclose(first, value, rel_tol=1e-4):
                return Diagnosis(code, f"Your {name} {says}.", hint)
        for value, label in _sizes(wrong[0][0], names):
            matches = all(
                any(math.isclose(v, n, rel_tol=1e-4) and x == label for n, x in _sizes(c, names))
                for (v, _), (c, _, _) in zip(values, wrong)
            )
            if math.isclose(first, value, rel_tol=1e-4) and matches:
                return _size_says(name, label, values[0][0])
        return Diagnosis(
            "RATIO",
            f"Your {name} is exactly {first:.6g} times the right value, in every case.",
            "Which factor is that?",
        )
    return _by_size(name, wrong, values, names)


def _sizes(case, names):
    """Numbers a ratio may be: lengths of axes and their inverses, scalar arguments and simple
    forms of them."""
    for i, arg in enumerate(case.args):
        label = names[i] if i < len(names) else f"argument {i + 1}"
        if isinstance(arg, np.ndarray):
            for axis, n in enumerate(arg.shape):
                if n > 1 or len(arg.shape) > 1:
                    yield float(n), (label, axis, "times")
                    yield 1.0 / n if n else math.inf, (label, axis, "over")
            if arg.ndim > 1 and arg.size:
                yield float(arg.size), (label, -1, "times")
                yield 1.0 / arg.size, (label, -1, "over")
        elif isinstance(arg, float) and arg not in (0.0, 1.0):
            for text, n in (
                ("{}", arg),
                ("1/{}", 1 / arg),
                ("1 - {}", 1 - arg),
                ("1/(1 - {})", 1 / (1 - arg)),
                ("-{}", -arg),
                ("{}²", arg * arg),
            ):
                yield n, (label, -2, text)


def _by_size(name, wrong, values, names):
    """A ratio that changes from case to case, always equal to the same size."""
    labels = None
    for (value, _), (case, _, _) in zip(values, wrong):
        here = {x for n, x in _sizes(case, names) if math.isclose(n, value, rel_tol=1e-4)}
        labels = here if labels is None else labels & here
    if labels:
        return _size_says(name, sorted(labels)[0], values[0][0])
    if all(size == 1 for _, size in values):
        return None  # two single numbers always have a ratio
    return Diagnosis(
        "RATIO-VARIES",
        f"Your {name} is the right value times a factor ({values[0][0]:.4g} in the first "
        "case), another one in each case.",
        "Which size or argument is that factor?",
    )


def _size_says(name, label, value):
    argument, axis, how = label
    if axis == -2:
        return Diagnosis(
            "RATIO-ARGUMENT",
            f"Your {name} is the right value times {how.format(argument)}.",
            f"Look at how often, and how, {argument} comes in.",
        )
    what = (
        "the number of elements"
        if axis == -1
        else ("the number of rows" if axis == 0 else f"the length of axis {axis}")
    )
    if how == "times":
        return Diagnosis(
            "RATIO-SIZE",
            f"Your {name} is exactly {value:.6g} times too large: that is {what} of {argument}.",
            "A sum where a mean is due, or a division that is missing?",
        )
    return Diagnosis(
        "RATIO-SIZE",
        f"Your {name} is exactly {1 / value:.6g} times too small: that is {what} of {argument}.",
        "A mean where a sum is due, or one division too many?",
    )


def transposed(name, wrong, names) -> Diagnosis | None:
    def fits(w, t):
        return t.ndim == 2 and t.shape[0] == t.shape[1] > 1 and np.allclose(t, w.T, rtol=1e-5)

    if all(fits(w, t) for _, w, t in wrong):
        return Diagnosis(
            "TRANSPOSED",
            f"Your {name} is the transpose of the right one.",
            "Write the shapes beside it.",
        )
    return None


def factor_is_argument(name, wrong, names) -> Diagnosis | None:
    """A whole array argument was left out, used twice, or is handed back unchanged."""
    for i in range(min(len(c.args) for c, _, _ in wrong)):
        arrays = [(c.args[i], w, t) for c, w, t in wrong]
        if not all(
            isinstance(a, np.ndarray) and a.shape == w.shape and a.size for a, w, _ in arrays
        ):
            continue
        label = names[i] if i < len(names) else f"argument {i + 1}"
        close = lambda x, y: np.allclose(
            x, y, rtol=1e-5, atol=1e-6 * max(1e-300, float(np.max(np.abs(y))))
        )
        with np.errstate(all="ignore"):
            if all(close(t, a) for a, _, t in arrays):
                return Diagnosis(
                    "RETURNS-INPUT",
                    f"Your {name} is just {label}, unchanged.",
                    "Nothing was computed yet.",
                )
            if sum(a.size for a, _, _ in arrays) < 4:
                continue
            if all(close(t * a, w) for a, w, t in arrays):
                return Diagnosis(
                    "FACTOR-MISSING",
                    f"Your {name} would be right if it were multiplied by {label}.",
                    "The chain rule has one more factor.",
                )
            if all(close(w * a, t) for a, w, t in arrays):
                return Diagnosis(
                    "FACTOR-TWICE",
                    f"Your {name} holds the factor {label} once too often.",
                    "Which factors does the chain rule name?",
                )
    return None


def per_row(name, wrong, names) -> Diagnosis | None:
    """The ratio is constant within each row, or within each column."""
    for axis, what in ((1, "row"), (0, "column")):
        seen = 0
        for _, w, t in wrong:
            if w.ndim != 2 or min(w.shape) < 2 or not np.isfinite(t).all():
                continue
            with np.errstate(all="ignore"):
                r = np.where(np.abs(w) > 1e-6 * np.max(np.abs(w)), t / w, np.nan)
            if not np.isfinite(r).all():
                break
            if np.any(np.ptp(r, axis=axis) > 1e-4 * np.max(np.abs(r))):
                break
            seen += 1
        else:
            if seen:
                return Diagnosis(
                    f"RATIO-PER-{what.upper()}",
                    f"Your {name} is off by a factor that is the same within each {what}.",
                    "A sum or mean ran along the wrong axis, or lost an axis.",
                )
    return None


def absolute(name, wrong, names) -> Diagnosis | None:
    if all(
        np.isfinite(t).all() and np.allclose(np.abs(w), np.abs(t), rtol=1e-5) for _, w, t in wrong
    ):
        return Diagnosis(
            "SIGN-SOME",
            f"Your {name} has the right size but the wrong sign in places.",
            "Look at what happens to negative values.",
        )
    if sum(t.size for _, _, t in wrong) > 3 and all(
        t.size > 1 and np.allclose(np.sort(w, axis=None), np.sort(t, axis=None), rtol=1e-5)
        for _, w, t in wrong
    ):
        return Diagnosis(
            "ORDER",
            f"Your {name} holds the right numbers in another order.",
            "Look at axes and indices.",
        )
    return None


def offset(name, wrong, names) -> Diagnosis | None:
    """The difference is one constant, or exactly one of the arguments."""
    for i in range(min(len(c.args) for c, _, _ in wrong)):
        if all(isinstance(c.args[i], np.ndarray) for c, _, _ in wrong):
            label = names[i] if i < len(names) else f"argument {i + 1}"
            for sign, says in ((1, "too much"), (-1, "too little")):
                if all(_offset_is(sign, c.args[i], w, t) for c, w, t in wrong):
                    return Diagnosis(
                        "OFFSET-ARGUMENT",
                        f"Your {name} has {label} once {says}.",
                        f"Is {label} added once, exactly?",
                    )
    if all(w.size > 1 and np.isfinite(t).all() for _, w, t in wrong):
        gaps = [t - w for _, w, t in wrong]
        if all(np.ptp(g) <= 1e-6 * max(1.0, float(np.max(np.abs(g)))) for g in gaps):
            return Diagnosis(
                "OFFSET",
                f"Your {name} differs from the right one by a constant.",
                "Something is added or left out, the same for every element.",
            )
    return None


def _offset_is(sign, arg, w, t):
    try:
        target = np.broadcast_to(sign * arg, w.shape)
    except ValueError:
        return False
    return bool(np.any(target)) and np.allclose(t - w, target, rtol=1e-5, atol=1e-9)


def constant_answer(name, pairs, names) -> Diagnosis | None:
    """The same answer whatever the input."""
    first = pairs[0][2]
    if len(pairs) > 2 and first.size and np.isfinite(first).all():
        value = first.flat[0]
        if all(t.size and np.all(t == value) for _, _, t in pairs) and any(
            np.any(w != value) for _, w, _ in pairs
        ):
            return Diagnosis(
                "CONSTANT",
                f"Your {name} is {value:.6g} for every input.",
                "Does the input come in at all?",
            )
    return None


def small_error(name, wrong, names) -> Diagnosis | None:
    worst = 0.0
    for _, w, t in wrong:
        scale = float(np.max(np.abs(w), initial=0.0))
        if not scale or not np.isfinite(t).all():
            return None
        worst = max(worst, float(np.max(np.abs(t - w))) / scale)
    if worst < 2e-3:
        return Diagnosis(
            "INEXACT",
            f"Your {name} is nearly right: off by up to {worst:.1g} of its largest value.",
            "A small constant (eps, a clip, a step) or the precision differs.",
        )
    return None
