"""MultivariateNormal: normal numbers that go together."""

from typing import Any

import numpy as np

from .. import linalg
from ..tensor import Tensor
from . import constraints
from .distribution import HALF_LOG_2PI, Distribution, Lazy, draw

__all__ = ["MultivariateNormal"]


class MultivariateNormal(Distribution):
    """density ∝ e^(-(x-loc)ᵀ·C⁻¹·(x-loc)/2); loc (…, D), and one of three matrices (…, D, D).

    covariance_matrix C, precision_matrix C⁻¹, or scale_tril, the lower triangle L with L·Lᵀ = C.
    """

    arg_constraints = {
        "loc": constraints.real_vector,
        "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }
    support, has_rsample = constraints.real_vector, True

    def __init__(
        self, loc: Tensor, covariance_matrix: Any = None, precision_matrix: Any = None,
        scale_tril: Any = None, validate_args: Any = None,
    ):  # fmt: skip
        matrices = {
            "covariance_matrix": covariance_matrix,
            "scale_tril": scale_tril,
            "precision_matrix": precision_matrix,
        }
        given = {name: matrix for name, matrix in matrices.items() if matrix is not None}
        if loc.ndim < 1:
            raise ValueError("loc must be at least one-dimensional.")
        if len(given) != 1:
            raise ValueError(
                "Exactly one of covariance_matrix or precision_matrix or scale_tril may be "
                "specified."
            )
        ((name, matrix),) = given.items()
        if matrix.ndim < 2:
            raise ValueError(
                f"{name} must be at least two-dimensional, with optional leading batch dimensions"
            )
        batch = broadcast(tuple(matrix.shape)[:-2], tuple(loc.shape)[:-1])
        d = loc.shape[-1]
        self.loc = loc.expand(*batch, d)
        self.__dict__[name] = matrix.expand(*batch, *tuple(matrix.shape)[-2:])
        super().__init__(batch, (d,), validate_args)
        if name == "scale_tril":
            self._tril = matrix
        elif name == "covariance_matrix":
            self._tril = linalg.cholesky(matrix)
        else:
            self._tril = linalg.cholesky(linalg.inv(matrix))

    def expand(self, batch_shape: Any, _instance: Any = None) -> Distribution:
        new = super().expand(batch_shape, _instance)
        new._tril = self._tril  # type: ignore[attr-defined]  it broadcasts
        return new

    @Lazy
    def scale_tril(self) -> Tensor:
        """The lower triangle L with L·Lᵀ = C."""
        return self.whole(self._tril)

    @Lazy
    def covariance_matrix(self) -> Tensor:
        """C."""
        return self.whole(self._tril @ self._tril.mT)

    @Lazy
    def precision_matrix(self) -> Tensor:
        """C⁻¹."""
        return self.whole(linalg.inv(self._tril @ self._tril.mT))

    def whole(self, matrix: Tensor) -> Tensor:
        return matrix.expand(*self._batch_shape, *self._event_shape, *self._event_shape)

    @property
    def mean(self) -> Tensor:
        return self.loc

    mode = mean

    @property
    def variance(self) -> Tensor:
        return (self._tril**2).sum(-1).expand(*self._batch_shape, *self._event_shape)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        z = draw("standard_normal", self.shape_of(sample_shape), self.loc)
        return self.loc + (self._tril @ z.unsqueeze(-1)).squeeze(-1)

    def log_prob(self, value: Tensor) -> Tensor:
        away = self.checked(value) - self.loc
        half_det = self._tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        square = mahalanobis(self._tril, away)
        return -0.5 * square - half_det - self._event_shape[0] * HALF_LOG_2PI

    def entropy(self) -> Tensor:
        half_det = self._tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        entropy = self._event_shape[0] * (0.5 + HALF_LOG_2PI) + half_det
        return entropy.expand(*self._batch_shape)


def mahalanobis(tril: Tensor, away: Tensor) -> Tensor:
    """|L⁻¹·away|² for L (…, D, D) and away (…, D), batches broadcast."""
    batch = broadcast(tuple(tril.shape)[:-2], tuple(away.shape)[:-1])
    d = away.shape[-1]
    tril, away = tril.expand(*batch, d, d), away.expand(*batch, d)
    solved = linalg.solve_triangular(tril, away.unsqueeze(-1), upper=False)
    return (solved.squeeze(-1) ** 2).sum(-1)


def broadcast(a: tuple, b: tuple) -> tuple:
    """The common shape of two."""
    return np.broadcast_shapes(a, b)
