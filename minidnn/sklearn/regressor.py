"""NetRegressor: a network that predicts numbers, as a scikit-learn estimator."""

from typing import Any, Self

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from ..tensor import Tensor
from .base import Net
from .classifier import FLOATS


class NetRegressor(RegressorMixin, Net):
    """A network trained on the mean squared error of targets, which are scaled to variance 1.

    Several targets at once are possible: y (N, targets). After fit: module_, loss_curve_, n_iter_,
    and the scale of the targets in mean_ and scale_.

    >>> import numpy as np
    >>> from minidnn.sklearn import NetRegressor
    >>> x = np.linspace(-1, 1, 100)[:, None]
    >>> net = NetRegressor((32,), lr=0.01, random_state=0).fit(x, np.sin(3 * x[:, 0]))
    >>> bool(net.score(x, np.sin(3 * x[:, 0])) > 0.95)
    True
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train a new network on samples X (N,D) and their targets y (N,) or (N,T)."""
        X, y = validate_data(self, X, y, dtype=FLOATS, multi_output=True, y_numeric=True)
        weight = _check_sample_weight(sample_weight, X, dtype=X.dtype)
        self._scale(y, weight)
        self._start(X.shape[1], 1 if y.ndim == 1 else y.shape[1], X.dtype)
        self._train(X, self._scaled(y, X.dtype), weight, self.epochs)
        return self

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Go on with one way through more samples; the scale of y is that of the first call."""
        first = not hasattr(self, "module_")
        X, y = validate_data(
            self, X, y, dtype=FLOATS, multi_output=True, y_numeric=True, reset=first
        )
        weight = _check_sample_weight(sample_weight, X, dtype=X.dtype)
        if first:
            self._scale(y, weight)
            self._start(X.shape[1], 1 if y.ndim == 1 else y.shape[1], X.dtype)
        dtype = next(self.module_.parameters()).dtype
        self._train(X.astype(dtype, copy=False), self._scaled(y, dtype), weight, 1)
        return self

    def predict(self, X: Any) -> Any:
        """The targets of samples: (N,) or (N,T)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=FLOATS, reset=False)
        y = self._outputs(X.astype(next(self.module_.parameters()).dtype, copy=False))
        y = y * self.scale_ + self.mean_
        return y[:, 0] if self._single else y

    def _scale(self, y: Any, weight: Any) -> None:
        """Note mean and spread of the targets."""
        self._single = y.ndim == 1
        table = np.asarray(y, dtype=np.float64).reshape(len(y), -1)
        self.mean_ = np.average(table, axis=0, weights=weight)
        spread = np.sqrt(np.average((table - self.mean_) ** 2, axis=0, weights=weight))
        self.scale_ = np.where(spread > 0, spread, 1.0)

    def _scaled(self, y: Any, dtype: Any) -> Any:
        """Targets (N,T) as the network sees them."""
        table = np.asarray(y, dtype=np.float64).reshape(len(y), -1)
        return ((table - self.mean_) / self.scale_).astype(dtype)

    def _loss(self, prediction: Tensor, target: Tensor) -> Tensor:
        if prediction.shape != target.shape:
            raise ValueError(
                f"NetRegressor: the module returns {prediction.shape} for targets {target.shape}"
            )
        return ((prediction - target) ** 2).mean(1)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        tags.target_tags.single_output = True
        return tags
