"""nn.modules: the layers under the paths of PyTorch's files, nn.modules.conv.Conv2d and so on.

Here they stand in the rooms of `minidnn.nn`; this table says which room is which file of PyTorch's.
"""

import sys

from .. import (
    activation,
    batchnorm,
    cells,
    containers,
    conv,
    criteria,
    distance,
    dropout,
    embedding,
    flatten,
    groupnorm,
    layernorm,
    lazy,
    linear,
    losses,
    module,
    padding,
    pooling,
    recurrent,
    sampling,
    transformer,
    utils,
)
from .paths import joined

ROOMS = {
    "activation": (activation, "attention"),
    "batchnorm": (batchnorm, lazy, "syncbatchnorm"),
    "channelshuffle": (sampling,),
    "container": (containers,),
    "conv": (conv, lazy),
    "distance": (distance,),
    "dropout": (dropout,),
    "flatten": (flatten,),
    "fold": (sampling,),
    "instancenorm": (batchnorm, lazy),
    "lazy": (lazy,),
    "linear": (linear, lazy),
    "loss": (losses, criteria),
    "module": (module,),
    "normalization": (groupnorm, layernorm),
    "padding": (padding,),
    "pixelshuffle": (sampling,),
    "pooling": (pooling,),
    "rnn": (recurrent, cells),
    "sparse": (embedding,),
    "transformer": (transformer,),
    "upsampling": (sampling,),
    "utils": (utils,),
}

BASES = {  # what programs ask for with isinstance, or build their own layers on
    "batchnorm": {"_BatchNorm": batchnorm.BatchNorm, "_NormBase": batchnorm.ChannelNorm},
    "conv": {"_ConvNd": conv.Convolution, "_ConvTransposeNd": conv.Transposed},
    "dropout": {"_DropoutNd": dropout.Dropout},
    "instancenorm": {"_InstanceNorm": batchnorm.InstanceNorm},
    "lazy": {"LazyModuleMixin": lazy.Lazy},
    "loss": {"_Loss": losses.Loss, "_WeightedLoss": losses.Loss},
}

for name, rooms in ROOMS.items():
    globals()[name] = sys.modules[f"{__name__}.{name}"] = joined(f"{__name__}.{name}", rooms)
    vars(globals()[name]).update(BASES.get(name, {}))
del name, rooms


def __getattr__(name):
    """A layer itself: nn.modules.Conv2d is nn.Conv2d."""
    from .. import __dict__ as layers

    if name in layers and not name.startswith("_"):
        return layers[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
