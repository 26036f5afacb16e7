"""Times of named parts of a program, under PyTorch's names: profile and record_function."""

import threading
import time
from collections.abc import Iterable
from contextlib import ContextDecorator
from typing import Any

__all__ = ["ProfilerActivity", "profile", "record_function"]

local = threading.local()


class ProfilerActivity:
    """What PyTorch can look at. Here the clock of the program is what is read."""

    CPU, CUDA, XPU = "CPU", "CUDA", "XPU"


class record_function(ContextDecorator):
    """Names a part of a program; a profile that is running notes how long it takes."""

    def __init__(self, name: str, args: str | None = None):
        self.name = name

    def __enter__(self) -> "record_function":
        self.begun = time.perf_counter()
        return self

    def __exit__(self, *error: Any) -> None:
        running = getattr(local, "running", None)
        if running is not None:
            running.note(self.name, time.perf_counter() - self.begun)


class profile:
    """Measures the wall time of the parts that record_function names, and of the whole.

    Arguments are PyTorch's and change nothing: single ops are not measured. On a GPU the time is
    that of the calls, which do not wait for it.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        self.times: dict[str, list[float]] = {}
        self.total = 0.0

    def __enter__(self) -> "profile":
        self.before = getattr(local, "running", None)
        local.running, self.begun = self, time.perf_counter()
        return self

    def __exit__(self, *error: Any) -> None:
        self.total = time.perf_counter() - self.begun
        local.running = self.before

    start = __enter__

    def stop(self) -> None:
        """End what `start` began."""
        self.__exit__()

    def step(self) -> None:
        """The end of a step; nothing is scheduled here."""

    def note(self, name: str, seconds: float) -> None:
        """Add a time to those of a name."""
        self.times.setdefault(name, []).append(seconds)

    def key_averages(self, **options: Any) -> "Averages":
        """One row for each name."""
        return Averages(self.times.items(), self.total)

    def __repr__(self) -> str:
        return self.key_averages().table()


class Averages(list):
    """Rows (name, calls, seconds in all) of a profile."""

    def __init__(self, times: Iterable[tuple[str, list[float]]], total: float):
        super().__init__((name, len(each), sum(each)) for name, each in times)
        self.seconds = total

    def table(self, sort_by: str | None = None, row_limit: int = 100, **options: Any) -> str:
        """The rows as text, the longest time first."""
        lines = [f"{'Name':40} {'calls':>8} {'total ms':>12} {'mean ms':>12}"]
        for name, calls, seconds in sorted(self, key=lambda row: -row[2])[:row_limit]:
            mean = 1e3 * seconds / calls
            lines.append(f"{name[:40]:40} {calls:8} {1e3 * seconds:12.3f} {mean:12.3f}")
        lines.append(f"the whole: {1e3 * self.seconds:.3f} ms (wall time of named parts)")
        return "\n".join(lines)
