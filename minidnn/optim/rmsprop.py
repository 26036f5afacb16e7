"""RMSprop: steps scaled by a running mean of the squared gradient."""

from collections.abc import Iterable
from typing import Any

from ..tensor import Tensor
from . import rules
from .optimizer import Optimizer


class RMSprop(Optimizer):
    """p -= lr·g / (√s + eps), s = alpha·s + (1 - alpha)·g²; centered: s less the squared mean of g.

    Source: Hinton, Neural Networks for Machine Learning, lecture 6e (2012).
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "alpha": alpha,
                "eps": eps,
                "centered": centered,
                "weight_decay": weight_decay,
                "capturable": capturable,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
            },
        )

    def check(self, group: dict[str, Any]) -> None:
        for name in ("lr", "alpha", "eps", "weight_decay", "momentum"):
            self.require(group[name] >= 0, name, "at least 0", group[name])

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        self.count_step(p)
        (square,) = self.moments(p, "square_avg")
        mean = self.moments(p, "grad_avg")[0] if group["centered"] else None
        velocity = self.moments(p, "momentum_buffer")[0] if group["momentum"] > 0 else None
        lr, alpha, eps, weight_decay, momentum = (
            float(group[name]) for name in ("lr", "alpha", "eps", "weight_decay", "momentum")
        )
        rules.update(
            rules.rmsprop,
            (p.array, g, square, mean, velocity),
            (lr, 1.0 - alpha, eps, weight_decay, momentum),
            maximize=bool(group["maximize"]),
            decays=weight_decay != 0,
        )
