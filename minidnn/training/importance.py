"""permutation_importance: how much worse a model gets when one input is shuffled."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .. import backend
from ..tensor import Tensor
from .evaluation import predict


def permutation_importance(
    model: Any,
    x: Any,
    y: Any,
    score: Callable[[Any, Any], float],
    *,
    groups: Mapping[str, Sequence[int]] | None = None,
    repeat: int = 5,
    seed: int = 0,
) -> dict[str, float]:
    """{input: loss of score}, the most important first: the mean over `repeat` shuffles.

    x (N,D), y (N,...).  score(y_true, y_pred): larger is better (accuracy, r2).  groups: {name:
    columns of x that are shuffled together}, such as the inputs of one category; None: each alone.

    Source: Breiman 2001, "Random Forests", section 10.
    """
    array = backend.to_host(x.array if isinstance(x, Tensor) else np.asarray(x))
    if array.ndim != 2:
        raise ValueError(f"permutation_importance: x must be (N, D); got {array.shape}")
    if groups is None:
        groups = {str(i): [i] for i in range(array.shape[1])}
    rng = np.random.default_rng(seed)
    whole = score(y, predict(model, Tensor(array)))
    found = {}
    for name, columns in groups.items():
        lost = 0.0
        for _ in range(repeat):
            mixed = array.copy()
            mixed[:, list(columns)] = mixed[rng.permutation(len(mixed))][:, list(columns)]
            lost += whole - score(y, predict(model, Tensor(mixed)))
        found[name] = lost / repeat
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))
