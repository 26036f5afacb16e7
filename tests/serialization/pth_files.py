"""Builds .pth files, zip and legacy, around any pickle, also those that PyTorch would not write."""

import io
import pickle
import struct
import zipfile

LEGACY_HEAD = b"".join(
    pickle.dumps(part, 2)
    for part in (
        0x1950A86A20F9469CFC6C,
        1001,
        {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4}},
    )
)
FOUR_FLOATS = struct.pack("<4f", 1, 2, 3, 4)


def zip_file(pickled, storages=None, **members):
    """An archive/ with this data.pkl; storages: key -> bytes."""
    storages = {"0": FOUR_FLOATS} if storages is None else storages
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("archive/data.pkl", pickled)
        for name, content in members.items():
            out.writestr(f"archive/{name}", content)
        for key, content in storages.items():
            out.writestr(f"archive/data/{key}", content)
        out.writestr("archive/version", "3\n")
    return file.getvalue()


def legacy_file(pickled, storages=None, itemsize=4):
    """The legacy format around a pickle whose persistent ids are of five parts, as in zip files."""
    storages = {"0": FOUR_FLOATS} if storages is None else storages
    # A legacy persistent id has a sixth part, None: the tuple before each BINPERSID gets it.
    content = LEGACY_HEAD + pickled.replace(b"tQ", b"NtQ") + pickle.dumps(list(storages), 2)
    for raw in storages.values():
        content += struct.pack("<q", len(raw) // itemsize) + raw
    return content


def text(value):
    """The instruction that makes a text."""
    raw = value.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def number(value):
    """The instruction that makes an integer."""
    raw = pickle.dumps(value, 2)
    return raw[2:-1]


def numbers(values):
    """The instructions that make a tuple of integers."""
    return b"(" + b"".join(map(number, values)) + b"t"


def storage(kind="FloatStorage", key="0", numel=4, word="storage", place="cpu"):
    """The instructions that refer to a storage."""
    parts = text(word) + f"ctorch\n{kind}\n".encode() + text(key) + text(place) + number(numel)
    return b"(" + parts + b"tQ"


def tensor(
    shape=(2, 2), strides=(2, 1), offset=0, of=None, rebuild="_rebuild_tensor_v2", grad=b"\x89"
):
    """The instructions that make a tensor."""
    return (
        f"ctorch._utils\n{rebuild}\n(".encode()
        + (storage() if of is None else of)
        + number(offset)
        + numbers(shape)
        + numbers(strides)
        + grad
        + b"ccollections\nOrderedDict\n)RtR"
    )


def program(*instructions):
    """A whole pickle of protocol 2."""
    return b"\x80\x02" + b"".join(instructions) + b"."
