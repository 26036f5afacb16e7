"""Gradients of gradients: an op's rules, run again on arrays whose every step is recorded.

A rule is a plain function of NumPy arrays. Called with `Traced` arrays, which answer NumPy's
functions with the library's recorded ops, it gives the same numbers and remembers how they came
about. So the second derivative needs no second rule: `replay` runs an op again on traced inputs and
returns its rules. The inputs' values are computed anew from the leaves, because a node holds none.
"""

import importlib

import numpy as np

from . import versions
from .tape import Node
from .traced import NotTraced, Traced


class Replay:
    """Runs the ops of one recorded graph again; `result` is the class of tensors."""

    def __init__(self, result):
        importlib.import_module("minidnn.traced_rare")  # with the first second derivative
        self.result = result
        self.values = {}  # Node -> its array, or the tuple of arrays of an op with several results

    def rules(self, node):
        """[(source, rule)] of a node, the rules from tensors to recorded tensors."""
        op, inputs, options = node.call
        places = [self.place(x) for x in inputs]
        traced = [
            self.traced(self.array(x, node), place) if is_floating(self.array(x, node)) else x
            for x, place in zip(inputs, places)
        ]
        try:
            _, *rules = op(*traced, **options)
        except NotTraced as error:
            raise RuntimeError(no_second(op, error)) from None
        return [
            (place, self.recorded(rule, op))
            for place, rule in zip(places, rules)
            if place is not None and rule is not None
        ]

    def recorded(self, rule, op):
        """A rule from tensors to tensors."""

        def dx(*dys):
            try:
                y = rule(*(Traced(dy) for dy in dys))
            except NotTraced as error:
                raise RuntimeError(no_second(op, error)) from None
            return y.tensor if isinstance(y, Traced) else self.tensor(y, None)

        return dx

    @staticmethod
    def place(x):
        """The node of an entry of a call; None for a constant."""
        if type(x) is tuple and len(x) == 2 and isinstance(x[0], Node):
            return x[0]
        return x if isinstance(x, Node) else None

    def array(self, x, node):
        """The array of an entry of a node's call."""
        if isinstance(x, Node):
            return self.value(x)
        array = x if self.place(x) is None else x[1]
        changed = versions.writes.last < node.order and hasattr(array, "__array_ufunc__")
        if changed and versions.changed_since(array, node.order):
            raise RuntimeError(versions.changed(node.call[0].__name__, array))
        return array

    def value(self, root):
        """The array of a result, computed from the leaves; without recursion."""
        waiting = [root]
        while waiting:
            node = waiting[-1]
            if node.call is None:
                raise RuntimeError(
                    "create_graph: a part of this graph was already used by an earlier backward, "
                    "which freed it; call that with retain_graph=True or create_graph=True"
                )
            op, inputs, options = node.call
            missing = [x for x in inputs if isinstance(x, Node) and x not in self.values]
            if node in self.values or not missing:
                waiting.pop()
                if node not in self.values:
                    y, *_ = op(*(self.array(x, node) for x in inputs), **options)
                    self.values[node] = np.asarray(y) if isinstance(y, np.generic) else y
            waiting += missing
        return self.values[root]

    def traced(self, array, place):
        """A traced array at a place of the tape."""
        return Traced(self.tensor(array, place))

    def tensor(self, array, node):
        """A tensor at a place of the tape."""
        tensor = object.__new__(self.result)
        tensor.array = np.asarray(array) if isinstance(array, np.generic) else array
        tensor.node, tensor.origin = node, None
        return tensor


def is_floating(x):
    """Whether x is an array of floating or complex numbers."""
    return hasattr(x, "__array_ufunc__") and x.dtype.kind in "fc"


def no_second(op, error):
    """What to say of an op that has no second derivative."""
    return f"create_graph: {op.__name__} cannot be differentiated twice: {error}"
