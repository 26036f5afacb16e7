"""Exchanges in which every rank of a group takes part: sums, copies, gathering, splitting.

Before numbers travel, the ranks compare what they are about to do: call, shape, dtype. MPI itself
would add a (3,) to a (4,) and say nothing. MINIDNN_DISTRIBUTED_CHECK=0 leaves this out, and so does
async_op=True, which must not wait.
"""

import hashlib
import os
from typing import Any

import numpy as np

from .. import backend
from ..tensor import Tensor
from .mpi import communicator
from .work import Outgoing, Work, await_request, handed_out
from .world import Group, members, world


class ReduceOp:
    """How numbers of several ranks become one."""

    SUM, AVG, PRODUCT, MIN, MAX = "sum", "avg", "product", "min", "max"
    BAND, BOR, BXOR = "band", "bor", "bxor"


reduce_op = ReduceOp
MPI_NAMES = {"avg": "SUM", "product": "PROD"}


def mpi_op(op: str, tensor: Any, name: str) -> Any:
    """MPI's operation for one of ReduceOp."""
    known = [v for k, v in vars(ReduceOp).items() if k.isupper()]
    if op not in known:
        raise ValueError(f"{name}: op must be one of ReduceOp ({', '.join(known)}); got {op!r}")
    if op == ReduceOp.AVG and tensor.dtype.kind not in "fc":
        raise RuntimeError(f"{name}: ReduceOp.AVG needs floating numbers; got {tensor.dtype}")
    return getattr(communicator(), MPI_NAMES.get(op, op.upper()))


def all_reduce(
    tensor: Any, op: str = ReduceOp.SUM, group: Any = None, async_op: bool = False
) -> Work | None:
    """Every rank's tensor becomes their sum (or what op says), in place."""
    group = ready("all_reduce", group, async_op, tensor, op)
    how = mpi_op(op, tensor, "all_reduce")
    nccl = nccl_of(tensor, group)
    if nccl is not None and op in ("sum", "product", "min", "max"):
        nccl.all_reduce(tensor.array, tensor.array, {"product": "prod"}.get(op, op))
        return finished(group) if async_op else None
    out = Outgoing(tensor, "all_reduce")
    request = group.comm.Iallreduce(communicator().IN_PLACE, out.array, how)
    return handed_out(Work(request, group, "all_reduce", lambda: total(out, op, group)), async_op)


def total(out: Outgoing, op: str, group: Group) -> None:
    if op == ReduceOp.AVG:
        out.array /= group.size()
    out.deliver()


def reduce(
    tensor: Any,
    dst: int,
    op: str = ReduceOp.SUM,
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """As all_reduce, but only rank dst gets the result; the others' tensors stay as they are."""
    group = ready("reduce", group, async_op, tensor, op, dst)
    how, root = mpi_op(op, tensor, "reduce"), group.number(dst, "reduce")
    out = Outgoing(tensor, "reduce")
    here = group.rank() == root
    result = np.empty_like(out.array) if here else None
    request = group.comm.Ireduce(out.array, result, how, root)

    def finish():
        if here:
            out.array[...] = result
            total(out, op, group)

    return handed_out(Work(request, group, "reduce", finish), async_op)


def broadcast(tensor: Any, src: int, group: Any = None, async_op: bool = False) -> Work | None:
    """Every rank's tensor becomes that of rank src."""
    group = ready("broadcast", group, async_op, tensor, src)
    root = group.number(src, "broadcast")
    nccl = nccl_of(tensor, group)
    if nccl is not None:
        nccl.broadcast(tensor.array, root)
        return finished(group) if async_op else None
    here = group.rank() == root
    out = Outgoing(tensor, "broadcast", read=here)
    request = group.comm.Ibcast(out.array, root)
    finish = None if here else out.deliver
    return handed_out(Work(request, group, "broadcast", finish), async_op)


def all_gather_into_tensor(
    output_tensor: Any, input_tensor: Any, group: Any = None, async_op: bool = False
) -> Work | None:
    """The output is all ranks' inputs (D,...) one after another, (size·D,...) or (size,D,...)."""
    group = ready("all_gather", group, async_op, input_tensor)
    fits("all_gather_into_tensor", output_tensor, input_tensor, group)
    source = Outgoing(input_tensor, "all_gather")
    target = Outgoing(output_tensor, "all_gather", read=False)
    request = group.comm.Iallgather(source.array, target.array)
    return handed_out(Work(request, group, "all_gather", target.deliver), async_op)


def all_gather(
    tensor_list: list[Any], tensor: Any, group: Any = None, async_op: bool = False
) -> Work | None:
    """tensor_list[i] becomes the tensor of rank i, for every rank."""
    group = ready("all_gather", group, async_op, tensor)
    alike("all_gather", tensor_list, tensor, group)
    source = Outgoing(tensor, "all_gather")
    gathered = np.empty((group.size(), *source.array.shape), source.array.dtype)
    request = group.comm.Iallgather(source.array, gathered)

    def finish():
        spread(tensor_list, gathered)

    return handed_out(Work(request, group, "all_gather", finish), async_op)


def gather(
    tensor: Any,
    gather_list: list[Any] | None = None,
    dst: int = 0,
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """At rank dst, gather_list[i] becomes the tensor of rank i."""
    group = ready("gather", group, async_op, tensor, dst)
    root = group.number(dst, "gather")
    here = group.rank() == root
    if here:
        alike("gather", gather_list, tensor, group)
    elif gather_list:
        raise ValueError("gather: gather_list is for rank dst alone; give None elsewhere")
    source = Outgoing(tensor, "gather")
    gathered = np.empty((group.size(), *source.array.shape), source.array.dtype)
    request = group.comm.Igather(source.array, gathered if here else None, root)

    def finish():
        if here:
            spread(gather_list, gathered)

    return handed_out(Work(request, group, "gather", finish), async_op)


def scatter(
    tensor: Any,
    scatter_list: list[Any] | None = None,
    src: int = 0,
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """Every rank's tensor becomes scatter_list[rank], a list that rank src holds."""
    group = ready("scatter", group, async_op, tensor, src)
    root = group.number(src, "scatter")
    here = group.rank() == root
    if here:
        alike("scatter", scatter_list, tensor, group)
    elif scatter_list:
        raise ValueError("scatter: scatter_list is for rank src alone; give None elsewhere")
    out = Outgoing(tensor, "scatter", read=False)
    parts = None
    if here:
        parts = np.stack([Outgoing(t, "scatter").array for t in scatter_list or ()])
    request = group.comm.Iscatter(parts, out.array, root)
    return handed_out(Work(request, group, "scatter", out.deliver), async_op)


def reduce_scatter_tensor(
    output: Any,
    input: Any,
    op: str = ReduceOp.SUM,
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """The inputs (size·D,...) of all ranks are added; rank i's output is the i-th part (D,...)."""
    group = ready("reduce_scatter", group, async_op, input, op)
    fits("reduce_scatter_tensor", input, output, group)
    how = mpi_op(op, input, "reduce_scatter")
    source = Outgoing(input, "reduce_scatter")
    out = Outgoing(output, "reduce_scatter", read=False)
    request = group.comm.Ireduce_scatter_block(source.array, out.array, op=how)
    return handed_out(
        Work(request, group, "reduce_scatter", lambda: total(out, op, group)), async_op
    )


def reduce_scatter(
    output: Any,
    input_list: list[Any],
    op: str = ReduceOp.SUM,
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """Rank i's output is the sum over all ranks of their input_list[i]."""
    found = members(group)
    alike("reduce_scatter", input_list, output, found)
    joined = np.stack([Outgoing(t, "reduce_scatter").array for t in input_list])
    return reduce_scatter_tensor(output, Tensor(joined), op, group, async_op)


def all_to_all_single(
    output: Any,
    input: Any,
    output_split_sizes: Any = None,
    input_split_sizes: Any = None,
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """Rank i's input is cut into equal parts; part j goes to place i of rank j's output."""
    if output_split_sizes is not None or input_split_sizes is not None:
        raise ValueError("all_to_all_single: only equal parts are offered; leave the sizes out")
    group = ready("all_to_all", group, async_op, input)
    if input.shape != output.shape or not input.shape or input.shape[0] % group.size():
        raise ValueError(
            f"all_to_all_single: input {tuple(input.shape)} and output {tuple(output.shape)} must "
            f"have one shape, whose first length {group.size()} ranks divide"
        )
    source, out = Outgoing(input, "all_to_all"), Outgoing(output, "all_to_all", read=False)
    request = group.comm.Ialltoall(source.array, out.array)
    return handed_out(Work(request, group, "all_to_all", out.deliver), async_op)


def barrier(group: Any = None, async_op: bool = False, device_ids: Any = None) -> Work | None:
    """Wait until every rank has come here."""
    group = ready("barrier", group, async_op)
    return handed_out(Work(group.comm.Ibarrier(), group, "barrier"), async_op)


def monitored_barrier(group: Any = None, timeout: Any = None, wait_all_ranks: bool = False) -> None:
    """A barrier with a time limit.  Raises: RuntimeError where a rank did not come in time."""
    group = members(group)
    Work(group.comm.Ibarrier(), group, "monitored_barrier").wait(timeout)


def summed(array: Any, group: Group) -> Any:
    """A new array: the sum over the ranks. For the library itself: nothing is compared before."""
    tensor = Tensor(array.copy())
    nccl = nccl_of(tensor, group)
    if nccl is not None:
        nccl.all_reduce(tensor.array, tensor.array)
        return tensor.array
    out = Outgoing(tensor, "all_reduce")
    request = group.own.Iallreduce(communicator().IN_PLACE, out.array)
    Work(request, group, "all_reduce", out.deliver).wait()
    return tensor.array


# Checks


def ready(name: str, group: Any, async_op: bool, *what: Any) -> Group:
    """The group, once all its ranks are about to make the same call.

    Raises: RuntimeError that says what each rank is about to do.
    """
    found = members(group)
    if found.size() == 1 or async_op or os.environ.get("MINIDNN_DISTRIBUTED_CHECK") == "0":
        return found
    text = f"{name}({', '.join(describe(thing) for thing in what)})"
    number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest())
    seen = np.array([number, -number], dtype=np.int64)
    comm, mpi = found.own, communicator()
    await_request(comm.Iallreduce(mpi.IN_PLACE, seen, mpi.MAX), found.timeout, name, found)
    if seen[0] != -seen[1]:
        each = ", ".join(f"rank {r}: {text}" for r, text in zip(found.ranks, comm.allgather(text)))
        raise RuntimeError(f"{name}: the ranks do not do the same: {each}")
    return found


def describe(thing: Any) -> str:
    if isinstance(thing, Tensor):
        return f"{thing.dtype} {tuple(thing.shape)}"
    return str(thing)


def alike(name: str, tensors: Any, tensor: Any, group: Group) -> None:
    """Raises ValueError unless there is a tensor of this shape and dtype for every rank."""
    if not isinstance(tensors, list | tuple) or len(tensors) != group.size():
        got = len(tensors) if isinstance(tensors, list | tuple) else tensors
        raise ValueError(
            f"{name}: expected a list of {group.size()} tensors, one a rank; got {got}"
        )
    for i, other in enumerate(tensors):
        if other.shape != tensor.shape or other.dtype != tensor.dtype:
            raise ValueError(
                f"{name}: tensor {i} of the list is {describe(other)}, expected {describe(tensor)}"
            )


def fits(name: str, whole: Any, part: Any, group: Group) -> None:
    """Raises ValueError unless `whole` is as large as a part for every rank."""
    if whole.numel() != part.numel() * group.size() or whole.dtype != part.dtype:
        raise ValueError(
            f"{name}: {describe(whole)} is not {group.size()} times {describe(part)}, one a rank"
        )


def spread(tensors: list[Any], gathered: np.ndarray) -> None:
    """Write gathered[i] into the i-th tensor."""
    for tensor, part in zip(tensors, gathered):
        target = Outgoing(tensor, "all_gather", read=False)
        target.array[...] = part
        target.deliver()


def nccl_of(tensor: Any, group: Group) -> Any:
    """NCCL for a tensor on a GPU, among all ranks; None where MPI has to do it."""
    if not isinstance(tensor, Tensor) or tensor.device.type != "cuda":
        return None
    if group is not world.group or not tensor.array.flags.c_contiguous:
        return None
    return backend.PLACES["cuda"].nccl(group.size(), group.rank())


def finished(group: Group) -> Work:
    """What was given to NCCL's stream: later work on the device comes after it anyway."""
    return Work(communicator().REQUEST_NULL, group, "nccl")
