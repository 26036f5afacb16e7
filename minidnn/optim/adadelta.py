"""Adadelta: steps in the unit of the parameter, whatever the size of the gradient."""

from collections.abc import Iterable
from typing import Any

from ..tensor import Tensor
from . import rules
from .optimizer import Optimizer


class Adadelta(Optimizer):
    """p -= lr·√(d + eps)/√(s + eps)·g: d, s are running means of the squares of steps and g.

    Source: Zeiler, ADADELTA: An Adaptive Learning Rate Method (2012), algorithm 1.
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "rho": rho,
                "eps": eps,
                "weight_decay": weight_decay,
                "maximize": maximize,
                "capturable": capturable,
                "foreach": foreach,
                "differentiable": differentiable,
            },
        )

    def check(self, group: dict[str, Any]) -> None:
        for name in ("lr", "eps", "weight_decay"):
            self.require(group[name] >= 0, name, "at least 0", group[name])
        self.require(0 <= group["rho"] <= 1, "rho", "in [0, 1]", group["rho"])

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        self.count_step(p)
        lr, rho, eps, weight_decay = (
            float(group[name]) for name in ("lr", "rho", "eps", "weight_decay")
        )
        rules.update(
            rules.adadelta,
            (p.array, g, *self.moments(p, "square_avg", "acc_delta")),
            (lr, 1.0 - rho, eps, weight_decay),
            maximize=bool(group["maximize"]),
            decays=weight_decay != 0,
        )
