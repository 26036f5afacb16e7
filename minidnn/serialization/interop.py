"""Other people's plain formats: .safetensors (through their package) and .npz, both ways."""

from typing import IO, Any

import numpy as np

from .. import backend
from ..tensor import Tensor
from .archive import Archive, ArchiveWriter, CheckpointError, raw_bytes
from .checkpoint import npy_header, read_npy
from .structure import ARRAY_KINDS

# safetensors' names of dtypes; BF16 is widened to float32.
DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "u1",
    "BOOL": "?",
    "C64": "<c8",
    "BF16": "<u2",
}
WRITABLE = {np.dtype(code).name for name, code in DTYPES.items() if name != "BF16"}


def safetensors_package() -> Any:
    try:
        import safetensors.numpy
    except ImportError as error:
        raise RuntimeError(
            ".safetensors files need the package safetensors: pip install 'minidnn[interop]'"
        ) from error
    return safetensors


def write_safetensors(obj: Any, file: IO[bytes]) -> None:
    """A flat mapping of names to tensors or arrays."""
    arrays = flat_arrays(obj, ".safetensors")
    for name, array in arrays.items():
        if array.dtype.name not in WRITABLE:
            raise TypeError(f"save: {name!r} has the dtype {array.dtype}; safetensors has no such")
    package = safetensors_package()
    # In C order and native bytes: safetensors 0.8.0 writes any other order scrambled.
    plain = {
        name: array.astype(array.dtype.newbyteorder("="), order="C", copy=False)
        for name, array in arrays.items()
    }
    file.write(package.numpy.save(plain))


def read_safetensors(file: IO[bytes], name: str, location: Any) -> dict[str, Tensor]:
    """Names and tensors; the package checks the header against the file."""
    package = safetensors_package()
    file.seek(0)
    try:
        entries = package.deserialize(file.read())
    except package.SafetensorError as error:
        raise CheckpointError(f"{name}: is damaged or cut short ({error})") from None
    result = {}
    for key, entry in entries:
        code = DTYPES.get(entry["dtype"])
        if code is None:
            raise CheckpointError(f"{name}: {key!r} has the dtype {entry['dtype']}, unknown here")
        array = np.frombuffer(bytearray(entry["data"]), code)
        if entry["dtype"] == "BF16":
            array = (array.astype(np.uint32) << 16).view(np.float32)
        result[key] = tensor_on(array.reshape(entry["shape"]), location)
    return result


def write_npz(obj: Any, file: IO[bytes]) -> None:
    """A flat mapping of names to tensors or arrays; `numpy.load` reads it."""
    with ArchiveWriter(file) as archive:
        for name, array in flat_arrays(obj, ".npz").items():
            if array.dtype.kind not in ARRAY_KINDS:
                raise TypeError(f"save: {name!r} has the dtype {array.dtype}; use plain numbers")
            archive.write(f"{name}.npy", npy_header(array), raw_bytes(array))


def read_npz(archive: Archive, location: Any) -> dict[str, Any]:
    """Names and tensors (arrays of text stay arrays)."""
    result = {}
    for member in archive.members:
        array = read_npy(archive, member)
        text = array.dtype.kind in "SU"
        result[member.removesuffix(".npy")] = array if text else tensor_on(array, location)
    return result


def tensor_on(array: np.ndarray, location: Any) -> Tensor:
    return Tensor(backend.to_device(array, location or "cpu"))


def flat_arrays(obj: Any, suffix: str) -> dict[str, np.ndarray]:
    """The arrays of a mapping from names to tensors, on the host."""
    if not isinstance(obj, dict) or not all(isinstance(name, str) for name in obj):
        raise TypeError(
            f"save: a {suffix} file holds a dict of names and tensors (a state_dict); "
            f"got {type(obj).__name__}"
        )
    arrays = {}
    for name, value in obj.items():
        value = value.array if isinstance(value, Tensor) else value
        if isinstance(value, np.generic | bool | int | float):
            value = np.asarray(value)
        try:
            arrays[name] = backend.to_host(value)
        except TypeError:
            raise TypeError(
                f"save: {name!r} is a {type(value).__name__}; a {suffix} file holds only tensors "
                f"and arrays: use minidnn's own format (any other suffix)"
            ) from None
    return arrays
