"""LivePlot: the curves of a training while it runs, in Jupyter, in a window, or in a file."""

import os
import time
from typing import Any

from ..training.callbacks import Callback
from .curves import draw_losses, draw_metric, measured
from .figure import new_figure, save

MOST = 2  # metrics beside the loss
REDRAW_SECONDS = 0.5  # a drawing takes about 50 ms


class LivePlot(Callback):
    """Redraws at most twice a second. Without Jupyter and window it writes `path`, if one is given.

    The file is rewritten whole, at most every two seconds, so that a viewer can follow it.
    """

    def __init__(
        self, path: str | os.PathLike[str] | None = None, *, scale: str = "linear"
    ) -> None:
        self.path, self.scale = path, scale
        self.figure: Any = None
        self.handle: Any = None

    def begin(self, run: Any) -> None:
        from ..loss_plot import screen

        self.screen, self.drawn_at = screen(), time.monotonic()
        self.pause = REDRAW_SECONDS if self.screen != "file" else 4 * REDRAW_SECONDS
        if self.screen == "notebook":
            from IPython.display import display

            self.handle = display({"text/plain": "training ..."}, raw=True, display_id=True)

    def after_step(self, run: Any) -> None:
        if time.monotonic() - self.drawn_at >= self.pause and len(run.history.losses) > 1:
            self.draw(run.history)

    def end(self, run: Any) -> None:
        if run.history.losses:
            self.draw(run.history)

    def draw(self, history: Any) -> None:
        """The curves as they are now."""
        metrics = measured(history)[:MOST]
        if self.figure is None or len(self.figure.axes) != 1 + len(metrics):
            self.new_figure(1 + len(metrics))
        for axes in self.figure.axes:
            axes.clear()
        draw_losses(self.figure.axes[0], {"": history}, self.scale, None)
        for axes, name in zip(self.figure.axes[1:], metrics):
            draw_metric(axes, {"": history}, name)
        if self.handle is not None:
            self.handle.update(self.figure)
        elif self.screen == "window":
            self.figure.canvas.draw_idle()
            self.figure.canvas.flush_events()
        elif self.path is not None:
            save(self.figure, self.path)
        self.drawn_at = time.monotonic()

    def new_figure(self, panels: int) -> None:
        size = (6.6 if panels == 1 else 4.9 * panels, 4.3)
        if self.screen != "window":
            self.figure, _ = new_figure(*size, 1, panels)
            return
        from matplotlib import pyplot  # a window belongs to pyplot; it is closed with the next one

        if self.figure is not None:
            pyplot.close(self.figure)
        self.figure, _ = pyplot.subplots(1, panels, figsize=size, layout="constrained")
        pyplot.show(block=False)
