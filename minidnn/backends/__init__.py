"""torch.backends' questions: which compiled libraries are there, and switches that change nothing.

Convolutions and products are minidnn's own and NumPy's or CuPy's; results do not depend on these.
"""

from . import cpu, cuda, cudnn, mkl, mkldnn, mps, openmp

__all__ = ["cpu", "cuda", "cudnn", "mkl", "mkldnn", "mps", "openmp"]
