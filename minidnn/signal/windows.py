"""torch.signal.windows: numbers (M,) that rise and fall, by which a piece of a signal is weighted.

sym=True: the same from both ends; False: the first M of a window of M + 1, for spectra.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..dtypes import get_default_dtype
from ..tensor import Tensor

__all__ = [
    "bartlett", "blackman", "cosine", "exponential", "gaussian", "general_cosine",
    "general_hamming", "hamming", "hann", "kaiser", "nuttall",
]


def window(name: str, function: Any, M: int, sym: bool, options: dict[str, Any]) -> Tensor:
    """function(places 0 … N - 1, N), the first M; N is M, or M + 1 for sym=False."""
    known = {"dtype", "layout", "device", "requires_grad"}
    if set(options) - known:
        raise TypeError(f"{name}: there is no argument {sorted(set(options) - known)[0]!r}")
    if M < 0:
        raise ValueError(f"{name}: M must not be negative, got {M}")
    dtype = np.dtype(options.get("dtype") or get_default_dtype())
    if dtype.kind != "f":
        raise ValueError(f"{name}: expected a floating dtype, got {dtype}")
    N = M if sym else M + 1
    y = np.ones(M) if M <= 1 else function(np.arange(N, dtype=np.float64), N)[:M]
    tensor = Tensor(y.astype(dtype)).to(options.get("device") or "cpu")
    return tensor.requires_grad_(bool(options.get("requires_grad")))


def general_cosine(M: int, *, a: Iterable[float], sym: bool = True, **options: Any) -> Tensor:
    """Σ_k (-1)^k·a_k·cos(2πkn/(N - 1))."""
    factors = list(a)
    if not factors:
        raise ValueError("general_cosine: a must hold at least one number")

    def function(n: np.ndarray, N: int) -> np.ndarray:
        angle = 2 * math.pi * n / (N - 1)
        total = 0 * n
        for k, factor in enumerate(factors):
            total = total + (-1) ** k * factor * np.cos(k * angle)
        return total

    return window("general_cosine", function, M, sym, options)


def general_hamming(M: int, *, alpha: float = 0.54, sym: bool = True, **options: Any) -> Tensor:
    """alpha - (1 - alpha)·cos(2πn/(N - 1))."""
    return general_cosine(M, a=[alpha, 1 - alpha], sym=sym, **options)


def hamming(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """0.54 - 0.46·cos(2πn/(N - 1))."""
    return general_hamming(M, sym=sym, **options)


def hann(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """sin²(πn/(N - 1))."""
    return general_hamming(M, alpha=0.5, sym=sym, **options)


def blackman(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """0.42 - 0.5·cos(2πn/(N - 1)) + 0.08·cos(4πn/(N - 1))."""
    return general_cosine(M, a=[0.42, 0.5, 0.08], sym=sym, **options)


def nuttall(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """Four cosines whose sum has the lowest side lobes."""
    return general_cosine(M, a=[0.3635819, 0.4891775, 0.1365995, 0.0106411], sym=sym, **options)


def bartlett(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """A triangle: 1 - |2n/(N - 1) - 1|."""
    return window("bartlett", lambda n, N: 1 - np.abs(2 * n / (N - 1) - 1), M, sym, options)


def cosine(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """sin(π(n + 1/2)/N)."""
    return window("cosine", lambda n, N: np.sin(math.pi * (n + 0.5) / N), M, sym, options)


def exponential(
    M: int, *, center: float | None = None, tau: float = 1.0, sym: bool = True, **options: Any
) -> Tensor:
    """exp(-|n - center|/tau); center None: the middle."""
    if tau <= 0:
        raise ValueError(f"exponential: tau must be positive, got {tau}")
    if sym and center is not None:
        raise ValueError("exponential: a symmetric window has its center in the middle: give None")

    def function(n: np.ndarray, N: int) -> np.ndarray:
        return np.exp(-np.abs(n - ((N - 1) / 2 if center is None else center)) / tau)

    return window("exponential", function, M, sym, options)


def gaussian(M: int, *, std: float = 1.0, sym: bool = True, **options: Any) -> Tensor:
    """exp(-(n - middle)²/(2·std²))."""
    if std <= 0:
        raise ValueError(f"gaussian: std must be positive, got {std}")
    bell = lambda n, N: np.exp(-0.5 * ((n - (N - 1) / 2) / std) ** 2)
    return window("gaussian", bell, M, sym, options)


def kaiser(M: int, *, beta: float = 12.0, sym: bool = True, **options: Any) -> Tensor:
    """I₀(beta·√(1 - (2n/(N - 1) - 1)²))/I₀(beta)."""
    if beta < 0:
        raise ValueError(f"kaiser: beta must not be negative, got {beta}")

    def function(n: np.ndarray, N: int) -> np.ndarray:
        inside = np.maximum(1 - (2 * n / (N - 1) - 1) ** 2, 0)
        return np.i0(beta * np.sqrt(inside)) / np.i0(beta)

    return window("kaiser", function, M, sym, options)
