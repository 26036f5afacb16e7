"""Layers, losses and containers, under PyTorch's names.

A layer stands in a room of this folder and in the `__all__` of the room; nothing else needs a line.
"""

from typing import TYPE_CHECKING

from ..missing import attributes
from . import (
    activation,
    attention,
    batchnorm,
    cells,
    containers,
    conv,
    criteria,
    distance,
    dropout,
    embedding,
    flatten,
    functional,
    groupnorm,
    init,
    layernorm,
    lazy,
    linear,
    losses,
    module,
    padding,
    parallel,
    parameter,
    parameters,
    pooling,
    recurrent,
    sampling,
    syncbatchnorm,
    transformer,
    utils,
)
from .activation import *
from .attention import *
from .batchnorm import *
from .cells import *
from .containers import *
from .conv import *
from .criteria import *
from .distance import *
from .dropout import *
from .embedding import *
from .flatten import *
from .groupnorm import *
from .layernorm import *
from .lazy import *
from .linear import *
from .losses import *
from .module import *
from .padding import *
from .parallel import DataParallel
from .parameter import *
from .parameters import *
from .pooling import *
from .recurrent import *
from .sampling import *
from .syncbatchnorm import *
from .transformer import *

from . import modules  # isort: skip  (it shows what stands in the rooms above)

__all__ = ["DataParallel", "functional", "init", "modules", "parallel", "utils"]
__all__ += activation.__all__
__all__ += attention.__all__
__all__ += batchnorm.__all__
__all__ += cells.__all__
__all__ += containers.__all__
__all__ += conv.__all__
__all__ += criteria.__all__
__all__ += distance.__all__
__all__ += dropout.__all__
__all__ += embedding.__all__
__all__ += flatten.__all__
__all__ += groupnorm.__all__
__all__ += layernorm.__all__
__all__ += lazy.__all__
__all__ += linear.__all__
__all__ += losses.__all__
__all__ += module.__all__
__all__ += padding.__all__
__all__ += parameter.__all__
__all__ += parameters.__all__
__all__ += pooling.__all__
__all__ += recurrent.__all__
__all__ += sampling.__all__
__all__ += syncbatchnorm.__all__
__all__ += transformer.__all__

if not TYPE_CHECKING:  # an editor shall see that a name does not exist
    __getattr__ = attributes(__name__, "torch.nn")
