"""Two and more cores: a few threads that share the pieces of one large piece of work.

NumPy lets go of Python's lock while it computes, so threads really run side by side. The pieces are
cut by the caller from the shapes alone, never from the number of threads: the numbers that come out
do not depend on how many threads there are.

MINIDNN_THREADS=1 in the environment switches the threads off.
"""

import ctypes
import functools
import os
import threading
from contextlib import contextmanager
from glob import glob
from itertools import count

import numpy as np


def run(piece, n):
    """Call piece(0), ..., piece(n - 1), side by side where there are cores for it.

    While they run, matrix products use one core each. Called from within a piece, or while another
    thread is at it, the pieces run one after the other. An error of a piece reaches the caller.
    """
    team = the_team()
    if n < 2 or team is None or not team.free.acquire(blocking=False):
        for i in range(n):
            piece(i)
        return
    try:
        with one_blas_thread():
            team.share(piece, n)
    finally:
        team.free.release()


def cores():
    """How many threads work: MINIDNN_THREADS, OMP_NUM_THREADS, or the cores this process may use."""
    for name in ("MINIDNN_THREADS", "OMP_NUM_THREADS"):
        value = os.environ.get(name, "")
        if value.isdigit() and int(value) > 0:
            return int(value)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Team:
    """Threads that wait for work; the caller works along with them."""

    def __init__(self, size):
        self.free = threading.Lock()
        self.doors = []  # a locked lock per thread: it waits for its release
        self.done = threading.Semaphore(0)
        self.job = None
        self.size = size
        self.cpu = None

    def share(self, piece, n):
        """Run the pieces; everybody takes the next one until none is left."""
        while len(self.doors) < min(self.size, n) - 1:
            self.hire()
        helpers = self.doors[: min(self.size, n) - 1]
        self.job = job = Job(piece, n)
        cpus = os.sched_getaffinity(0)
        cpu = getcpu()
        if cpu != self.cpu:
            for _, thread in self.doors:
                os.sched_setaffinity(thread, cpus - {cpu})
            self.cpu = cpu
        os.sched_setaffinity(0, {cpu})
        for door, _ in helpers:
            door.release()
        job.work()
        for _ in helpers:
            self.done.acquire()
        self.job = None
        os.sched_setaffinity(0, cpus)
        if job.error is not None:
            raise job.error

    def hire(self):
        door = threading.Lock()
        door.acquire()
        thread = threading.Thread(target=self.serve, args=(door,), daemon=True, name="minidnn")
        thread.start()
        self.doors.append((door, thread.native_id))

    def serve(self, door):
        while True:
            door.acquire()
            self.job.work()
            self.done.release()


class Job:
    """The pieces of one piece of work, and the first error."""

    def __init__(self, piece, n):
        self.piece = piece
        self.n = n
        self.next = count().__next__
        self.error = None

    def work(self):
        i = self.next()
        while i < self.n and self.error is None:
            try:
                self.piece(i)
            except BaseException as error:  # raised again in the caller's thread
                self.error = error
            i = self.next()


getcpu = ctypes.CDLL(None).sched_getcpu
teams = {}


def the_team():
    """This process' team, or None for one core. A forked child starts its own: threads stay behind."""
    process = os.getpid()
    if process not in teams:
        size = cores()
        teams.clear()
        teams[process] = Team(size) if size > 1 else None
    return teams[process]


@contextmanager
def one_blas_thread():
    """Within it, NumPy's matrix products use one core each, where its BLAS lets us say so."""
    blas = openblas()
    if blas is None:
        yield
        return
    get, put = blas
    before = get()
    if before > 1:
        put(1)
    try:
        yield
    finally:
        if before > 1:
            put(before)


@functools.cache
def openblas():
    """(get, set) of the number of threads of the OpenBLAS inside NumPy's wheel, or None."""
    folder = os.path.dirname(np.__file__)
    places = ("../numpy.libs/*openblas*", ".dylibs/*openblas*", "../numpy.libs/*openblas*.dll")
    for path in [found for place in places for found in glob(os.path.join(folder, place))]:
        try:
            library = ctypes.CDLL(path)
        except OSError:
            continue
        for suffix in ("64_", ""):
            for prefix in ("scipy_", ""):
                name = f"{prefix}openblas_%s_num_threads{suffix}"
                get, put = (getattr(library, name % verb, None) for verb in ("get", "set"))
                if get and put:
                    get.restype, get.argtypes = ctypes.c_int, []
                    put.restype, put.argtypes = None, [ctypes.c_int]
                    return get, put
    return None
