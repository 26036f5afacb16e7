""".safetensors and .npz files, both ways, with their own packages as judges."""

import io
import json
import struct
import sys
import zipfile

import numpy as np
import pytest

import minidnn
from minidnn import nn
from minidnn.serialization import CheckpointError, load, save

DTYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?", "c8"]
VIEWS = [
    lambda x: x,
    lambda x: x.T,
    lambda x: x[::2],
    lambda x: np.asfortranarray(x),
    lambda x: x[:, ::-1],
    lambda x: x[1, 1],
    lambda x: x[:0],
    lambda x: np.broadcast_to(x[0], (3, 6)),
]


@pytest.fixture
def safetensors():
    pytest.importorskip("safetensors")
    import safetensors.numpy

    return safetensors


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("view", VIEWS)
def test_safetensors_both_ways(safetensors, tmp_path, dtype, view):
    array = np.asarray(view((np.arange(24) % 7).astype(dtype).reshape(4, 6)))
    path = tmp_path / "a.safetensors"
    save({"x": minidnn.Tensor(array)}, path)
    theirs = safetensors.numpy.load_file(path)["x"]
    mine = load(path)["x"]
    for back in (theirs, mine.array):
        assert back.dtype == array.dtype
        assert back.shape == array.shape
        assert np.array_equal(back, array)
    assert mine.array.flags.writeable


def test_safetensors_big_endian(safetensors, tmp_path):
    save({"x": np.arange(3, dtype=">f4")}, tmp_path / "a.safetensors")
    assert load(tmp_path / "a.safetensors")["x"].tolist() == [0.0, 1.0, 2.0]


def raw_safetensors(header, data):
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def test_safetensors_with_bfloat16(safetensors):
    header = {"x": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}
    back = load(io.BytesIO(raw_safetensors(header, struct.pack("<2H", 0x3FC0, 0xC000))))["x"]
    assert back.dtype == np.float32
    assert back.tolist() == [1.5, -2.0]


def test_safetensors_with_an_unknown_dtype(safetensors):
    header = {"x": {"dtype": "F8_E4M3", "shape": [2], "data_offsets": [0, 2]}}
    with pytest.raises(CheckpointError, match="'x' has the dtype F8_E4M3, unknown here"):
        load(io.BytesIO(raw_safetensors(header, b"\0\0")))


@pytest.mark.parametrize(
    "content",
    [
        raw_safetensors({"x": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}, b""),
        raw_safetensors({"x": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}, b"\0" * 8),
        raw_safetensors({"x": {"dtype": "F32", "shape": [1 << 62], "data_offsets": [0, 8]}}, b""),
        struct.pack("<Q", 10) + b"{not json}",
        struct.pack("<Q", 10) + b"{not json}" + b"\0" * 30,
    ],
)
def test_damaged_safetensors(safetensors, content):
    with pytest.raises(CheckpointError, match=r"the file: (is damaged or cut short|begins with)"):
        load(io.BytesIO(content))


def test_without_the_package(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)
    with pytest.raises(RuntimeError, match=r"pip install 'minidnn\[interop\]'"):
        save({"x": np.ones(2)}, tmp_path / "a.safetensors")
    with pytest.raises(RuntimeError, match=r"pip install 'minidnn\[interop\]'"):
        load(io.BytesIO(raw_safetensors({}, b" " * 16)))


@pytest.mark.parametrize("dtype", [*DTYPES, "c16", "U3", "S2"])
@pytest.mark.parametrize("view", VIEWS)
def test_npz_both_ways(tmp_path, dtype, view):
    array = np.asarray(view((np.arange(24) % 7).astype(dtype).reshape(4, 6)))
    path = tmp_path / "a.npz"
    save({"layer.weight": array}, path)
    with np.load(path, allow_pickle=False) as theirs:
        assert np.array_equal(theirs["layer.weight"], array)
        assert theirs["layer.weight"].dtype == array.dtype
    mine = load(path)["layer.weight"]
    assert np.array_equal(getattr(mine, "array", mine), array)


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_npz_of_numpy(tmp_path, write):
    a, b = np.arange(6.0).reshape(2, 3), np.asfortranarray(np.arange(6).reshape(2, 3))
    write(tmp_path / "a.npz", a=a, b=b, empty=np.zeros((0, 2)), text=np.array("x"))
    back = load(tmp_path / "a.npz")
    assert list(back) == ["a", "b", "empty", "text"]
    assert np.array_equal(back["a"].array, a)
    assert np.array_equal(back["b"].array, b)
    assert back["empty"].shape == (0, 2)
    assert back["text"] == "x"


def test_state_dicts_of_models(tmp_path, safetensors):
    for suffix in ("npz", "safetensors"):
        model, other = (nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)) for _ in range(2))
        minidnn.save(model.state_dict(), tmp_path / f"m.{suffix}")
        other.load_state_dict(minidnn.load(tmp_path / f"m.{suffix}"))
        for a, b in zip(model.state_dict().values(), other.state_dict().values()):
            assert np.array_equal(a.array, b.array)


def test_npz_with_objects(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.array([None, 1], object))
    with pytest.raises(CheckpointError, match="member 'a.npy' is damaged.*numbers or text"):
        load(tmp_path / "a.npz")


def test_npz_with_a_promise_too_large():
    file = io.BytesIO()
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,), }\n"
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("a.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header)
    with pytest.raises(CheckpointError, match="has 0 bytes of data; .* takes 8000000000"):
        load(file)


def test_damaged_npz(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", a=np.random.default_rng(0).random(1000))
    content = bytearray((tmp_path / "a.npz").read_bytes())
    content[2000] ^= 1
    with pytest.raises(CheckpointError, match="member 'a.npy' is damaged"):
        load(io.BytesIO(content))


@pytest.mark.parametrize("suffix", ["npz", "safetensors"])
@pytest.mark.parametrize(
    ("obj", "message"),
    [
        ([1], "holds a dict of names and tensors .a state_dict.; got list"),
        ({1: np.ones(2)}, "holds a dict of names and tensors"),
        ({"a": {"b": np.ones(2)}}, "'a' is a dict; a .* file holds only tensors and arrays"),
        ({"a": np.array([None])}, "'a' has the dtype object"),
    ],
)
def test_what_flat_files_cannot_hold(tmp_path, obj, message, suffix, safetensors):
    with pytest.raises(TypeError, match=message):
        save(obj, tmp_path / f"a.{suffix}")
    assert not list(tmp_path.iterdir())
