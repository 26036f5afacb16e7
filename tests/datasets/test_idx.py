"""IDX files: every element type, and everything that can be wrong with one."""

import gzip
import struct
import time
import tracemalloc

import numpy as np
import pytest

from minidnn.datasets import read_idx

TYPES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def idx_bytes(array):
    code = TYPES[array.dtype.str[1:]]
    header = bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


def written(folder, data, name="file"):
    path = folder / name
    path.write_bytes(data)
    return path


IMAGES = np.random.default_rng(0).integers(0, 256, (5, 4, 3)).astype(np.uint8)
GOOD = idx_bytes(IMAGES)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("shape", [(3,), (2, 3, 4), (0, 2), (1, 1, 1, 1, 2)])
@pytest.mark.parametrize("zipped", [False, True])
def test_every_type(tmp_path, kind, shape, zipped):
    array = (np.random.default_rng(1).standard_normal(shape) * 100).astype(kind)
    data = idx_bytes(array)
    read = read_idx(written(tmp_path, gzip.compress(data) if zipped else data))
    assert read.dtype == array.dtype and read.flags.writeable
    np.testing.assert_array_equal(read, array)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no IDX file: it begins with nothing, expected 00 00"),
        (b"\x89PNG....", "is no IDX file: it begins with 89 50 4e 47"),
        (b"\0\0\x07\x03" + GOOD[4:], "is no IDX file: it begins with 00 00 07 03"),
        (b"\0\0\x08\x00" + GOOD[4:], "claims 0 dimensions; expected 1 to 16"),
        (b"\0\0\x08\xff" + GOOD[4:], "claims 255 dimensions"),
        (GOOD[:9], "ends inside its header"),
        (GOOD[:-1], r"claims shape \(5, 4, 3\), 60 bytes, but ends after 59; it is cut off"),
        (GOOD + b"x", r"goes on after the 60 bytes of shape \(5, 4, 3\)"),
        (
            b"\0\0\x08\x01" + struct.pack(">I", 2**30),
            "1073741824 bytes, but the file holds at most 8",
        ),
        (b"\0\0\x0e\x03" + b"\xff" * 12, r"more than max_bytes="),
    ],
)
def test_damaged_files(tmp_path, data, message):
    for content in (data, gzip.compress(data)):
        expected = message.replace("the file holds at most 8", "its gzip stream holds at most")
        with pytest.raises(ValueError, match=message if content is data else expected):
            read_idx(written(tmp_path, content))


def test_the_error_names_the_file(tmp_path):
    with pytest.raises(ValueError, match="rocks.idx is no IDX file"):
        read_idx(written(tmp_path, b"rock", "rocks.idx"))
    with pytest.raises(FileNotFoundError):
        read_idx(tmp_path / "nowhere")


def test_damaged_gzip(tmp_path):
    rng = np.random.default_rng(2)
    zipped = gzip.compress(idx_bytes(rng.integers(0, 256, (50, 28, 28)).astype(np.uint8)), mtime=0)
    for cut in (1, 5, 12, 100, len(zipped) - 1):
        with pytest.raises(ValueError, match="is damaged|is no IDX file"):
            read_idx(written(tmp_path, zipped[:cut]))
    missed = 0
    for _ in range(300):
        bad = bytearray(zipped)
        bad[rng.integers(len(bad))] ^= 1 << rng.integers(8)
        try:
            read_idx(written(tmp_path, bytes(bad)))
            missed += 1  # a bit of the gzip header that means nothing: time, system
        except ValueError as error:
            assert "read_idx" in str(error)
    assert missed <= 15


def test_a_gzip_bomb_costs_little(tmp_path):
    zeros = gzip.compress(bytes(200_000_000), 1)
    bomb = written(tmp_path, gzip.compress(GOOD) + zeros)
    liar = written(
        tmp_path, gzip.compress(b"\0\0\x08\x01" + struct.pack(">I", 2_000_000_000)), "liar"
    )
    tracemalloc.start()
    start = time.perf_counter()
    with pytest.raises(ValueError, match="goes on after the 60 bytes"):
        read_idx(bomb)
    with pytest.raises(ValueError, match="its gzip stream holds at most"):
        read_idx(liar)
    with pytest.raises(ValueError, match="more than max_bytes=1000"):
        read_idx(
            written(tmp_path, gzip.compress(b"\0\0\x08\x01\0\0\xff\xff" + bytes(65535)), "big"),
            max_bytes=1000,
        )
    seconds, (_, peak) = time.perf_counter() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000 and seconds < 2
