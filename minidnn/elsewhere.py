"""Ops of arrays that live elsewhere: a device may have kernels of its own for some of them.

The op is the formula in NumPy's names, which runs on every device. `@with_kernels` on it is the one
place where arrays of a device are sent to `minidnn/kernels/ops.py` instead; NumPy's own, traced and
all other arrays go to the formula. So an op stays a plain function that asks for no device.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

# type of a device's arrays -> {name of an op: what computes it there}; a device fills it
taken_over: dict[type, dict[str, Callable[..., Any]]] = {}


def with_kernels(op: Callable[..., Any]) -> Callable[..., Any]:
    """The op; for arrays of a device that has kernels for it, these.

    What takes over is called with the formula first: f(formula, x, ...), for the cases that it
    leaves to it.
    """

    @functools.wraps(op)
    def chosen(x: Any, *rest: Any, **options: Any) -> Any:
        if type(x) is not np.ndarray and type(x) in taken_over:
            own = taken_over[type(x)].get(op.__name__)
            if own is not None:
                return own(op, x, *rest, **options)
        return op(x, *rest, **options)

    return chosen
