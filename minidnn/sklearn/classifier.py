"""NetClassifier: a network that tells classes apart, as a scikit-learn estimator."""

from typing import Any, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from .. import functional as F
from ..tensor import Tensor
from .base import Net

FLOATS = [np.float64, np.float32]  # what samples are kept as; others become float64


class NetClassifier(ClassifierMixin, Net):
    """A network with a softmax at its end, trained on the cross entropy.

    After fit: classes_, module_ (the trained Module), loss_curve_ (one number an epoch), n_iter_.

    >>> from sklearn.datasets import load_iris
    >>> from minidnn.sklearn import NetClassifier
    >>> x, y = load_iris(return_X_y=True)
    >>> net = NetClassifier((16,), lr=0.01, epochs=300, random_state=0).fit(x, y)
    >>> bool(net.score(x, y) > 0.95)
    True
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train a new network on samples X (N,D) and their classes y (N,)."""
        X, y = validate_data(self, X, y, dtype=FLOATS)
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        self._start(X.shape[1], len(self.classes_), X.dtype)
        weight = _check_sample_weight(sample_weight, X, dtype=X.dtype)
        self._train(X, labels, weight, self.epochs, groups=labels)
        return self

    def partial_fit(
        self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None
    ) -> Self:
        """Go on with one way through more samples; classes: all that will come, at the first call.

        Raises: ValueError for a class that was not announced.
        """
        first = not hasattr(self, "module_")
        X, y = validate_data(self, X, y, dtype=FLOATS, reset=first)
        check_classification_targets(y)
        if first:
            self.classes_ = np.unique(y if classes is None else classes)
            self._start(X.shape[1], len(self.classes_), X.dtype)
        unknown = np.setdiff1d(y, self.classes_)
        if len(unknown):
            raise ValueError(
                f"NetClassifier: `y` holds {unknown[:5]}, which is not in classes_ "
                f"{self.classes_[:10]}; give classes= at the first partial_fit"
            )
        X = X.astype(next(self.module_.parameters()).dtype, copy=False)
        weight = _check_sample_weight(sample_weight, X, dtype=X.dtype)
        self._train(X, np.searchsorted(self.classes_, y), weight, 1)
        return self

    def predict_proba(self, X: Any) -> Any:
        """The probability of every class: (N, classes), in the order of classes_."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=FLOATS, reset=False)
        logits = self._outputs(X.astype(next(self.module_.parameters()).dtype, copy=False))
        return F.softmax(logits, dim=1)

    def predict(self, X: Any) -> Any:
        """The most probable class of every sample: (N,)."""
        places = np.argmax(self.predict_proba(X), axis=1)
        return self.classes_[places]

    def _loss(self, prediction: Tensor, target: Tensor) -> Tensor:
        return F.cross_entropy(prediction, target, reduction="none")
