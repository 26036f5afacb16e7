"""Adamax, NAdam and RAdam: relatives of Adam."""

from collections.abc import Iterable
from typing import Any

from ..tensor import Tensor
from . import rules
from .adam import as_tuple, check_adam
from .optimizer import Optimizer


class Adamax(Optimizer):
    """p -= lr/(1 - β1^t)·m / u, where u is the largest |g| so far, slowly forgotten.

    Source: Kingma and Ba, Adam (2015), algorithm 2.
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": as_tuple(betas),
                "eps": eps,
                "weight_decay": weight_decay,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
                "capturable": capturable,
            },
        )

    check = check_adam

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        step = self.count_step(p)
        beta1, beta2 = map(float, group["betas"])
        step_size = float(group["lr"]) / (1.0 - beta1**step)
        rules.update(
            rules.adamax,
            (p.array, g, *self.moments(p, "exp_avg", "exp_inf")),
            (step_size, 1.0 - beta1, beta2, float(group["eps"]), float(group["weight_decay"])),
            maximize=bool(group["maximize"]),
            decays=group["weight_decay"] != 0,
        )


class NAdam(Optimizer):
    """Adam with Nesterov's momentum, μ = β1·(1 - 0.96^(t·momentum_decay)/2) in step t.

    Source: Dozat, Incorporating Nesterov Momentum into Adam (2016), algorithm 2.
    """

    numbers = ("step", "mu_product")

    def __init__(
        self,
        params: Iterable,
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": as_tuple(betas),
                "eps": eps,
                "weight_decay": weight_decay,
                "momentum_decay": momentum_decay,
                "decoupled_weight_decay": decoupled_weight_decay,
                "maximize": maximize,
                "foreach": foreach,
                "capturable": capturable,
                "differentiable": differentiable,
            },
        )

    def check(self, group: dict[str, Any]) -> None:
        check_adam(self, group)
        decay = group["momentum_decay"]
        self.require(decay >= 0, "momentum_decay", "at least 0", decay)

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        step, lr = self.count_step(p), float(group["lr"])
        beta1, beta2 = map(float, group["betas"])
        mu, following = (
            beta1 * (1.0 - 0.5 * 0.96 ** (t * float(group["momentum_decay"])))
            for t in (step, step + 1)
        )
        product = self.state[p]["mu_product"] = self.state[p].get("mu_product", 1.0) * mu
        decoupled = bool(group["decoupled_weight_decay"])
        rules.update(
            rules.nadam,
            (p.array, g, *self.moments(p, "exp_avg", "exp_avg_sq")),
            (
                lr * (1.0 - mu) / (1.0 - product),
                lr * following / (1.0 - product * following),
                1.0 - beta1,
                1.0 - beta2,
                1.0 - beta2**step,
                float(group["eps"]),
                float(group["weight_decay"]) * (lr if decoupled else 1.0),
            ),
            maximize=bool(group["maximize"]),
            decays=group["weight_decay"] != 0,
            decoupled=decoupled,
        )


class RAdam(Optimizer):
    """Adam whose first steps, while √v̂ is a guess of few numbers, are plain steps along m̂.

    Source: Liu et al., On the Variance of the Adaptive Learning Rate and Beyond (2020),
    algorithm 2.
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": as_tuple(betas),
                "eps": eps,
                "weight_decay": weight_decay,
                "maximize": maximize,
                "foreach": foreach,
                "capturable": capturable,
                "decoupled_weight_decay": decoupled_weight_decay,
                "differentiable": differentiable,
            },
        )

    check = check_adam

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        step, lr = self.count_step(p), float(group["lr"])
        beta1, beta2 = map(float, group["betas"])
        size, rectified = rectification(beta2, step)
        decoupled = bool(group["decoupled_weight_decay"])
        rules.update(
            rules.radam,
            (p.array, g, *self.moments(p, "exp_avg", "exp_avg_sq")),
            (
                lr * size / (1.0 - beta1**step),
                1.0 - beta1,
                1.0 - beta2,
                float(group["eps"]),
                float(group["weight_decay"]) * (lr if decoupled else 1.0),
            ),
            maximize=bool(group["maximize"]),
            decays=group["weight_decay"] != 0,
            decoupled=decoupled,
            rectified=rectified,
        )


def rectification(beta2: float, step: int) -> tuple[float, bool]:
    """(factor of the step size, whether √v is used), with the correction of v's start from 0."""
    correction = 1.0 - beta2**step
    most = 2.0 / (1.0 - beta2) - 1.0
    length = most - 2.0 * step * beta2**step / correction  # of the average, in numbers
    if length <= 5.0:
        return 1.0, False
    part = (length - 4.0) * (length - 2.0) * most / ((most - 4.0) * (most - 2.0) * length)
    return (part * correction) ** 0.5, True
