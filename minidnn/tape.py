"""The tape: remembers which rule leads from a result back to each input, and calls the rules."""

from heapq import heappop, heappush

import numpy as np

from . import versions
from .explain import explained
from .grad_mode import (  # noqa: F401
    enable_grad,
    inference_mode,
    is_grad_enabled,
    mode,
    no_grad,
    set_grad_enabled,
)
from .node import Node, Variable
from .results import Parts, several
from .versions import writes

new = object.__new__
Scalar = np.generic
watchers: list = []  # functions to call with every new node (`autograd.detect_anomaly`)
instead: dict = {}  # op -> the one to call in its place (`minidnn.use`: a student's own)
listeners: list = []  # functions to call with every op's call and result (`minidnn.onnx`)


def apply(op, *inputs, **options):
    """Call an op on tensors or arrays; remember the rules of the inputs that want a gradient.

    Given no tensor it returns the op's plain result. This is the only place where ops meet tensors.
    """
    arrays, nodes, wanted, result = [], [], False, None
    for x in inputs:
        node = None
        if isinstance(x, Variable):
            if x.origin is not None:
                renew(x)
            result, node, x = x.result, x.node, x.array
            wanted = wanted or node is not None
        arrays.append(x)
        nodes.append(node)
    try:
        y, *rules = (instead.get(op, op) if instead else op)(*arrays, **options)
    except (TypeError, ValueError, IndexError) as error:
        raise explained(error, op, inputs) from error
    if result is None:
        return y
    if listeners:
        y = listeners[0](op, arrays, options, y)
    one, node = type(y) is not tuple, None
    if wanted and rules and mode.recording:
        if one and y.dtype.kind == "c":
            rules = wirtinger(op, arrays, rules)
        sources = []
        for i, source in enumerate(nodes):
            if source is not None:
                if rules[i] is not None:
                    sources.append((source, rules[i]))
                arrays[i] = source if source.sources else (source, arrays[i])
        if sources:
            node = Node(y.shape if one else None, sources, (op, arrays, options))
            if watchers:
                watchers[0](node)
    if not one:
        return several(result, y, node)
    tensor = new(result)
    tensor.array = np.asarray(y) if isinstance(y, Scalar) else y  # NumPy's sums are no arrays
    tensor.node, tensor.origin = node, None
    return tensor


def wirtinger(op, arrays, rules):
    """The rules of a complex result: those for real numbers, with their slope conjugated.

    An op whose rules hold for complex numbers as they stand says so (`op.wirtinger`).
    """
    if getattr(op, "wirtinger", False):
        return rules

    def conjugated(rule, kind):
        def dx(dy):
            g = np.conjugate(rule(np.conjugate(dy)))
            real = kind is not None and kind.kind == "f" and g.dtype.kind == "c"
            return g.real.astype(kind) if real else g

        return dx

    kinds = [getattr(x, "dtype", None) for x in arrays]
    return [rule and conjugated(rule, kind) for rule, kind in zip(rules, kinds)]


def current(x):
    """The node of a tensor as it is now, also if a tensor that it is a view of was written to."""
    if x.origin is not None:
        renew(x)
    return x.node


def renew(x):
    """Give a view the node that follows from its base, if the base was written to since."""
    base, node, op, options = x.origin
    if base is None:
        return
    if base.origin is not None:
        renew(base)
    if base.node is not node and base.node is not None and base.node.sources != ():
        with enable_grad():
            x.node = apply(op, base, **options).node
        x.origin = base, base.node, op, options


def backward(run, roots):
    """Send gradients from [(node, dy)] to the leaves behind them; `run` is a `Pass`.

    The newest waiting node goes first: all that was made from it is newer still, so its gradient is
    complete. No sort, no recursion. Sums are out of place, because a rule may return dy itself.
    """
    deliver, waiting, arrived = run.deliver, run.waiting, run.arrived
    select, retain_graph = run.select, run.retain_graph
    for node, dy in roots:
        deliver(node, dy, None)
    while waiting:
        node, dy = arrived.pop(heappop(waiting))
        if node.hooks is not None:
            dy = node.hooks.change(node, dy)
        sources = node.sources
        if select is not None:
            sources = select(node, dy)
        if sources is None:
            raise RuntimeError(USED)
        if writes.last < node.order:
            versions.check(node)
        if not retain_graph:
            node.sources = node.call = None
        if type(dy) is not Parts:
            for source, rule in sources:
                deliver(source, rule(dy), dy)
        else:
            dys = dy.whole()
            for source, rule in sources:
                deliver(source, rule(*dys), None)


USED = (
    "backward: a part of this graph was already used by an earlier backward, which freed its "
    "rules; call backward(retain_graph=True) the first time, or compute it again"
)


class Pass:
    """One backward pass: what has arrived where. `gradients.Way` does more on the way."""

    select = None

    def __init__(self, retain_graph=False):
        self.retain_graph = retain_graph
        self.waiting, self.arrived = [], {}

    def deliver(self, node, dx, dy):
        """Add dx to what has arrived at a node; if the node is no leaf it waits for its turn."""
        sources = node.sources
        if not sources and sources is not None:
            self.keep(node, dx, dy)
            return
        order, arrived = node.order, self.arrived
        if order in arrived:
            arrived[order] = node, arrived[order][1] + dx
        else:
            arrived[order] = node, dx
            heappush(self.waiting, order)

    def keep(self, node, dx, dy):
        """Add dx to the gradient of a leaf, which is its own memory."""
        if node.grad is not None:
            node.grad = node.grad + dx
        elif dx is dy or dy is None or getattr(dx, "base", None) is not None:
            node.grad = dx.copy() if hasattr(dx, "copy") else dx
        else:
            node.grad = dx
