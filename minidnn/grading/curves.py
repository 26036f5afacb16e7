"""What a loss curve says about a training loop: flat, rising, NaN, stuck at ln 2."""

from __future__ import annotations

import math

import numpy as np

from minidnn.grading.result import Diagnosis


def curve_says(pairs) -> Diagnosis | None:
    """`pairs` holds (expected curve, student's curve); the first telling one speaks."""
    for w, t in pairs:
        if not isinstance(t, (np.ndarray, list, tuple)):
            continue
        try:
            curve, wanted = np.asarray(t, dtype=float).ravel(), np.asarray(w, dtype=float).ravel()
        except (TypeError, ValueError):
            return Diagnosis(
                "CURVE-KIND",
                "Your list of losses holds things that are not numbers.",
                "Record the loss itself.",
            )
        if len(curve) != len(wanted):
            return Diagnosis(
                "CURVE-LENGTH",
                f"You recorded {len(curve)} losses, {len(wanted)} steps were asked for.",
                "Record one loss per step, and start with an empty list.",
            )
        if len(curve) < 3:
            continue
        says = _one(wanted, curve)
        if says:
            return says
    return None


def _one(wanted, curve):
    if not np.isfinite(curve).all():
        first = int(np.argmin(np.isfinite(curve)))
        return Diagnosis(
            "CURVE-NAN",
            f"The loss becomes NaN or infinite at step {first + 1}.",
            "Steps that are too large, or a logarithm of 0.",
        )
    spread, drop = np.ptp(curve), curve[0] - curve[-1]
    should = wanted[0] - wanted[-1]
    if spread <= 1e-12 * max(1.0, abs(curve[0])):
        if math.isclose(curve[0], math.log(2), abs_tol=1e-6):
            return Diagnosis(
                "CURVE-LN2",
                "The loss stays at ln 2 = 0.693: every prediction is 0.5.",
                "The weights are all zero, or no gradient arrives.",
            )
        return Diagnosis(
            "CURVE-FLAT",
            "The loss never changes: the parameters are not updated.",
            "Does the new value get into the model?",
        )
    if drop < 0 and should > 0:
        return Diagnosis(
            "CURVE-RISING",
            f"The loss rises, from {curve[0]:.4g} to {curve[-1]:.4g}: you walk uphill.",
            "In which direction of the gradient does the loss go down?",
        )
    if abs(curve[-1] - math.log(2)) < 1e-3 and abs(wanted[-1] - math.log(2)) > 1e-2:
        return Diagnosis(
            "CURVE-LN2",
            "The loss is stuck at ln 2 = 0.693: every prediction is 0.5.",
            "Zero weights, or a gradient that does not arrive.",
        )
    if np.allclose(curve[:-1], wanted[1:], rtol=1e-4):
        return Diagnosis(
            "CURVE-SHIFTED",
            "Your losses are those one step later.",
            "Is the loss computed before or after the update?",
        )
    if should > 0 and drop < 0.5 * should:
        return Diagnosis(
            "CURVE-SLOW",
            f"The loss falls by {drop:.3g} where it should fall by {should:.3g}.",
            "Is the learning rate used once, and are all parameters updated?",
        )
    if should > 0 and drop > 1.5 * should:
        return Diagnosis(
            "CURVE-FAST",
            f"The loss falls by {drop:.3g} where it should fall by {should:.3g}.",
            "Is the learning rate applied, and is each step made once?",
        )
    return None
