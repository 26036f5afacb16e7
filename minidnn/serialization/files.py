"""save and load: which format a file gets by its name, and has by its content."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from .. import backend
from ..missing import explaining
from ..nn.module import Module
from ..utils.files import atomic_write
from .archive import Archive, CheckpointError
from .checkpoint import STRUCTURE, read_checkpoint, write_checkpoint
from .interop import read_npz, read_safetensors, write_npz, write_safetensors
from .torch_reader import LEGACY_START, read_torch_legacy, read_torch_zip
from .torch_writer import write_torch

WRITERS = {
    "minidnn": write_checkpoint,
    "torch": write_torch,
    "npz": write_npz,
    "safetensors": write_safetensors,
}
SUFFIXES = {".pth": "torch", ".pt": "torch", ".npz": "npz", ".safetensors": "safetensors"}

# What files of other kinds begin with, and what to say about them.
OTHERS = {
    b"\x80": "a bare pickle, which could run code; save it with torch.save, or as .npz",
    b"\x89HDF": "an HDF5 file (Keras?); convert its arrays to .npz",
    b"\x1f\x8b": "a gzip file; unpack it first",
    b"<": "a web page or XML; the download went wrong",
    b"version https://git-lfs": "a Git LFS pointer, not the file itself; fetch it with git lfs",
}


@explaining
def save(obj: Any, path: str | os.PathLike[str] | IO[bytes], *, format: str | None = None) -> None:
    """Write an object to a file, whole or not at all.

    The object: containers, numbers, text, arrays, tensors, state dicts, whole models. The format
    is minidnn's own; by the suffix .pth or .pt it is PyTorch's (a whole model: minidnn's own,
    because PyTorch does not know our classes), by .npz and .safetensors those. `format` names
    it instead: "minidnn", "torch", "npz", "safetensors". Gradients are not saved.

    >>> import io, minidnn
    >>> file = io.BytesIO()
    >>> save({"epoch": 3, "weight": minidnn.ones(2)}, file)
    >>> load(file)
    {'epoch': 3, 'weight': tensor([1., 1.])}
    """
    if format is None:
        suffix = Path(path).suffix.lower() if isinstance(path, str | os.PathLike) else ""
        format = SUFFIXES.get(suffix, "minidnn")
        if format == "torch" and isinstance(obj, Module):
            format = "minidnn"
    if format not in WRITERS:
        raise ValueError(f"save: format {format!r} is unknown; use one of {', '.join(WRITERS)}")
    if isinstance(path, str | os.PathLike):
        with atomic_write(path) as file:
            WRITERS[format](obj, file)
    elif hasattr(path, "write"):
        WRITERS[format](obj, path)
    else:
        raise TypeError(f"save: expected a path or an open binary file; got {type(path).__name__}")


@explaining
def load(
    path: str | os.PathLike[str] | IO[bytes],
    map_location: Any = None,
    weights_only: bool = True,
) -> Any:
    """Read what `save` or PyTorch's torch.save wrote; also .safetensors and .npz.

    The format is told by the content. Nothing in a file is ever run, so `weights_only` changes
    nothing. `map_location` is the device for the tensors; without it a file of minidnn's comes to
    the device it was saved on, any other to the CPU.

    Raises: CheckpointError, a ValueError, for a file that is damaged, hostile or of another kind.
    """
    if map_location is not None:
        map_location = backend.device(map_location)
    with opened(path) as (file, name):
        return read(file, name, map_location)


@contextmanager
def opened(path: str | os.PathLike[str] | IO[bytes]) -> Iterator[tuple[IO[bytes], str]]:
    if isinstance(path, str | os.PathLike):
        with open(path, "rb") as file:
            yield file, os.fspath(path)
    elif hasattr(path, "read") and hasattr(path, "seek"):
        yield path, str(getattr(path, "name", "the file"))
    else:
        raise TypeError(f"load: expected a path or an open binary file; got {type(path).__name__}")


def read(file: IO[bytes], name: str, location: Any) -> Any:
    file.seek(0)
    start = file.read(512)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_zip(file, name, location)
    if start.startswith(LEGACY_START):
        return read_torch_legacy(file, name, location)
    if start[257:262] == b"ustar":
        raise CheckpointError(
            f"{name}: is a tar file, as PyTorch wrote before version 0.2; load it once in PyTorch "
            f"and save it again"
        )
    length = int.from_bytes(start[:8], "little")
    if start[8:9] == b"{" and 0 < length < file.seek(0, 2):
        return read_safetensors(file, name, location)
    if not start:
        raise CheckpointError(f"{name}: is empty")
    for beginning, told in OTHERS.items():
        if start.startswith(beginning):
            raise CheckpointError(f"{name}: is {told}")
    raise CheckpointError(
        f"{name}: begins with {start[:8]!r}; expected a checkpoint of minidnn, a .pth file of "
        f"PyTorch, a .safetensors or an .npz file"
    )


def read_zip(file: IO[bytes], name: str, location: Any) -> Any:
    """A zip file: whose it is, its members say."""
    archive = Archive(file, name)
    if archive.members and all(member.endswith(".npy") for member in archive.members):
        return read_npz(archive, location)
    archive.refuse_compressed()
    if STRUCTURE in archive.members:
        return read_checkpoint(archive, location)
    if any(member.endswith("data.pkl") for member in archive.members):
        return read_torch_zip(archive, location)
    raise CheckpointError(
        f"{name}: is a zip file, but neither a checkpoint of minidnn ({STRUCTURE}) nor of PyTorch "
        f"(data.pkl) nor an .npz file; it holds {', '.join(list(archive.members)[:3]) or 'nothing'}"
    )
