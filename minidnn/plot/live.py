"""LivePlot: the curves of a training while it runs, in Jupyter, in a window, or in a file."""

import os
import time
from typing import Any

from ..training.callbacks import Callback
from .curves import draw_accuracies, draw_losses
from .figure import new_figure, save

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

        self.screen, self.drawn_at, self.accuracies = screen(), time.monotonic(), False
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
        accuracies = any(name in history for name in ("accuracy", "val_accuracy"))
        if self.figure is None or accuracies != self.accuracies:
            self.accuracies = accuracies
            self.new_figure(2 if accuracies else 1)
        for axes in self.figure.axes:
            axes.clear()
        draw_losses(self.figure.axes[0], history, self.scale, None)
        if accuracies:
            draw_accuracies(self.figure.axes[1], history)
        if self.handle is not None:
            self.handle.update(self.figure)
        elif self.screen == "window":
            self.figure.canvas.draw_idle()
            self.figure.canvas.flush_events()
        elif self.path is not None:
            save(self.figure, self.path)
        self.drawn_at = time.monotonic()

    def new_figure(self, panels: int) -> None:
        size = (9.6 if panels == 2 else 6.6, 3.9)
        if self.screen != "window":
            self.figure, _ = new_figure(*size, 1, panels)
            return
        from matplotlib import pyplot  # a window belongs to pyplot; it is closed with the next one

        if self.figure is not None:
            pyplot.close(self.figure)
        self.figure, _ = pyplot.subplots(1, panels, figsize=size, layout="constrained")
        pyplot.show(block=False)
