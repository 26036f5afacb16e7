"""The DataLoader: order, batches, workers, errors, and going on in the middle of an epoch."""

import gc
import subprocess
import sys
import threading
import time
import traceback

import numpy as np
import pytest

import minidnn
from minidnn import backend
from minidnn.tensor import Tensor
from minidnn.utils.data import (
    BatchSampler,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    SubsetRandomSampler,
    TensorDataset,
    default_collate,
    get_worker_info,
    random_split,
)


class Squares(Dataset):
    def __init__(self, n=10, delay=0.0):
        self.n, self.delay = n, delay
        self.classes = ["even", "odd"]

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if self.delay:
            time.sleep(self.delay * ((i * 7919) % 5))
        return np.float32(i * i), i % 2


class Noisy(Squares):
    def __getitem__(self, i):
        time.sleep(0.0005 * ((i * 7919) % 5))
        return i + backend.host_rng().random()


class Failing(Squares):
    def __getitem__(self, i):
        if i == 7:
            raise KeyError("no such rock")
        return i


class Counting(IterableDataset):
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter(range(self.n))


def numbers(loader):
    return [np.asarray(b[0] if isinstance(b, list) else b).tolist() for b in loader]


def loader_threads():
    return [t for t in threading.enumerate() if t.name.startswith("minidnn-loader")]


def no_threads_left():
    gc.collect()
    end = time.monotonic() + 5
    while loader_threads() and time.monotonic() < end:
        time.sleep(0.01)
    return not loader_threads()


def test_batches_in_order():
    loader = DataLoader(Squares(), batch_size=4)
    x, y = next(iter(loader))
    assert isinstance(x, Tensor) and x.dtype == np.float32 and y.dtype == np.int64
    assert numbers(loader) == [[0, 1, 4, 9], [16, 25, 36, 49], [64, 81]]
    assert len(loader) == 3 and loader.dataset.classes == ["even", "odd"]
    assert len(DataLoader(Squares(), batch_size=4, drop_last=True)) == 2
    assert numbers(DataLoader(Squares(), batch_size=4, drop_last=True)) == numbers(loader)[:2]


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_keep_the_order(workers):
    dataset = Squares(23, delay=0.001)
    expected = numbers(DataLoader(dataset, batch_size=3))
    assert numbers(DataLoader(dataset, batch_size=3, num_workers=workers)) == expected


def test_workers_load_at_the_same_time():
    class Slow(Squares):
        def __getitem__(self, i):
            time.sleep(0.03)
            return i

    start = time.perf_counter()
    list(DataLoader(Slow(12), batch_size=1, num_workers=6))
    assert time.perf_counter() - start < 0.25  # 0.36 s one after the other


def test_results_do_not_depend_on_the_number_of_workers():
    results = []
    for workers in (0, 1, 4):
        minidnn.manual_seed(5)
        loader = DataLoader(Noisy(20), batch_size=3, shuffle=True, num_workers=workers)
        results.append([numbers(loader), numbers(loader), backend.host_rng().random()])
    assert results[0] == results[1] == results[2]
    assert results[0][0] != results[0][1]


def seeded(seed):
    return backend.Generator().manual_seed(seed)


@pytest.mark.parametrize("make", [np.random.default_rng, seeded])
def test_a_generator_repeats_the_order(make):
    first = numbers(DataLoader(Squares(), batch_size=4, shuffle=True, generator=make(3)))
    backend.host_rng().random(7)
    assert numbers(DataLoader(Squares(), batch_size=4, shuffle=True, generator=make(3))) == first
    assert sorted(sum(first, [])) == [i * i for i in range(10)]


def test_sampler_and_batch_sampler():
    assert numbers(DataLoader(Squares(), sampler=[3, 1], batch_size=2)) == [[9, 1]]
    assert numbers(DataLoader(Squares(), batch_sampler=[[5], [0, 2]])) == [[25], [0, 4]]
    random = DataLoader(Squares(), batch_size=2, sampler=SubsetRandomSampler([1, 2, 3]))
    assert len(random) == 2 and sorted(sum(numbers(random), [])) == [1, 4, 9]


def test_without_batches():
    loader = DataLoader(Squares(3), batch_size=None)
    items = list(loader)
    assert len(loader) == 3 and isinstance(items[2][0], Tensor) and items[2][0].item() == 4.0
    assert items[2][1] == 0


def test_collate_fn():
    assert list(DataLoader(Squares(4), batch_size=2, collate_fn=len)) == [2, 2]


@pytest.mark.parametrize("workers", [0, 2])
def test_an_error_keeps_its_kind_its_line_and_the_index(workers):
    loader = iter(DataLoader(Failing(12), batch_size=4, num_workers=workers))
    assert next(loader).tolist() == [0, 1, 2, 3]
    with pytest.raises(KeyError, match="no such rock") as caught:
        next(loader)
    text = "".join(traceback.format_exception(caught.value))
    assert "while loading index 7 (batch 1" in text
    assert 'raise KeyError("no such rock")' in text
    assert ("worker" in text.split("batch 1")[1]) == bool(workers)
    assert next(loader).tolist() == [8, 9, 10, 11]
    del loader, caught
    assert no_threads_left()


@pytest.mark.parametrize("workers", [0, 2])
def test_stop_iteration_in_a_data_set_is_an_error(workers):
    class Stopping(Squares):
        def __getitem__(self, i):
            raise StopIteration

    with pytest.raises(RuntimeError, match="the data set raised StopIteration"):
        list(DataLoader(Stopping(), num_workers=workers))


def test_leaving_the_loop_early_ends_the_threads():
    for _ in DataLoader(Squares(100, delay=0.001), num_workers=4):
        break
    assert no_threads_left()


def test_an_error_in_the_loop_ends_the_threads():
    def work():
        for _ in DataLoader(Squares(100), num_workers=4):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert no_threads_left()


def test_interpreter_ends_while_workers_work():
    code = (
        "import time\n"
        "from minidnn.utils.data import DataLoader\n"
        "class Slow(list):\n"
        "    def __getitem__(self, i):\n"
        "        time.sleep(0.2); return i\n"
        "loader = iter(DataLoader(Slow(range(1000)), num_workers=3))\n"
        "print(next(loader).tolist())\n"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[0]\n", "")
    assert time.perf_counter() - start < 10


def test_timeout():
    class Hanging(Squares):
        def __getitem__(self, i):
            time.sleep(0.5)

    with pytest.raises(
        RuntimeError, match=r"timed out after 0.05 seconds waiting for batch 0 \(indices \[0\]"
    ):
        next(iter(DataLoader(Hanging(), num_workers=1, timeout=0.05)))


def test_worker_init_fn_and_info():
    seen = []

    class Who(Squares):
        def __getitem__(self, i):
            return get_worker_info().id

    loader = DataLoader(Who(6), num_workers=2, worker_init_fn=seen.append, batch_size=6)
    assert set(next(iter(loader)).tolist()) <= {0, 1} and sorted(seen) == [0, 1]
    assert get_worker_info() is None

    def broken(worker):
        raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        list(DataLoader(Squares(), num_workers=1, worker_init_fn=broken))


@pytest.mark.parametrize("workers", [0, 3])
def test_streams(workers):
    loader = DataLoader(Counting(7), batch_size=3, num_workers=workers)
    assert numbers(loader) == [[0, 1, 2], [3, 4, 5], [6]] == numbers(loader)
    dropping = DataLoader(Counting(7), batch_size=3, drop_last=True, num_workers=workers)
    assert numbers(dropping) == [[0, 1, 2], [3, 4, 5]]
    assert list(DataLoader(Counting(3), batch_size=None, num_workers=workers)) == [0, 1, 2]
    with pytest.raises(TypeError):
        len(loader)


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("taken", [0, 1, 3, 7])
def test_going_on_in_the_middle_of_an_epoch(workers, taken):
    def make(seed=None):
        generator = None if seed is None else np.random.default_rng(seed)
        return DataLoader(
            Noisy(20), batch_size=3, shuffle=True, num_workers=workers, generator=generator
        )

    for seed in (None, 11):
        minidnn.manual_seed(1)
        whole = make(seed)
        expected = numbers(whole) + numbers(whole)

        minidnn.manual_seed(1)
        first = make(seed)
        walk = iter(first)
        got = numbers(next(walk) for _ in range(taken))
        state, random = first.state_dict(), backend.get_rng_state()
        del walk

        minidnn.manual_seed(99)
        second = make(None if seed is None else 12345)
        backend.set_rng_state(random)
        second.load_state_dict(state)
        got += numbers(second) + numbers(second)
        assert got == expected


def test_state_between_epochs_and_of_streams():
    loader = DataLoader(Squares(), batch_size=4)
    assert loader.state_dict() == {"generators": []}
    list(loader)
    assert loader.state_dict() == {"generators": []}
    for workers in (0, 2):
        stream = DataLoader(Counting(7), batch_size=2, num_workers=workers)
        walk = iter(stream)
        next(walk)
        again = DataLoader(Counting(7), batch_size=2)
        again.load_state_dict(stream.state_dict())
        assert numbers(again) == [[2, 3], [4, 5], [6]] == numbers(walk)
    with pytest.raises(ValueError, match="the state has 0 generators, this loader has 1"):
        DataLoader(Squares(), generator=np.random.default_rng()).load_state_dict(
            loader.state_dict()
        )


def test_a_custom_batch_sampler_goes_on_too():
    names = {"a": 1, "b": 2, "c": 3}
    first = DataLoader(names, batch_sampler=[["a"], ["b", "c"]])
    walk = iter(first)
    next(walk)
    second = DataLoader(names, batch_sampler=[["a"]])
    second.load_state_dict(first.state_dict())
    assert numbers(second) == [[2, 3]]


def test_tensor_dataset_batches_are_one_indexing_operation():
    class Slow(TensorDataset):
        def __getitem__(self, i):  # a subclass that has its own items is asked for them
            x, y = super().__getitem__(i)
            return x * 2, y

    x, y = np.arange(24, dtype=np.float32).reshape(8, 3), np.arange(8)
    fast, slow = TensorDataset(Tensor(x), Tensor(y)), Slow(Tensor(x), Tensor(y))
    minidnn.manual_seed(0)
    quick = list(DataLoader(fast, batch_size=3, shuffle=True))
    minidnn.manual_seed(0)
    slowly = list(DataLoader(slow, batch_size=3, shuffle=True))
    again = lambda samples: default_collate(samples)
    minidnn.manual_seed(0)
    one = list(DataLoader(fast, batch_size=3, shuffle=True, collate_fn=again))
    for a, b, c in zip(quick, slowly, one):
        assert isinstance(a, list) and a[0].dtype == np.float32 and a[1].dtype == np.int64
        np.testing.assert_array_equal(a[0].array * 2, b[0].array)
        for i in range(2):
            np.testing.assert_array_equal(a[i].array, c[i].array)
    part, _ = random_split(fast, [5, 3])
    minidnn.manual_seed(0)
    quick = numbers(DataLoader(part, batch_size=2, shuffle=True))
    minidnn.manual_seed(0)
    assert numbers(DataLoader(part, batch_size=2, shuffle=True, collate_fn=again)) == quick


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_workers": -1}, "num_workers option should be a non-negative integer; got -1"),
        ({"timeout": -1}, "timeout option should be non-negative; got -1"),
        ({"prefetch_factor": 2}, "prefetch_factor=2 needs workers"),
        (
            {"prefetch_factor": 0, "num_workers": 1},
            "prefetch_factor option should be positive; got 0",
        ),
        ({"persistent_workers": True}, "persistent_workers option needs num_workers > 0"),
        ({"batch_size": 0}, "batch_size should be a positive integer value, but got 0"),
        ({"batch_size": 2.5}, "batch_size should be a positive integer value, but got 2.5"),
        ({"batch_size": None, "drop_last": True}, "mutually exclusive with drop_last"),
        ({"sampler": [1], "shuffle": True}, "sampler option is mutually exclusive with shuffle"),
        ({"batch_sampler": [[1]], "batch_size": 2}, "batch_sampler option is mutually exclusive"),
        ({"drop_last": 3}, "drop_last must be True or False; got drop_last=3"),
    ],
)
def test_bad_arguments(options, message):
    with pytest.raises(ValueError, match=message):
        DataLoader(Squares(), **options)


@pytest.mark.parametrize("options", [{"shuffle": True}, {"sampler": [1]}, {"batch_sampler": [[1]]}])
def test_streams_have_no_order(options):
    with pytest.raises(ValueError, match=f"expected unspecified {next(iter(options))} option"):
        DataLoader(Counting(3), **options)


def test_order_is_drawn_when_the_iteration_starts():
    generator = np.random.default_rng(0)
    batches = iter(BatchSampler(RandomSampler(range(6), generator=generator), 2))
    state = generator.bit_generator.state
    list(batches)
    assert generator.bit_generator.state == state


def test_the_state_goes_through_a_file(tmp_path):
    for generator in (None, np.random.default_rng(3)):
        loader = DataLoader(Noisy(10), batch_size=3, shuffle=True, generator=generator)
        walk = iter(loader)
        next(walk)
        minidnn.save(loader.state_dict(), tmp_path / "state")
        again = DataLoader(Noisy(10), batch_size=3, shuffle=True, generator=generator)
        again.load_state_dict(minidnn.load(tmp_path / "state"))
        assert numbers(again) == numbers(walk)


def test_interrupted_while_waiting_loses_no_batch():
    """Ctrl-C reaches the caller while a batch is being loaded: that batch is still to come."""

    class Interrupted(Squares):
        def __getitem__(self, i):
            if i == 4:
                raise KeyboardInterrupt
            return i

    for workers in (0, 2):
        loader = DataLoader(Interrupted(), batch_size=2, num_workers=workers)
        with pytest.raises(KeyboardInterrupt):
            list(loader)
        state = loader.state_dict()
        again = DataLoader(list(range(10)), batch_size=2)
        again.load_state_dict(state)
        assert state["position"] == 2 and numbers(again) == [[4, 5], [6, 7], [8, 9]]
