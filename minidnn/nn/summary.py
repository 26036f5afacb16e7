"""summary: the layers of a model with their output shapes, parameters and memory, as a table."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..markup import table
from ..tape import no_grad
from ..tensor import Tensor


@dataclass
class Row:
    """One layer: its place in the tree, what it is, the shape it gives, its own parameters."""

    depth: int
    name: str
    kind: str
    shape: str = ""
    parameters: int = 0
    frozen: int = 0
    bytes_out: int = 0


@dataclass
class Summary:
    """The table; print it, or show it in a notebook. `parameters`, `trainable`: numbers of them."""

    rows: list[Row] = field(default_factory=list)
    parameters: int = 0
    trainable: int = 0
    parameter_bytes: int = 0
    buffer_bytes: int = 0
    activation_bytes: int = 0

    def __str__(self) -> str:
        head = ("layer", "output shape", "parameters")
        table = [(label(row), row.shape, count_text(row)) for row in self.rows]
        first, second, third = (max(map(len, column)) for column in zip(head, *table))
        line = "-" * (first + second + third + 4)
        lines = [f"{a:{first}}  {b:{second}}  {c:>{third}}" for a, b, c in [head, *table]]
        frozen = self.parameters - self.trainable
        kept = f" ({frozen:,} frozen)" if frozen else ""
        totals = [
            f"parameters   {self.parameters:,}{kept}",
            f"their memory {size(self.parameter_bytes)}",
        ]
        if self.buffer_bytes:
            totals.append(f"buffers      {size(self.buffer_bytes)}")
        if self.activation_bytes:
            totals.append(f"all outputs  {size(self.activation_bytes)}")
        return "\n".join([lines[0], line, *lines[1:], line, *totals])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = [
            (label(row).replace("  ", "\u2003"), row.shape, count_text(row)) for row in self.rows
        ]
        frozen = self.parameters - self.trainable
        rows.append(("all", f"{frozen:,} frozen" if frozen else "", f"{self.parameters:,}"))
        return table(("layer", "output shape", "parameters"), rows, left=2)


def summary(model: Any, input_size: Sequence[int] | None = None, dtype: Any = None) -> Summary:
    """The table of a model's layers; with output shapes where the shape of an input is given.

    input_size: with the batch, e.g. (1, 3, 224, 224). The model is run once on zeros, in evaluation
    mode, and is then as before. dtype: of the input; by default that of the first parameter.
    """
    result = Summary()
    rows: dict[int, Row] = {}
    for name, module in model.named_modules():
        own = [p for _, p in module.named_parameters(recurse=False)]
        row = Row(name.count(".") + bool(name), name.rpartition(".")[2], type(module).__name__)
        row.parameters = sum(p.numel() for p in own)
        row.frozen = sum(p.numel() for p in own if not p.requires_grad)
        rows[id(module)] = row
        result.rows.append(row)
    for p in model.parameters():
        result.parameters += p.numel()
        result.trainable += p.numel() * p.requires_grad
        result.parameter_bytes += p.array.nbytes
    result.buffer_bytes = sum(b.array.nbytes for b in model.buffers())
    if input_size is not None:
        run(model, x_of(model, input_size, dtype), rows)
        inner = {id(m) for m in model.modules() if not list(m.children())}
        result.activation_bytes = sum(rows[key].bytes_out for key in inner)
    return result


def x_of(model: Any, input_size: Sequence[int], dtype: Any) -> Tensor:
    """Zeros of a shape, where and of what type the first parameter is."""
    first = next(iter(model.parameters()), None)
    kind = dtype or (np.float32 if first is None else first.dtype)
    x = Tensor(np.zeros(tuple(input_size), dtype=kind))
    return x if first is None else x.to(first.device)


def run(model: Any, x: Tensor, rows: dict[int, Row]) -> None:
    """Note the shape that every module gives."""

    def seen(module: Any, inputs: Any, output: Any) -> None:
        row = rows[id(module)]
        shapes = [t.shape for t in (output if isinstance(output, list | tuple) else [output])]
        row.shape = ", ".join(str(tuple(shape)) for shape in shapes)
        row.bytes_out += getattr(getattr(output, "array", None), "nbytes", 0)

    training = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with no_grad(), ExitStack() as hooks:
            for module in model.modules():
                hooks.enter_context(module.register_forward_hook(seen))
            model(x)
    finally:
        for module, mode in training:
            module.training = mode


def label(row: Row) -> str:
    return "  " * row.depth + (f"{row.name}: {row.kind}" if row.name else row.kind)


def count_text(row: Row) -> str:
    if not row.parameters:
        return ""
    return f"{row.parameters:,}" + (" frozen" if row.frozen == row.parameters else "")


def size(n: float) -> str:
    """Bytes as a person says them."""
    for unit in ("bytes", "kB", "MB"):
        if n < 1000:
            return f"{n:.0f} {unit}" if unit == "bytes" else f"{n:.1f} {unit}"
        n /= 1000
    return f"{n:.1f} GB"
