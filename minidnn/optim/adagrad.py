"""Adagrad: steps that shrink with the squared gradients seen so far."""

from collections.abc import Iterable
from typing import Any

from ..tensor import Tensor
from . import rules
from .optimizer import Optimizer


class Adagrad(Optimizer):
    """p -= lr/(1 + (t-1)·lr_decay) · g / (√total + eps), total += g², in step t = 1, 2, ...

    Source: Duchi et al., Adaptive Subgradient Methods (2011), figure 1.
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "lr_decay": lr_decay,
                "eps": eps,
                "weight_decay": weight_decay,
                "initial_accumulator_value": initial_accumulator_value,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
                "fused": fused,
            },
        )

    def check(self, group: dict[str, Any]) -> None:
        for name in ("lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps"):
            self.require(group[name] >= 0, name, "at least 0", group[name])

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        step = self.count_step(p)
        is_new = "sum" not in self.state[p]
        (total,) = self.moments(p, "sum")
        if is_new:
            total += float(group["initial_accumulator_value"])
        lr = float(group["lr"]) / (1.0 + (step - 1) * float(group["lr_decay"]))
        rules.update(
            rules.adagrad,
            (p.array, g, total),
            (lr, float(group["eps"]), float(group["weight_decay"])),
            maximize=bool(group["maximize"]),
            decays=group["weight_decay"] != 0,
        )
