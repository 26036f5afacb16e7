"""What the tape is made of: the Node, a place where a gradient arrives, and the Variable at it."""

from typing import Any

from .versions import next_order


class Node:
    """A place on the tape: where a gradient arrives, and by which rules it goes on.

    order:   counts down, so that a result always has a smaller number than what it was made from.
    shape:   the shape of the array, which is also the shape of its gradient.
    sources: [(Node, rule)] for every input that wants a gradient; () for a leaf, None once used.
    call:    (op, inputs, options), to run the op again: an input is an array if it is a constant,
             (Node, array) if it is a leaf, and its Node alone if it is a result.
    grad:    the gradient summed so far, of a leaf or a result that retains it; None: none yet.
    hooks:   what else happens to the gradient (`hooks.Hooks`); None: nothing.

    A node holds no activation: what no rule needs is freed at once.
    """

    __slots__ = ("__weakref__", "call", "grad", "hooks", "order", "shape", "sources")

    def __init__(self, shape, sources=(), call=None):
        self.order = next_order()
        self.shape = shape
        self.sources = sources
        self.call = call
        self.grad = self.hooks = None


class Variable:
    """An array and its node (None: no gradient wanted). `tensor.Tensor` adds everything else.

    origin: (tensor, its node, op, options, time) for a view of a tensor (see `views`), else None.
    """

    __slots__ = ("__weakref__", "array", "node", "origin")
    array: Any
    node: Node | None
    origin: Any
    result: type  # the class that results are made of
