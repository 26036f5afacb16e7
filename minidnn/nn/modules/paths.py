"""A module of Python that shows the public names of several others."""

import importlib
from types import ModuleType


class Joined(ModuleType):
    """A file of PyTorch's: its layers, wherever they stand here, and all else that is in there."""

    rooms: tuple = ()

    def __getattr__(self, name):
        for room in self.rooms if not name.startswith("__") else ():
            if isinstance(room, str):
                room = importlib.import_module(f"minidnn.nn.{room}")
            if name in vars(room):
                return vars(room)[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def __dir__(self):
        rooms = [room for room in self.rooms if not isinstance(room, str)]
        return sorted({name for room in rooms for name in getattr(room, "__all__", dir(room))})


def joined(name, rooms):
    """A module of this name that shows what stands in the rooms."""
    places = ", ".join(str(getattr(room, "__name__", room)) for room in rooms)
    module = Joined(name, f"The layers of {places}.")
    module.rooms = rooms
    return module
