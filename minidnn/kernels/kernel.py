"""Kernel: the text of a GPU's function, and what is known about it.

The texts are CUDA that is also C++: NVRTC compiles them for a GPU, and a test compiles the same
text with a C++ compiler and compares its numbers with the formula in NumPy that stands beside it.
`T` is the type of the numbers: float or double.
"""

import re
from dataclasses import dataclass

THREADS = 128  # threads of a block: a power of two, for the sums in `block_sum`

# what several texts need: sums and largest values over a block's threads
SHARED = """
__device__ T block_sum(T value, T* shared) {
    shared[threadIdx.x] = value;
    __syncthreads();
    for (unsigned half = blockDim.x / 2; half > 0; half /= 2) {
        if (threadIdx.x < half) shared[threadIdx.x] += shared[threadIdx.x + half];
        __syncthreads();
    }
    T total = shared[0];
    __syncthreads();
    return total;
}

__device__ T block_max(T value, T* shared) {
    shared[threadIdx.x] = value;
    __syncthreads();
    for (unsigned half = blockDim.x / 2; half > 0; half /= 2) {
        if (threadIdx.x < half && shared[threadIdx.x + half] > shared[threadIdx.x])
            shared[threadIdx.x] = shared[threadIdx.x + half];
        __syncthreads();
    }
    T largest = shared[0];
    __syncthreads();
    return largest;
}
"""


@dataclass(frozen=True)
class Kernel:
    """A function of a GPU.

    rows: one block works on one row and its threads meet; else every thread works alone.
    """

    name: str
    text: str
    rows: bool = False

    def source(self, dtype: str) -> str:
        """The whole text for numbers of a dtype: float32 or float64."""
        kind = {"float32": "float", "float64": "double"}[str(dtype)]
        return f"#define T {kind}\n{SHARED if self.rows else ''}{self.text}"

    def parameters(self) -> list[tuple[str, str]]:
        """[(type, name)] of its arguments."""
        found = re.search(rf"void {self.name}\(([^)]*)\)", self.text)
        if found is None:
            raise ValueError(f"kernel {self.name}: its text has no such function")
        pairs = [" ".join(part.split()).rpartition(" ") for part in found[1].split(",")]
        return [(kind, name) for kind, _, name in pairs]

    def blocks(self, work: int) -> int:
        """How many blocks for so many rows, or so many threads."""
        return work if self.rows else -(-work // THREADS)
