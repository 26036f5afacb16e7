"""nn.functional: the layers as functions, under PyTorch's names.

A function stands in a room of this folder and in the `__all__` of the room; nothing else needs a
line. Their mathematics is in `minidnn.ops`.
"""

from typing import TYPE_CHECKING

from ...functional import convolution, linear, losses, one_hot, pooling, sequences
from ...functional.attention import scaled_dot_product_attention
from ...functional.convolution import *
from ...functional.convolution import fold, unfold
from ...functional.losses import *
from ...functional.pooling import *
from ...functional.sequences import *
from ...missing import attributes
from . import (
    activation,
    alignment,
    attention,
    criteria,
    distance,
    dropping,
    grid,
    norm,
    padding,
    sampling,
)
from .activation import *
from .activation import kept
from .alignment import *
from .attention import *
from .criteria import *
from .distance import *
from .dropping import *
from .dropping import check_probability
from .grid import *
from .norm import *
from .padding import *
from .sampling import *

__all__ = ["fold", "linear", "one_hot", "scaled_dot_product_attention", "unfold"]
__all__ += activation.__all__
__all__ += alignment.__all__
__all__ += attention.__all__
__all__ += convolution.__all__
__all__ += criteria.__all__
__all__ += distance.__all__
__all__ += dropping.__all__
__all__ += grid.__all__
__all__ += losses.__all__
__all__ += norm.__all__
__all__ += padding.__all__
__all__ += pooling.__all__
__all__ += sampling.__all__
__all__ += sequences.__all__

if not TYPE_CHECKING:  # an editor shall see that a name does not exist
    __getattr__ = attributes(__name__, "torch.nn.functional")
