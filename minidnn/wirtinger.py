"""Complex numbers on the tape: rules for real numbers, made to hold for complex results."""

import numpy as np


def wirtinger(op, arrays, rules):
    """(y, rules …) for a complex y: the rules for real numbers, with their slope conjugated.

    An op whose rules hold for complex numbers as they stand says so (`op.wirtinger`).
    """
    if getattr(op, "wirtinger", False):
        return rules

    def conjugated(rule, kind):
        def dx(dy):
            g = np.conjugate(rule(np.conjugate(dy)))
            real = kind is not None and kind.kind == "f" and g.dtype.kind == "c"
            return g.real.astype(kind) if real else g

        return dx

    kinds = [getattr(x, "dtype", None) for x in arrays]
    return [None, *(rule and conjugated(rule, kind) for rule, kind in zip(rules[1:], kinds))]
