"""Losses made of other functions: margins, likelihoods, pairs and triplets, label sets.

The losses with ops of their own (cross_entropy, mse_loss, ...) are in `functional.losses`.
"""

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import functional as F
from ...functional.losses import check_some, fits, host_array, like, reduction_of
from ...ops.divergence import kl_div as kl_div_op
from ...tape import apply
from ...tensor import Tensor
from .activation import logsigmoid, softplus
from .distance import pairwise_distance

__all__ = [
    "cosine_embedding_loss", "gaussian_nll_loss", "hinge_embedding_loss", "kl_div",
    "margin_ranking_loss", "multi_margin_loss", "multilabel_margin_loss",
    "multilabel_soft_margin_loss", "poisson_nll_loss", "soft_margin_loss", "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
]


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """target·(ln target - input), input log-probabilities; log_target: target is one too.

    reduction="batchmean" divides the sum by the batch size: the Kullback-Leibler divergence.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if reduction == "mean":
        warnings.warn(
            'kl_div: reduction="mean" divides by all elements; "batchmean" gives the divergence',
            stacklevel=3,
        )
    same_shape("kl_div", input, target)
    loss = apply(kl_div_op, input, like(target, input), log_target=log_target)
    if reduction == "batchmean":
        return F.div(F.sum(loss), max(input.shape[0] if input.ndim else 1, 1))
    return reduced("kl_div", loss, reduction)


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """e^x - t·x (log_input), or x - t·ln(x + eps); full adds Stirling's formula where t > 1."""
    reduction = reduction_of(size_average, reduce, reduction)
    same_shape("poisson_nll_loss", input, target)
    target = like(target, input)
    if log_input:
        loss = F.sub(F.exp(input), F.mul(target, input))
    else:
        loss = F.sub(input, F.mul(target, F.log(F.add(input, eps))))
    if full:
        large = F.where(target > 1, target, F.add(F.mul(target, 0.0), 1.0))
        logs = F.log(large)
        stirling = large * logs - large + 0.5 * (logs + math.log(2 * math.pi))
        loss = F.add(loss, F.where(target > 1, stirling, F.mul(target, 0.0)))
    return reduced("poisson_nll_loss", loss, reduction)


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Any,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """(ln var + (input - target)²/var)/2, var at least eps; full adds ln(2π)/2."""
    name = "gaussian_nll_loss"
    if isinstance(var, int | float):
        var = Tensor(F.raw(input).reshape(-1)[:1] * 0 + float(var))
    elif tuple(var.shape) != tuple(input.shape):
        if tuple(var.shape) == tuple(input.shape[:-1]):
            var = var.unsqueeze(-1)
        elif var.ndim != input.ndim or not fits(tuple(var.shape), tuple(input.shape)):
            raise ValueError(
                f"{name}: var must have the input's shape {tuple(input.shape)}, with 1 where it is "
                f"one number for a whole dimension, got {tuple(var.shape)}"
            )
    array = host_array(var)
    if array is not None and (array < 0).any():
        raise ValueError(f"{name}: var must not be negative, got {array.min():g}")
    # the limit holds for the value only: the gradient passes, so that var can leave it
    raised = Tensor(np.maximum(eps - F.raw(var), 0).astype(var.dtype))
    var = F.add(var, raised)
    difference = F.sub(input, target)
    loss = 0.5 * (F.log(var) + difference * difference / var)
    if full:
        loss = loss + 0.5 * math.log(2 * math.pi)
    return reduced(name, loss, reduction)


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """x where target is 1, max(margin - x, 0) where it is -1."""
    reduction = reduction_of(size_average, reduce, reduction)
    zero = F.mul(input, 0.0)
    far = F.where(target != 1, F.clamp(F.sub(margin, input), min=0.0), zero)
    near = F.where(target != -1, input, zero)
    return reduced("hinge_embedding_loss", F.add(far, near), reduction)


def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(-t·(x1 - x2) + margin, 0): target 1 if x1 should rank higher, -1 if x2."""
    reduction = reduction_of(size_average, reduce, reduction)
    if not input1.ndim == input2.ndim == target.ndim:
        raise RuntimeError(
            "margin_ranking_loss: the inputs and the target must have as many dimensions, got "
            f"{tuple(input1.shape)}, {tuple(input2.shape)} and {tuple(target.shape)}"
        )
    loss = F.add(F.mul(F.neg(target), F.sub(input1, input2)), margin)
    return reduced("margin_ranking_loss", F.clamp(loss, min=0.0), reduction)


def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """1 - cos(x1, x2) where target is 1, max(cos(x1, x2) - margin, 0) where it is -1."""
    reduction = reduction_of(size_average, reduce, reduction)
    if (target.ndim, input1.ndim - 1) not in ((0, 0), (1, 1)) or input2.ndim != input1.ndim:
        raise RuntimeError(
            f"cosine_embedding_loss: expected inputs (N, D) with a target (N,), or (D,) with (), "
            f"got {tuple(input1.shape)}, {tuple(input2.shape)} and {tuple(target.shape)}"
        )
    tiny = 1e-12
    length = F.sqrt(F.mul(F.sum(input1**2, -1) + tiny, F.sum(input2**2, -1) + tiny))
    cos = F.div(F.sum(F.mul(input1, input2), -1), length)
    zero = F.mul(cos, 0.0)
    near = F.where(target == 1, F.sub(1.0, cos), zero)
    far = F.where(target == -1, F.clamp(F.sub(cos, margin), min=0.0), zero)
    return reduced("cosine_embedding_loss", F.add(near, far), reduction)


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(‖a - p‖ - ‖a - n‖ + margin, 0) along the last dimension.

    swap: the nearer of a and p stands against n. Source: Balntas et al., Learning shallow
    convolutional feature descriptors with triplet losses (2016), equations 3 and 5.
    """
    reduction = reduction_of(size_average, reduce, reduction)

    def distance(x: Tensor, y: Tensor) -> Tensor:
        return pairwise_distance(x, y, p, eps)

    name = "triplet_margin_loss"
    return triplets(name, anchor, positive, negative, distance, margin, swap, reduction)


def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """triplet_margin_loss with a distance of one's own (pairwise_distance if None)."""
    name, distance = "triplet_margin_with_distance_loss", distance_function or pairwise_distance
    return triplets(name, anchor, positive, negative, distance, margin, swap, reduction)


def triplets(name, anchor, positive, negative, distance, margin, swap, reduction):  # type: ignore
    """max(d(a, p) - d(a, n) + margin, 0)."""
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError(
            f"{name}: anchor, positive and negative must have as many dimensions, got "
            f"{tuple(anchor.shape)}, {tuple(positive.shape)} and {tuple(negative.shape)}"
        )
    if not margin > 0:
        raise ValueError(f"{name}: margin must be above 0, got {margin}")
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = F.minimum(far, distance(positive, negative))
    return reduced(name, F.clamp(F.add(F.sub(near, far), margin), min=0.0), reduction)


def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """ln(1 + e^(-t·x)), target 1 or -1."""
    reduction = reduction_of(size_average, reduce, reduction)
    same_shape("soft_margin_loss", input, target)
    loss = softplus(F.neg(F.mul(like(target, input), input)), threshold=math.inf)
    return reduced("soft_margin_loss", loss, reduction)


def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """-mean over the classes of w·(t·ln σ(x) + (1-t)·ln σ(-x)):  input, target (N,C)."""
    reduction = reduction_of(size_average, reduce, reduction)
    name = "multilabel_soft_margin_loss"
    same_shape(name, input, target)
    if weight is not None and not fits(tuple(weight.shape), tuple(input.shape)):
        raise ValueError(
            f"{name}: a weight {tuple(weight.shape)} cannot be spread over {tuple(input.shape)}"
        )
    target = like(target, input)
    loss = F.neg(target * logsigmoid(input) + (1 - target) * logsigmoid(F.neg(input)))
    loss = loss if weight is None else F.mul(loss, weight)
    return reduced(name, F.mean(loss, -1), reduction)


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Σ over classes i ≠ y of w[y]·max(margin - x[y] + x[i], 0)^p / C:  input (N,C), y (N,)."""
    reduction = reduction_of(size_average, reduce, reduction)
    name = "multi_margin_loss"
    if p not in (1, 2):
        raise ValueError(f"{name}: p must be 1 or 2, got {p!r}")
    scores, labels = rows_of(name, input), target.reshape(-1)
    expect_labels(name, labels, scores.shape)
    here = F.gather(scores, 1, labels.unsqueeze(1))
    loss = F.clamp(F.add(F.sub(scores, here), margin), min=0.0) ** p
    own = F.raw(labels)[:, None] == np.arange(scores.shape[1], like=F.raw(labels))
    loss = F.masked_fill(loss, Tensor(own), 0.0)
    if weight is not None:
        loss = F.mul(loss, F.index_select(weight, 0, labels).unsqueeze(1))
    loss = F.mean(loss, 1)
    return reduced(name, loss if target.ndim else loss[0], reduction)


def multilabel_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Σ over labels j and other classes i of max(1 - x[j] + x[i], 0) / C:  input (N,C).

    target (N,C) lists the labels of each sample; what follows the first -1 does not count.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    name = "multilabel_margin_loss"
    same_shape(name, input, target)
    scores = rows_of(name, input)
    labels = F.raw(target.reshape(-1, scores.shape[1]))
    if labels.dtype.kind not in "iu":
        raise TypeError(f"{name}: the target must hold labels (integers), got {labels.dtype}")
    counted = np.cumsum(labels < 0, axis=1) == 0
    places = labels * counted
    expect_labels(name, Tensor(places.reshape(-1)), (places.size, scores.shape[1]))
    classes = np.arange(scores.shape[1], like=labels)
    own = ((places[:, :, None] == classes) & counted[:, :, None]).any(axis=1)
    here = F.gather(scores, 1, Tensor(places))
    loss = F.clamp(1 - here.unsqueeze(2) + scores.unsqueeze(1), min=0.0)
    loss = F.masked_fill(loss, Tensor(~(counted[:, :, None] & ~own[:, None, :])), 0.0)
    loss = F.div(F.sum(loss, (1, 2)), scores.shape[1])
    return reduced(name, loss if input.ndim == 2 else loss[0], reduction)


def reduced(name: str, loss: Tensor, reduction: str) -> Tensor:
    """The losses as they are, their mean or their sum."""
    if reduction == "none":
        return loss
    if reduction not in ("mean", "sum"):
        raise ValueError(f"{name}: reduction must be 'mean', 'sum' or 'none', got {reduction!r}")
    check_some(name, loss, reduction)
    return F.mean(loss) if reduction == "mean" else F.sum(loss)


def same_shape(name: str, input: Tensor, target: Tensor) -> None:
    """Refuse shapes that would be broadcast: (N,1) against (N,) would give N·N losses."""
    if tuple(input.shape) != tuple(target.shape):
        raise ValueError(
            f"{name}: input {tuple(input.shape)} and target {tuple(target.shape)} must have the "
            "same shape"
        )


def rows_of(name: str, input: Tensor) -> Tensor:
    """(N,C) of (N,C) or of one sample (C,)."""
    if input.ndim > 2 or 0 in input.shape[-1:]:
        raise RuntimeError(f"{name}: expected input (N, C) or (C,), got {tuple(input.shape)}")
    return input if input.ndim == 2 else input.reshape(1, -1)


def expect_labels(name: str, labels: Tensor, shape: Any) -> None:
    """Raises unless there is one label in [0, C) for each row."""
    if labels.dtype.kind not in "iu":
        raise TypeError(f"{name}: labels must be integers, got {labels.dtype}: use labels.long()")
    if tuple(labels.shape) != (shape[0],):
        raise ValueError(f"{name}: expected {shape[0]} labels, got {tuple(labels.shape)}")
    array = host_array(labels)
    if array is not None and not 0 <= array.min() <= array.max() < shape[1]:
        span = f"{array.min()} to {array.max()}"
        raise IndexError(f"{name}: labels must be in [0, {shape[1]}), got {span}")
