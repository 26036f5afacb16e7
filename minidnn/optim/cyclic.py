"""CyclicLR: the learning rate goes up and down between two bounds, again and again."""

from collections.abc import Callable, Sequence
from typing import Any

from .optimizer import Optimizer
from .schedule import LRScheduler

SHAPES: dict[str, Callable[[float, float], float]] = {  # of the cycle's number or the step
    "triangular": lambda gamma, x: 1.0,
    "triangular2": lambda gamma, x: 1.0 / 2.0 ** (x - 1.0),
    "exp_range": lambda gamma, x: gamma**x,
}


class CyclicLR(LRScheduler):
    """lr = base_lr + (max_lr - base_lr)·h·scale: h rises from 0 to 1 in step_size_up steps, falls.

    mode: "triangular" (scale 1), "triangular2" (halved after every cycle) or "exp_range"
    (gamma^step); or scale_fn(x) of the cycle's number 1, 2, ... (scale_mode "cycle") or of the
    step ("iterations"). Momentum, or beta1, goes the opposite way if cycle_momentum. Call step()
    after every batch.
    Source: Smith, Cyclical Learning Rates for Training Neural Networks (2017), section 3.2.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | Sequence[float],
        max_lr: float | Sequence[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float | Sequence[float] = 0.8,
        max_momentum: float | Sequence[float] = 0.9,
        last_epoch: int = -1,
    ):
        self.require(
            scale_fn is not None or mode in SHAPES, "mode", f"one of {', '.join(SHAPES)}", mode
        )
        groups = optimizer.param_groups
        if cycle_momentum and not {"momentum", "betas"} & {*groups[0]}:
            raise ValueError(
                f"CyclicLR: {optimizer.name} has neither momentum nor betas; use "
                "cycle_momentum=False"
            )
        lows, highs, slow, fast = (
            self.for_groups(value, len(groups))
            for value in (base_lr, max_lr, base_momentum, max_momentum)
        )
        down = step_size_up if step_size_down is None else step_size_down
        self.total_size = float(step_size_up + down)
        self.step_ratio = step_size_up / self.total_size
        self.mode, self.gamma, self.cycle_momentum = mode, gamma, cycle_momentum
        self.scale_fn = scale_fn
        own = "iterations" if mode == "exp_range" else "cycle"
        self.scale_mode = scale_mode if scale_fn else own
        self.max_lrs = highs
        if last_epoch == -1:
            for i, group in enumerate(groups):
                group.update(lr=lows[i], initial_lr=lows[i])
                if cycle_momentum:
                    group.update(base_momentum=slow[i], max_momentum=fast[i])
                    self.set_momentum(group, fast[i])
        super().__init__(optimizer, last_epoch)
        self.base_lrs = lows

    def for_groups(self, value: Any, count: int) -> list[float]:
        """One value for each group."""
        values = list(value) if isinstance(value, Sequence) else [value] * count
        self.require(len(values) == count, "a list", f"as long as the {count} groups", values)
        return values

    def get_lr(self) -> list[float]:
        t = self.last_epoch
        cycle = float(int(1 + t / self.total_size))
        gone = 1.0 + t / self.total_size - cycle
        up = self.step_ratio
        height = gone / up if gone <= up else (gone - 1.0) / (up - 1.0)
        x = cycle if self.scale_mode == "cycle" else t
        scale = self.scale_fn(x) if self.scale_fn else SHAPES[self.mode](self.gamma, x)
        if self.cycle_momentum:
            for group in self.optimizer.param_groups:
                low, high = group["base_momentum"], group["max_momentum"]
                self.set_momentum(group, high - (high - low) * height * scale)
        return [
            low + (high - low) * height * scale for low, high in zip(self.base_lrs, self.max_lrs)
        ]

    def set_momentum(self, group: dict[str, Any], momentum: float) -> None:
        """Give a group a momentum: under that name, or as the first of its betas."""
        if "betas" in group:
            group["betas"] = (momentum, *group["betas"][1:])
        else:
            group["momentum"] = momentum
