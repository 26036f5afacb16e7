"""nn.functional: the layers as functions, under PyTorch's names.

A function stands in a room of this folder and in the `__all__` of the room; nothing else needs a
line. Their mathematics is in `minidnn.ops`.
"""

from ...functional import (
    adaptive_avg_pool2d,
    avg_pool2d,
    conv2d,
    linear,
    losses,
    max_pool2d,
    one_hot,
    sequences,
)
from ...functional.losses import *
from ...functional.sequences import *
from . import activation, dropping, norm
from .activation import *
from .activation import kept
from .dropping import *
from .dropping import check_probability
from .norm import *

__all__ = ["adaptive_avg_pool2d", "avg_pool2d", "conv2d", "linear", "max_pool2d", "one_hot"]
__all__ += activation.__all__
__all__ += dropping.__all__
__all__ += losses.__all__
__all__ += norm.__all__
__all__ += sequences.__all__
