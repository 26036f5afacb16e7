"""Derivatives of functions: jacobian hessian vjp jvp hvp vhp, under PyTorch's names."""

from ..functional import stack
from ..gradients import grad
from ..tape import enable_grad
from ..tensor import Tensor, ones_like, zeros, zeros_like


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False):
    """The derivative of every output by every input: shape (*output, *input).

    One input and one output give a tensor; several inputs a tuple, several outputs one of these.
    """
    xs, ys, alone, single = evaluated("jacobian", func, inputs, create_graph)
    rows = []
    for y in ys:
        columns = [[] for _ in xs]
        for i in range(y.numel()):
            dxs = slopes(y.reshape(-1)[i], xs, create_graph, True)
            for column, x, dx in zip(columns, xs, dxs):
                checked("jacobian", strict, dx)
                column.append(zeros_like(x) if dx is None else dx)
        row = tuple(
            stack(column).reshape(*y.shape, *x.shape) if column else zeros(*y.shape, *x.shape)
            for column, x in zip(columns, xs)
        )
        rows.append(row[0] if alone else row)
    return finished(rows[0] if single else tuple(rows), create_graph)


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False):
    """The second derivatives of a function of one number: shape (*input, *input)."""
    alone = isinstance(inputs, Tensor)

    def slope(*xs):
        y = func(*xs)
        if y.numel() != 1:
            raise RuntimeError(
                f"hessian: the function must return one number; got shape {tuple(y.shape)}"
            )
        dxs = slopes(y.reshape(()), xs, True, False)
        whole = tuple(zeros_like(x) if dx is None else dx for x, dx in zip(xs, dxs))
        return whole[0] if alone else whole

    return jacobian(slope, inputs, create_graph, strict)


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """(outputs, vᵀ·J): one backward pass."""
    xs, ys, alone, single = evaluated("vjp", func, inputs, create_graph)
    vs = weights("vjp", v, ys)
    dxs = grad(ys, xs, vs, True, create_graph, allow_unused=True)
    for dx in dxs:
        checked("vjp", strict, dx)
    dxs = tuple(zeros_like(x) if dx is None else dx for x, dx in zip(xs, dxs))
    outputs = ys[0] if single else tuple(ys)
    return finished(outputs, create_graph), finished(dxs[0] if alone else dxs, create_graph)


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """(outputs, J·v): the derivative along v, by two backward passes."""
    xs, ys, alone, single = evaluated("jvp", func, inputs, create_graph)
    vs = weights("jvp", v, xs)
    with enable_grad():
        us = [zeros_like(y).requires_grad_() for y in ys]
        dxs = grad(ys, xs, us, True, True, allow_unused=True)  # Jᵀ·u, linear in u
        used = [(dx, v) for dx, v in zip(dxs, vs) if dx is not None and dx.requires_grad]
        along = [None] * len(us)
        if used:
            along = grad(
                [dx for dx, _ in used], us, [v for _, v in used], True, create_graph, True
            )
    for d in along:
        checked("jvp", strict, d)
    along = tuple(zeros_like(y) if d is None else d for y, d in zip(ys, along))
    outputs = ys[0] if single else tuple(ys)
    return finished(outputs, create_graph), finished(along[0] if single else along, create_graph)


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    """(output, vᵀ·H) of a function of one number."""
    xs, ys, alone, _ = evaluated("vhp", func, inputs, create_graph)
    if len(ys) != 1 or ys[0].numel() != 1:
        raise RuntimeError("vhp: the function must return one number")
    vs = weights("vhp", v, xs)
    dxs = slopes(ys[0].reshape(()), xs, True, False)
    for dx in dxs:
        checked("vhp", strict, dx)
    used = [(dx, v) for dx, v in zip(dxs, vs) if dx is not None and dx.requires_grad]
    found = [None] * len(xs)
    if used:
        found = grad([dx for dx, _ in used], xs, [v for _, v in used], True, create_graph, True)
    found = tuple(zeros_like(x) if d is None else d for x, d in zip(xs, found))
    return finished(ys[0], create_graph), finished(found[0] if alone else found, create_graph)


hvp = vhp  # the matrix is symmetric


# Helpers


def evaluated(name, func, inputs, create_graph):
    """(inputs, outputs, one input?, one output?), recorded."""
    alone = isinstance(inputs, Tensor)
    given = (inputs,) if alone else tuple(inputs)
    with enable_grad():
        xs = [
            x.view_as(x) if create_graph and x.requires_grad else x.detach().requires_grad_()
            for x in given
        ]
        ys = func(*xs)
    single = isinstance(ys, Tensor)
    ys = [ys] if single else list(ys)
    if not all(isinstance(y, Tensor) for y in ys):
        raise TypeError(f"{name}: the function must return tensors; got {ys!r:.60}")
    return xs, ys, alone, single


def slopes(y, xs, create_graph, retain_graph):
    """The gradients of one number, None where it does not depend on an input."""
    if not y.requires_grad:
        return [None] * len(xs)
    return grad(y, xs, None, retain_graph or create_graph, create_graph, allow_unused=True)


def weights(name, v, tensors):
    """The vector of a product: 1 for a single number, else given in the same shapes."""
    if v is None:
        if len(tensors) != 1 or tensors[0].numel() != 1:
            raise RuntimeError(f"{name}: v can be left out only for a single number")
        return [ones_like(tensors[0])]
    vs = [v] if isinstance(v, Tensor) else list(v)
    shapes = [tuple(x.shape) for x in tensors]
    given = [tuple(v.shape) for v in vs]
    if given != shapes:
        raise RuntimeError(f"{name}: v must have shapes {shapes}; got {given}")
    return vs


def checked(name, strict, dx):
    """With strict=True an output that does not depend on an input is an error."""
    if strict and dx is None:
        raise RuntimeError(f"{name}: an output is independent of an input; use strict=False for 0")


def finished(result, create_graph):
    """The result, cut off from the graph unless it was asked for."""
    if create_graph:
        return result
    if isinstance(result, Tensor):
        return result.detach()
    return tuple(finished(part, False) for part in result)
