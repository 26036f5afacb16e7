"""Reads the few kinds of values in CIFAR's pickle files, and can make nothing else.

A pickle is a program for a small stack machine. This reader runs only the instructions that make
numbers, text, lists, dicts and byte arrays. A name of a function or class in the file is only
compared
with the five that an array needs; none is ever looked up, imported or called.
"""

import io
import pickletools
from typing import Any

import numpy as np

MARK = object()
RECONSTRUCT, NDARRAY, DTYPE, ENCODE = "reconstruct", "ndarray", "dtype", "encode"
NAMES = {
    "numpy.core.multiarray _reconstruct": RECONSTRUCT,
    "numpy._core.multiarray _reconstruct": RECONSTRUCT,
    "numpy ndarray": NDARRAY,
    "numpy dtype": DTYPE,
    "_codecs encode": ENCODE,
}
VALUES = frozenset(
    [
        "BININT",
        "BININT1",
        "BININT2",
        "INT",
        "LONG1",
        "LONG",
        "BINFLOAT",
        "SHORT_BINBYTES",
        "BINBYTES",
        "BINUNICODE",
        "SHORT_BINUNICODE",
        "UNICODE",
    ]
)
BYTES = frozenset(["STRING", "BINSTRING", "SHORT_BINSTRING"])
IGNORED = frozenset(["PROTO", "FRAME"])
CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}


class Unreadable(ValueError):
    """The file is damaged, or holds something that is no plain value or array."""


class Name:
    """A function or class that the file names: a label, nothing more."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


class Blank:
    """An array or dtype that waits for its contents."""

    def __init__(self, kind: str, code: Any = None) -> None:
        self.kind, self.code = kind, code
        self.state: Any = None


def read_pickle(data: bytes) -> Any:
    """The value in a pickle: dicts, lists, tuples, numbers, text and uint8 arrays; text of Python
    2 is
    bytes.

    Raises: Unreadable for anything else.
    """
    try:
        return finished(Machine().run(data))
    except Unreadable:
        raise
    except Exception as error:  # the instructions of a damaged file fail in every way
        raise Unreadable(f"damaged ({type(error).__name__}: {error})") from error


class Machine:
    """The stack, the marks and the remembered values."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def run(self, data: bytes) -> Any:
        for instruction, argument, _ in pickletools.genops(io.BytesIO(data)):
            name = instruction.name
            if name == "STOP":
                return self.stack.pop()
            if name in VALUES:
                self.stack.append(argument)
            elif name in BYTES:
                self.stack.append(
                    argument.encode("latin-1") if isinstance(argument, str) else argument
                )
            elif name in CONSTANTS:
                self.stack.append(CONSTANTS[name])
            elif name not in IGNORED:
                step = getattr(self, "do_" + name.lower(), None)
                if step is None:
                    raise Unreadable(f"instruction {name} is not one that an array needs")
                step(argument)
        raise Unreadable("no end")

    def top(self, kind: type) -> Any:
        """The value on top, which must be of this kind."""
        if not isinstance(self.stack[-1], kind):
            raise Unreadable(f"{type(self.stack[-1]).__name__} where a {kind.__name__} is expected")
        return self.stack[-1]

    def to_mark(self) -> list[Any]:
        """Take everything above the latest mark."""
        start = len(self.stack) - 1
        while self.stack[start] is not MARK:
            start -= 1
            if start < 0:
                raise Unreadable("no mark")
        items = self.stack[start + 1 :]
        del self.stack[start:]
        return items

    def do_mark(self, _: Any) -> None:
        self.stack.append(MARK)

    def do_empty_dict(self, _: Any) -> None:
        self.stack.append({})

    def do_empty_list(self, _: Any) -> None:
        self.stack.append([])

    def do_empty_tuple(self, _: Any) -> None:
        self.stack.append(())

    def do_tuple(self, _: Any) -> None:
        self.stack.append(tuple(self.to_mark()))

    def do_tuple1(self, _: Any) -> None:
        self.stack[-1:] = [(self.stack[-1],)]

    def do_tuple2(self, _: Any) -> None:
        self.stack[-2:] = [tuple(self.stack[-2:])]

    def do_tuple3(self, _: Any) -> None:
        self.stack[-3:] = [tuple(self.stack[-3:])]

    def do_append(self, _: Any) -> None:
        item = self.stack.pop()
        self.top(list).append(item)

    def do_appends(self, _: Any) -> None:
        items = self.to_mark()
        self.top(list).extend(items)

    def do_setitem(self, _: Any) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self.put_items([key, value])

    def do_setitems(self, _: Any) -> None:
        self.put_items(self.to_mark())

    def put_items(self, items: list[Any]) -> None:
        target = self.top(dict)
        for key, value in zip(items[::2], items[1::2]):
            if not isinstance(key, str | bytes):  # hashing nested tuples could take for ever
                raise Unreadable(f"a key that is no text but {type(key).__name__}")
            target[key] = value

    def do_binput(self, index: int) -> None:
        self.memo[index] = self.stack[-1]

    do_put = do_long_binput = do_binput

    def do_memoize(self, _: Any) -> None:
        self.memo[len(self.memo)] = self.stack[-1]

    def do_binget(self, index: int) -> None:
        self.stack.append(self.memo[index])

    do_get = do_long_binget = do_binget

    def do_global(self, name: str) -> None:
        self.push_name(name)

    def do_stack_global(self, _: Any) -> None:
        attribute, module = self.stack.pop(), self.stack.pop()
        self.push_name(f"{module} {attribute}")

    def push_name(self, name: str) -> None:
        if name not in NAMES:
            raise Unreadable(
                f"it names {name!r}, which no array needs; it could run code elsewhere"
            )
        self.stack.append(Name(NAMES[name]))

    def do_reduce(self, _: Any) -> None:
        arguments, function = self.stack.pop(), self.stack.pop()
        kind = function.kind if isinstance(function, Name) else None
        if kind == ENCODE and isinstance(arguments[0], str) and arguments[1] == "latin1":
            self.stack.append(arguments[0].encode("latin-1"))
        elif kind == RECONSTRUCT:
            self.stack.append(Blank(NDARRAY))
        elif kind == DTYPE:
            self.stack.append(Blank(DTYPE, arguments[0]))
        else:
            raise Unreadable("a call that no array needs")

    def do_build(self, _: Any) -> None:
        state = self.stack.pop()
        self.top(Blank).state = state


def finished(value: Any) -> Any:
    """The value with its arrays made; only the level that CIFAR has: a dict of lists and arrays."""
    if isinstance(value, dict):
        return {
            key: array(item) if isinstance(item, Blank) else item for key, item in value.items()
        }
    return array(value) if isinstance(value, Blank) else value


def array(blank: Blank) -> np.ndarray:
    """A uint8 array from what the file says about it: version, shape, dtype, order, bytes."""
    if blank.kind != NDARRAY or not isinstance(blank.state, tuple) or len(blank.state) != 5:
        raise Unreadable("an array without contents")
    _, shape, dtype, fortran, data = blank.state
    code = dtype.code if isinstance(dtype, Blank) else None
    code = code.decode("latin-1") if isinstance(code, bytes) else code
    if code != "u1" or not isinstance(data, bytes):
        raise Unreadable(f"an array of {code!r}; expected bytes (u1)")
    if not isinstance(shape, tuple) or not all(isinstance(n, int) and n >= 0 for n in shape):
        raise Unreadable(f"an array of shape {shape!r:.60}")
    flat = np.frombuffer(data, np.uint8).copy()
    return flat.reshape(shape, order="F" if fortran else "C")
