"""Helpers around the mathematics: data loading, files that are written whole, downloads."""

import importlib
from types import ModuleType

from ..missing import NoAttribute

__all__ = ["checkpoint", "data", "download", "files", "model_zoo", "tensorboard"]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise NoAttribute("minidnn.utils", name, __all__)
    return importlib.import_module(f"minidnn.utils.{name}")
