"""BatchNorm and InstanceNorm: every channel shifted and scaled to mean 0 and variance 1."""

from typing import Any

import numpy as np

from ..functional.checks import expect_tensor
from ..tensor import Tensor
from . import functional as F
from . import init
from .module import Module
from .parameter import Buffer, Parameter

__all__ = [
    "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d", "InstanceNorm2d",
    "InstanceNorm3d",
]


class ChannelNorm(Module):
    """What BatchNorm and InstanceNorm share: options, weight and bias (C,), running statistics."""

    dims: tuple[int, ...] = ()
    _optional = ("num_batches_tracked",)  # files of old PyTorch versions lack it

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ):
        if num_features < 1:
            raise ValueError(
                f"{type(self).__name__}: num_features must be at least 1, got {num_features!r}"
            )
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats

        def vector():
            return Parameter.empty(num_features, device=device, dtype=dtype)

        self.weight = vector() if affine else None
        self.bias = vector() if affine and bias else None
        self.running_mean = Buffer(vector()) if track_running_stats else None
        self.running_var = Buffer(vector()) if track_running_stats else None
        count = Tensor(np.asarray(0, dtype=np.int64)).to(device or "cpu")
        self.num_batches_tracked = Buffer(count) if track_running_stats else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0, and nothing seen yet."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def reset_running_stats(self) -> None:
        """Forget the batches seen so far."""
        for buffer, start in (
            (self.running_mean, 0.0),
            (self.running_var, 1.0),
            (self.num_batches_tracked, 0),
        ):
            if buffer is not None:
                init.constant_(buffer, start)

    def check_input(self, x: Tensor) -> None:
        """Raises ValueError for the wrong number of dimensions or channels."""
        expect_tensor(type(self).__name__, x)
        if x.ndim not in self.dims or x.shape[1] != self.num_features:
            c = self.num_features
            shapes = {2: f"(N, {c})", 3: f"(N, {c}, L)", 4: f"(N, {c}, H, W)"}
            shapes[5] = f"(N, {c}, D, H, W)"
            wanted = " or ".join(shapes[d] for d in self.dims)
            raise ValueError(
                f"{type(self).__name__}: expected input {wanted}, got {tuple(x.shape)}"
            )

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.affine}, bias={self.bias is not None}, "
            f"track_running_stats={self.track_running_stats}"
        )


class BatchNorm(ChannelNorm):
    """y = (x - mean)/√(var + eps)·weight + bias, per channel.

    In training mean and (biased) variance are those of the batch, and running_mean and running_var
    follow them: running = (1 - momentum)·running + momentum·batch, with the unbiased variance;
    momentum=None averages over all batches. In evaluation the running ones are used.

    Source: Ioffe and Szegedy, Batch Normalization (2015), algorithms 1 and 2.
    """

    def forward(self, input: Tensor) -> Tensor:
        self.check_input(input)
        momentum = 0.0
        if self.training and self.num_batches_tracked is not None:
            count = self.num_batches_tracked.array
            count += 1
            momentum = 1.0 / int(count) if self.momentum is None else self.momentum
        return F.batch_norm(
            input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            momentum,
            self.eps,
        )


class BatchNorm1d(BatchNorm):
    """Batch normalisation of (N,C) or (N,C,L)."""

    dims = (2, 3)


class BatchNorm2d(BatchNorm):
    """Batch normalisation of images (N,C,H,W)."""

    dims = (4,)


class BatchNorm3d(BatchNorm):
    """Batch normalisation of volumes (N,C,D,H,W)."""

    dims = (5,)


class InstanceNorm(ChannelNorm):
    """Every channel of every sample by itself: mean 0, variance 1; then ·weight + bias if affine.

    With track_running_stats evaluation uses the running mean and variance over all samples.
    Source: Ulyanov et al., Instance Normalization (2016).
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ):
        options = eps, momentum, affine, track_running_stats, device, dtype
        super().__init__(num_features, *options, bias=bias)

    def forward(self, input: Tensor) -> Tensor:
        alone = input.ndim == self.dims[0] - 1
        x = input.reshape(1, *input.shape) if alone else input
        self.check_input(x)
        y = F.instance_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            self.momentum or 0.0,
            self.eps,
        )
        return y.reshape(*y.shape[1:]) if alone else y


class InstanceNorm1d(InstanceNorm):
    """Instance normalisation of lines (N,C,L) or (C,L)."""

    dims = (3,)


class InstanceNorm2d(InstanceNorm):
    """Instance normalisation of images (N,C,H,W) or (C,H,W)."""

    dims = (4,)


class InstanceNorm3d(InstanceNorm):
    """Instance normalisation of volumes (N,C,D,H,W) or (C,D,H,W)."""

    dims = (5,)
