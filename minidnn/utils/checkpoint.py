"""checkpoint: what a part of a network computed is freed, and computed again in backward."""

from collections.abc import Callable
from typing import Any

from .. import backend, tape
from ..gradients import reachable
from ..node import Node
from ..tape import enable_grad, is_grad_enabled
from ..tensor import Tensor
from ..versions import next_order


def checkpoint(
    function: Callable, *args: Any, use_reentrant: bool | None = None,
    preserve_rng_state: bool = True, context_fn: Any = None, determinism_check: str = "default",
    debug: bool = False, early_stop: bool = True, **kwargs: Any,
) -> Any:  # fmt: skip
    """function(*args, **kwargs), whose inner results are freed and computed again when needed.

    The result and all gradients are those of the plain call, random numbers included. It holds for
    a function that returns one tensor; what several tensors remember is kept. The arguments after
    *args are PyTorch's, and need no choice here.
    Source: Chen et al., Training Deep Nets with Sublinear Memory Cost (2016).
    """
    if not is_grad_enabled():
        return function(*args, **kwargs)
    state, begun = backend.get_rng_state(), next_order()
    y = function(*args, **kwargs)
    node = y.node if isinstance(y, Tensor) else None
    if node is None or node.order > begun or not node.sources:
        return y
    inside = [n for n in reachable([(node, None)]) if n.order < begun and n.sources]
    outside = {source for n in inside for source, _ in n.sources} - set(inside)
    again = Again(function, args, kwargs, state if preserve_rng_state else None, outside)
    sources = [(source, again.rule(source)) for source in sorted(outside, key=lambda n: n.order)]
    result = Tensor(y.array)
    result.node = Node(y.shape, sources, (once_only, [], {}))
    return result


def checkpoint_sequential(
    functions: Any, segments: int, input: Any, use_reentrant: bool | None = None, **kwargs: Any
) -> Any:
    """A Sequential cut into segments, each but the last one a checkpoint."""
    layers = list(functions.children()) if hasattr(functions, "children") else list(functions)
    size = max(1, len(layers) // segments)
    cuts = [i * size for i in range(segments)] + [len(layers)]
    for start, end in zip(cuts, cuts[1:]):
        part = chained(layers[start:end])
        input = part(input) if end == len(layers) else checkpoint(part, input, **kwargs)
    return input


def chained(layers: list[Callable]) -> Callable:
    """One function of several."""

    def run(x: Any) -> Any:
        for layer in layers:
            x = layer(x)
        return x

    return run


class Again:
    """Computes a checkpointed part once more, and the gradients at what it was computed from."""

    def __init__(self, function: Any, args: Any, kwargs: Any, state: Any, outside: set[Node]):
        self.call, self.state, self.outside = (function, args, kwargs), state, outside
        self.known: tuple[Any, dict[Node, Any]] | None = None

    def rule(self, source: Node) -> Callable:
        """The rule that leads to one of the nodes; the work is done for all at once."""

        def dx(dy):
            if self.known is None or self.known[0] is not dy:
                self.known = dy, self.gradients(dy)
            found = self.known[1].pop(source)
            if not self.known[1]:
                self.known = None
            return found

        return dx

    def gradients(self, dy: Any) -> dict[Node, Any]:
        function, args, kwargs = self.call
        now = backend.get_rng_state()
        if self.state is not None:
            backend.set_rng_state(self.state)
        try:
            with enable_grad():
                y = function(*args, **kwargs)
        finally:
            backend.set_rng_state(now)
        run = Inner(self.outside)
        tape.backward(run, [(y.node, dy)])
        if any(dx is None for dx in run.found.values()):
            raise RuntimeError(
                "checkpoint: the function computed something else the second time; it must depend "
                "on its arguments and on minidnn's random numbers only"
            )
        return run.found


class Inner(tape.Pass):
    """A backward pass that ends at given nodes."""

    simple = False

    def __init__(self, ends: set[Node]):
        super().__init__()
        self.found: dict[Node, Any] = dict.fromkeys(ends)

    def deliver(self, node: Node, dx: Any, dy: Any) -> None:
        if node not in self.found:
            super().deliver(node, dx, dy)
        else:
            known = self.found[node]
            self.found[node] = dx if known is None else known + dx


def once_only(*inputs: Any) -> Any:
    """Stands for the checkpointed part where its call is asked for."""
    raise RuntimeError(
        "checkpoint: derivatives of its gradients (create_graph=True) are not offered; call the "
        "function itself there"
    )
