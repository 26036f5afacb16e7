"""Zip files with checked geometry: every member lies inside the file, once, as large as it says."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

import numpy as np

CHUNK = 1 << 20
ALIGNMENT = 64  # members begin at multiples of it, so that a reader may map them into memory

# Members above FREE_BYTES may be this much larger than their compressed form (in .npz files).
LARGEST_RATIO = 200
FREE_BYTES = 1 << 28


class CheckpointError(ValueError):
    """A file cannot be read as a checkpoint: damaged, hostile, or of another kind."""

    def __init__(self, told: str) -> None:
        told = told.replace("\n", " ")  # names and texts of a hostile file may be in it
        super().__init__(told if len(told) <= 800 else f"{told[:500]} ... {told[-200:]}")


class Archive:
    """A zip file open for reading: its directory is checked at once, checksums while reading.

    Nothing is ever extracted: names are keys, never paths.
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.name = name
        with self.damage("the directory of the zip file"):
            self.zip = zipfile.ZipFile(file)
            size = file.seek(0, 2)
        self.members: dict[str, zipfile.ZipInfo] = {}
        for info in self.zip.infolist():
            self.check_member(info)
            self.members[info.filename] = info
        self.check_overlap(size)

    def check_member(self, info: zipfile.ZipInfo) -> None:
        name = info.filename
        if name in self.members:
            raise CheckpointError(f"{self.name}: the zip file has two members named {name!r}")
        parts = name.split("/")
        if name.startswith("/") or ".." in parts or "\\" in name or name != info.orig_filename:
            raise CheckpointError(f"{self.name}: the member name {name!r} leads out of the file")
        if info.flag_bits & 1:
            raise CheckpointError(f"{self.name}: member {name!r} is encrypted; save it without")
        if info.compress_type == zipfile.ZIP_STORED:
            if info.compress_size != info.file_size:
                raise CheckpointError(
                    f"{self.name}: member {name!r} is stored in {info.compress_size} bytes but "
                    f"should give {info.file_size}; the file is damaged"
                )
        elif info.compress_type != zipfile.ZIP_DEFLATED:
            raise CheckpointError(
                f"{self.name}: member {name!r} is packed by the unknown method {info.compress_type}"
            )
        elif info.file_size > max(FREE_BYTES, LARGEST_RATIO * info.compress_size):
            raise CheckpointError(
                f"{self.name}: member {name!r} would grow from {info.compress_size} to "
                f"{info.file_size} bytes; not read, as it looks like a zip bomb"
            )

    def refuse_compressed(self) -> None:
        for name, info in self.members.items():
            if info.compress_type != zipfile.ZIP_STORED:
                raise CheckpointError(
                    f"{self.name}: member {name!r} is compressed, which this format never is; the "
                    f"file is damaged or was packed again"
                )

    def check_overlap(self, size: int) -> None:
        """Members lie one behind the other inside the file: no byte is read for two of them."""
        end, before = 0, "the file's beginning"
        for info in sorted(self.members.values(), key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise CheckpointError(
                    f"{self.name}: members {before!r} and {info.filename!r} overlap; "
                    f"the file is damaged or hostile"
                )
            end = info.header_offset + 30 + len(info.orig_filename) + info.compress_size
            before = info.filename
        if end > size:
            raise CheckpointError(f"{self.name}: {before!r} ends behind the end of the file")

    def size(self, name: str) -> int:
        return self.info(name).file_size

    def info(self, name: str) -> zipfile.ZipInfo:
        if name not in self.members:
            raise CheckpointError(f"{self.name}: the member {name!r} is missing")
        return self.members[name]

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A member as a stream; its checksum is compared when the last byte is read."""
        info = self.info(name)
        with self.damage(f"member {name!r}"), self.zip.open(info) as stream:
            yield stream

    def read(self, name: str, limit: int) -> bytes:
        """A whole member of at most `limit` bytes."""
        if self.size(name) > limit:
            raise CheckpointError(
                f"{self.name}: member {name!r} has {self.size(name)} bytes; "
                f"at most {limit} are read"
            )
        with self.open(name) as stream:
            return stream.read()

    def read_array(self, stream: IO[bytes], array: np.ndarray) -> None:
        """Fill a C-ordered array with the rest of an open member, which must fit exactly."""
        view = array.reshape(-1).view(np.uint8).data
        position = 0
        while position < len(view):
            chunk = stream.read(min(CHUNK, len(view) - position))
            if not chunk:
                raise CheckpointError(f"{self.name}: ends in the middle of an array")
            view[position : position + len(chunk)] = chunk
            position += len(chunk)
        if stream.read(1):  # also the read that compares the checksum
            raise CheckpointError(f"{self.name}: an array is followed by bytes nobody expects")

    @contextmanager
    def damage(self, what: str) -> Iterator[None]:
        """Turn what zipfile raises on damaged files into one sentence."""
        try:
            yield
        except CheckpointError:
            raise
        except (
            zipfile.BadZipFile,
            zlib.error,
            struct.error,
            EOFError,
            ValueError,
            OverflowError,
            IndexError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ) as error:
            raise CheckpointError(
                f"{self.name}: {what} is damaged or cut short ({error}); get a new copy of the file"
            ) from error


class ArchiveWriter:
    """A zip file being written: members stored as they are, aligned, with their CRC-32."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)

    def __enter__(self) -> "ArchiveWriter":
        return self

    def __exit__(self, *error: Any) -> None:
        if error[0] is None:
            self.zip.close()
        else:  # closed all the same, or the garbage collector would do it when the file is gone
            with suppress(Exception):
                self.zip.close()

    def write(self, name: str, *parts: bytes | memoryview) -> None:
        """One member made of parts written one behind the other."""
        info = zipfile.ZipInfo(name)  # a fixed date: the same content gives the same file
        info.file_size = sum(len(part) for part in parts)
        large = info.file_size > zipfile.ZIP64_LIMIT // 2
        begin = self.file.tell() + 30 + len(name) + 4 + (20 if large else 0)
        padding = -begin % ALIGNMENT
        info.extra = struct.pack("<2sH", b"FB", padding) + bytes(padding)
        with self.zip.open(info, "w", force_zip64=large) as member:
            for part in parts:
                member.write(part)


def raw_bytes(array: np.ndarray) -> memoryview:
    """The bytes of an array in C order; copied only where it is not in C order yet."""
    return np.asarray(array, order="C").reshape(-1).view(np.uint8).data
