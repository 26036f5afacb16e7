"""Distributions of one real number: Normal, Laplace, Uniform, Exponential, Cauchy, Gumbel …"""

import math
from typing import Any

import numpy as np

from ..functional import where
from ..tensor import Tensor
from . import constraints
from .distribution import HALF_LOG_2PI, Family, draw

__all__ = [
    "Cauchy", "Exponential", "Gumbel", "HalfCauchy", "HalfNormal", "Laplace", "Normal",
    "Uniform",
]  # fmt: skip

EULER = 0.57721566490153286060


class Normal(Family):
    """density e^(-(x-loc)²/(2·scale²)) / (scale·√(2π))."""

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support, has_rsample = constraints.real, True

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None):
        self.set_up(validate_args, loc=loc, scale=scale)

    @property
    def mean(self) -> Tensor:
        return self.loc

    mode = mean

    @property
    def stddev(self) -> Tensor:
        return self.scale

    @property
    def variance(self) -> Tensor:
        return self.scale**2

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        z = draw("standard_normal", self.shape_of(sample_shape), self.loc)
        return self.loc + self.scale * z

    def log_prob(self, value: Tensor) -> Tensor:
        z = (self.checked(value) - self.loc) / self.scale
        return -0.5 * z**2 - self.scale.log() - HALF_LOG_2PI

    def cdf(self, value: Tensor) -> Tensor:
        z = (self.checked(value) - self.loc) / self.scale
        return 0.5 * (1 + (z / math.sqrt(2)).erf())

    def icdf(self, value: Tensor) -> Tensor:
        return self.loc + self.scale * (2 * value - 1).erfinv() * math.sqrt(2)

    def entropy(self) -> Tensor:
        return 0.5 + HALF_LOG_2PI + self.scale.log()


class Laplace(Family):
    """density e^(-|x-loc|/scale) / (2·scale)."""

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support, has_rsample = constraints.real, True

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None):
        self.set_up(validate_args, loc=loc, scale=scale)

    @property
    def mean(self) -> Tensor:
        return self.loc

    mode = mean

    @property
    def variance(self) -> Tensor:
        return 2 * self.scale**2

    @property
    def stddev(self) -> Tensor:
        return math.sqrt(2) * self.scale

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        u = draw("random", self.shape_of(sample_shape), self.loc) - 0.5
        return self.loc - self.scale * u.sign() * (-2 * u.abs()).clamp(min=-1 + 1e-7).log1p()

    def log_prob(self, value: Tensor) -> Tensor:
        return -(2 * self.scale).log() - (self.checked(value) - self.loc).abs() / self.scale

    def cdf(self, value: Tensor) -> Tensor:
        z = (self.checked(value) - self.loc) / self.scale
        return 0.5 - 0.5 * z.sign() * (-z.abs()).expm1()

    def icdf(self, value: Tensor) -> Tensor:
        u = value - 0.5
        return self.loc - self.scale * u.sign() * (-2 * u.abs()).log1p()

    def entropy(self) -> Tensor:
        return 1 + (2 * self.scale).log()


class Uniform(Family):
    """density 1/(high - low) from low to high."""

    arg_constraints = {"low": constraints.real, "high": constraints.real}
    has_rsample = True

    def __init__(self, low: Any, high: Any, validate_args: Any = None):
        self.set_up(validate_args, low=low, high=high)
        if self._validate_args:
            self.check_parameter("low", self.low, constraints.less_than(self.high))

    @property
    def support(self) -> Any:
        return constraints.interval(self.low, self.high)

    @property
    def mean(self) -> Tensor:
        return (self.high + self.low) / 2

    @property
    def variance(self) -> Tensor:
        return (self.high - self.low) ** 2 / 12

    @property
    def stddev(self) -> Tensor:
        return (self.high - self.low) / math.sqrt(12)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        u = draw("random", self.shape_of(sample_shape), self.low)
        return self.low + u * (self.high - self.low)

    def log_prob(self, value: Tensor) -> Tensor:
        inside = (self.low <= self.checked(value)) & (value < self.high)
        return inside.type_as(self.low).log() - (self.high - self.low).log()

    def cdf(self, value: Tensor) -> Tensor:
        return ((self.checked(value) - self.low) / (self.high - self.low)).clamp(0, 1)

    def icdf(self, value: Tensor) -> Tensor:
        return value * (self.high - self.low) + self.low

    def entropy(self) -> Tensor:
        return (self.high - self.low).log()


class Exponential(Family):
    """density rate·e^(-rate·x) from 0 on."""

    arg_constraints = {"rate": constraints.positive}
    support, has_rsample = constraints.nonnegative, True

    def __init__(self, rate: Any, validate_args: Any = None):
        self.set_up(validate_args, rate=rate)

    @property
    def mean(self) -> Tensor:
        return 1 / self.rate

    @property
    def mode(self) -> Tensor:
        return self.rate * 0

    @property
    def stddev(self) -> Tensor:
        return 1 / self.rate

    @property
    def variance(self) -> Tensor:
        return self.rate**-2

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        return draw("standard_exponential", self.shape_of(sample_shape), self.rate) / self.rate

    def log_prob(self, value: Tensor) -> Tensor:
        return self.rate.log() - self.rate * self.checked(value)

    def cdf(self, value: Tensor) -> Tensor:
        return -(-self.rate * self.checked(value)).expm1()

    def icdf(self, value: Tensor) -> Tensor:
        return -(-value).log1p() / self.rate

    def entropy(self) -> Tensor:
        return 1 - self.rate.log()


class Cauchy(Family):
    """density 1 / (π·scale·(1 + ((x-loc)/scale)²)); it has neither mean nor variance."""

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support, has_rsample = constraints.real, True

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None):
        self.set_up(validate_args, loc=loc, scale=scale)

    @property
    def mean(self) -> Tensor:
        return filled(self.loc, math.nan)

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        return filled(self.loc, math.inf)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        return self.loc + self.scale * draw(
            "standard_cauchy", self.shape_of(sample_shape), self.loc
        )

    def log_prob(self, value: Tensor) -> Tensor:
        z = (self.checked(value) - self.loc) / self.scale
        return -math.log(math.pi) - self.scale.log() - (z**2).log1p()

    def cdf(self, value: Tensor) -> Tensor:
        return ((self.checked(value) - self.loc) / self.scale).atan() / math.pi + 0.5

    def icdf(self, value: Tensor) -> Tensor:
        return (math.pi * (value - 0.5)).tan() * self.scale + self.loc

    def entropy(self) -> Tensor:
        return math.log(4 * math.pi) + self.scale.log()


class Gumbel(Family):
    """cdf e^(-e^(-(x-loc)/scale)): the largest of many numbers."""

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support, has_rsample = constraints.real, True

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None):
        self.set_up(validate_args, loc=loc, scale=scale)

    @property
    def mean(self) -> Tensor:
        return self.loc + self.scale * EULER

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def stddev(self) -> Tensor:
        return math.pi / math.sqrt(6) * self.scale

    @property
    def variance(self) -> Tensor:
        return self.stddev**2

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        e = draw("standard_exponential", self.shape_of(sample_shape), self.loc)
        return self.loc - self.scale * e.clamp(min=float(np.finfo(e.dtype).tiny)).log()

    def log_prob(self, value: Tensor) -> Tensor:
        y = (self.loc - self.checked(value)) / self.scale
        return y - y.exp() - self.scale.log()

    def cdf(self, value: Tensor) -> Tensor:
        return (-((self.loc - self.checked(value)) / self.scale).exp()).exp()

    def icdf(self, value: Tensor) -> Tensor:
        return self.loc - self.scale * (-value.log()).log()

    def entropy(self) -> Tensor:
        return self.scale.log() + (1 + EULER)


class HalfNormal(Family):
    """|x| of a Normal around 0."""

    arg_constraints = {"scale": constraints.positive}
    support, has_rsample = constraints.nonnegative, True

    def __init__(self, scale: Any, validate_args: Any = None):
        self.set_up(validate_args, scale=scale)

    @property
    def mean(self) -> Tensor:
        return self.scale * math.sqrt(2 / math.pi)

    @property
    def mode(self) -> Tensor:
        return self.scale * 0

    @property
    def variance(self) -> Tensor:
        return self.scale**2 * (1 - 2 / math.pi)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        return self.whole().rsample(sample_shape).abs()

    def log_prob(self, value: Tensor) -> Tensor:
        density = self.whole().log_prob(self.checked(value)) + math.log(2)
        return where(value >= 0, density, filled(density, -math.inf))

    def cdf(self, value: Tensor) -> Tensor:
        return 2 * self.whole().cdf(self.checked(value)) - 1

    def icdf(self, value: Tensor) -> Tensor:
        return self.whole().icdf((value + 1) / 2)

    def entropy(self) -> Tensor:
        return self.whole().entropy() - math.log(2)

    def whole(self) -> Any:
        """The distribution whose absolute value this is."""
        return Normal(self.scale * 0, self.scale, validate_args=False)


class HalfCauchy(HalfNormal):
    """|x| of a Cauchy around 0."""

    @property
    def mean(self) -> Tensor:
        return filled(self.scale, math.inf)

    @property
    def variance(self) -> Tensor:
        return filled(self.scale, math.inf)

    def whole(self) -> Any:
        return Cauchy(self.scale * 0, self.scale, validate_args=False)


def filled(like: Tensor, number: float) -> Tensor:
    """A tensor in the shape of another, of one number."""
    return Tensor(np.full_like(like.array, number))
