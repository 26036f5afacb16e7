"""What a network computes, written down: it is run twice, and what changed with the batch is found.

A run tells of every op's call through `tape.listeners`. Arrays are known by identity: an array that
came out of no call is a constant. Two runs, with other numbers and one sample more, show which
lengths follow the batch, and that nothing else depends on the data.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .. import backend, tape, versions
from ..tape import Variable
from ..tensor import Tensor


class ExportError(RuntimeError):
    """A network, or a part of it, that a file of this kind cannot hold."""


@dataclass(frozen=True)
class Length:
    """A length that follows the batch: per_sample·N + fixed; `value` is it in the first run."""

    per_sample: int
    fixed: int
    value: int

    def __index__(self) -> int:
        return self.value


@dataclass(frozen=True)
class Ref:
    """The place of an array in the list of a run."""

    place: int


@dataclass
class Call:
    """An op, what went in, and the places of what came out."""

    op: Any
    inputs: list
    options: dict
    results: list[int]


@dataclass
class Run:
    """One run of a network: arrays in the order in which they were met, and the calls."""

    arrays: list = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    made: set[int] = field(default_factory=set)  # places of inputs and results: no constants
    known: dict[int, int] = field(default_factory=dict)  # id of an array -> its place
    stale: set[int] = field(default_factory=set)  # ids of views of memory that was written to

    def add(self, array: Any) -> Ref:
        """A new place for an array."""
        self.arrays.append(array)
        self.known[id(array)] = len(self.arrays) - 1
        return Ref(len(self.arrays) - 1)

    def find(self, x: Any) -> Any:
        """The same value with a Ref for every array in it."""
        if isinstance(x, Variable):
            x = x.array
        if isinstance(x, tuple | list):
            return tuple(self.find(part) for part in x)
        if isinstance(x, slice):
            return slice(self.find(x.start), self.find(x.stop), self.find(x.step))
        if isinstance(x, np.generic):
            x = np.asarray(x)
        if not hasattr(x, "__array_ufunc__"):
            return x
        if id(x) in self.stale:
            raise ExportError(
                f"onnx: the memory of an array {x.shape} was written to through another view of "
                "it; write y = y + 1 in place of y += 1 there"
            )
        return Ref(self.known[id(x)]) if id(x) in self.known else self.add(x)

    def listen(self, op: Any, inputs: list, options: dict, y: Any) -> Any:
        """Note a call; returns its result, numbers as arrays."""
        inputs = [self.find(x) for x in inputs]
        options = {name: self.find(value) for name, value in options.items()}
        several = type(y) is tuple
        results = [
            np.asarray(a) if isinstance(a, np.generic) else a for a in (y if several else (y,))
        ]
        places = []
        for array in results:
            if id(array) in self.known:  # it was written to in place
                self.outdate(array)
            places.append(self.add(array).place)
        self.made.update(places)
        self.calls.append(Call(op, inputs, options, places))
        return tuple(results) if several else results[0]

    def outdate(self, written: Any) -> None:
        """Other arrays in the memory of this one show what no call returned."""
        owner = versions.owner_of(written)
        for array in self.arrays:
            if array is not written and versions.owner_of(array) is owner:
                self.stale.add(id(array))


def record(model: Any, arrays: list) -> tuple[Run, Any]:
    """Run a network on arrays; the run, and the network's output with Refs in place of tensors."""
    run = Run()
    inputs = []
    for array in arrays:
        run.made.add(run.add(array).place)
        inputs.append(Tensor(array))
    before = list(tape.listeners)
    tape.listeners[:] = [run.listen]
    try:
        with tape.no_grad():
            output = model(*inputs)
    finally:
        tape.listeners[:] = before
    return run, [run.find(array) for array in shown_tensors(output)]


def shown_tensors(output: Any) -> list:
    """The arrays of all tensors of an output: of a tensor, or of tuples, lists, dicts of them."""
    if isinstance(output, Variable):
        return [output.array]
    if isinstance(output, dict):
        output = list(output.values())
    if isinstance(output, tuple | list):
        return [array for part in output for array in shown_tensors(part)]
    if output is None:
        return []
    raise ExportError(
        "onnx: forward must return tensors (in tuples, lists or dicts); got "
        f"{type(output).__name__}"
    )


def examples(arrays: list, axes: list, seed: int, batch: int) -> list:
    """Other inputs of the same kind: numbers drawn from the example's own, for a batch so long."""
    rng = np.random.default_rng(seed)
    others = []
    for array, axis in zip(arrays, axes):
        shape = list(array.shape)
        if axis is not None:
            shape[axis] = batch
        host = backend.to_host(array)
        drawn = rng.choice(host.reshape(-1), size=shape) if host.size else np.zeros(shape)
        if host.dtype.kind == "f":
            drawn = drawn * rng.uniform(0.5, 1.0, shape)
            if host.size and np.all(host == host.flat[0]):
                drawn = drawn + rng.standard_normal(shape)
        drawn = np.asarray(drawn, dtype=host.dtype, order="C")
        others.append(backend.to_device(drawn, backend.device_of(array)))
    return others


@dataclass
class Trace:
    """Two runs as one: calls whose options hold Lengths where they follow the batch."""

    first: Run
    second: Run
    calls: list[Call]
    outputs: list[Ref]
    batch: int  # of the first run; the second has one sample more

    def shape(self, place: int) -> tuple:
        """The shape of an array, with Lengths where it follows the batch."""
        a, b = self.first.arrays[place], self.second.arrays[place]
        return tuple(merged(n, m, self.batch, "a shape") for n, m in zip(a.shape, b.shape))


def both(model: Any, arrays: list, axes: list) -> Trace:
    """The trace of a network, from runs with 2 and with 3 samples."""
    batch = 2
    first, outputs = record(model, examples(arrays, axes, 1, batch))
    second, others = record(model, examples(arrays, axes, 2, batch + 1))
    names = [[call.op.__name__ for call in run.calls] for run in (first, second)]
    if names[0] != names[1]:
        at = next((i for i, (a, b) in enumerate(zip(*names)) if a != b), min(map(len, names)))
        raise ExportError(
            "onnx: the network takes another way for other data or another batch size (first at "
            f"op number {at}, {names[0][at] if at < len(names[0]) else 'the end'}); a file holds "
            "one way: take the `if` or the loop out of forward"
        )
    calls = []
    for a, b in zip(first.calls, second.calls):
        name = a.op.__name__
        inputs = [merged(x, y, batch, name) for x, y in zip(a.inputs, b.inputs)]
        options = {k: merged(v, b.options[k], batch, name) for k, v in a.options.items()}
        calls.append(Call(a.op, inputs, options, a.results))
    found = merged(tuple(outputs), tuple(others), batch, "output")
    return Trace(first, second, calls, found, batch)


def merged(a: Any, b: Any, batch: int, where: str) -> Any:
    """One value of both runs: a Length where two integers differ, an error where others do."""
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return tuple(merged(x, y, batch, where) for x, y in zip(a, b))
    if isinstance(a, slice) and isinstance(b, slice):
        parts = zip((a.start, a.stop, a.step), (b.start, b.stop, b.step))
        return slice(*(merged(x, y, batch, where) for x, y in parts))
    if type(a) is int and type(b) is int and a != b:
        return Length(b - a, a - (b - a) * batch, a)
    if a is b or a == b or (a != a and b != b):
        return a
    raise ExportError(
        f"onnx: {where} was called with {a!r:.60} and, for other data, with {b!r:.60}: a number "
        "was taken out of a tensor (.item(), .numpy(), float()) and a file cannot follow it"
    )
