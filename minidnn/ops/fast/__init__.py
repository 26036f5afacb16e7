"""The ops of images and texts by faster algorithms: the same contract, the same numbers but for
rounding.

Each takes the arrays it is made for (NumPy, float32 or float64, large enough) and hands all others
to the simple op of the same name in minidnn.ops, which stays its tested reference.
"""

from ..pool import adaptive_avg_pool2d, avg_pool2d
from .attention import attention, self_attention
from .conv import conv2d, conv_transpose2d
from .elementwise import add_relu, blocked, gelu, relu
from .layernorm import layer_norm
from .norm import batch_norm, batch_statistics
from .pool import max_pool2d
from .product import linear, little, matmul
