"""Rules for losses and functions that ONNX has not as one node: they are composed of others."""

import math
from typing import Any

import numpy as np

from .layers import averaged
from .numbers import as_type
from .reduced import reduce
from .rules import RULES, rule


@rule("linear_relu")
def linear_relu(g, out, x, weight, bias=None):
    return g.node("Relu", RULES["linear"](g, out, x, weight, bias))


@rule("det")
def det(g, out, x):
    return g.node("Det", x)


@rule("logit")
def logit(g, out, x, *, eps=None):
    one = g.number(1.0, out.dtype)
    if eps is not None:
        x = g.node("Clip", x, g.number(eps, out.dtype), g.number(1 - eps, out.dtype))
    return g.node("Log", g.node("Div", x, g.node("Sub", one, x)))


@rule("xlogy")
def xlogy(g, out, x, y):
    return times_log(g, out.dtype, as_type(g, x, out.dtype), as_type(g, y, out.dtype))


@rule("xlog1py")
def xlog1py(g, out, x, y):
    more = g.node("Add", as_type(g, y, out.dtype), g.number(1.0, out.dtype))
    return times_log(g, out.dtype, as_type(g, x, out.dtype), more)


def times_log(g: Any, dtype: Any, x: Any, y: Any) -> Any:
    """x·ln y, and 0 where x is 0 and y a number."""
    zero = g.number(0.0, dtype)
    none = g.node("And", g.node("Equal", x, zero), g.node("Not", g.node("IsNaN", y)))
    return g.node("Where", none, zero, g.node("Mul", x, g.node("Log", y)))


@rule("fmax")
def fmax(g, out, x, y):
    return without_nan(g, "Max", as_type(g, x, out.dtype), as_type(g, y, out.dtype))


@rule("fmin")
def fmin(g, out, x, y):
    return without_nan(g, "Min", as_type(g, x, out.dtype), as_type(g, y, out.dtype))


def without_nan(g: Any, kind: str, x: Any, y: Any) -> Any:
    """The larger or smaller; where one is NaN, the other."""
    better = g.node("Where", g.node("IsNaN", y), x, g.node(kind, x, y))
    return g.node("Where", g.node("IsNaN", x), y, better)


@rule("copysign")
def copysign(g, out, x, y):
    x, y = as_type(g, x, out.dtype), as_type(g, y, out.dtype)
    zero = g.number(0.0, out.dtype)
    signed = g.node("Where", g.node("Equal", y, zero), g.node("Reciprocal", y), y)  # 1/-0 = -inf
    size = g.node("Abs", x)
    return g.node("Where", g.node("Less", signed, zero), g.node("Neg", size), size)


@rule("sinc")
def sinc(g, out, x):
    one, zero = g.number(1.0, out.dtype), g.number(0.0, out.dtype)
    none = g.node("Equal", x, zero)
    u = g.node("Mul", g.node("Where", none, one, x), g.number(math.pi, out.dtype))
    return g.node("Where", none, one, g.node("Div", g.node("Sin", u), u))


@rule("nan_to_num")
def nan_to_num(g, out, x, *, nan=0.0, posinf=None, neginf=None):
    limits = np.finfo(out.dtype)
    for sign, value in ((1, posinf), (-1, neginf)):
        limit = (limits.max if sign > 0 else limits.min) if value is None else value
        there = g.node("IsInf", x, detect_positive=int(sign > 0), detect_negative=int(sign < 0))
        x = g.node("Where", there, g.number(limit, out.dtype), x)
    return g.node("Where", g.node("IsNaN", x), g.number(nan or 0.0, out.dtype), x)


@rule("vector_norm")
def vector_norm(g, out, x, *, p=2.0, axis=None, keepdims=False):
    size = g.node("Abs", x)
    if abs(p) == math.inf:
        return reduce(g, "ReduceMax" if p > 0 else "ReduceMin", size, axis, keepdims, x)
    if p == 0:
        none = g.node("Equal", size, g.number(0.0, out.dtype))
        return reduce(g, "ReduceSum", g.cast(g.node("Not", none), out.dtype), axis, keepdims, x)
    if p in (1, 2):
        return reduce(g, f"ReduceL{int(p)}", x, axis, keepdims, x)
    powers = g.node("Pow", size, g.number(p, out.dtype))
    total = reduce(g, "ReduceSum", powers, axis, keepdims, x)
    return g.node("Pow", total, g.number(1 / p, out.dtype))


# Losses


@rule("huber_loss")
def huber_loss(g, out, prediction, target, *, reduction="mean", delta=1.0):
    return averaged(g, huber(g, out.dtype, prediction, target, delta), reduction)


@rule("smooth_l1_loss")
def smooth_l1_loss(g, out, prediction, target, *, reduction="mean", beta=1.0):
    if beta == 0:
        return RULES["l1_loss"](g, out, prediction, target, reduction=reduction)
    losses = huber(g, out.dtype, prediction, target, beta)
    return averaged(g, g.node("Div", losses, g.number(beta, out.dtype)), reduction)


def huber(g: Any, dtype: Any, prediction: Any, target: Any, delta: float) -> Any:
    """d²/2 where |d| < delta, delta·(|d| - delta/2) elsewhere."""
    size = g.node("Abs", g.node("Sub", prediction, as_type(g, target, dtype)))
    inner = g.node("Mul", g.node("Mul", size, size), g.number(0.5, dtype))
    less = g.node("Sub", size, g.number(delta / 2, dtype))
    outer = g.node("Mul", less, g.number(delta, dtype))
    return g.node("Where", g.node("Less", size, g.number(delta, dtype)), inner, outer)


@rule("binary_cross_entropy")
def binary_cross_entropy(g, out, prediction, target, weight=None, *, reduction="mean"):
    one, least = g.number(1.0, out.dtype), g.number(-100.0, out.dtype)
    target = as_type(g, target, out.dtype)
    yes = g.node("Max", g.node("Log", prediction), least)
    no = g.node("Max", g.node("Log", g.node("Sub", one, prediction)), least)
    other = g.node("Mul", g.node("Sub", one, target), no)
    losses = g.node("Neg", g.node("Add", g.node("Mul", target, yes), other))
    return averaged(g, weighted(g, out.dtype, losses, weight), reduction)


@rule("binary_cross_entropy_with_logits")
def binary_cross_entropy_with_logits(
    g, out, logits, target, weight=None, pos_weight=None, *, reduction="mean"
):
    one, target = g.number(1.0, out.dtype), as_type(g, target, out.dtype)
    other = g.node("Sub", one, target)
    yes = g.node("Softplus", g.node("Neg", logits))  # -ln σ(x)
    no = g.node("Softplus", logits)  # -ln(1 - σ(x))
    wanted = weighted(g, out.dtype, g.node("Mul", target, yes), pos_weight)
    losses = g.node("Add", wanted, g.node("Mul", other, no))
    return averaged(g, weighted(g, out.dtype, losses, weight), reduction)


def weighted(g: Any, dtype: Any, losses: Any, weight: Any) -> Any:
    """Losses times weights, where there are any."""
    return losses if weight is None else g.node("Mul", losses, as_type(g, weight, dtype))


@rule("kl_div")
def kl_div(g, out, log_probs, target, *, log_target=False):
    target = as_type(g, target, out.dtype)
    if log_target:
        gap = g.node("Sub", target, log_probs)
        return g.node("Mul", g.node("Exp", target), gap)
    own = times_log(g, out.dtype, target, target)
    return g.node("Sub", own, g.node("Mul", target, log_probs))
