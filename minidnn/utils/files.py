"""Writing a file so that the old one or the new one is there, never half of one."""

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any


@contextmanager
def atomic_write(
    path: str | os.PathLike[str], mode: str = "wb", **options: Any
) -> Iterator[IO[Any]]:
    """Open a file for writing that takes the name `path` only when the block ends without error.

    The block writes to `.NAME.HOST.PID.RANDOM.partial` in the same folder; then the bytes are
    forced to the disk and the file is renamed. A kill at any moment leaves the file that was there
    before. Partial files that a killed writer left behind are removed by the next writer of the
    same name. `mode` is "wb" or "w"; `options` go to open(). A link is followed: the file it points
    to is replaced.
    """
    if mode not in ("wb", "w"):
        raise ValueError(
            f"atomic_write: mode is {mode!r}; it writes a new file, so use 'wb' or 'w'"
        )
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise ValueError(f"{target} is a folder; give the name of a file in it")
    if not target.parent.is_dir():
        raise ValueError(
            f"{target} cannot be written: the folder {target.parent} does not exist; make it first"
        )
    remove_partial_files(target)
    partial = partial_name(target)
    try:
        with open(partial, mode.replace("w", "x"), **options) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            partial.chmod(target.stat().st_mode & 0o777)
        os.replace(partial, target)
    except BaseException as error:  # Ctrl-C too: the partial file goes, whatever stopped the writer
        with suppress(FileNotFoundError):
            partial.unlink()
        if isinstance(error, OSError) and error.errno and error.filename in (None, str(partial)):
            raise OSError(error.errno, error.strerror, str(target)) from error  # a full disk
        raise
    sync_folder(target.parent)


def partial_name(target: Path) -> Path:
    """A new name beside `target` that says who writes it: host, process, a random part."""
    return target.parent / f"{partial_prefix(target)}{os.getpid()}.{uuid.uuid4().hex[:12]}.partial"


def partial_prefix(target: Path) -> str:
    # Cut, because most file systems stop at 255 bytes.
    return f".{target.name[:40]}.{socket.gethostname()[:40]}."


def remove_partial_files(target: Path) -> None:
    """Remove what killed writers of `target` on this computer left; living writers keep theirs."""
    if os.name == "nt":  # os.kill(pid, 0) would end the process there
        return
    prefix = partial_prefix(target)
    with os.scandir(target.parent) as entries:
        left = [
            e.name for e in entries if e.name.startswith(prefix) and e.name.endswith(".partial")
        ]
    for name in left:
        pid = name[len(prefix) :].split(".")[0]
        if pid.isdigit() and not is_running(int(pid)):
            with suppress(FileNotFoundError):
                (target.parent / name).unlink()


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it runs, for somebody else
        return True
    return True


def sync_folder(folder: Path) -> None:
    """Force the new name itself to the disk, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
