"""How an op reaches its users: declared once, in the room where its function stands.

`__all__` of a room makes a function public in `minidnn.functional` and in `minidnn`; `@method`
makes it a method of Tensor too, under every name that it has. Nothing else needs a line.

Rare rooms are imported when one of their names is first asked for. Which name stands in which room
is read from `minidnn/rooms.py`, which tools/make_stubs.py writes.
"""

import importlib
from types import FunctionType

from .. import rooms

METHODS: set[FunctionType] = set()
HERE = "minidnn.functional."


def method(function):
    """Make a function a method of Tensor as well; the tensor is its first argument."""
    METHODS.add(function)
    return function


def methods(namespace):
    """{name: function} of all that is declared a method in a namespace, aliases included."""
    return {
        name: value
        for name, value in namespace.items()
        if isinstance(value, FunctionType) and value in METHODS
    }


def late(name):
    """A name from the rare room where it stands; AttributeError for none."""
    room = rooms.ROOM.get(name, "")
    if not room.startswith(HERE):
        raise AttributeError(f"module 'minidnn.functional' has no attribute {name!r}")
    return getattr(importlib.import_module(room), name)


class Later:
    """A method of a rare room: found when it is first asked for, then put in its own place."""

    def __init__(self, find):
        self.find = find

    def __set_name__(self, owner, name):
        self.owner, self.name = owner, name

    def __get__(self, x, kind=None):
        setattr(self.owner, self.name, self.find())
        return getattr(kind if x is None else x, self.name)


def late_methods():
    """{name: Later} of the methods in rare rooms."""
    return {
        name: Later(lambda name=name, room=room: getattr(importlib.import_module(room), name))
        for name, room in rooms.METHODS.items()
    }
