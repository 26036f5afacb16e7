"""Adafactor: Adam's second moment kept as a row and a column of numbers for each matrix."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..tensor import Tensor
from .optimizer import Optimizer


class Adafactor(Optimizer):
    """p -= a·u / max(1, rms(u)/d), u = g/√v, a = max(eps[1], rms(p))·min(lr, 1/√t).

    v is the product of running means of g² over rows and over columns, with the decay t^beta2_decay
    in step t. eps[0], None for the dtype's own, keeps v from 0.
    Source: Shazeer and Stern, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost (2018),
    algorithms 4 and 5.
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "beta2_decay": beta2_decay,
                "eps": tuple(eps),
                "d": d,
                "weight_decay": weight_decay,
                "foreach": foreach,
                "maximize": maximize,
            },
        )

    def check(self, group: dict[str, Any]) -> None:
        for name in ("lr", "weight_decay"):
            self.require(group[name] >= 0, name, "at least 0", group[name])
        self.require(group["beta2_decay"] <= 0, "beta2_decay", "at most 0", group["beta2_decay"])
        smallest = min(eps for eps in group["eps"] if eps is not None)
        self.require(smallest >= 0, "eps", "at least 0", group["eps"])
        self.require(group["d"] >= 1, "d", "at least 1", group["d"])

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        step, lr = self.count_step(p), float(group["lr"])
        x, (floor, least) = p.array, group["eps"]
        floor = float(np.finfo(x.dtype).eps) if floor is None else float(floor)
        g = -g if group["maximize"] else g
        share = step ** float(group["beta2_decay"])
        size = np.maximum(rms(x), float(least)) * min(lr, step**-0.5)
        if group["weight_decay"]:
            x *= 1.0 - lr * float(group["weight_decay"])
        if x.ndim > 1:
            rows, columns = self.factors(p)
            rows += share * ((g * g).mean(-1, keepdims=True) - rows)
            columns += share * ((g * g).mean(-2, keepdims=True) - columns)
            v = rows * columns / np.maximum(rows.mean(-2, keepdims=True), floor)
        else:
            (v,) = self.moments(p, "variance")
            v += share * (g * g - v)
        u = g / np.maximum(v, floor * floor) ** 0.5
        x -= size / np.maximum(rms(u) / float(group["d"]), 1.0) * u

    def factors(self, p: Tensor) -> list[Any]:
        """The running means over rows (…, R, 1) and over columns (…, 1, C)."""
        state = self.state[p]
        for name, at in (("row_var", -1), ("col_var", -2)):
            if name not in state:
                state[name] = Tensor(np.zeros_like(p.array.take([0], axis=at)))
        return [state[name].array for name in ("row_var", "col_var")]

    def fits(self, key: str, shape: tuple[int, ...], p: Tensor) -> bool:
        if key in ("row_var", "col_var"):
            at = -1 if key == "row_var" else -2
            wanted = list(p.shape)
            wanted[at] = 1
            return shape == tuple(wanted)
        return super().fits(key, shape, p)


def rms(x: Any) -> Any:
    """The root of the mean square: an array of one number, so that a GPU need not be waited for."""
    return (x * x).mean() ** 0.5
