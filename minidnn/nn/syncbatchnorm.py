"""SyncBatchNorm: batch normalisation over the batches of all ranks together."""

from typing import Any

import numpy as np

from .. import distributed as dist
from ..distributed.collectives import summed
from ..distributed.world import Group, members
from ..ops.norm import per_channel
from ..tape import apply
from ..tensor import Tensor
from ..versions import wrote
from .batchnorm import BatchNorm
from .module import Module

__all__ = ["SyncBatchNorm"]


def sync_batch_norm(x, weight, bias, *, mean, var, count, total, eps):
    """y = (x - mean)/√(var + eps) · weight + bias:  x (N,C,...), the others (C,).

    mean and var are those of the samples of all ranks, `count` of them for each channel; what they
    depend on x is part of dx. total(array) adds an array up over the ranks.

    Source: Ioffe and Szegedy 2015, "Batch Normalization", algorithm 1, with sums over all ranks.
    """
    axes = (0, *range(2, x.ndim))
    inverse_std = per_channel((var + eps) ** -0.5, x)
    normal = (x - per_channel(mean, x)) * inverse_std
    scale = inverse_std if weight is None else inverse_std * per_channel(weight, x)
    y = normal if weight is None else normal * per_channel(weight, x)
    if bias is not None:
        y = y + per_channel(bias, x)

    def dx(dy):
        sums = np.stack([dy.sum(axis=axes), (dy * normal).sum(axis=axes)])
        along_one, along_x = total(sums) / count
        return scale * (dy - per_channel(along_one, x) - normal * per_channel(along_x, x))

    return (
        y,
        dx,
        None if weight is None else lambda dy: (dy * normal).sum(axis=axes),
        None if bias is None else lambda dy: dy.sum(axis=axes),
    )


class SyncBatchNorm(BatchNorm):
    """Batch normalisation of (N,C), (N,C,L), (N,C,H,W) ... over the batches of all ranks.

    In training, mean and variance are those of all samples of the group's ranks, so that a model
    on several ranks computes what it would on one with all samples in one batch. In evaluation, or
    without `init_process_group`, it is BatchNorm.
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        process_group: Any = None,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype)
        self.process_group = process_group

    def forward(self, input: Tensor) -> Tensor:
        measuring = self.training or not self.track_running_stats
        if (
            not measuring
            or not dist.is_initialized()
            or dist.get_world_size(self.process_group) < 2
        ):
            return super().forward(input)
        self.check_input(input)
        group = members(self.process_group)
        mean, var, count = joint_statistics(input.array, group)
        if self.training and self.num_batches_tracked is not None:
            self.num_batches_tracked.array += 1
            self.follow(self.num_batches_tracked, mean, var, count)
        return apply(
            sync_batch_norm,
            input,
            self.weight,
            self.bias,
            mean=mean,
            var=var,
            count=count,
            total=lambda array: summed(array, group),
            eps=self.eps,
        )

    def follow(self, batches: Tensor, mean: Any, var: Any, count: float) -> None:
        """Move the running statistics towards those of this batch."""
        share = 1.0 / int(batches.array) if self.momentum is None else self.momentum
        unbiased = var * (count / max(count - 1, 1))
        pairs: Any = ((self.running_mean, mean), (self.running_var, unbiased))
        for running, new in pairs:
            running.array += share * (new - running.array)
            wrote(running.array)

    def check_input(self, x: Tensor) -> None:
        if x.ndim < 2 or x.shape[1] != self.num_features:
            raise ValueError(
                f"SyncBatchNorm: expected input (N, {self.num_features}, ...), got {tuple(x.shape)}"
            )

    @classmethod
    def convert_sync_batchnorm(cls, module: Module, process_group: Any = None) -> Module:
        """The model with every BatchNorm in it replaced; the parameters stay the same objects."""
        for name, child in list(module.__dict__.items()):
            if isinstance(child, Module):
                setattr(module, name, cls.convert_sync_batchnorm(child, process_group))
        if not isinstance(module, BatchNorm) or isinstance(module, SyncBatchNorm):
            return module
        new = cls.__new__(cls)
        new.__dict__.update(module.__dict__)
        new.process_group = process_group
        return new


def joint_statistics(x: Any, group: Group) -> tuple[Any, Any, float]:
    """Mean and biased variance of every channel over all ranks, and the samples of a channel.

    In two rounds, the mean first: squares of distances lose no digits, unlike Σx² - n·mean².
    """
    axes = (0, *range(2, x.ndim))
    own = np.array([x.size // x.shape[1]])
    count = float(summed(own, group)[0])  # on the host, so that a device need not wait
    mean = summed(x.sum(axis=axes), group) / count
    centered = x - per_channel(mean, x)
    return mean, summed((centered * centered).sum(axis=axes), group) / count, count
