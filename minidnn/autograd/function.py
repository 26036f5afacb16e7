"""Function: a forward and a backward written by hand, as one piece of a recorded computation."""

import weakref

import numpy as np

from .. import versions
from ..tape import Node, Variable, current, mode, no_grad, several
from ..tensor import Tensor


class Context:
    """What forward leaves for backward: `ctx`. Attributes of one's own may be set."""

    def __init__(self, wanted):
        self.needs_input_grad = wanted
        self._saved, self._time = [], versions.next_order()
        self._flat, self._dirty = [], []
        self._materialize = True

    def save_for_backward(self, *tensors):
        """Keep inputs or results for backward, which finds them in ctx.saved_tensors."""
        for x in tensors:
            if x is not None and not isinstance(x, Variable):
                raise TypeError(
                    f"save_for_backward can only save tensors; got {type(x).__name__}: keep other "
                    "values as attributes of ctx"
                )
        self._saved = list(tensors)

    @property
    def saved_tensors(self):
        """What save_for_backward was given."""
        if self._saved is None:
            raise RuntimeError(
                "saved_tensors: backward was called a second time, and the first one freed them; "
                "call backward(retain_graph=True) the first time"
            )
        for x in self._saved:
            if x is not None and versions.changed_since(x.array, self._time):
                raise RuntimeError(versions.changed("a Function", x.array))
        return tuple(self._saved)

    def mark_non_differentiable(self, *tensors):
        """These results have no gradient."""
        self._flat = list(tensors)

    def mark_dirty(self, *tensors):
        """These inputs were changed in place, and are results."""
        self._dirty = list(tensors)

    def set_materialize_grads(self, value):
        """False: a result that got no gradient gives None to backward instead of zeros."""
        self._materialize = value


class Function:
    """The base of functions with a hand-written gradient; call them with `MyFunction.apply(x)`.

    >>> import minidnn
    >>> class Square(minidnn.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...     @staticmethod
    ...     def backward(ctx, dy):
    ...         (x,) = ctx.saved_tensors
    ...         return 2 * x * dy
    >>> x = minidnn.tensor([3.0], requires_grad=True)
    >>> Square.apply(x).backward()
    >>> x.grad
    tensor([6.])
    """

    def __init__(self):
        raise RuntimeError(
            f"{type(self).__name__}: a Function has no objects; write forward and backward as "
            "static methods, and call .apply(...)"
        )

    @staticmethod
    def forward(ctx, *inputs):
        """Inputs to results; in a subclass."""
        raise NotImplementedError("Function: write forward(ctx, ...) as a static method")

    @staticmethod
    def backward(ctx, *gradients):
        """The gradients of the results to one gradient (or None) for each input; in a subclass."""
        raise NotImplementedError("Function: write backward(ctx, ...) as a static method")

    @classmethod
    def apply(cls, *inputs):
        """Run forward, and record backward."""
        wanted = tuple(isinstance(x, Variable) and current(x) is not None for x in inputs)
        ctx = Context(wanted)
        separate = "setup_context" in vars(cls) or cls.setup_context is not Function.setup_context
        with no_grad():
            ys = cls.forward(*inputs) if separate else cls.forward(ctx, *inputs)
            if separate:
                cls.setup_context(ctx, inputs, ys)
        outputs = ys if isinstance(ys, tuple) else (ys,)
        for y in outputs:
            if not isinstance(y, Variable):
                raise TypeError(f"{cls.__name__}.forward must return tensors; got {y!r:.60}")
        ctx._time = versions.next_order()
        if not (any(wanted) and mode.recording):
            return ys
        tensors = recorded(cls, ctx, inputs, outputs)
        return tensors if isinstance(ys, tuple) else tensors[0]

    @staticmethod
    def setup_context(ctx, inputs, output):
        """PyTorch's newer form: forward(*inputs) without ctx, which is filled here."""


def recorded(cls, ctx, inputs, outputs):
    """The results with their places on the tape."""
    memo = []  # (the gradients that backward was called with, what it returned)
    shapes = [y.shape for y in outputs]

    def rule(place):
        def dx(*dys):
            if not memo or any(a is not b for a, b in zip(memo[0], dys)):
                memo[:] = dys, gradients_of(cls, ctx, inputs_shapes, dys)
            return memo[1][place]

        return dx

    inputs_shapes = [getattr(x, "shape", None) for x in inputs]
    wanted = [i for i, want in enumerate(ctx.needs_input_grad) if want]

    def call(*_):
        raise RuntimeError(
            f"create_graph: the result of {cls.__name__} cannot be computed again; a Function can "
            "be differentiated twice only where nothing after it needs its value"
        )

    call.__name__ = cls.__name__
    call.takes_tensors = True
    sources = [(inputs[i].node, rule(i)) for i in wanted]
    node = Node(shapes, sources, (call, [None], {}))
    given = {id(x): x for x in inputs if isinstance(x, Variable)}
    flat = {id(y) for y in ctx._flat}
    arrays = []
    for y in outputs:
        fresh = id(y) not in given or any(y is x for x in ctx._dirty)
        arrays.append(y.array if fresh else y.array.copy())
    tensors = several(Tensor, arrays, node)
    for y, tensor in zip(outputs, tensors):
        if id(y) in flat:
            tensor.node = None
    keep_results(ctx, outputs, tensors)
    for y, tensor in zip(outputs, tensors):
        if any(y is x for x in ctx._dirty):
            versions.wrote(y.array)
            y.node = tensor.node
    return tensors


def keep_results(ctx, outputs, tensors):
    """Results among the saved tensors, without a cycle that only the collector could free."""
    for i, x in enumerate(ctx._saved):
        for y, tensor in zip(outputs, tensors):
            if x is y:
                ctx._saved[i] = Saved(tensor)
    if any(isinstance(x, Saved) for x in ctx._saved):
        ctx.__class__ = type("Context", (SavedContext,), {})


class Saved:
    """A saved result: its array, and its place on the tape, weakly."""

    def __init__(self, tensor):
        self.array = tensor.array
        self.node = weakref.ref(tensor.node) if tensor.node is not None else lambda: None


class SavedContext(Context):
    """A context that holds results."""

    @property
    def saved_tensors(self):
        whole = []
        for x in Context.saved_tensors.fget(self):
            if isinstance(x, Saved):
                tensor = Tensor(x.array)
                tensor.node = x.node()
                x = tensor
            whole.append(x)
        return tuple(whole)


def gradients_of(cls, ctx, shapes, dys):
    """What backward returns, checked, one for each input, as arrays or tensors like dys."""
    tensors = any(isinstance(dy, Variable) for dy in dys)
    given = [dy if isinstance(dy, Variable) or dy is None else Tensor(dy) for dy in dys]
    found = cls.backward(ctx, *given)
    found = found if isinstance(found, tuple) else (found,)
    while len(found) > len(shapes) and found[-1] is None:
        found = found[:-1]
    if len(found) != len(shapes):
        raise RuntimeError(
            f"{cls.__name__}.backward returned {len(found)} gradients for {len(shapes)} inputs; "
            "return one for each argument of forward, None for those without"
        )
    whole = []
    for i, (dx, shape, want) in enumerate(zip(found, shapes, ctx.needs_input_grad)):
        if dx is None or not want:
            like = next(d for d in given if d is not None)
            dx = like.new_zeros(shape) if want else None
        elif tuple(dx.shape) != tuple(shape):
            total = sum_to_shape(dx, shape)
            if total is None:
                raise RuntimeError(
                    f"{cls.__name__}.backward returned a gradient of shape {tuple(dx.shape)} for "
                    f"input {i} of shape {tuple(shape)}"
                )
            dx = total
        whole.append(dx if tensors or dx is None else dx.array)
    return whole


def sum_to_shape(dx, shape):
    """dx summed to a shape that it is a repetition of; None if it is not."""
    try:
        if np.broadcast_shapes(dx.shape, shape) != tuple(dx.shape):
            return None
    except ValueError:
        return None
    extra = dx.ndim - len(shape)
    dims = [*range(extra)]
    dims += [extra + i for i, n in enumerate(shape) if n == 1 and dx.shape[extra + i] != 1]
    return dx.sum(tuple(dims), keepdim=True).reshape(tuple(shape))
