"""Functions of one number, for every element: exp log sqrt sin cos sigmoid tanh relu …"""

import numpy as np


def exp(x):
    """y = eˣ."""
    y = np.exp(x)
    return y, lambda dy: dy * y


def log(x):
    """y = ln x."""
    return np.log(x), lambda dy: dy / x


def sqrt(x):
    """y = √x."""
    y = np.sqrt(x)
    return y, lambda dy: 0.5 * dy / y


def sin(x):
    """y = sin x."""
    return np.sin(x), lambda dy: dy * np.cos(x)


def cos(x):
    """y = cos x."""
    return np.cos(x), lambda dy: -dy * np.sin(x)


def sigmoid(x):
    """y = 1 / (1 + e⁻ˣ); where e⁻ˣ is too large for a number, 1/inf = 0 is right."""
    with np.errstate(over="ignore"):
        y = 1 / (1 + np.exp(-x))
    return y, lambda dy: dy * y * (1 - y)


def tanh(x):
    """y = tanh x."""
    y = np.tanh(x)
    return y, lambda dy: dy * (1 - y * y)


def relu(x, *, out=None):
    """y = max(x, 0), in `out` if given; the slope, 1 or 0 as the sign of y, is taken as 0 at 0."""
    y = np.maximum(x, 0) if out is None else np.maximum(x, 0, out=out)
    return y, lambda dy: dy * np.sign(y)


def leaky_relu(x, *, negative_slope=0.01):
    """y = x where x > 0, negative_slope·x elsewhere."""
    if 0 < negative_slope < 1:  # the larger of two numbers, in half the time of a choice
        y = np.maximum(x, negative_slope * x)
        return y, lambda dy: dy * np.maximum((x > 0).astype(x.dtype), negative_slope)
    positive = x > 0
    y = np.where(positive, x, negative_slope * x)
    return y, lambda dy: np.where(positive, dy, negative_slope * dy)


def log1p(x):
    """y = ln(1 + x), exact for a small x."""
    return np.log1p(x), lambda dy: dy / (1 + x)


def expm1(x):
    """y = eˣ - 1, exact for a small x."""
    y = np.expm1(x)
    return y, lambda dy: dy * (y + 1)


def dropout(x, mask):
    """y = x·mask: the mask holds 0 where x is dropped and 1/(1-p) where it stays."""
    return x * mask, lambda dy: dy * mask, None


def cast(x, *, dtype):
    """y = x as another dtype; the gradient goes back to x's own."""
    before = x.dtype
    y = (x.real if before.kind == "c" and np.dtype(dtype).kind != "c" else x).astype(dtype)
    if y.dtype.kind not in "fc":
        return (y,)
    real = y.dtype.kind == "c" and before.kind == "f"
    return y, lambda dy: (dy.real if real else dy).astype(before)


def copy(x):
    """y = x in memory of its own."""
    return x.copy(), lambda dy: dy
