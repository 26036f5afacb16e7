"""Layers in a row, in evaluation: batch norm inside the convolution, relu in its result's memory.

Nothing is remembered from one call to the next, so no change of a weight can be missed: scaling the
weights each time costs less than a pass over all results.
"""

import math
from typing import Any

from .. import tape
from ..ops import fast
from ..ops.conv import output_size, resolve_padding
from ..tensor import Tensor
from . import functional as F
from .activation import ReLU
from .batchnorm import BatchNorm2d
from .conv import Conv2d
from .linear import Linear
from .module import Module

HOOKS = "_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks"


def through(x: Any, *modules: Module) -> Any:
    """x through the modules, one after the other."""
    if not modules or modules[0].training or tape.listeners or tape.instead:
        for module in modules:
            x = module(x)
        return x
    i, own = 0, False  # own: x is a result that nobody else has seen
    while i < len(modules):
        module, following = modules[i], modules[i + 1] if i + 1 < len(modules) else None
        if type(following) is BatchNorm2d and joins(x, module, following):
            x, own, i = joined(x, module, following), True, i + 2
            continue
        if own and type(module) is ReLU and plain(module) and x.node is None:
            fast.relu(x.array, out=x.array)
        else:
            x = module(x)
            own = type(module) in (Linear, Conv2d, BatchNorm2d) and plain(module)
        i += 1
    return x


def plain(module: Module) -> bool:
    """Whether a module has neither hooks nor a forward of its own."""
    given = module.__dict__
    return "forward" not in given and not any(given.get(name) for name in HOOKS)


def joins(x: Any, conv: Any, norm: BatchNorm2d) -> bool:
    """Whether a convolution and its batch norm are one here."""
    if type(conv) is not Conv2d or norm.training or not (plain(conv) and plain(norm)):
        return False
    mean, var = norm.running_mean, norm.running_var
    if mean is None or var is None or conv.padding_mode != "zeros" or x.ndim != 4:
        return False
    tensors = [t for t in (conv.weight, conv.bias, norm.weight, norm.bias) if t is not None]
    if tape.mode.recording and any(t.node is not None for t in (x, *tensors)):
        return False
    weight = conv.weight.array
    one_type = all(t.array.dtype == weight.dtype for t in (x, *tensors, mean, var))
    return one_type and len(weight) == norm.num_features  # else the layers say what is wrong


def joined(x: Tensor, conv: Any, norm: BatchNorm2d) -> Tensor:
    """norm(conv(x)): scaled are the weights or, where these are more, the results in place."""
    weight, options = conv.weight.array, (conv.stride, conv.padding, conv.dilation, conv.groups)
    padding = resolve_padding(conv.padding, weight.shape[2:], conv.stride, conv.dilation)
    size = output_size(x.shape, weight.shape, conv.stride, padding, conv.dilation)
    scale, bias = scale_and_bias(conv, norm)
    if weight.size < len(x) * len(weight) * math.prod(size):
        return F.conv2d(x, Tensor(weight * per_output(scale, weight)), Tensor(bias), *options)
    y = F.conv2d(x, conv.weight.detach(), None, *options)
    y.array *= scale[:, None, None]
    y.array += bias[:, None, None]
    return y


def per_output(scale: Any, weight: Any) -> Any:
    """(O,) -> (O,1,...), to be multiplied with a weight (O,...)."""
    return scale.reshape(-1, *(1,) * (weight.ndim - 1))


def scale_and_bias(conv: Any, norm: Any) -> tuple[Any, Any]:
    """By what the outputs of a layer without bias are multiplied, and what is added."""
    scale = (norm.running_var.array + norm.eps) ** -0.5
    if norm.weight is not None:
        scale = scale * norm.weight.array
    mean = norm.running_mean.array
    bias = (-mean if conv.bias is None else conv.bias.array - mean) * scale
    if norm.bias is not None:
        bias += norm.bias.array
    return scale, bias
