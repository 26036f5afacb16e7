"""Where a convolutional classifier looks, and what its layers see."""

from typing import Any

import numpy as np
from PIL import Image

from minidnn import backend, tape
from minidnn.nn import Module
from minidnn.tensor import Tensor

__all__ = ["feature_maps", "grad_cam"]


def grad_cam(
    model: Module, images: Tensor, classes: Any = None, layer: Module | str | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Which parts of images speak for a class: (heat (N,H,W) in [0, 1], scores (N,C)).

    The maps of a layer are weighted by the mean slope of the class' score with respect to each map,
    added up, and what is positive is kept.

    images: (N,C,H,W).  classes: a number per image, one number for all, or None for the class with
    the highest score.  layer: a module or its name; by default the last one whose output is still
    an image. The model is used in evaluation mode; it may be frozen, and its gradients are left as
    they were.

    Source: Selvaraju et al. 2017, "Grad-CAM: Visual Explanations from Deep Networks".
    """
    if images.ndim != 4:
        raise ValueError(
            f"grad_cam: images must be (N,C,H,W); got {images.shape}: use unsqueeze(0)"
        )
    layer = find_layer(model, images, layer)
    kept = [(p, p.grad) for p in model.parameters()]
    try:
        with evaluated(model), tape.enable_grad():
            maps: list[Tensor] = []

            def restart(module: Module, inputs: Any, output: Tensor) -> Tensor:
                # what lies before the layer is not recorded: the gradient is wanted here
                maps.append(output.detach().requires_grad_())
                return maps[-1]

            handle = layer.register_forward_hook(restart)
            try:
                scores = model(images)
            finally:
                handle.remove()
            host_scores = backend.to_host(scores.array)
            chosen = class_numbers(classes, host_scores)
            scores[np.arange(len(chosen)), chosen].sum().backward()
        slope = maps[-1].grad
        slopes = backend.to_host(slope.array)  # type: ignore[union-attr]
        activations = backend.to_host(maps[-1].array)
    finally:
        for parameter, grad in kept:
            if parameter.requires_grad:
                parameter.grad = grad
    weights = slopes.mean(axis=(2, 3), keepdims=True)
    heat = np.maximum((weights * activations).sum(axis=1), 0)
    top = heat.max(axis=(1, 2), keepdims=True)
    heat = np.divide(heat, top, out=np.zeros_like(heat), where=top > 0)
    return enlarged(heat, images.shape[2:]), host_scores


def feature_maps(model: Module, images: Tensor, layer: Module | str) -> np.ndarray:
    """The output of a layer, a module or its name, for images (N,C,H,W): an array (N,O,OH,OW)."""
    layer = find_layer(model, images, layer)
    seen: list[Tensor] = []
    handle = layer.register_forward_hook(lambda module, inputs, output: seen.append(output))
    try:
        with evaluated(model), tape.no_grad():
            model(images)
    finally:
        handle.remove()
    if not seen:
        raise ValueError("feature_maps: the model did not use this layer")
    return backend.to_host(seen[-1].array)


class evaluated:
    """Within it a model is in evaluation mode; afterwards every part is as it was."""

    def __init__(self, model: Module):
        self.model = model

    def __enter__(self) -> None:
        self.before = [(module, module.training) for module in self.model.modules()]
        self.model.eval()

    def __exit__(self, *error: Any) -> None:
        for module, training in self.before:
            module.training = training


def find_layer(model: Module, images: Tensor, layer: Module | str | None) -> Module:
    """A layer by its name; None means the last one whose output is still an image."""
    if isinstance(layer, str):
        return model.get_submodule(layer)
    if layer is not None:
        return layer
    last: list[Module] = []

    def note(module: Module, inputs: Any, output: Any) -> None:
        if isinstance(output, Tensor) and output.ndim == 4 and min(output.shape[2:]) > 1:
            last.append(module)

    handles = [module.register_forward_hook(note) for module in model.modules()]
    try:
        with evaluated(model), tape.no_grad():
            model(images[:1])
    finally:
        for handle in handles:
            handle.remove()
    if not last:
        raise ValueError(
            f"grad_cam: no layer of {type(model).__name__} gives an image (N,C,H,W) larger than "
            "1x1; it explains convolutional networks only"
        )
    return last[-1]


def class_numbers(classes: Any, scores: np.ndarray) -> np.ndarray:
    """One class number per image."""
    if scores.ndim != 2:
        raise ValueError(f"grad_cam: the model must give scores (N,C); got {scores.shape}")
    n, count = scores.shape
    if classes is None:
        return scores.argmax(axis=1)
    if isinstance(classes, Tensor):
        classes = classes.tolist()
    chosen = np.broadcast_to(np.asarray(classes), (n,))
    if chosen.dtype.kind not in "iu" or chosen.min() < 0 or chosen.max() >= count:
        raise ValueError(f"grad_cam: classes must be integers in [0, {count}); got {classes}")
    return chosen


def enlarged(heat: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """(N,h,w) -> (N,H,W), with soft edges."""
    height, width = size
    pictures = [Image.fromarray(h.astype(np.float32)) for h in heat]
    bilinear = Image.Resampling.BILINEAR
    return np.stack([np.asarray(p.resize((width, height), bilinear)) for p in pictures])
