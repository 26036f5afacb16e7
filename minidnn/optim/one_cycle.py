"""OneCycleLR: one rise and one fall of the learning rate, while momentum falls and rises."""

from collections.abc import Sequence
from typing import Any

from .optimizer import Optimizer
from .schedule import LRScheduler, annealed_cos, annealed_linear


class OneCycleLR(LRScheduler):
    """lr rises from max_lr/div_factor to max_lr, then falls to max_lr/div_factor/final_div_factor.

    Momentum (or beta1) goes the opposite way if cycle_momentum. Call step() after every batch.
    Source: Smith and Topin, Super-Convergence (2018).
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | Sequence[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | Sequence[float] = 0.85,
        max_momentum: float | Sequence[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ):
        if total_steps is None:
            if epochs is None or steps_per_epoch is None:
                raise ValueError("OneCycleLR: give total_steps, or both epochs and steps_per_epoch")
            total_steps = epochs * steps_per_epoch
        self.require(
            total_steps > 0 and int(total_steps) == total_steps,
            "total_steps",
            "a whole number above 0",
            total_steps,
        )
        self.require(0 <= pct_start <= 1, "pct_start", "in [0, 1]", pct_start)
        self.require(
            anneal_strategy in ("cos", "linear"),
            "anneal_strategy",
            "'cos' or 'linear'",
            anneal_strategy,
        )
        self.total_steps, self.cycle_momentum = total_steps, cycle_momentum
        self.anneal_strategy = anneal_strategy
        up = pct_start * total_steps - 1.0
        self.phases = [(up, "initial_lr", "max_lr", "max_momentum", "base_momentum")]
        if three_phase:
            down = 2.0 * pct_start * total_steps - 2.0
            self.phases += [
                (down, "max_lr", "initial_lr", "base_momentum", "max_momentum"),
                (total_steps - 1.0, "initial_lr", "min_lr", "max_momentum", "max_momentum"),
            ]
        else:
            last = (total_steps - 1.0, "max_lr", "min_lr", "base_momentum", "max_momentum")
            self.phases.append(last)
        groups = optimizer.param_groups
        if cycle_momentum and "momentum" not in groups[0] and "betas" not in groups[0]:
            raise ValueError(
                f"OneCycleLR: {optimizer.name} has neither momentum nor betas; use "
                "cycle_momentum=False"
            )
        if last_epoch == -1:
            top, low, high = (
                self.for_groups(value, len(groups))
                for value in (max_lr, base_momentum, max_momentum)
            )
            for i, group in enumerate(groups):
                initial = top[i] / div_factor
                group.update(initial_lr=initial, max_lr=top[i], min_lr=initial / final_div_factor)
                if cycle_momentum:
                    group.update(base_momentum=low[i], max_momentum=high[i])
        super().__init__(optimizer, last_epoch)

    def for_groups(self, value: Any, count: int) -> list[float]:
        """One value for each group."""
        values = list(value) if isinstance(value, Sequence) else [value] * count
        self.require(len(values) == count, "a list", f"as long as the {count} groups", values)
        return values

    def get_lr(self) -> list[float]:
        t = self.last_epoch
        if t > self.total_steps:
            raise ValueError(
                f"OneCycleLR: step {t} is past the end; total_steps is {self.total_steps}"
            )
        anneal = annealed_cos if self.anneal_strategy == "cos" else annealed_linear
        begin, phases = 0.0, list(self.phases)
        while len(phases) > 1 and t > phases[0][0]:
            begin = phases.pop(0)[0]
        end, lr0, lr1, momentum0, momentum1 = phases[0]
        gone = (t - begin) / (end - begin)
        rates = []
        for group in self.optimizer.param_groups:
            rates.append(anneal(group[lr0], group[lr1], gone))
            if self.cycle_momentum:
                momentum = anneal(group[momentum0], group[momentum1], gone)
                if "betas" in group:
                    group["betas"] = (momentum, *group["betas"][1:])
                else:
                    group["momentum"] = momentum
        return rates
