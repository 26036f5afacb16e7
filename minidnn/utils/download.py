"""Downloads that are checked while they are read, and the folder where they are kept."""

import hashlib
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .files import atomic_write

CHUNK = 1 << 18


class DownloadError(RuntimeError):
    """A file could not be fetched, or is not the file it should be."""


def cache_dir(kind: str = "") -> Path:
    """minidnn's folder: $MINIDNN_HOME, else $XDG_CACHE_HOME/minidnn, else ~/.cache/minidnn.

    `kind` names a folder in it ("checkpoints", "datasets"). Nothing is created here.
    """
    home = os.environ.get("MINIDNN_HOME")
    if not home:
        above = os.environ.get("XDG_CACHE_HOME") or os.path.join("~", ".cache")
        home = os.path.join(above, "minidnn")
    return Path(home).expanduser() / kind


def download(
    url: str,
    path: str | os.PathLike[str],
    *,
    md5: str | None = None,
    sha256_prefix: str | None = None,
    progress: bool = True,
    timeout: float = 30.0,
) -> Path:
    """Fetch `url` (http, https, file) into `path` and return the path.

    A file that is already there with the right hash is kept. The hash is taken while reading, and
    only a file with the right hash gets the name `path`. `sha256_prefix` is the beginning of the
    SHA-256, as in the names of PyTorch's weight files, or all 64 digits of it.

    Raises: DownloadError, naming URL, target path and hash, when the file cannot be fetched or is
    another one.
    """
    path = Path(path)
    expected = Expected(md5, sha256_prefix)
    place = f"\n  URL    {url}\n  file   {path}{expected}"
    if (md5 or sha256_prefix) and is_intact(path, md5=md5, sha256_prefix=sha256_prefix):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as file, opened(url, timeout) as (source, total):
            got = 0
            with bar(path.name, total, progress) as report:
                while chunk := source.read(CHUNK):
                    expected.update(chunk)
                    file.write(chunk)
                    report(len(chunk))
                    got += len(chunk)
            if total is not None and got != total:
                raise DownloadError(
                    f"download: the connection ended after {got} of {total} bytes; "
                    f"try again.{place}"
                )
            if difference := expected.difference():
                raise DownloadError(
                    f"download: got another file than expected: {got} bytes, {difference}. "
                    f"Nothing was kept; try again, or fetch it by hand:{place}"
                )
    except (OSError, ValueError) as error:
        raise DownloadError(
            f"download: could not fetch the file ({type(error).__name__}: {error}). "
            f"Without a network, put it there by hand:{place}"
        ) from error
    return path


def is_intact(
    path: str | os.PathLike[str], *, md5: str | None = None, sha256_prefix: str | None = None
) -> bool:
    """Whether the file exists and has these hashes (those given)."""
    if not os.path.isfile(path):
        return False
    expected = Expected(md5, sha256_prefix)
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            expected.update(chunk)
    return not expected.difference()


class Expected:
    """The hashes a file should have, and those of the bytes seen so far."""

    def __init__(self, md5: str | None, sha256_prefix: str | None) -> None:
        self.hashes: list[tuple[str, str, Any]] = []
        if md5 is not None:
            self.hashes.append(("md5", md5.lower(), hashlib.md5(usedforsecurity=False)))
        if sha256_prefix is not None:
            self.hashes.append(("sha256", sha256_prefix.lower(), hashlib.sha256()))

    def update(self, chunk: bytes) -> None:
        for _, _, digest in self.hashes:
            digest.update(chunk)

    def difference(self) -> str:
        """What is not as expected, in words; empty where all is right."""
        for name, value, digest in self.hashes:
            if not digest.hexdigest().startswith(value):
                return f"their {name} is {digest.hexdigest()}"
        return ""

    def __str__(self) -> str:
        return "".join(
            f"\n  {name:6} {value}{'...' if len(value) < 2 * digest.digest_size else ''}"
            for name, value, digest in self.hashes
        )


@contextmanager
def opened(url: str, timeout: float) -> Iterator[tuple[Any, int | None]]:
    """The open connection and the number of bytes it announces, or None."""
    import http.client  # with urllib 35 ms, of no use to who downloads nothing
    import urllib.error
    import urllib.request

    scheme = url.partition(":")[0].lower()
    if scheme not in ("http", "https", "file"):
        raise ValueError(f"the URL begins with {scheme!r}; use http, https or file")
    request = urllib.request.Request(url, headers={"User-Agent": "minidnn"})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as source:
            length = source.headers.get("Content-Length", "")
            yield source, int(length) if length.isdigit() else None
    except urllib.error.HTTPError as error:
        error.close()  # it holds the connection
        raise
    except http.client.HTTPException as error:
        raise ConnectionError(repr(error)) from error


@contextmanager
def bar(name: str, total: int | None, shown: bool) -> Iterator[Any]:
    """A progress bar in bytes; gives the function to call with each number of bytes."""
    if not shown:
        yield lambda count: None
        return
    with warnings.catch_warnings():  # tqdm.auto warns in notebooks without ipywidgets
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm
    with tqdm(total=total, unit="B", unit_scale=True, unit_divisor=1024, desc=name) as shown_bar:
        yield shown_bar.update
