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
import time
from contextlib import contextmanager
from glob import glob
from itertools import count

import numpy as np

BUFFER = 256  # numbers in NumPy's buffers while pieces run
DELAY = 1e-3  # seconds that the caller waits for helpers before it counts as a delay


def run(piece, n):
    """Call piece(0), ..., piece(n - 1), side by side where there are cores for it.

    While they run, matrix products use one core each. Called from within a piece, or while another
    thread is at it, the pieces run one after the other. An error of a piece reaches the caller.
    """
    team = None if mode.alone else the_team()
    with one_blas_thread(), short_buffers():
        if n < 2 or team is None or team.rests() or not team.free.acquire(blocking=False):
            for i in range(n):
                piece(i)
            return
        try:
            team.share(piece, n)
        finally:
            team.free.release()


class Mode(threading.local):
    """Whether this thread's jobs stay with it."""

    alone = False


mode = Mode()


@contextmanager
def shared(worth_it):
    """Within it, unless worth_it, pieces stay in this thread and BLAS may use its own threads.

    For one image the pieces are shorter than the way to another thread and back; OpenBLAS' threads,
    which spin between products, are quicker then (ResNet-50, one image: 109 -> 85 ms).
    """
    before, mode.alone = mode.alone, not worth_it
    try:
        yield
    finally:
        mode.alone = before


def working():
    """Whether this process has threads at work, because an op was large enough for them."""
    team = teams.get(os.getpid())
    return team is not None and bool(team.helpers)


def cores():
    """How many threads: MINIDNN_THREADS, OMP_NUM_THREADS, or the cores this process may use."""
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
        self.size = size
        self.free = threading.Lock()
        self.helpers = []  # (door, thread): a thread waits at its door, a locked lock
        self.job = None
        self.caller_core = None
        self.delays = 0  # jobs in a row in which a helper came too late
        self.alone = 0  # jobs that the caller does alone before it tries again

    def rests(self):
        """Whether the next job is done alone, because helpers came late last time."""
        self.alone = max(0, self.alone - 1)
        return self.alone > 0

    def share(self, piece, n):
        """Run the pieces; everybody takes the next one until none is left."""
        wanted = min(self.size, n) - 1
        while len(self.helpers) < wanted:
            self.hire()
        self.job = job = Job(piece, n)
        with self.cores_apart():
            for door, _ in self.helpers[:wanted]:
                if door.locked():  # else this one has not even woken for the job before
                    door.release()
            start = time.perf_counter()
            job.work()
            ready = time.perf_counter()
            job.done.acquire()
            waited = time.perf_counter() - ready
        self.job = None
        # Late three times in a row: somebody else needs the other cores. Work alone for a while.
        self.delays = self.delays + 1 if waited > max(DELAY, (ready - start) / 2) else 0
        self.alone = min(2 ** (self.delays - 2), 16) if self.delays > 2 else 0
        if job.error is not None:
            raise job.error

    def hire(self):
        """Start one more thread. It is a daemon: it never keeps the process alive."""
        door = threading.Lock()
        door.acquire()
        thread = threading.Thread(target=self.serve, args=(door,), daemon=True, name="minidnn")
        thread.start()
        self.helpers.append((door, thread.native_id))
        self.caller_core = None

    def serve(self, door):
        np.setbufsize(BUFFER)
        while True:
            door.acquire()
            job = self.job
            if job is not None:
                with np.errstate(**job.errors):
                    job.work()

    @contextmanager
    def cores_apart(self):
        """Within it the caller stays on its core, and the helpers keep off it.

        Left alone, some schedulers put a helper on the core of the thread that woke it and leave
        the other core asleep: measured, twice the time.
        """
        cores = os.sched_getaffinity(0) if getcpu is not None else ()
        if len(cores) < 2:
            yield
            return
        core = getcpu()
        if core != self.caller_core:
            for _, thread in self.helpers:
                os.sched_setaffinity(thread, cores - {core})
            self.caller_core = core
        os.sched_setaffinity(0, {core})
        try:
            yield
        finally:
            os.sched_setaffinity(0, cores)


class Job:
    """The pieces of one piece of work, and the first error.

    Whoever ends the last piece opens `done`. So the caller waits for pieces that a helper has
    taken, but for no helper that is still asleep: on a busy machine that may take milliseconds.
    """

    def __init__(self, piece, n):
        self.piece = piece
        self.n = n
        self.take = count().__next__
        self.end = count(1).__next__
        self.done = threading.Lock()
        self.done.acquire()
        self.error = None
        self.errors = np.geterr()  # which of NumPy's warnings the caller wants

    def work(self):
        i = self.take()
        while i < self.n:
            try:
                if self.error is None:
                    self.piece(i)
            except BaseException as error:  # raised again in the caller's thread
                self.error = error
            if self.end() == self.n:
                self.done.release()
            i = self.take()


# process id -> team: a forked child starts its own, because threads do not come along
teams: dict[int, "Team | None"] = {}


def the_team():
    """This process' team, or None for one core."""
    process = os.getpid()
    if process not in teams:
        size = cores()
        teams.clear()
        teams[process] = Team(size) if size > 1 else None
    return teams[process]


class one_blas_thread:
    """Within it, NumPy's matrix products use one core each, where its BLAS lets us say so."""

    def __enter__(self):
        self.before = 1
        blas = None if mode.alone else openblas()
        if blas is not None:
            get, self.put = blas
            self.before = get()
            if self.before > 1:
                self.put(1)

    def __exit__(self, *error):
        if self.before > 1:
            self.put(self.before)


@contextmanager
def short_buffers():
    """Within it, NumPy's functions of views do not copy rows of 256 numbers or more into buffers.

    With its own setting (8192) NumPy first gathers shorter rows of a view: twice the time.
    """
    before = np.setbufsize(BUFFER)
    try:
        yield
    finally:
        np.setbufsize(before)


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


def core_of_this_thread():
    """Linux' function that says on which core the caller runs, or None."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    return getattr(ctypes.CDLL(None), "sched_getcpu", None)


getcpu = core_of_this_thread()
