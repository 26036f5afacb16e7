"""PyTorch's own files, read and written, with PyTorch as the judge."""

import io
import warnings
from collections import Counter, OrderedDict

import numpy as np
import pytest

import minidnn
from minidnn import nn, optim
from minidnn.serialization import CheckpointError, load, save

torch = pytest.importorskip("torch")

BOTH = pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
FLOATS = ["float16", "float32", "float64"]
DTYPES = [*FLOATS, "int8", "int16", "int32", "int64", "uint8", "bool", "complex64", "complex128"]


def written(obj, zipped=True, **options):
    """A file as PyTorch writes it."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.save(obj, file, _use_new_zipfile_serialization=zipped, **options)
    return file


def through(obj, zipped=True, **options):
    return load(written(obj, zipped, **options))


def assert_equal(mine, theirs):
    """The same values, dtypes and containers (bfloat16 is float32 here)."""
    if isinstance(theirs, torch.Tensor):
        assert isinstance(
            mine, nn.Parameter if isinstance(theirs, torch.nn.Parameter) else minidnn.Tensor
        )
        assert mine.requires_grad == theirs.requires_grad
        theirs = theirs.detach()
        theirs = theirs.float() if theirs.dtype == torch.bfloat16 else theirs
        assert mine.dtype == theirs.numpy().dtype
        assert mine.shape == tuple(theirs.shape)
        assert mine.detach().numpy().tobytes() == theirs.contiguous().numpy().tobytes()
    elif isinstance(theirs, torch.Size):
        assert mine == tuple(theirs)
    elif isinstance(theirs, dict):
        assert type(mine) is type(theirs)
        assert list(mine) == list(theirs)
        for key in theirs:
            assert_equal(mine[key], theirs[key])
    elif isinstance(theirs, list | tuple):
        assert type(mine) is type(theirs)
        assert len(mine) == len(theirs)
        for a, b in zip(mine, theirs):
            assert_equal(a, b)
    else:
        assert type(mine) is type(theirs)
        assert repr(mine) == repr(theirs)


def numbers(dtype, *shape):
    torch.manual_seed(0)
    return (torch.randn(*shape) * 10).to(getattr(torch, dtype))


@BOTH
@pytest.mark.parametrize("dtype", [*DTYPES, "bfloat16", "uint16", "uint32", "uint64"])
def test_dtypes(dtype, zipped):
    values = numbers("float32", 3, 4).abs().to(getattr(torch, dtype))
    assert_equal(through(values, zipped), values)


@BOTH
@pytest.mark.parametrize(
    "change",
    [
        lambda x: x.t(),
        lambda x: x[1:, ::2],
        lambda x: x[2],
        lambda x: x[1, 1],
        lambda x: x.expand(5, 4, 6),
        lambda x: x.permute(1, 0).unsqueeze(1),
        lambda x: x[:0],
        lambda x: x.reshape(2, 2, 6)[:, 1],
        lambda x: x.as_strided((3, 3), (2, 1), 1),
        lambda x: torch.tensor(3.5),
        lambda x: torch.zeros(0),
        lambda x: x.to(torch.bfloat16).t(),
        lambda x: x > 0,
        lambda x: (x > 0).t()[1:],
    ],
)
def test_views(change, zipped):
    view = change(numbers("float32", 4, 6))
    assert_equal(through(view, zipped), view)


@BOTH
def test_shared_storages_stay_shared(zipped):
    x = torch.arange(6.0).reshape(2, 3)
    back = through({"x": x, "t": x.t(), "row": x[1], "again": x}, zipped)
    back["x"].array[1, 2] = 99
    assert back["t"].array[2, 1] == 99
    assert back["row"].array[2] == 99
    assert back["again"] is back["x"]


@BOTH
def test_everything_around_tensors(zipped):
    ordered = OrderedDict([("b", 1), ("a", [2, (3,)])])
    obj = {
        "epoch": 7,
        "big": 2**70,
        "negative": -(2**40),
        "loss": 0.25,
        "nan": float("nan"),
        "name": "resnet é 語",
        "none": None,
        "flags": [True, False],
        "nested": {"a": ({"b": [torch.ones(2)]},)},
        "ordered": ordered,
        1: "int key",
        (1, "x"): "tuple key",
        "size": torch.Size([1, 2]),
        "bytes": b"\x00\xff",
        "complex": 1 + 2j,
        "set": {1, "a"},
        "frozen": frozenset({2}),
        "counter": Counter("aab"),
        "parameter": torch.nn.Parameter(torch.ones(2)),
        "frozen parameter": torch.nn.Parameter(torch.ones(2), requires_grad=False),
        "leaf": torch.ones(1, requires_grad=True),
        "empty": [(), [], {}, set()],
        "device": torch.device("cuda:1"),
        "dtype": torch.bfloat16,
    }
    back = through(obj, zipped)
    assert back.pop("device") == "cuda:1"
    assert back.pop("dtype") == np.float32
    del obj["device"], obj["dtype"]
    assert_equal(back, obj)


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
def test_pickle_protocols(protocol):
    obj = {"w": torch.ones(2, 3), "l": [1, -2, 1 << 40, 2.5, "é", None, True, (1, 2, 3, 4)]}
    obj["sets"] = [{1, "a"}, set(), frozenset({2})]
    if protocol < 2:  # these have a text form of persistent ids, which PyTorch cannot write itself
        obj.pop("w")
    assert_equal(through(obj, pickle_protocol=protocol), obj)


def torch_net():
    torch.manual_seed(0)
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 4, 3),
        torch.nn.BatchNorm2d(4),
        torch.nn.ReLU(),
        torch.nn.Flatten(),
        torch.nn.Linear(4, 2),
    )


def net():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4, 2)
    )


@BOTH
def test_state_dicts_of_models(zipped):
    theirs, mine = torch_net(), net()
    theirs(torch.randn(4, 1, 3, 3))
    state = through(theirs.state_dict(), zipped)
    assert_equal(state, theirs.state_dict())
    assert state._metadata[""] == {"version": 1}
    mine.load_state_dict(state)
    x = torch.randn(2, 1, 3, 3)
    mine.eval(), theirs.eval()
    assert np.allclose(mine(minidnn.tensor(x.numpy())).tolist(), theirs(x).tolist(), atol=1e-6)


@BOTH
def test_old_files_without_num_batches_tracked(zipped):
    state = torch_net().state_dict()
    del state["1.num_batches_tracked"]
    model = net()
    model.load_state_dict(through(state, zipped))
    assert model[1].num_batches_tracked.item() == 0


@BOTH
@pytest.mark.parametrize("kind", ["SGD", "Adam", "AdamW", "RMSprop"])
def test_optimizer_states(kind, zipped):
    model = torch_net()
    options = {"momentum": 0.9} if kind == "SGD" else {}
    optimizer = getattr(torch.optim, kind)(model.parameters(), lr=0.01, **options)
    model(torch.randn(4, 1, 3, 3)).sum().backward()
    optimizer.step()
    whole = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3}
    back = through(whole, zipped)
    assert_equal(back, whole)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 2, 5])
    assert through(scheduler.state_dict(), zipped)["milestones"] == Counter({2: 2, 5: 1})


def test_byte_order_of_other_machines():
    import zipfile

    values = torch.tensor([1.5, -2.0])
    with zipfile.ZipFile(written({"x": values})) as before:
        members = {name: before.read(name) for name in before.namelist()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as after:
        for name, content in members.items():
            if name.endswith("/byteorder"):
                content = b"big"
            if name.endswith("/data/0"):
                content = np.frombuffer(content, "<f4").astype(">f4").tobytes()
            after.writestr(name, content)
    back = load(file)["x"]
    assert back.tolist() == [1.5, -2.0]
    assert back.dtype == np.float32


def test_files_on_disk_and_places(tmp_path):
    torch.save(torch_net().state_dict(), tmp_path / "net.pth")
    state = minidnn.load(tmp_path / "net.pth", map_location="cpu", weights_only=True)
    assert_equal(state, torch_net().state_dict())


@BOTH
def test_whole_models_are_refused(zipped):
    with pytest.raises(CheckpointError, match=r"torch\.nn\..*save model\.state_dict\(\) instead"):
        through(torch_net(), zipped)


@BOTH
def test_tensors_of_other_kinds_are_refused(zipped):
    with pytest.raises(CheckpointError, match="_rebuild_sparse_tensor"):
        through(torch.ones(2, 2).to_sparse(), zipped)


def test_torchscript_is_refused():
    script = torch.nn.Linear(2, 2)
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.script(script), file)
    with pytest.raises(CheckpointError, match="TorchScript|leads out|compressed|names"):
        load(file)


# Writing


def read_by_torch(obj):
    file = io.BytesIO()
    save(obj, file, format="torch")
    file.seek(0)
    return torch.load(file, weights_only=True)


def test_torch_reads_state_dicts():
    model = net()
    state = read_by_torch(model.state_dict())
    theirs = torch_net()
    theirs.load_state_dict(state)
    assert_equal(model.state_dict(), dict(theirs.state_dict()))


@pytest.mark.parametrize("dtype", DTYPES)
def test_torch_reads_dtypes(dtype):
    values = numbers(dtype, 3, 4)
    mine = minidnn.Tensor(values.numpy())
    for view in (
        lambda x: x,
        lambda x: x.T,
        lambda x: x[1:, ::2],
        lambda x: x[:0],
        lambda x: x[1, 1],
    ):
        back = read_by_torch(minidnn.Tensor(np.asarray(view(mine.array))))
        assert back.dtype == values.dtype
        assert torch.equal(back, view(values))
        assert back.is_contiguous()


def test_torch_reads_everything_else():
    ordered = OrderedDict(b=1)
    ordered._metadata = OrderedDict({"": {"version": 2}})
    shared = np.ones(3, "f4")
    obj = {
        "values": [0, -1, 2**31, -(2**31) - 1, 2**100, 1.5, float("inf"), True, None, "é\x00", 1j],
        "nested": ({"a": ((), [], {})},),
        "bytes": b"\x00\xff",
        "set": {1, 2},
        "counter": Counter("aab"),
        3: ordered,
        "parameter": nn.Parameter(np.ones((2, 2), "f4")),
        "frozen": nn.Parameter(np.ones(2, "f4"), requires_grad=False),
        "leaf": minidnn.ones(2, requires_grad=True),
        "scalar": np.float32(2.5),
        "big-endian": np.arange(3, dtype=">i4"),
        "a": shared,
        "b": minidnn.Tensor(shared),
    }
    back = read_by_torch(obj)
    assert back["values"] == obj["values"]
    assert back["nested"] == obj["nested"]
    assert (back["bytes"], back["set"], back["scalar"]) == (b"\x00\xff", {1, 2}, 2.5)
    assert type(back[3]) is OrderedDict
    assert back["counter"] == Counter("aab")
    assert back[3]._metadata == ordered._metadata
    assert isinstance(back["parameter"], torch.nn.Parameter)
    assert back["parameter"].requires_grad
    assert not back["frozen"].requires_grad
    assert back["leaf"].requires_grad
    assert back["big-endian"].tolist() == [0, 1, 2]
    assert back["a"].data_ptr() == back["b"].data_ptr()


def test_torch_continues_with_our_optimizer_state():
    model = net()
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    model(minidnn.ones(2, 1, 3, 3)).sum().backward()
    optimizer.step()
    state = read_by_torch(optimizer.state_dict())
    theirs = torch.optim.Adam(torch_net().parameters(), lr=0.5)
    theirs.load_state_dict(state)
    assert theirs.param_groups[0]["lr"] == 0.01


def test_torch_maps_our_files(tmp_path):
    save({"w": np.arange(5, dtype="f4")}, tmp_path / "w.pth")
    back = torch.load(tmp_path / "w.pth", weights_only=True, mmap=True)
    assert back["w"].tolist() == [0, 1, 2, 3, 4]


def test_our_files_come_back():
    state = net().state_dict()
    file = io.BytesIO()
    save(state, file, format="torch")
    back = load(file)
    assert list(back) == list(state)
    for name in state:
        assert np.array_equal(back[name].array, state[name].array)


@pytest.mark.parametrize(
    ("obj", "message"),
    [
        ({"m": net()}, r"the object\['m'\] is a minidnn\.nn\..*Sequential, which PyTorch's format"),
        ([len], r"the object\[0\] is a builtins\.builtin_function_or_method"),
        (np.ones(2, "u4"), "has the dtype uint32, for which PyTorch has no storage"),
        (np.array(["a"]), "for which PyTorch has no storage"),
        ({(1, (2,)): 1}, r"has the key \(1, \(2,\)\)"),
        (1 << 3000, "is an integer of 3001 bits"),
    ],
)
def test_what_pytorch_cannot_hold(obj, message):
    with pytest.raises(TypeError, match=message):
        save(obj, io.BytesIO(), format="torch")


def test_circles_cannot_be_written():
    circle = []
    circle.append(circle)
    with pytest.raises(TypeError, match="nested more than 100 levels deep, or contains itself"):
        save(circle, io.BytesIO(), format="torch")
