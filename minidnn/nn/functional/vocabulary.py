"""The cross entropy of a linear layer's logits: linear_cross_entropy."""

from typing import Any

from ... import functional as F
from ...functional.losses import cross_entropy
from ...tensor import Tensor

__all__ = ["linear_cross_entropy"]


def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options: Any = None,
) -> Tensor:
    """cross_entropy(linear(input, linear_weight, linear_bias), target).

    input (N,I) or (I,), linear_weight (C,S,I), linear_bias (C,S); S: the sizes of a loss of more
    dimensions, mostly none. options: how PyTorch saves memory; it changes no number, so it is taken
    and not used.
    """
    *shape, features = linear_weight.shape
    flat = linear_weight.reshape(-1, features)
    bias = None if linear_bias is None else linear_bias.reshape(-1)
    logits = F.linear(input, flat, bias).reshape(*input.shape[:-1], *shape)
    return cross_entropy(
        logits,
        target,
        weight,
        ignore_index=-100 if ignore_index is None else ignore_index,
        reduction=reduction,
        label_smoothing=label_smoothing,
    )
