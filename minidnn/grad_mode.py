"""Whether results are recorded: no_grad, enable_grad, set_grad_enabled, inference_mode."""

import functools
import inspect
import threading
from contextlib import ContextDecorator
from typing import Any


class Mode(threading.local):
    """Whether this thread records; whether ops choose their precision (`amp.autocast`)."""

    recording = True
    mixed = False


mode = Mode()


class no_grad(ContextDecorator):
    """Within it nothing is recorded: `with no_grad(): ...`, `@no_grad()` or `@no_grad`."""

    recording = False

    def __new__(cls, function: Any = None) -> Any:
        self = super().__new__(cls)
        return self if function is None else self(function)

    def __call__(self, function):
        if not inspect.isgeneratorfunction(function):
            return super().__call__(function)

        @functools.wraps(function)
        def generator(*args, **options):
            """Each step of the generator runs in this mode, what happens between them does not."""
            steps = function(*args, **options)
            while True:
                try:
                    with self._recreate_cm():
                        value = next(steps)
                except StopIteration as stop:
                    return stop.value
                yield value

        return generator

    def _recreate_cm(self):
        return type(self)()

    def __enter__(self):
        self.before, mode.recording = mode.recording, self.recording

    def __exit__(self, *error):
        mode.recording = self.before


class enable_grad(no_grad):
    """Within it, results are recorded again, also inside `no_grad`."""

    recording = True


class set_grad_enabled(ContextDecorator):
    """Record from now on or not; in a `with` until its end: `with set_grad_enabled(train): ...`."""

    def __init__(self, mode: bool):
        self.before, self.recording = is_grad_enabled(), bool(mode)
        set_recording(self.recording)

    def __call__(self, function):
        set_recording(self.before)  # a decorator changes the mode within the function only
        return super().__call__(function)

    def _recreate_cm(self):
        again = object.__new__(type(self))
        again.recording = self.recording
        return again

    def __enter__(self):
        if not hasattr(self, "before"):
            self.before = is_grad_enabled()
        set_recording(self.recording)

    def __exit__(self, *error):
        set_recording(self.before)


class inference_mode(no_grad):
    """no_grad under PyTorch's newer name; `inference_mode(False)` records.

    Its results are ordinary tensors: they may be used in a recorded computation later.
    """

    def __new__(cls, mode=True):
        return super().__new__(cls, mode if callable(mode) else None)

    def __init__(self, mode=True):
        self.recording = not mode

    def _recreate_cm(self):
        return type(self)(not self.recording)


def set_recording(recording):
    """Record from now on in this thread, or not."""
    mode.recording = recording


def is_grad_enabled():
    """Whether results are recorded now, in this thread."""
    return mode.recording
