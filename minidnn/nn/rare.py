"""Rare rooms: they are imported when a name that is not there yet is first asked for."""

import importlib
import sys
from collections.abc import Callable
from typing import Any


def later(package: str, rooms: tuple[str, ...], otherwise: Callable[[str], Any]) -> Callable:
    """The `__getattr__` of a package: it brings all that its rare rooms offer, once.

    otherwise: what answers for names that stand in no room either.
    """

    def __getattr__(name: str) -> Any:
        space = vars(sys.modules[package])
        if name in rooms:
            return importlib.import_module(f"{package}.{name}")
        if name.startswith("__"):
            return otherwise(name)
        if "_complete" not in space:
            offered: dict[str, Any] = {}
            for room in rooms:
                module = importlib.import_module(f"{package}.{room}")
                offered |= {n: getattr(module, n) for n in getattr(module, "__all__", ())}
            space |= offered
            space["__all__"] += [n for n in offered if n not in space["__all__"]]
            space["_complete"] = True
        return space[name] if name in space else otherwise(name)

    return __getattr__


def names(package: str, rooms: tuple[str, ...]) -> Callable[[], list[str]]:
    """The `__dir__` of a package: all its names, those of its rare rooms too."""

    def __dir__() -> list[str]:
        module = sys.modules[package]
        if "_complete" not in vars(module):
            getattr(module, "_", None)  # a name that is not there brings the rare rooms
        return sorted({*vars(module), *rooms})

    return __dir__
