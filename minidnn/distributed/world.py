"""Who takes part: the ranks of this job, and groups of them."""

import datetime
import functools
import os
import sys
import traceback
from typing import Any

from .mpi import communicator

BACKENDS = ("mpi", "gloo", "nccl", "cpu:gloo,cuda:nccl")
HALF_AN_HOUR = datetime.timedelta(minutes=30)


class Group:
    """Ranks that exchange tensors with each other. Made by `init_process_group` and `new_group`.

    ranks: their numbers in the whole job; a rank's number in the group is its place in this list.
    comm: the communicator of MPI; None in a process that does not belong to the group.
    """

    def __init__(self, comm: Any, ranks: list[int], backend: str, timeout: Any = None) -> None:
        self.comm, self.ranks, self.backend = comm, ranks, backend
        self.timeout = (timeout or HALF_AN_HOUR).total_seconds()

    def rank(self) -> int:
        """This process's number in the group; -1 if it does not belong to it."""
        return -1 if self.comm is None else self.comm.rank

    def size(self) -> int:
        """How many ranks there are."""
        return len(self.ranks)

    def number(self, rank: int, name: str) -> int:
        """The number in this group of a rank of the whole job."""
        if rank not in self.ranks:
            raise ValueError(f"{name}: rank {rank} is not in this group, which has {self.ranks}")
        return self.ranks.index(rank)

    @functools.cached_property
    def own(self) -> Any:
        """A second communicator for the library's own messages: they never meet the program's."""
        return self.comm.Dup()

    def __repr__(self) -> str:
        return f"Group(rank {self.rank()} of {self.size()}, ranks {self.ranks})"


class World:
    """The group of all ranks, once `init_process_group` was called."""

    group: Group | None = None
    hook: Any = None


world = World()


class GroupMember:
    """What `new_group` gives to processes outside the new group."""

    NON_GROUP_MEMBER = object()


class _Group(type):
    @property
    def WORLD(cls) -> Group | None:
        """The group of all ranks."""
        return world.group


class group(metaclass=_Group):
    """`group.WORLD`: the group of all ranks, None before `init_process_group`."""


def init_process_group(
    backend: str | None = None,
    init_method: str | None = None,
    timeout: datetime.timedelta | None = None,
    world_size: int = -1,
    rank: int = -1,
    store: Any = None,
    group_name: str = "",
    pg_options: Any = None,
    device_id: Any = None,
) -> None:
    """Join the other ranks of this job. Call it once, at the start of the program.

    backend: "mpi"; "gloo" and "nccl" are taken for PyTorch's sake: tensors on the CPU go through
        MPI, those on GPUs through NCCL where it is installed, else through MPI.
    timeout: how long an exchange waits for a rank that does not come (30 minutes).
    world_size, rank: checked against MPI's, if given. init_method, store, group_name, pg_options
        and device_id are not needed: MPI knows where the ranks are.

    From here on an error that nobody catches ends all ranks, after its traceback was printed.
    Raises: RuntimeError without mpi4py, if called twice, or if MPI says another number of ranks.
    """
    if world.group is not None:
        raise RuntimeError(
            "init_process_group: trying to initialize the default process group twice!"
        )
    backend = (backend or "mpi").lower()
    if backend not in BACKENDS:
        raise ValueError(f"init_process_group: backend must be one of {BACKENDS}; got {backend!r}")
    comm = communicator().COMM_WORLD.Dup()
    for name, wanted, found in (("world_size", world_size, comm.size), ("rank", rank, comm.rank)):
        if wanted not in (-1, found):
            raise RuntimeError(
                f"init_process_group: {name}={wanted}, but MPI says {found}. Start the program "
                f"with `minidnn launch -n {wanted if name == 'world_size' else 'N'} program.py`"
            )
    world.group = Group(comm, list(range(comm.size)), backend, timeout)
    world.hook, sys.excepthook = sys.excepthook, end_all


def end_all(kind: type, error: BaseException, trace: Any) -> None:
    """Print an error with the rank it happened in, then end every rank of the job."""
    comm = communicator().COMM_WORLD
    text = "".join(traceback.format_exception(kind, error.with_traceback(trace), trace))
    end = f"rank {comm.rank} of {comm.size} failed with the error above; all ranks are ended\n"
    sys.stdout.flush()
    sys.stderr.write(text + end)
    sys.stderr.flush()
    comm.Abort(130 if issubclass(kind, KeyboardInterrupt) else 1)


def destroy_process_group(group: Group | None = None) -> None:
    """Leave the group (all groups, by default). Every rank of it must call this."""
    if group is not None and group is not world.group:
        release(group)
        return
    if world.group is not None:
        release(world.group)
        world.group = None
        if sys.excepthook is end_all:
            sys.excepthook = world.hook


def release(group: Group) -> None:
    """Give the group's communicators back to MPI."""
    if group.comm is not None:
        if "own" in group.__dict__:
            group.__dict__.pop("own").Free()
        group.comm.Free()
        group.comm = None


def new_group(
    ranks: list[int] | None = None,
    timeout: datetime.timedelta | None = None,
    backend: str | None = None,
    **options: Any,
) -> Any:
    """A group of some ranks of the job. Every rank must call it, also those outside the group.

    Returns `GroupMember.NON_GROUP_MEMBER` to those outside, as PyTorch does.
    """
    everybody = members(None)
    ranks = list(everybody.ranks) if ranks is None else sorted(int(rank) for rank in ranks)
    if not ranks or len(set(ranks)) < len(ranks) or not set(ranks) <= set(everybody.ranks):
        raise ValueError(
            f"new_group: ranks must be different numbers in [0, {everybody.size()}); got {ranks}"
        )
    mpi, inside = communicator(), everybody.rank() in ranks
    comm = everybody.comm.Split(0 if inside else mpi.UNDEFINED, everybody.rank())
    if not inside:
        return GroupMember.NON_GROUP_MEMBER
    return Group(comm, ranks, backend or everybody.backend, timeout)


def members(chosen: Any) -> Group:
    """The group itself, or that of all ranks for None.

    Raises: ValueError before init_process_group, or in a process outside the group.
    """
    found = world.group if chosen is None else chosen
    if found is None:
        raise ValueError(
            "Default process group has not been initialized, please make sure to call "
            "init_process_group."
        )
    if not isinstance(found, Group) or found.comm is None:
        raise ValueError("this process is not in the group, or the group was destroyed")
    return found


# Questions


def is_available() -> bool:
    """True: what is here can be imported everywhere; `is_mpi_available` says more."""
    return True


def is_initialized() -> bool:
    """Whether init_process_group was called."""
    return world.group is not None


@functools.cache
def is_mpi_available() -> bool:
    """Whether mpi4py and an MPI library are installed."""
    try:
        communicator()
    except RuntimeError:
        return False
    return True


def is_gloo_available() -> bool:
    """False: the engine is MPI, also where a program asks for gloo."""
    return False


def is_nccl_available() -> bool:
    """Whether CuPy finds NVIDIA's NCCL."""
    from .. import backend

    return backend.PLACES["cuda"].has_nccl()


def is_torchelastic_launched() -> bool:
    """Whether `minidnn launch` started this process."""
    return "MINIDNN_LAUNCH" in os.environ


def get_rank(group: Any = None) -> int:
    """This process's number in the group, from 0; -1 outside it."""
    if group is GroupMember.NON_GROUP_MEMBER:
        return -1
    return members(group).rank()


def get_world_size(group: Any = None) -> int:
    """How many ranks the group has; -1 outside it."""
    if group is GroupMember.NON_GROUP_MEMBER:
        return -1
    return members(group).size()


def get_node_local_rank(fallback_rank: int | None = None) -> int:
    """This process's number among those of its machine."""
    if "LOCAL_RANK" in os.environ:
        return int(os.environ["LOCAL_RANK"])
    if fallback_rank is None:
        raise RuntimeError("LOCAL_RANK is not set; start the program with `minidnn launch`")
    return int(fallback_rank)


def get_backend(group: Any = None) -> str:
    """The name given to init_process_group."""
    return members(group).backend


def get_process_group_ranks(group: Any) -> list[int]:
    """The ranks of a group, by their numbers in the whole job."""
    return list(members(group).ranks)


def get_global_rank(group: Group, group_rank: int) -> int:
    """The number in the whole job of a group's rank."""
    ranks = members(group).ranks
    if not 0 <= group_rank < len(ranks):
        raise ValueError(f"get_global_rank: group rank {group_rank} is not in [0, {len(ranks)})")
    return ranks[group_rank]


def get_group_rank(group: Group, global_rank: int) -> int:
    """The number in a group of a rank of the whole job."""
    return members(group).number(global_rank, "get_group_rank")
