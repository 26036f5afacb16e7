"""The tape: remembers which rule leads from a result back to each input, and calls the rules."""

import threading
from contextlib import ContextDecorator
from heapq import heappop, heappush
from itertools import count
from typing import Any

import numpy as np

from .explain import explained


class Node:
    """A place on the tape: where a gradient arrives, and by which rules it goes on.

    order:   counts down, so that a result always has a smaller number than what it was made from.
    shape:   the shape of the array, which is also the shape of its gradient.
    sources: [(Node, rule)] for every input that wants a gradient; () for a leaf, None once used.
    grad:    the gradient summed so far; None: none yet, 0: none yet, but a result is to keep it.

    A node holds no activation: what no rule needs is freed at once.
    """

    __slots__ = ("grad", "order", "shape", "sources")

    def __init__(self, shape, sources=()):
        self.order = next_order()
        self.shape = shape
        self.sources = sources
        self.grad = None


next_order = count(0, -1).__next__
new = object.__new__
Scalar = np.generic


class Variable:
    """An array and its node (None: no gradient wanted). `tensor.Tensor` adds everything else."""

    __slots__ = ("__weakref__", "array", "node")
    array: Any
    node: Node | None
    result: type  # the class that results are made of


class Mode(threading.local):
    """Whether this thread records."""

    recording = True


mode = Mode()


def apply(op, *inputs, **options):
    """Call an op on tensors or arrays; remember the rules of the inputs that want a gradient.

    Given no tensor it returns the op's plain result. This is the only place where ops meet tensors.
    """
    arrays, wanted, result = list(inputs), [], None
    for i, x in enumerate(inputs):
        if isinstance(x, Variable):
            result, arrays[i] = x.result, x.array
            if x.node is not None:
                wanted.append(i)
    try:
        y, *rules = op(*arrays, **options)
    except (TypeError, ValueError, IndexError) as error:
        raise explained(error, op, inputs) from error
    if result is None:
        return y
    tensor = new(result)
    tensor.array = np.asarray(y) if isinstance(y, Scalar) else y  # NumPy's sums are no arrays
    tensor.node = None
    if wanted and rules and mode.recording:
        sources = [(inputs[i].node, rules[i]) for i in wanted if rules[i] is not None]
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
        node, dy = arrived.pop(heappop(waiting))
        sources = node.sources
        if not retain_graph:
            node.sources = None
        for source, rule in sources:
            deliver(source, rule(dy), dy, waiting, arrived)


def deliver(node, dx, dy, waiting, arrived):
    """Add dx to what has arrived at a node; if the node is no leaf it waits for its turn."""
    if node.sources:
        order = node.order
        if order in arrived:
            arrived[order] = node, arrived[order][1] + dx
        else:
            arrived[order] = node, dx
            heappush(waiting, order)
        if node.grad is None:
            return
    elif node.sources is None:
        raise RuntimeError(
            "backward: a part of this graph was already used by an earlier backward, which freed "
            "its rules; call backward(retain_graph=True) the first time, or compute it again"
        )
    if node.grad is not None:
        node.grad = node.grad + dx
    elif dx is dy or dx.base is not None or dy is None:
        node.grad = dx.copy()  # the gradient of a leaf is its own memory
    else:
        node.grad = dx


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
