"""Transforms: invertible functions that know how they change volumes."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..functional import cat
from ..nn.functional import softplus
from ..tensor import Tensor
from . import constraints

__all__ = [
    "AbsTransform", "AffineTransform", "ComposeTransform", "ExpTransform", "IndependentTransform",
    "PowerTransform", "SigmoidTransform", "SoftmaxTransform", "SoftplusTransform",
    "StickBreakingTransform", "TanhTransform", "Transform", "identity_transform",
]  # fmt: skip


class Transform:
    """y = t(x), x = t.inv(y); log_abs_det_jacobian(x, y) is the logarithm of the change of volume.

    domain, codomain: constraints whose event_dim tells how many last dimensions go together.
    sign: 1 for increasing functions, -1 for decreasing ones.
    """

    bijective = True
    domain: constraints.Constraint = constraints.real
    codomain: constraints.Constraint = constraints.real
    sign: Any = 1

    def __init__(self, cache_size: int = 0):
        self._cache_size = cache_size

    @property
    def domain_event_dim(self) -> int:
        """How many of the last dimensions of x belong together."""
        return self.domain.event_dim

    @property
    def codomain_event_dim(self) -> int:
        """How many of the last dimensions of y belong together."""
        return self.codomain.event_dim

    @property
    def inv(self) -> "Transform":
        """The way back."""
        return Inverse(self)

    def __call__(self, x: Tensor) -> Tensor:
        return self._call(x)

    def _call(self, x: Tensor) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__} has no _call")

    def _inverse(self, y: Tensor) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__} has no _inverse")

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """ln |det dy/dx| at x, where y is the image of x."""
        raise NotImplementedError(f"{type(self).__name__} has no log_abs_det_jacobian")

    def forward_shape(self, shape: tuple) -> tuple:
        """The shape of y for a shape of x."""
        return tuple(shape)

    def inverse_shape(self, shape: tuple) -> tuple:
        """The shape of x for a shape of y."""
        return tuple(shape)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Inverse(Transform):
    """A transform taken backwards."""

    def __init__(self, way: Transform):
        super().__init__()
        self.way = way
        self.domain, self.codomain, self.sign = way.codomain, way.domain, way.sign

    @property
    def inv(self) -> Transform:
        return self.way

    @property
    def domain_event_dim(self) -> int:
        return self.way.codomain_event_dim

    @property
    def codomain_event_dim(self) -> int:
        return self.way.domain_event_dim

    def _call(self, x: Tensor) -> Tensor:
        return self.way._inverse(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return self.way(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return -self.way.log_abs_det_jacobian(y, x)

    def forward_shape(self, shape: tuple) -> tuple:
        return self.way.inverse_shape(shape)

    def inverse_shape(self, shape: tuple) -> tuple:
        return self.way.forward_shape(shape)


class ComposeTransform(Transform):
    """One transform after the other."""

    def __init__(self, parts: Sequence[Transform], cache_size: int = 0):
        super().__init__(cache_size)
        self.parts = list(parts)
        if self.parts:
            self.domain, self.codomain = self.parts[0].domain, self.parts[-1].codomain
            for part in self.parts:
                self.sign = self.sign * part.sign

    @property
    def domain_event_dim(self) -> int:
        dims = 0
        for part in self.parts[::-1]:
            own = part.domain_event_dim
            dims = max(own, dims + own - part.codomain_event_dim)
        return dims

    @property
    def codomain_event_dim(self) -> int:
        dims = 0
        for part in self.parts:
            own = part.codomain_event_dim
            dims = max(own, dims + own - part.domain_event_dim)
        return dims

    def _call(self, x: Tensor) -> Tensor:
        for part in self.parts:
            x = part(x)
        return x

    def _inverse(self, y: Tensor) -> Tensor:
        for part in self.parts[::-1]:
            y = part.inv(y)
        return y

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        total, events = x * 0, self.domain_event_dim
        total = total.sum(tuple(range(-events, 0))) if events else total
        for part in self.parts:
            y = part(x)
            volume, dims = part.log_abs_det_jacobian(x, y), events - part.domain_event_dim
            total = total + (volume.sum(tuple(range(-dims, 0))) if dims > 0 else volume)
            events += part.codomain_event_dim - part.domain_event_dim
            x = y
        return total

    def forward_shape(self, shape: tuple) -> tuple:
        for part in self.parts:
            shape = part.forward_shape(shape)
        return tuple(shape)

    def inverse_shape(self, shape: tuple) -> tuple:
        for part in self.parts[::-1]:
            shape = part.inverse_shape(shape)
        return tuple(shape)

    def __repr__(self) -> str:
        inner = ",\n    ".join(map(repr, self.parts))
        return f"ComposeTransform(\n    {inner}\n)"


class IndependentTransform(Transform):
    """A transform of single numbers, seen as one of vectors: volumes are summed."""

    def __init__(
        self, base_transform: Transform, reinterpreted_batch_ndims: int, cache_size: int = 0
    ):
        super().__init__(cache_size)
        self.base_transform, self.dims = base_transform, reinterpreted_batch_ndims
        self.domain = constraints.independent(base_transform.domain, self.dims)
        self.codomain = constraints.independent(base_transform.codomain, self.dims)
        self.sign = base_transform.sign

    def _call(self, x: Tensor) -> Tensor:
        return self.base_transform(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return self.base_transform.inv(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        volume = self.base_transform.log_abs_det_jacobian(x, y)
        return volume.sum(tuple(range(-self.dims, 0)))


class AffineTransform(Transform):
    """y = loc + scale·x."""

    def __init__(self, loc: Any, scale: Any, event_dim: int = 0, cache_size: int = 0):
        super().__init__(cache_size)
        self.loc, self.scale, self.event_dim = loc, scale, event_dim
        if event_dim:
            self.domain = self.codomain = constraints.independent(constraints.real, event_dim)

    @property
    def sign(self) -> Any:  # type: ignore[override]
        """1 where y rises with x, -1 where it falls."""
        if isinstance(self.scale, Tensor):
            return self.scale.sign()
        return 1 if self.scale > 0 else -1 if self.scale < 0 else 0

    def _call(self, x: Tensor) -> Tensor:
        return self.loc + self.scale * x

    def _inverse(self, y: Tensor) -> Tensor:
        return (y - self.loc) / self.scale

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        if isinstance(self.scale, Tensor):
            volume = self.scale.abs().log() + x * 0
        else:
            volume = x * 0 + math.log(abs(self.scale))
        return volume.sum(tuple(range(-self.event_dim, 0))) if self.event_dim else volume

    def forward_shape(self, shape: tuple) -> tuple:
        others = (tuple(getattr(value, "shape", ())) for value in (self.loc, self.scale))
        return np.broadcast_shapes(shape, *others)

    inverse_shape = forward_shape


class ExpTransform(Transform):
    """y = e^x."""

    codomain = constraints.positive

    def _call(self, x: Tensor) -> Tensor:
        return x.exp()

    def _inverse(self, y: Tensor) -> Tensor:
        return y.log()

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return x


class PowerTransform(Transform):
    """y = x^exponent, for positive x."""

    domain = codomain = constraints.positive

    def __init__(self, exponent: Any, cache_size: int = 0):
        super().__init__(cache_size)
        self.exponent = exponent if isinstance(exponent, Tensor) else Tensor(np.float32(exponent))

    @property
    def sign(self) -> Any:  # type: ignore[override]
        """1 where y rises with x, -1 where it falls."""
        return self.exponent.sign()

    def _call(self, x: Tensor) -> Tensor:
        return x**self.exponent

    def _inverse(self, y: Tensor) -> Tensor:
        return y ** (1 / self.exponent)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return (self.exponent * y / x).abs().log()


class SigmoidTransform(Transform):
    """y = 1/(1 + e^-x)."""

    codomain = constraints.unit_interval

    def _call(self, x: Tensor) -> Tensor:
        info = np.finfo(x.dtype)
        return x.sigmoid().clamp(float(info.tiny), 1.0 - float(info.eps))

    def _inverse(self, y: Tensor) -> Tensor:
        info = np.finfo(y.dtype)
        y = y.clamp(float(info.tiny), 1.0 - float(info.eps))
        return y.log() - (-y).log1p()

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return -softplus(-x) - softplus(x)


class SoftplusTransform(Transform):
    """y = log(1 + e^x)."""

    codomain = constraints.positive

    def _call(self, x: Tensor) -> Tensor:
        return softplus(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return (-((-y).expm1())).log() + y

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return -softplus(-x)


class TanhTransform(Transform):
    """y = tanh x."""

    codomain = constraints.interval(-1.0, 1.0)

    def _call(self, x: Tensor) -> Tensor:
        return x.tanh()

    def _inverse(self, y: Tensor) -> Tensor:
        return y.atanh()

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return 2.0 * (math.log(2.0) - x - softplus(-2.0 * x))


class AbsTransform(Transform):
    """y = |x|; it has no inverse, and the positive one stands for it."""

    bijective = False
    codomain = constraints.positive

    def _call(self, x: Tensor) -> Tensor:
        return x.abs()

    def _inverse(self, y: Tensor) -> Tensor:
        return y


class SoftmaxTransform(Transform):
    """y = softmax(x) along the last dimension; no inverse, log y stands for it."""

    bijective = False
    domain, codomain = constraints.real_vector, constraints.simplex

    def _call(self, x: Tensor) -> Tensor:
        return x.softmax(-1)

    def _inverse(self, y: Tensor) -> Tensor:
        return y.log()


class StickBreakingTransform(Transform):
    """K - 1 real numbers -> K probabilities: each takes a share of what is left of a stick."""

    domain, codomain = constraints.real_vector, constraints.simplex

    def offset(self, x: Tensor) -> Tensor:
        n = x.shape[-1]
        return Tensor(np.log(np.arange(n, 0, -1)).astype(x.dtype)).to(x.device)

    def _call(self, x: Tensor) -> Tensor:
        z = (x - self.offset(x)).sigmoid()
        left = (1 - z).cumprod(-1)
        one = z[..., :1] * 0 + 1
        return cat([z, one], -1) * cat([one, left], -1)

    def _inverse(self, y: Tensor) -> Tensor:
        cropped = y[..., :-1]
        left = (1 - cropped.cumsum(-1)).clamp(min=float(np.finfo(y.dtype).tiny))
        return cropped.log() - left.log() + self.offset(cropped)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        shifted = x - self.offset(x)
        return (-shifted - softplus(-shifted) + y[..., :-1].log()).sum(-1)

    def forward_shape(self, shape: tuple) -> tuple:
        return (*shape[:-1], shape[-1] + 1)

    def inverse_shape(self, shape: tuple) -> tuple:
        return (*shape[:-1], shape[-1] - 1)


identity_transform = ComposeTransform([])
