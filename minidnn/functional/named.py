"""Several results under names: what max(x, 0), sort, svd and their kin return."""

import functools
from collections import namedtuple


def named(function, **fields):
    """A tuple whose parts also have names, printed as PyTorch prints it."""
    return kind(function, tuple(fields))(*fields.values())


@functools.cache
def kind(function, fields):
    """The type of a function's results."""
    made = namedtuple(function, fields)
    made.__repr__ = text
    made.__module__ = "minidnn.return_types"
    return made


def text(self):
    """minidnn.return_types.max(values=…, indices=…), a line each."""
    parts = ",\n".join(f"{name}={value!r}" for name, value in self._asdict().items())
    return f"minidnn.return_types.{type(self).__name__}(\n{parts})"
