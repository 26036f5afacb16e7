"""Layers, losses and containers, under PyTorch's names.

A layer stands in a room of this folder and in the `__all__` of the room; nothing else needs a line.
Rare rooms are imported when one of their names is first asked for.
"""

from typing import TYPE_CHECKING

from ..missing import attributes
from . import (
    activation,
    batchnorm,
    containers,
    conv,
    dropout,
    flatten,
    functional,
    init,
    layernorm,
    linear,
    losses,
    module,
    parameter,
    pooling,
    utils,
)
from .activation import *
from .batchnorm import *
from .containers import *
from .conv import *
from .dropout import *
from .flatten import *
from .layernorm import *
from .linear import *
from .losses import *
from .module import *
from .parameter import *
from .pooling import *
from .rare import later, names

__all__ = ["functional", "init", "modules", "parallel", "utils"]
__all__ += activation.__all__
__all__ += batchnorm.__all__
__all__ += containers.__all__
__all__ += conv.__all__
__all__ += dropout.__all__
__all__ += flatten.__all__
__all__ += layernorm.__all__
__all__ += linear.__all__
__all__ += losses.__all__
__all__ += module.__all__
__all__ += parameter.__all__
__all__ += pooling.__all__

RARE = (
    "attention", "cells", "criteria", "distance", "embedding", "fractional", "groupnorm", "lazy",
    "padding", "parameters", "recurrent", "sampling", "syncbatchnorm", "transformer", "vocabulary",
    "modules", "parallel",
)

if TYPE_CHECKING:
    from . import modules, parallel
    from .attention import *
    from .cells import *
    from .criteria import *
    from .distance import *
    from .embedding import *
    from .fractional import *
    from .groupnorm import *
    from .lazy import *
    from .padding import *
    from .parallel import DataParallel
    from .parameters import *
    from .recurrent import *
    from .sampling import *
    from .syncbatchnorm import *
    from .transformer import *
    from .vocabulary import *
else:
    __getattr__ = later(__name__, RARE, attributes(__name__, "torch.nn"))
    __dir__ = names(__name__, RARE)
