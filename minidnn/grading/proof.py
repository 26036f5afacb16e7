"""What an exercise's oracle.py checks with: closeness, and the slope by central differences."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def close(got, wanted, rtol: float = 1e-6, atol: float = 1e-9) -> None:
    """Same shape, and every element close.

    Raises: AssertionError with the first differences.
    """
    if np.shape(got) != np.shape(wanted):
        raise AssertionError(f"shape {np.shape(got)}, expected {np.shape(wanted)}")
    np.testing.assert_allclose(got, wanted, rtol=rtol, atol=atol)


def slope(function: Callable, array: np.ndarray, h: float = 1e-6) -> np.ndarray:
    """The gradient of a number with respect to an array, by central differences."""
    found = np.zeros_like(array)
    for index in np.ndindex(*array.shape):
        up, down = array.copy(), array.copy()
        up[index] += h
        down[index] -= h
        found[index] = (function(up) - function(down)) / (2 * h)
    return found
