"""Every kernel: NVRTC compiles it for four kinds of GPU, and its numbers are the formula's."""

import ctypes
import importlib.metadata

import numpy as np
import pytest

from minidnn import backend
from minidnn.kernels import KERNELS, dense, dropout
from minidnn.optim import rules
from tests.kernels import cpp

needs_compiler = pytest.mark.skipif(cpp.COMPILER is None, reason="needs g++ or clang++")
GENERATIONS = ["sm_70", "sm_80", "sm_90", "sm_100"]
TOLERANCE = {"float32": {"rtol": 3e-6, "atol": 1e-6}, "float64": {"rtol": 1e-13, "atol": 1e-14}}
both = pytest.mark.parametrize("dtype", ["float32", "float64"])


def nvrtc():
    """CuPy's binding of NVRTC, or a skip."""
    pytest.importorskip("cupy")
    try:
        preloaded()
        from cupy_backends.cuda.libs import nvrtc as binding

        binding.getVersion()
    except (ImportError, RuntimeError, OSError) as error:
        pytest.skip(f"needs NVRTC (nvidia-cuda-nvrtc-cu12): {error}")
    return binding


def preloaded():
    """Load the library of NVIDIA's wheel, also where CuPy does not look for it."""
    files = importlib.metadata.distribution("nvidia-cuda-nvrtc-cu12").files
    library = next(f for f in files if f.name.startswith("libnvrtc.so"))
    ctypes.CDLL(str(library.locate()), mode=ctypes.RTLD_GLOBAL)


def compiled(binding, text, architecture):
    """PTX, or NVRTC's complaint as an error."""
    program = binding.createProgram(text, "kernel.cu", [], [])
    try:
        binding.compileProgram(program, [f"--gpu-architecture={architecture}", "--std=c++17"])
        return binding.getPTX(program)
    except binding.NVRTCError:
        raise AssertionError(binding.getProgramLog(program)) from None
    finally:
        binding.destroyProgram(program)


@both
@pytest.mark.parametrize("name", KERNELS)
def test_nvrtc_compiles(name, dtype):
    binding = nvrtc()
    known = {f"sm_{n}" for n in binding.getSupportedArchs()}
    tried = [a for a in GENERATIONS if a in known]
    assert len(tried) >= 3, known
    for architecture in tried:
        ptx = compiled(binding, KERNELS[name].source(dtype), architecture.replace("sm", "compute"))
        text = ptx.decode() if isinstance(ptx, bytes) else ptx
        assert f".entry {name}(" in text


def test_nvrtc_notices_a_mistake():
    binding = nvrtc()
    text = KERNELS["bias_relu"].source("float32").replace("sum <= 0", "total <= 0")
    with pytest.raises(AssertionError, match='identifier "total" is undefined'):
        compiled(binding, text, "compute_80")


def drawn(dtype, *shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def same(got, wanted, dtype):
    np.testing.assert_allclose(got, wanted, **TOLERANCE[dtype])


@needs_compiler
@pytest.mark.parametrize("n", [1, 15, 16, 17, 1000])
def test_dropout_draws_the_hosts_bits(n):
    for seed, start, keep in ((0, 0, 0.5), (2**63 + 5, 7, 0.9), (3, 2**40, 0.1)):
        threshold, scale = round(keep * 65536), 1 / keep
        mask = np.empty(n, np.float64)
        kernel = KERNELS["dropout_mask"]
        cpp.run(kernel, "float64", -(-n // 16), mask, n, seed, start, None, threshold, scale)
        np.testing.assert_array_equal(mask, dropout.dropout_mask(n, seed, start, threshold, scale))
        host = backend.PLACES["cpu"].mask((n,), keep, np.dtype(np.float64), seed, start)
        np.testing.assert_array_equal(mask, host)


@needs_compiler
@both
def test_bias_and_relu(dtype):
    x, bias, dy = drawn(dtype, 7, 33), drawn(dtype, 33, seed=1), drawn(dtype, 7, 33, seed=2)
    x[0, 0] = np.nan
    y, dx = np.empty_like(x), np.empty_like(x)
    cpp.run(KERNELS["bias_relu"], dtype, x.size, y, x, bias, x.size, 33)
    same(y, dense.bias_relu(x, bias), dtype)
    cpp.run(KERNELS["relu_dx"], dtype, x.size, dx, dy, y, x.size)
    same(dx, dense.relu_dx(dy, y), dtype)


SHAPES = [(3, 4), (1,), (200,), (2, 3, 2)]


def copies(arrays):
    return None if arrays is None else [a.copy() for a in arrays]


@needs_compiler
@both
@pytest.mark.parametrize("maximize", [0, 1])
@pytest.mark.parametrize("momentum,nesterov", [(0.0, 0), (0.9, 0), (0.9, 1)])
def test_sgd_steps_all_parameters(momentum, nesterov, maximize, dtype):
    p, g = ([drawn(dtype, *s, seed=k + i) for i, s in enumerate(SHAPES)] for k in (0, 10))
    velocity = [drawn(dtype, *s, seed=20 + i) for i, s in enumerate(SHAPES)] if momentum else None
    q, w = copies(p), copies(velocity)
    numbers = (0.1, 0.01, momentum, 0.8)
    ends = np.cumsum([a.size for a in p])
    kernel, n = KERNELS["sgd_all"], int(ends[-1])
    cpp.run(kernel, dtype, n, p, g, velocity, ends, len(p), n, *numbers, maximize, nesterov)
    for i in range(len(p)):
        rules.sgd(
            q[i],
            g[i],
            w[i] if w else None,
            *numbers,
            maximize=maximize,
            decays=True,
            nesterov=nesterov,
        )
        same(p[i], q[i], dtype)
        if w:
            same(velocity[i], w[i], dtype)


@needs_compiler
@both
@pytest.mark.parametrize("amsgrad", [False, True])
@pytest.mark.parametrize("decoupled", [0, 1])
def test_adam_steps_all_parameters(decoupled, amsgrad, dtype):
    p, g, m = ([drawn(dtype, *s, seed=k + i) for i, s in enumerate(SHAPES)] for k in (0, 10, 20))
    v, v_max = ([drawn(dtype, *s, seed=k + i) ** 2 for i, s in enumerate(SHAPES)] for k in (30, 40))
    v_max = v_max if amsgrad else None
    q, m2, v2, v_max2 = copies(p), copies(m), copies(v), copies(v_max)
    numbers = (0.01, 0.1, 0.001, 1e-8, 0.02)
    ends = np.cumsum([a.size for a in p])
    kernel, n = KERNELS["adam_all"], int(ends[-1])
    cpp.run(kernel, dtype, n, p, g, m, v, v_max, ends, len(p), n, *numbers, 0, decoupled)
    for i in range(len(p)):
        largest = v_max2[i] if amsgrad else None
        rules.adam(
            q[i],
            g[i],
            m2[i],
            v2[i],
            largest,
            *numbers,
            maximize=False,
            decays=True,
            decoupled=decoupled,
        )
        for got, wanted in ((p, q), (m, m2), (v, v2)):
            same(got[i], wanted[i], dtype)
