"""Film: a decision boundary while it is learnt, as an animation; and augmentations side by side."""

import base64
import io
import math
import os
from pathlib import Path
from typing import Any

import numpy as np

from ..missing import explaining
from ..training.callbacks import Callback
from ..utils.files import atomic_write
from .boundary import decision_boundary
from .figure import bare, new_figure


class Film(Callback):
    """A callback of `fit` that keeps a picture of the decision boundary after every epoch.

    x (N,2), y (N,): the points.  every: epochs between two pictures.  options: those of
    plot.decision_boundary.  Jupyter shows the film; `save` writes a .gif, or a .html with it.
    """

    def __init__(self, x: Any, y: Any, *, every: int = 1, **options: Any) -> None:
        self.x, self.y, self.every = x, y, every
        self.options = {"resolution": 100, **options}
        self.frames: list[Any] = []

    def begin(self, run: Any) -> None:
        """The boundary of the untrained network."""
        if not self.frames:
            self.take(run.model, run.epoch)

    def after_epoch(self, run: Any) -> None:
        """A picture where one is due."""
        if run.epoch % self.every == 0 or run.epoch == run.epochs:
            self.take(run.model, run.epoch)

    def take(self, model: Any, epoch: int) -> None:
        """Keep a picture of a model, with the number of an epoch."""
        from PIL import Image

        figure = decision_boundary(model, self.x, self.y, **self.options)
        figure.axes[0].set_title(f"epoch {epoch}", fontsize=11, loc="left", fontweight="bold")
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=70)
        picture = Image.open(buffer).convert("RGB")
        self.frames.append(picture.quantize(64, dither=Image.Dither.NONE))

    def gif(self, seconds: float = 6.0) -> bytes:
        """The film as an animated GIF that lasts so long, and rests on its last picture."""
        if not self.frames:
            raise ValueError("Film: there are no pictures; give it to fit as a callback first")
        each = max(40, int(1000 * seconds / len(self.frames)))
        buffer = io.BytesIO()
        self.frames[0].save(
            buffer, format="GIF", save_all=True, append_images=self.frames[1:], loop=0,
            duration=[each] * (len(self.frames) - 1) + [max(each, 1500)],
        )  # fmt: skip
        return buffer.getvalue()

    def save(self, path: str | os.PathLike[str], seconds: float = 6.0) -> Path:
        """Write the film as .gif, or as .html with the film in it; returns the path."""
        path = Path(path)
        if path.suffix.lower() not in (".gif", ".html"):
            raise ValueError(f"Film.save: cannot write {path.name}; use .gif or .html")
        data = self.gif(seconds)
        if path.suffix.lower() == ".html":
            page = f"<!doctype html><meta charset=utf-8><title>film</title>{picture_tag(data)}"
            data = page.encode()
        with atomic_write(path) as file:
            file.write(data)
        return path

    def _repr_html_(self) -> str:
        return picture_tag(self.gif())


def picture_tag(data: bytes) -> str:
    """An HTML image that holds its own data."""
    code = base64.b64encode(data).decode()
    return f'<img alt="a decision boundary while it is learnt" src="data:image/gif;base64,{code}">'


@explaining
def augmentations(transform: Any, image: Any, count: int = 11, columns: int = 6) -> Any:
    """An image, and what a random transform makes of it `count` times.

    image: a Pillow image, or an array (H,W), (H,W,C); transform: a Compose, say. Results that are
    tensors (C,H,W) are stretched to the range of what can be shown.
    """
    pictures = [np.asarray(image)] + [shown(transform(image)) for _ in range(count)]
    rows = math.ceil(len(pictures) / columns)
    figure, grid = new_figure(1.5 * columns, 1.6 * rows, rows, columns)
    for i, axes in enumerate(grid.flat):
        bare(axes, "original" if i == 0 else "")
        if i < len(pictures):
            axes.imshow(pictures[i], cmap="gray" if pictures[i].ndim == 2 else None)
    return figure


def shown(result: Any) -> np.ndarray:
    """A transform's result as an array that can be drawn."""
    if not hasattr(result, "node"):
        return np.asarray(result)
    array = np.moveaxis(np.asarray(result.detach().cpu().numpy(), dtype=np.float64), 0, -1)
    low, high = array.min(), array.max()
    if low < 0 or high > 1:
        array = (array - low) / max(high - low, 1e-12)
    return array[..., 0] if array.shape[-1] == 1 else array
