"""autocast: within it products are computed in float16, and what needs range in float32.

The dtype is chosen op by op, as PyTorch does on a GPU: products (linear, matmul, convolutions,
attention, recurrent layers) in float16; exponentials, powers, sums, norms, softmax and losses in
float32; all other ops in the dtype of their inputs. Parameters stay float32, and get float32
gradients.

Source: Micikevicius et al., Mixed Precision Training (2018); PyTorch's list of ops for CUDA.
"""

import functools
import importlib
import pkgutil
import warnings
from collections.abc import Callable
from contextlib import ContextDecorator
from typing import Any

import numpy as np

from .. import ops
from ..tape import instead, mode

LOWER = """
    linear matmul addmm einsum conv2d convolution conv_transpose attention attention_weights
    rnn lstm gru rnn_cell lstm_cell gru_cell
"""
FULL = """
    exp expm1 log log1p log2 log10 pow prod sum cumsum cumprod norm vector_norm layer_norm rms_norm
    softmax log_softmax logsumexp softplus reciprocal rsqrt tan sinh cosh asin acos erfinv
    mse_loss l1_loss huber_loss smooth_l1_loss binary_cross_entropy_with_logits nll_loss
    cross_entropy soft_cross_entropy ctc_loss batch_norm
"""
UNSAFE = "binary_cross_entropy"


class autocast(ContextDecorator):
    """`with autocast("cuda"):` or `@autocast("cuda")`.

    dtype: float16 (the default on a GPU). bfloat16, PyTorch's default on a CPU, does not exist in
    NumPy and CuPy's ops: the numbers then stay float32, which is more exact, and a warning says so.
    enabled=False switches an outer autocast off.
    It holds for the whole process, not only for this thread.
    """

    def __init__(
        self,
        device_type: str,
        dtype: Any = None,
        enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:
        if str(device_type).partition(":")[0] not in ("cpu", "cuda"):
            raise RuntimeError(
                f"autocast: device_type must be 'cpu' or 'cuda'; got {device_type!r}"
            )
        wanted = ("float16" if device_type != "cpu" else "bfloat16") if dtype is None else dtype
        self.device_type, self.enabled = device_type, enabled
        self.dtype = self.available(wanted)

    def available(self, dtype: Any) -> np.dtype:
        """The dtype that is computed in for the one asked for."""
        if "bfloat16" in str(dtype):
            if self.enabled:
                warnings.warn(
                    "autocast: bfloat16 is no floating dtype to NumPy, so there is none here; the "
                    "numbers stay float32",
                    stacklevel=3,
                )
            return np.dtype(np.float32)
        found = np.dtype(dtype)
        if found not in (np.dtype(np.float16), np.dtype(np.float32)):
            raise RuntimeError(f"autocast: dtype must be float16 or bfloat16; got {found}")
        return found

    def __enter__(self) -> "autocast":
        self.before, self.outer = dict(instead), state.current
        for op in (op for group in tables() for op in group):
            instead.pop(op, None)
        if self.enabled and self.dtype == np.float16:
            lower, full, unsafe = tables()
            instead.update({op: computed_in(op, np.float16) for op in lower})
            instead.update({op: computed_in(op, np.float32) for op in full})
            instead.update({op: refused(op) for op in unsafe})
        state.current = self if self.enabled else None
        mode.mixed = self.enabled
        return self

    def __exit__(self, *error: Any) -> None:
        instead.clear()
        instead.update(self.before)
        state.current = self.outer
        mode.mixed = self.outer is not None


class State:
    """The autocast in force."""

    current: autocast | None = None


state = State()


def is_autocast_enabled(device_type: str = "cuda") -> bool:
    """Whether an autocast is in force."""
    return state.current is not None


def get_autocast_dtype(device_type: str = "cuda") -> Any:
    """The dtype of products within the autocast in force, or of one that would be started."""
    return np.dtype(np.float16) if state.current is None else state.current.dtype


def is_autocast_available(device_type: str) -> bool:
    """Whether there is autocast for a kind of device."""
    return device_type in ("cpu", "cuda")


@functools.cache
def tables() -> tuple[list[Callable], list[Callable], list[Callable]]:
    """The ops of LOWER, FULL and UNSAFE: the simple ones and the fast ones of the same names."""
    found: dict[str, list[Callable]] = {}
    for package in (ops, importlib.import_module("minidnn.ops.fast")):
        for entry in pkgutil.iter_modules(package.__path__):
            room = importlib.import_module(f"{package.__name__}.{entry.name}")
            for name, op in vars(room).items():
                ours = callable(op) and getattr(op, "__module__", "").startswith("minidnn.ops")
                if ours and op not in found.setdefault(name, []):
                    found[name].append(op)
    groups = [[op for n in names.split() for op in found.get(n, ())] for names in (LOWER, FULL)]
    return groups[0], groups[1], found[UNSAFE]


@functools.cache
def computed_in(op: Callable, dtype: type) -> Callable:
    """The op in another precision; its gradients have the dtypes of its inputs."""

    @functools.wraps(op)
    def casting(*inputs: Any, **options: Any) -> Any:
        arrays = [cast(x, dtype) for x in inputs]
        options = {name: cast(value, dtype) for name, value in options.items()}
        y, *rules = op(*arrays, **options)
        if op.__name__ == "batch_norm" and inputs[0].dtype == np.float16:
            return half(y, inputs, rules)
        return y, *(back(rule, x) for rule, x in zip(rules, inputs))

    return casting


def half(y, inputs, rules):
    """Batch normalisation measures in float32 and goes on in float16, as in PyTorch."""
    widened = [
        None if rule is None else (lambda dy, rule=rule: rule(dy.astype(np.float32)))
        for rule in rules
    ]
    return y.astype(np.float16), *(back(rule, x) for rule, x in zip(widened, inputs))


def cast(x: Any, dtype: type) -> Any:
    """A float16 or float32 array in the dtype; anything else, and scalars, as it is."""
    if getattr(x, "dtype", None) in (np.float16, np.float32) and x.dtype != dtype:
        return x.astype(dtype)
    return x


def back(rule: Callable | None, x: Any) -> Callable | None:
    """The rule, with a gradient in the dtype of its input."""
    if rule is None or not hasattr(x, "dtype"):
        return rule
    return lambda *dy: rule(*dy).astype(x.dtype, copy=False)


def refused(op: Callable) -> Callable:
    """An op that float16 cannot carry."""

    def refusing(*inputs: Any, **options: Any) -> Any:
        raise RuntimeError(
            "binary_cross_entropy and BCELoss are unsafe to autocast: a sigmoid in float16 is 0 or "
            "1 too soon. Use binary_cross_entropy_with_logits or BCEWithLogitsLoss"
        )

    return refusing
