"""Every op for tensors, under PyTorch's names: the table of contents of the mathematics.

A function here takes tensors or plain arrays. With a tensor among them it returns a tensor and
remembers the gradient's way back; with plain arrays it returns the op's plain result. The formula
and the gradient of each stand in `minidnn.ops`. How a function gets here, into `minidnn` and among
the methods of Tensor: `declare.py`.
"""

from . import (
    arithmetic,
    compare,
    convolution,
    index,
    layers,
    order,
    products,
    reduce,
    scattering,
    shape,
)
from .arithmetic import *
from .arithmetic import leaky_relu, relu_
from .compare import *
from .compare import untaped
from .convolution import *
from .declare import Later, late, late_methods, methods
from .index import *
from .index import getitem, one_hot, plain_index, raw
from .layers import *
from .layers import batch_norm, batch_statistics, dropout
from .losses import *
from .order import *
from .pooling import *
from .products import *
from .products import linear
from .reduce import *
from .scattering import *
from .sequences import gelu, layer_norm
from .shape import *
from .shape import expand, expand_as, repeat, sizes, view, view_as


def __getattr__(name):
    """A function of a rare room; found once."""
    globals()[name] = found = late(name)
    return found


__all__ = []  # what `minidnn` offers at its top level, as `torch` does
__all__ += arithmetic.__all__
__all__ += compare.__all__
__all__ += convolution.__all__
__all__ += index.__all__
__all__ += layers.__all__
__all__ += order.__all__
__all__ += products.__all__
__all__ += reduce.__all__
__all__ += scattering.__all__
__all__ += shape.__all__
