"""minidnn's own files, damaged or hostile: one clear sentence, no crash, no memory taken first."""

import io
import json
import random
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest

import minidnn
from minidnn import nn
from minidnn.serialization import CheckpointError, archive, load, save

HEAD = {"format": "minidnn checkpoint", "version": 1, "arrays": [], "objects": [], "root": None}


def npy(array):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, allow_pickle=True)
    return file.getvalue()


def packed(structure, arrays=(), compression=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as out:
        text = structure if isinstance(structure, bytes) else json.dumps(structure)
        out.writestr("structure.json", text)
        for i, array in enumerate(arrays):
            out.writestr(
                f"arrays/{i}.npy", array if isinstance(array, bytes) else npy(np.asarray(array))
            )
    return file.getvalue()


def refused(content, message):
    tracemalloc.start()
    try:
        with pytest.raises(CheckpointError, match=message) as caught:
            load(io.BytesIO(content))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000 + 100 * len(content)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("the file: ")


def test_every_truncation_and_many_flips_are_noticed():
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    file = io.BytesIO()
    save({"model": model, "note": "text", "numbers": [1.5, 2**70]}, file)
    content = file.getvalue()
    right = [a.array.tobytes() for a in model.state_dict().values()]
    generator = random.Random(0)
    noticed = 0
    for trial in range(300):
        damaged = bytearray(content)
        if trial % 2:
            for _ in range(generator.choice((1, 1, 1, 5))):
                damaged[generator.randrange(len(damaged))] ^= 1 << generator.randrange(8)
        else:
            del damaged[generator.randrange(len(damaged)) :]
        try:
            back = load(io.BytesIO(damaged))
        except CheckpointError as error:
            noticed += 1
            assert "\n" not in str(error)
        else:  # a byte without meaning, such as a date
            assert [a.array.tobytes() for a in back["model"].state_dict().values()] == right
            assert (back["note"], back["numbers"]) == ("text", [1.5, 2**70])
    assert noticed > 240


def changed(**fields):
    return packed({**HEAD, **fields})


def obj(kind, **fields):
    return {**HEAD, "objects": [{"kind": kind, **fields}], "root": {"object": 0}}


LINEAR = "minidnn.nn.Linear"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 and nothing else", "the directory of the zip file is damaged or cut short"),
        (b"hello, I am a text", r"begins with b'hello, I'; expected a checkpoint of minidnn"),
        (b"\x80\x04N.", "a bare pickle, which could run code"),
        (b"\x89HDF\r\n", "an HDF5 file"),
        (b"<html>404</html>", "a web page or XML; the download went wrong"),
        (packed(b"{"), "structure.json is damaged"),
        (packed(b"\xff\xfe"), "structure.json is damaged"),
        (packed(b"[" * 100_000), "structure.json is damaged"),
        (packed(b"9" * 10_000), "structure.json is damaged"),
        (packed([]), "structure is .* where a dict is expected"),
        (changed(format="other"), "its format is 'other', not 'minidnn checkpoint'"),
        (changed(version=2), "version 2 of the format.* reads up to 1; update minidnn"),
        (changed(version="1"), "version '1'"),
        (changed(objects=None), "objects is None where a list is expected"),
        (changed(objects=[3]), "object 0 is 3 where a dict is expected"),
        (changed(root={"object": 0}), "the reference 0 points nowhere"),
        (changed(root={"object": -1}), "the reference -1 points nowhere"),
        (changed(root={"object": True}), "the reference True points nowhere"),
        (changed(root=[1]), r"\[1\] is not a value"),
        (changed(root={"code": "print()"}), "is not a value"),
        (changed(root={"int": "0x1g"}), "is not a value"),
        (changed(root={"int": 3}), "is not a value|where a str is expected"),
        (changed(root={"float": "1.0"}), "is not a value"),
        (changed(root={"bytes": "%"}), "is not a value"),
        (changed(root={"complex": [1]}), "is not a value"),
        (changed(root={"complex": ["1", {}]}), "is not a value"),
        (changed(root={"dtype": "O"}), "is no dtype of plain numbers or text"),
        (changed(root={"dtype": "f4,O"}), "is no dtype of plain numbers or text"),
        (changed(root={"device": "tpu"}), "is not a value"),
        (packed(obj("function", name="os.system")), "'function' is no kind of object"),
        (packed(obj("list", items=3)), "items is 3 where a list is expected"),
        (packed(obj("list", items=[{"object": 1}])), "the reference 1 points nowhere"),
        (packed(obj("tuple", items=[{"object": 0}])), "the reference 0 points nowhere"),
        (packed(obj("dict", items=[[1]])), "are no list of pairs"),
        (packed(obj("dict", items=[[{"object": 0}, 1]])), "dict cannot be a key"),
        (packed(obj("set", items=[{"object": 0}])), "set cannot be a key"),
        (packed(obj("dict", items=[], attributes=[["_metadata", 1]])), "cannot have the attribute"),
        (
            packed(obj("OrderedDict", items=[], attributes=[["__class__", 1]])),
            "cannot have the attribute '__class__'",
        ),
        (packed(obj("array", array=0, device="cpu")), "the array 0 does not exist"),
        (packed(obj("tensor", **{"class": "Tensor"})), "requires_grad is None"),
        (
            packed(obj("tensor", **{"class": "Tensor", "array": 0, "requires_grad": False})),
            "is no tensor",
        ),
        (packed(obj("instance", **{"class": 3})), "class is 3 where a str is expected"),
        (
            packed(obj("instance", **{"class": "os.system"})),
            "class 'os.system', which this program",
        ),
        (packed(obj("instance", **{"class": "subprocess.Popen"})), "has not listed"),
        (packed(obj("instance", **{"class": "minidnn.nn.module.backend"})), "has not listed"),
        (packed(obj("instance", **{"class": "minidnn.nn.module.Iterator"})), "has not listed"),
        (packed(obj("instance", **{"class": "minidnn.nn.Missing"})), "has no class"),
        (packed(obj("instance", **{"class": "minidnn.nn.no.Missing"})), "has no class"),
        (packed(obj("instance", **{"class": "minidnn.nn..os.System"})), "has not listed"),
        (
            packed(obj("instance", **{"class": LINEAR, "attributes": [["__class__", 1]]})),
            "'__class__' would hide a method",
        ),
        (
            packed(obj("instance", **{"class": LINEAR, "attributes": [["forward", None]]})),
            "'forward' would hide a method",
        ),
        (packed(obj("instance", **{"class": LINEAR, "attributes": [[1, 1]]})), "attribute is 1"),
    ],
)
def test_structures_that_are_none(content, message):
    refused(content, message)


def with_array(array, dtype="<f4", shape=(2,)):
    kind = {"dtype": dtype, "shape": list(shape)}
    structure = obj("array", array=0, device="cpu")
    return packed({**structure, "arrays": [kind]}, [array])


def header(text, version=1):
    raw = text.encode()
    length = struct.pack("<H" if version == 1 else "<I", len(raw))
    return b"\x93NUMPY" + bytes((version, 0)) + length + raw


HUGE = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,)}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (with_array(np.ones(3, "f4")), r"holds float32 \(3,\) where float32 \(2,\) is expected"),
        (with_array(np.ones(2)), r"holds float64 \(2,\) where float32"),
        (with_array(np.array([None, 1])), "arrays/0.npy.*is not one of plain numbers or text"),
        (with_array(np.zeros(2, "f4,f4")), "is not one of plain numbers or text"),
        (with_array(b"no npy"), "member 'arrays/0.npy' is damaged or cut short"),
        (with_array(b""), "member 'arrays/0.npy' is damaged or cut short"),
        (with_array(npy(np.ones(2, "f4"))[:-1]), "has 7 bytes of data; .* takes 8"),
        (with_array(npy(np.ones(2, "f4")) + b"x"), "has 9 bytes of data"),
        (with_array(header(HUGE)), r"holds float32 \(1000000000000,\) where"),
        (
            with_array(header(HUGE), shape=(10**12,)),
            r"has 0 bytes of data; float32 \(1000000000000,\) takes 4000000000000",
        ),
        (with_array(header("{" * 5000)), "is damaged or cut short"),
        (with_array(header("(" * 300)), "is damaged or cut short"),
        (with_array(header("{'descr': __import__('os').abort()}")), "is damaged or cut short"),
        (with_array(header(HUGE, version=9)), r"its .npy version 9.0 is unknown"),
        (with_array(header(HUGE.replace("f4", "f3"))), "is damaged or cut short .*f3"),
        (with_array(b"\x93NUMPY\x02\x00\xff\xff\xff\xff"), "is damaged or cut short"),
        (with_array(np.ones(2, "f4"), dtype="O"), "is no dtype"),
        (with_array(np.ones(2, "f4"), dtype="<f4,<f4"), "is no dtype"),
        (with_array(np.ones(2, "f4"), dtype="f3"), "is no dtype"),
        (with_array(np.ones(2, "f4"), shape=(-2,)), r"\[-2\] is no shape"),
        (with_array(np.ones(2, "f4"), shape=[1] * 65), "is no shape"),
        (
            packed({**HEAD, "arrays": [{"dtype": "<f4", "shape": [2]}]}),
            "the member 'arrays/0.npy' is missing",
        ),
        (packed(HEAD, [np.ones(2)]), "member 'arrays/0.npy' is not part of a checkpoint"),
    ],
)
def test_arrays_that_are_none(content, message):
    refused(content, message)


def test_scalars_have_no_dimensions():
    structure = {**obj("scalar", array=0), "arrays": [{"dtype": "<f4", "shape": [2]}]}
    refused(packed(structure, [np.ones(2, "f4")]), "a scalar has dimensions")


def test_wrong_tensors():
    structure = obj("array", array=0, device="cpu")
    structure["arrays"] = [{"dtype": "<i8", "shape": [2]}]
    tensor = {"kind": "tensor", "class": "Tensor", "array": 0, "requires_grad": True}
    structure["objects"].append(tensor)
    refused(
        packed(structure, [np.ones(2, "i8")]), "a tensor of int64 has requires_grad True|rebuil"
    )
    tensor["class"] = "Module"
    refused(packed(structure, [np.ones(2, "i8")]), "is no tensor")


def zipped(*members, compression=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as out:
        for name, content in members:
            out.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zipped(("a", b"1"), ("b", b"2")).replace(b"b", b"a"), "two members named 'a'"),
        (zipped(("../../a", b"1")), r"the member name '../../a' leads out of the file"),
        (zipped(("/etc/passwd", b"1")), "leads out of the file"),
        (zipped(("a\\b", b"1")), "leads out of the file"),
        (zipped(("readme.txt", b"1")), r"is a zip file, but neither .* it holds readme.txt"),
        (zipped(), "it holds nothing"),
        (
            zipped(("structure.json", b"{}"), compression=zipfile.ZIP_DEFLATED),
            "'structure.json' is compressed, which this format never is",
        ),
        (zipped(("a", b"1"), compression=zipfile.ZIP_LZMA), "packed by the unknown method 14"),
    ],
)
def test_zip_files_with_odd_members(content, message):
    refused(content, message)


def test_zip_bombs(monkeypatch):
    monkeypatch.setattr(archive, "FREE_BYTES", 1 << 16)
    content = zipped(("a.npy", bytes(1 << 20)), compression=zipfile.ZIP_DEFLATED)
    refused(content, r"'a.npy' would grow from \d+ to 1048576 bytes; .* zip bomb")


def test_overlapping_members():
    content = bytearray(zipped(("a", b"1" * 100), ("b", b"2" * 100)))
    second = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4)
    content[second + 42 : second + 46] = struct.pack("<I", 0)  # b's data are said to lie at a's
    refused(content, "members 'a' and 'b' overlap; the file is damaged or hostile")


def test_members_larger_than_the_file():
    content = bytearray(zipped(("a", b"1" * 100)))
    entry = content.index(b"PK\x01\x02")
    content[entry + 20 : entry + 28] = struct.pack("<II", 1 << 31, 1 << 31)
    refused(content, "'a' ends behind the end of the file")
    content[entry + 20 : entry + 28] = struct.pack("<II", 100, 1 << 31)
    refused(content, "stored in 100 bytes but should give 2147483648")


def test_encrypted_members():
    content = bytearray(zipped(("a", b"1" * 100)))
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    refused(content, "'a' is encrypted; save it without")


def test_a_directory_larger_than_the_file():
    content = bytearray(zipped(("a", b"1" * 100)))
    end = content.index(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<I", 0xFFFFFFF0)
    refused(content, "the directory of the zip file is damaged")


def test_a_huge_structure_is_not_read():
    refused(packed(b" " * ((1 << 25) + 1)), "has 33554433 bytes; at most 33554432 are read")


def test_hostile_names_import_nothing(tmp_path, monkeypatch):
    (tmp_path / "trap.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    refused(
        packed(obj("instance", **{"class": "trap.Net"})), "class 'trap.Net', which this program"
    )


def test_errors_name_the_file(tmp_path):
    path = tmp_path / "model.mdn"
    save(minidnn.ones(100), path)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(
        CheckpointError, match=r"model\.mdn: the directory of the zip file is damaged"
    ):
        load(path)
