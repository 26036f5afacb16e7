"""How an op reaches its users: declared once, in the room where its function stands.

`__all__` of a room makes a function public in `minidnn.functional` and in `minidnn`; `@method`
makes it a method of Tensor too, under every name that it has. Nothing else needs a line.

Rare rooms are imported when one of their names is first asked for. Which name stands in which room
is read from `minidnn/rooms.py`, which tools/make_stubs.py writes.
"""

import importlib
from types import FunctionType

from .. import rooms
from ..views import check_castable

METHODS: set[FunctionType] = set()
HERE = "minidnn.functional."


def method(function):
    """Make a function a method of Tensor as well; the tensor is its first argument."""
    code = function.__code__
    if "dim" in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        function = numpy_names(function)
    METHODS.add(function)
    return function


def numpy_names(function):
    """A function that takes NumPy's `axis` and `keepdims` too, as PyTorch does."""

    def call(*args, **options):
        if options:
            if "axis" in options:
                options["dim"] = options.pop("axis")
            if "keepdims" in options:
                options["keepdim"] = options.pop("keepdims")
            if "out" in options:
                out = options.pop("out")
                y = function(*args, **options)
                return y if out is None else given(function.__name__, y, out)
        return function(*args, **options)

    call.__name__ = call.__qualname__ = function.__name__
    call.__doc__, call.__module__ = function.__doc__, function.__module__
    call.__wrapped__ = function
    return call


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


def taking_out(function):
    """A public function that also takes `out`: a tensor (or several) to write the result to."""

    def call(*args, out=None, **options):
        y = function(*args, **options)
        return y if out is None else given(function.__name__, y, out)

    call.__name__ = call.__qualname__ = function.__name__
    call.__doc__, call.__module__, call.__wrapped__ = function.__doc__, "minidnn", function
    return call


def given(name, y, out):
    """Write y to out, which takes its shape; returns out."""
    if isinstance(y, tuple):
        for part, place in zip(y, out, strict=True):
            given(name, part, place)
        return y._make(out) if hasattr(y, "_make") else tuple(out)
    if y.requires_grad or out.requires_grad:
        raise RuntimeError(
            f"{name}: out=... arguments don't support automatic differentiation; one of them "
            "requires grad: do it within no_grad()"
        )
    if tuple(out.shape) != tuple(y.shape):
        out.resize_(*y.shape)
    check_castable(name, y.dtype, out.dtype)
    return out.copy_(y)


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
