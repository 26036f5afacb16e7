"""The tutorial's loss plot, which grows in Jupyter or a window, or is written to a file."""

import sys
import time
from pathlib import Path

from .utils.files import atomic_write

__all__ = ["LossPlot", "add_loss_to_plot", "finish_loss_plot", "init_loss_plot"]

REDRAW_SECONDS = 0.5  # drawing takes about 30 ms: more often would slow the training down
BLUE, ORANGE = "#0072B2", "#D55E00"  # told apart by colour-blind eyes as well


class LossPlot:
    """Two curves over the training steps: the loss on training data and on validation data.

    path: where the picture goes if there is neither Jupyter nor a window to show it.
    """

    def __init__(self, path="loss_plot.png"):
        self.path = Path(path)
        self.train_losses, self.val_losses = [], []
        self.drawn_at = time.monotonic()
        self.screen = screen()
        self.figure, axes = new_figure(self.screen)
        (self.train_line,) = axes.plot([], [], color=BLUE, label="training loss")
        (self.val_line,) = axes.plot([], [], color=ORANGE, label="validation loss")
        axes.set(xlabel="training step", ylabel="binary cross-entropy loss", title="Learning curve")
        axes.grid(alpha=0.3)
        axes.legend(frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
        self.axes = axes
        self.handle = display(self.figure) if self.screen == "notebook" else None

    def add(self, train_loss, val_loss):
        """Append one step; redraw if the last drawing is old enough."""
        self.train_losses.append(float(train_loss))
        self.val_losses.append(float(val_loss))
        if self.screen != "file" and time.monotonic() - self.drawn_at > REDRAW_SECONDS:
            self.draw()

    def draw(self):
        """Bring the picture up to date and show it."""
        steps = range(1, len(self.train_losses) + 1)
        self.train_line.set_data(steps, self.train_losses)
        self.val_line.set_data(steps, self.val_losses)
        self.axes.relim()
        self.axes.autoscale_view()
        self.axes.set_ylim(bottom=0)
        if self.screen == "notebook":
            self.handle.update(self.figure)
        elif self.screen == "window":
            self.figure.canvas.draw_idle()
            self.figure.canvas.flush_events()
        self.drawn_at = time.monotonic()

    def finish(self):
        """Draw the last state; without a screen write it to `path`."""
        for text, losses, line in (
            ("training", self.train_losses, self.train_line),
            ("validation", self.val_losses, self.val_line),
        ):
            line.set_label(f"{text} loss, last {losses[-1]:.4f}" if losses else f"{text} loss")
        self.axes.legend(frameon=False)
        self.draw()
        if self.screen == "window":
            from matplotlib import pyplot

            pyplot.show(block=False)
        elif self.screen == "file":
            with atomic_write(self.path) as file:
                self.figure.savefig(file, format="png", dpi=150)


def screen():
    """Where a plot can be seen: "notebook", "window" or "file"."""
    ipython = sys.modules.get("IPython")  # never imported for this question alone
    shell = ipython.get_ipython() if ipython else None
    if getattr(shell, "kernel", None) is not None:
        return "notebook"
    import matplotlib

    backend = matplotlib.get_backend().lower()
    return "window" if backend in WINDOWS else "file"


WINDOWS = {"macosx", "qtagg", "qt5agg", "tkagg", "gtk3agg", "gtk4agg", "wxagg", "ipympl", "widget"}


def new_figure(screen):
    """(figure, axes); only a window needs pyplot, which keeps every figure it opens."""
    if screen == "window":
        from matplotlib import pyplot

        pyplot.ion()
        return pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.2), layout="constrained")
    return figure, figure.subplots()


def display(figure):
    """A cell output that can be updated."""
    from IPython.display import display

    return display(figure, display_id=True)


class Current:
    """The plot that the three functions below draw."""

    plot: LossPlot | None = None


def init_loss_plot(path="loss_plot.png"):
    """Begin a plot. Without Jupyter and without a window it is written to `path` at the end."""
    Current.plot = LossPlot(path)


def add_loss_to_plot(train_loss, val_loss):
    """Add the two losses of one training step."""
    if Current.plot is None:
        raise RuntimeError("add_loss_to_plot: there is no plot yet; call init_loss_plot() first")
    Current.plot.add(train_loss, val_loss)


def finish_loss_plot():
    """Draw the finished plot; returns the matplotlib figure."""
    if Current.plot is None:
        raise RuntimeError("finish_loss_plot: there is no plot yet; call init_loss_plot() first")
    plot, Current.plot = Current.plot, None
    plot.finish()
    return plot.figure
