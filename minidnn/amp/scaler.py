"""GradScaler: keeps small gradients of float16 above zero by a factor on the loss."""

from typing import Any

import numpy as np

from .. import backend
from ..optim import Optimizer
from ..tensor import Tensor
from ..versions import wrote


class GradScaler:
    """Multiplies the loss by a factor, divides the gradients by it, and skips overflown steps.

    init_scale: the first factor. growth_factor: the factor grows by it after growth_interval steps
    in a row without an infinite gradient; backoff_factor: it shrinks by it, and the step is left
    out, where there is one. enabled=False: everything passes through.

    Reading whether a gradient is infinite is one wait for the device in every step, as in PyTorch.
    Source: Micikevicius et al., Mixed Precision Training (2018), section 3.2.
    """

    def __init__(
        self,
        device: str = "cuda",
        init_scale: float = 65536.0,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        if not growth_factor > 1:
            raise ValueError(f"GradScaler: growth_factor must be above 1; got {growth_factor}")
        if not 0 < backoff_factor < 1:
            raise ValueError(f"GradScaler: backoff_factor must be in (0, 1); got {backoff_factor}")
        self.factor, self.enabled = float(init_scale), enabled
        self.growth_factor, self.backoff_factor = growth_factor, backoff_factor
        self.growth_interval, self.good_steps = growth_interval, 0
        self.found: dict[int, bool] = {}  # id of an optimizer -> whether a gradient was infinite
        self.stepped: set[int] = set()

    def scale(self, outputs: Any) -> Any:
        """The loss (or a list of tensors) times the factor."""
        if not self.enabled:
            return outputs
        if isinstance(outputs, list | tuple):
            return type(outputs)(self.scale(x) for x in outputs)
        return outputs * self.factor

    def unscale_(self, optimizer: Optimizer) -> None:
        """Divide an optimizer's gradients by the factor: before they are clipped, say."""
        if not self.enabled:
            return
        if id(optimizer) in self.found:
            raise RuntimeError(
                "unscale_() has already been called on this optimizer since the last update()."
            )
        sums: dict[str, Any] = {}
        for group in optimizer.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                gradient = p.grad.array
                gradient *= 1.0 / self.factor
                wrote(gradient)
                bad = (~np.isfinite(gradient)).any()
                where = str(p.device)
                sums[where] = bad if where not in sums else sums[where] | bad
        if not sums:
            raise RuntimeError("GradScaler: no gradient was found; call backward() before")
        self.found[id(optimizer)] = any(bool(backend.to_host(bad)) for bad in sums.values())

    def step(self, optimizer: Optimizer, *args: Any, **options: Any) -> Any:
        """optimizer.step(), unless a gradient is infinite or no number."""
        if not self.enabled:
            return optimizer.step(*args, **options)
        if "closure" in options or args:
            raise RuntimeError("Closure use is not currently supported if GradScaler is enabled.")
        if id(optimizer) in self.stepped:
            raise RuntimeError("step() has already been called since the last update().")
        if id(optimizer) not in self.found:
            self.unscale_(optimizer)
        self.stepped.add(id(optimizer))
        return None if self.found[id(optimizer)] else optimizer.step()

    def update(self, new_scale: Any = None) -> None:
        """The factor for the next step."""
        if not self.enabled:
            return
        if new_scale is not None:
            self.factor = float(new_scale)
        elif not self.found:
            raise RuntimeError("GradScaler.update: no step was taken since the last update()")
        elif any(self.found.values()):
            self.factor *= self.backoff_factor
            self.good_steps = 0
        else:
            self.good_steps += 1
            if self.good_steps == self.growth_interval:
                self.factor *= self.growth_factor
                self.good_steps = 0
        self.found, self.stepped = {}, set()

    def get_scale(self) -> float:
        """The factor; 1 where the scaler is not enabled."""
        return self.factor if self.enabled else 1.0

    def is_enabled(self) -> bool:
        """Whether it does anything."""
        return self.enabled

    def get_growth_factor(self) -> float:
        """By how much the factor grows."""
        return self.growth_factor

    def get_backoff_factor(self) -> float:
        """By how much the factor shrinks."""
        return self.backoff_factor

    def get_growth_interval(self) -> int:
        """After how many good steps it grows."""
        return self.growth_interval

    def state_dict(self) -> dict[str, Any]:
        """Its numbers, for a checkpoint; nothing where it is not enabled."""
        if not self.enabled:
            return {}
        return {
            "scale": self.factor,
            "growth_factor": self.growth_factor,
            "backoff_factor": self.backoff_factor,
            "growth_interval": self.growth_interval,
            "_growth_tracker": self.good_steps,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave."""
        if not self.enabled:
            return
        if not state_dict:
            raise RuntimeError(
                "The source state dict is empty, possibly because it was saved from a disabled "
                "instance of GradScaler."
            )
        scale = state_dict["scale"]
        self.factor = float(scale.item() if isinstance(scale, Tensor) else scale)
        self.growth_factor = float(state_dict["growth_factor"])
        self.backoff_factor = float(state_dict["backoff_factor"])
        self.growth_interval = int(state_dict["growth_interval"])
        self.good_steps = int(state_dict["_growth_tracker"])
