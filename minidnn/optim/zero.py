"""ZeroRedundancyOptimizer: every rank keeps the optimizer's state of a share of the parameters."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .. import distributed as dist
from ..distributed.collectives import ready
from ..distributed.world import members
from ..tensor import Tensor
from ..versions import wrote
from .optimizer import Optimizer


class ZeroRedundancyOptimizer(Optimizer):
    """Updates the parameters of this rank's share, then gets the others from their ranks.

    The memory of the optimizer's state (twice the parameters for Adam) is divided by the number of
    ranks. Gradients must be equal on all ranks, as DistributedDataParallel leaves them.

    params, and options of the optimizer in **defaults, as for optimizer_class itself.
    Source: Rajbhandari et al., ZeRO: Memory Optimizations Toward Training Trillion Parameter Models
    (2020), stage 1.
    """

    def __init__(
        self,
        params: Iterable,
        optimizer_class: type[Optimizer],
        process_group: Any = None,
        parameters_as_bucket_view: bool = False,
        overlap_with_ddp: bool = False,
        **defaults: Any,
    ) -> None:
        if overlap_with_ddp:
            raise ValueError("ZeroRedundancyOptimizer: overlap_with_ddp=True is not offered")
        self.group = members(process_group)
        params = list(params)
        # a full optimizer that takes no step: it checks the options and fills in defaults
        full = optimizer_class(params, **defaults)
        self.owner = shares([p for g in full.param_groups for p in g["params"]], self.group.size())
        super().__init__(full.param_groups, full.defaults)
        self.optim = optimizer_class(self.own_groups(), **defaults)
        self.gathered: dict[str, Any] | None = None

    def own_groups(self) -> list[dict[str, Any]]:
        """The groups with this rank's parameters alone."""
        rank = self.group.rank()
        return [
            {**group, "params": [p for p in group["params"] if self.owner[id(p)] == rank]}
            for group in self.param_groups
        ]

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update this rank's share, then every rank's parameters are exchanged."""
        for own, group in zip(self.optim.param_groups, self.param_groups):
            own.update({key: value for key, value in group.items() if key != "params"})
        loss = self.optim.step(closure)
        for rank in range(self.group.size()):
            mine = [p for g in self.param_groups for p in g["params"] if self.owner[id(p)] == rank]
            for same in by_kind([p for p in mine if p.grad is not None]):
                self.send(same, rank)
        return loss

    def send(self, parameters: list[Any], rank: int) -> None:
        """The values of some parameters from their rank to all others, in one message."""
        flat = Tensor(np.concatenate([p.array.reshape(-1) for p in parameters]))
        dist.broadcast(flat, self.group.ranks[rank], self.group)
        if self.group.rank() == rank:
            return
        start = 0
        for p in parameters:
            p.array[...] = flat.array[start : start + p.array.size].reshape(p.shape)
            wrote(p.array)
            start += p.array.size

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Only when it is made."""
        if hasattr(self, "optim"):
            raise RuntimeError(
                "ZeroRedundancyOptimizer.add_param_group: give all groups when it is made"
            )
        super().add_param_group(group)

    def consolidate_state_dict(self, to: int = 0) -> None:
        """Gather the whole state at rank `to`; every rank calls this before its state_dict()."""
        group = ready("consolidate_state_dict", self.group, False, to)
        number = {id(p): i for i, p in enumerate(self.parameters())}
        own = {number[id(p)]: dict(state) for p, state in self.optim.state.items()}
        parts = group.own.gather(own, group.number(to, "consolidate_state_dict"))
        self.gathered = None
        if parts is not None:
            merged = {i: state for part in parts for i, state in part.items()}
            self.gathered = {i: merged[i] for i in sorted(merged)}

    def parameters(self) -> list[Any]:
        return [p for group in self.param_groups for p in group["params"]]

    def state_dict(self) -> dict[str, Any]:
        """As the optimizer itself would give it; after `consolidate_state_dict`, at its rank."""
        if self.gathered is None:
            raise RuntimeError(
                "Optimizer state has not been consolidated on this rank. Please call "
                f"`consolidate_state_dict(to={self.group.ranks[self.group.rank()]})` on all ranks "
                "beforehand if you meant to save the global state."
            )
        return {"state": self.gathered, "param_groups": super().state_dict()["param_groups"]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a whole state, also from one of the plain optimizer; each keeps its share."""
        super().load_state_dict(state_dict)
        rank = self.group.rank()
        self.optim.state = {p: s for p, s in self.state.items() if self.owner[id(p)] == rank}
        self.state, self.gathered = {}, None

    def check(self, group: dict[str, Any]) -> None:
        if hasattr(self, "optim"):
            self.optim.check(group)

    def restored(self, key: str, value: Any, p: Tensor) -> Any:
        return self.optim.restored(key, value, p)


def shares(parameters: list[Any], ranks: int) -> dict[int, int]:
    """id of a parameter -> the rank that updates it: the largest first, to whom has least."""
    load, owner = [0] * ranks, {}
    for p in sorted(parameters, key=lambda p: -p.numel()):
        rank = load.index(min(load))
        owner[id(p)] = rank
        load[rank] += p.numel()
    return owner


def by_kind(parameters: list[Any]) -> list[list[Any]]:
    """Lists of parameters with one dtype and device."""
    kinds: dict[Any, list[Any]] = {}
    for p in parameters:
        kinds.setdefault((p.dtype, str(p.device)), []).append(p)
    return list(kinds.values())
