"""ActivationLog: watches the outputs of layers while a network learns."""

from typing import Any

import numpy as np

from .. import backend, nn
from ..tape import no_grad
from ..tensor import Tensor
from .callbacks import Callback
from .evaluation import evaluation_mode

ENDS = {"Sigmoid": (0.03, 0.97), "Tanh": (-0.97, 0.97), "Hardtanh": (-1.0, 1.0)}


class ActivationLog(Callback):
    """After every epoch: mean, spread, dead and saturated share of the outputs of every layer.

    x: a batch of inputs, the same every time.  every: epochs between two looks.  layers: names;
    None: all activation functions, or all leaves where there is none.
    rows: {"epoch": ..., "layers": {name: {"mean", "std", "dead", "saturated"}}}; see
    plot.activations.
    """

    def __init__(self, x: Any, *, every: int = 1, layers: list[str] | None = None) -> None:
        self.x, self.every, self.layers = x, every, layers
        self.rows: list[dict[str, Any]] = []

    def begin(self, run: Any) -> None:
        """The state before the training, as epoch 0."""
        if not self.rows and run.epoch == 0:
            self.rows.append({"epoch": 0, "layers": measured(run.model, self.x, self.layers)})

    def after_epoch(self, run: Any) -> None:
        """The state after an epoch."""
        if run.epoch % self.every == 0 or run.epoch == run.epochs:
            layers = measured(run.model, self.x, self.layers)
            self.rows.append({"epoch": run.epoch, "layers": layers})


def measured(model: Any, x: Any, layers: list[str] | None = None) -> dict[str, dict[str, float]]:
    """{layer: {"mean", "std", "dead", "saturated"}} of a model's outputs for inputs x.

    dead: the share of units whose output is the same for all samples.  saturated: the share of
    outputs at a flat end: of a sigmoid or tanh beyond 97 % of its range.
    """
    chosen = [(n, m) for n, m in model.named_modules() if n and not list(m.children())]
    if layers is not None:
        chosen = [(name, model.get_submodule(name)) for name in layers]
    else:
        bends = [(n, m) for n, m in chosen if type(m).__module__ == nn.ReLU.__module__]
        chosen = bends or chosen
    found: dict[str, dict[str, float]] = {}
    handles = []
    for name, module in chosen:

        def note(module: Any, inputs: Any, output: Any, name: str = name) -> None:
            if isinstance(output, Tensor):
                label = f"{name} {type(module).__name__}".strip()
                found[label] = state(backend.to_host(output.array), type(module).__name__)

        handles.append(module.register_forward_hook(note))
    try:
        with evaluation_mode(model), no_grad():
            model(x if isinstance(x, Tensor) else Tensor(np.asarray(x)))
    finally:
        for handle in handles:
            handle.remove()
    if not found:
        raise ValueError("ActivationLog: the model has no layers to watch; give their names")
    return found


def state(values: Any, kind: str) -> dict[str, float]:
    """Mean, spread and shares of one layer's outputs (N, ...)."""
    rows = values.reshape(len(values), -1).astype(np.float64)
    if values.ndim > 2:  # a unit is a channel: it is dead if it is so at every place
        rows = np.moveaxis(values, 1, -1).reshape(-1, values.shape[1]).astype(np.float64)
    low, high = ENDS.get(kind, (-np.inf, np.inf))
    return {
        "mean": float(rows.mean()),
        "std": float(rows.std()),
        "dead": float((rows.max(axis=0) == rows.min(axis=0)).mean()),
        "saturated": float(((rows <= low) | (rows >= high)).mean()),
    }
