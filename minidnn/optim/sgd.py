"""SGD: a step against the gradient, with momentum if wanted."""

from collections.abc import Iterable
from typing import Any

from ..tensor import Tensor
from . import rules
from .optimizer import Optimizer


class SGD(Optimizer):
    """p -= lr·v, where v is g or, with momentum, v = momentum·v + (1 - dampening)·g.

    With nesterov p -= lr·(g + momentum·v).
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "dampening": dampening,
                "weight_decay": weight_decay,
                "nesterov": nesterov,
                "maximize": maximize,
                "foreach": foreach,
                "differentiable": differentiable,
                "fused": fused,
            },
        )

    def check(self, group: dict[str, Any]) -> None:
        for name in ("lr", "momentum", "weight_decay"):
            self.require(group[name] >= 0, name, "at least 0", group[name])
        if group["nesterov"] and (group["momentum"] <= 0 or group["dampening"] != 0):
            raise ValueError(
                f"{self.name}: nesterov needs momentum above 0 and dampening 0, got momentum "
                f"{group['momentum']!r} and dampening {group['dampening']!r}"
            )

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        velocity, momentum, share = None, float(group["momentum"]), 1.0 - float(group["dampening"])
        if momentum:
            if self.state.get(p, {}).get("momentum_buffer") is None:
                share = 1.0  # the first velocity is the whole gradient
            (velocity,) = self.moments(p, "momentum_buffer")
        rules.update(
            rules.sgd,
            (p.array, g, velocity),
            (float(group["lr"]), float(group["weight_decay"]), momentum, share),
            maximize=bool(group["maximize"]),
            decays=group["weight_decay"] != 0,
            nesterov=bool(group["nesterov"]),
        )
