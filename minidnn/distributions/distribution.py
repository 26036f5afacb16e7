"""Distribution: what all distributions share: shapes, checks of parameters and values, sampling."""

import math
from functools import cached_property
from typing import Any

import numpy as np

from .. import backend, dtypes
from ..missing import explain_constructor
from ..tape import enable_grad, no_grad
from ..tensor import Tensor
from . import constraints


class Distribution:
    """Random numbers whose parameters are tensors.

    batch_shape: the shape of the parameters, one independent distribution for each place.
    event_shape: the shape of one draw. sample(shape) has the shape shape + batch_shape +
    event_shape; log_prob(value) is one number for each draw. Parameters and values are checked
    unless validate_args=False.
    """

    has_rsample = False  # whether draws have a gradient
    has_enumerate_support = False
    arg_constraints: dict[str, constraints.Constraint] = {}
    support: Any = None
    _validate_args = True

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        explain_constructor(cls)

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Check parameters and values from now on, or not."""
        Distribution._validate_args = bool(value)

    def __init__(self, batch_shape: Any = (), event_shape: Any = (), validate_args: Any = None):
        self._batch_shape, self._event_shape = tuple(batch_shape), tuple(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            for name, constraint in self.arg_constraints.items():
                if name in self.__dict__ and not constraints.is_dependent(constraint):
                    self.check_parameter(name, self.__dict__[name], constraint)

    @property
    def batch_shape(self) -> Any:
        """The shape of the parameters."""
        return size(self._batch_shape)

    @property
    def event_shape(self) -> Any:
        """The shape of one draw."""
        return size(self._event_shape)

    def expand(self, batch_shape: Any, _instance: Any = None) -> "Distribution":
        """The same distribution for a larger batch shape; nothing is copied."""
        batch_shape = tuple(batch_shape)
        new = object.__new__(type(self)) if _instance is None else _instance
        new.__dict__.update(
            {k: v for k, v in self.__dict__.items() if not isinstance(v, Tensor | Distribution)}
        )
        for name, constraint in self.arg_constraints.items():
            if name in self.__dict__:
                value = self.__dict__[name]
                event = tuple(value.shape)[value.ndim - constraint.event_dim :]
                new.__dict__[name] = value.expand(*batch_shape, *event)
        new._batch_shape = batch_shape
        return new

    @property
    def mean(self) -> Tensor:
        """The expected value."""
        raise NotImplementedError(f"{type(self).__name__} has no mean")

    @property
    def mode(self) -> Tensor:
        """The most probable value."""
        raise NotImplementedError(f"{type(self).__name__} has no mode")

    @property
    def variance(self) -> Tensor:
        """The expected square of the distance from the mean."""
        raise NotImplementedError(f"{type(self).__name__} has no variance")

    @property
    def stddev(self) -> Tensor:
        """The root of the variance."""
        return self.variance.sqrt()

    def sample(self, sample_shape: Any = ()) -> Tensor:
        """Draws without gradient."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        """Draws whose gradient reaches the parameters, where that is possible."""
        raise NotImplementedError(f"{type(self).__name__}: its draws have no gradient; use sample")

    def sample_n(self, n: int) -> Tensor:
        """The old spelling of sample((n,))."""
        return self.sample((n,))

    def log_prob(self, value: Tensor) -> Tensor:
        """The logarithm of the density, or of the probability, at a value."""
        raise NotImplementedError(f"{type(self).__name__} has no log_prob")

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of at most this value."""
        raise NotImplementedError(f"{type(self).__name__} has no cdf")

    def icdf(self, value: Tensor) -> Tensor:
        """The value below which a draw lies with this probability."""
        raise NotImplementedError(f"{type(self).__name__} has no icdf")

    def entropy(self) -> Tensor:
        """The expected value of -log_prob."""
        raise NotImplementedError(f"{type(self).__name__} has no entropy")

    def perplexity(self) -> Tensor:
        """e to the entropy."""
        return self.entropy().exp()

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """All values that can be drawn, along a new first dimension."""
        raise NotImplementedError(f"{type(self).__name__} has not finitely many values")

    # Helpers

    def shape_of(self, sample_shape: Any) -> tuple[int, ...]:
        """The shape of draws."""
        return (*sample_shape, *self._batch_shape, *self._event_shape)

    _extended_shape = shape_of

    def check_parameter(self, name: str, value: Tensor, constraint: Any) -> None:
        """Raises ValueError where a parameter does not keep to its constraint."""
        valid = constraint.check(value)
        if not bool(valid.all()):
            raise ValueError(
                f"Expected parameter {name} ({type(value).__name__} of shape "
                f"{tuple(value.shape)}) of distribution {self!r} to satisfy the constraint "
                f"{constraint!r}, but found invalid values:\n{value.detach()}"
            )

    def _validate_sample(self, value: Any) -> None:
        """Raises ValueError for a value that cannot be drawn, or whose shape does not fit."""
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        events = len(self._event_shape)
        if value.ndim < events or tuple(value.shape)[value.ndim - events :] != self._event_shape:
            raise ValueError(
                f"{type(self).__name__}: the last dimensions of value, {tuple(value.shape)}, must "
                f"be the event_shape {self._event_shape}"
            )
        try:
            np.broadcast_shapes(tuple(value.shape), (*self._batch_shape, *self._event_shape))
        except ValueError as error:
            raise ValueError(
                f"{type(self).__name__}: value of shape {tuple(value.shape)} does not broadcast "
                f"with batch_shape {self._batch_shape} and event_shape {self._event_shape}"
            ) from error
        support = self.support
        if support is not None and not bool(support.check(value).all()):
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) "
                f"to be within the support ({support!r}) of the distribution {self!r}, but found "
                f"invalid values:\n{value.detach()}"
            )

    def checked(self, value: Any) -> Any:
        """A value, checked if checks are on."""
        if self._validate_args:
            self._validate_sample(value)
        return value

    def __repr__(self) -> str:
        parts = []
        for name in self.arg_constraints:
            value = self.__dict__.get(name)
            if isinstance(value, Tensor):
                shown = repr(value.item()) if value.numel() == 1 else size(value.shape)
                parts.append(f"{name}: {shown}")
        return f"{type(self).__name__}({', '.join(parts)})"


class Family(Distribution):
    """A distribution of single numbers whose parameters are broadcast against each other."""

    def set_up(self, validate_args: Any, **parameters: Any) -> None:
        """Store the parameters as tensors of one shape."""
        for name, value in zip(parameters, broadcast_all(*parameters.values())):
            setattr(self, name, value)
        Distribution.__init__(self, value.shape, validate_args=validate_args)


class Weighed(Distribution):
    """Given by probabilities or by logits, one of both; the other is computed when asked for."""

    binary = True  # logits are log(p/(1-p)); else log p up to a constant, along the last dimension
    probs: Any
    logits: Any

    def give(self, probs: Any, logits: Any, *others: Any) -> list[Tensor]:
        """Store what was given, broadcast against other parameters, which are returned."""
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        name, value = ("probs", probs) if logits is None else ("logits", logits)
        value, *others = broadcast_all(value, *others)
        self.__dict__[name] = value
        return others

    @property
    def given(self) -> Tensor:
        """What the distribution was made from."""
        return self.__dict__["probs"] if self.from_probs else self.__dict__["logits"]

    @property
    def from_probs(self) -> bool:
        return self.__dict__.get("_from_probs", "probs" in self.__dict__)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Distribution:
        new = super().expand(batch_shape, _instance)
        new.__dict__["_from_probs"] = self.from_probs
        return new


def probabilities(logits: Tensor, binary: bool) -> Tensor:
    return logits.sigmoid() if binary else logits.softmax(-1)


def log_odds(probs: Tensor, binary: bool) -> Tensor:
    """Logits of probabilities, held off 0 and 1 by the least step of the dtype."""
    eps = float(np.finfo(probs.dtype).eps)
    p = probs.clamp(eps, 1 - eps)
    return p.log() - (-p).log1p() if binary else p.log()


class Lazy(cached_property):
    """Computed when first asked for, with its gradient, also if that is within no_grad."""

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        with enable_grad():
            return super().__get__(instance, owner)


class LazyProbs(Lazy):
    """probs of a distribution that was given logits."""

    def __init__(self, binary: bool):
        super().__init__(lambda self: probabilities(self.logits, binary))


class LazyLogits(Lazy):
    """logits of a distribution that was given probs."""

    def __init__(self, binary: bool):
        super().__init__(lambda self: log_odds(self.probs, binary))


def broadcast_all(*values: Any) -> list[Tensor]:
    """Numbers and tensors -> tensors of one shape; numbers take the dtype of the tensors."""
    tensors = [value for value in values if isinstance(value, Tensor)]
    for value in values:
        if not isinstance(value, Tensor | int | float | np.number):
            raise ValueError(
                "Input arguments must all be instances of Number or torch.Tensor; got "
                f"{type(value).__name__}"
            )
    dtype = tensors[0].dtype if tensors else dtypes.get_default_dtype()
    device = tensors[0].device if tensors else "cpu"
    made = [
        v if isinstance(v, Tensor) else Tensor(np.asarray(v, dtype)).to(device) for v in values
    ]
    shape = np.broadcast_shapes(*(tuple(tensor.shape) for tensor in made))
    return [t if tuple(t.shape) == shape else t.expand(*shape) for t in made]


def draw(kind: str, shape: Any, like: Tensor) -> Tensor:
    """Numbers of NumPy's "standard_normal", "random" … where `like` lives, in its dtype."""
    rng = backend.host_rng()
    array = np.asarray(getattr(rng, kind)(size=tuple(shape)), dtype=like.dtype)
    if kind == "random":  # rounding to a narrower type may give 1
        array = np.minimum(array, 1 - np.finfo(array.dtype).epsneg)
    return Tensor(array).to(like.device)


def size(shape: Any) -> Any:
    """A shape as tensors give it."""
    from ..size import Size

    return Size(shape)


HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)
