"""Gamma and what is made of it: Chi2, Beta, Dirichlet, StudentT, InverseGamma."""

import math
from typing import Any

import numpy as np

from .. import backend
from ..functional import stack
from ..ops.special import igamma
from ..tape import apply
from ..tensor import Tensor
from . import constraints
from .distribution import Distribution, Family, broadcast_all, draw

__all__ = ["Beta", "Chi2", "Dirichlet", "Gamma", "InverseGamma", "StudentT"]


def standard_gamma(alpha, *, sample):
    """A draw of Gamma(alpha, 1): sample, and its gradient -(∂F/∂alpha)/density at the sample.

    F is the incomplete gamma function; its derivative is a difference in float64.
    Source: Figurnov et al., Implicit Reparameterization Gradients (2018), equation 5.
    """

    def dalpha(dy):
        a, x = backend.to_host(alpha).astype(np.float64), backend.to_host(sample)
        x = x.astype(np.float64)
        h = 1e-4 * np.maximum(a, 1e-3)
        slope = (igamma(a + h, x)[0] - igamma(a - h, x)[0]) / (2 * h)
        log_density = (a - 1) * np.log(x) - x - np.vectorize(math.lgamma)(a)
        way = np.asarray(-slope / np.exp(log_density), dtype=sample.dtype)
        return dy * backend.to_device(way, backend.device_of(sample))

    return sample, dalpha


def gamma_draw(alpha: Tensor) -> Tensor:
    """Draws of Gamma(alpha, 1) with their gradient; never 0."""
    array = backend.host_rng().standard_gamma(backend.to_host(alpha.array).astype(np.float64))
    array = np.asarray(array, dtype=alpha.dtype)
    array = np.maximum(array, np.finfo(array.dtype).tiny)
    return apply(standard_gamma, alpha, sample=backend.to_device(array, alpha.device))


class Gamma(Family):
    """density rate^c·x^(c-1)·e^(-rate·x)/Γ(c), c the concentration, from 0 on."""

    arg_constraints = {"concentration": constraints.positive, "rate": constraints.positive}
    support, has_rsample = constraints.nonnegative, True

    def __init__(self, concentration: Any, rate: Any, validate_args: Any = None):
        self.set_up(validate_args, concentration=concentration, rate=rate)

    @property
    def mean(self) -> Tensor:
        return self.concentration / self.rate

    @property
    def mode(self) -> Tensor:
        return ((self.concentration - 1) / self.rate).clamp(min=0)

    @property
    def variance(self) -> Tensor:
        return self.concentration / self.rate**2

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        return gamma_draw(self.concentration.expand(*self.shape_of(sample_shape))) / self.rate

    def log_prob(self, value: Tensor) -> Tensor:
        c, rate = self.concentration, self.rate
        x = self.checked(value)
        return c * rate.log() + (c - 1).xlogy(x) - rate * x - c.lgamma()

    def cdf(self, value: Tensor) -> Tensor:
        return self.concentration.igamma(self.rate * self.checked(value))

    def entropy(self) -> Tensor:
        c = self.concentration
        return c - self.rate.log() + c.lgamma() + (1 - c) * c.digamma()


class Chi2(Gamma):
    """The sum of df squares of standard normal numbers: Gamma(df/2, 1/2)."""

    arg_constraints = {"df": constraints.positive}

    def __init__(self, df: Any, validate_args: Any = None):
        (half,) = broadcast_all(df)
        super().__init__(0.5 * half, 0.5, validate_args)

    @property
    def df(self) -> Tensor:
        return self.concentration * 2

    def expand(self, batch_shape: Any, _instance: Any = None) -> Distribution:
        return Chi2(self.df.expand(*batch_shape), validate_args=False)


class InverseGamma(Family):
    """1/x of a Gamma: density rate^c·x^(-c-1)·e^(-rate/x)/Γ(c)."""

    arg_constraints = {"concentration": constraints.positive, "rate": constraints.positive}
    support, has_rsample = constraints.positive, True

    def __init__(self, concentration: Any, rate: Any, validate_args: Any = None):
        self.set_up(validate_args, concentration=concentration, rate=rate)

    @property
    def mean(self) -> Tensor:
        c = self.concentration
        return (self.rate / (c - 1).clamp(min=1e-30)).masked_fill(c <= 1, math.inf)

    @property
    def mode(self) -> Tensor:
        return self.rate / (self.concentration + 1)

    @property
    def variance(self) -> Tensor:
        c = self.concentration
        value = self.rate**2 / ((c - 1) ** 2 * (c - 2)).clamp(min=1e-30)
        return value.masked_fill(c <= 2, math.inf)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        return self.rate / gamma_draw(self.concentration.expand(*self.shape_of(sample_shape)))

    def log_prob(self, value: Tensor) -> Tensor:
        c, x = self.concentration, self.checked(value)
        return c * self.rate.log() - (c + 1) * x.log() - self.rate / x - c.lgamma()

    def entropy(self) -> Tensor:
        c = self.concentration
        return c + self.rate.log() + c.lgamma() - (1 + c) * c.digamma()


class Dirichlet(Distribution):
    """Probabilities that sum to 1: density ∝ ∏ x_i^(concentration_i - 1)."""

    arg_constraints = {"concentration": constraints.independent(constraints.positive, 1)}
    support, has_rsample = constraints.simplex, True

    def __init__(self, concentration: Any, validate_args: Any = None):
        if concentration.ndim < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        shape = tuple(concentration.shape)
        super().__init__(shape[:-1], shape[-1:], validate_args)

    @property
    def mean(self) -> Tensor:
        return self.concentration / self.concentration.sum(-1, keepdim=True)

    @property
    def mode(self) -> Tensor:
        less = (self.concentration - 1).clamp(min=0)
        mode = less / less.sum(-1, keepdim=True)
        flat = (self.concentration < 1).all(dim=-1, keepdim=True)
        best = self.concentration == self.concentration.max(-1, keepdim=True).values
        return mode.where(~flat, best.type_as(mode)) if bool(flat.any()) else mode

    @property
    def variance(self) -> Tensor:
        total = self.concentration.sum(-1, keepdim=True)
        return self.concentration * (total - self.concentration) / (total**2 * (total + 1))

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        x = gamma_draw(self.concentration.expand(*self.shape_of(sample_shape)))
        return x / x.sum(-1, keepdim=True)

    def log_prob(self, value: Tensor) -> Tensor:
        c = self.concentration
        x = self.checked(value)
        return (c - 1).xlogy(x).sum(-1) + c.sum(-1).lgamma() - c.lgamma().sum(-1)

    def entropy(self) -> Tensor:
        c, k = self.concentration, self.concentration.shape[-1]
        a0 = c.sum(-1)
        inner = ((c - 1.0) * c.digamma()).sum(-1)
        return c.lgamma().sum(-1) - a0.lgamma() - (k - a0) * a0.digamma() - inner


class Beta(Family):
    """density ∝ x^(concentration1 - 1)·(1 - x)^(concentration0 - 1) on [0, 1]."""

    arg_constraints = {
        "concentration1": constraints.positive,
        "concentration0": constraints.positive,
    }
    support, has_rsample = constraints.unit_interval, True

    def __init__(self, concentration1: Any, concentration0: Any, validate_args: Any = None):
        self.set_up(validate_args, concentration1=concentration1, concentration0=concentration0)

    @property
    def mean(self) -> Tensor:
        return self.concentration1 / (self.concentration1 + self.concentration0)

    @property
    def mode(self) -> Tensor:
        return self.pair().mode[..., 0]

    @property
    def variance(self) -> Tensor:
        total = self.concentration1 + self.concentration0
        return self.concentration1 * self.concentration0 / (total**2 * (total + 1))

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        return self.pair().rsample(sample_shape)[..., 0]

    def log_prob(self, value: Tensor) -> Tensor:
        x = self.checked(value)
        return self.pair().log_prob(stack([x, 1.0 - x], dim=-1))

    def entropy(self) -> Tensor:
        return self.pair().entropy()

    def pair(self) -> Dirichlet:
        """The Dirichlet of (x, 1 - x)."""
        both = stack([self.concentration1, self.concentration0], dim=-1)
        return Dirichlet(both, validate_args=False)


class StudentT(Family):
    """loc + scale·z/√(χ²/df): the mean of few normal numbers."""

    arg_constraints = {
        "df": constraints.positive,
        "loc": constraints.real,
        "scale": constraints.positive,
    }
    support, has_rsample = constraints.real, True

    def __init__(self, df: Any, loc: Any = 0.0, scale: Any = 1.0, validate_args: Any = None):
        self.set_up(validate_args, df=df, loc=loc, scale=scale)

    @property
    def mean(self) -> Tensor:
        return self.loc.masked_fill(self.df <= 1, math.nan)

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        some = self.scale**2 * self.df / (self.df - 2).clamp(min=1e-30)
        some = some.masked_fill(self.df <= 2, math.inf)
        return some.masked_fill(self.df <= 1, math.nan)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        shape = self.shape_of(sample_shape)
        squares = 2 * gamma_draw((self.df / 2).expand(*shape))
        z = draw("standard_normal", shape, self.loc)
        return self.loc + self.scale * z * (self.df / squares).sqrt()

    def log_prob(self, value: Tensor) -> Tensor:
        y = (self.checked(value) - self.loc) / self.scale
        z = (
            self.scale.log()
            + 0.5 * self.df.log()
            + 0.5 * math.log(math.pi)
            + (0.5 * self.df).lgamma()
            - (0.5 * (self.df + 1)).lgamma()
        )
        return -0.5 * (self.df + 1) * (y**2 / self.df).log1p() - z

    def entropy(self) -> Tensor:
        half, more = 0.5 * self.df, 0.5 * (self.df + 1)
        log_beta = half.lgamma() + math.lgamma(0.5) - more.lgamma()
        inner = more * (more.digamma() - half.digamma())
        return self.scale.log() + inner + 0.5 * self.df.log() + log_beta
