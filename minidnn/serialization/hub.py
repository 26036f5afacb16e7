"""Published weights: from minidnn's cache, PyTorch's, or the network, with checked hash."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ..utils.download import DownloadError, cache_dir, download, is_intact
from .files import load

HASH_IN_NAME = re.compile(r"-([a-f0-9]{8,64})\.")


def load_state_dict_from_url(
    url: str,
    model_dir: str | os.PathLike[str] | None = None,
    map_location: Any = None,
    progress: bool = True,
    check_hash: bool = True,
    file_name: str | None = None,
) -> Any:
    """The object in a weight file, which is fetched once and kept.

    It is looked for in `model_dir` (minidnn's cache folder "checkpoints" unless given), then in
    PyTorch's cache, which is only read; then it is downloaded. With `check_hash` the file must have
    the SHA-256 whose beginning stands in its name (name-<8 or more digits>.pth).

    Raises: DownloadError that says which file to put where; CheckpointError for a damaged file.
    """
    return load(cached_file(url, model_dir, progress, check_hash, file_name), map_location)


def cached_file(
    url: str,
    model_dir: str | os.PathLike[str] | None = None,
    progress: bool = True,
    check_hash: bool = True,
    file_name: str | None = None,
) -> Path:
    """The path of a file from a URL on this computer; it is fetched if it is not there yet."""
    name = file_name or os.path.basename(unquote(urlsplit(url).path))
    if name in ("", ".", "..") or os.path.basename(name) != name:
        raise ValueError(f"load_state_dict_from_url: {url!r} ends in no file name; give file_name")
    found = HASH_IN_NAME.search(name) if check_hash else None
    prefix = found.group(1) if found else None
    own = Path(model_dir) if model_dir is not None else cache_dir("checkpoints")
    wrong = []
    for path in (own / name, torch_checkpoints() / name):
        if prefix is None and path.is_file() or is_intact(path, sha256_prefix=prefix):
            return path
        if path.is_file():
            wrong.append(path)
    try:
        return download(url, own / name, sha256_prefix=prefix, progress=progress)
    except DownloadError as error:
        if not wrong:
            raise
        raise DownloadError(
            f"{error}\n(there is {' and '.join(map(str, wrong))}, but its SHA-256 does not begin "
            f"with {prefix})"
        ) from error


def torch_checkpoints() -> Path:
    """Where PyTorch keeps downloaded weights: $TORCH_HOME, else the cache folder's torch."""
    home = os.environ.get("TORCH_HOME")
    if not home:
        above = os.environ.get("XDG_CACHE_HOME") or os.path.join("~", ".cache")
        home = os.path.join(above, "torch")
    return Path(home).expanduser() / "hub" / "checkpoints"
