"""Muon: momentum whose matrix is made orthogonal before the step."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..tensor import Tensor
from .optimizer import Optimizer


class Muon(Optimizer):
    """p -= lr·size·O, with O the matrix nearest to the momentum whose singular values are near 1.

    For weight matrices of hidden layers only; all else goes to AdamW. size: √max(1, rows/columns)
    ("original"), or 0.2·√max(rows, columns) ("match_rms_adamw", for AdamW's learning rates).
    PyTorch computes O in bfloat16, this in the parameter's own type: steps agree to two digits.

    Source: Jordan et al., Muon: An optimizer for hidden layers in neural networks (2024).
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ):
        options: dict[str, Any] = {"lr": lr, "weight_decay": weight_decay, "momentum": momentum}
        options |= {"nesterov": nesterov, "ns_coefficients": ns_coefficients, "eps": eps}
        super().__init__(params, options | {"ns_steps": ns_steps, "adjust_lr_fn": adjust_lr_fn})

    def check(self, group: dict[str, Any]) -> None:
        for name in ("lr", "momentum", "weight_decay"):
            self.require(group[name] >= 0, name, "at least 0", group[name])
        self.require(0 < group["ns_steps"] < 100, "ns_steps", "1 to 99", group["ns_steps"])
        ways = (None, "original", "match_rms_adamw")
        way = group["adjust_lr_fn"]
        self.require(way in ways, "adjust_lr_fn", "'original' or 'match_rms_adamw'", way)
        for p in group["params"]:
            if p.ndim != 2:
                raise ValueError(
                    f"Muon: only matrices can be trained with it, got a parameter of shape "
                    f"{tuple(p.shape)}; give that one to AdamW"
                )

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        (velocity,) = self.moments(p, "momentum_buffer")
        momentum, lr = float(group["momentum"]), float(group["lr"])
        velocity += (1 - momentum) * (g - velocity)
        direction = g + momentum * (velocity - g) if group["nesterov"] else velocity
        rows, columns = p.shape
        if group["adjust_lr_fn"] == "match_rms_adamw":
            size = 0.2 * math.sqrt(max(rows, columns))
        else:
            size = math.sqrt(max(1.0, rows / columns))
        array: Any = p.array
        array *= 1 - lr * float(group["weight_decay"])
        array -= (lr * size) * orthogonal(
            direction, group["ns_coefficients"], group["ns_steps"], float(group["eps"])
        )


def orthogonal(x: Any, coefficients: tuple[float, float, float], steps: int, eps: float) -> Any:
    """x with its singular values pushed towards 1: `steps` times a·x + (b·G + c·G²)·x, G = x·xᵀ."""
    a, b, c = (float(value) for value in coefficients)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    x = x / np.maximum(np.sqrt(np.sum(x * x)), np.full_like(x, eps, shape=()))
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * (gram @ gram)) @ x
    return x.T if tall else x
