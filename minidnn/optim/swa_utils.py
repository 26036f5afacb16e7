"""Averages of a model's weights over the steps of a training: SWA and exponential averages."""

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from ..nn import Module
from ..nn.batchnorm import BatchNorm
from ..tape import no_grad
from ..tensor import Tensor
from ..versions import wrote
from .optimizer import Optimizer
from .schedule import LRScheduler, annealed_cos, annealed_linear

__all__ = [
    "SWALR",
    "AveragedModel",
    "get_ema_avg_fn",
    "get_ema_multi_avg_fn",
    "get_swa_avg_fn",
    "get_swa_multi_avg_fn",
    "update_bn",
]


def get_ema_avg_fn(decay: float = 0.999) -> Callable:
    """average(mean, new, count) = decay·mean + (1 - decay)·new, for AveragedModel(avg_fn=…)."""
    if not 0 <= decay <= 1:
        raise ValueError(f"get_ema_avg_fn: decay must be in [0, 1], got {decay!r}")
    return lambda mean, new, count: decay * mean + (1 - decay) * new


def get_swa_avg_fn() -> Callable:
    """average(mean, new, count) = mean + (new - mean)/(count + 1)."""
    return lambda mean, new, count: mean + (new - mean) / (count + 1)


def get_ema_multi_avg_fn(decay: float = 0.999) -> Callable:
    """The exponential average of whole lists, in place, for AveragedModel(multi_avg_fn=…)."""
    return in_place(get_ema_avg_fn(decay))


def get_swa_multi_avg_fn() -> Callable:
    """The equal average of whole lists, in place."""
    return in_place(get_swa_avg_fn())


def in_place(average: Callable) -> Callable:
    """A function of lists (means, new ones, count) that changes the means."""

    def update(means: Sequence[Tensor], news: Sequence[Tensor], count: Any) -> None:
        with no_grad():
            for mean, new in zip(means, news):
                mean.copy_(average(mean, new, count))

    return update


class AveragedModel(Module):
    """A copy of a model whose parameters are averages: of equal weight, or as a function says.

    update_parameters(model) takes the model as it is now into the average. avg_fn(mean, new, count)
    gives one average, multi_avg_fn(means, news, count) changes lists of them in place. Buffers are
    copied, or averaged too with use_buffers.
    Source: Izmailov et al., Averaging Weights Leads to Wider Optima (2018).
    """

    n_averaged: Tensor

    def __init__(
        self,
        model: Module,
        device: Any = None,
        avg_fn: Callable | None = None,
        multi_avg_fn: Callable | None = None,
        use_buffers: bool = False,
    ):
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise ValueError("AveragedModel: give avg_fn or multi_avg_fn, not both")
        self.module = copy.deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", Tensor(np.zeros((), np.int64)))
        self.avg_fn, self.multi_avg_fn, self.use_buffers = avg_fn, multi_avg_fn, use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the averaged model says."""
        return self.module(*args, **kwargs)

    def update_parameters(self, model: Module) -> None:
        """Take the parameters of a model into the average; the first time they are the average."""
        means, news = self.values(self.module), self.values(model)
        count = int(self.n_averaged.item())
        with no_grad():
            if count == 0:
                for mean, new in zip(means, news):
                    mean.copy_(new)
            elif self.avg_fn is not None:
                for mean, new in zip(means, news):
                    mean.copy_(self.avg_fn(mean, new, self.n_averaged))
            else:
                floats = [pair for pair in zip(means, news) if pair[0].dtype.kind in "fc"]
                average = self.multi_avg_fn or get_swa_multi_avg_fn()
                average([m for m, _ in floats], [n for _, n in floats], self.n_averaged)
            if not self.use_buffers:
                for mean, new in zip(self.module.buffers(), model.buffers()):
                    mean.copy_(new)
            self.n_averaged.array[...] = count + 1
            wrote(self.n_averaged.array)

    def values(self, model: Module) -> list[Tensor]:
        """The tensors that are averaged, without their place on the tape."""
        tensors: list[Tensor] = list(model.parameters())
        if self.use_buffers:
            tensors += list(model.buffers())
        return [tensor.detach() for tensor in tensors]


def update_bn(loader: Iterable, model: Module, device: Any = None) -> None:
    """One pass over the data, so that batch norms have the mean and variance of these weights.

    A batch may be a tensor or a list whose first entry is the input.
    """
    norms = [module for module in model.modules() if isinstance(module, BatchNorm)]
    before = {norm: norm.momentum for norm in norms}
    if not norms:
        return
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the mean of all batches
    training = model.training
    model.train()
    with no_grad():
        for batch in loader:
            x = batch[0] if isinstance(batch, list | tuple) else batch
            model(x if device is None else x.to(device))
    for norm, momentum in before.items():
        norm.momentum = momentum
    model.train(training)


class SWALR(LRScheduler):
    """From the rates at the start to swa_lr in anneal_epochs steps, then constant."""

    def __init__(
        self,
        optimizer: Optimizer,
        swa_lr: float | Sequence[float],
        anneal_epochs: int = 10,
        anneal_strategy: str = "cos",
        last_epoch: int = -1,
    ):
        groups = optimizer.param_groups
        rates = list(swa_lr) if isinstance(swa_lr, Sequence) else [swa_lr] * len(groups)
        self.require(len(rates) == len(groups), "swa_lr", f"{len(groups)} numbers", rates)
        self.require(
            anneal_strategy in ("cos", "linear"),
            "anneal_strategy",
            "'cos' or 'linear'",
            anneal_strategy,
        )
        self.require(
            isinstance(anneal_epochs, int) and anneal_epochs >= 0,
            "anneal_epochs",
            "a whole number from 0",
            anneal_epochs,
        )
        for group, rate in zip(groups, rates):
            group["swa_lr"] = rate
        self.anneal_epochs, self.anneal_strategy = anneal_epochs, anneal_strategy
        super().__init__(optimizer, last_epoch)

    def gone(self, t: float) -> float:
        """The share of the way that is behind at step t, 0 to 1."""
        x = max(0.0, min(1.0, t / max(1, self.anneal_epochs)))
        whole = annealed_cos if self.anneal_strategy == "cos" else annealed_linear
        return whole(0.0, 1.0, x)

    def get_lr(self) -> list[float]:
        t = max(self._step_count - 1, 0 if self.anneal_epochs else 1)
        before, now = self.gone(t - 1), self.gone(t)
        rates = []
        for group in self.optimizer.param_groups:
            # where the way began follows from where it is now: others may have moved it
            rate, goal = group["lr"], group["swa_lr"]
            start = goal if before == 1.0 else (rate - before * goal) / (1.0 - before)
            rates.append(now * goal + (1.0 - now) * start)
        return rates
