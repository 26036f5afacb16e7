"""Where parameters and values may lie: constraints that check tensors, element by element."""

from typing import Any

import numpy as np

from ..tensor import Tensor


class Constraint:
    """check(value): one truth value for each event; event_dim: dimensions of one event."""

    is_discrete = False
    event_dim = 0

    def check(self, value: Any) -> Any:
        raise NotImplementedError

    def __repr__(self) -> str:
        return type(self).__name__.lstrip("_") + "()"


class Dependent(Constraint):
    """A support that depends on the parameters; asked of the distribution itself."""


class Compared(Constraint):
    """A constraint by bounds, whose repr names them."""

    def __init__(self, **bounds: Any):
        self.__dict__.update(bounds)
        self.bounds = bounds

    def __repr__(self) -> str:
        shown = (f"{k}={v if isinstance(v, int | float) else v!r}" for k, v in self.bounds.items())
        return f"{type(self).__name__}({', '.join(shown)})"


class Real(Constraint):
    def check(self, value: Any) -> Any:
        return value == value  # not NaN


class Boolean(Constraint):
    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value == 0) | (value == 1)


class GreaterThan(Compared):
    def __init__(self, lower_bound: Any):
        super().__init__(lower_bound=lower_bound)

    def check(self, value: Any) -> Any:
        return value > self.bounds["lower_bound"]


class GreaterThanEq(GreaterThan):
    def check(self, value: Any) -> Any:
        return value >= self.bounds["lower_bound"]


class LessThan(Compared):
    def __init__(self, upper_bound: Any):
        super().__init__(upper_bound=upper_bound)

    def check(self, value: Any) -> Any:
        return value < self.bounds["upper_bound"]


class Interval(Compared):
    def __init__(self, lower_bound: Any, upper_bound: Any):
        super().__init__(lower_bound=lower_bound, upper_bound=upper_bound)

    def check(self, value: Any) -> Any:
        return (value >= self.bounds["lower_bound"]) & (value <= self.bounds["upper_bound"])


class HalfOpenInterval(Interval):
    def check(self, value: Any) -> Any:
        return (value >= self.bounds["lower_bound"]) & (value < self.bounds["upper_bound"])


class IntegerInterval(Interval):
    is_discrete = True

    def check(self, value: Any) -> Any:
        return super().check(value) & (value == value.floor() if is_float(value) else True)


class IntegerGreaterThan(GreaterThanEq):
    is_discrete = True

    def check(self, value: Any) -> Any:
        return super().check(value) & (value == value.floor() if is_float(value) else True)


class Simplex(Constraint):
    event_dim = 1

    def check(self, value: Any) -> Any:
        return (value >= 0).all(dim=-1) & ((value.sum(-1) - 1).abs() < 1e-6)


class Multinomial(Constraint):
    is_discrete = True
    event_dim = 1

    def __init__(self, upper_bound: Any):
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return (value >= 0).all(dim=-1) & (value.sum(-1) <= self.upper_bound)


class OneHot(Constraint):
    is_discrete = True
    event_dim = 1

    def check(self, value: Any) -> Any:
        return ((value == 0) | (value == 1)).all(dim=-1) & (value.sum(-1) == 1)


class LowerCholesky(Constraint):
    event_dim = 2

    def check(self, value: Any) -> Any:
        lower = (value.tril() == value).flatten(-2).all(dim=-1)
        return lower & (value.diagonal(dim1=-2, dim2=-1) > 0).all(dim=-1)


class PositiveDefinite(Constraint):
    event_dim = 2

    def check(self, value: Any) -> Any:
        symmetric = ((value - value.mT).abs() <= 1e-6 * (1 + value.abs())).flatten(-2).all(dim=-1)
        array = value.detach().cpu().numpy()
        try:
            np.linalg.cholesky(array)
            definite = np.ones(array.shape[:-2], dtype=bool)
        except np.linalg.LinAlgError:
            definite = (np.linalg.eigvalsh(array) > 0).all(-1)
        return symmetric & Tensor(np.asarray(definite)).to(value.device)


class Independent(Constraint):
    """A constraint of single numbers that must hold for all numbers of an event."""

    def __init__(self, base: Constraint, dims: int):
        self.base_constraint, self.reinterpreted_batch_ndims = base, dims
        self.is_discrete, self.event_dim = base.is_discrete, base.event_dim + dims

    def check(self, value: Any) -> Any:
        result = self.base_constraint.check(value)
        dims = self.reinterpreted_batch_ndims
        return result.flatten(-dims).all(dim=-1) if dims else result

    def __repr__(self) -> str:
        return f"Independent({self.base_constraint!r}, {self.reinterpreted_batch_ndims})"


def is_float(value: Any) -> bool:
    return value.dtype.kind == "f"


def is_dependent(constraint: Any) -> bool:
    """Whether a constraint is known only together with the parameters."""
    return isinstance(constraint, Dependent)


dependent = Dependent()
real, boolean, simplex, one_hot = Real(), Boolean(), Simplex(), OneHot()
lower_cholesky, positive_definite = LowerCholesky(), PositiveDefinite()
positive, nonnegative = GreaterThan(0.0), GreaterThanEq(0.0)
unit_interval = Interval(0.0, 1.0)
nonnegative_integer, positive_integer = IntegerGreaterThan(0), IntegerGreaterThan(1)
real_vector = Independent(real, 1)
greater_than, greater_than_eq, less_than = GreaterThan, GreaterThanEq, LessThan
interval, half_open_interval = Interval, HalfOpenInterval
integer_interval, multinomial, independent = IntegerInterval, Multinomial, Independent
