"""Pieces of work side by side: all done once, errors reach the caller, forks are safe."""

import functools
import math
import os
import threading
import time
import weakref

import numpy as np
import pytest

from minidnn import cores, threads


@pytest.fixture(autouse=True)
def three(monkeypatch):
    """Three threads, whatever the machine has."""
    monkeypatch.setattr(threads, "teams", {})
    monkeypatch.setenv("MINIDNN_THREADS", "3")


def test_every_piece_runs_once():
    for n in (0, 1, 2, 7, 100):
        done = []
        threads.run(done.append, n)
        assert sorted(done) == list(range(n))


def test_the_work_is_shared():
    barrier = threading.Barrier(3, timeout=10)
    threads.run(lambda i: barrier.wait(), 3)  # passes only if three threads are at it together


def test_an_error_reaches_the_caller_and_the_team_goes_on():
    def piece(i):
        if i == 3:
            raise KeyError("piece 3")

    for _ in range(3):
        with pytest.raises(KeyError, match="piece 3"):
            threads.run(piece, 8)
    test_every_piece_runs_once()


def test_pieces_may_call_run_again():
    done = []
    threads.run(lambda i: threads.run(lambda j: done.append((i, j)), 4), 4)
    assert sorted(done) == [(i, j) for i in range(4) for j in range(4)]


def test_many_callers_at_once():
    totals = np.zeros((6, 50), int)

    def caller(row):
        for column in range(50):
            done = []
            threads.run(done.append, 5)
            totals[row, column] = len(done)

    callers = [threading.Thread(target=caller, args=(row,)) for row in range(6)]
    for each in callers:
        each.start()
    for each in callers:
        each.join()
    assert (totals == 5).all()


def test_one_thread_runs_in_order(monkeypatch):
    monkeypatch.setenv("MINIDNN_THREADS", "1")
    done = []
    threads.run(done.append, 5)
    assert done == list(range(5))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_has_threads_of_its_own():
    threads.run(lambda i: None, 4)
    child = os.fork()
    if child == 0:
        done = []
        threads.run(done.append, 6)
        os._exit(0 if sorted(done) == list(range(6)) else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_blas_threads_are_put_back():
    if not threads.blas():
        pytest.skip("this NumPy's BLAS cannot be told how many threads to use")
    library = threads.blas()[0]
    start = library.get_num_threads()
    library.set_num_threads(2)
    try:
        with threads.one_blas_thread():
            assert library.get_num_threads() == 1
            with pytest.raises(KeyError), threads.one_blas_thread():
                raise KeyError
            assert library.get_num_threads() == 1
        assert library.get_num_threads() == 2
    finally:
        library.set_num_threads(start)


def test_the_threads_of_the_caller_may_use_all_cores():
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("needs Linux")
    before, inside = os.sched_getaffinity(0), []
    threads.run(lambda i: inside.append(os.sched_getaffinity(0)), 4)
    assert [before] * 4 == inside
    assert os.sched_getaffinity(0) == before


def test_what_the_pieces_held_is_free_afterwards():
    held = [np.zeros(3)]
    gone = weakref.ref(held[0])
    threads.run(functools.partial(np.add, held.pop()), 4)
    deadline = time.monotonic() + 5
    while gone() is not None and time.monotonic() < deadline:
        time.sleep(0.001)  # a helper that has just woken looks at its job once more
    assert gone() is None


GROUPS = {
    "no limit": ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"}, math.inf),
    "half a core": ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "50000 100000\n"}, 1),
    "the narrowest of the groups": (
        {
            "proc/self/cgroup": "0::/a/b\n",
            "sys/fs/cgroup/a/cpu.max": "250000 100000\n",
            "sys/fs/cgroup/a/b/cpu.max": "800000 100000\n",
        },
        3,
    ),
    "version 1, the host's path": (
        {
            "proc/self/cgroup": "5:memory:/x\n4:cpu,cpuacct:/docker/1\n0::/\n",
            "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "150000\n",
            "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        },
        2,
    ),
    "version 1, no limit": (
        {
            "proc/self/cgroup": "4:cpu:/\n",
            "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
            "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        },
        math.inf,
    ),
    "nonsense": (
        {"proc/self/cgroup": "0::/\nwhat?\n", "sys/fs/cgroup/cpu.max": "-4 0 x\n"},
        math.inf,
    ),
    "no Linux": ({}, math.inf),
}


@pytest.mark.parametrize("case", GROUPS)
def test_the_quota_of_a_container(case, tmp_path):
    files, granted = GROUPS[case]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert cores.quota(tmp_path) == granted


def test_how_many_threads(monkeypatch):
    monkeypatch.setattr(cores, "quota", lambda: 1)
    assert cores.cores() == 3  # what the variable says, whatever the quota
    monkeypatch.delenv("MINIDNN_THREADS")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert cores.cores() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    assert cores.cores() == 5


def test_helpers_warn_about_what_the_caller_wants_only():
    """np.errstate holds for one thread; the pieces of a job are all the caller's."""
    settings = []

    def piece(i):
        settings.append(np.geterr()["over"])
        time.sleep(0.01)  # so that more than one thread takes pieces

    with np.errstate(over="ignore"):
        threads.run(piece, 8)
    with np.errstate(over="raise"):
        threads.run(piece, 8)
    assert settings == ["ignore"] * 8 + ["raise"] * 8


def test_the_buffers_suit_the_rows_in_every_thread():
    sizes = []

    def piece(i):
        sizes.append(np.getbufsize())
        time.sleep(0.01)  # so that more than one thread takes pieces

    threads.run(piece, 8)
    threads.run(piece, 8, row=64)
    assert sizes == [threads.BUFFER] * 8 + [threads.OWN] * 8
