"""nn.utils: gradients kept small, parameters as one vector, weights that are computed.

A function stands in a room of this folder, under PyTorch's file names.
"""

from typing import TYPE_CHECKING

from ...lazily import lazily
from ...missing import attributes
from . import clip_grad, convert_parameters
from .clip_grad import *
from .convert_parameters import *
from .spectral_norm import remove_spectral_norm, spectral_norm
from .weight_norm import remove_weight_norm, weight_norm

__all__ = ["fusion", "parametrizations", "parametrize", "prune", "rnn", "skip_init", "stateless"]
__all__ += ["remove_spectral_norm", "remove_weight_norm", "spectral_norm", "weight_norm"]
__all__ += clip_grad.__all__
__all__ += convert_parameters.__all__
__all__ += ["fuse_conv_bn_eval", "fuse_linear_bn_eval"]

if TYPE_CHECKING:
    from . import fusion, parametrizations, parametrize, prune, rnn, stateless
    from .fusion import *
    from .skip import skip_init
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "fusion": "fuse_conv_bn_eval fuse_linear_bn_eval",
            "parametrizations": "",
            "parametrize": "",
            "prune": "",
            "rnn": "",
            "stateless": "",
            "skip": "skip_init",
        },
        attributes(__name__, "torch.nn.utils"),
    )
