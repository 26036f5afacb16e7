"""Images: a grid with what the network sees in them, and the filters of its first layer."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..metrics import host
from ..missing import explaining
from .figure import GREEN, VERMILLION, bare, new_figure


@explaining
def images(
    images: Any,
    labels: Any = None,
    predictions: Any = None,
    *,
    classes: Sequence[str] | None = None,
    columns: int = 8,
    title: str = "",
) -> Any:
    """A grid of images; wrong predictions are orange, with the true class behind an arrow.

    images: (N,H,W), (N,C,H,W) or (N,H,W,C), any range of values (each image is stretched to it).
    labels: class numbers.  predictions: class numbers, or scores (N,C) before the softmax or
    probabilities, whose largest is written as a percentage where they sum to 1.
    """
    if not hasattr(images, "__len__") or isinstance(images, str):
        raise TypeError(
            f"images: expected an array or tensor of images (N,H,W) or (N,C,H,W); got {images!r}"
        )
    pictures = [displayable(image) for image in host(images)]
    if not pictures:
        raise ValueError("images: there is no image to draw")
    n, columns = len(pictures), min(columns, len(pictures))
    rows = math.ceil(n / columns)
    described = labels is not None or predictions is not None
    height = 1.05 + 0.22 * described
    figure, grid = new_figure(columns * 1.12, rows * height + 0.4 * bool(title), rows, columns)
    texts = captions(n, labels, predictions, classes)
    for place, axes in enumerate(grid.flat):
        if place >= n:
            axes.set_visible(False)
            continue
        picture = pictures[place]
        axes.imshow(picture, cmap="gray" if picture.ndim == 2 else None, interpolation="nearest")
        bare(axes, *texts[place])
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return figure


def captions(
    n: int, labels: Any, predictions: Any, classes: Sequence[str] | None
) -> list[tuple[str, str]]:
    """(text, colour) under each image."""
    true = None if labels is None else host(labels).reshape(-1)
    called, sure = None, None
    if predictions is not None:
        scores = host(predictions)
        called = scores.argmax(axis=1) if scores.ndim == 2 else scores.reshape(-1)
        if scores.ndim == 2 and np.allclose(scores.sum(axis=1), 1, atol=1e-3):
            sure = scores.max(axis=1)
    for name, values in (("labels", true), ("predictions", called)):
        if values is not None and len(values) != n:
            raise ValueError(f"images: {n} images but {len(values)} {name}")

    def name_of(c: Any) -> str:
        return str(int(c)) if classes is None else str(classes[int(c)])

    texts = []
    for i in range(n):
        percent = "" if sure is None else f" {sure[i]:.0%}"
        if called is None:
            texts.append(("" if true is None else name_of(true[i]), "#222222"))
        elif true is None:
            texts.append((name_of(called[i]) + percent, "#222222"))
        elif called[i] == true[i]:
            texts.append((name_of(called[i]) + percent, GREEN))
        else:
            texts.append((f"{name_of(called[i])}{percent} → {name_of(true[i])}", VERMILLION))
    return texts


@explaining
def filters(model: Any, *, columns: int = 8, most: int = 64) -> Any:
    """The weights of the first layer as images: of a Module, or an array (O,C,H,W) or (O,I).

    Grey filters: blue is negative, red positive, white 0. Three channels are drawn in colour.
    Rows of a linear layer are drawn as squares where their length is a square number.
    """
    if not hasattr(model, "parameters") and not hasattr(model, "shape"):
        raise TypeError(f"filters: expected a model or an array of weights; got {model!r}")
    weight = first_weight(model)[:most]
    if weight.ndim == 2:
        side = math.isqrt(weight.shape[1])
        if side * side != weight.shape[1]:
            raise ValueError(
                f"filters: the first layer takes {weight.shape[1]} numbers, which form no square "
                "image; give an array (O,C,H,W)"
            )
        weight = weight.reshape(len(weight), 1, side, side)
    colours = weight.shape[1] == 3
    columns = min(columns, len(weight))
    rows = math.ceil(len(weight) / columns)
    figure, grid = new_figure(columns * 0.95, rows * 0.95 + 0.45, rows, columns)
    figure.get_layout_engine().set(w_pad=0.03, h_pad=0.03, wspace=0.06, hspace=0.06)
    for place, axes in enumerate(grid.flat):
        bare(axes)
        if place >= len(weight):
            axes.set_visible(False)
        elif colours:
            axes.imshow(displayable(weight[place]), interpolation="nearest")
        else:
            kernel = weight[place].mean(axis=0)
            most_far = abs(kernel).max() or 1.0
            axes.imshow(
                kernel, cmap="RdBu_r", vmin=-most_far, vmax=most_far, interpolation="nearest"
            )
    text = f"First layer: {len(weight)} filters of {weight.shape[2]}×{weight.shape[3]}"
    figure.suptitle(text, x=0.01, ha="left", fontsize=11, fontweight="bold")
    return figure


def first_weight(model: Any) -> np.ndarray:
    if hasattr(model, "named_parameters"):
        for _, parameter in model.named_parameters():
            if parameter.ndim in (2, 4):
                return host(parameter.detach())
        raise ValueError("filters: the model has neither a linear nor a convolutional layer")
    weight = host(model)
    if weight.ndim not in (2, 4):
        raise ValueError(f"filters: expected weights (O,C,H,W) or (O,I); got {weight.shape}")
    return weight


def displayable(image: np.ndarray) -> np.ndarray:
    """(H,W) or (H,W,3) in [0, 1], whatever the layout and range were."""
    if image.ndim == 3 and image.shape[0] in (1, 3, 4):
        image = np.moveaxis(image, 0, -1)
    if image.ndim == 3 and image.shape[-1] == 1:
        image = image[..., 0]
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[-1] not in (3, 4)):
        raise ValueError(f"images: cannot draw an image of shape {image.shape}")
    if image.dtype == np.uint8:
        return image / 255
    image = image.astype(np.float64)
    low, high = image.min(), image.max()
    if low >= 0 and high <= 1:
        return image
    return (image - low) / ((high - low) or 1.0)
