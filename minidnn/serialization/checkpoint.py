"""minidnn's own files: a zip of structure.json and .npy members. Nothing in them can run.

What a file promises (member names, sizes, dtypes, shapes) is compared before memory is taken; every
member carries a CRC-32; writing is atomic.
"""

import io
import json
import math
import re
import struct
from typing import IO, Any

import numpy as np

from .archive import Archive, ArchiveWriter, CheckpointError, raw_bytes
from .rebuild import Decoder, Malformed, array_kinds, checked_head
from .structure import Encoder

STRUCTURE = "structure.json"
LARGEST_STRUCTURE = 1 << 25
LARGEST_HEADER = 4096
NPY_HEADER = re.compile(
    r"\{'descr': '(?P<descr>[<>|=]?[biufcSU][1-9]\d{0,7})', "
    r"'fortran_order': (?P<fortran>True|False), "
    r"'shape': \((?P<shape>(\d{1,18}L?, ?)*(\d{1,18}L?)?)\),? ?\}\s*",
    re.ASCII,
)


def write_checkpoint(obj: Any, file: IO[bytes]) -> None:
    """Write any object that `Encoder` knows."""
    encoder = Encoder(obj)
    text = json.dumps(encoder.structure(), allow_nan=False, separators=(",", ":")).encode()
    if len(text) > LARGEST_STRUCTURE:
        raise ValueError(
            f"save: the numbers, texts and names outside arrays take {len(text)} bytes; at most "
            f"{LARGEST_STRUCTURE} are written: put long lists of numbers into arrays"
        )
    with ArchiveWriter(file) as archive:
        archive.write(STRUCTURE, text)
        for i, array in enumerate(encoder.arrays):
            archive.write(f"arrays/{i}.npy", npy_header(array), raw_bytes(array))


def npy_header(array: np.ndarray) -> bytes:
    header = io.BytesIO()
    fields = {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape}
    np.lib.format.write_array_header_1_0(header, fields)
    return header.getvalue()


def read_checkpoint(archive: Archive, location: Any) -> Any:
    """The object in an open archive; `location` is a device, or None: where it was saved."""
    text = archive.read(STRUCTURE, LARGEST_STRUCTURE)
    try:
        structure = checked_head(json.loads(text))
        kinds = array_kinds(structure)
        names = [f"arrays/{i}.npy" for i in range(len(kinds))]
        unknown = set(archive.members) - {STRUCTURE, *names}
        if unknown:
            raise Malformed(f"the member {min(unknown)!r} is not part of a checkpoint")
        arrays = [read_npy(archive, n, *kind) for n, kind in zip(names, kinds)]
        return Decoder(structure, arrays, location).root
    except Malformed as error:
        raise CheckpointError(f"{archive.name}: is not a sound checkpoint: {error}") from None
    except CheckpointError as error:
        if str(error).startswith(archive.name):
            raise
        raise CheckpointError(f"{archive.name}: {error}") from None
    except (ValueError, RecursionError) as error:  # from json
        raise CheckpointError(f"{archive.name}: {STRUCTURE} is damaged ({error})") from None


def read_npy(
    archive: Archive,
    name: str,
    dtype: np.dtype | None = None,
    shape: tuple[int, ...] | None = None,
) -> np.ndarray:
    """A .npy member; its header must fit the member's size, and dtype and shape where given."""
    with archive.open(name) as stream:
        found_dtype, fortran, found_shape, header = npy_kind(stream)
        nbytes = math.prod(found_shape) * found_dtype.itemsize
        size = archive.size(name) - header
        if dtype is not None and (dtype != found_dtype or shape != found_shape):
            raise CheckpointError(
                f"{archive.name}: {name} holds {found_dtype} {found_shape} where "
                f"{dtype} {shape} is expected"
            )
        if nbytes != size:
            raise CheckpointError(
                f"{archive.name}: {name} has {size} bytes of data; {found_dtype} {found_shape} "
                f"takes {nbytes}"
            )
        array = np.empty(found_shape[::-1] if fortran else found_shape, found_dtype)
        archive.read_array(stream, array)
        return array.T if fortran else array


def npy_kind(stream: IO[bytes]) -> tuple[np.dtype, bool, tuple[int, ...], int]:
    """dtype, whether columns come first, shape, and the length of the header.

    NumPy's own reader evaluates the header as a Python literal; this takes only the form that NumPy
    writes for plain numbers and text.
    """
    magic, major, minor = struct.unpack("6sBB", stream.read(8))
    if magic != b"\x93NUMPY":
        raise ValueError("it is no .npy file")
    if not 1 <= major <= 3:
        raise ValueError(f"its .npy version {major}.{minor} is unknown")
    width = 2 if major == 1 else 4
    length = int.from_bytes(stream.read(width), "little")
    if length > LARGEST_HEADER:
        raise ValueError(f"its header is said to have {length} bytes")
    text = stream.read(length).decode("latin1")
    found = NPY_HEADER.fullmatch(text)
    if not found:
        raise ValueError(f"its header {text.strip()[:80]!r} is not one of plain numbers or text")
    shape = tuple(int(n) for n in re.findall(r"\d+", found["shape"]))
    try:
        dtype = np.dtype(found["descr"])
    except TypeError as error:
        raise ValueError(str(error)) from None
    return dtype, found["fortran"] == "True", shape, 8 + width + length
