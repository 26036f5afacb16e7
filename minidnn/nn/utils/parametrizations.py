"""nn.utils.parametrizations: weight_norm and spectral_norm as parametrizations."""

from typing import Any

from ...tensor import Tensor
from ..conv import Transposed
from ..module import Module
from ..parameter import Buffer
from .parametrize import register_parametrization
from .spectral_norm import divided, matrix_of, starts, unit
from .weight_norm import norm_except, normed

__all__ = ["spectral_norm", "weight_norm"]


class _WeightNorm(Module):
    """g·v/‖v‖ of the originals g and v."""

    def __init__(self, dim: int | None):
        self.dim = dim

    def forward(self, g: Tensor, v: Tensor) -> Tensor:
        return normed(g, v, self.dim)

    def right_inverse(self, weight: Tensor) -> tuple[Tensor, Tensor]:
        """g and v of a weight."""
        return norm_except(weight, self.dim), weight


class _SpectralNorm(Module):
    """W / σ(W); a vector is divided by its length."""

    def __init__(self, weight: Tensor, n_power_iterations: int, dim: int, eps: float):
        if not -weight.ndim <= dim < weight.ndim:
            raise IndexError(
                f"spectral_norm: dim {dim} is out of range for {weight.ndim} dimensions"
            )
        if n_power_iterations <= 0:
            raise ValueError(
                f"spectral_norm: n_power_iterations must be positive, got {n_power_iterations}"
            )
        self.n_power_iterations, self.dim, self.eps = n_power_iterations, dim, eps
        if weight.ndim > 1:
            u, v = starts(matrix_of(weight.detach(), dim), eps)
            self._u, self._v = Buffer(u), Buffer(v)
            divided(weight.detach(), self._u, self._v, dim, 15, eps, u_first=True)

    def forward(self, weight: Tensor) -> Tensor:
        if weight.ndim == 1:
            return unit(weight, self.eps)
        rounds = self.n_power_iterations if self.training else 0
        options = self.dim, rounds, self.eps
        return divided(weight, self._u, self._v, *options, u_first=True)

    def right_inverse(self, value: Tensor) -> Tensor:
        """A value is its own original."""
        return value


def weight_norm(module: Module, name: str = "weight", dim: int | None = 0) -> Module:
    """Make a weight g·v/‖v‖; returns the module.

    Source: Salimans and Kingma, Weight Normalization (2016), equation 2.
    """
    return register_parametrization(module, name, _WeightNorm(dim), unsafe=True)


def spectral_norm(
    module: Module,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
) -> Module:
    """Make a weight W / σ(W), σ its largest singular value; returns the module.

    Source: Miyato et al., Spectral Normalization for GANs (2018), algorithm 1.
    """
    weight: Any = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"spectral_norm: {type(module).__name__} has no parameter {name!r}")
    dim = int(isinstance(module, Transposed)) if dim is None else dim
    parametrization = _SpectralNorm(weight, n_power_iterations, dim, eps)
    return register_parametrization(module, name, parametrization)
