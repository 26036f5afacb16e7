"""Pictures of what an image classifier does: Grad-CAM, feature maps, best and worst predictions."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..metrics import host
from ..missing import explaining
from ..vision.explain import feature_maps as maps_of
from ..vision.explain import grad_cam as heat_of
from .figure import GREEN, VERMILLION, bare, new_figure
from .images import displayable


@explaining
def grad_cam(
    model: Any,
    images: Any,
    labels: Any = None,
    *,
    classes: Sequence[str] | None = None,
    target: Any = None,
    layer: Any = None,
    shown: Any = None,
) -> Any:
    """Under each image the parts of it in colour that speak for the predicted class.

    images: what the model takes, (N,C,H,W).  labels: the true class numbers.  target: the class to
    explain instead of the predicted one, or one for each image.  shown: the images to draw, if
    those the model takes are normalised.  layer: see `minidnn.vision.explain.grad_cam`.
    """
    heat, scores = heat_of(model, images, target, layer)
    called = scores.argmax(axis=1)
    spoken_for = np.broadcast_to(called if target is None else explained(target), called.shape)
    pictures = np.asarray(host(images if shown is None else shown))
    n = len(pictures)
    columns = min(n, 4)
    bands = math.ceil(n / columns)  # each has a row of images and a row of heat
    figure, axes = new_figure(2.1 * columns, 4.5 * bands, 2 * bands, columns)
    for ax in axes.ravel():
        bare(ax)
        ax.set_visible(False)
    for i, (picture, warm) in enumerate(zip(pictures, heat)):
        above, below = axes[2 * (i // columns) : 2 * (i // columns) + 2, i % columns]
        picture = displayable(picture)
        grey = picture if picture.ndim == 2 else picture.mean(axis=2)
        for ax in (above, below):
            ax.set_visible(True)
        above.imshow(picture, cmap="gray", vmin=0, vmax=1)
        below.imshow(grey, cmap="gray", vmin=0, vmax=1)
        below.imshow(warm, cmap="inferno", alpha=0.25 + 0.55 * warm, vmin=0, vmax=1)
        text, color = verdict(called[i], None if labels is None else int(host(labels)[i]), classes)
        bare(above, text, color)
        bare(below, f"speaks for {name(spoken_for[i], classes)}")
    return figure


@explaining
def feature_maps(model: Any, image: Any, layer: Any, *, most: int = 32) -> Any:
    """The first maps of a layer for one image (C,H,W) or (1,C,H,W), each stretched to its range."""
    images = image if image.ndim == 4 else image.reshape(1, *image.shape)
    maps = maps_of(model, images, layer)[0]
    if maps.ndim != 3:
        raise ValueError(f"feature_maps: the layer gives {maps.shape}, no maps (O,OH,OW)")
    count = min(len(maps), most)
    columns = min(8, count)
    rows = math.ceil(count / columns)
    figure, axes = new_figure(1.25 * columns, 1.35 * rows + 0.3, rows, columns)
    for ax in axes.ravel():
        bare(ax)
    for ax, picture in zip(axes.ravel(), maps[:count]):
        ax.imshow(picture, cmap="viridis")
    for ax in axes.ravel()[count:]:
        ax.set_visible(False)
    where = layer if isinstance(layer, str) else type(layer).__name__
    figure.suptitle(f"{where}: {count} of {len(maps)} maps, {maps.shape[1]} x {maps.shape[2]}")
    return figure


@explaining
def extremes(
    images: Any,
    labels: Any,
    probabilities: Any,
    *,
    classes: Sequence[str] | None = None,
    count: int = 6,
) -> Any:
    """The best predictions above, the worst below: by the probability of the true class.

    images: (N,C,H,W).  labels: (N,).  probabilities: (N,C), rows that add up to 1.
    """
    p, y = np.asarray(host(probabilities)), np.asarray(host(labels)).reshape(-1)
    if p.ndim != 2 or len(p) != len(y) or len(images) != len(y):
        raise ValueError(
            f"extremes: expected images (N,...), labels (N,), probabilities (N,C); got "
            f"{tuple(images.shape)}, {y.shape}, {p.shape}"
        )
    order = np.argsort(-p[np.arange(len(y)), y], kind="stable")
    count = min(count, max(1, len(y) // 2))  # no image in both rows
    figure, axes = new_figure(1.7 * count, 4.2, 2, count)
    for row, chosen in enumerate((order[:count], order[::-1][:count])):
        for ax, i in zip(axes[row], chosen):
            ax.imshow(displayable(np.asarray(host(images[int(i)]))), cmap="gray")
            called, true = int(p[i].argmax()), int(y[i])
            color = GREEN if called == true else VERMILLION
            text = f"{name(called, classes)}\n{p[i, true]:.0%} for {name(true, classes)}"
            bare(ax, text, color)
    axes[0, 0].set_ylabel("best", fontsize=11)
    axes[1, 0].set_ylabel("worst", fontsize=11)
    return figure


def explained(target: Any) -> Any:
    return target if isinstance(target, int) else host(target)


def verdict(called: int, true: int | None, classes: Sequence[str] | None) -> tuple[str, str]:
    """(text, colour) of a prediction; a wrong one says what it is instead."""
    text = name(called, classes)
    if true is None:
        return text, "#222222"
    return (text, GREEN) if called == true else (f"{text} ≠ {name(true, classes)}", VERMILLION)


def name(number: int, classes: Sequence[str] | None) -> str:
    return str(number) if classes is None else classes[int(number)]
