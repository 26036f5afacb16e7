"""Figures in one style: colours for colour-blind eyes too, no pyplot, saved whole or not."""

import functools
import io
import os
from pathlib import Path
from typing import Any

from ..missing import explaining
from ..utils.files import atomic_write

# Okabe and Ito's palette
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, YELLOW, GREY = "#E69F00", "#56B4E9", "#F0E442", "#6E6E6E"
CYCLE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, YELLOW, GREY)
DPI = 150


def new_figure(width: float, height: float, rows: int = 1, columns: int = 1, **options: Any) -> Any:
    """(figure, array of axes (rows, columns)) that pyplot knows nothing of; sizes in inches."""
    from matplotlib.figure import Figure

    figure: Any = Figure(figsize=(width, height), dpi=100, layout="constrained")
    figure._repr_png_ = functools.partial(png, figure)  # what Jupyter asks for
    return figure, figure.subplots(rows, columns, squeeze=False, **options)


def tidy(axes: Any, title: str = "", x: str = "", y: str = "", grid: bool = True) -> Any:
    """Labels, a light grid behind the data, no frame above and right."""
    axes.set_title(title, fontsize=11, loc="left", fontweight="bold", color=ink("#222222"))
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(ink("#999999", "axes.edgecolor"))
    axes.tick_params(colors=ink("#444444", "xtick.color"), labelsize=9)
    if grid:
        axes.grid(alpha=0.25, linewidth=0.7)
        axes.set_axisbelow(True)
    return axes


def ink(grey: str, setting: str = "text.color") -> str:
    """Our grey where the style writes in black; else what the style writes with (dark styles)."""
    from matplotlib import rcParams

    settings: Any = rcParams
    color = settings[setting]
    return grey if color in ("black", "k", "#000000") else color


def bare(axes: Any, title: str = "", color: str | None = None) -> Any:
    """Axes of an image: no ticks, no frame."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_title(title, fontsize=9, color=color or ink("#222222"), pad=3)
    return axes


def legend(axes: Any, **options: Any) -> None:
    axes.legend(frameon=False, fontsize=9, **options)


def legend_below(axes: Any, columns: int = 2) -> None:
    """A legend under the axes, where it can cover no curve."""
    place: Any = {"loc": "upper left", "bbox_to_anchor": (-0.02, -0.15), "borderaxespad": 0.0}
    legend(axes, ncols=columns, columnspacing=1.2, handlelength=1.6, **place)


def png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    return buffer.getvalue()


@explaining
def save(figure: Any, path: str | os.PathLike[str], dpi: int = DPI) -> Path:
    """Write a figure to a file: .png, .svg, .pdf, .jpg by its ending. Returns the path."""
    if not hasattr(figure, "savefig"):
        raise TypeError(
            f"plot.save: expected a figure and then a path, plot.save(figure, 'x.png'); got "
            f"{type(figure).__name__} first"
        )
    path = Path(path)
    kind = path.suffix.lstrip(".").lower() or "png"
    known = figure.canvas.get_supported_filetypes()
    if kind not in known:
        raise ValueError(f"plot.save: cannot write {path.name}; use one of {', '.join(known)}")
    with atomic_write(path) as file:
        figure.savefig(file, format=kind, dpi=dpi)
    return path


@explaining
def show(figure: Any) -> None:
    """Show a figure in the notebook, or in a window where there is a display."""
    from ..loss_plot import screen

    if screen() == "notebook":
        from IPython.display import display

        display(figure)
    elif screen() == "window":
        from matplotlib import pyplot

        manager: Any = pyplot.figure().canvas.manager
        manager.canvas.figure = figure
        figure.set_canvas(manager.canvas)
        manager.show()
    else:
        raise RuntimeError(
            'plot.show: there is no notebook and no display; use plot.save(figure, "name.png")'
        )
