"""Helpers around the mathematics: data loading, files that are written whole, downloads."""

import importlib
from types import ModuleType

__all__ = ["data", "download", "files"]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module 'minidnn.utils' has no attribute {name!r}")
    return importlib.import_module(f"minidnn.utils.{name}")
