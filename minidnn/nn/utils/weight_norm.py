"""nn.utils.weight_norm: a weight as a length and a direction, computed before every forward."""

import warnings
from typing import Any

from ... import functional as F
from ...tensor import Tensor
from ..parameter import Parameter

__all__ = ["remove_weight_norm", "weight_norm"]


def weight_norm(module: Any, name: str = "weight", dim: int | None = 0) -> Any:
    """Make a weight g·v/‖v‖ with parameters weight_g and weight_v; returns the module.

    The norm is taken for every index of dim by itself, or once for all if dim is None.
    Source: Salimans and Kingma, Weight Normalization (2016), equation 2.
    """
    warnings.warn(
        "weight_norm: nn.utils.parametrizations.weight_norm is its new form", FutureWarning, 2
    )
    weight = getattr(module, name)
    if f"{name}_g" in module.__dict__:
        raise RuntimeError(f"weight_norm: {name} of this module has a weight norm already")
    del module.__dict__[name]
    setattr(module, f"{name}_g", Parameter(norm_except(weight.detach(), dim)))
    setattr(module, f"{name}_v", Parameter(weight.detach().clone()))

    def before(module: Any, inputs: Any) -> None:
        g, v = getattr(module, f"{name}_g"), getattr(module, f"{name}_v")
        module.__dict__[name] = normed(g, v, dim)

    handle = module.register_forward_pre_hook(before)
    handles = module.__dict__.setdefault("_weight_norms", {})
    handles[name] = handle, dim
    before(module, None)
    return module


def remove_weight_norm(module: Any, name: str = "weight") -> Any:
    """Make the weight a parameter again, with its present value."""
    handles = module.__dict__.get("_weight_norms", {})
    if name not in handles:
        raise ValueError(f"remove_weight_norm: {name!r} of {type(module).__name__} has none")
    handle, dim = handles.pop(name)
    handle.remove()
    g, v = module.__dict__.pop(f"{name}_g"), module.__dict__.pop(f"{name}_v")
    module.__dict__.pop(name, None)
    setattr(module, name, Parameter(normed(g, v, dim).detach()))
    return module


def normed(g: Tensor, v: Tensor, dim: int | None) -> Tensor:
    """g·v/‖v‖."""
    return F.mul(v, F.div(g, norm_except(v, dim)))


def norm_except(v: Tensor, dim: int | None) -> Tensor:
    """‖v‖ for every index of a dimension by itself; of all elements if dim is None."""
    if dim is None:
        return F.norm(v)
    dim %= v.ndim
    others = tuple(d for d in range(v.ndim) if d != dim)
    return F.norm(v, 2, others, True) if others else F.abs(v)
