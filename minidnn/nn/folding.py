"""Layers in a row, in evaluation: convolution, batch norm and relu as one.

On a GPU also in training: a dense layer and its relu are one op.

What is computed from weights alone is computed each time, which costs less than a pass over all
results; where weights are more than results it is remembered together with the bits of the weights,
and these are compared each time. So no change of a weight can be missed.
"""

import math
from typing import Any

from .. import backend, ops, tape
from ..ops import fast
from ..ops.conv import output_size, resolve_padding
from ..ops.fast.finish import Finish
from ..tensor import Tensor
from .activation import ReLU, ReLU6
from .batchnorm import BatchNorm2d
from .conv import Conv2d
from .linear import Linear
from .module import Module

TOPS: dict[Any, float] = {ReLU: math.inf, ReLU6: 6.0}  # where the results of these end


def through(x: Any, *modules: Any) -> Any:
    """x through the modules, one after the other."""
    return walked(x, modules)[0]


def residual(x: Any, shortcut: Any, relu: Module, *modules: Any) -> Any:
    """relu(modules(x) + shortcut), in one pass where nothing of it is recorded."""
    y, own = walked(x, modules)
    alone = own and type(relu) is ReLU and plain(relu) and not tape.listeners
    alike = y.shape == shortcut.shape and y.dtype == shortcut.dtype
    if not (alone and alike and y.node is shortcut.node is None):
        return relu(y + shortcut)
    fast.add_relu(y.array, shortcut.array)
    return y


def walked(x: Any, modules: Any) -> tuple[Any, bool]:
    """x through the modules, and whether nobody else has seen the result."""
    if not modules or modules[0].training or tape.listeners or tape.instead or tape.mode.mixed:
        return one_by_one(x, modules), False
    last, i, own = len(modules) - 1, 0, False
    while i <= last:
        module = modules[i]
        kind = type(module)
        if i < last and type(modules[i + 1]) is BatchNorm2d and joins(x, module, modules[i + 1]):
            relu = modules[i + 2] if i + 1 < last and plain(modules[i + 2]) else None
            top = TOPS.get(type(relu))
            x, own, i = joined(x, module, modules[i + 1], top), True, i + 1 + (top is not None)
        elif own and kind is ReLU and x.node is None and plain(module):
            fast.relu(x.array, out=x.array)
        elif kind is Linear and dense(x, module):
            weight, bias = module.weight.array, None if module.bias is None else module.bias.array
            x, own = bare(product(x.array, weight, bias)), True
        else:
            x = module(x)
            own = kind in (Linear, Conv2d, BatchNorm2d) and plain(module)
        i += 1
    return x, own


def one_by_one(x: Any, modules: Any) -> Any:
    """As they stand; on a GPU a dense layer and the relu after it are one op of fewer kernels."""
    away = isinstance(x, Tensor) and not backend.is_host(x.array)
    if not away or tape.listeners or tape.instead or tape.mode.mixed:
        for module in modules:
            x = module(x)
        return x
    left = list(reversed(modules))
    while left:
        module = left.pop()
        joins = type(module) is Linear and left and type(left[-1]) is ReLU
        if joins and plain(module) and plain(left[-1]):
            x = tape.apply(ops.linear_relu, x, module.weight, module.bias)
            left.pop()
        else:
            x = module(x)
    return x


def plain(module: Module) -> bool:
    """Whether a module has neither hooks nor a forward of its own."""
    return not (
        module._forward_hooks
        or module._forward_pre_hooks
        or module._backward_hooks
        or module._backward_pre_hooks
        or "forward" in module.__dict__
    )


def unrecorded(*tensors: Any) -> bool:
    """Whether nothing is recorded of an op on these."""
    return not (tape.mode.recording and any(t is not None and t.node is not None for t in tensors))


def product(x: Any, weight: Any, bias: Any) -> Any:
    """The result of a dense layer alone, on bare arrays."""
    if not fast.little(x, weight):
        return fast.linear(x, weight, bias)[0]
    y = x.dot(weight.T)
    if bias is not None:
        y += bias
    return y


def dense(x: Any, module: Any) -> bool:
    """Whether a dense layer can compute on bare arrays here."""
    weight = module.weight
    return (
        isinstance(x, Tensor)
        and x.array.ndim > 1
        and x.array.dtype is weight.array.dtype
        and x.array.shape[-1] == weight.array.shape[1]  # else the layer says what is wrong
        and unrecorded(x, weight, module.bias)
        and plain(module)
    )


def joins(x: Any, conv: Any, norm: BatchNorm2d) -> bool:
    """Whether a convolution and its batch norm are one here."""
    if type(conv) is not Conv2d or norm.training or not (plain(conv) and plain(norm)):
        return False
    mean, var = norm.running_mean, norm.running_var
    if mean is None or var is None or conv.padding_mode != "zeros" or x.array.ndim != 4:
        return False
    tensors = [t for t in (conv.weight, conv.bias, norm.weight, norm.bias) if t is not None]
    if not unrecorded(x, *tensors):
        return False
    weight = conv.weight.array
    one_type = all(t.array.dtype == weight.dtype for t in (x, *tensors, mean, var))
    fits = len(weight) == norm.num_features and x.array.shape[1] == weight.shape[1] * conv.groups
    return one_type and fits  # else the layers say what is wrong


def joined(x: Tensor, conv: Any, norm: BatchNorm2d, top: float | None = None) -> Tensor:
    """norm(conv(x)), and relu up to `top` unless that is None.

    Scaled are the weights or, where these are more, the results.
    """
    weight, options = conv.weight.array, {"stride": conv.stride, "dilation": conv.dilation}
    padding = resolve_padding(conv.padding, weight.shape[2:], **options)
    size = output_size(x.array.shape, weight.shape, padding=padding, **options)
    scale, bias = scale_and_bias(conv, norm)
    many = weight.size >= len(x.array) * len(weight) * math.prod(size)
    if not many:
        weight, scale = weight * per_output(scale, weight), None
    options |= {"padding": padding, "groups": conv.groups, "keep": many}
    return bare(fast.conv2d(x.array, weight, None, **options, finish=Finish(bias, scale, top))[0])


def bare(array: Any) -> Tensor:
    """A tensor of which nothing is recorded."""
    y = object.__new__(Tensor)
    y.array = array
    y.node = y.origin = None
    return y


def per_output(scale: Any, weight: Any) -> Any:
    """(O,) -> (O,1,...), to be multiplied with a weight (O,...)."""
    return scale.reshape(-1, *(1,) * (weight.ndim - 1))


def scale_and_bias(conv: Any, norm: Any) -> tuple[Any, Any]:
    """By what the outputs of a layer without bias are multiplied, and what is added."""
    std, mean = (norm.running_var.array + norm.eps) ** 0.5, norm.running_mean.array
    scale = (1.0 if norm.weight is None else norm.weight.array) / std
    if conv.bias is not None:
        mean = mean - conv.bias.array
    return scale, (0.0 if norm.bias is None else norm.bias.array) - mean * scale
