"""nn.utils.spectral_norm: a weight divided by its largest singular value, before every forward."""

from typing import Any

from ... import functional as F
from ... import tape
from ...tensor import Tensor
from .. import init
from ..conv import Transposed
from ..parameter import Buffer, Parameter

__all__ = ["remove_spectral_norm", "spectral_norm"]


def spectral_norm(
    module: Any,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
) -> Any:
    """Make a weight W / σ(W) with the parameter weight_orig; returns the module.

    σ, the largest singular value of the weight as a matrix (its dimension dim against the others),
    comes from power iterations, in training only; weight_u and weight_v remember where they are.
    Source: Miyato et al., Spectral Normalization for GANs (2018), algorithm 1.
    """
    if n_power_iterations <= 0:
        raise ValueError(
            f"spectral_norm: n_power_iterations must be positive, got {n_power_iterations}"
        )
    if f"{name}_orig" in module.__dict__:
        raise RuntimeError(f"spectral_norm: {name} of this module has a spectral norm already")
    dim = int(isinstance(module, Transposed)) if dim is None else dim
    weight = getattr(module, name)
    del module.__dict__[name]
    setattr(module, f"{name}_orig", Parameter(weight.detach().clone()))
    u, v = starts(matrix_of(weight.detach(), dim), eps)
    setattr(module, f"{name}_u", Buffer(u))
    setattr(module, f"{name}_v", Buffer(v))

    def before(module: Any, inputs: Any) -> None:
        original = getattr(module, f"{name}_orig")
        u, v = getattr(module, f"{name}_u"), getattr(module, f"{name}_v")
        rounds = n_power_iterations if module.training else 0
        module.__dict__[name] = divided(original, u, v, dim, rounds, eps)

    handle = module.register_forward_pre_hook(before)
    module.__dict__.setdefault("_spectral_norms", {})[name] = handle, before
    module.__dict__[name] = weight.detach()
    return module


def remove_spectral_norm(module: Any, name: str = "weight") -> Any:
    """Make the weight a parameter again, with its present value."""
    hooks = module.__dict__.get("_spectral_norms", {})
    if name not in hooks:
        raise ValueError(f"remove_spectral_norm: {name!r} of {type(module).__name__} has none")
    handle, before = hooks.pop(name)
    handle.remove()
    mode, module.training = module.training, False
    before(module, None)
    module.training = mode
    weight = module.__dict__.pop(name).detach()
    for part in ("orig", "u", "v"):
        del module.__dict__[f"{name}_{part}"]
    setattr(module, name, Parameter(weight))
    return module


def divided(
    weight: Tensor,
    u: Tensor,
    v: Tensor,
    dim: int,
    rounds: int,
    eps: float,
    u_first: bool = False,
) -> Tensor:
    """W / σ(W), after power iterations that move u and v in place, v first or u first."""
    matrix = matrix_of(weight, dim)
    with tape.no_grad():
        for _ in range(rounds):
            if u_first:
                u.copy_(unit(F.matmul(matrix, v), eps))
            v.copy_(unit(F.matmul(matrix.t(), u), eps))
            if not u_first:
                u.copy_(unit(F.matmul(matrix, v), eps))
    sigma = F.sum(F.mul(u.detach().clone(), F.matmul(matrix, v.detach().clone())))
    return F.div(weight, sigma)


def starts(matrix: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """Random unit vectors u and v for a matrix."""
    u, v = F.mul(matrix[:, 0].detach(), 0.0), F.mul(matrix[0].detach(), 0.0)
    return unit(init.normal_(u), eps), unit(init.normal_(v), eps)


def matrix_of(weight: Tensor, dim: int) -> Tensor:
    """A weight as a matrix: its dimension dim against all others."""
    return F.movedim(weight, dim, 0).reshape(weight.shape[dim], -1)


def unit(x: Tensor, eps: float) -> Tensor:
    """x / max(‖x‖, eps)."""
    return F.div(x, F.clamp(F.norm(x), min=eps))
