"""Names that a package offers but imports only when they are first asked for."""

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any


def lazily(
    package: str, places: Mapping[str, str], otherwise: Callable[[str], Any]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and the `__dir__` of a package.

    places: {"room": "Name Other"}: the names that stand in a module of the package, of which the
    room's own name is one; or {"minidnn.other": "name"}: those of a module elsewhere.
    otherwise: what answers for any other name.
    """
    where = {name: room for room, names in places.items() for name in names.split()}

    def __getattr__(name: str) -> Any:
        room = name if name in places else where.get(name)
        if room is None:
            return otherwise(name)
        module = importlib.import_module(room if "." in room else f"{package}.{room}")
        found = module if name in places and name not in where else getattr(module, name)
        setattr(sys.modules[package], name, found)
        return found

    def __dir__() -> list[str]:
        rooms = (room for room in places if "." not in room)
        return sorted({*vars(sys.modules[package]), *rooms, *where})

    return __getattr__, __dir__
