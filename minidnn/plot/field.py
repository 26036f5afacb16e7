"""receptive_field: which pixels of the input an output of a convolutional network looks at."""

from typing import Any

import numpy as np

from .. import backend
from ..missing import explaining
from ..tensor import Tensor
from ..training.evaluation import evaluation_mode
from .figure import VERMILLION, bare, new_figure


@explaining
def receptive_field(model: Any, shape: tuple, layer: Any = None, *, samples: int = 4) -> Any:
    """|∂ output / ∂ pixel| of the middle place of a layer, for inputs of a shape (C,H,W).

    layer: a module or its name; None: the last whose output is still an image. The frame holds all
    pixels that count at all; the brighter a pixel, the more it counts. The mean over `samples`
    random inputs.
    """
    from ..vision.explain import find_layer

    if len(shape) != 3:
        raise ValueError(f"receptive_field: the shape must be (C, H, W); got {tuple(shape)}")
    dtype = next(model.parameters()).dtype
    rng = np.random.default_rng(0)
    device = next(model.parameters()).device
    images = Tensor(rng.standard_normal((samples, *shape)).astype(dtype)).to(device)
    chosen = find_layer(model, images, layer)
    seen: list[Any] = []
    handle = chosen.register_forward_hook(lambda module, inputs, output: seen.append(output))
    images.requires_grad = True
    try:
        with evaluation_mode(model):
            model(images)
    finally:
        handle.remove()
    output = seen[-1]
    if output.ndim != 4:
        raise ValueError(f"receptive_field: the layer gives {output.shape}, no image (N,C,H,W)")
    middle = output[:, :, output.shape[2] // 2, output.shape[3] // 2]
    weight = Tensor(rng.standard_normal(middle.shape).astype(dtype)).to(device)
    from ..gradients import grad

    (slope,) = grad((middle * weight).sum(), [images])
    heat = np.abs(backend.to_host(slope.array)).mean(axis=(0, 1))
    return drawn(heat, output.shape[2:])


def drawn(heat: Any, size: tuple) -> Any:
    """The heat, and a frame around all pixels that count."""
    figure, grid = new_figure(4.6, 4.9)
    rows, columns = np.nonzero(heat.max(axis=1))[0], np.nonzero(heat.max(axis=0))[0]
    if len(rows) == 0:
        raise ValueError("receptive_field: this output depends on no pixel (all units are dead)")
    top, left = rows[0], columns[0]
    height, width = rows[-1] - top + 1, columns[-1] - left + 1
    title = f"{height} × {width} of {heat.shape[0]} × {heat.shape[1]} pixels"
    axes = bare(grid[0, 0], f"{title}, for the middle of {size[0]} × {size[1]}")
    axes.imshow(np.sqrt(heat / heat.max()), cmap="cividis", vmin=0, vmax=1)
    from matplotlib.patches import Rectangle

    frame = Rectangle((left - 0.5, top - 0.5), width, height, fill=False, linewidth=2)
    frame.set_edgecolor(VERMILLION)
    axes.add_patch(frame)
    return figure
