"""Products of matrices, for tensors."""

from .. import ops
from ..ops import fast
from ..tape import Variable, apply
from .arithmetic import mul
from .checks import expect_one_type, expect_tensor
from .declare import method
from .shape import unsqueeze

__all__ = ["addmm", "bmm", "dot", "einsum", "matmul", "mm", "outer"]


@method
def matmul(input, other):
    """x·y for vectors, matrices and batches of matrices."""
    tensors = isinstance(input, Variable) and isinstance(other, Variable)
    if not (tensors and input.array.dtype is other.array.dtype):
        expect_tensor("matmul", input)
        expect_tensor("matmul", other)
        if input.dtype != other.dtype:
            raise RuntimeError(
                f"matmul: both tensors must be of one type; got {input.dtype} and {other.dtype}: "
                "use .to()"
            )
    return apply(fast.matmul, input, other)


@method
def mm(input, mat2):
    """x·y for two matrices."""
    expect_dims("mm", 2, input, mat2)
    return matmul(input, mat2)


@method
def bmm(input, mat2):
    """x·y for two batches of matrices: (B,N,K), (B,K,M) -> (B,N,M)."""
    expect_dims("bmm", 3, input, mat2)
    if input.shape[0] != mat2.shape[0]:
        raise ValueError(
            f"bmm: the batches differ in length: {tuple(input.shape)} and {tuple(mat2.shape)}"
        )
    return matmul(input, mat2)


@method
def dot(input, tensor):
    """Σ x·y for two vectors."""
    expect_dims("dot", 1, input, tensor)
    return matmul(input, tensor)


@method
def outer(input, vec2):
    """x_i·y_j: (N,), (M,) -> (N,M)."""
    expect_dims("outer", 1, input, vec2)
    return mul(unsqueeze(input, 1), vec2)


@method
def addmm(input, mat1, mat2, *, beta=1, alpha=1):
    """beta·bias + alpha·x·y."""
    input = input if beta == 1 else mul(input, beta)
    return apply(ops.addmm, input, mat1 if alpha == 1 else mul(mat1, alpha), mat2)


def einsum(equation, *operands):
    """Einstein's sum: einsum("bij,bjk->bik", x, y)."""
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        operands = tuple(operands[0])
    return apply(ops.einsum, *operands, equation=equation)


def linear(x, weight, bias=None):
    """x·Wᵀ + b: x (…,I), weight (O,I), bias (O,) or None -> (…,O)."""
    tensors = isinstance(x, Variable) and isinstance(weight, Variable)
    if not (tensors and x.array.dtype is weight.array.dtype):
        expect_tensor("linear", x)
        expect_one_type("linear", x, weight)
    return apply(fast.linear, x, weight, bias)


def expect_dims(name, ndim, *tensors):
    """Stop where NumPy would broadcast: mm takes matrices only, and so on."""
    if any(x.ndim != ndim for x in tensors):
        shapes = " and ".join(str(tuple(x.shape)) for x in tensors)
        raise ValueError(f"{name}: expected tensors of {ndim} dimensions; got {shapes}: use matmul")
