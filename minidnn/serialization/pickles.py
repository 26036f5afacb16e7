"""Reads a pickle as data: a small machine for its instructions that knows no way to run anything.

Python's own unpickler calls whatever a file names. This one has a table: a name that is not in it
is an error, and the few that are in it make containers, numbers and tensors from checked arguments.
Time and memory are bounded: strings are never longer than the bytes that are there, integers and
keys are short, instructions and copied items are counted, and no step is recursive.
"""

import pickletools
import warnings
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import IO, Any, cast

from .archive import CheckpointError
from .structure import is_key

LONGEST_INTEGER = 2048  # bits
MOST_WORK = 5_000_000  # instructions, and items that a copying one copies

MARK = object()


class Maker:
    """What stands for a function or class of a pickle: a checked way to make one inert thing."""

    def __init__(self, name: str, make: Callable[..., Any]) -> None:
        self.name, self.make = name, make

    def __repr__(self) -> str:
        return f"<{self.name}>"


class Refused(Exception):
    """The pickle asks for something that is not read; the text says what."""


class Limited:
    """The rest of a file, which never promises more bytes than it has."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file, self.end = file, size

    def tell(self) -> int:
        return self.file.tell()

    def read(self, size: int) -> bytes:
        if not 0 <= size <= self.end - self.file.tell():
            raise EOFError(f"{size} bytes are announced, {self.end - self.file.tell()} are left")
        return self.file.read(size)

    def readline(self) -> bytes:
        return self.file.readline()


def read_pickle(
    file: Limited,
    names: dict[str, Any],
    persistent: Callable[[Any], Any] | None = None,
) -> Any:
    """The object of one pickle. `names` maps "module.name" to a Maker or a plain value.

    Raises: CheckpointError for everything that is damaged or not among the names.
    """
    machine = Machine(names, persistent)
    position: int | None = 0
    try:
        with warnings.catch_warnings():  # of odd escapes in texts, from pickletools
            warnings.simplefilter("ignore")
            for opcode, argument, position in pickletools.genops(cast(Any, file)):  # noqa: B007
                step = STEPS.get(opcode.name)
                if step is None:
                    raise Refused(f"the instruction {opcode.name} is not read")
                machine.charge(1)
                step(machine, argument)
        result = machine.pop()
        if machine.stack:
            raise ValueError("it makes more than one object")
        return result
    except Refused as error:
        raise CheckpointError(f"{error} (pickle, byte {position}); nothing of it was run") from None
    except CheckpointError:
        raise
    except (ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, OSError) as error:
        raise CheckpointError(
            f"the pickle is damaged or cut short near byte {position} "
            f"({type(error).__name__}: {str(error)[:200]})"
        ) from None


class Machine:
    """The stack and the memo of a pickle."""

    def __init__(self, names: dict[str, Any], persistent: Callable[[Any], Any] | None) -> None:
        self.names, self.persistent = names, persistent
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.work = 0

    def charge(self, work: int) -> None:
        self.work += work
        if self.work > MOST_WORK:
            raise Refused(f"it takes more than {MOST_WORK} steps; no file of weights does")

    def push(self, value: Any) -> None:
        self.stack.append(value)

    def integer(self, value: int) -> None:
        if value.bit_length() > LONGEST_INTEGER:
            raise Refused(f"an integer of {value.bit_length()} bits is not read")
        self.stack.append(value)

    def pop_to_mark(self) -> list[Any]:
        """The values above the newest mark, which goes too."""
        for place in range(len(self.stack) - 1, -1, -1):
            if self.stack[place] is MARK:
                values = self.stack[place + 1 :]
                del self.stack[place:]
                return values
        raise ValueError("a mark is missing")

    def pop(self) -> Any:
        if self.stack[-1] is MARK:
            raise ValueError("a mark lies where a value is expected")
        return self.stack.pop()

    def tuple_of(self, count: int) -> None:
        values = [self.pop() for _ in range(count)]
        self.push(tuple(values[::-1]))

    # Containers

    def top(self, kinds: tuple[type, ...]) -> Any:
        """The container on top of the stack, which must be exactly of one of these kinds."""
        if type(self.stack[-1]) not in kinds:
            raise Refused(f"{described(self.stack[-1])} is no container to fill")
        return self.stack[-1]

    def append(self, values: list[Any]) -> None:
        self.top((list,)).extend(values)

    def set_items(self, values: list[Any]) -> None:
        target = self.top((dict, OrderedDict, Counter))
        if len(values) % 2:
            raise ValueError("a key without a value")
        for key, value in zip(values[::2], values[1::2]):
            target[checked_key(key)] = value

    def add_items(self, values: list[Any]) -> None:
        self.top((set,)).update(map(checked_key, values))

    def dict_of(self, values: list[Any]) -> None:
        self.push({})
        self.set_items(values)

    # Names and what they make

    def named(self, name: str) -> None:
        if name not in self.names:
            raise Refused(
                f"it names {name[:80]!r}; only tensors, numbers and text in plain containers are "
                f"read (in PyTorch, save model.state_dict() instead of the model)"
            )
        self.push(self.names[name])

    def stack_global(self) -> None:
        name, module = self.pop(), self.pop()
        if type(name) is not str or type(module) is not str:
            raise Refused("a name is not text")
        self.named(f"{module}.{name}")

    def reduce(self) -> None:
        arguments, maker = self.pop(), self.pop()
        if type(maker) is not Maker or type(arguments) is not tuple:
            raise Refused(f"{described(maker)} cannot be called")
        for argument in arguments:  # a short file could ask for many copies of one long thing
            if type(argument) in (str, bytes):
                self.charge(len(argument) // 16)
            elif type(argument) in (list, dict, set, tuple, OrderedDict):
                self.charge(len(argument))
        try:
            self.push(maker.make(*arguments))
        except (TypeError, ValueError, RuntimeError) as error:
            raise Refused(f"{maker.name} has wrong arguments: {error}") from None

    def build(self) -> None:
        state = self.pop()
        target = self.top((OrderedDict,))
        if type(state) is not dict or set(state) - {"_metadata"}:
            raise Refused("an OrderedDict has other attributes than _metadata")
        if "_metadata" in state:
            target._metadata = state["_metadata"]

    def persistent_id(self) -> None:
        if self.persistent is None:
            raise Refused("a persistent id has no meaning here")
        identity = self.pop()
        try:
            self.push(self.persistent(identity))
        except CheckpointError:
            raise
        except (TypeError, ValueError) as error:
            raise Refused(f"a storage is described wrongly: {error}") from None

    # Memo

    def put(self, place: int) -> None:
        if self.stack[-1] is MARK:
            raise ValueError("a mark cannot be remembered")
        self.memo[place] = self.stack[-1]

    def get(self, place: int) -> None:
        self.push(self.memo[place])


def checked_key(key: Any) -> Any:
    if not is_key(key):
        raise Refused(f"{described(key)} cannot be a key")
    return key


def described(value: Any) -> str:
    return repr(value) if isinstance(value, Maker) else f"a {type(value).__name__}"


def pop_one(machine: Machine) -> None:
    machine.stack.pop()  # a value or a mark: Python's pickler drops both kinds so


def protocol(machine: Machine, version: int) -> None:
    if version > 5:
        raise Refused(f"pickle protocol {version} is unknown")


def no_effect(machine: Machine, argument: Any) -> None:
    pass


def each(names: str, step: Callable[[Machine, Any], None]) -> dict[str, Callable[..., None]]:
    return dict.fromkeys(names.split(), step)


# Instruction -> what it does. What is missing here is refused: INST, OBJ, NEWOBJ, NEWOBJ_EX (they
# call classes), EXT1, EXT2, EXT4 (names by number), PERSID, DUP, and out-of-band buffers.
STEPS: dict[str, Callable[[Machine, Any], None]] = {
    "PROTO": protocol,
    **each("FRAME STOP", no_effect),
    **each("INT LONG LONG1 LONG4 BININT BININT1 BININT2", lambda m, x: m.integer(x)),
    **each("FLOAT BINFLOAT UNICODE SHORT_BINUNICODE BINUNICODE BINUNICODE8", Machine.push),
    **each("STRING BINSTRING SHORT_BINSTRING", Machine.push),
    **each("SHORT_BINBYTES BINBYTES BINBYTES8", Machine.push),
    "NONE": lambda m, _: m.push(None),
    "NEWTRUE": lambda m, _: m.push(True),
    "NEWFALSE": lambda m, _: m.push(False),
    "EMPTY_LIST": lambda m, _: m.push([]),
    "EMPTY_DICT": lambda m, _: m.push({}),
    "EMPTY_SET": lambda m, _: m.push(set()),
    "EMPTY_TUPLE": lambda m, _: m.push(()),
    "MARK": lambda m, _: m.push(MARK),
    "POP": lambda m, _: pop_one(m),
    "POP_MARK": lambda m, _: no_effect(m, m.pop_to_mark()),
    "LIST": lambda m, _: m.push(m.pop_to_mark()),
    "TUPLE": lambda m, _: m.push(tuple(m.pop_to_mark())),
    "TUPLE1": lambda m, _: m.tuple_of(1),
    "TUPLE2": lambda m, _: m.tuple_of(2),
    "TUPLE3": lambda m, _: m.tuple_of(3),
    "FROZENSET": lambda m, _: m.push(frozenset(map(checked_key, m.pop_to_mark()))),
    "DICT": lambda m, _: m.dict_of(m.pop_to_mark()),
    "APPEND": lambda m, _: m.append([m.pop()]),
    "APPENDS": lambda m, _: m.append(m.pop_to_mark()),
    "SETITEM": lambda m, _: m.set_items([m.pop(), m.pop()][::-1]),
    "SETITEMS": lambda m, _: m.set_items(m.pop_to_mark()),
    "ADDITEMS": lambda m, _: m.add_items(m.pop_to_mark()),
    **each("PUT BINPUT LONG_BINPUT", Machine.put),
    "MEMOIZE": lambda m, _: m.put(len(m.memo)),
    **each("GET BINGET LONG_BINGET", Machine.get),
    "GLOBAL": lambda m, name: m.named(name.replace(" ", ".", 1)),
    "STACK_GLOBAL": lambda m, _: m.stack_global(),
    "REDUCE": lambda m, _: m.reduce(),
    "BUILD": lambda m, _: m.build(),
    "BINPERSID": lambda m, _: m.persistent_id(),
}
