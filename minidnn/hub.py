"""Published weights under PyTorch's names: load_state_dict_from_url and its cache folder."""

from pathlib import Path
from typing import Any, NoReturn

from .serialization.hub import load_state_dict_from_url
from .utils.download import cache_dir, download

__all__ = ["download_url_to_file", "get_dir", "load", "load_state_dict_from_url"]


def get_dir() -> str:
    """The folder of downloads; the variable MINIDNN_HOME moves it."""
    return str(cache_dir(""))


def download_url_to_file(
    url: str, dst: str, hash_prefix: str | None = None, progress: bool = True
) -> None:
    """Fetch a file, whole or not at all; with hash_prefix its SHA-256 must begin so."""
    download(url, Path(dst), sha256_prefix=hash_prefix, progress=progress)


def load(repo_or_dir: str, model: str, *args: Any, **kwargs: Any) -> NoReturn:
    """Not offered: it would run code from the network, which is written for PyTorch.

    Raises: RuntimeError that says what to use.
    """
    raise RuntimeError(
        f"hub.load: {repo_or_dir} holds code for PyTorch, and minidnn runs no code from the "
        f"network; look for {model} in minidnn.vision.models (weights=...)"
    )
