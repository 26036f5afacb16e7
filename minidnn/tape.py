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
from .versions import next_order, writes
from .wirtinger import wirtinger

new = object.__new__
Scalar = np.generic
watchers: list = []  # functions to call with every new node (`autograd.detect_anomaly`)
instead: dict = {}  # op -> the one to call in its place (`minidnn.use`: a student's own)
listeners: list = []  # functions to call with every op's call and result (`minidnn.onnx`)


def apply(op, *inputs, **options):
    """Call an op on tensors or arrays; remember the rules of the inputs that want a gradient.

    Given no tensor it returns the op's plain result. This is the only place where ops meet tensors.
    """
    arrays, wanted, result = [], [], None
    for x in inputs:
        if isinstance(x, Variable):
            if x.origin is not None and writes.linked < x.origin[4]:
                renew(x)
            if x.node is not None:
                wanted.append((len(arrays), x.node))
            result, x = x.result, x.array
        arrays.append(x)
    try:
        call = instead.get(op, op) if instead else op
        rules = call(*arrays, **options) if options else call(*arrays)  # after the result y
    except (TypeError, ValueError, IndexError) as error:
        raise explained(error, op, inputs) from error
    y = rules[0]
    if result is None:
        return y
    if listeners:
        y = listeners[0](op, arrays, options, y)
    one, node = type(y) is not tuple, None
    if wanted and len(rules) > 1 and mode.recording:
        if one and y.dtype.kind == "c":
            rules = wirtinger(op, arrays, rules)
        sources = []
        for i, source in wanted:
            if rules[i + 1] is not None:
                sources.append((source, rules[i + 1]))
            arrays[i] = source if source.sources else (source, arrays[i])
        if sources:
            node = new(Node)  # Node(...) would take three times as long
            node.order, node.shape, node.sources = next_order(), y.shape if one else None, sources
            node.call, node.grad, node.hooks = (op, arrays, options), None, None
            if watchers:
                watchers[0](node)
    if not one:
        return several(result, y, node)
    tensor = new(result)
    tensor.array = np.asarray(y) if isinstance(y, Scalar) else y  # NumPy's sums are no arrays
    tensor.node, tensor.origin = node, None
    return tensor


def current(x):
    """The node of a tensor as it is now, also if a tensor that it is a view of was written to."""
    renew(x)
    return x.node


def renew(x):
    """Give a view the node that follows from its base, if the base was written to since."""
    chain = []
    while x.origin is not None and writes.linked < x.origin[4]:
        chain.append(x)
        x = x.origin[0]
    for x in reversed(chain):
        base, node, op, options, _ = x.origin
        if base.node is not node and base.node is not None and base.node.sources != ():
            with enable_grad():
                x.node, node = versions.same(apply(op, base, **options), x).node, base.node
        x.origin = base, node, op, options, next_order()


def backward(run, roots):
    """Send gradients from [(node, dy)] to the leaves behind them; `run` is a `Pass`.

    The newest waiting node goes first: all that was made from it is newer still, so its gradient is
    complete. No sort, no recursion. Sums are out of place, because a rule may return dy itself.
    """
    deliver, waiting, arrived = run.deliver, run.waiting, run.arrived
    select, retain_graph, simple = run.select, run.retain_graph, run.simple
    for node, dy in roots:
        deliver(node, dy, None)
    node = None
    while waiting or node is not None:
        if node is None:
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
        node = None  # the next one, as long as it is the only one: a chain need not wait
        if type(dy) is Parts:
            dys = dy.whole()
            for source, rule in sources:
                deliver(source, rule(*dys), None)
            continue
        for source, rule in sources:
            dx = rule(dy)
            if waiting or not (source.sources and simple):
                deliver(source, dx, dy)
            elif node is None:
                node, ahead = source, dx
            elif node is source:
                ahead = ahead + dx
            else:
                deliver(source, dx, dy)
        if node is not None:
            dy, ahead = ahead, None
            if waiting:
                deliver(node, dy, None)
                node = None


USED = (
    "backward: a part of this graph was already used by an earlier backward, which freed its "
    "rules; call backward(retain_graph=True) the first time, or compute it again"
)


class Pass:
    """One backward pass: what has arrived where. `gradients.Way` does more on the way."""

    select = None
    simple = True  # results need no `deliver` of their own

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
