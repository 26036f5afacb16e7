"""evaluate and predict: a model on data it does not learn from."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from .. import backend
from ..distributed.world import members
from ..missing import explaining
from ..tape import no_grad
from ..tensor import Tensor
from ..utils.data.distributed import DistributedEvalSampler
from ..utils.data.sampler import check_count
from .arguments import check_model, criterion_of, fitting, loader_of, metrics_of, parts_of
from .ranks import Alone, Together, core


@explaining
def evaluate(
    model: Any,
    loader: Any,
    criterion: str | Callable[[Any, Any], Any] | None = None,
    *,
    metrics: Any = None,
    batch_size: int = 256,
    device: Any = None,
) -> dict[str, float]:
    """{"loss": ..., "accuracy": ...}: the mean loss per sample and metrics over all batches (x, y).

    loader: a DataLoader, a Dataset, or arrays as a pair (x, y).
    criterion, metrics: as in `fit`. Nothing is recorded, and values are fetched from the device
    once, at the end.
    """
    check_model("evaluate", model)
    criterion = None if criterion is None else criterion_of("evaluate", criterion)
    loader = loader_of("evaluate", loader, model, batch_size)
    chosen = metrics_of("evaluate", metrics, criterion)
    values = measured(model, loader, criterion, chosen, device)
    if not values:
        raise ValueError(
            "evaluate: there is nothing to measure; give a criterion, such as 'cross_entropy', "
            "or metrics=['accuracy']"
        )
    return values


def measured(
    model: Any,
    loader: Iterable[Any],
    criterion: Callable[[Any, Any], Any] | None,
    metrics: Mapping[str, Callable[[Any, Any], float]],
    device: Any,
) -> dict[str, float]:
    """The mean loss and the metrics: of all ranks' parts, if the sampler divides the data so."""
    ranks = Alone()
    if isinstance(getattr(loader, "sampler", None), DistributedEvalSampler):
        ranks = Together(members(None))
    model = core(model)
    loss_sum: Any = 0.0
    count, y_true, y_pred = 0, [], []
    with evaluation_mode(model), no_grad():
        for batch in loader:
            x, y = parts_of("evaluate", batch)
            x, y = to(x, device), to(y, device)
            output = model(x)
            if criterion is not None:
                loss_sum = loss_sum + criterion(output, y).array.astype(np.float64) * len(y)
            if metrics:
                y_true.append(y.array)
                y_pred.append(output.array)
            count += len(y)
    total, samples = ranks.sums([float(loss_sum), count])
    if samples == 0:
        raise ValueError("evaluate: the loader gave no batch; is the data set empty?")
    values = {} if criterion is None else {"loss": total / samples}
    if metrics:
        parts = ranks.gather((joined(y_true), joined(y_pred)) if count else None)
        true, predicted = (np.concatenate(p) for p in zip(*(p for p in parts if p is not None)))
        values |= {name: metric(true, predicted) for name, metric in metrics.items()}
    return values


@explaining
def predict(model: Any, data: Any, *, batch_size: int = 256, device: Any = None) -> np.ndarray:
    """The model's outputs for all of the data, one row per sample, as a NumPy array.

    data: an array or tensor (N, ...), or a loader of batches x or (x, y).
    """
    check_model("predict", model)
    check_count("predict: batch_size", batch_size)
    if isinstance(data, str | bytes) or not hasattr(data, "__iter__"):
        raise TypeError(
            "predict: expected an array, a tensor or a DataLoader; got "
            f"{type(data).__name__} {data!r}"
        )
    if isinstance(data, list) and data and not hasattr(first_of(data), "shape"):
        raise TypeError(
            f"predict: expected an array, got a list with {type(first_of(data)).__name__} inside; "
            "use numpy.array(data)"
        )
    if isinstance(data, np.ndarray):
        data = fitting(data, model)
    with evaluation_mode(model), no_grad():
        outputs = [model(to(x, device)).array for x in batches(data, batch_size)]
    if not outputs:
        raise ValueError("predict: there is nothing to predict; the data is empty")
    return joined(outputs)


def first_of(data: Any) -> Any:
    """The first thing in lists in lists that is no list."""
    while isinstance(data, list | tuple) and data:
        data = data[0]
    return data


def batches(data: Any, batch_size: int):
    """The inputs of a loader, or slices of an array."""
    if isinstance(data, Tensor):
        for start in range(0, len(data), batch_size):
            yield data[start : start + batch_size]
    else:
        for batch in data:
            yield batch[0] if isinstance(batch, list | tuple) else batch


def joined(arrays: list[Any]) -> np.ndarray:
    return backend.to_host(arrays[0] if len(arrays) == 1 else np.concatenate(arrays))


def to(x: Any, device: Any) -> Any:
    return x if device is None else x.to(device)


class evaluation_mode:
    """Within it the model's layers evaluate (no dropout, fixed statistics); then each as before."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def __enter__(self) -> None:
        self.before = [(module, module.training) for module in self.model.modules()]
        self.model.eval()

    def __exit__(self, *error: Any) -> None:
        for module, training in self.before:
            module.training = training
