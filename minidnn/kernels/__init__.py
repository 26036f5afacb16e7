"""Kernels: functions for NVIDIA GPUs that do in one call what NumPy's names take several for.

Each stands beside the NumPy formula that it must equal. Nothing here names CuPy: `backend` hands
the texts to the device.
"""

from .dense import BIAS_RELU, BIAS_RELU_DX
from .dropout import MASK
from .images import COL2IM, IM2COL
from .kernel import THREADS, Kernel
from .norms import BATCH_NORM, LAYER_NORM, LAYER_NORM_DX
from .optimizers import ADAM, SGD
from .softmax import ATTENTION_SOFTMAX, ATTENTION_SOFTMAX_DX, CROSS_ENTROPY, CROSS_ENTROPY_DX

KERNELS = {
    kernel.name: kernel
    for kernel in (
        *(SGD, ADAM, MASK, BIAS_RELU, BIAS_RELU_DX, LAYER_NORM, LAYER_NORM_DX, BATCH_NORM),
        *(CROSS_ENTROPY, CROSS_ENTROPY_DX, ATTENTION_SOFTMAX, ATTENTION_SOFTMAX_DX),
        *(IM2COL, COL2IM),
    )
}

__all__ = ["ADAM", "KERNELS", "MASK", "SGD", "THREADS", "Kernel"]
