"""What is saved comes back: values, kinds, sharing, circles, models; and what cannot be saved."""

import io
import os
import warnings
from collections import Counter, OrderedDict

import numpy as np
import pytest

import minidnn
from minidnn import nn, serialization
from minidnn.serialization import load, save

from .comparing import assert_same, round_trip, small_model

VALUES = [
    None,
    True,
    0,
    -1,
    2**63,
    -(2**64),
    12345**200,
    0.1,
    -0.0,
    1e-320,
    float("inf"),
    float("-inf"),
    float("nan"),
    "",
    "text with é, 語, \x00 and \ud800",
    b"",
    bytes(range(256)),
    1 - 2j,
    complex("nan+infj"),
    [],
    (),
    {},
    set(),
    frozenset({1, (2, "x")}),
    {1, None, "a"},
    OrderedDict(b=1, a=2),
    Counter("abca"),
    {1: "int", "1": "text", None: 0, b"1": 2, 2.5: 3, (1, "a"): 4, True + 1: 5},
    [1, (2, [3, {"four": (5,)}])],
    np.dtype("float32"),
    np.dtype(">i4"),
    np.float32(1.5),
    np.int64(-3),
    np.bool_(True),
    np.str_("x"),
    minidnn.device("cpu"),
]


# a set has no order of its own, so its name is that of its kind
NAMES = [type(v).__name__ if isinstance(v, set | frozenset) else repr(v)[:30] for v in VALUES]


@pytest.mark.parametrize("value", VALUES, ids=NAMES)
def test_values(value):
    assert_same(round_trip(value), value)
    assert_same(round_trip({"in": [value]}), {"in": [value]})


ARRAYS = [
    np.arange(6, dtype="f4").reshape(2, 3),
    np.arange(6, dtype="f8").reshape(2, 3).T,
    np.arange(10)[::-3],
    np.array(2.5, "f2"),
    np.zeros((0, 3)),
    np.zeros((2, 0, 3), "i1"),
    np.array([True, False]),
    np.array([1 + 2j], "c8"),
    np.array([1, 2], ">i2"),
    np.array(["a", "ünï"]),
    np.array([b"ab", b"c"]),
    np.broadcast_to(np.float32(3), (2, 2)),
    np.asfortranarray(np.arange(12.0).reshape(3, 4)),
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{a.dtype}{a.shape}")
def test_arrays(array):
    back = round_trip(array)
    assert_same(back, array)
    assert back.flags.writeable


@pytest.mark.parametrize("cls", [minidnn.Tensor, nn.Parameter, nn.Buffer])
def test_tensors(cls):
    tensor = cls(np.arange(6, dtype="f4").reshape(2, 3))
    assert_same(round_trip(tensor), tensor)
    tensor.requires_grad = not tensor.requires_grad
    assert_same(round_trip(tensor), tensor)


def test_gradients_are_not_saved_and_results_become_leaves():
    x = minidnn.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    y.sum().backward()
    back_x, back_y = round_trip([x, y])
    assert back_x.grad is None
    assert back_y.is_leaf
    assert back_y.tolist() == [1.0, 4.0]


def test_what_was_one_is_one():
    array, tensor, inner = np.arange(3.0), minidnn.ones(2), [1]
    twin = tensor.detach()  # another tensor of the same memory
    back = round_trip([array, array, tensor, tensor, twin, {"a": inner, "b": inner}, array[:]])
    assert back[0] is back[1] is back[6]
    assert back[2] is back[3]
    assert back[4] is not back[2]
    assert back[4].array is back[2].array
    assert back[5]["a"] is back[5]["b"]


def test_equal_but_separate_things_stay_separate():
    back = round_trip([np.ones(2), np.ones(2), [1], [1]])
    assert back[0] is not back[1]
    assert back[2] is not back[3]


def test_circles():
    circle = [1]
    circle.append({"self": circle, "tuple": (circle,)})
    back = round_trip(circle)
    assert back[1]["self"] is back
    assert back[1]["tuple"][0] is back
    knot = ([],)
    knot[0].append(knot)
    with pytest.raises(TypeError, match="a tuple that contains itself cannot be saved"):
        save(knot, io.BytesIO())


def test_saving_changes_nothing_and_takes_no_copy_of_the_values():
    model = nn.Linear(2, 3)
    before = dict(vars(model))
    save(model, io.BytesIO())
    assert vars(model) == before


def test_equal_objects_give_equal_files():
    files = []
    for _ in range(2):
        files.append(io.BytesIO())
        save({"a": [1, np.arange(3)], "b": minidnn.ones(2)}, files[-1])
    assert files[0].getvalue() == files[1].getvalue()


def test_the_metadata_of_pytorch_s_state_dicts_is_kept():
    state = OrderedDict(weight=minidnn.ones(2))
    state._metadata = OrderedDict({"": {"version": 1}})
    back = round_trip(state)
    assert_same(back, state)
    assert_same(back._metadata, state._metadata)


# What cannot be saved


@pytest.mark.parametrize(
    ("obj", "message"),
    [
        ({"f": len}, r"the object\['f'\] is <built-in function len>: code is not saved"),
        ([lambda: 0], r"the object\[0\] is <function .*: code is not saved"),
        ({"c": nn.Linear}, r"\['c'\] is <class .*: code is not saved"),
        ([(i for i in [])], r"code is not saved"),
        (np.array([object()]), r"has the dtype object, which cannot be saved"),
        (np.zeros(2, "i4,f4"), r"has the dtype .*cannot be saved"),
        (np.dtype("O"), r"has the dtype object, which cannot be saved"),
        ({(1, (2,)): 3}, r"has the key or set item \(1, \(2,\)\); only text, numbers"),
        ([{(1, (2,))}], r"the object\[0\] has the key or set item \(1, \(2,\)\)"),
        ({2**70: 3}, r"has the key or set item 1180591620717411303424"),
        ({"a": io.BytesIO()}, r"the object\['a'\] cannot be saved: an object of the class"),
        (range(3), r"cannot be saved: an object of the class builtins.range"),
    ],
)
def test_what_cannot_be_saved_says_where_and_why(obj, message):
    with pytest.raises(TypeError, match=message):
        save(obj, io.BytesIO())


@pytest.mark.skipif(np.dtype("longdouble").itemsize == 8, reason="it is float64 here")
def test_long_doubles_cannot_be_saved():
    with pytest.raises(TypeError, match="has the dtype .*float.*, which cannot be saved"):
        save(np.ones(2, np.longdouble), io.BytesIO())


def test_deep_nesting_is_an_error_not_a_crash():
    deep = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(TypeError, match="is nested more than 100 levels deep; flatten it"):
        save(deep, io.BytesIO())


def test_attributes_that_hide_methods():
    model = nn.Linear(2, 2)
    vars(model)["forward"] = 3
    with pytest.raises(TypeError, match="has the attribute 'forward', which hides a method"):
        save(model, io.BytesIO())


def test_too_much_outside_arrays(monkeypatch):
    monkeypatch.setattr(serialization.checkpoint, "LARGEST_STRUCTURE", 1000)
    with pytest.raises(ValueError, match=r"take \d+ bytes; at most 1000 .* long lists.* arrays"):
        save(list(range(1000)), io.BytesIO())


# Files and places


def test_an_error_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.mdn"
    save([1], path)
    with pytest.raises(TypeError):
        save([1, len], path)
    assert load(path) == [1]
    assert os.listdir(tmp_path) == ["a.mdn"]


def test_formats_by_suffix_and_by_name(tmp_path):
    state = {"a": minidnn.ones(2)}
    starts = {}
    for name in ("a.mdn", "a.pth", "a.pt", "a.npz", "a"):
        save(state, tmp_path / name)
        starts[name] = (tmp_path / name).read_bytes()[:60]
        assert load(tmp_path / name)["a"].tolist() == [1.0, 1.0]
    assert b"structure.json" in starts["a.mdn"]
    assert b"structure.json" in starts["a"]
    assert b"archive/data.pkl" in starts["a.pth"]
    assert b"archive/data.pkl" in starts["a.pt"]
    save(state, tmp_path / "b.mdn", format="torch")
    assert b"archive/data.pkl" in (tmp_path / "b.mdn").read_bytes()
    assert load(tmp_path / "b.mdn")["a"].tolist() == [1.0, 1.0]
    with pytest.raises(
        ValueError, match=r"format 'hdf5' is unknown; use one of minidnn, torch, npz"
    ):
        save(state, tmp_path / "c", format="hdf5")


def test_a_whole_model_under_pytorch_s_suffix(tmp_path):
    save(small_model(), tmp_path / "model.pth")
    assert isinstance(load(tmp_path / "model.pth", weights_only=False), nn.Sequential)


def test_places():
    assert round_trip({"a": np.ones(2)}, map_location="cpu")["a"].tolist() == [1.0, 1.0]
    assert round_trip(minidnn.ones(1), map_location=minidnn.device("cpu")).tolist() == [1.0]
    with pytest.raises(ValueError, match="device: expected one of 'cpu'"):
        round_trip(minidnn.ones(1), map_location="tpu")


def test_from_and_to_a_device(stub, tmp_path):
    model = nn.Linear(2, 3).to("stub")
    for name in ("model.mdn", "model.pth", "model.npz", "model.safetensors"):
        if name.endswith("safetensors"):
            pytest.importorskip("safetensors")
        minidnn.save(model.state_dict(), tmp_path / name)
        there = minidnn.load(tmp_path / name, map_location="stub")
        assert [str(t.device) for t in there.values()] == ["stub", "stub"]
        here = minidnn.load(tmp_path / name, map_location="cpu")
        assert here["weight"].tolist() == model.weight.tolist()
    back = round_trip([model, model.weight])
    assert str(back[0].weight.device) == "stub"  # where it was saved
    assert back[0].weight is back[1]
    assert str(round_trip(model, map_location="cpu").weight.device) == "cpu"
    model.load_state_dict(here)  # from the host into a module on a device
    assert str(model.weight.device) == "stub"


@pytest.mark.gpu
def test_from_and_to_a_gpu(tmp_path):
    model = nn.Linear(2, 3).to("cuda")
    minidnn.save(model, tmp_path / "model.mdn")
    back = minidnn.load(tmp_path / "model.mdn")
    assert back.weight.device.type == "cuda"
    assert back.weight.tolist() == model.weight.tolist()
    assert minidnn.load(tmp_path / "model.mdn", map_location="cpu").weight.device.type == "cpu"
    minidnn.save(model.state_dict(), tmp_path / "model.pth")
    assert minidnn.load(tmp_path / "model.pth", "cuda")["bias"].tolist() == model.bias.tolist()


def test_a_file_from_a_gpu_says_how_to_load_it_without_one():
    if minidnn.cuda.is_available():
        pytest.skip("there is a GPU")
    file = io.BytesIO()
    save(minidnn.ones(1), file)
    elsewhere = io.BytesIO(replace_text(file.getvalue(), b'"device":"cpu"', b'"device":"cuda"'))
    with pytest.raises(RuntimeError, match=r"saved on 'cuda'; load it with map_location=\"cpu\""):
        load(elsewhere)
    assert load(elsewhere, map_location="cpu").tolist() == [1.0]


def replace_text(content, old, new):
    """A checkpoint with another structure.json and right checksums."""
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, data.replace(old, new) if name == "structure.json" else data)
    return file.getvalue()


def test_wrong_kinds_of_path():
    with pytest.raises(TypeError, match="save: expected a path or an open binary file; got int"):
        save([], 3)
    with pytest.raises(TypeError, match="load: expected a path or an open binary file; got int"):
        load(3)
    with pytest.raises(FileNotFoundError):
        load("no such file")


def test_no_warnings(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        save({"a": minidnn.ones(2)}, tmp_path / "a")
        load(tmp_path / "a")
