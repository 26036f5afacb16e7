"""The ops of sequence models, for tensors: layer normalisation and GELU."""

from ..ops import fast
from ..tape import apply
from .checks import expect_floating, expect_one_type, expect_tensor

__all__ = ["gelu", "layer_norm"]  # of nn.functional


def gelu(x, *, approximate="none"):
    """x·Φ(x), Φ the normal distribution function; approximate="tanh": a formula with tanh."""
    expect_tensor("gelu", x)
    if approximate not in ("none", "tanh"):
        raise RuntimeError(f"gelu: approximate must be 'none' or 'tanh'; got {approximate!r}")
    expect_floating("gelu", x)
    return apply(fast.gelu, x, approximate=approximate)


def layer_norm(x, normalized_shape, weight=None, bias=None, eps=1e-5):
    """(x - mean)/√(var + eps)·weight + bias over the last axes, whose shape is normalized_shape."""
    expect_tensor("layer_norm", x)
    expect_floating("layer_norm", x)
    shape = tuple(normalized_shape)
    if not shape or tuple(x.shape[-len(shape) :]) != shape:
        raise RuntimeError(
            f"layer_norm: the input must end with the dimensions {shape}; got {tuple(x.shape)}"
        )
    for parameter in (weight, bias):
        if parameter is not None:
            expect_one_type("layer_norm", x, parameter)
    return apply(fast.layer_norm, x, weight, bias, dims=len(shape), eps=eps)
