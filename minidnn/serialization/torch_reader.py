"""Reads PyTorch's .pth and .pt files, zip and legacy, without PyTorch; nothing in them is run."""

import io
import struct
from typing import IO, Any

import numpy as np

from .archive import CHUNK, Archive, CheckpointError
from .pickles import Limited, read_pickle
from .storages import Order, Storage, Tensors

LEGACY_START = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."  # a magic number as a pickle
LEGACY_PROTOCOL = 1001
LARGEST_PICKLE = 1 << 28


def read_torch_zip(archive: Archive, location: Any) -> Any:
    """The object of an open zip file; tensors come to `location`, None being the CPU."""
    pickled = min((n for n in archive.members if n.endswith("data.pkl")), key=len)
    top = pickled.removesuffix("data.pkl")
    if f"{top}constants.pkl" in archive.members:
        raise CheckpointError(
            f"{archive.name}: is a TorchScript program, not weights; "
            f"save its state_dict() with torch.save"
        )
    order = byte_order(archive, f"{top}byteorder")
    tensors = Tensors()

    def storage_of(identity: Any) -> Storage:
        word, kind, key, _, numel = identity
        if word != "storage":
            raise ValueError(f"it is called {word!r:.40}")
        member = f"{top}data/{key}"

        def check(nbytes: int) -> None:
            if nbytes != archive.size(member):
                raise ValueError(f"{member!r} has {archive.size(member)} bytes, not {nbytes}")

        storage, new = tensors.storage(key, kind, numel, check)
        if new:
            with archive.open(member) as stream:
                storage.read(lambda array: archive.read_array(stream, array), order)
        return storage

    text = archive.read(pickled, LARGEST_PICKLE)
    try:
        result = read_pickle(Limited(io.BytesIO(text), len(text)), tensors.names(), storage_of)
    except CheckpointError as error:
        raise named_error(archive.name, error) from None
    tensors.move(location or "cpu")
    return result


def byte_order(archive: Archive, member: str) -> Order:
    if member not in archive.members:  # files of older versions: little-endian
        return "<"
    found = archive.read(member, 64).strip()
    if found not in (b"little", b"big"):
        raise CheckpointError(f"{archive.name}: the byte order {found!r} is unknown")
    return "<" if found == b"little" else ">"


def read_torch_legacy(file: IO[bytes], name: str, location: Any) -> Any:
    """The object of a file that begins with LEGACY_START.

    Five pickles (magic number, version, system, object, keys), then each storage: its number of
    elements, its bytes. This format has no checksums: flipped bits in the numbers stay unseen.
    """
    limited = Limited(file, file.seek(0, 2))
    file.seek(len(LEGACY_START))
    tensors = Tensors()
    promised = 0

    def storage_of(identity: Any) -> Storage:
        word, kind, key, _, numel, part = identity
        if word != "storage":
            raise ValueError(f"it is called {word!r:.40}")

        def check(nbytes: int) -> None:
            nonlocal promised
            promised += nbytes
            if promised > limited.end:
                raise ValueError(f"{promised} bytes are announced, the file has {limited.end}")

        storage, _ = tensors.storage(key, kind, numel, check)
        return storage if part is None else storage.part(*part)

    try:
        version, system = read_pickle(limited, {}), read_pickle(limited, {})
        if version != LEGACY_PROTOCOL or type(system) is not dict:
            raise CheckpointError(f"version {version!r:.40} of the legacy format is unknown")
        result = read_pickle(limited, tensors.names(), storage_of)
        read_storages(limited, tensors, "<" if system.get("little_endian", True) else ">")
        if file.read(1):
            raise CheckpointError("something follows its last storage; it is damaged")
    except (CheckpointError, EOFError) as error:
        raise named_error(name, error) from None
    tensors.move(location or "cpu")
    return result


def read_storages(limited: Limited, tensors: Tensors, order: Order) -> None:
    keys = read_pickle(limited, {})
    if type(keys) is not list or sorted(map(str, keys)) != sorted(tensors.storages):
        raise CheckpointError("the list of its storages does not fit its tensors")
    for key in keys:
        storage = tensors.storages[key]
        (numel,) = struct.unpack(order + "q", limited.read(8))
        if numel != storage.array.size:
            raise CheckpointError(
                f"storage {key!r} has {numel} elements, its tensors expect {storage.array.size}"
            )
        storage.read(lambda array: read_exactly(limited, array), order)


def read_exactly(limited: Limited, array: np.ndarray) -> None:
    view = array.reshape(-1).view(np.uint8).data
    for begin in range(0, len(view), CHUNK):
        part = view[begin : begin + CHUNK]
        part[:] = limited.read(len(part))


def named_error(name: str, error: Exception) -> CheckpointError:
    told = str(error) if isinstance(error, CheckpointError) else f"it is cut short: {error}"
    return CheckpointError(told if told.startswith(name) else f"{name}: {told}")
