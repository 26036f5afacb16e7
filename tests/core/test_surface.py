"""What tensors say about themselves, as PyTorch's do: printing, shapes, memory, protocols."""

import copy
import pickle

import numpy as np
import pytest

import minidnn

PRINTED = """
lib.tensor([1.0, 2.5])
lib.tensor([[1e-5, 1.0], [1000000.0, 3.0]])
lib.tensor([1e9, 2.0])
lib.tensor([1e-8, 1.0])
lib.tensor([-1.5, 2.0, 3e-3])
lib.tensor([10000000.0, 1.0])
lib.tensor([float('nan'), float('inf'), 1.0])
lib.tensor([float('nan'), 0.5])
lib.tensor([0.0, 0.0])
lib.tensor(3.5)
lib.tensor(3)
lib.tensor([[True, False]])
lib.tensor([1 + 2j, 3.5j])
lib.tensor([[1 + 2j, -3.5j]])
lib.arange(2000)
lib.arange(2000.0).reshape(20, 10, 10)
lib.arange(50.0) / 3
lib.full((30, 30), 1.234)
lib.zeros(3, 4, 5)
lib.zeros(0)
lib.zeros(2, 0)
lib.zeros(0, dtype=lib.int64)
lib.ones(2, dtype=lib.float64)
lib.ones(2, dtype=lib.float16)
lib.ones(3, dtype=lib.int8)
lib.ones(2, requires_grad=True)
lib.ones(2, requires_grad=True) * 2
lib.ones(2, 2, requires_grad=True) @ lib.ones(2, 2)
lib.ones(3, 3, requires_grad=True).sum(1)
lib.ones(3, 3, requires_grad=True).mean()
lib.ones(3, 3, requires_grad=True).t()
lib.ones(3, 3, requires_grad=True).unsqueeze(0)
lib.ones(3, 3, requires_grad=True)[0]
lib.ones(3, 3, requires_grad=True).view(9)
lib.ones(1, 100, dtype=lib.float64, requires_grad=True) * 2
lib.nn.Parameter(lib.ones(2))
lib.ones(2, 3).max(0)
lib.ones(2, 3).topk(2)
lib.ones(2, 3).shape
lib.ones(2, 3).shape[1:]
lib.ones(2, 3).shape + (1,)
lib.ones(2, 3).size().numel()
lib.ones(2, 3).stride()
lib.ones(2, 3).t().stride()
lib.ones(1, 1, 4).stride()
lib.ones(2, 3).t().is_contiguous()
lib.arange(6).reshape(2, 3)[:, 1:].storage_offset()
lib.ones(2).type()
lib.ones(2).type('torch.DoubleTensor')
lib.ones(2).type(lib.LongTensor)
isinstance(lib.ones(2), lib.FloatTensor)
lib.ones(2).is_cuda
lib.ones(2).layout
lib.ones(2).get_device()
lib.ones(2).nbytes
lib.finfo(lib.float32)
lib.finfo(lib.float64).eps
lib.iinfo(lib.uint8)
lib.tensor([1, 2, 3]).new_zeros(2)
lib.tensor([1, 2, 3]).new_tensor([1.5])
lib.tensor([1, 2, 3]).new_full((2,), 3)
lib.tensor([1.0]).new(2, 3).shape
lib.zeros(size=(2, 3))
lib.typename(lib.ones(2))
lib.tensor([1, 2, 2, 3]).unique(return_counts=True)
lib.ones(2, 3).sum(axis=0, keepdims=True)
lib.cat([lib.ones(1, 2), lib.ones(1, 2)], axis=1)
lib.is_tensor(3), lib.numel(lib.ones(2, 3))
lib.can_cast(lib.float32, lib.int32), lib.can_cast(lib.int32, lib.float32)
lib.promote_types(lib.int32, lib.float32) == lib.float32
lib.hann_window(5), lib.hamming_window(4), lib.bartlett_window(4)
lib.kaiser_window(4)
lib.logspace(0, 2, 3), lib.tril_indices(3, 3), lib.triu_indices(2, 3, 1)
lib.inf, lib.pi, lib.e, lib.nan != lib.nan, lib.newaxis
lib.add(lib.ones(2), lib.ones(2), out=lib.zeros(2))
lib.from_dlpack(np.ones(2))
lib.ones(3).multinomial(3).sort().values
lib.tensor([1.0, 0.0]).bernoulli()
lib.normal(lib.zeros(2), lib.zeros(2))
lib.linspace(0, 1, 3).apply_(lambda v: v + 1)
lib.zeros(4, 2).fill_diagonal_(1, wrap=True)
"""


@pytest.mark.parametrize("text", [line for line in PRINTED.splitlines() if line])
def test_printed_as_pytorch_prints(text):
    torch = pytest.importorskip("torch")
    expected, got = (repr(eval(text, {"lib": lib, "np": np})) for lib in (torch, minidnn))
    assert got.replace("minidnn.", "torch.") == expected


def test_print_options():
    torch = pytest.importorskip("torch")
    x = np.array([[1.23456789, 100.5], [1e-3, 2.0]])
    for options in (
        {"precision": 2},
        {"sci_mode": True},
        {"sci_mode": False},
        {"linewidth": 20},
        {"threshold": 2, "edgeitems": 1},
        {"profile": "short"},
        {"profile": "full"},
    ):
        try:
            texts = []
            for lib, tensor in ((torch, torch.from_numpy(x)), (minidnn, minidnn.from_numpy(x))):
                lib.set_printoptions(**options)
                texts.append(repr(tensor).replace("minidnn.", "torch."))
        finally:
            torch.set_printoptions(profile="default")
            minidnn.set_printoptions(profile="default")
        assert texts[0] == texts[1]
    with pytest.raises(ValueError, match="profile must be one of"):
        minidnn.set_printoptions(profile="long")


def test_memory_is_shared_by_dlpack_both_ways():
    torch = pytest.importorskip("torch")
    ours, theirs = minidnn.zeros(3), torch.zeros(3)
    torch.from_dlpack(ours)[0] = 5
    minidnn.from_dlpack(theirs)[1] = 7
    np.from_dlpack(ours)[2] = 9
    assert ours.tolist() == [5, 0, 9] and theirs.tolist() == [0, 7, 0]
    with pytest.raises(BufferError, match="detach"):
        np.from_dlpack(minidnn.ones(2, requires_grad=True))
    with pytest.raises(TypeError, match="__dlpack__"):
        minidnn.from_dlpack([1, 2])


def test_numpy_protocols():
    x = minidnn.arange(3.0)
    assert np.asarray(x) is not None and np.shares_memory(np.asarray(x), x.numpy())
    assert isinstance(np.sin(x), minidnn.Tensor) and isinstance(np.ones(3) * x, minidnn.Tensor)
    assert np.sum(x).item() == 3 and np.max(x).item() == 2
    with pytest.raises(RuntimeError, match="requires a gradient"):
        np.asarray(minidnn.ones(2, requires_grad=True))
    with pytest.raises(RuntimeError, match="requires a gradient"):
        np.exp(minidnn.ones(2, requires_grad=True))


def test_copies_and_pickles():
    x = minidnn.ones(2, 3, requires_grad=True)
    for twin in (copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        assert twin.requires_grad and twin.tolist() == x.tolist() and twin.shape == (2, 3)
        assert twin.data_ptr() != x.data_ptr()
    shape = pickle.loads(pickle.dumps(x.shape))
    assert type(shape) is minidnn.Size and shape == (2, 3)
    assert pickle.loads(pickle.dumps(minidnn.relu)) is minidnn.relu
    assert pickle.loads(pickle.dumps(minidnn.device("cpu"))) == "cpu"


def test_out():
    x = minidnn.ones(2)
    y = minidnn.zeros(0)
    assert minidnn.mul(x, 3, out=y) is y and y.tolist() == [3, 3]
    values, indices = minidnn.zeros(1), minidnn.zeros(1, dtype=minidnn.int64)
    minidnn.max(minidnn.tensor([[1.0, 5.0]]), 1, out=(values, indices))
    assert values.item() == 5 and indices.item() == 1
    with pytest.raises(RuntimeError, match="don't support automatic differentiation"):
        minidnn.mul(minidnn.ones(2, requires_grad=True), 3, out=y)
    with pytest.raises(RuntimeError, match="can't be cast"):
        minidnn.mul(x, 0.5, out=minidnn.zeros(2, dtype=minidnn.int64))


def test_storage():
    x = minidnn.arange(6.0).reshape(2, 3)
    memory = x[:, 1:].storage()
    assert len(memory) == 6 and memory[2] == 2.0 and memory.data_ptr() == x.data_ptr()
    memory[0] = 9.0
    assert x[0, 0] == 9 and "size 6" in repr(memory)


def test_default_device_and_dtype():
    with minidnn.device("cpu"):
        assert minidnn.zeros(2).device == "cpu"
    minidnn.set_default_tensor_type("torch.DoubleTensor")
    try:
        assert minidnn.zeros(2).dtype == minidnn.float64
    finally:
        minidnn.set_default_tensor_type(minidnn.FloatTensor)
    assert minidnn.get_default_device() == "cpu" and minidnn.zeros(2).dtype == minidnn.float32


def test_seeds():
    g = minidnn.Generator()
    g.manual_seed(3)
    first = minidnn.normal(0.0, 1.0, (4,), generator=g)
    g.manual_seed(g.initial_seed())
    assert minidnn.normal(0.0, 1.0, (4,), generator=g).tolist() == first.tolist()
    minidnn.random.manual_seed(5)
    with minidnn.random.fork_rng():
        minidnn.randn(3)
    after = minidnn.randn(2).tolist()
    minidnn.manual_seed(5)
    assert minidnn.randn(2).tolist() == after


REFUSED = {
    "lib.multinomial(lib.tensor([1.0, 0.0]), 2)": "without replacement",
    "lib.multinomial(lib.tensor([-1.0, 2.0]), 1)": "below 0",
    "lib.bernoulli(lib.tensor([2.0]))": r"must be in \[0, 1\]",
    "lib.normal(lib.zeros(2), -1.0)": "std must not be negative",
    "lib.tensor([1.0]).imag": "expected a complex tensor",
    "lib.finfo(lib.int32)": "use iinfo",
    "lib.iinfo(lib.float32)": "use finfo",
    "lib.ones(3).narrow(0, 2, 2)": "exceeds dimension",
    "lib.ones(2, 3).trace().diag()": "expected 1 or 2 dimensions",
    "lib.linalg.inv(lib.zeros(2, 2))": "singular",
    "lib.linalg.cholesky(-lib.ones(2, 2))": "positive",
    "lib.linalg.det(lib.ones(2, 3))": "square",
    "lib.quantile(lib.ones(3), 2.0)": r"q must lie in \[0, 1\]|must be in the range",
    "lib.bincount(lib.tensor([-1]))": "negative",
    "lib.meshgrid(lib.ones(2), indexing='ab')": "indexing",
    "lib.fft.rfft(lib.ones(2) * 1j)": "real|complex",
    "lib.set_float32_matmul_precision('low')": "highest",
    "lib.ones(3).unfold(0, 4, 1)": "size",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    with pytest.raises((RuntimeError, TypeError, ValueError, IndexError), match=REFUSED[text]):
        eval(text, {"lib": minidnn})
