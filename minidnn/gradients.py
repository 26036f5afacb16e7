"""Gradients as functions: backward and grad, for tensors, once or to any order."""

import numpy as np

from . import anomaly, hooks, tape, threads
from .double import Replay
from .dtypes import cast
from .tape import Pass, Variable, current, mode


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, inputs=None):
    """Add the gradients of the tensors to the .grad of every leaf behind them (or of `inputs`).

    grad_tensors: an upstream gradient for each tensor; None for those of one number.
    """
    roots = seeds("backward", tensors, grad_tensors)
    if inputs is not None:
        inputs = listed(inputs)
        if not inputs:
            raise RuntimeError("backward: inputs is empty; leave it out to reach every leaf")
        found = grad(tensors, inputs, grad_tensors, retain_graph, create_graph, allow_unused=True)
        for x, dx in zip(inputs, found):
            if dx is not None:
                given = dx if create_graph else dx.array
                x.node.grad = given if x.grad is None else x.node.grad + given
        return
    run(roots, retain_graph, create_graph, type(listed(tensors)[0]).result)


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    only_inputs=True,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    """The gradients of the sum of outputs (weighted by grad_outputs) at the inputs, as a tuple.

    Nothing is added to any .grad. Only the rules on the way to the inputs are called.
    create_graph: record the gradients, so that they can be differentiated themselves.
    only_inputs is old and changes nothing, as in PyTorch.
    Raises: RuntimeError for an input that the outputs do not depend on, unless allow_unused.
    """
    if is_grads_batched:
        raise NotImplementedError("grad: is_grads_batched is not offered; call grad in a loop")
    inputs = listed(inputs)
    for i, x in enumerate(inputs):
        if current(x) is None:
            raise RuntimeError(
                f"grad: input {i} of shape {tuple(x.shape)} does not require grad; set "
                "requires_grad=True before the outputs are computed"
            )
    roots = seeds("grad", outputs, grad_outputs)
    result = type(inputs[0]).result
    wanted = {x.node: None for x in inputs}
    run(roots, retain_graph, create_graph, result, wanted)
    found = []
    for i, x in enumerate(inputs):
        dx = wanted[x.node]
        if dx is None and materialize_grads:
            dx = np.zeros_like(x.array)
        elif dx is None and not allow_unused:
            raise RuntimeError(
                f"grad: input {i} of shape {tuple(x.shape)} appears to not have been used in the "
                "graph; set allow_unused=True to get None for it"
            )
        found.append(dx if dx is None or isinstance(dx, Variable) else result(dx))
    return tuple(found)


def run(roots, retain_graph, create_graph, result, wanted=None):
    """One pass from the roots [(node, array or tensor)]: into .grad, or into the dict `wanted`."""
    retain_graph = create_graph if retain_graph is None else retain_graph
    if create_graph:
        roots = [(node, dy if isinstance(dy, Variable) else result(dy)) for node, dy in roots]
    else:
        roots = [(node, getattr(dy, "array", dy)) for node, dy in roots]
    if create_graph or wanted is not None or hooks.alive() or anomaly.on():
        way = Way(roots, retain_graph, wanted, Replay(result) if create_graph else None)
    else:
        way = Pass(retain_graph)
    before, mode.recording = mode.recording, bool(create_graph)
    try:
        with threads.one_blas_thread():
            tape.backward(way, roots)
    finally:
        mode.recording = before


class Way(Pass):
    """A backward pass with more to do than adding up: each part below is optional.

    wanted: {node: None}; the gradients end there, and only the ways to them are walked.
    replay: records the gradients.  Hooks of leaves are called when the last part has arrived.
    """

    def __init__(self, roots, retain_graph, wanted, replay):
        super().__init__(retain_graph)
        self.wanted, self.replay = wanted, replay
        nodes = reachable(roots)
        self.useful = set(nodes) if wanted is None else leading(nodes, wanted)
        self.left = {}  # hooked leaf -> how many parts of its gradient are to come
        for node in [node for node, _ in roots] + [s for n in nodes for s, _ in n.sources or ()]:
            if node.hooks is not None and node.sources == ():
                self.left[node] = self.left.get(node, 0) + 1
        if wanted is not None:
            self.left = {}  # parts that are not useful never arrive; and no .grad is completed
        self.gathered = {}

    def deliver(self, node, dx, dy):
        if node not in self.left:
            super().deliver(node, dx, dy)
            return
        self.gathered[node] = self.gathered[node] + dx if node in self.gathered else dx
        self.left[node] -= 1
        if not self.left[node]:
            self.keep(node, node.hooks.change(node, self.gathered.pop(node)), None)
            node.hooks.tell()

    def keep(self, node, dx, dy):
        if self.wanted is None:
            super().keep(node, dx, dy)
        elif node in self.wanted:
            known = self.wanted[node]
            self.wanted[node] = dx if known is None else known + dx

    def select(self, node, dy):
        """The sources to go on to, with the rules to go by."""
        sources, call = node.sources, node.call
        if self.wanted is not None and node in self.wanted:
            self.wanted[node] = dy
            if not any(source in self.useful for source, _ in sources or ()):
                return []
        if sources is None:
            return None
        if self.replay is not None and not getattr(call[0], "takes_tensors", False):
            sources = self.replay.rules(node)
        sources = [(source, rule) for source, rule in sources if source in self.useful]
        return anomaly.checked(sources, node, call) if anomaly.on() else sources


def reachable(roots):
    """All nodes from which the roots' gradients come, the roots included; without recursion."""
    seen = {node for node, _ in roots}
    waiting = list(seen)
    while waiting:
        for source, _ in waiting.pop().sources or ():
            if source not in seen:
                seen.add(source)
                waiting.append(source)
    return seen


def leading(nodes, wanted):
    """The nodes from which a wanted one is reached, these included."""
    useful = set()
    for node in sorted(nodes, key=lambda node: -node.order):  # the oldest first
        if node in wanted or any(source in useful for source, _ in node.sources or ()):
            useful.add(node)
    return useful


def seeds(name, tensors, gradients):
    """[(node, upstream gradient)] for the tensors that a pass starts from."""
    tensors = listed(tensors)
    gradients = [None] * len(tensors) if gradients is None else listed(gradients)
    if len(gradients) != len(tensors):
        raise RuntimeError(f"{name}: got {len(gradients)} upstream gradients for {len(tensors)}")
    return [(root(name, y), upstream(name, y, dy)) for y, dy in zip(tensors, gradients)]


def root(name, y):
    """The node of a tensor that a pass starts from."""
    if current(y) is None:
        raise RuntimeError(
            f"{name}: nothing was recorded, because no input has requires_grad=True or because it "
            "was computed under no_grad"
        )
    return y.node


def upstream(name, y, dy):
    """The upstream gradient of a tensor, 1 for one number."""
    if dy is None:
        if y.array.size != 1:
            raise RuntimeError(
                f"{name}: a tensor of shape {tuple(y.shape)} is not one number; reduce it, e.g. "
                "with .sum() or .mean(), or pass the upstream gradient"
            )
        return np.ones_like(y.array)
    if getattr(dy, "shape", None) != y.shape:
        raise RuntimeError(
            f"{name}: the gradient must have the tensor's shape {tuple(y.shape)}; "
            f"got {tuple(getattr(dy, 'shape', (dy,)))}"
        )
    return cast(dy, y.dtype)


def listed(x):
    """One tensor or several as a list."""
    return [x] if isinstance(x, Variable) or hasattr(x, "__array_ufunc__") else list(x)
