"""Asks the installed CuPy, without a GPU, whether it takes the calls that the device stub sees.

`hollow` makes a real `cupy.ndarray` whose memory is no GPU's: CuPy's own code then finds the
function (`__array_ufunc__`, `__array_function__`, method), binds the arguments, checks what it
checks on the host, and stops only where it needs the driver. So there are three answers:

- it returns (views, metadata): shape and dtype must be NumPy's;
- it reaches the driver, or a CUDA library that is not installed: the call was accepted;
- any other error: CuPy refuses the call. The test fails, unless NumPy refuses it too.

Loops of ufuncs (`cupy.add.types`) are compared with NumPy's: a result's dtype is checked too.
On a machine with a GPU nothing is asked here: `pytest -m gpu` runs the real thing.
"""

import functools
import re

import numpy as np

try:
    import cupy

    ACTIVE = not cupy.cuda.is_available()
except ImportError:
    cupy, ACTIVE = None, False

# what was asked: the call's description -> "answered", "reached the driver" or "reached a library"
seen: dict[str, str] = {}
refused: dict[str, str] = {}


class Refused(TypeError):
    """CuPy does not take a call that NumPy takes."""


def ask(described, call, expected=None):
    """Let CuPy judge a call once. `call` gets no arguments; `expected` is NumPy's own result."""
    if described in seen:
        return
    if described in refused:
        raise Refused(refused[described])
    try:
        with cupy.cuda.using_allocator(hollow_memory):
            result = call()
    except cupy.cuda.runtime.CUDARuntimeError:
        seen[described] = "reached the driver"
        return
    except ImportError as error:
        if not re.search(r"libcu|libnv", str(error)):
            raise
        seen[described] = "reached a library"
        return
    except Exception as error:
        refused[described] = f"CuPy {cupy.__version__} refuses {described}: {error}"
        raise Refused(refused[described]) from error
    if result is NotImplemented:
        refused[described] = f"CuPy {cupy.__version__} has no {described}"
        raise Refused(refused[described])
    compare(described, result, expected)
    seen[described] = "answered"


def compare(described, result, expected):
    """What CuPy answers without a driver has NumPy's shape and dtype."""
    if isinstance(expected, np.ndarray) and isinstance(result, cupy.ndarray):
        ours, theirs = (expected.shape, expected.dtype), (result.shape, result.dtype)
        if ours != theirs:
            refused[described] = f"{described}: NumPy gives {ours}, CuPy {theirs}"
            raise Refused(refused[described])


def hollow_memory(size):
    """Memory that CuPy may plan with, and nobody reads."""
    memory = cupy.cuda.memory.UnownedMemory(NOTHING.ctypes.data, max(size, 1), NOTHING, 0)
    return cupy.cuda.MemoryPointer(memory, 0)


NOTHING = np.zeros(64, np.uint8)


def hollow(array):
    """A cupy.ndarray of an array's shape, dtype and strides."""
    return cupy.ndarray(
        array.shape, array.dtype, memptr=hollow_memory(array.nbytes), strides=array.strides
    )


def described(value):
    """What of an argument CuPy's decision can depend on, in a few characters."""
    if isinstance(value, np.ndarray):
        return f"host {value.dtype}"
    if hasattr(value, "host"):
        return f"{value.host.dtype}[{value.host.ndim}d]"
    if isinstance(value, np.generic):
        return f"np.{value.dtype}"
    if isinstance(value, bool | str | None):
        return repr(value)
    if isinstance(value, tuple | list) and len(value) < 9:
        inner = ", ".join(dict.fromkeys(described(part) for part in value))
        return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
    if isinstance(value, np.dtype | type):
        return np.dtype(value).name if value is not np.ndarray else "type"
    return type(value).__name__


def description(name, args, options):
    """A call as text: equal texts are one call."""
    parts = [described(value) for value in args]
    parts += [f"{key}={described(value)}" for key, value in options.items()]
    return f"{name}({', '.join(parts)})"


def hollowed(value):
    """An argument with every device array replaced by CuPy's own."""
    if hasattr(value, "host"):
        return hollow(value.host)
    if isinstance(value, tuple | list):
        return type(value)(hollowed(part) for part in value)
    return value


def function(func, args, options, expected):
    """A NumPy function, by the path of cupy.ndarray.__array_function__."""
    if not ACTIVE:
        return
    name = f"{func.__module__}.{func.__name__}"

    def call():
        types = (cupy.ndarray,)
        kept = {key: hollowed(value) for key, value in options.items()}
        return hollow(NOTHING).__array_function__(func, types, hollowed(tuple(args)), kept)

    ask(description(name, args, options), call, expected)


def ufunc(func, method, inputs, options, expected):
    """A ufunc, by the path of cupy.ndarray.__array_ufunc__; and its loop."""
    if not ACTIVE:
        return
    text = description(f"{func.__name__}.{method}", inputs, options)
    known = text in seen

    def call():
        kept = {key: hollowed(value) for key, value in options.items()}
        return hollow(NOTHING).__array_ufunc__(func, method, *hollowed(tuple(inputs)), **kept)

    ask(text, call, expected)
    if not known and "dtype" not in options and isinstance(expected, np.ndarray | np.generic):
        check_loop(func, inputs, expected, text)


def check_loop(func, inputs, expected, text):
    """CuPy's first loop that takes the inputs gives NumPy's dtype.

    Source: cupy/_core/_kernel.pyx, `_Ops.guess_routine`: the first loop that every input casts to
    safely; Python numbers are weak (NEP 50), NumPy's scalars count as arrays since CuPy 14.
    """
    theirs = getattr(cupy, func.__name__, None)
    loops = getattr(theirs, "types", None)
    strong = [np.dtype(x.dtype) for x in inputs if hasattr(x, "dtype")]
    weak = [x for x in inputs if not hasattr(x, "dtype")]
    if not loops or not strong:
        return
    common = np.result_type(*strong, *weak)
    kinds = [x.dtype if hasattr(x, "dtype") else common for x in inputs]
    for loop in loops:
        takes, gives = loop.split("->")
        if "E" in loop:  # bfloat16, which CuPy offers where the package ml_dtypes is installed
            continue
        if all(np.can_cast(kind, np.dtype(c)) for kind, c in zip(kinds, takes, strict=False)):
            if np.dtype(gives[0]) != expected.dtype:
                message = f"{text}: NumPy gives {expected.dtype}, CuPy's loop {loop}"
                seen.pop(text)
                refused[text] = message
                raise Refused(message)
            return
    refused[text] = f"{text}: CuPy has no loop for {[str(kind) for kind in kinds]}"
    raise Refused(refused[text])


def method(array, name, args, options, expected):
    """A method, operator or index of an array."""
    if not ACTIVE:
        return

    def call():
        kept = {key: hollowed(value) for key, value in options.items()}
        return getattr(hollow(array.host), name)(*hollowed(tuple(args)), **kept)

    ask(description(f"ndarray.{name}", (array, *args), options), call, expected)


def ufunc_at(name, target, index, values):
    """cupy.add.at and its kind."""
    if ACTIVE:
        ask(
            description(f"cupy.{name}.at", (target, index, values), {}),
            lambda: getattr(cupy, name).at(hollow(target.host), hollowed(index), hollowed(values)),
        )


def fused(func, args):
    """A function that cupy.fuse turns into one kernel: CuPy traces it and writes its code."""
    if ACTIVE:
        text = description(f"cupy.fuse({func.__name__})", args, {})
        ask(text, lambda: cupy.fuse(func)(*hollowed(tuple(args))))


@functools.cache
def has(name):
    """Whether cupy.ndarray has an attribute."""
    return not ACTIVE or hasattr(cupy.ndarray, name)


def summary():
    """One line on what has been asked."""
    counted = {answer: list(seen.values()).count(answer) for answer in sorted(set(seen.values()))}
    ways = ", ".join(f"{number} {answer}" for answer, number in counted.items())
    return (
        f"CuPy {cupy.__version__} was asked {len(seen) + len(refused)} distinct calls: {ways}; "
        f"{len(refused)} refused"
    )
