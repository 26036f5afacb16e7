"""The tape: remembers which rule leads from a result back to each input, and calls the rules."""

import threading
from contextlib import ContextDecorator
from heapq import heappop, heappush
from itertools import count

import numpy as np


class Node:
    """A place on the tape: where a gradient arrives, and by which rules it goes on.

    order:   a counter; a result is always newer than what it was made from.
    shape:   the shape of the array, which is also the shape of its gradient.
    sources: [(Node, rule)] for every input that wants a gradient; () for a leaf, None once used.
    grad:    the gradient summed so far (leaves, and nodes that were asked to keep it).
    keeps:   whether a gradient that passes through is also kept.

    A node holds no activation: what no rule needs is freed at once.
    """

    __slots__ = ("grad", "keeps", "order", "shape", "sources")

    def __init__(self, shape, sources=()):
        self.order = next_order()
        self.shape = shape
        self.sources = sources
        self.grad = None
        self.keeps = False


next_order = count().__next__
new = object.__new__


class Variable:
    """An array and its node (None: no gradient wanted). `tensor.Tensor` adds everything else."""

    __slots__ = ("__weakref__", "array", "node")
    result: type  # the class that results are made of


class Mode(threading.local):
    """Whether this thread records."""

    recording = True


mode = Mode()


def apply(op, *inputs, **options):
    """Call an op on tensors or arrays; remember the rules of the inputs that want a gradient.

    Given no tensor it returns the op's plain result. This is the only place where ops meet tensors.
    """
    arrays, tape, result = [], [], None
    for x in inputs:
        if isinstance(x, Variable):
            result = x.result
            arrays.append(x.array)
            tape.append(x.node)
        else:
            arrays.append(x)
            tape.append(None)
    try:
        y, *rules = op(*arrays, **options)
    except (TypeError, ValueError, IndexError) as error:
        raise explained(error, op, inputs) from error
    if result is None:
        return y
    if isinstance(y, np.generic):  # NumPy's reductions return a scalar, not an array
        y = np.asarray(y)
    tensor = new(result)
    tensor.array = y
    tensor.node = None
    if mode.recording:
        sources = [(node, rule) for node, rule in zip(tape, rules) if node is not None and rule]
        if sources:
            tensor.node = Node(y.shape, sources)
    return tensor


def backward(root, dy, retain_graph=False):
    """Send dy from the node `root` to every leaf behind it.

    The newest waiting node goes first: all that was made from it is newer still, so its gradient is
    complete. No sort, no recursion. Sums are out of place, because a rule may return dy itself.
    """
    waiting, arrived = [], {}
    deliver(root, dy, None, waiting, arrived)
    while waiting:
        node, dy = arrived.pop(-heappop(waiting))
        if node.sources is None:
            raise RuntimeError(
                "backward: a part of this graph was already used by an earlier backward, which "
                "freed its rules; call backward(retain_graph=True) the first time, or compute "
                "the result again"
            )
        sources = node.sources
        if not retain_graph:
            node.sources = None
        for source, rule in sources:
            deliver(source, rule(dy), dy, waiting, arrived)


def deliver(node, dx, dy, waiting, arrived):
    """Add dx to what has arrived at a node; a node that is no leaf waits for its turn."""
    if node.sources != ():
        if node.order in arrived:
            dx = arrived[node.order][1] + dx
        else:
            heappush(waiting, -node.order)
        arrived[node.order] = node, dx
        if not node.keeps:
            return
    if node.grad is not None:
        node.grad = node.grad + dx
    else:  # a leaf's gradient is its own memory: neither dy nor a view of something else
        node.grad = dx.copy() if dx is dy or dx.base is not None or dy is None else dx


class no_grad(ContextDecorator):
    """Within it nothing is recorded: `with no_grad(): ...` or `@no_grad()`."""

    recording = False

    def _recreate_cm(self):
        return type(self)()

    def __enter__(self):
        self.before, mode.recording = mode.recording, self.recording

    def __exit__(self, *error):
        mode.recording = self.before


class enable_grad(no_grad):
    """Within it, results are recorded again, also inside `no_grad`."""

    recording = True


def is_grad_enabled():
    """Whether results are recorded now, in this thread."""
    return mode.recording


def explained(error, op, inputs):
    """The same kind of error with the op's name and what went in."""
    kinds = (IndexError, ValueError, TypeError)
    kind = next(k for k in kinds if isinstance(error, k))
    name, told = op.__name__, str(error)
    devices = sorted({str(x.device) for x in inputs if isinstance(x, Variable)})
    if len(devices) > 1:
        both = " and ".join(devices)
        told = f"the tensors are on different devices, {both}; move them with .to(device)"
    told = told if told.startswith(name) else f"{name}: {told}"
    got = ", ".join(described(x) for x in inputs)
    return kind(f"{told} (inputs: {got})")


def described(x):
    """An input in an error message: shape and dtype of an array, a short text of anything else."""
    array = x.array if isinstance(x, Variable) else x
    if hasattr(array, "shape"):
        return f"{tuple(array.shape)} {array.dtype}"
    text = repr(array)
    return text if len(text) < 40 else text[:37] + "..."
