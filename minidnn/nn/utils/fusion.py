"""nn.utils.fusion: a layer and the batch norm behind it as one layer, for prediction."""

import copy
from typing import Any

from ..folding import per_output, scale_and_bias
from ..parameter import Parameter

__all__ = ["fuse_conv_bn_eval", "fuse_linear_bn_eval"]


def fuse_conv_bn_eval(conv: Any, bn: Any, transpose: bool = False) -> Any:
    """A new convolution that computes bn(conv(x)), both in evaluation mode; the old ones stay.

    Raises: ValueError while one of them trains, without running statistics, and where the batch
    norm has not one feature for each output channel.
    """
    if transpose:
        raise ValueError("fuse_conv_bn_eval: transposed convolutions cannot be fused; leave it out")
    return fused("fuse_conv_bn_eval", conv, bn)


def fuse_linear_bn_eval(linear: Any, bn: Any) -> Any:
    """A new Linear that computes bn(linear(x)), both in evaluation mode; the old ones stay.

    Raises: ValueError as fuse_conv_bn_eval.
    """
    return fused("fuse_linear_bn_eval", linear, bn)


def fused(name: str, layer: Any, bn: Any) -> Any:
    """A copy of the layer with the batch norm in its weight and bias."""
    if layer.training or bn.training:
        raise ValueError(f"{name}: fusion is only for evaluation; call .eval() on both first")
    if bn.running_mean is None or bn.running_var is None:
        raise ValueError(f"{name}: the batch norm keeps no running statistics to fuse")
    if bn.num_features != len(layer.weight.array):
        raise ValueError(
            f"{name}: the batch norm has {bn.num_features} features for {len(layer.weight.array)} "
            "outputs of the layer; they must be the same"
        )
    scale, bias = scale_and_bias(layer, bn)
    weight = layer.weight.array
    weight = weight * per_output(scale, weight)
    result = copy.deepcopy(layer)
    wanted = layer.weight.requires_grad
    result.weight = Parameter(weight, wanted)
    result.bias = Parameter(bias, wanted)
    return result
