"""Distributions of whole numbers: Bernoulli, Geometric, Binomial, Poisson, NegativeBinomial."""

import math
from typing import Any

import numpy as np

from .. import backend
from ..nn.functional import softplus
from ..tape import no_grad
from ..tensor import Tensor
from . import constraints
from .distribution import Family, LazyLogits, LazyProbs, Weighed

__all__ = ["Bernoulli", "Binomial", "Geometric", "NegativeBinomial", "Poisson"]


def drawn(kind: str, like: Tensor, *parameters: Any, shape: Any) -> Tensor:
    """Draws of NumPy's generator for tensors of parameters, in the dtype of `like`."""
    values = [np.broadcast_to(backend.to_host(p.detach().array), shape) for p in parameters]
    array = np.asarray(getattr(backend.host_rng(), kind)(*values), dtype=like.dtype)
    return Tensor(array).to(like.device)


def cross_entropy(logits: Tensor, value: Tensor) -> Tensor:
    """-value·log p - (1 - value)·log(1 - p), from logits."""
    return value * softplus(-logits) + (1 - value) * softplus(logits)


class Bernoulli(Weighed):
    """1 with probability probs, else 0; logits = log(probs/(1 - probs))."""

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support, has_enumerate_support = constraints.boolean, True
    probs, logits = LazyProbs(True), LazyLogits(True)

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: Any = None):
        self.give(probs, logits)
        super().__init__(self.given.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.probs

    @property
    def mode(self) -> Tensor:
        more = (self.probs >= 0.5).type_as(self.probs)
        return more.masked_fill(self.probs == 0.5, math.nan)

    @property
    def variance(self) -> Tensor:
        return self.probs * (1 - self.probs)

    @property
    def param_shape(self) -> Any:
        return self.given.shape

    def sample(self, sample_shape: Any = ()) -> Tensor:
        shape = self.shape_of(sample_shape)
        with no_grad():
            u = Tensor(backend.host_rng().random(shape)).to(self.given.device)
            return (u < self.probs).type_as(self.given)

    def log_prob(self, value: Tensor) -> Tensor:
        return -cross_entropy(self.logits, self.checked(value))

    def entropy(self) -> Tensor:
        return cross_entropy(self.logits, self.probs)

    def enumerate_support(self, expand: bool = True) -> Tensor:
        values = Tensor(np.arange(2, dtype=self.given.dtype)).to(self.given.device)
        values = values.reshape(2, *(1 for _ in self._batch_shape))
        return values.expand(2, *self._batch_shape) if expand else values


class Geometric(Weighed):
    """The failures before the first success: probs·(1 - probs)^k."""

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.nonnegative_integer
    probs, logits = LazyProbs(True), LazyLogits(True)

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: Any = None):
        self.give(probs, logits)
        super().__init__(self.given.shape, validate_args=validate_args)
        if self._validate_args and probs is not None and not bool((self.probs > 0).all()):
            raise ValueError("Geometric: probs must be above 0")

    @property
    def mean(self) -> Tensor:
        return 1.0 / self.probs - 1.0

    @property
    def mode(self) -> Tensor:
        return self.probs * 0

    @property
    def variance(self) -> Tensor:
        return (1.0 / self.probs - 1.0) / self.probs

    def sample(self, sample_shape: Any = ()) -> Tensor:
        with no_grad():
            tries = drawn("geometric", self.given, self.probs, shape=self.shape_of(sample_shape))
            return tries - 1

    def log_prob(self, value: Tensor) -> Tensor:
        x = self.checked(value)
        fails = (-self.probs).log1p().masked_fill((self.probs == 1) & (x == 0), 0.0)
        return x * fails + self.probs.log()

    def entropy(self) -> Tensor:
        return cross_entropy(self.logits, self.probs) / self.probs


class Binomial(Weighed):
    """The number of successes among total_count draws."""

    arg_constraints = {
        "total_count": constraints.nonnegative_integer,
        "probs": constraints.unit_interval,
        "logits": constraints.real,
    }
    probs, logits = LazyProbs(True), LazyLogits(True)

    def __init__(
        self, total_count: Any = 1, probs: Any = None, logits: Any = None,
        validate_args: Any = None,
    ):  # fmt: skip
        (count,) = self.give(probs, logits, total_count)
        self.total_count = count.type_as(self.given)
        super().__init__(self.given.shape, validate_args=validate_args)

    @property
    def support(self) -> Any:
        return constraints.integer_interval(0, self.total_count)

    @property
    def mean(self) -> Tensor:
        return self.total_count * self.probs

    @property
    def mode(self) -> Tensor:
        return ((self.total_count + 1) * self.probs).floor().minimum(self.total_count)

    @property
    def variance(self) -> Tensor:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Tensor:
        shape = self.shape_of(sample_shape)
        with no_grad():
            return drawn("binomial", self.given, self.total_count.long(), self.probs, shape=shape)

    def log_prob(self, value: Tensor) -> Tensor:
        n, k = self.total_count, self.checked(value)
        ways = (n + 1).lgamma() - (k + 1).lgamma() - (n - k + 1).lgamma()
        z = self.logits
        return ways + k * z - n * softplus(z)

    def entropy(self) -> Tensor:
        if int(self.total_count.min()) != int(self.total_count.max()):
            raise NotImplementedError(
                "Inhomogeneous total count not supported by `entropy`: use one total_count"
            )
        log_prob = self.log_prob(self.enumerate_support(False))
        return -(log_prob.exp() * log_prob).sum(0)

    def enumerate_support(self, expand: bool = True) -> Tensor:
        total = int(self.total_count.max())
        if int(self.total_count.min()) != total:
            raise NotImplementedError(
                "Inhomogeneous total count not supported by `enumerate_support`"
            )
        values = Tensor(np.arange(total + 1, dtype=self.given.dtype)).to(self.given.device)
        values = values.reshape(-1, *(1 for _ in self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values


class NegativeBinomial(Weighed):
    """The successes (probs) before total_count failures."""

    arg_constraints = {
        "total_count": constraints.greater_than_eq(0),
        "probs": constraints.half_open_interval(0.0, 1.0),
        "logits": constraints.real,
    }
    support = constraints.nonnegative_integer
    probs, logits = LazyProbs(True), LazyLogits(True)

    def __init__(
        self, total_count: Any, probs: Any = None, logits: Any = None, validate_args: Any = None
    ):
        (count,) = self.give(probs, logits, total_count)
        self.total_count = count.type_as(self.given)
        super().__init__(self.given.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.total_count * self.logits.exp()

    @property
    def mode(self) -> Tensor:
        return ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0)

    @property
    def variance(self) -> Tensor:
        return self.mean / (-self.logits).sigmoid()

    def sample(self, sample_shape: Any = ()) -> Tensor:
        shape = self.shape_of(sample_shape)
        with no_grad():
            fails = 1 - self.probs
            return drawn("negative_binomial", self.given, self.total_count, fails, shape=shape)

    def log_prob(self, value: Tensor) -> Tensor:
        n, k, z = self.total_count, self.checked(value), self.logits
        ways = (n + k).lgamma() - (1.0 + k).lgamma() - n.lgamma()
        return -n * softplus(z) - k * softplus(-z) + ways.masked_fill(n + k == 0, 0.0)


class Poisson(Family):
    """rate^k·e^(-rate)/k!: how many of many rare things happen."""

    arg_constraints = {"rate": constraints.nonnegative}
    support = constraints.nonnegative_integer

    def __init__(self, rate: Any, validate_args: Any = None):
        self.set_up(validate_args, rate=rate)

    @property
    def mean(self) -> Tensor:
        return self.rate

    @property
    def mode(self) -> Tensor:
        return self.rate.floor()

    @property
    def variance(self) -> Tensor:
        return self.rate

    def sample(self, sample_shape: Any = ()) -> Tensor:
        with no_grad():
            return drawn("poisson", self.rate, self.rate, shape=self.shape_of(sample_shape))

    def log_prob(self, value: Tensor) -> Tensor:
        k = self.checked(value)
        return k.xlogy(self.rate) - self.rate - (k + 1).lgamma()
