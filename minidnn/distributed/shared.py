"""Sums between ranks of one machine through memory that all of them see: no copies by way of MPI.

Every rank has a row of the memory. It writes its numbers there; once all have, it adds up its own
part of all rows; once all have, it reads the parts of the others. MPI only says when all have. Each
part is added up by one rank, so all get the same bits. Two such memories take turns: a rank that is
already writing the next numbers disturbs nobody who still reads the last.
"""

import mmap
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from .work import await_request
from .world import Group

MEMORY = Path("/dev/shm")  # files here are memory


class SharedSum:
    """The sum over a group's ranks of arrays of one size and dtype; `begin`, then `finish`."""

    def __init__(self, group: Group, size: int, dtype: Any) -> None:
        self.group, self.size = group, size
        self.rows = [mapped(group, size, dtype) for _ in range(2)]
        self.turn = 0

    def begin(self, array: np.ndarray) -> None:
        """Write this rank's numbers, and say so."""
        self.turn = 1 - self.turn
        self.rows[self.turn][self.group.rank()] = array
        self.request = self.group.own.Ibarrier()

    def finish(self, array: np.ndarray) -> None:
        """Wait for the others; the array becomes the sum."""
        rows, group, name = self.rows[self.turn], self.group, "DistributedDataParallel"
        ranks, own = group.size(), group.rank()
        bounds = [self.size * i // ranks for i in range(ranks + 1)]
        part = slice(bounds[own], bounds[own + 1])
        await_request(self.request, group.timeout, name, group)
        total = np.add(rows[0, part], rows[1, part], out=array[part])
        for row in rows[2:]:
            total += row[part]
        rows[own, part] = total
        await_request(group.own.Ibarrier(), group.timeout, name, group)
        for other in range(ranks):
            if other != own:
                there = slice(bounds[other], bounds[other + 1])
                array[there] = rows[other, there]


def usable(group: Group) -> bool:
    """Whether all ranks of the group can map one file; asked once, by all ranks together."""
    if not hasattr(group, "one_machine"):
        here = group.own.Split_type(one_machine_type(group))
        same = here.size == group.size() > 1 and MEMORY.is_dir()
        here.Free()
        if os.environ.get("MINIDNN_SHARED_MEMORY") == "0":
            same = False
        group.one_machine = min(group.own.allgather(same))  # type: ignore[attr-defined]
    return group.one_machine  # type: ignore[attr-defined]


def one_machine_type(group: Group) -> Any:
    from .mpi import communicator

    return communicator().COMM_TYPE_SHARED


def mapped(group: Group, size: int, dtype: Any) -> np.ndarray:
    """(ranks, size) numbers that all ranks see. Their file loses its name and ends with them."""
    comm, length = group.own, max(1, group.size() * size * np.dtype(dtype).itemsize)
    name = None
    if comm.rank == 0:
        number, name = tempfile.mkstemp(prefix="minidnn-", dir=MEMORY)
        os.ftruncate(number, length)
        os.close(number)
    name = comm.bcast(name)
    with open(name, "r+b") as file:
        memory = mmap.mmap(file.fileno(), length)
    comm.Barrier()
    if comm.rank == 0:
        os.unlink(name)
    return np.frombuffer(memory, dtype, group.size() * size).reshape(group.size(), size)
