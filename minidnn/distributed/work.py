"""Exchanges on their way: waiting for them, and tensors as memory that MPI can send."""

import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import backend
from ..tensor import Tensor
from ..versions import wrote
from .world import Group

SPIN = 1e-2  # seconds of asking again and again; after that the core is left to others


class Work:
    """An exchange that was begun: `wait()` for its result. What `async_op=True` returns."""

    def __init__(
        self, request: Any, group: Group, name: str, finish: Callable[[], Any] | None = None
    ) -> None:
        self.request, self.group, self.name, self.finish = request, group, name, finish
        self.done = False

    def is_completed(self) -> bool:
        """Whether the result is there; does not wait."""
        if not self.done and self.request.Test():
            self.complete()
        return self.done

    def wait(self, timeout: Any = None) -> bool:
        """Wait until the result is there.

        Raises: RuntimeError if it did not come in time (the group's timeout, or this one).
        """
        if not self.done:
            seconds = self.group.timeout if timeout is None else timeout.total_seconds()
            await_request(self.request, seconds, self.name, self.group)
            self.complete()
        return True

    def complete(self) -> None:
        """Note that it is done, and do what was waiting for it."""
        self.done = True
        if self.finish is not None:
            self.finish()
            self.finish = None

    def get_future(self) -> Any:
        """Not offered."""
        raise RuntimeError("Work.get_future is not offered; use wait()")


def await_request(request: Any, seconds: float, name: str, group: Group) -> None:
    """Ask until the request is done. Ranks that share a core give way to each other."""
    start = time.monotonic()
    while not request.Test():
        waited = time.monotonic() - start
        if waited < SPIN:
            give_way()
        elif waited < seconds:
            time.sleep(min(1e-3, waited / 20))
        else:
            raise RuntimeError(
                f"{name}: rank {group.rank()} of {group.size()} waited {seconds:g} s for the "
                "others; does every rank make the same calls in the same order?"
            )


give_way = getattr(os, "sched_yield", lambda: time.sleep(0))


def handed_out(work: Work, async_op: bool) -> Work | None:
    """The work itself, or None once it is done."""
    if async_op:
        return work
    work.wait()
    return None


class Outgoing:
    """A tensor's numbers as memory that MPI can read and write: `array`; `deliver` writes back.

    An array of the host that lies in one piece is that memory itself. One on a GPU is copied to
    pinned memory (one copy there, one back); float16, which MPI does not add, travels as float32.
    """

    def __init__(self, tensor: Any, name: str, read: bool = True) -> None:
        if not isinstance(tensor, Tensor):
            raise TypeError(f"{name}: expected a tensor; got {type(tensor).__name__}")
        self.target = target = tensor.array
        self.direct = backend.is_host(target) and target.flags.c_contiguous
        self.direct = self.direct and target.flags.writeable and target.dtype != np.float16
        if self.direct:
            self.array = target
        elif not read:
            self.array = backend.staging(target, travels_as(target.dtype))
        else:
            self.array = backend.staged(target, travels_as(target.dtype))
        if self.array.dtype == bool:
            self.array = self.array.view(np.uint8)

    def deliver(self) -> None:
        """Write what has arrived into the tensor."""
        if not self.direct:
            array = self.array.view(bool) if self.target.dtype == bool else self.array
            backend.write(self.target, array)
        wrote(self.target)


def travels_as(dtype: Any) -> Any:
    return np.dtype(np.float32) if dtype == np.float16 else dtype
