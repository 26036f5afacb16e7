"""nn.functional: the layers as functions, under PyTorch's names.

A function stands in a room of this folder and in the `__all__` of the room; nothing else needs a
line. Their mathematics is in `minidnn.ops`. Rare rooms are imported when one of their names is
first asked for.
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
from ..rare import later, names
from . import activation, dropping, norm, padding
from .activation import *
from .activation import kept
from .dropping import *
from .dropping import check_probability
from .norm import *
from .padding import *

__all__ = ["fold", "linear", "one_hot", "scaled_dot_product_attention", "unfold"]
__all__ += activation.__all__
__all__ += convolution.__all__
__all__ += dropping.__all__
__all__ += losses.__all__
__all__ += norm.__all__
__all__ += padding.__all__
__all__ += pooling.__all__
__all__ += sequences.__all__

RARE = (
    "alignment", "attention", "criteria", "distance", "fractional", "grid", "sampling",
    "vocabulary",
)

if TYPE_CHECKING:
    from .alignment import *
    from .attention import *
    from .criteria import *
    from .distance import *
    from .fractional import *
    from .grid import *
    from .sampling import *
    from .vocabulary import *
else:
    __getattr__ = later(__name__, RARE, attributes(__name__, "torch.nn.functional"))
    __dir__ = names(__name__, RARE)
