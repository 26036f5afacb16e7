"""GELU: x times the share of a normal distribution that lies below x."""

import math

import numpy as np

TANH = math.sqrt(2 / math.pi), 0.044715


def gelu(x, *, approximate="none"):
    """y = x·Φ(x), Φ the normal distribution function; with "tanh" by an approximate Φ.

    Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", section 2.
    """
    if approximate == "tanh":
        return gelu_tanh(x)
    below = normal_cdf(x)

    def dx(dy):
        density = np.exp(-0.5 * x * x) * (1 / math.sqrt(2 * math.pi))
        return dy * (below + x * density)

    return x * below, dx


def gelu_tanh(x):
    """y = x·(1 + tanh u)/2, u = √(2/π)·(x + 0.044715·x³)."""
    scale, cubic = TANH
    tanh = np.tanh(scale * x * (1 + cubic * x * x))

    def dx(dy):
        du = scale * (1 + 3 * cubic * x * x)
        return dy * (0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * du)

    return 0.5 * x * (1 + tanh), dx


def normal_cdf(x):
    """Φ(x) = (1 + erf(x/√2))/2, which NumPy lacks; the error is below 1e-15, in float32 2e-7."""
    above = normal_tail(abs(x))
    return np.where(x > 0, 1 - above, above)


def normal_tail(x):
    """1 - Φ(x) for x from 0: exp(-x²/2)·t·P(t), t = p/(p + x) and P a polynomial.

    exp(x²/2)·(1 - Φ(x)) falls slowly, as t does, so that a polynomial in t follows it everywhere.
    The numbers below were fitted to it, in 40 digits, for this file.
    """
    p, (last, *others) = SINGLE if x.dtype == np.float32 else DOUBLE
    t = p / (p + x)
    s = t if x.dtype == np.float32 else 2 * t - 1
    y = s * last
    for coefficient in others[:-1]:
        y = (y + coefficient) * s
    return (y + others[-1]) * t * np.exp(-0.5 * x * x)


# p, and the coefficients of P from the highest power down: of t, and of 2t - 1
SINGLE = 3.0, (-0.108976109, 0.361621799, -0.0752026128, 0.198250881, 0.124305917)
DOUBLE = (
    4.5,
    (
        2.4235148541423193e-10,
        -5.988413784747802e-11,
        -2.5572860128852177e-09,
        1.3751109753694434e-09,
        1.5824987492512535e-08,
        -1.4686839795519625e-08,
        -8.446256282441863e-08,
        1.1195420361297881e-07,
        4.7630257422285476e-07,
        -7.093558449875654e-07,
        -3.163573406205928e-06,
        3.540832900490474e-06,
        2.489838534553644e-05,
        -1.4180669753830213e-06,
        -0.00020394366769255781,
        -0.0003886290104173707,
        0.0009385807511605634,
        0.007526961372332659,
        0.024751688126713734,
        0.05625373332245113,
        0.09921167045681752,
        0.14227950227835917,
        0.1696067842156007,
    ),
)
