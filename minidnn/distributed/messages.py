"""Messages from one rank to another."""

from typing import Any

import numpy as np

from .mpi import communicator
from .work import Outgoing, Work
from .world import members


def isend(tensor: Any, dst: int, group: Any = None, tag: int = 0) -> Work:
    """Begin to send a tensor to rank dst; do not write to it before `wait()` returned."""
    group = members(group)
    out = Outgoing(tensor, "send")
    if out.direct is False:
        out.array = np.array(out.array)
    return Work(group.comm.Isend(out.array, group.number(dst, "send"), tag), group, "send")


def irecv(tensor: Any, src: int | None = None, group: Any = None, tag: int = 0) -> Work:
    """Begin to receive a tensor of this shape and dtype from rank src (None: from any)."""
    group = members(group)
    out = Outgoing(tensor, "recv", read=False)
    mpi = communicator()
    source = mpi.ANY_SOURCE if src is None else group.number(src, "recv")
    return Work(group.comm.Irecv(out.array, source, tag), group, "recv", out.deliver)


def send(tensor: Any, dst: int, group: Any = None, tag: int = 0) -> None:
    """Send a tensor to rank dst; returns when the tensor may be written to again."""
    isend(tensor, dst, group, tag).wait()


def recv(tensor: Any, src: int | None = None, group: Any = None, tag: int = 0) -> int:
    """Receive into a tensor from rank src (None: from whoever sends); the sender's rank.

    Raises: ValueError where what comes has another size.
    """
    found = members(group)
    mpi, status = communicator(), communicator().Status()
    source = mpi.ANY_SOURCE if src is None else found.number(src, "recv")
    found.comm.Probe(source, tag, status)
    out = Outgoing(tensor, "recv", read=False)
    if status.count != out.array.nbytes:
        raise ValueError(
            f"recv: rank {found.ranks[status.source]} sends {status.count} bytes, the tensor "
            f"{tensor.dtype} {tuple(tensor.shape)} takes {out.array.nbytes}"
        )
    found.comm.Recv(out.array, status.source, tag)
    out.deliver()
    return found.ranks[status.source]


class P2POp:
    """A message for `batch_isend_irecv`: P2POp(isend, tensor, peer)."""

    def __init__(self, op: Any, tensor: Any, peer: int, group: Any = None, tag: int = 0) -> None:
        if op not in (isend, irecv):
            raise ValueError("P2POp: op must be distributed.isend or distributed.irecv")
        self.op, self.tensor, self.peer, self.group, self.tag = op, tensor, peer, group, tag


def batch_isend_irecv(p2p_op_list: list[P2POp]) -> list[Work]:
    """Begin several messages at once."""
    return [m.op(m.tensor, m.peer, m.group, m.tag) for m in p2p_op_list]
