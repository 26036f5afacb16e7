"""Pieces of work side by side: all done once, errors reach the caller, forks are safe."""

import os
import threading
import time

import numpy as np
import pytest

from minidnn import threads


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
    blas = threads.openblas()
    if blas is None:
        pytest.skip("this NumPy has another BLAS")
    get, _ = blas
    before = get()
    with threads.one_blas_thread():
        assert get() == 1
        with threads.one_blas_thread():
            assert get() == 1
    assert get() == before


def test_the_caller_may_use_all_its_cores_again():
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("needs Linux")
    before = os.sched_getaffinity(0)
    threads.run(lambda i: None, 4)
    assert os.sched_getaffinity(0) == before


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
