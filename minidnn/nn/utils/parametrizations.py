"""nn.utils.parametrizations: orthogonal, weight_norm and spectral_norm as parametrizations."""

from typing import Any

from ... import functional as F
from ...functional import linalg
from ...tensor import Tensor, eye, randn
from ..conv import Transposed
from ..module import Module
from ..parameter import Buffer
from .parametrize import register_parametrization
from .spectral_norm import divided, matrix_of, starts, unit
from .weight_norm import norm_except, normed

__all__ = ["orthogonal", "spectral_norm", "weight_norm"]


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


class _Orthogonal(Module):
    """A matrix with columns (rows, if it is wide) at right angles, from any matrix.

    base: the orthogonal matrix that stands for the one it starts from (trivialisation).
    """

    base: Any = None

    def __init__(self, shape: tuple[int, ...], orthogonal_map: str, trivialised: bool):
        self.shape, self.orthogonal_map, self.trivialised = shape, orthogonal_map, trivialised

    def forward(self, x: Tensor) -> Tensor:
        wide = x.shape[-2] < x.shape[-1]
        x = x.mT if wide else x
        n, k = x.shape[-2:]
        if self.orthogonal_map == "householder":
            low = F.tril(x, -1)
            tau = 2 / (1 + F.sum(low * low, -2))
            q = linalg.householder_product(low, tau)
            q = q * F.unsqueeze(F.diagonal(x, dim1=-2, dim2=-1).detach().trunc(), -2)
        else:
            low = F.tril(x)
            if n != k:
                low = F.cat([low, low.new_zeros(*x.shape[:-2], n, n - k)], -1)
            skew = low - low.mT
            if self.orthogonal_map == "matrix_exp":
                q = linalg.matrix_exp(skew)
            else:  # Cayley: (I - A/2)⁻¹·(I + A/2)
                one = eye(n, dtype=x.dtype, device=x.device)
                q = linalg.solve(one - 0.5 * skew, (one + 0.5 * skew).expand(skew.shape))
            q = q[..., :k]
        q = q if self.base is None else F.matmul(self.base, q)
        return q.mT if wide else q

    def right_inverse(self, value: Tensor) -> Tensor:
        """The original of an orthogonal matrix: with a base the negative identity."""
        if tuple(value.shape) != self.shape:
            raise ValueError(
                f"orthogonal: expected a matrix {self.shape}, got {tuple(value.shape)}"
            )
        if not self.trivialised:
            raise NotImplementedError(
                "orthogonal: a value can be given to it only with use_trivialization=True"
            )
        n, k = value.shape[-2:]
        q = value.mT if n < k else value
        n, k = q.shape[-2:]
        if n != k:
            more = randn(*q.shape[:-2], n, n - k, dtype=q.dtype, device=q.device)
            q = F.cat([q, more], -1)
        q, r = linalg.qr(q)
        q = q * F.unsqueeze(F.sgn(F.diagonal(r, dim1=-2, dim2=-1)), -2)  # nearest to the value
        self.base = Buffer(q)
        return -eye(*value.shape[-2:], dtype=value.dtype).expand(value.shape).clone()


def orthogonal(
    module: Module,
    name: str = "weight",
    orthogonal_map: str | None = None,
    *,
    use_trivialization: bool = True,
) -> Module:
    """Make a weight a matrix with columns (or rows) at right angles; returns the module.

    orthogonal_map: how it comes from any matrix, "matrix_exp" (None, for square ones), "cayley" or
    "householder" (None, for others). use_trivialization: start from the weight as it is, and let it
    be assigned; without, the original is the weight itself, read anew.

    Source: Lezcano-Casado, Trivializations for Gradient-Based Optimization on Manifolds (2019).
    """
    weight: Any = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"orthogonal: {type(module).__name__} has no parameter {name!r}")
    if weight.ndim < 2:
        raise ValueError(f"orthogonal: expected a matrix, got {weight.ndim} dimensions")
    square = weight.shape[-2] == weight.shape[-1]
    chosen = orthogonal_map or ("matrix_exp" if square else "householder")
    if chosen not in ("matrix_exp", "cayley", "householder"):
        raise ValueError(
            "orthogonal: orthogonal_map must be 'matrix_exp', 'cayley' or 'householder', got "
            f"{orthogonal_map!r}"
        )
    made = _Orthogonal(tuple(weight.shape), chosen, use_trivialization)
    if not use_trivialization:
        made.__dict__["right_inverse"] = lambda value: value
    held = register_parametrization(module, name, made, unsafe=True)
    made.__dict__.pop("right_inverse", None)
    return held


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
