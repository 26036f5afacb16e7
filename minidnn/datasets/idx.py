"""Reads IDX files, the format of MNIST and its relatives: a header, then one big-endian array.

Bytes 0 0 type ndim, then ndim unsigned 32-bit lengths, then the numbers. The file may be packed by
gzip or xz. Nothing in it is believed before it is checked: the memory used is at most what the
header says, and a header that says more than the file can hold is refused before anything is
allocated.
"""

import gzip
import importlib
import math
import os
import zlib
from typing import IO

import numpy as np

TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
GZIP_MAGIC, XZ_MAGIC = b"\x1f\x8b", b"\xfd7zXZ\0"
MOST_DIMENSIONS = 16
DEFLATE_LIMIT = 1032  # one compressed byte gives at most so many


def read_idx(path: str | os.PathLike[str], *, max_bytes: int = 1 << 31) -> np.ndarray:
    """The array of an IDX file, plain, gzipped or by xz, in the machine's own byte order.

    Raises: ValueError, naming the file, if it is no IDX file, if its length is not exactly what its
    header says, if the gzip stream is damaged, or if it holds more than `max_bytes`.
    """
    size = os.stat(path).st_size
    with open(path, "rb") as file:
        magic = file.read(len(XZ_MAGIC))
        file.seek(0)
        if magic == XZ_MAGIC:
            return read_xz(path, file, max_bytes)
        if not magic.startswith(GZIP_MAGIC):
            return read_array(path, file, size, max_bytes, "the file")
        try:
            with gzip.GzipFile(fileobj=file) as stream:
                most = min(size * DEFLATE_LIMIT, max_bytes + 1024)
                return read_array(path, stream, most, max_bytes, "its gzip stream")  # type: ignore[arg-type]
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ValueError(
                f"read_idx: {path} is damaged ({error}); fetch the file again"
            ) from error


def read_xz(path: str | os.PathLike[str], file: IO[bytes], max_bytes: int) -> np.ndarray:
    """The array in an open file that xz has packed."""
    lzma = importlib.import_module("lzma")  # some builds of Python lack it
    try:
        with lzma.LZMAFile(file) as stream:
            return read_array(path, stream, max_bytes + 1024, max_bytes, "its xz stream")
    except (lzma.LZMAError, EOFError) as error:
        raise ValueError(f"read_idx: {path} is damaged ({error}); fetch the file again") from error


def read_array(
    path: str | os.PathLike[str], file: IO[bytes], size: int, max_bytes: int, what: str
) -> np.ndarray:
    """The array in an open file that has, or can have, at most `size` bytes."""
    start = file.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in TYPES:
        raise ValueError(
            f"read_idx: {path} is no IDX file: it begins with {start.hex(' ') or 'nothing'}, "
            f"expected "
            f"00 00, a type of {', '.join(f'{code:02x}' for code in TYPES)}, the number of "
            f"dimensions"
        )
    dtype, ndim = np.dtype(TYPES[start[2]]), start[3]
    if not 1 <= ndim <= MOST_DIMENSIONS:
        raise ValueError(
            f"read_idx: {path} claims {ndim} dimensions; expected 1 to {MOST_DIMENSIONS}"
        )
    lengths = file.read(4 * ndim)
    if len(lengths) < 4 * ndim:
        raise ValueError(f"read_idx: {path} ends inside its header; it is cut off, fetch it again")
    shape = tuple(int(n) for n in np.frombuffer(lengths, ">u4"))
    expected = math.prod(shape) * dtype.itemsize
    if expected > max_bytes:
        raise ValueError(
            f"read_idx: {path} claims shape {shape}, {expected} bytes, more than "
            f"max_bytes={max_bytes}"
        )
    if expected > size:
        raise ValueError(
            f"read_idx: {path} claims shape {shape}, {expected} bytes, but {what} holds at most "
            f"{size}; "
            "it is cut off or damaged, fetch it again"
        )
    buffer = bytearray(expected)
    view, got = memoryview(buffer), 0
    while got < expected and (count := file.readinto(view[got:])):  # type: ignore[attr-defined]
        got += count
    if got < expected:
        raise ValueError(
            f"read_idx: {path} claims shape {shape}, {expected} bytes, but ends after {got}; "
            "it is cut off, fetch it again"
        )
    if file.read(1):  # this also makes gzip compare its checksum
        raise ValueError(
            f"read_idx: {path} goes on after the {expected} bytes of shape {shape}; "
            "it is damaged or not what it claims to be"
        )
    return np.frombuffer(buffer, dtype).reshape(shape).astype(dtype.newbyteorder("="), copy=False)
