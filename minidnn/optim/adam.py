"""Adam and AdamW: steps scaled by running means of the gradient and its square."""

from collections.abc import Iterable
from typing import Any

from ..tensor import Tensor
from . import rules
from .optimizer import Optimizer


def as_tuple(values: Any) -> Any:
    """A tuple of several values; check_adam says what is wrong with anything else."""
    return tuple(values) if isinstance(values, list | tuple) else values


def check_adam(self: Optimizer, group: dict[str, Any]) -> None:
    """Raises ValueError where an option of Adam or a relative makes no sense."""
    for name in ("lr", "eps", "weight_decay"):
        self.require(group[name] >= 0, name, "at least 0", group[name])
    betas = group["betas"]
    two = isinstance(betas, list | tuple) and len(betas) == 2
    self.require(two, "betas", "two numbers", betas)
    for beta in group["betas"]:
        self.require(0 <= beta < 1, "betas", "in [0, 1)", group["betas"])


class Adam(Optimizer):
    """p -= lr·m̂ / (√v̂ + eps), where m̂ and v̂ are the corrected running means of g and g².

    Source: Kingma and Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1.
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": as_tuple(betas),
                "eps": eps,
                "weight_decay": weight_decay,
                "amsgrad": amsgrad,
                "maximize": maximize,
                "foreach": foreach,
                "capturable": capturable,
                "differentiable": differentiable,
                "fused": fused,
                "decoupled_weight_decay": decoupled_weight_decay,
            },
        )

    check = check_adam

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        m, v = self.moments(p, "exp_avg", "exp_avg_sq")
        v_max = self.moments(p, "max_exp_avg_sq")[0] if group["amsgrad"] else None
        lr, weight_decay = float(group["lr"]), float(group["weight_decay"])
        beta1, beta2 = map(float, group["betas"])
        step = self.count_step(p)
        step_size, eps = rules.adam_step(lr, beta1, beta2, float(group["eps"]), step)
        decoupled = bool(group["decoupled_weight_decay"])
        if decoupled:
            weight_decay *= lr
        rules.update(
            rules.adam,
            (p.array, g, m, v, v_max),
            (step_size, 1.0 - beta1, 1.0 - beta2, eps, weight_decay),
            maximize=bool(group["maximize"]),
            decays=weight_decay != 0,
            decoupled=decoupled,
        )


class AdamW(Adam):
    """Adam whose weight decay shrinks the parameter itself: p *= 1 - lr·weight_decay.

    Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019), algorithm 2.
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ):
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )
