"""profile: where the time and the memory of a training step go, op by op and layer by layer."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import Any

import numpy as np

from .. import backend, tape


@dataclass
class Row:
    """One op in one layer: calls, seconds forward and backward, bytes of its results.

    floor: seconds of the bare matrix products of the same sizes, 0 where there are none.
    """

    op: str
    layer: str
    calls: int = 0
    forward: float = 0.0
    backward: float = 0.0
    bytes: int = 0
    floor: float = 0.0

    @property
    def seconds(self) -> float:
        """Forward and backward."""
        return self.forward + self.backward


@dataclass
class Profile:
    """step: seconds of a whole step.  rows: the ops, the slowest first.  Print it, or draw it with
    plot.profile."""

    step: float
    rows: list[Row] = field(default_factory=list)

    @property
    def rest(self) -> float:
        """Seconds of a step outside the ops: tape, optimizer, memory, Python."""
        return max(0.0, self.step - sum(row.seconds for row in self.rows))

    def by(self, what: str) -> list[Row]:
        """The rows added up by "op" or by "layer"."""
        sums: dict[str, Row] = {}
        for row in self.rows:
            key = getattr(row, what)
            total = sums.setdefault(key, Row(*((key, "") if what == "op" else ("", key))))
            for name in ("calls", "forward", "backward", "bytes", "floor"):
                setattr(total, name, getattr(total, name) + getattr(row, name))
        return sorted(sums.values(), key=lambda r: -r.seconds)

    def table(self) -> list[tuple]:
        """Rows of text: op, layer, calls, ms forward, ms backward, MB, share of the step, floor."""
        lines = []
        for r in self.rows:
            times = f"{r.seconds / r.floor:.1f}x" if r.floor else ""
            lines.append((
                r.op, r.layer, str(r.calls), f"{r.forward * 1e3:.3f}", f"{r.backward * 1e3:.3f}",
                f"{r.bytes / 1e6:.2f}", f"{r.seconds / self.step:.1%}", times,
            ))  # fmt: skip
        rest = f"{self.rest / self.step:.1%}"
        lines.append(("the rest", "(optimizer, tape, memory)", "", "", "", "", rest, ""))
        return lines

    HEAD = ("op", "layer", "calls", "ms forward", "ms backward", "MB", "share", "of bare products")

    def __str__(self) -> str:
        lines = [self.HEAD, *self.table()]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.HEAD))]
        text = [
            "  ".join(f"{c:<{w}}" if i < 2 else f"{c:>{w}}" for i, (c, w) in enumerate(zip(*pair)))
            for pair in ((line, widths) for line in lines)
        ]
        return "\n".join([f"a step takes {self.step * 1e3:.2f} ms", text[0], *text[1:]])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(c)}</th>" for c in self.HEAD)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in line) + "</tr>"
            for line in self.table()
        )
        title = f"<caption>a step takes {self.step * 1e3:.2f} ms</caption>"
        return f"<table>{title}{head}{rows}</table>"


def profile(step: Callable[[], Any], model: Any = None, *, repeat: int = 5) -> Profile:
    """Time `step`, a function that does one training step, as a whole and op by op.

    Every op of one step is noted with its inputs, then run alone `repeat` times: forward, and each
    rule of an input that wants a gradient. The fastest run counts. model: names the layers.
    What linear layers and convolutions take is set beside bare matrix products of their sizes.

    Raises: ValueError where the step runs no op.
    """
    step()  # caches, workspaces, the optimizer's state
    whole = fastest(max(repeat, 2), step)
    calls = recorded(step, model)
    if not calls:
        raise ValueError("profile: the step ran no op of minidnn; give a function that trains")
    rows: dict[tuple[str, str], Row] = {}
    for op, arrays, options, layer, wanted in calls:
        row = rows.setdefault((op.__name__, layer), Row(op.__name__, layer))
        row.calls += 1
        y, *rules = op(*arrays, **options)
        results = y if type(y) is tuple else (y,)
        row.bytes += sum(getattr(a, "nbytes", 0) for a in results)
        row.forward += fastest(repeat, partial(op, *arrays, **options))
        upstream = [np.ones_like(a) for a in results]
        for rule, wants in zip(rules, wanted):
            if wants and rule is not None:
                row.backward += fastest(repeat, partial(rule, *upstream))
        row.floor += products(op.__name__, arrays, results[0], sum(wanted[:2]), repeat)
    return Profile(whole, sorted(rows.values(), key=lambda r: -r.seconds))


def timed(function: Callable[[], Any]) -> float:
    """Seconds of one call, the device's work included."""
    start = time.perf_counter()
    function()
    if backend.cuda.is_available():
        backend.cuda.synchronize()
    return time.perf_counter() - start


def fastest(repeat: int, function: Callable[[], Any]) -> float:
    """Seconds of the fastest of several calls."""
    return min(timed(function) for _ in range(repeat))


def recorded(step: Callable[[], Any], model: Any) -> list[tuple]:
    """[(op, arrays, options, layer, which inputs want a gradient)] of one step."""
    calls: list[tuple] = []
    layers = [""]
    wanting: dict[int, Any] = {}  # id of an array that wants a gradient -> the array, kept alive
    handles = []
    if model is not None:
        for p in model.parameters():
            if p.requires_grad:
                wanting[id(p.array)] = p.array
        for name, module in model.named_modules():
            label = name or type(module).__name__
            handles.append(
                module.register_forward_pre_hook(lambda m, x, label=label: layers.append(label))
            )
            handles.append(module.register_forward_hook(lambda m, x, y: layers.pop() and None))

    def listen(op: Any, arrays: list, options: dict, y: Any) -> Any:
        if not tape.is_grad_enabled():
            return y
        results = y if type(y) is tuple else (y,)
        results = tuple(np.asarray(a) if isinstance(a, np.generic) else a for a in results)
        wanted = [model is None or id(a) in wanting for a in arrays]
        for a in results:
            if any(wanted) and getattr(a, "dtype", np.dtype(bool)).kind in "fc":
                wanting[id(a)] = a
        calls.append((op, list(arrays), options, layers[-1], wanted))
        return results if type(y) is tuple else results[0]

    before = list(tape.listeners)
    tape.listeners[:] = [listen]
    try:
        step()
    finally:
        tape.listeners[:] = before
        for handle in handles:
            handle.remove()
    return calls


def products(op: str, arrays: list, y: Any, gradients: int, repeat: int) -> float:
    """Seconds of the bare matrix products that an op is made of, forward and `gradients` more."""
    if op in ("linear", "addmm", "matmul") and all(getattr(a, "ndim", 0) > 1 for a in arrays[:2]):
        inner = arrays[0].shape[-1] if op != "addmm" else arrays[1].shape[-1]
        rows, inner, columns = y.size // y.shape[-1], inner, y.shape[-1]
    elif op in ("conv1d", "conv2d", "conv3d"):
        weight = arrays[1]
        rows, inner, columns = y.size // y.shape[1], weight[0].size, y.shape[1]
    else:
        return 0.0
    left, right = np.ones_like(y, shape=(rows, inner)), np.ones_like(y, shape=(inner, columns))
    return fastest(repeat, lambda: left @ right) * (1 + gradients)
