"""The DataLoader: batches of a data set in the sampler's order, loaded ahead by threads if asked.

Equal seeds give equal batches whatever the number of workers: the order is drawn by the caller's
thread,
and the random numbers of a sample depend only on the epoch's seed and on the sample's place in it.
"""

import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from minidnn.backend import Generator, rng_of
from minidnn.utils.data.collate import default_collate, default_convert
from minidnn.utils.data.dataset import IterableDataset
from minidnn.utils.data.prefetch import Prefetcher, pinned
from minidnn.utils.data.sampler import BatchSampler, RandomSampler, SequentialSampler, check_count
from minidnn.utils.data.workers import END, MapFetcher, Pool, StreamFetcher, Task

from ...missing import explaining


class DataLoader:
    """Iterates over a data set in batches.

    dataset: anything with `__getitem__` and `__len__`, or an IterableDataset.
    batch_size: samples per batch; None gives single samples, not collated.
    shuffle: a new random order every epoch.  sampler: indices in the order wanted.
    batch_sampler: lists of indices; replaces batch_size, shuffle, sampler and drop_last.
    num_workers: threads that load ahead; 0 loads when a batch is asked for. A stream
    (IterableDataset)
    is read by one thread whatever the number, so nothing comes twice.
    prefetch_factor: batches loaded ahead per worker (2).  timeout: seconds to wait for a batch; 0
    = for ever.
    worker_init_fn: called with the worker's number in each thread when an iteration starts.
    generator: where shuffles and seeds are drawn from; without one, what `minidnn.manual_seed`
    started.
    pin_memory: batches in memory from which a GPU copies faster, where there is a GPU.
    prefetch_to: a device; batches come on it, the next one copied while this one is in use.
    persistent_workers, multiprocessing_context are taken for PyTorch's sake and change nothing.
    """

    @explaining
    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[Any] | None = None,
        num_workers: int = 0,
        collate_fn: Callable | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | np.random.Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
        prefetch_to: Any = None,
    ) -> None:
        check_workers(num_workers, timeout, prefetch_factor, persistent_workers)
        check_parts(dataset, shuffle, sampler, collate_fn, generator)
        self.streams = isinstance(dataset, IterableDataset)
        self.dataset = dataset
        self.num_workers = num_workers
        self.prefetch_factor = (prefetch_factor or 2) if num_workers else None
        self.pin_memory = pin_memory
        self.prefetch_to = prefetch_to
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.generator = generator
        self.persistent_workers = persistent_workers
        if self.streams:
            check_stream(shuffle, sampler, batch_sampler)
        if sampler is not None and shuffle:
            raise ValueError(
                "DataLoader: sampler option is mutually exclusive with shuffle; give one"
            )
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "DataLoader: batch_sampler option is mutually exclusive with batch_size, "
                    "shuffle, "
                    "sampler, and drop_last; give batch_sampler alone"
                )
            batch_size, drop_last = None, False
        elif batch_size is None:
            if drop_last:
                raise ValueError(
                    "DataLoader: batch_size=None disables batching and is mutually exclusive "
                    "with drop_last"
                )
        else:
            check_count("DataLoader: batch_size", batch_size)
        if sampler is None and not self.streams and batch_sampler is None:
            sampler = (
                RandomSampler(dataset, generator=generator)
                if shuffle
                else SequentialSampler(dataset)
            )
        if batch_size is not None and not self.streams:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)  # type: ignore[arg-type]
        self.batch_size = batch_size
        self.drop_last = drop_last
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.batched = batch_sampler is not None or batch_size is not None
        self.collate_fn = collate_fn or (default_collate if self.batched else default_convert)
        self._epoch: Epoch | None = None
        self._resume: dict[str, Any] | None = None

    def __getitem__(self, index: Any) -> Any:
        raise TypeError(
            "DataLoader: a loader has no places; loop over it, `for batch in loader`, or take an "
            f"item of its data set, loader.dataset[{index!r}]"
        )

    def __iter__(self) -> Iterator[Any]:
        resume, self._resume = self._resume, None
        self._epoch = Epoch(self, resume)
        return LoaderIterator(self, self._epoch)

    def __len__(self) -> int:
        if self.streams:
            n = len(self.dataset)  # a TypeError where the stream has no length
            size = self.batch_size or 1
            return n // size if self.drop_last else -(-n // size)
        return len(self.batch_sampler if self.batched else self.sampler)  # type: ignore[arg-type]

    def state_dict(self) -> dict[str, Any]:
        """Where the latest iteration stands, to go on exactly there: plain numbers and arrays.

        It holds the number of batches already handed out, the epoch's seed, the indices still to
        come,
        and the states of the generators given to the loader and its samplers. (The library's own
        generator is saved with `minidnn.get_rng_state`.) Between two epochs there is nothing to
        come.
        """
        state = {} if self._epoch is None else self._epoch.state_dict()
        return {**state, "generators": [rng.bit_generator.state for rng in self._generators()]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """The next iteration goes on where `state_dict` was called."""
        own = self._generators()
        if len(own) != len(state.get("generators", ())):
            raise ValueError(
                f"DataLoader: the state has {len(state.get('generators', ()))} generators, this "
                f"loader has "
                f"{len(own)}; build the loader as it was built when the state was saved"
            )
        for rng, saved in zip(own, state["generators"]):
            rng.bit_generator.state = saved
        self._epoch = None
        self._resume = dict(state) if "position" in state else None

    def _generators(self) -> list[np.random.Generator]:
        inner = getattr(self.batch_sampler, "sampler", None)
        found = {}
        for owner in (self, self.sampler, self.batch_sampler, inner):
            generator = getattr(owner, "generator", None)
            if generator is not None:
                found[id(rng_of(generator))] = rng_of(generator)
        return list(found.values())


class Epoch:
    """One walk through the data: its seed, what was asked for, what is still to come."""

    def __init__(self, loader: DataLoader, resume: dict[str, Any] | None) -> None:
        self.streams = loader.streams
        self.asked: deque[tuple[int, Any]] = deque()  # asked for, not yet handed out
        self.done = False
        if resume is not None:
            self.seed = int(resume["seed"])
            self.position = int(resume["position"])
            batches: Any = unpacked(resume["batches"]) if not self.streams else None
            self.skip = self.position if self.streams else 0
        else:
            self.seed = int(rng_of(loader.generator).integers(2**63))
            self.position = self.skip = 0
            batches = loader.batch_sampler if loader.batched else loader.sampler
        self.rest = enumerate(endless() if self.streams else iter(batches), self.position)  # type: ignore

    def ask(self) -> tuple[int, Any] | None:
        """The next batch to load: its number and indices."""
        item = next(self.rest, None)
        if item is not None:
            self.asked.append(item)
        return item

    def handed_out(self) -> None:
        self.asked.popleft()
        self.position += 1

    def state_dict(self) -> dict[str, Any]:
        if self.done:
            return {}
        state: dict[str, Any] = {"position": self.position, "seed": self.seed, "batches": None}
        if not self.streams:
            rest = list(self.rest)
            self.rest = iter(rest)  # type: ignore[assignment]
            state["batches"] = packed([indices for _, indices in [*self.asked, *rest]])
        return state


class LoaderIterator:
    """One iteration; its threads end with it, also when the loop is left early."""

    def __init__(self, loader: DataLoader, epoch: Epoch) -> None:
        self.epoch = epoch
        self.loader = loader
        self.timeout = loader.timeout
        self.pin = loader.pin_memory and loader.prefetch_to is None
        collate = loader.collate_fn
        if loader.streams:
            size, drop_last = loader.batch_size, loader.drop_last
            self.fetch: Any = StreamFetcher(loader.dataset, collate, size, drop_last, epoch.seed)
        else:
            plain = collate is default_collate
            self.fetch = MapFetcher(loader.dataset, collate, plain, loader.batched, epoch.seed)
        self.pool: Pool | None = None
        self.tasks: deque[Task] = deque()
        if loader.streams and epoch.skip:
            self.fetch.skip(epoch.skip)
        if loader.num_workers:
            count = 1 if loader.streams else loader.num_workers
            self.pool = Pool(count, self.fetch, loader.worker_init_fn, loader.dataset, epoch.seed)
            self.close = weakref.finalize(self, self.pool.stop)
            for _ in range(loader.num_workers * (loader.prefetch_factor or 2)):
                self.ask()
        self.next_batch = self.load
        if loader.prefetch_to is not None:
            self.next_batch = Prefetcher(self.load, loader.prefetch_to)

    def __iter__(self) -> "LoaderIterator":
        return self

    def __next__(self) -> Any:
        if self.epoch.done:
            raise StopIteration
        try:
            batch = self.next_batch()
        except Exception:
            self.epoch.handed_out()  # it is lost: the next call goes on behind it
            raise
        if batch is END:
            self.epoch.done = True
            if self.pool is not None:
                self.close()
            raise StopIteration
        self.epoch.handed_out()
        return batch

    def __len__(self) -> int:
        return len(self.loader)

    def load(self) -> Any:
        """The next batch in the host's memory; END after the last."""
        batch = END
        if self.pool is None:
            item = self.epoch.ask()
            if item is not None:
                batch = self.fetch(*item)
        elif self.tasks:
            task = self.tasks.popleft()
            self.ask()
            batch = task.wait(self.timeout)
        return pinned(batch) if self.pin and batch is not END else batch

    def ask(self) -> None:
        item = self.epoch.ask()
        if item is not None:
            self.tasks.append(self.pool.ask(*item))  # type: ignore[union-attr]


def packed(batches: list[Any]) -> dict[str, Any]:
    """Lists of indices as two integer arrays; other kinds of indices stay as they are."""
    if all(isinstance(b, list) and all(isinstance(i, int) for i in b) for b in batches):
        return {
            "lengths": np.array([len(b) for b in batches], dtype=np.int64),
            "indices": np.array([i for b in batches for i in b], dtype=np.int64),
        }
    return {"list": batches}


def unpacked(state: dict[str, Any]) -> list[Any]:
    if "list" in state:
        return list(state["list"])
    indices, batches, start = np.asarray(state["indices"]).tolist(), [], 0
    for length in np.asarray(state["lengths"]).tolist():
        batches.append(indices[start : start + length])
        start += length
    return batches


def endless() -> Iterator[None]:
    while True:
        yield None


def check_parts(dataset: Any, shuffle: Any, sampler: Any, collate_fn: Any, generator: Any) -> None:
    """Raises TypeError for a part of a kind that no loader can use."""
    if isinstance(dataset, str | int | float | type) or dataset is None:
        raise TypeError(
            "DataLoader: the data set must give an item for each index, such as "
            f"TensorDataset(x, y); got {dataset!r}"
        )
    if isinstance(shuffle, str):
        raise TypeError(f"DataLoader: shuffle must be True or False; got {shuffle!r}")
    if sampler is not None and not isinstance(sampler, Iterable):
        raise TypeError(f"DataLoader: sampler must give indices, such as a list; got {sampler!r}")
    if collate_fn is not None and not callable(collate_fn):
        raise TypeError(
            f"DataLoader: collate_fn must be a function of a list of items; got {collate_fn!r}"
        )
    if isinstance(generator, int | float):
        raise TypeError(
            "DataLoader: generator must be a Generator; use "
            f"minidnn.Generator().manual_seed({generator})"
        )


def check_workers(num_workers: Any, timeout: float, prefetch: int | None, persistent: bool) -> None:
    if isinstance(num_workers, bool) or not isinstance(num_workers, int) or num_workers < 0:
        raise ValueError(
            f"DataLoader: num_workers option should be a non-negative integer; got "
            f"{num_workers!r}; "
            "use num_workers=0 to load without workers"
        )
    if timeout < 0:
        raise ValueError(f"DataLoader: timeout option should be non-negative; got {timeout}")
    if num_workers == 0 and prefetch is not None:
        raise ValueError(
            f"DataLoader: prefetch_factor={prefetch} needs workers; let num_workers > 0, or "
            f"leave it out"
        )
    if prefetch is not None and prefetch <= 0:
        raise ValueError(f"DataLoader: prefetch_factor option should be positive; got {prefetch}")
    if persistent and num_workers == 0:
        raise ValueError("DataLoader: persistent_workers option needs num_workers > 0")


def check_stream(shuffle: Any, sampler: Any, batch_sampler: Any) -> None:
    given = {"shuffle": shuffle or None, "sampler": sampler, "batch_sampler": batch_sampler}
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"DataLoader with IterableDataset: expected unspecified {name} option, but got "
                f"{name}="
                f"{value!r}; a stream has its own order"
            )
