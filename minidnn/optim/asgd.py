"""ASGD: gradient steps, and the mean of the places they have passed."""

from collections.abc import Iterable
from typing import Any

from ..tensor import Tensor
from . import rules
from .optimizer import Optimizer


class ASGD(Optimizer):
    """p = (1 - lambd·η)·p - η·g, η = lr/(1 + lambd·lr·t)^alpha; the mean of p from step t0 on.

    The mean is in state[p]["ax"].
    Source: Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging (1992).
    """

    numbers = ("step", "eta", "mu")

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "lambd": lambd,
                "alpha": alpha,
                "t0": t0,
                "weight_decay": weight_decay,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
                "capturable": capturable,
            },
        )

    def check(self, group: dict[str, Any]) -> None:
        for name in ("lr", "weight_decay"):
            self.require(group[name] >= 0, name, "at least 0", group[name])

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        step, state, lr = self.count_step(p), self.state[p], float(group["lr"])
        lambd, weight_decay = float(group["lambd"]), float(group["weight_decay"])
        eta, share = state.get("eta", lr), state.get("mu", 1.0)
        rules.update(
            rules.asgd,
            (p.array, g, *self.moments(p, "ax")),
            (eta, lambd * eta, share, weight_decay),
            maximize=bool(group["maximize"]),
            decays=weight_decay != 0,
            starts=share == 1.0,
        )
        state["eta"] = lr / (1.0 + lambd * lr * step) ** float(group["alpha"])
        state["mu"] = 1.0 / max(1.0, step - float(group["t0"]))
