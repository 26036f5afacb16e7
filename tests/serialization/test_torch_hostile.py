"""Hostile, damaged and foreign .pth files: nothing runs, nothing hangs, one sentence says why."""

import io
import os
import pickle
import random
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile

import numpy as np
import pytest

from minidnn.serialization import CheckpointError, load

from . import pth_files as pth


class Call:
    """Pickles as a call of any function with any arguments."""

    def __init__(self, function, *arguments, state=None):
        self.parts = (function, arguments) if state is None else (function, arguments, state)

    def __reduce__(self):
        return self.parts


def refused(content, message):
    """Loading raises one sentence, in time and memory bounded by the file's size."""
    start = time.perf_counter()
    tracemalloc.start()
    try:
        with pytest.raises(CheckpointError, match=message) as caught:
            load(io.BytesIO(content))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("the file: ")
    assert len(str(caught.value)) < 600
    assert peak < 100_000_000 + 20 * len(content)
    assert time.perf_counter() - start < 10


MARKER = "must_not_exist"
GLOBAL = b"cos\nsystem\n"


def attack(function, *arguments, protocol=2):
    return pickle.dumps(Call(function, *arguments), protocol)


def getattr_chain():
    first = Call(getattr, Call(__import__, "os"), "system")
    return pickle.dumps([first], 2)


HOSTILE = {
    "os.system": attack(os.system, f"touch {MARKER}"),
    "os.system, protocol 0": attack(os.system, f"touch {MARKER}", protocol=0),
    "os.system, protocol 4": attack(os.system, f"touch {MARKER}", protocol=4),
    "eval": attack(eval, f"open('{MARKER}', 'w')"),
    "exec": attack(exec, f"open('{MARKER}', 'w')"),
    "subprocess": attack(subprocess.Popen, ["touch", MARKER]),
    "open": attack(open, MARKER, "w"),
    "getattr chain": getattr_chain(),
    "__import__": attack(__import__, "antigravity"),
    "copyreg": pth.program(b"ccopy_reg\n_reconstructor\n(cos\nerror\nc__builtin__\nobject\nNtR"),
    "numpy object": b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n(K\x00tR.",
    "bytearray": attack(bytearray, 10),
    "torch.load in a file": pth.program(b"ctorch\nload\n(X\x01\x00\x00\x00atR"),
    "torch.jit": pth.program(b"ctorch.jit\nload\n)R"),
    "torch.nn.Module": pth.program(b"ctorch.nn.modules.linear\nLinear\n)\x81}b"),
    "dotted name": pth.program(b"\x8c\x05torch\x8c\x11_utils.os.system\x00\x93"),
    "dotted global": pth.program(b"ctorch\n_utils.sys.modules\n)R"),
    "INST": b"(S'touch " + MARKER.encode() + b"'\nios\nsystem\n.",
    "OBJ": b"(cos\nsystem\nS'touch " + MARKER.encode() + b"'\no.",
    "NEWOBJ": pth.program(GLOBAL, b")\x81"),
    "NEWOBJ of OrderedDict": pth.program(b"ccollections\nOrderedDict\n)\x81"),
    "NEWOBJ_EX": b"\x80\x04\x8c\x02os\x8c\x06system\x93)}\x92.",
    "EXT1": pth.program(b"\x82\x01"),
    "EXT2": pth.program(b"\x83\x01\x00"),
    "EXT4": pth.program(b"\x84\x01\x00\x00\x00"),
    "PERSID": b"P../../etc/passwd\n.",
    "next buffer": b"\x80\x05\x97.",
    "DUP": pth.program(b"K\x012\x86"),
    "REDUCE of a number": pth.program(b"K\x01)R"),
    "REDUCE without a tuple": pth.program(b"ccollections\nOrderedDict\nK\x01R"),
    "REDUCE of a storage type": pth.program(b"ctorch\nFloatStorage\n)R"),
    "OrderedDict of a function": pth.program(b"ccollections\nOrderedDict\n(", GLOBAL, b"tR"),
    "BUILD on a list": pth.program(b"]}b"),
    "BUILD with __class__": pth.program(
        b"ccollections\nOrderedDict\n)R}X\x09\x00\x00\x00__class__K\x01sb"
    ),
    "BUILD with slots": pth.program(b"ccollections\nOrderedDict\n)R(N}X\x01\x00\x00\x00aK\x01stb"),
    "BUILD on a name": pth.program(b"ccollections\nOrderedDict\n}b"),
    "BUILD on a tensor": pth.program(pth.tensor(), b"}b"),
    "APPEND to a name": pth.program(b"ccollections\nOrderedDict\nK\x01a"),
    "SETITEM on a list": pth.program(b"]K\x00K\x01s"),
    "list as a key": pth.program(b"}]K\x01s"),
    "nested tuple as a key": pth.program(b"}K\x01\x85\x85K\x01s"),
    "codec": pth.program(b"c_codecs\nencode\n(X\x01\x00\x00\x00aX\x06\x00\x00\x00base64tR"),
    "codec decode": pth.program(b"c_codecs\ndecode\n(X\x01\x00\x00\x00atR"),
    "set of a tensor": pth.program(b"c__builtin__\nset\n(", pth.tensor(), b"tR"),
    "complex of text": pth.program(b"c__builtin__\ncomplex\n(X\x01\x00\x00\x001NtR"),
    "Size of a list": pth.program(b"ctorch\nSize\n(]tR"),
    "huge text": b"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x7f.",
    "huge text of 4 GB": b"\x80\x02X\xff\xff\xff\xff.",
    "huge bytes": b"\x80\x04\x8e\x00\x00\x00\x00\x00\x01\x00\x00.",
    "huge bytearray": b"\x80\x05\x96\x00\x00\x00\x00\x00\x01\x00\x00.",
    "negative length": b"\x80\x02T\xff\xff\xff\xff.",
    "huge integer": pth.program(b"\x8b\xff\xff\xff\x7f"),
    "long integer": pth.program(b"\x8b" + struct.pack("<I", 5000) + b"\x7f" * 5000),
    "integer of many digits": b"I" + b"9" * 100_000 + b"\n.",
    "long of many digits": b"L" + b"9" * 100_000 + b"L\n.",
    "integer key": pth.program(b"}\x8a\xff" + b"\x7f" * 255 + b"K\x01s"),
    "frame": b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7fcos\nsystem\n.",
    "protocol 200": b"\x80\xc8N.",
    "unknown instruction": b"\x80\x02\xffN.",
    "no end": b"\x80\x02N",
    "empty": b"",
    "nothing on the stack": b"\x80\x02.",
    "two things on the stack": b"\x80\x02NN.",
    "only a mark": b"\x80\x02(.",
    "missing mark": b"\x80\x02NNt.",
    "pop of nothing": b"\x80\x020.",
    "missing memo": b"\x80\x02h\x05.",
    "huge memo": b"\x80\x02Nr\xff\xff\xff\xffj\xfe\xff\xff\xff.",
    "key without a value": b"\x80\x02}(K\x01u.",
    "wrong word": pth.program(pth.tensor(of=pth.storage(word="module"))),
    "unknown storage type": pth.program(pth.tensor(of=pth.storage(kind="QInt8Storage"))),
    "storage type that is none": pth.program(b"(X\x07\x00\x00\x00storageNNNNtQ"),
    "persistent id that is no tuple": pth.program(b"K\x01Q"),
    "persistent id of the wrong length": pth.program(b"(NtQ"),
    "missing storage": pth.program(pth.tensor(of=pth.storage(key="7", numel=1 << 40))),
    "storage with a path": pth.program(pth.tensor(of=pth.storage(key="../../../etc/passwd"))),
    "storage larger than it is": pth.program(pth.tensor(of=pth.storage(numel=1 << 40))),
    "negative numel": pth.program(pth.tensor(of=pth.storage(numel=-1))),
    "immense numel": pth.program(pth.tensor(of=pth.storage(numel=1 << 100))),
    "numel that overflows": pth.program(pth.tensor(of=pth.storage(numel=1 << 62))),
    "one storage, two types": pth.program(
        b"(", pth.tensor(), pth.tensor(of=pth.storage("IntStorage")), b"t"
    ),
    "negative strides": pth.program(pth.tensor(strides=(-2, 1), offset=2)),
    "negative shape": pth.program(pth.tensor(shape=(-2, 2))),
    "negative offset": pth.program(pth.tensor(offset=-1)),
    "reaching too far": pth.program(pth.tensor(strides=(3, 1))),
    "offset too far": pth.program(pth.tensor(offset=1)),
    "huge shape": pth.program(pth.tensor(shape=(1 << 40, 1 << 40))),
    "huge strides": pth.program(pth.tensor(strides=(1 << 62, 1))),
    "expanded beyond all measure": pth.program(pth.tensor((1 << 40,), (0,))),
    "expanded until it overflows": pth.program(pth.tensor((1 << 32, 1 << 32), (0, 0))),
    "strides that do not fit": pth.program(pth.tensor(shape=(2, 2), strides=(1,))),
    "100 dimensions": pth.program(pth.tensor((1,) * 100, (1,) * 100)),
    "requires_grad that is none": pth.program(pth.tensor(grad=b"K\x02")),
    "gradients of integers": pth.program(
        pth.tensor(of=pth.storage("IntStorage"), grad=b"\x88"),
    ),
    "tensor without a storage": pth.program(pth.tensor(of=b"N")),
    "sparse tensor": pth.program(pth.tensor(rebuild="_rebuild_sparse_tensor")),
    "parameter of a number": pth.program(
        b"ctorch._utils\n_rebuild_parameter\n(K\x01\x88ccollections\nOrderedDict\n)RtR"
    ),
}


@pytest.mark.parametrize("build", [pth.zip_file, pth.legacy_file])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pickles_run_nothing(build, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    modules = set(sys.modules)
    refused(build(HOSTILE[name]), "pickle|storage|tensor|member")
    assert os.listdir(tmp_path) == []
    assert "antigravity" not in set(sys.modules) - modules


def test_the_same_builders_make_sound_files():
    """So that the files above are refused for the reason that they are meant to show."""
    for build in (pth.zip_file, pth.legacy_file):
        back = load(io.BytesIO(build(pth.program(pth.tensor()))))
        assert back.tolist() == [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "os.system",
            r"it names '(posix|nt)\.system'; only tensors, .* \(pickle, byte \d+\); nothing",
        ),
        (
            "torch.nn.Module",
            r"it names 'torch\.nn\.modules\.linear\.Linear'.* save model\.state_dict",
        ),
        ("INST", "the instruction INST is not read"),
        ("REDUCE of a number", "a int cannot be called"),
        ("BUILD with __class__", "an OrderedDict has other attributes than _metadata"),
        ("list as a key", "a list cannot be a key"),
        ("huge text", r"damaged or cut short near byte \d+ .* bytes are announced, \d+ are left"),
        ("long integer", r"an integer of \d+ bits is not read"),
        ("protocol 200", "pickle protocol 200 is unknown"),
        ("storage larger than it is", "'archive/data/0' has 16 bytes, not 4398046511104"),
        ("missing storage", "the member 'archive/data/7' is missing"),
        ("reaching too far", r"strides \(3, 1\) reach element 4 of a storage with 4"),
        ("expanded beyond all measure", "16 bytes are expanded to 4398046511104"),
        ("one storage, two types", "storage '0' is described in two ways"),
    ],
)
def test_sentences(name, message):
    refused(pth.zip_file(HOSTILE[name]), message)


# Bombs: short files that ask for much


def bomb_of_copies():
    """A long list once, then a set of it again and again."""
    items = b"](" + b"".join(pth.number(i) for i in range(100_000)) + b"e\x85q\x010"
    again = b"h\x02h\x01R0" * 100_000
    return pth.program(b"c__builtin__\nset\nq\x020", items, again, b"N")


def bomb_of_nested_tuples():
    """t = (t, t) two hundred times over; only hashing or printing it would take for ever."""
    return b"K\x01" + b"q\x01h\x01\x86" * 200


def bomb_of_text():
    encode = b"c_codecs\nencode\nq\x010" + pth.text("x" * 1_000_000)
    return pth.program(encode, pth.text("latin1"), b"\x86q\x020", b"h\x01h\x02R" * 10_000)


@pytest.mark.parametrize(
    "pickled",
    [
        bomb_of_copies(),
        bomb_of_text(),
        pth.program(b"}", bomb_of_nested_tuples(), b"K\x01s"),
        pth.program(b"\x8f(", bomb_of_nested_tuples(), b"\x90"),
    ],
    ids=["copies", "text", "tuple as a key", "tuple in a set"],
)
def test_bombs(pickled):
    refused(pth.zip_file(pickled), "takes more than 5000000 steps|cannot be a key")


def test_endless_work_is_stopped(monkeypatch):
    monkeypatch.setattr("minidnn.serialization.pickles.MOST_WORK", 10_000)
    refused(pth.zip_file(pth.program(b"N0" * 20_000, b"N")), "more than 10000 steps")


def test_deep_nesting_and_circles_are_read():
    deep = load(io.BytesIO(pth.zip_file(pth.program(b"]" * 100_000, b"a" * 99_999))))
    depth = 0
    while deep:
        (deep,) = deep
        depth += 1
    assert depth == 99_999
    knot = load(io.BytesIO(pth.zip_file(pth.program(bomb_of_nested_tuples()))))
    assert knot[0] is knot[1]
    circle = []
    circle.append(circle)
    back = load(io.BytesIO(pth.zip_file(pickle.dumps(circle, 2))))
    assert back[0] is back


# Files around the pickle


SOUND = pth.program(pth.tensor())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pth.zip_file(SOUND, byteorder=b"middle"), "the byte order b'middle' is unknown"),
        (pth.zip_file(SOUND, **{"constants.pkl": b""}), "is a TorchScript program, not weights"),
        (pth.zip_file(SOUND, {"0": b""}), "'archive/data/0' has 0 bytes, not 16"),
        (pth.zip_file(SOUND, {}), "the member 'archive/data/0' is missing"),
        (
            pth.zip_file(SOUND, **{"../data.pkl": b""}),
            r"the member name 'archive/../data.pkl' leads out of the file",
        ),
        (pth.legacy_file(SOUND)[:-1], "it is cut short: 16 bytes are announced, 15 are left"),
        (pth.legacy_file(SOUND)[:-20], r"it is cut short: 8 bytes are announced, 4 are left"),
        (pth.legacy_file(SOUND) + b"x", "something follows its last storage"),
        (pth.legacy_file(SOUND, {}), "the list of its storages does not fit its tensors"),
        (
            pth.legacy_file(SOUND, {"0": pth.FOUR_FLOATS, "1": b""}),
            "the list of its storages does not fit its tensors",
        ),
        (pth.legacy_file(SOUND, itemsize=2), "has 8 elements, its tensors expect 4"),
        (
            pth.legacy_file(SOUND).replace(pickle.dumps(1001, 2), pickle.dumps(1002, 2)),
            "version 1002 of the legacy format is unknown",
        ),
        (b"\0" * 257 + b"ustar" + b"\0" * 250, "is a tar file, as PyTorch wrote before .* again"),
        (pickle.dumps({"a": 1}), "a bare pickle, which could run code; save it with torch.save"),
    ],
)
def test_files_around_the_pickle(content, message):
    refused(content, message)


def test_compressed_archives():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("archive/data.pkl", SOUND)
        out.writestr("archive/data/0", bytes(1 << 24))
    refused(file.getvalue(), "is compressed, which this format never is")


def test_overlapping_storages():
    content = bytearray(pth.zip_file(SOUND, {"0": pth.FOUR_FLOATS, "1": pth.FOUR_FLOATS}))
    first = content.index(b"archive/data/0", content.index(b"PK\x01\x02")) - 46
    second = content.index(b"archive/data/1", content.index(b"PK\x01\x02")) - 46
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    refused(bytes(content), "members 'archive/data/.' and 'archive/data/.' overlap")


def test_a_legacy_view_of_a_storage_must_lie_inside():
    for offset, size, message in ((0, 4, None), (1, 3, None), (2, 3, "elements 2 to 5 of 4")):
        parts = pth.text("view") + pth.number(offset) + pth.number(size) + b"\x87"
        of = pth.storage()[:-2] + parts + b"tQ"
        pickled = pth.program(pth.tensor((2,), (1,), of=of))
        content = pth.LEGACY_HEAD + pickled + pickle.dumps(["0"], 2)
        content += struct.pack("<q", 4) + pth.FOUR_FLOATS
        if message is None:
            assert load(io.BytesIO(content)).tolist() == [offset + 1.0, offset + 2.0]
        else:
            refused(content, message)


def sound_files():
    tensors = [
        pth.tensor((4,), (1,)),
        pth.tensor(of=pth.storage("IntStorage", "1", 600), shape=(600,), strides=(1,)),
    ]
    pickled = pth.program(b"}(", pth.text("a"), tensors[0], pth.text("b"), tensors[1], b"u")
    storages = {"0": pth.FOUR_FLOATS, "1": np.arange(600, dtype="i4").tobytes()}
    return {"zip": pth.zip_file(pickled, storages), "legacy": pth.legacy_file(pickled, storages)}


@pytest.mark.parametrize("form", ["zip", "legacy"])
def test_300_damaged_files(form):
    content = sound_files()[form]
    numbers_begin = content.index(pth.FOUR_FLOATS)
    generator = random.Random(1)
    noticed = 0
    for trial in range(300):
        damaged, places = bytearray(content), []
        if trial % 2:
            places = [generator.randrange(len(damaged)) for _ in range(generator.choice((1, 1, 5)))]
            for place in places:
                damaged[place] ^= 1 << generator.randrange(8)
        else:
            del damaged[generator.randrange(len(damaged)) :]
        start = time.perf_counter()
        try:
            back = load(io.BytesIO(damaged))
        except CheckpointError as error:
            noticed += 1
            assert "\n" not in str(error)
        else:
            if form == "legacy" and any(place >= numbers_begin for place in places):
                continue  # this format has no checksum of its numbers
            assert set(back) == {"a", "b"} or form == "legacy"
            if form == "zip":
                assert back["a"].tolist() == [1.0, 2.0, 3.0, 4.0]
                assert back["b"].tolist() == list(range(600))
        assert time.perf_counter() - start < 5
    assert noticed > (250 if form == "zip" else 150)


LIMITED = """
import resource, sys
import numpy, minidnn
from minidnn.serialization import CheckpointError
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 300_000_000,) * 2)
for path in sys.argv[1:]:
    try:
        minidnn.load(path)
        print("read", path)
    except CheckpointError:
        print("refused")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits address space")
def test_real_memory_stays_bounded(tmp_path):
    """Python's own count misses what C libraries take: so all of it under a limit of the system."""
    paths = []
    for i, pickled in enumerate([*HOSTILE.values(), bomb_of_copies(), bomb_of_text()]):
        for build in (pth.zip_file, pth.legacy_file):
            paths.append(tmp_path / f"{build.__name__}{i}.pth")
            paths[-1].write_bytes(build(pickled))
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", LIMITED, *map(str, paths)]
    run = subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout.split() == ["refused"] * len(paths)
