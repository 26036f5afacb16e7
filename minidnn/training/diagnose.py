"""Why a loss is no number any more: which batch, which layer first, and the likely cause."""

from contextlib import ExitStack
from typing import Any

import numpy as np

from ..tape import no_grad


class NotFiniteError(FloatingPointError):
    """The loss became NaN or infinite."""


def not_finite(run: Any, x: Any, y: Any) -> NotFiniteError:
    """The error to raise for the batch (x, y), whose loss is `run.loss`."""
    where = f"step {run.step + 1} (epoch {run.epoch + 1}, batch {run.batch + 1})"
    return NotFiniteError(f"fit: the loss is {run.loss} at {where}. {cause(run, x, y)}")


def cause(run: Any, x: Any, y: Any) -> str:
    """A sentence for the first place where numbers stop being finite."""
    for name, tensor in (("inputs", x), ("targets", y)):
        if not is_finite(tensor.array):
            return (
                f"The {name} of this batch already contain {kind(tensor.array)}: look for missing "
                "values or a division by zero in the data."
            )
    lr = run.optimizer.param_groups[0]["lr"]
    smaller = (
        f"try a learning rate below {min(lr, 1.0):g}, for example {min(lr / 10, 0.01):g}, or "
        "clip_grad_norm=1.0"
    )
    for name, parameter in run.model.named_parameters():
        if not is_finite(parameter.array):
            return (
                f"The parameter {name} already contains {kind(parameter.array)}: an update was too "
                f"large; {smaller}."
            )
    layer, values, size = first_bad_layer(run.model, x)
    if layer is not None:
        return (
            f"The first layer that gives {values} is {layer}; its input reaches {size:.3g}. The "
            f"numbers have grown too large: scale the inputs to about [-1, 1], and {smaller}."
        )
    return (
        "Every layer gives finite numbers, so it happens in the loss: probabilities of exactly 0 "
        "or 1 inside a logarithm are usual. Use CrossEntropyLoss or BCEWithLogitsLoss on outputs "
        f"before softmax or sigmoid, or {smaller}."
    )


def first_bad_layer(model: Any, x: Any) -> tuple[str | None, str, float]:
    """The first layer whose output is not finite, what it gives, and its largest input."""
    found: list[tuple[str, str, float]] = []

    def watching(name: str) -> Any:
        def seen(layer: Any, inputs: tuple[Any, ...], output: Any) -> None:
            array = getattr(output, "array", None)
            if not found and array is not None and not is_finite(array):
                size = max((largest(i.array) for i in inputs if hasattr(i, "array")), default=0.0)
                found.append((f"{name or 'the model'} ({type(layer).__name__})", kind(array), size))

        return seen

    with no_grad(), ExitStack() as hooks:
        for name, layer in model.named_modules():
            hooks.enter_context(layer.register_forward_hook(watching(name)))
        model(x)
    return found[0] if found else (None, "", 0.0)


def is_finite(array: Any) -> bool:
    return array.dtype.kind != "f" or bool(np.isfinite(array).all())


def kind(array: Any) -> str:
    return "NaN" if bool(np.isnan(array).any()) else "infinite numbers"


def largest(array: Any) -> float:
    return float(abs(array).max()) if array.size else 0.0
