"""Distributions over classes: Categorical, OneHotCategorical, Multinomial, and relaxed ones."""

import math
from typing import Any

import numpy as np

from .. import backend
from ..functional import one_hot
from ..nn.functional import softplus
from ..tape import no_grad
from ..tensor import Tensor
from . import constraints
from .discrete import Binomial
from .distribution import Distribution, LazyLogits, LazyProbs, Weighed, broadcast_all, draw

__all__ = [
    "Categorical", "Multinomial", "OneHotCategorical", "OneHotCategoricalStraightThrough",
    "RelaxedBernoulli", "RelaxedOneHotCategorical",
]  # fmt: skip


class Categorical(Weighed):
    """A class number 0 to K-1, from probs (…, K) that need not sum to 1, or logits (…, K)."""

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    has_enumerate_support, binary = True, False
    probs, logits = LazyProbs(False), LazyLogits(False)

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: Any = None):
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        given = logits if probs is None else probs
        if given.ndim < 1:
            raise ValueError("`probs`/`logits` parameter must be at least one-dimensional.")
        if probs is not None:
            self.__dict__["probs"] = probs / probs.sum(-1, keepdim=True)
        else:
            self.__dict__["logits"] = logits - logits.logsumexp(dim=-1, keepdim=True)
        self._num_events = given.shape[-1]
        super().__init__(tuple(given.shape)[:-1], validate_args=validate_args)

    @property
    def support(self) -> Any:
        return constraints.integer_interval(0, self._num_events - 1)

    @property
    def param_shape(self) -> Any:
        return self.given.shape

    @property
    def mean(self) -> Tensor:
        return self.unknown()

    variance = mean

    @property
    def mode(self) -> Tensor:
        return self.probs.argmax(dim=-1)

    def unknown(self) -> Tensor:
        shape = self._batch_shape
        return Tensor(np.full(shape, np.nan, self.given.dtype)).to(self.given.device)

    def sample(self, sample_shape: Any = ()) -> Tensor:
        shape = self.shape_of(sample_shape)
        with no_grad():
            ends = backend.to_host(self.probs.detach().array).astype(np.float64).cumsum(-1)
            u = backend.host_rng().random(shape)[..., None] * ends[..., -1:]
            chosen = np.asarray((u >= ends).sum(-1), dtype=np.int64)
            return Tensor(np.minimum(chosen, self._num_events - 1)).to(self.given.device)

    def log_prob(self, value: Tensor) -> Tensor:
        value = self.checked(value).long()
        shape = np.broadcast_shapes(tuple(value.shape), self._batch_shape)
        logits = self.logits.expand(*shape, self._num_events)
        return logits.gather(-1, value.expand(*shape).unsqueeze(-1)).squeeze(-1)

    def entropy(self) -> Tensor:
        least = float(np.finfo(self.logits.dtype).min)
        return -(self.logits.clamp(min=least) * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> Tensor:
        values = Tensor(np.arange(self._num_events)).to(self.given.device)
        values = values.reshape(-1, *(1 for _ in self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values


class OneHotCategorical(Distribution):
    """A class as a vector of zeros with one 1."""

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support, has_enumerate_support = constraints.one_hot, True

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: Any = None):
        self._categorical = Categorical(probs, logits)
        shape = tuple(self._categorical.param_shape)
        super().__init__(shape[:-1], shape[-1:], validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Distribution:
        new = super().expand(batch_shape, _instance)
        new._categorical = self._categorical.expand(batch_shape)  # type: ignore[attr-defined]
        return new

    @property
    def probs(self) -> Tensor:
        return self._categorical.probs

    @property
    def logits(self) -> Tensor:
        return self._categorical.logits

    @property
    def mean(self) -> Tensor:
        return self.probs

    @property
    def mode(self) -> Tensor:
        return one_hot(self.probs.argmax(dim=-1), self.probs.shape[-1]).type_as(self.probs)

    @property
    def variance(self) -> Tensor:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Tensor:
        chosen = self._categorical.sample(sample_shape)
        return one_hot(chosen, self._event_shape[0]).type_as(self._categorical.given)

    def log_prob(self, value: Tensor) -> Tensor:
        return self._categorical.log_prob(self.checked(value).argmax(dim=-1))

    def entropy(self) -> Tensor:
        return self._categorical.entropy()

    def enumerate_support(self, expand: bool = True) -> Tensor:
        n = self._event_shape[0]
        values = Tensor(np.eye(n, dtype=self._categorical.given.dtype))
        values = values.to(self._categorical.given.device)
        values = values.reshape(n, *(1 for _ in self._batch_shape), n)
        return values.expand(n, *self._batch_shape, n) if expand else values

    def __repr__(self) -> str:
        return repr(self._categorical).replace("Categorical(", f"{type(self).__name__}(", 1)


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """Draws whose gradient is that of the probabilities.

    Source: Bengio et al., Estimating or Propagating Gradients Through Stochastic Neurons (2013).
    """

    has_rsample = True

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        return self.sample(sample_shape) + (self.probs - self.probs.detach())


class Multinomial(Distribution):
    """How often each class comes in total_count draws."""

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}

    def __init__(
        self, total_count: int = 1, probs: Any = None, logits: Any = None,
        validate_args: Any = None,
    ):  # fmt: skip
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        self._categorical = Categorical(probs, logits)
        shape = tuple(self._categorical.param_shape)
        super().__init__(shape[:-1], shape[-1:], validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Distribution:
        new = super().expand(batch_shape, _instance)
        new._categorical = self._categorical.expand(batch_shape)  # type: ignore[attr-defined]
        return new

    @property
    def support(self) -> Any:
        return constraints.multinomial(self.total_count)

    @property
    def probs(self) -> Tensor:
        return self._categorical.probs

    @property
    def logits(self) -> Tensor:
        return self._categorical.logits

    @property
    def mean(self) -> Tensor:
        return self.probs * self.total_count

    @property
    def variance(self) -> Tensor:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Tensor:
        p = backend.to_host(self.probs.detach().array).astype(np.float64)
        p = np.broadcast_to(p / p.sum(-1, keepdims=True), self.shape_of(sample_shape))
        counts = backend.host_rng().multinomial(self.total_count, p)
        given = self._categorical.given
        return Tensor(np.asarray(counts, dtype=given.dtype)).to(given.device)

    def log_prob(self, value: Tensor) -> Tensor:
        value = self.checked(value)
        ways = (value.sum(-1) + 1).lgamma() - (value + 1).lgamma().sum(-1)
        logits = self.logits.masked_fill((value == 0) & (self.logits == -np.inf), 0.0)
        return ways + (logits * value).sum(-1)

    def entropy(self) -> Tensor:
        n = self.total_count
        ways = math.lgamma(n + 1)
        counts = Binomial(n, self.probs, validate_args=False)
        values = counts.enumerate_support(expand=False)[1:]
        inner = counts.log_prob(values).exp() * (values + 1).lgamma()
        return n * self._categorical.entropy() - ways + inner.sum((0, -1))


class RelaxedOneHotCategorical(Distribution):
    """Vectors near a corner of the simplex, with a gradient: softmax((logits + Gumbel noise)/T).

    Source: Jang et al., Categorical Reparameterization with Gumbel-Softmax (2017); Maddison et al.,
    The Concrete Distribution (2017), equation 10.
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support, has_rsample = constraints.simplex, True

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: Any = None
    ):
        self._categorical = Categorical(probs, logits)
        (self.temperature,) = broadcast_all(temperature)
        shape = tuple(self._categorical.param_shape)
        super().__init__(shape[:-1], shape[-1:], validate_args)

    @property
    def probs(self) -> Tensor:
        return self._categorical.probs

    @property
    def logits(self) -> Tensor:
        return self._categorical.logits

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        e = draw("standard_exponential", self.shape_of(sample_shape), self.logits)
        noise = -e.clamp(min=float(np.finfo(e.dtype).tiny)).log()
        return ((self.logits + noise) / self.temperature).softmax(-1)

    def log_prob(self, value: Tensor) -> Tensor:
        k, t, log_x = self._event_shape[0], self.temperature, self.checked(value).log()
        (count,) = broadcast_all(float(k))
        score = self.logits - t * log_x
        score = (score - score.logsumexp(dim=-1, keepdim=True)).sum(-1)
        return score + count.lgamma() + (k - 1) * t.log() - log_x.sum(-1)


class RelaxedBernoulli(Weighed):
    """Numbers near 0 and 1 with a gradient: sigmoid((logits + logistic noise)/T)."""

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support, has_rsample = constraints.unit_interval, True
    probs, logits = LazyProbs(True), LazyLogits(True)

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: Any = None
    ):
        (self.temperature,) = broadcast_all(temperature)
        self.give(probs, logits)
        super().__init__(self.given.shape, validate_args=validate_args)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        u = draw("random", self.shape_of(sample_shape), self.given)
        eps = float(np.finfo(u.dtype).eps)
        u = u.clamp(eps, 1 - eps)
        return ((u.log() - (-u).log1p() + self.logits) / self.temperature).sigmoid()

    def log_prob(self, value: Tensor) -> Tensor:
        x, t = self.checked(value), self.temperature
        y = x.log() - (-x).log1p()
        diff = self.logits - y * t
        return t.log() + diff - 2 * softplus(diff) - x.log() - (-x).log1p()
