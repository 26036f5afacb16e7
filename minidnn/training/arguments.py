"""What `fit` and `evaluate` take besides loaders, losses and callbacks, and what they refuse.

Arrays become loaders, names become losses and metrics, functions become callbacks. Anything else
is refused with a sentence before the training begins.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from ..metrics import NAMED, default_metrics
from ..metrics.classification import takes_logits
from ..nn import Module, functional
from ..optim import Optimizer
from ..tensor import Tensor, as_tensor
from ..utils.data import DataLoader, Dataset, TensorDataset
from .callbacks import Callback

LOSSES: dict[str, Callable[..., Any]] = {
    "cross_entropy": functional.cross_entropy,
    "nll": functional.nll_loss,
    "bce": functional.binary_cross_entropy,
    "binary_cross_entropy": functional.binary_cross_entropy,
    "bce_with_logits": functional.binary_cross_entropy_with_logits,
    "binary_cross_entropy_with_logits": functional.binary_cross_entropy_with_logits,
    "mse": functional.mse_loss,
    "mae": functional.l1_loss,
    "l1": functional.l1_loss,
    "huber": functional.huber_loss,
    "smooth_l1": functional.smooth_l1_loss,
}


def check_model(name: str, model: Any) -> None:
    """Raises TypeError for what is no module."""
    if isinstance(model, type):
        raise TypeError(f"{name}: the model is the class {model.__name__}; give {model.__name__}()")
    if not isinstance(model, Module):
        raise TypeError(f"{name}: the model must be an nn.Module; got {kind(model)}")


def loader_of(
    name: str, data: Any, model: Any, batch_size: int = 32, shuffle: bool = False
) -> Iterable[Any]:
    """A loader of batches (x, y): itself, or one over a Dataset or the arrays (x, y).

    NumPy's floating arrays are brought to the type of the model's parameters.
    """
    if isinstance(data, Tensor) or hasattr(data, "__array__"):
        raise TypeError(
            f"{name}: got the inputs {tuple(data.shape)} alone; give inputs and targets as one "
            "pair, (x, y), or a DataLoader"
        )
    if isinstance(data, tuple) and len(data) == 2 and all(hasattr(part, "shape") for part in data):
        x, y = (fitting(part, model) for part in data)
        if not x.ndim or not y.ndim or len(x) != len(y):
            raise ValueError(
                f"{name}: inputs {tuple(x.shape)} and targets {tuple(y.shape)} must have the same "
                "number of rows"
            )
        if not len(x):
            raise ValueError(f"{name}: the data set is empty; inputs are {tuple(x.shape)}")
        return DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=shuffle)
    if isinstance(data, Dataset) and hasattr(data, "__len__"):
        return DataLoader(data, batch_size=batch_size, shuffle=shuffle)
    if not isinstance(data, Iterable) or isinstance(data, str | dict):
        raise TypeError(
            f"{name}: expected a DataLoader, a Dataset or arrays (x, y); got {kind(data)}"
        )
    return data


def fitting(array: Any, model: Any) -> Tensor:
    """An array as a tensor that fits the model: its floating type, int64 for whole numbers."""
    tensor = as_tensor(array)
    if isinstance(array, Tensor) or tensor.dtype.kind not in "fiu":
        return tensor
    if tensor.dtype.kind != "f":
        return tensor.to(np.int64)
    wanted = next((p.dtype for p in model.parameters() if p.dtype.kind == "f"), tensor.dtype)
    return tensor.to(wanted)


def parts_of(name: str, batch: Any) -> tuple[Any, Any]:
    """The inputs and the targets of a batch."""
    if isinstance(batch, tuple | list) and len(batch) == 2:
        return batch[0], batch[1]
    got = f"{len(batch)} parts" if isinstance(batch, tuple | list) else kind(batch)
    raise ValueError(
        f"{name}: a batch of the loader must be a pair (x, y); got {got}. Let the data set return "
        "a pair, or write the loop by hand"
    )


def criterion_of(name: str, criterion: Any) -> Callable[[Any, Any], Any]:
    """A loss: itself, or the one of a name."""
    if isinstance(criterion, str):
        key = criterion.lower().removesuffix("_loss").removesuffix("loss")
        if key not in LOSSES:
            raise ValueError(
                f"{name}: there is no loss named {criterion!r}; there are {', '.join(LOSSES)}; or "
                "give an object such as nn.CrossEntropyLoss()"
            )
        return LOSSES[key]
    if isinstance(criterion, type):
        raise TypeError(
            f"{name}: the criterion is the class {criterion.__name__}; give an object of it: "
            f"nn.{criterion.__name__}()"
        )
    if not callable(criterion):
        raise TypeError(f"{name}: the criterion must be a loss or its name; got {kind(criterion)}")
    return criterion


def metrics_of(name: str, metrics: Any, criterion: Any) -> dict[str, Callable[[Any, Any], float]]:
    """{name: function(y_true, y_pred)}: the accuracy of a classification, and what was asked for.

    metrics: None, names and functions, or a dictionary; an empty one for no metric at all.
    """
    if isinstance(metrics, str):
        metrics = [metrics]
    own = default_metrics(criterion)
    if metrics is None:
        return own
    chosen: dict[str, Callable[[Any, Any], float]] = {}
    pairs = metrics.items() if isinstance(metrics, Mapping) else ((None, m) for m in metrics)
    for key, metric in pairs:
        if isinstance(metric, str):
            if metric not in NAMED:
                raise ValueError(
                    f"{name}: there is no metric named {metric!r}; there are {', '.join(NAMED)}; "
                    "or give a function of (y_true, y_pred)"
                )
            label = metric if key is None else str(key)
            chosen[label] = own.get(metric) or at_threshold(NAMED[metric], criterion)
        elif callable(metric):
            label = getattr(metric, "__name__", type(metric).__name__) if key is None else str(key)
            chosen[label] = metric
        else:
            raise TypeError(
                f"{name}: a metric is a function of (y_true, y_pred) or a name; got {kind(metric)}"
            )
    return {**own, **chosen} if chosen else {}


def at_threshold(metric: Callable[..., Any], criterion: Any) -> Callable[..., Any]:
    """A metric whose threshold fits the loss: 0 for outputs before the sigmoid."""
    if takes_logits(criterion) and "threshold" in inspect.signature(metric).parameters:
        return functools.partial(metric, threshold=0.0)
    return metric


class Told(Callback):
    """A plain function as a callback: it is called with the epoch's row after every epoch."""

    def __init__(self, function: Callable[[dict[str, Any]], Any]) -> None:
        self.function = function

    def after_epoch(self, run: Any) -> None:
        self.function(dict(run.history.rows[-1]))


def callbacks_of(name: str, callbacks: Any) -> list[Callback]:
    """Callbacks as they are; functions are called with the epoch's row after every epoch."""
    if isinstance(callbacks, Callback) or (callable(callbacks) and not isinstance(callbacks, type)):
        callbacks = [callbacks]
    chosen = []
    for callback in callbacks:
        if isinstance(callback, type):
            raise TypeError(
                f"{name}: the callback is the class {callback.__name__}; give an object of it: "
                f"{callback.__name__}(...)"
            )
        if not isinstance(callback, Callback) and not callable(callback):
            raise TypeError(
                f"{name}: a callback is a training.Callback, or a function that is called with "
                f"every epoch's row; got {kind(callback)}"
            )
        chosen.append(callback if isinstance(callback, Callback) else Told(callback))
    return chosen


def check_optimizer(model: Any, optimizer: Any, scheduler: Any) -> None:
    """Raises where the optimizer is none, or not one of this model."""
    if isinstance(optimizer, str | type) or not isinstance(optimizer, Optimizer):
        given = repr(optimizer) if isinstance(optimizer, str) else kind(optimizer)
        raise TypeError(
            f"fit: the optimizer must be an object such as optim.Adam(model.parameters(), "
            f"lr=1e-3); got {given}"
        )
    steered = {id(p) for group in optimizer.param_groups for p in group["params"]}
    if not any(id(p) in steered for p in model.parameters()):
        raise ValueError(
            "fit: the optimizer holds no parameter of this model; make it with "
            f"optim.{type(optimizer).__name__}(model.parameters(), ...)"
        )
    if scheduler is not None:
        if not hasattr(scheduler, "step"):
            raise TypeError(
                f"fit: the scheduler must be one of optim.lr_scheduler; got {kind(scheduler)}"
            )
        if getattr(scheduler, "optimizer", optimizer) is not optimizer:
            raise ValueError("fit: the scheduler was made for another optimizer than this one")


def kind(value: Any) -> str:
    """What a value is, for an error: its class, and itself where it is short."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    text = repr(value)
    return type(value).__name__ + (f" {text}" if len(text) <= 40 and "\n" not in text else "")


def two_arrays(first: Any, second: Any) -> bool:
    """Whether fit(model, X, Y) was called: two arrays where two loaders belong."""
    return hasattr(first, "shape") and hasattr(second, "shape")


