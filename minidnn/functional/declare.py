"""How an op reaches its users: declared once, in the room where its function stands.

`__all__` of a room makes a function public in `minidnn.functional` and in `minidnn`; `@method`
makes it a method of Tensor too, under every name that it has. Nothing else needs a line.
"""

from types import FunctionType

METHODS: set[FunctionType] = set()


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
