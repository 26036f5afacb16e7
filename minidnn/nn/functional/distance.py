"""Distances and products of pairs: cosine_similarity pairwise_distance pdist bilinear."""

from ... import functional as F
from ...functional.checks import expect_tensor
from ...tensor import Tensor

__all__ = ["bilinear", "cosine_similarity", "pairwise_distance", "pdist"]


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """x1·x2 / (max(‖x1‖, eps)·max(‖x2‖, eps)) along a dimension; the shapes broadcast."""
    expect_tensor("cosine_similarity", x1)
    expect_tensor("cosine_similarity", x2)
    x1, x2 = F.broadcast_tensors(x1, x2)  # a length of 1 along dim counts as often as it is used
    lengths = [F.clamp(F.norm(x, 2, dim, True), min=eps) for x in (x1, x2)]
    return F.sum(F.mul(F.div(x1, lengths[0]), F.div(x2, lengths[1])), dim)


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """‖x1 - x2 + eps‖_p along the last dimension; the shapes broadcast."""
    expect_tensor("pairwise_distance", x1)
    return F.norm(F.add(F.sub(x1, x2), eps), p, -1, keepdim)


def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """The distances ‖x_i - x_j‖_p of all pairs i < j of rows: (N,M) -> (N·(N-1)/2,)."""
    if input.ndim != 2:
        raise RuntimeError(f"pdist: expected a matrix, got {tuple(input.shape)}")
    N = input.shape[0]
    rows = [i for i in range(N) for _ in range(i + 1, N)]
    columns = [j for i in range(N) for j in range(i + 1, N)]
    if not rows:
        return F.sum(input[:0], 1)
    return F.norm(F.sub(input[rows], input[columns]), p, 1)


def bilinear(
    input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None
) -> Tensor:
    """y_o = x1ᵀ·W_o·x2 + b_o: x1 (...,I), x2 (...,J), weight (O,I,J), bias (O,) -> (...,O)."""
    O, I, J = weight.shape
    lead = tuple(input1.shape[:-1])
    if input1.shape[-1] != I or input2.shape[-1] != J or tuple(input2.shape[:-1]) != lead:
        raise RuntimeError(
            f"bilinear: expected inputs (..., {I}) and (..., {J}) with the same leading dimensions "
            f"for weight {tuple(weight.shape)}, got {tuple(input1.shape)} and {tuple(input2.shape)}"
        )
    half = F.matmul(input1.reshape(-1, I), weight.permute(1, 0, 2).reshape(I, O * J))
    y = F.sum(F.mul(half.reshape(-1, O, J), input2.reshape(-1, 1, J)), 2).reshape(*lead, O)
    return y if bias is None else F.add(y, bias)
