"""DistributedDataParallel: every rank trains the same model on its own part of each batch."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ... import distributed as dist
from ...distributed.collectives import nccl_of, ready
from ...distributed.world import members
from ...gradients import reachable
from ...tape import Variable, is_grad_enabled
from ...tensor import Tensor
from ...versions import wrote
from ..module import Module
from .buckets import bucketed


class DistributedDataParallel(Module):
    """Wraps a model: weights start equal on all ranks, and backward averages the gradients.

    With a loss that is a mean over the samples and equally many samples on each rank, the ranks
    together do what one process would do with all their samples in one batch. (Layers that measure
    the batch see their own part: see `nn.SyncBatchNorm`.)

    Gradients travel in flat buckets as soon as the last gradient of a bucket is there, while
    backward still runs for the layers before.

    module: the model itself, also for its state dict without the prefix "module.".
    broadcast_buffers: rank 0's buffers go to all ranks before every forward.
    bucket_cap_mb: the size of a bucket, 25 by default; the first has 1.
    find_unused_parameters: allow parameters that the output does not depend on. Such a search takes
        time; without it a missing gradient is an error in the next forward.
    device_ids, output_device, dim, static_graph, check_reduction, gradient_as_bucket_view: for
        PyTorch's sake. (.grad always is a part of the bucket, which has new memory in every pass.)

    Raises: RuntimeError where the ranks' models differ, or nothing is to be trained.
    Source: Li et al., PyTorch Distributed: Experiences on Accelerating Data Parallel Training
    (2020).
    """

    def __init__(
        self,
        module: Module,
        device_ids: Any = None,
        output_device: Any = None,
        dim: int = 0,
        broadcast_buffers: bool = True,
        init_sync: bool = True,
        process_group: Any = None,
        bucket_cap_mb: float | None = None,
        find_unused_parameters: bool = False,
        check_reduction: bool = False,
        gradient_as_bucket_view: bool = False,
        static_graph: bool = False,
    ) -> None:
        self.group = members(process_group)
        self.module = module
        self.broadcast_buffers = broadcast_buffers
        self.find_unused_parameters = find_unused_parameters
        trained = [p for p in module.parameters() if p.requires_grad]
        if not trained:
            raise RuntimeError(
                "DistributedDataParallel is not needed when a module doesn't have any parameter "
                "that requires a gradient."
            )
        self.require_backward_grad_sync = True
        compare(self.group, module)
        if init_sync:
            synchronise([*module.parameters(), *module.buffers()], self.group)
        self._buckets = bucketed(trained, 25 if bucket_cap_mb is None else bucket_cap_mb)
        self._next = 0  # the bucket to send next: every rank sends them in this order
        self._running = False  # whether a backward pass has begun and not ended
        self._unused: set[int] = set()  # ids of parameters that this pass does not reach
        self._place = {}
        self._hooks = []
        for bucket in self._buckets:
            for i, p in enumerate(bucket.parameters):
                self._place[id(p)] = bucket, i
                self._hooks.append(p.register_post_accumulate_grad_hook(self._arrived))

    def forward(self, *inputs: Any, **options: Any) -> Any:
        if self._running:
            raise RuntimeError(self._unfinished())
        buffers = list(self.module.buffers())
        if self.broadcast_buffers and buffers and self.require_backward_grad_sync:
            synchronise(buffers, self.group)
        output = self.module(*inputs, **options)
        if is_grad_enabled() and self.require_backward_grad_sync:
            self._prepare(output)
        return output

    @contextmanager
    def no_sync(self) -> Iterator[None]:
        """Within it gradients only add up on each rank; the first backward outside averages them.

        Forward and backward both belong into it.
        """
        before, self.require_backward_grad_sync = self.require_backward_grad_sync, False
        try:
            yield
        finally:
            self.require_backward_grad_sync = before

    def state_dict(self, **options: Any) -> dict[str, Tensor]:
        """As the module's, with "module." before every name, as in PyTorch."""
        return super().state_dict(**options)

    # One backward pass

    def _prepare(self, output: Any) -> None:
        """Before backward: which parameters it will not reach."""
        self._unused = set()
        if self.find_unused_parameters:
            nodes = [(t.node, None) for t in tensors_in(output) if t.node is not None]
            reached = reachable(nodes)
            parameters = [p for bucket in self._buckets for p in bucket.parameters]
            self._unused = {id(p) for p in parameters if p.node not in reached}

    def _arrived(self, parameter: Any) -> None:
        """A parameter's gradient is complete."""
        if not self.require_backward_grad_sync:
            return
        if not self._running:
            self._running = True
            for bucket in self._buckets:
                for i, p in enumerate(bucket.parameters):
                    if id(p) in self._unused:
                        bucket.fill(i, p.node.grad, 1 / self.group.size())
        bucket, place = self._place[id(parameter)]
        bucket.fill(place, parameter.node.grad, 1 / self.group.size())
        self._send()
        if self._next == len(self._buckets):
            self._finish()

    def _send(self) -> None:
        """Send the buckets that are full, in order; and let those on their way make progress."""
        while self._next < len(self._buckets) and self._buckets[self._next].waiting <= 0:
            bucket = self._buckets[self._next]
            bucket.send(self.group, nccl_of(bucket.parameters[0], self.group))
            self._next += 1
        for bucket in self._buckets[: self._next]:
            if bucket.request is not None:
                bucket.request.Test()

    def _finish(self) -> None:
        """All are sent: wait, and put the averages into .grad."""
        used = self._used_somewhere()
        for bucket in self._buckets:
            bucket.receive(self.group)
            for p, gradient in zip(bucket.parameters, bucket.gradients()):
                if id(p) not in used:
                    continue
                p.node.grad = gradient
            bucket.reset()
        self._next, self._running = 0, False

    def _used_somewhere(self) -> set[int]:
        """The parameters that at least one rank's backward has reached; others keep their .grad."""
        parameters = [p for bucket in self._buckets for p in bucket.parameters]
        if not self.find_unused_parameters:
            return {id(p) for p in parameters}
        used = Tensor(np.array([id(p) not in self._unused for p in parameters], np.uint8))
        dist.all_reduce(used, dist.ReduceOp.MAX, self.group)
        return {id(p) for p, flag in zip(parameters, used.array) if flag}

    def _unfinished(self) -> str:
        names = {id(p): name for name, p in self.module.named_parameters()}
        got = sum(b.size for b in self._buckets if b.waiting <= 0)
        known = [names[id(p)] for b in self._buckets if b.waiting > 0 for p in b.parameters]
        return (
            "Expected to have finished reduction in the prior iteration before starting a new one: "
            f"the last backward gave no gradient for at least one of {', '.join(known[:8])} "
            f"({got} numbers had arrived). Use all outputs in the loss, or pass "
            "find_unused_parameters=True"
        )


def tensors_in(value: Any) -> Iterator[Variable]:
    """The tensors in an output: itself, or in lists, tuples and dictionaries."""
    if isinstance(value, Variable):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from tensors_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from tensors_in(part)


def compare(group: Any, module: Module) -> None:
    """Raises RuntimeError unless all ranks have the same parameters: names, shapes, dtypes."""
    text = "; ".join(f"{n} {p.dtype} {tuple(p.shape)}" for n, p in module.named_parameters())
    found = ready("DistributedDataParallel", group, False)
    texts = found.own.allgather(text)
    for rank, other in zip(found.ranks, texts):
        if other != texts[0]:
            first = dict.fromkeys(texts[0].split("; "), 0)
            differs = [e for e in other.split("; ") if e not in first] or ["fewer parameters"]
            raise RuntimeError(
                f"DistributedDataParallel: the model of rank {rank} is not that of rank "
                f"{found.ranks[0]}: it has {', '.join(differs[:3])}"
            )


def synchronise(tensors: list[Any], group: Any) -> None:
    """The values of the group's first rank for all, in place; one message per dtype and device."""
    kinds: dict[Any, list[Any]] = {}
    for tensor in tensors:
        kinds.setdefault((tensor.dtype, str(tensor.device)), []).append(tensor)
    for same in kinds.values():
        flat = Tensor(np.concatenate([t.array.reshape(-1) for t in same]))
        dist.broadcast(flat, group.ranks[0], group)
        start = 0
        for tensor in same:
            size = tensor.array.size
            tensor.array[...] = flat.array[start : start + size].reshape(tensor.shape)
            wrote(tensor.array)
            start += size
