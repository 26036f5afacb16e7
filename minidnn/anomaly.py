"""detect_anomaly: a gradient that is NaN or infinite names the op and the line that called it."""

import sys
import threading
import traceback
import weakref
from contextlib import ContextDecorator

import numpy as np

from .tape import watchers

LIBRARY = __name__.rpartition(".")[0]


class State(threading.local):
    """Whether this thread looks, and where each node was made."""

    depth = 0


state = State()
made: "weakref.WeakKeyDictionary" = weakref.WeakKeyDictionary()  # node -> the lines that made it


class detect_anomaly(ContextDecorator):
    """Within it every backward looks for NaN (and infinity) in what each rule returns.

    The error names the op and shows the line of the forward call, if that was made within it too.
    It costs time: use it to find a mistake, not to train.
    """

    def __init__(self, check_nan: bool = True):
        self.check_nan = check_nan

    def __enter__(self):
        state.depth += self.check_nan
        if note not in watchers:
            watchers.append(note)

    def __exit__(self, *error):
        state.depth -= self.check_nan
        if not state.depth and note in watchers:
            watchers.remove(note)


class set_detect_anomaly(detect_anomaly):
    """detect_anomaly from now on: set_detect_anomaly(True), or within a `with`."""

    def __init__(self, mode: bool, check_nan: bool = True):
        super().__init__(mode and check_nan)
        self.entered = True
        if mode:
            super().__enter__()
        else:
            state.depth = 0
            watchers[:] = [watch for watch in watchers if watch is not note]

    def __enter__(self):
        return self


def on():
    """Whether this thread looks for NaN."""
    return state.depth > 0


def note(node):
    """Remember the lines outside the library that led to a node."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith(LIBRARY + "."):
        frame = frame.f_back
    if frame is not None:
        made[node] = "".join(traceback.format_stack(frame, limit=3))


def checked(sources, node, call):
    """The sources with rules that raise RuntimeError where a gradient is no number."""
    where = made.get(node)

    def looking(rule, place):
        def dx(*dys):
            y = rule(*dys)
            array = getattr(y, "array", y)
            if getattr(array, "dtype", np.dtype(bool)).kind in "fc":
                kind = "nan" if np.isnan(array).any() else "inf" if np.isinf(array).any() else None
                if kind:
                    raise RuntimeError(message(call[0].__name__, kind, place, where))
            return y

        return dx

    return [(source, looking(rule, place)) for place, (source, rule) in enumerate(sources)]


def message(op, kind, place, where):
    """The sentence, and the lines of the forward call."""
    text = f"backward: the gradient of {op} is {kind} (gradient number {place} of its inputs)"
    if where is None:
        return f"{text}; run the forward pass within detect_anomaly() too, to see its line"
    return f"{text}. The forward call was made here:\n{where}"
