"""How a DataLoader gets its batches: one after the other, or ahead of time in threads.

Threads and not processes: reading files, Pillow and NumPy let other threads run, a batch need not
be
copied between processes, and nothing has to be pickled.
"""

import atexit
import queue
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from minidnn import backend

END = object()
LOCAL = threading.local()
POOLS: "weakref.WeakSet[Pool]" = weakref.WeakSet()


@dataclass(frozen=True)
class WorkerInfo:
    """What a worker knows about itself; the data set is shared, not a copy."""

    id: int
    num_workers: int
    seed: int
    dataset: Any


def get_worker_info() -> WorkerInfo | None:
    """In a worker of a DataLoader: which one it is; elsewhere None."""
    return getattr(LOCAL, "info", None)


class MapFetcher:
    """Gets one batch of a data set with indices."""

    def __init__(
        self, dataset: Any, collate: Callable, plain: bool, batched: bool, seed: int
    ) -> None:
        self.dataset, self.collate, self.batched, self.seed = dataset, collate, batched, seed
        self.whole = getattr(dataset, "__getbatch__", None) if plain and batched else None
        self.several = getattr(dataset, "__getitems__", None) if batched else None

    def __call__(self, number: int, indices: Any) -> Any:
        if not self.batched:
            return self.collate(self.sample(number, 0, indices))
        if self.whole is not None:
            batch = self.noted(number, 0, self.whole, indices)
            if batch is not None:
                return batch
            self.whole = None
        if self.several is not None:
            return self.collate(self.noted(number, 0, self.several, indices))
        return self.collate([self.sample(number, place, i) for place, i in enumerate(indices)])

    def sample(self, number: int, place: int, index: Any) -> Any:
        return self.noted(number, place, self.dataset.__getitem__, index)

    def noted(self, number: int, place: int, get: Callable, index: Any) -> Any:
        """get(index) with random numbers of its own, so that no thread's pace can change them."""
        token = backend.STREAM.set(Stream(self.seed, number, place))
        try:
            return get(index)
        except BaseException as error:
            error.add_note(
                f"DataLoader: while loading index {index} (batch {number}{worker_text()})"
            )
            if isinstance(error, StopIteration):  # it would end the caller's loop without a word
                raise RuntimeError("DataLoader: the data set raised StopIteration") from error
            raise
        finally:
            backend.STREAM.reset(token)


class StreamFetcher:
    """Gets the next batch of an IterableDataset, or END; called by one thread only."""

    def __init__(
        self, dataset: Any, collate: Callable, batch_size: int | None, drop_last: bool, seed: int
    ) -> None:
        self.dataset, self.collate = dataset, collate
        self.batch_size, self.drop_last = batch_size, drop_last
        self.random = Stream(seed, 0, 0)
        self.items: Any = None

    def __call__(self, number: int, indices: Any) -> Any:
        items = self.take(number)
        return END if items is END else self.collate(items)

    def skip(self, batches: int) -> None:
        """Read past batches that an earlier run has used."""
        for number in range(batches):
            self.take(number)

    def take(self, number: int) -> Any:
        """The items of the next batch, before they are collated."""
        token = backend.STREAM.set(self.random)
        try:
            if self.items is None:
                self.items = iter(self.dataset)
            if self.batch_size is None:
                return next(self.items, END)
            batch = list(islice(self.items, self.batch_size))
        except BaseException as error:
            error.add_note(f"DataLoader: while reading batch {number} of the stream{worker_text()}")
            raise
        finally:
            backend.STREAM.reset(token)
        short = len(batch) < self.batch_size
        return END if not batch or (short and self.drop_last) else batch


class Stream:
    """The random numbers of one sample, made when first asked for: the same in every thread."""

    def __init__(self, seed: int, number: int, place: int) -> None:
        self.key = (seed, number, place)
        self.rng: np.random.Generator | None = None

    def __call__(self) -> np.random.Generator:
        if self.rng is None:
            self.rng = np.random.default_rng(self.key)
        return self.rng


class Task:
    """One batch that is being loaded, and then its result or its error."""

    def __init__(self, number: int, indices: Any) -> None:
        self.number, self.indices = number, indices
        self.ready = threading.Event()
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self, fetch: Callable, failure: BaseException | None) -> None:
        try:
            if failure is not None:
                raise failure
            self.result = fetch(self.number, self.indices)
        except BaseException as error:  # whatever it is, it belongs to the caller
            self.error = error
        self.ready.set()

    def wait(self, timeout: float) -> Any:
        if not self.ready.wait(timeout or None):
            raise RuntimeError(
                f"DataLoader: timed out after {timeout} seconds waiting for batch {self.number} "
                f"(indices {shortened(self.indices)}); raise timeout, or look at what these "
                f"samples do"
            )
        if self.error is None:
            return self.result
        error, self.error = self.error, None
        raise error  # with the worker's own traceback, down to the line in the data set


class Pool:
    """Threads that load the batches they are given, in order of asking."""

    def __init__(
        self, count: int, fetch: Callable, init: Callable | None, dataset: Any, seed: int
    ) -> None:
        self.tasks: queue.SimpleQueue = queue.SimpleQueue()
        self.stopped = threading.Event()
        self.threads = []
        for i in range(count):
            info = WorkerInfo(i, count, seed + i, dataset)
            arguments = (info, self.tasks, self.stopped, fetch, init)
            # daemons: a sample that never ends must not keep the interpreter from ending
            name = f"minidnn-loader-{i}"
            thread = threading.Thread(target=work, args=arguments, daemon=True, name=name)
            thread.start()
            self.threads.append(thread)
        POOLS.add(self)

    def ask(self, number: int, indices: Any) -> Task:
        task = Task(number, indices)
        self.tasks.put(task)
        return task

    def stop(self) -> None:
        """Let the threads end after the sample they are at; does not wait for them."""
        self.stopped.set()
        for _ in self.threads:
            self.tasks.put(None)


def work(
    info: WorkerInfo, tasks: Any, stopped: Any, fetch: Callable, init: Callable | None
) -> None:
    """The life of one thread."""
    LOCAL.info = info
    failure = None
    if init is not None:
        try:
            init(info.id)
        except BaseException as error:
            error.add_note(f"DataLoader: in worker_init_fn({info.id})")
            failure = error
    while (task := tasks.get()) is not None:
        if not stopped.is_set():
            task.run(fetch, failure)
        del task  # a waiting thread must not keep a batch alive


@atexit.register
def stop_all(seconds: float = 2.0) -> None:
    """At the interpreter's end: give threads inside Pillow or NumPy a moment to come out."""
    pools = list(POOLS)
    for pool in pools:
        pool.stop()
    end = time.monotonic() + seconds
    for thread in [thread for pool in pools for thread in pool.threads]:
        thread.join(max(0.0, end - time.monotonic()))


def worker_text() -> str:
    info = get_worker_info()
    return "" if info is None else f", worker {info.id}"


def shortened(indices: Any) -> str:
    text = str(indices)
    return text if len(text) <= 60 else text[:57] + "..."
