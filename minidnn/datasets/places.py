"""Where the files of a data set are looked for: the root, then MINIDNN_DATA, then the cache."""

import os
from collections.abc import Sequence
from pathlib import Path

from minidnn.utils.download import cache_dir


class DatasetNotFound(RuntimeError):
    """The files of a data set are nowhere; the message says what to put where."""


def folders(root: str | os.PathLike[str] | None, names: Sequence[str]) -> list[Path]:
    """The folders to look into, in order; `names` are those the data set's own folder may have.

    In a root that was given the files may also lie directly; elsewhere only in a folder of that
    name,
    because MNIST and its relatives use the same file names.
    """
    found = []
    if root is not None:
        above = Path(root).expanduser()
        found += [above / name for name in names] + [above]
    if data := os.environ.get("MINIDNN_DATA"):
        found += [Path(data).expanduser() / name for name in names]
    return found + [cache_dir("datasets") / name for name in names]


def download_folder(root: str | os.PathLike[str] | None, name: str) -> Path:
    """Where a download goes: into the root if one was given, else into the cache."""
    return (cache_dir("datasets") if root is None else Path(root).expanduser()) / name


def not_found(
    what: str,
    missing: str,
    root: str | os.PathLike[str] | None,
    names: Sequence[str],
    files: Sequence[str],
    source: str,
) -> DatasetNotFound:
    """The error that says what was looked for, where to get it, and where to put it."""
    data = os.environ.get("MINIDNN_DATA")
    places = [Path(root).expanduser()] if root is not None else []
    places += [Path(data).expanduser() / names[-1]] if data else []
    places.append(cache_dir("datasets") / names[-1])
    return DatasetNotFound(
        f"{what}: {missing} not found. Use download=True, or fetch {', '.join(files)} from "
        f"{source} "
        f"and put them into {' or '.join(map(str, places))} "
        f"(root=FOLDER or the environment variable MINIDNN_DATA=FOLDER names another place)"
    )
