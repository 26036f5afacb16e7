"""Kernels: functions for NVIDIA GPUs that do in one call what NumPy's names take several for.

Each has a NumPy formula that it must equal: an op, or a function beside the text. `ops` computes
whole ops with them. Nothing here names CuPy: `backend` hands the texts to the device.
"""

from . import dense, dropout, images, norms, optimizers, softmax
from .dropout import MASK
from .kernel import THREADS, Kernel
from .optimizers import ADAM, SGD

KERNELS = {
    thing.name: thing
    for room in (optimizers, dropout, dense, norms, softmax, images)
    for thing in vars(room).values()
    if isinstance(thing, Kernel)
}

__all__ = ["ADAM", "KERNELS", "MASK", "SGD", "THREADS", "Kernel"]
