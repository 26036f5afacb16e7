"""Activations beyond ReLU and sigmoid, element by element: ELU SiLU Mish Softplus Hardtanh …"""

import math

import numpy as np

from .broadcast import sum_to
from .pointwise import sigmoid

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


def elu(x, *, alpha=1.0, scale=1.0, input_scale=1.0):
    """y = scale·x where x > 0, scale·alpha·(e^(input_scale·x) - 1) elsewhere.

    ELU: alpha alone.  SELU: alpha 1.6733, scale 1.0507.  CELU: input_scale = 1/alpha.
    Source: Clevert et al., ELUs (2015), equation 15; Klambauer et al., Self-Normalizing Neural
    Networks (2017), equation 2; Barron, CELUs (2017).
    """
    below = np.minimum(x, 0) * input_scale  # no exponent is positive: nothing overflows
    y = np.maximum(x, 0) * scale + np.expm1(below) * (scale * alpha)

    def dx(dy):
        left = scale * alpha * input_scale
        return dy * (np.exp(below) * left + (x > 0).astype(x.dtype) * (scale - left))

    return y, dx


def silu(x):
    """y = x·σ(x).  Source: Elfwing et al., Sigmoid-Weighted Linear Units (2017)."""
    s, _ = sigmoid(x)
    y = x * s
    return y, lambda dy: dy * (s + y * (1 - s))


def mish(x):
    """y = x·tanh(ln(1 + eˣ)).  Source: Misra, Mish (2019), equation 1."""
    t = np.tanh(softplus(x)[0])
    return x * t, lambda dy: dy * (t + x * sigmoid(x)[0] * (1 - t * t))


def softplus(x, *, beta=1.0, threshold=20.0):
    """y = ln(1 + e^(beta·x)) / beta; x itself where beta·x > threshold."""
    z = x * beta
    linear = z > threshold
    soft = (np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))) / beta

    def dx(dy):
        return dy * np.where(linear, np.ones_like(x), sigmoid(z)[0])

    return np.where(linear, x, soft), dx


def log_sigmoid(x):
    """y = ln σ(x) = min(x, 0) - ln(1 + e^-|x|)."""
    y = np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))
    return y, lambda dy: dy * sigmoid(-x)[0]


def softsign(x):
    """y = x / (1 + |x|)."""
    below = 1 + np.abs(x)
    return x / below, lambda dy: dy / (below * below)


def hardtanh(x, *, min_val=-1.0, max_val=1.0):
    """y = x limited to [min_val, max_val]; the slope is 1 strictly between them."""
    inside = (x > min_val) & (x < max_val)
    y = np.minimum(np.maximum(x, min_val), max_val)
    return y, lambda dy: dy * inside.astype(x.dtype)


def hardsigmoid(x):
    """y = x/6 + 1/2 limited to [0, 1]."""
    inside = (x > -3) & (x < 3)
    y = np.minimum(np.maximum(x + 3, 0), 6) / 6
    return y, lambda dy: dy * (inside.astype(x.dtype) / 6)


def hardswish(x):
    """y = x·hardsigmoid(x).  Source: Howard et al., MobileNetV3 (2019), section 5.2."""
    y = x * np.minimum(np.maximum(x + 3, 0), 6) / 6
    low, high = x <= -3, x >= 3

    def dx(dy):
        slope = np.where(high, np.ones_like(x), x / 3 + 0.5)
        return dy * np.where(low, np.zeros_like(x), slope)

    return y, dx


def hardshrink(x, *, lambd=0.5):
    """y = x where |x| > lambd, 0 elsewhere."""
    outside = np.abs(x) > lambd
    return np.where(outside, x, np.zeros_like(x)), lambda dy: np.where(
        outside, dy, np.zeros_like(dy)
    )


def softshrink(x, *, lambd=0.5):
    """y = x moved by lambd towards 0, and 0 where |x| <= lambd."""
    outside = np.abs(x) > lambd
    y = np.where(outside, x - lambd * np.sign(x), x * 0)
    return y, lambda dy: np.where(outside, dy, np.zeros_like(dy))


def threshold(x, *, threshold, value):
    """y = x where x > threshold, the number value elsewhere."""
    above = x > threshold
    y = np.where(above, x, np.full_like(x, value))
    return y, lambda dy: np.where(above, dy, np.zeros_like(dy))


def prelu(x, weight):
    """y = x where x > 0, weight·x elsewhere; weight has the shape of x or is repeated to it.

    Source: He et al., Delving Deep into Rectifiers (2015), equation 1.
    """
    positive, shape = x > 0, weight.shape

    def dx(dy):
        return np.where(positive, dy, weight * dy)

    def dweight(dy):
        return sum_to(np.where(positive, np.zeros_like(dy), dy * x), shape)

    return np.where(positive, x, weight * x), dx, dweight


def glu(x, *, axis=-1):
    """y = a·σ(b) of the two halves a, b of x along an axis.

    Source: Dauphin et al., Language Modeling with Gated Convolutional Networks (2017), equation 1.
    """
    half = x.shape[axis] // 2
    first = (*[slice(None)] * (axis % x.ndim), slice(0, half))
    second = (*[slice(None)] * (axis % x.ndim), slice(half, None))
    a = x[first]
    s, _ = sigmoid(x[second])
    return a * s, lambda dy: np.concatenate([dy * s, dy * a * s * (1 - s)], axis=axis)


def alpha_dropout(x, mask, *, p):
    """y = a·(x where the mask holds, -α' elsewhere) + b: dropout that keeps mean 0, variance 1.

    mask holds 1 where x stays, 0 where it is dropped; α' = 1.7581, SELU's limit to the left.
    Source: Klambauer et al., Self-Normalizing Neural Networks (2017), section 3.
    """
    limit = SELU_SCALE * SELU_ALPHA
    a = 1.0 / math.sqrt((1 - p) * (1 + p * limit**2))
    b = a * p * limit
    return x * mask * a + ((mask - 1) * (limit * a) + b), lambda dy: dy * mask * a, None
