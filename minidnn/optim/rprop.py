"""Rprop: only the signs of the gradients count; every number has a step size of its own."""

from collections.abc import Iterable
from typing import Any

from ..tensor import Tensor
from . import rules
from .optimizer import Optimizer


class Rprop(Optimizer):
    """p -= size·sign(g): size·etas[1] while the sign stays, size·etas[0] when it turns.

    Sizes begin with lr and stay within step_sizes. For whole batches: with small ones signs are
    noise.
    Source: Riedmiller and Braun, The RPROP Algorithm (1993).
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "etas": tuple(etas),
                "step_sizes": tuple(step_sizes),
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
                "capturable": capturable,
            },
        )

    def check(self, group: dict[str, Any]) -> None:
        self.require(group["lr"] >= 0, "lr", "at least 0", group["lr"])
        less, more = group["etas"]
        self.require(0 < less < 1 < more, "etas", "(below 1, above 1)", group["etas"])

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        is_new = "step_size" not in self.state[p]
        self.count_step(p)
        before, size = self.moments(p, "prev", "step_size")
        if is_new:
            size += float(group["lr"])
        less, more = map(float, group["etas"])
        smallest, largest = map(float, group["step_sizes"])
        rules.update(
            rules.rprop,
            (p.array, g, before, size),
            (more - 1.0, 1.0 - less, smallest, largest),
            maximize=bool(group["maximize"]),
        )
