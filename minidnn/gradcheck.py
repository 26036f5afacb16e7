"""gradcheck: compares the gradients of a function with central differences, number by number."""

from collections.abc import Callable, Sequence

import numpy as np

from . import backend, tape
from .gradients import grad
from .tensor import Tensor


def gradcheck(
    function: Callable[..., Tensor | Sequence[Tensor]],
    inputs: Tensor | Sequence[Tensor],
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
) -> bool:
    """Whether the gradients of `function(*inputs)` agree with (f(x+eps) - f(x-eps)) / (2 eps).

    inputs: float64 tensors; those with requires_grad=True are checked at every element, with a
    random upstream gradient. The inputs' own .grad is left as it was.

    Raises: ValueError for inputs that are not float64; RuntimeError for a difference (or returns
    False with raise_exception=False). The message names input, index and both values.

    >>> import minidnn
    >>> x = minidnn.randn(3, dtype=minidnn.float64, requires_grad=True)
    >>> minidnn.gradcheck(minidnn.tanh, x)
    True
    """
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    wanted = [i for i, x in enumerate(inputs) if isinstance(x, Tensor) and x.requires_grad]
    if not wanted:
        raise ValueError("gradcheck: no input has requires_grad=True")
    for i in wanted:
        if inputs[i].dtype != np.float64:
            raise ValueError(
                f"gradcheck: input {i} is {inputs[i].dtype}; central differences need float64: "
                "use .double()"
            )
    arrays = [backend.to_host(x.array) if isinstance(x, Tensor) else x for x in inputs]

    def outputs(changed=None, array=None):
        """The outputs for the inputs, one of them replaced."""
        fresh = list(inputs)
        for i in wanted:
            values = array if i == changed else arrays[i]
            moved = backend.to_device(values.copy(), inputs[i].device)
            fresh[i] = Tensor(moved, requires_grad=True)
        y = function(*fresh)
        return fresh, (y,) if isinstance(y, Tensor) else tuple(y)

    with tape.enable_grad():
        fresh, ys = outputs()
        ys = [y for y in ys if y.dtype.kind == "f"]
        upstream = [np.random.default_rng(0).standard_normal(y.shape) for y in ys]
        total = None
        for y, dy in zip(ys, upstream):
            term = (y * Tensor(backend.to_device(dy, y.device))).sum()
            total = term if total is None else total + term
        if total is None or not total.requires_grad:
            return fail("gradcheck: no output depends on the inputs", raise_exception)
        total.backward()

    def slope(i, index):
        """The central difference of Σ upstream·output along one element."""
        sums = []
        for step in (eps, -eps):
            array = arrays[i].copy()
            array[index] += step
            with tape.no_grad():
                results = outputs(i, array)[1]
            values = [backend.to_host(y.array) for y in results if y.dtype.kind == "f"]
            sums.append(sum(float((v * dy).sum()) for v, dy in zip(values, upstream)))
        return (sums[0] - sums[1]) / (2 * eps)

    for i in wanted:
        grad = fresh[i].grad
        grad = np.zeros_like(arrays[i]) if grad is None else backend.to_host(grad.array)
        for index in np.ndindex(arrays[i].shape):
            numeric, written = slope(i, index), float(grad[index])
            if not abs(numeric - written) <= atol + rtol * abs(numeric):
                return fail(
                    f"gradcheck: input {i} at {index}: the backward pass gives {written:.6g}, "
                    f"central differences give {numeric:.6g}",
                    raise_exception,
                )
    return True


def fail(message, raise_exception):
    """Raise, or return False."""
    if raise_exception:
        raise RuntimeError(message)
    return False


def gradgradcheck(
    function: Callable[..., Tensor | Sequence[Tensor]],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor] | None = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
) -> bool:
    """Whether the second derivatives agree with central differences of the first.

    It is gradcheck of the function that gives the gradients, by the inputs and by the upstream
    gradients (random, unless given). Arguments and errors as for gradcheck.
    """
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    wanted = [i for i, x in enumerate(inputs) if isinstance(x, Tensor) and x.requires_grad]
    ys = floating_outputs(function, inputs)
    if grad_outputs is None:
        rng = np.random.default_rng(1)
        upstream = [
            Tensor(backend.to_device(rng.standard_normal(y.shape), y.device), requires_grad=True)
            for y in ys
        ]
    else:
        given = [grad_outputs] if isinstance(grad_outputs, Tensor) else grad_outputs
        upstream = [dy.detach().requires_grad_() for dy in given]

    def gradient(*args):
        xs, dys = args[: len(inputs)], args[len(inputs) :]
        with tape.enable_grad():
            ys = floating_outputs(function, xs)
            return grad(
                ys, [xs[i] for i in wanted], dys, create_graph=True, materialize_grads=True
            )

    return gradcheck(
        gradient,
        (*inputs, *upstream),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
    )


def floating_outputs(function, inputs):
    """The results that have a gradient."""
    y = function(*inputs)
    return [y for y in ((y,) if isinstance(y, Tensor) else y) if y.dtype.kind == "f"]
