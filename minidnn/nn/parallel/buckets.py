"""Buckets: gradients side by side in flat arrays, averaged over the ranks while backward runs."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import backend
from ...distributed import shared
from ...distributed.mpi import communicator
from ...distributed.work import await_request
from ...distributed.world import Group

FIRST_MB = 1.0  # a small first bucket, so that the exchange begins early (PyTorch's number)


class Bucket:
    """Parameters whose gradients travel together."""

    def __init__(self, parameters: Sequence[Any]) -> None:
        self.parameters = list(parameters)
        self.dtype = self.parameters[0].dtype
        ends = np.cumsum([p.numel() for p in self.parameters])
        self.size = int(ends[-1])
        self.places = [slice(int(e) - p.numel(), int(e)) for p, e in zip(self.parameters, ends)]
        self.flat: Any = None  # the gradients, on the parameters' device
        self.host: Any = None  # what MPI sends: `flat` itself on the CPU
        self.request: Any = None
        self.shared: Any = None  # the memory of ranks of one machine, in its first use
        self.waiting = len(self.parameters)

    def fill(self, place: int, gradient: Any, scale: float) -> None:
        """Put a gradient (None: zeros) in its place, divided by the number of ranks.

        A gradient with a bucket of its own stays where it is.
        """
        self.waiting -= 1
        if gradient is not None and len(self.places) == 1 and gradient.flags.c_contiguous:
            gradient *= scale
            self.flat = gradient.reshape(-1)
            return
        if self.flat is None:
            self.flat = np.empty_like(self.parameters[0].array, shape=self.size)
        target = self.flat[self.places[place]]
        if gradient is None:
            target[...] = 0
        else:
            np.multiply(gradient.reshape(-1), scale, out=target)

    def send(self, group: Group, nccl: Any) -> None:
        """Begin to add up the bucket over all ranks."""
        if nccl is not None:
            nccl.all_reduce(self.flat, self.flat)
            return
        half = self.dtype == np.float16  # MPI adds no float16
        if backend.is_host(self.flat) and not half and shared.usable(group):
            self.shared = self.shared or shared.SharedSum(group, self.size, self.dtype)
            self.shared.begin(self.flat)
            return
        if backend.is_host(self.flat) and not half:
            self.host = self.flat
        else:
            self.host = backend.staged(self.flat, np.float32 if half else self.dtype)
        self.request = group.own.Iallreduce(communicator().IN_PLACE, self.host)

    def receive(self, group: Group) -> None:
        """Wait for the sums."""
        if self.request is not None:
            name = "DistributedDataParallel"
            await_request(self.request, group.timeout, name, group)
            if self.host is not self.flat:
                backend.write(self.flat, self.host)
        elif self.shared is not None:
            self.shared.finish(self.flat)
        self.request = self.host = None

    def gradients(self) -> list[Any]:
        """The averaged gradients in their parameters' shapes: views of the bucket."""
        return [self.flat[s].reshape(p.shape) for s, p in zip(self.places, self.parameters)]

    def reset(self) -> None:
        """Ready for the next backward pass, which gets new memory: the gradients keep the old."""
        self.flat = None
        self.waiting = len(self.parameters)


def bucketed(parameters: Sequence[Any], cap_mb: float) -> list[Bucket]:
    """Buckets of at most cap_mb megabytes, in the order in which backward reaches the parameters.

    That is the reverse of the order in the model; a bucket has one dtype and one device.
    """
    buckets: list[Bucket] = []
    members: list[Any] = []
    room = min(FIRST_MB, cap_mb) * 2**20
    for p in reversed(list(parameters)):
        other = members and (members[0].dtype, members[0].device) != (p.dtype, p.device)
        if members and (other or room < p.array.nbytes):
            buckets.append(Bucket(members))
            members, room = [], cap_mb * 2**20
        members.append(p)
        room -= p.array.nbytes
    return [*buckets, Bucket(members)]
