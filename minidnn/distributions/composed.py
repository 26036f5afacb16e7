"""Distributions made of others: Independent, mixtures, transformed ones, LogNormal."""

from typing import Any

from ..functional import logsumexp
from ..tape import no_grad
from ..tensor import Tensor
from . import constraints
from .categorical import Categorical
from .continuous import Normal
from .distribution import Distribution, broadcast_all
from .transforms import ComposeTransform, ExpTransform, Transform

__all__ = ["Independent", "LogNormal", "MixtureSameFamily", "TransformedDistribution"]


class Independent(Distribution):
    """The last dimensions of the batch become part of the event: their log_probs are summed."""

    def __init__(
        self, base_distribution: Distribution, reinterpreted_batch_ndims: int,
        validate_args: Any = None,
    ):  # fmt: skip
        batch, n = tuple(base_distribution.batch_shape), reinterpreted_batch_ndims
        if n > len(batch):
            raise ValueError(
                "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), "
                f"actual {n} vs {len(batch)}"
            )
        self.base_dist, self.reinterpreted_batch_ndims = base_distribution, n
        cut = len(batch) - n
        event = batch[cut:] + tuple(base_distribution.event_shape)
        super().__init__(batch[:cut], event, validate_args)

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        """Whether gradients go through its samples."""
        return self.base_dist.has_rsample

    @property
    def support(self) -> Any:
        n = self.reinterpreted_batch_ndims
        inner = self.base_dist.support
        return constraints.independent(inner, n) if n and inner is not None else inner

    def expand(self, batch_shape: Any, _instance: Any = None) -> Distribution:
        n = self.reinterpreted_batch_ndims
        inner = self._event_shape[:n]
        return Independent(self.base_dist.expand((*batch_shape, *inner)), n, validate_args=False)

    @property
    def mean(self) -> Tensor:
        return self.base_dist.mean

    @property
    def mode(self) -> Tensor:
        return self.base_dist.mode

    @property
    def variance(self) -> Tensor:
        return self.base_dist.variance

    def sample(self, sample_shape: Any = ()) -> Tensor:
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value: Tensor) -> Tensor:
        return summed(self.base_dist.log_prob(value), self.reinterpreted_batch_ndims)

    def entropy(self) -> Tensor:
        return summed(self.base_dist.entropy(), self.reinterpreted_batch_ndims)

    def __repr__(self) -> str:
        return f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"


class MixtureSameFamily(Distribution):
    """One of K components, chosen by a Categorical: component batch (…, K), mixture batch (…)."""

    def __init__(
        self, mixture_distribution: Any, component_distribution: Distribution,
        validate_args: Any = None,
    ):  # fmt: skip
        if not isinstance(mixture_distribution, Categorical):
            raise ValueError(
                " The Mixture distribution needs to be an  instance of "
                "torch.distributions.Categorical"
            )
        self._mixture_distribution = mixture_distribution
        self._component_distribution = component_distribution
        batch = tuple(component_distribution.batch_shape)
        if not batch or mixture_distribution.param_shape[-1] != batch[-1]:
            raise ValueError(
                f"MixtureSameFamily: the components' batch_shape {batch} must end with the number "
                f"of classes, {mixture_distribution.param_shape[-1]}"
            )
        super().__init__(batch[:-1], tuple(component_distribution.event_shape), validate_args)

    @property
    def mixture_distribution(self) -> Categorical:
        return self._mixture_distribution

    @property
    def component_distribution(self) -> Distribution:
        return self._component_distribution

    @property
    def support(self) -> Any:
        return self._component_distribution.support

    def weights(self) -> Tensor:
        """The probabilities of the components, with a 1 for each dimension of the event."""
        p = self._mixture_distribution.probs
        return p.reshape(*p.shape, *(1 for _ in self._event_shape))

    @property
    def along(self) -> int:
        """The dimension of the components."""
        return -1 - len(self._event_shape)

    @property
    def mean(self) -> Tensor:
        return (self.weights() * self._component_distribution.mean).sum(self.along)

    @property
    def variance(self) -> Tensor:
        parts, p = self._component_distribution, self.weights()
        away = parts.mean - self.mean.unsqueeze(self.along)
        return (p * parts.variance).sum(self.along) + (p * away**2).sum(self.along)

    def cdf(self, value: Tensor) -> Tensor:
        parts = self._component_distribution.cdf(self.checked(value).unsqueeze(-1))
        return (parts * self._mixture_distribution.probs).sum(-1)

    def log_prob(self, value: Tensor) -> Tensor:
        value = self.checked(value).unsqueeze(self.along)
        parts = self._component_distribution.log_prob(value)
        return logsumexp(parts + self._mixture_distribution.logits.log_softmax(-1), -1)

    def sample(self, sample_shape: Any = ()) -> Tensor:
        with no_grad():
            which = self._mixture_distribution.sample(sample_shape)
            parts = self._component_distribution.sample(sample_shape)
            ones = tuple(1 for _ in self._event_shape)
            index = which.reshape(*which.shape, 1, *ones)
            index = index.expand(*which.shape, 1, *self._event_shape)
            return parts.gather(self.along, index).squeeze(self.along)

    def __repr__(self) -> str:
        parts = f"{self._mixture_distribution},\n  {self._component_distribution}"
        return f"MixtureSameFamily(\n  {parts})"


class TransformedDistribution(Distribution):
    """y = transforms(x) of an x drawn from a base: the density follows the change of volume."""

    def __init__(self, base_distribution: Distribution, transforms: Any, validate_args: Any = None):
        self.transforms = [transforms] if isinstance(transforms, Transform) else list(transforms)
        for transform in self.transforms:
            if not isinstance(transform, Transform):
                raise ValueError(
                    f"transforms must be a Transform or a list of Transforms; got {transform!r}"
                )
        whole = ComposeTransform(self.transforms)
        base_events = len(base_distribution.event_shape)
        shape = tuple(base_distribution.batch_shape) + tuple(base_distribution.event_shape)
        more = whole.domain_event_dim - base_events
        if more > 0:  # a transform of vectors: the last dimensions of the batch are one event
            base_distribution = Independent(base_distribution, more)
        self.base_dist, self.whole = base_distribution, whole
        events = max(whole.codomain_event_dim, base_events)
        shape = whole.forward_shape(shape)
        super().__init__(shape[: len(shape) - events], shape[len(shape) - events :], validate_args)

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        """Whether gradients go through its samples."""
        return self.base_dist.has_rsample

    @property
    def support(self) -> Any:
        if not self.transforms:
            return self.base_dist.support
        last = self.transforms[-1].codomain
        missing = len(self._event_shape) - last.event_dim
        return constraints.independent(last, missing) if missing > 0 else last

    def expand(self, batch_shape: Any, _instance: Any = None) -> Distribution:
        base = self.base_dist.expand(batch_shape)
        return TransformedDistribution(base, self.transforms, validate_args=False)

    def sample(self, sample_shape: Any = ()) -> Tensor:
        with no_grad():
            return self.whole(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        return self.whole(self.base_dist.rsample(sample_shape))

    def log_prob(self, value: Tensor) -> Tensor:
        y, result = self.checked(value), 0.0
        events = len(self._event_shape)
        for transform in self.transforms[::-1]:
            x = transform.inv(y)
            events += transform.domain_event_dim - transform.codomain_event_dim
            volume = transform.log_abs_det_jacobian(x, y)
            result = result - summed(volume, events - transform.domain_event_dim)
            y = x
        inner = self.base_dist.log_prob(y)
        return result + summed(inner, events - len(self.base_dist.event_shape))

    def cdf(self, value: Tensor) -> Tensor:
        sign = 1
        self.checked(value)
        for transform in self.transforms[::-1]:
            value, sign = transform.inv(value), sign * transform.sign
        inner = self.base_dist.cdf(value)
        return inner if isinstance(sign, int) and sign == 1 else sign * (inner - 0.5) + 0.5

    def icdf(self, value: Tensor) -> Tensor:
        sign = 1
        for transform in self.transforms:
            sign = sign * transform.sign
        if not (isinstance(sign, int) and sign == 1):
            value = sign * (value - 0.5) + 0.5
        return self.whole(self.base_dist.icdf(value))

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class LogNormal(TransformedDistribution):
    """e^x of a Normal x."""

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None):
        base = Normal(loc, scale, validate_args=validate_args)
        super().__init__(base, ExpTransform(), validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Distribution:
        loc, scale = broadcast_all(self.loc, self.scale)
        return LogNormal(loc.expand(*batch_shape), scale.expand(*batch_shape), validate_args=False)

    @property
    def loc(self) -> Tensor:
        return self.base_dist.loc  # type: ignore[attr-defined]

    @property
    def scale(self) -> Tensor:
        return self.base_dist.scale  # type: ignore[attr-defined]

    @property
    def mean(self) -> Tensor:
        return (self.loc + self.scale**2 / 2).exp()

    @property
    def mode(self) -> Tensor:
        return (self.loc - self.scale**2).exp()

    @property
    def variance(self) -> Tensor:
        return (self.scale**2).expm1() * (2 * self.loc + self.scale**2).exp()

    def entropy(self) -> Tensor:
        return self.base_dist.entropy() + self.loc


def summed(value: Tensor, dims: int) -> Tensor:
    """The sum over the last dimensions."""
    return value.sum(tuple(range(-dims, 0))) if dims > 0 else value
