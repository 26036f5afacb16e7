"""Transfer learning: a trained network keeps its layers, and only a new head is trained."""

from typing import Any

import numpy as np

from minidnn import tape
from minidnn.nn import Dropout, Identity, Linear, Module, ReLU, Sequential
from minidnn.tensor import Tensor
from minidnn.utils.data import DataLoader, TensorDataset

__all__ = ["cached_features", "freeze", "head_name", "replace_head"]


def freeze(module: Module) -> Module:
    """Want no gradient of any parameter of a module; nothing is recorded for it any more.

    BatchNorm goes on updating its running statistics in training mode, as in PyTorch; call
    `module.eval()` to hold those still too. `module.requires_grad_()` undoes it.
    """
    return module.requires_grad_(False)


def head_name(model: Module) -> str:
    """The attribute that holds the last layers: "fc" of a ResNet, "classifier" of others."""
    for name in ("fc", "classifier", "head"):
        if isinstance(getattr(model, name, None), Module):
            return name
    raise ValueError(
        f"{type(model).__name__} has none of the attributes fc, classifier, head; replace its last "
        "layer yourself"
    )


def replace_head(
    model: Module, num_classes: int, hidden: int | None = None, p: float = 0.2
) -> Module:
    """Give a network a new, untrained last layer for other classes; returns the new layer.

    With `hidden` the head is Linear, ReLU, Dropout(p), Linear. It gives scores (logits).
    """
    name = head_name(model)
    old = getattr(model, name)
    layers = [m for m in old.modules() if isinstance(m, Linear)]
    if not layers:
        raise ValueError(f"replace_head: {type(model).__name__}.{name} has no Linear layer")
    new: Module
    if isinstance(old, Sequential) and not hidden:  # the last layer of a longer classifier
        new = Linear(layers[-1].in_features, num_classes)
        old[-1] = new
        return new
    inputs = layers[0].in_features
    new = Linear(inputs, num_classes)
    if hidden:
        new = Sequential(Linear(inputs, hidden), ReLU(), Dropout(p), Linear(hidden, num_classes))
    setattr(model, name, new)
    return new


def cached_features(
    model: Module, data: Any, batch_size: int = 16, num_workers: int = 0, device: Any = None
) -> TensorDataset:
    """What a frozen network makes of every sample in front of its head, computed once.

    The network runs in evaluation mode; its head is then trained on the result alone, in a fraction
    of the time: `DataLoader(cached_features(model, data), shuffle=True)` and `model.fc(x)`. Random
    augmentation is drawn once, too: every epoch sees the same images.

    model: any with a head (see `head_name`).  data: a dataset of (image, label).  Returns a
    TensorDataset of (features, label).
    """
    name = head_name(model)
    head, training = getattr(model, name), model.training
    rows, labels = [], []
    setattr(model, name, Identity())
    model.eval()
    try:
        with tape.no_grad():
            for x, y in DataLoader(data, batch_size=batch_size, num_workers=num_workers):
                x = x if device is None else x.to(device)
                rows.append(model(x).cpu().array)
                labels.append(y.array)
    finally:
        setattr(model, name, head)
        model.train(training)
    if not rows:
        raise ValueError("cached_features: the dataset is empty")
    return TensorDataset(Tensor(np.concatenate(rows)), Tensor(np.concatenate(labels)))
