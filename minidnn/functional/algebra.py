"""Rarer products of vectors and matrices, for tensors: mv inner kron cross baddbmm cdist …"""

import math

import numpy as np

from .. import ops
from ..tape import apply
from .arithmetic import add, mul, pow, sub
from .declare import method
from .index import getitem, raw
from .products import bmm, dot, expect_dims, matmul, outer
from .reduce import sum
from .shape import expand, permute, reshape, stack, unsqueeze, wrapped

__all__ = [
    "addbmm", "addmv", "addr", "baddbmm", "cdist", "chain_matmul", "cross", "dist", "ger",
    "inner", "kron", "mv", "pdist", "tensordot", "vander", "vdot",
]

ger = outer


@method
def mv(input, vec):
    """A matrix times a vector."""
    expect_dims("mv", 2, input)
    expect_dims("mv", 1, vec)
    return matmul(input, vec)


@method
def inner(input, other):
    """Σ x·y over the last dimension of both."""
    if not input.ndim or not other.ndim:
        return mul(input, other)
    if input.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            f"inner: the last dimensions must be equally long; got {tuple(input.shape)} and "
            f"{tuple(other.shape)}"
        )
    return tensordot(input, other, dims=([-1], [-1]))


@method
def vdot(input, other):
    """Σ conj(x)·y for two vectors."""
    expect_dims("vdot", 1, input, other)
    return dot(input.conj() if input.dtype.kind == "c" else input, other)


def scaled(beta, x, alpha, y):
    """beta·x + alpha·y; with beta = 0 x is ignored, also where it is NaN."""
    y = y if alpha == 1 else mul(y, alpha)
    if beta == 0:
        return expand(y, np.broadcast_shapes(tuple(x.shape), tuple(y.shape)))
    return add(x if beta == 1 else mul(x, beta), y)


@method
def addmv(input, mat, vec, *, beta=1, alpha=1):
    """beta·x + alpha·matrix·vector."""
    return scaled(beta, input, alpha, mv(mat, vec))


@method
def addr(input, vec1, vec2, *, beta=1, alpha=1):
    """beta·x + alpha·outer(vec1, vec2)."""
    return scaled(beta, input, alpha, outer(vec1, vec2))


@method
def baddbmm(input, batch1, batch2, *, beta=1, alpha=1):
    """beta·x + alpha·bmm(batch1, batch2)."""
    return scaled(beta, input, alpha, bmm(batch1, batch2))


@method
def addbmm(input, batch1, batch2, *, beta=1, alpha=1):
    """beta·x + alpha·Σ bmm(batch1, batch2) over the batch."""
    return scaled(beta, input, alpha, sum(bmm(batch1, batch2), 0))


def chain_matmul(*matrices):
    """The product of several matrices."""
    y = matrices[0]
    for x in matrices[1:]:
        y = matmul(y, x)
    return y


def tensordot(a, b, dims=2):
    """Σ a·b over pairs of dimensions: the last and first `dims`, or two lists of them."""
    dims = raw(dims)
    if getattr(dims, "ndim", 0):
        dims = dims.tolist()
    if not isinstance(dims, tuple | list):
        n = int(dims)
        dims = list(range(a.ndim - n, a.ndim)), list(range(n))
    first, second = ([d] if isinstance(d, int) else list(d) for d in dims)
    first, second = [d % a.ndim for d in first], [d % b.ndim for d in second]
    for d, e in zip(first, second):  # a length of 1 meets any other
        if a.shape[d] == 1 != b.shape[e]:
            b = sum(b, e, True)
        elif b.shape[e] == 1 != a.shape[d]:
            a = sum(a, d, True)
    if [a.shape[d] for d in first] != [b.shape[d] for d in second]:
        raise RuntimeError(
            f"tensordot: dimensions {first} of {tuple(a.shape)} and {second} of {tuple(b.shape)} "
            "must be equally long"
        )
    rest_a = [d for d in range(a.ndim) if d not in first]
    rest_b = [d for d in range(b.ndim) if d not in second]
    k = math.prod(a.shape[d] for d in first)
    rows, columns = [a.shape[d] for d in rest_a], [b.shape[d] for d in rest_b]
    x = reshape(permute(a, *rest_a, *first), (math.prod(rows), k))
    y = reshape(permute(b, *second, *rest_b), (k, math.prod(columns)))
    return reshape(matmul(x, y), (*rows, *columns))


@method
def kron(input, other):
    """Every element of x times all of y: Kronecker's product."""
    n = len(max(input.shape, other.shape, key=len))
    a = reshape(input, (1,) * (n - input.ndim) + tuple(input.shape))
    b = reshape(other, (1,) * (n - other.ndim) + tuple(other.shape))
    shape = tuple(i * j for i, j in zip(a.shape, b.shape))
    a = reshape(a, [m for i in a.shape for m in (i, 1)])
    b = reshape(b, [m for j in b.shape for m in (1, j)])
    return reshape(mul(a, b), shape)


@method
def cross(input, other, dim=None):
    """The vector at right angles to x and y, along a dimension of length 3 (None: the first)."""
    shape = np.broadcast_shapes(tuple(input.shape), tuple(other.shape))
    if dim is None:
        dim = next((d for d, n in enumerate(shape) if n == 3), None)
    if dim is None or shape[dim] != 3:
        raise RuntimeError(f"cross: expected a dimension of length 3; got {shape}, dim {dim}")
    x, y = expand(input, shape), expand(other, shape)
    dim = wrapped("cross", dim, len(shape))
    part = lambda a, i: getitem(a, (*[slice(None)] * dim, i))
    (a, b, c), (d, e, f) = ([part(v, i) for i in range(3)] for v in (x, y))
    return stack(
        [sub(mul(b, f), mul(c, e)), sub(mul(c, d), mul(a, f)), sub(mul(a, e), mul(b, d))], dim
    )


def vander(x, N=None, increasing=False):
    """The powers of x as columns, falling or rising."""
    count = x.shape[0] if N is None else N
    powers = np.arange(count, like=raw(x))
    return pow(unsqueeze(x, 1), x.result(powers if increasing else powers[::-1].copy()))


# Distances


@method
def dist(input, other, p=2):
    """The p-norm of x - y."""
    return apply(ops.vector_norm, sub(input, other), p=float(p))


def cdist(x1, x2, p=2.0, compute_mode="use_mm_for_euclid_dist_if_necessary"):
    """The p-norm of every difference of rows: (…,N,D), (…,M,D) -> (…,N,M)."""
    if x1.ndim < 2 or x2.ndim < 2 or x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(
            f"cdist: expected rows of equal length; got {tuple(x1.shape)} and {tuple(x2.shape)}"
        )
    if not p >= 0:
        raise RuntimeError(f"cdist: p must not be negative; got {p}")
    return apply(ops.vector_norm, sub(unsqueeze(x1, -2), unsqueeze(x2, -3)), p=float(p), axis=-1)


def pdist(input, p=2.0):
    """The p-norm of the difference of every two rows: (N,D) -> (N·(N-1)/2,)."""
    rows, columns = np.triu_indices(input.shape[0], 1)
    return apply(
        ops.vector_norm, sub(getitem(input, rows), getitem(input, columns)), p=float(p), axis=-1
    )
