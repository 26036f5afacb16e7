"""Products of matrices, for tensors."""

from .. import ops
from ..ops import fast
from ..tape import apply
from .arithmetic import mul
from .checks import expect_one_type, expect_tensor
from .declare import method
from .shape import unsqueeze

__all__ = ["addmm", "bmm", "dot", "einsum", "matmul", "mm", "outer"]


@method
def matmul(x, y):
    """x·y for vectors, matrices and batches of matrices."""
    expect_tensor("matmul", x)
    expect_tensor("matmul", y)
    if x.dtype is not y.dtype and x.dtype != y.dtype:
        raise RuntimeError(
            f"matmul: both tensors must be of one type; got {x.dtype} and {y.dtype}: use .to()"
        )
    return apply(fast.matmul, x, y)


@method
def mm(x, y):
    """x·y for two matrices."""
    expect_dims("mm", 2, x, y)
    return matmul(x, y)


@method
def bmm(x, y):
    """x·y for two batches of matrices: (B,N,K), (B,K,M) -> (B,N,M)."""
    expect_dims("bmm", 3, x, y)
    if x.shape[0] != y.shape[0]:
        raise ValueError(
            f"bmm: the batches differ in length: {tuple(x.shape)} and {tuple(y.shape)}"
        )
    return matmul(x, y)


@method
def dot(x, y):
    """Σ x·y for two vectors."""
    expect_dims("dot", 1, x, y)
    return matmul(x, y)


@method
def outer(x, y):
    """x_i·y_j: (N,), (M,) -> (N,M)."""
    expect_dims("outer", 1, x, y)
    return mul(unsqueeze(x, 1), y)


@method
def addmm(bias, x, y, *, beta=1, alpha=1):
    """beta·bias + alpha·x·y."""
    bias = bias if beta == 1 else mul(bias, beta)
    return apply(ops.addmm, bias, x if alpha == 1 else mul(x, alpha), y)


def einsum(equation, *operands):
    """Einstein's sum: einsum("bij,bjk->bik", x, y)."""
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        operands = tuple(operands[0])
    return apply(ops.einsum, *operands, equation=equation)


def linear(x, weight, bias=None):
    """x·Wᵀ + b: x (…,I), weight (O,I), bias (O,) or None -> (…,O)."""
    if getattr(x, "dtype", None) is not weight.dtype:
        expect_tensor("linear", x)
        expect_one_type("linear", x, weight)
    return apply(fast.linear, x, weight, bias)


def expect_dims(name, ndim, *tensors):
    """Stop where NumPy would broadcast: mm takes matrices only, and so on."""
    if any(x.ndim != ndim for x in tensors):
        shapes = " and ".join(str(tuple(x.shape)) for x in tensors)
        raise ValueError(f"{name}: expected tensors of {ndim} dimensions; got {shapes}: use matmul")
