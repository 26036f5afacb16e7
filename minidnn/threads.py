"""Two and more cores: a few threads that share the pieces of one large piece of work.

NumPy lets go of Python's lock while it computes, so threads really run side by side. The pieces are
cut by the caller from the shapes alone, never from the number of threads: the numbers that come out
do not depend on how many threads there are. MINIDNN_THREADS=1 switches the threads off.
"""

import functools
import os
import queue
import threading
from itertools import count

import numpy as np
from threadpoolctl import ThreadpoolController

from .cores import cores

# Numbers in NumPy's buffers while pieces run. With its own setting it copies shorter rows of a view
# into a buffer first: twice the time. Rows shorter than 256 are copied anyway, better many at once.
BUFFER, OWN = 256, 8192


def run(piece, n, row=BUFFER):
    """Call piece(0), ..., piece(n - 1), side by side where there are cores for it.

    While they run, matrix products use one core each. Called from within a piece, or while another
    thread is at it, the pieces run one after the other. An error of a piece reaches the caller.
    row: how many numbers the pieces' views have in a row, for NumPy's buffers.
    """
    with one_blas_thread():
        before = np.setbufsize(BUFFER if row >= BUFFER else OWN)
        team = None if n < 2 else the_team()
        alone = team is None or team.size < 2 or not team.free.acquire(blocking=False)
        try:
            if alone:
                for i in range(n):
                    piece(i)
            else:
                team.share(piece, n)
        finally:
            np.setbufsize(before)
            if not alone:
                team.free.release()


def summed(piece, n, groups=4):
    """piece(0) + ... + piece(n - 1), arrays, each valid until this thread computes the next one.

    The order of the sums is the same for every number of threads: each group sums its own pieces.
    """
    sums = [None] * min(groups, n)

    def group(g):
        for i in range(g, n, len(sums)):
            sums[g] = piece(i).copy() if i == g else np.add(sums[g], piece(i), out=sums[g])

    run(group, len(sums))
    return functools.reduce(lambda total, other: np.add(total, other, out=total), sums)


class Team:
    """Threads that wait for work; the caller works along with them."""

    def __init__(self, size):
        self.size, self.free = size, threading.Lock()
        self.jobs, self.helpers = queue.SimpleQueue(), 0

    def share(self, piece, n):
        """Run the pieces; everybody takes the next one until none is left."""
        wanted = min(self.size, n) - 1
        while self.helpers < wanted:  # daemons: they never keep the process alive
            threading.Thread(target=self.serve, daemon=True, name="minidnn").start()
            self.helpers += 1
        job = Job(piece, n)
        for _ in range(wanted - self.jobs.qsize()):  # less those that have not even woken
            self.jobs.put(job)
        job.work()
        job.done.acquire()
        if job.error is not None:
            raise job.error

    def serve(self):
        """A helper's life: every job, until none of its pieces is left."""
        while job := self.jobs.get():
            np.setbufsize(job.buffer)
            with np.errstate(**job.errors):
                job.work()
            del job  # and with it what its pieces hold


class Job:
    """The pieces of one piece of work, and the first error. Whoever ends the last opens `done`.

    So the caller waits for pieces that a helper has taken, but for no helper that is still asleep:
    on a busy machine that may take milliseconds.
    """

    def __init__(self, piece, n):
        self.piece, self.n, self.error = piece, n, None
        self.take, self.end = count().__next__, count(1).__next__
        self.done = threading.Lock()
        self.done.acquire()
        self.errors, self.buffer = np.geterr(), np.getbufsize()  # as the caller wants them

    def work(self):
        while (i := self.take()) < self.n:
            try:
                if self.error is None:
                    self.piece(i)
            except BaseException as error:  # raised again in the caller's thread
                self.error = error
            if self.end() == self.n:
                self.piece = None
                self.done.release()


teams: dict[int, Team] = {}  # by process: a forked child starts its own, threads do not come along


def the_team():
    """This process' team."""
    team = teams.get(os.getpid())
    if team is None:
        teams.clear()
        team = teams[os.getpid()] = Team(cores())
    return team


def limit(n):
    """Use n threads from now on."""
    os.environ["MINIDNN_THREADS"] = str(n)
    teams.clear()


mode = threading.local()  # `limited`: whether this thread has told BLAS to use one core


class one_blas_thread:
    """Within it, this thread's matrix products use one core each, where BLAS lets us say so.

    Two microseconds, nothing within another one: so a whole backward pass has one.
    """

    def __enter__(self):
        self.outermost = not getattr(mode, "limited", False)
        if self.outermost:
            mode.limited = True
            self.before = [(lib, n) for lib in blas() if (n := lib.get_num_threads()) != 1]
            for library, _ in self.before:
                library.set_num_threads(1)

    def __exit__(self, *error):
        if self.outermost:
            mode.limited = False
            for library, n in self.before:
                library.set_num_threads(n)


@functools.cache
def blas():
    """The libraries of linear algebra in this process that can be told how many threads to use.

    They do not know of a container's quota, so they are told here, once.
    """
    libraries = ThreadpoolController().select(user_api="blas").lib_controllers
    for library in libraries:
        if library.get_num_threads() > cores():
            library.set_num_threads(cores())
    return libraries
