"""Runs the kernels' texts on the CPU: the same text, compiled as C++ by the compiler that is there.

A block's threads are threads of the system that meet at a barrier, one block after the other.
"""

import ctypes
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from minidnn.kernels import KERNELS, THREADS

COMPILER = shutil.which("g++") or shutil.which("clang++")

CUDA = """
#include <barrier>
#include <cmath>
#include <thread>
#include <vector>
using std::sqrt; using std::exp; using std::log;
#define __global__
#define __device__ static
#define __shared__ static
struct Index { unsigned x; };
static thread_local Index threadIdx;
static Index blockIdx, blockDim;
static std::barrier<>* meeting;
static void __syncthreads() { meeting->arrive_and_wait(); }
static unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
    return (unsigned long long)((unsigned __int128)a * b >> 64);
}
template <class F> void launch(unsigned blocks, unsigned threads, bool meets, F kernel) {
    blockDim.x = threads;
    std::barrier<> here(threads);
    meeting = &here;
    for (blockIdx.x = 0; blockIdx.x < blocks; ++blockIdx.x) {
        if (!meets || threads == 1) {
            for (threadIdx.x = 0; threadIdx.x < threads; ++threadIdx.x) kernel();
            continue;
        }
        std::vector<std::thread> all;
        for (unsigned i = 0; i < threads; ++i) all.emplace_back([=] { threadIdx.x = i; kernel(); });
        for (auto& one : all) one.join();
    }
}
"""


@functools.cache
def library(dtype):
    """All kernels for a dtype, compiled: a ctypes library."""
    parts = [CUDA]
    for kernel in KERNELS.values():
        parameters = kernel.parameters()
        head = ", ".join(f"{kind} {name}" for kind, name in parameters)
        names = ", ".join(name for _, name in parameters)
        parts.append(
            f"namespace of_{kernel.name} {{\n{kernel.source(dtype)}\n"
            f'extern "C" void run_{kernel.name}(unsigned blocks, unsigned threads, {head}) {{\n'
            f"  launch(blocks, threads, {str(kernel.rows).lower()}, [=] {{ "
            f"{kernel.name}({names}); }});\n}}\n}}\n#undef T\n"
        )
    folder = Path(tempfile.mkdtemp(prefix="minidnn-kernels-"))
    (folder / "all.cpp").write_text("".join(parts))
    command = [
        COMPILER,
        "-std=c++20",
        "-O1",
        "-fPIC",
        "-shared",
        "-pthread",
        "-Wno-unknown-pragmas",
    ]
    command += ["-o", str(folder / "all.so"), str(folder / "all.cpp")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = ctypes.CDLL(str(folder / "all.so"))
    shutil.rmtree(folder)
    return found


def run(kernel, dtype, work, *arguments, threads=None):
    """Launch a kernel on NumPy arrays; a list of arrays is a table of pointers."""
    threads = threads or (8 if kernel.rows else THREADS)
    values, kept = [], []
    for (kind, name), value in zip(kernel.parameters(), arguments, strict=True):
        values.append(c_value(kind.replace("const ", ""), value, dtype, kept, name))
    blocks = work if kernel.rows else -(-work // threads)
    function = getattr(library(str(dtype)), f"run_{kernel.name}")
    function(ctypes.c_uint(blocks), ctypes.c_uint(threads), *values)


def c_value(kind, value, dtype, kept, name):
    """An argument as ctypes passes it."""
    if kind.endswith("**"):
        if value is None:
            return ctypes.c_void_p(None)
        kept.append((ctypes.c_void_p * len(value))(*(pointer(a, dtype, name) for a in value)))
        return kept[-1]
    if kind.endswith("*"):
        if value is None:
            return ctypes.c_void_p(None)
        return ctypes.c_void_p(pointer(value, dtype if kind[0] == "T" else np.int64, name))
    if kind == "T":
        return (ctypes.c_float if np.dtype(dtype) == np.float32 else ctypes.c_double)(value)
    kinds = {"int": ctypes.c_int, "long long": ctypes.c_longlong}
    return kinds.get(kind, ctypes.c_ulonglong)(value)


def pointer(array, dtype, name):
    assert array.dtype == dtype and array.flags.c_contiguous, (name, array.dtype)
    return array.ctypes.data
