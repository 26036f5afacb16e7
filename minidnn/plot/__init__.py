"""Pictures of training: every function returns a matplotlib figure; nothing is kept behind it.

In Jupyter the last expression of a cell shows the figure; elsewhere `plot.save(figure, "x.png")` or
`plot.show(figure)`. matplotlib is imported when the first picture is drawn.
"""

from typing import TYPE_CHECKING

from ..missing import attributes
from .boundary import decision_boundary
from .curves import curves, learning_rate
from .explain import extremes, feature_maps, grad_cam
from .field import receptive_field
from .figure import BLUE, GREY, SKY, VERMILLION, new_figure, save, show, tidy
from .film import Film, augmentations
from .flow import activations, gradient_flow
from .graph import Graph, graph
from .images import filters, images
from .landscape import loss_landscape
from .live import LivePlot
from .matrix import confusion_matrix
from .steps import find_lr, profile
from .tabular import importance, predictions
from .text import attention, embedding_map
from .weights import histograms

__all__ = [
    "Film",
    "Graph",
    "LivePlot",
    "activations",
    "attention",
    "augmentations",
    "confusion_matrix",
    "curves",
    "decision_boundary",
    "embedding_map",
    "extremes",
    "feature_maps",
    "filters",
    "find_lr",
    "grad_cam",
    "gradient_flow",
    "graph",
    "histograms",
    "images",
    "importance",
    "learning_rate",
    "loss_landscape",
    "predictions",
    "profile",
    "receptive_field",
    "save",
    "show",
]

if not TYPE_CHECKING:  # an editor shall see that a name does not exist
    __getattr__ = attributes(__name__)
