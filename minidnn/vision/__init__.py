"""Images: models, transforms and data sets under torchvision's names.

Each part is imported when it is first asked for; they need Pillow.
"""

import importlib
from types import ModuleType

from ..missing import NoAttribute

__all__ = ["datasets", "explain", "io", "models", "ops", "transfer", "transforms", "utils"]


def __getattr__(name: str) -> ModuleType | str:
    if name == "__version__":  # minidnn's: programs print it
        return importlib.import_module("minidnn").__version__
    if name not in __all__:
        raise NoAttribute("minidnn.vision", name, __all__)
    return importlib.import_module(f"minidnn.vision.{name}")
