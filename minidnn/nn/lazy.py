"""Lazy layers: they learn the number of their inputs from the first input that they see."""

from typing import Any

from ..tensor import Tensor
from .batchnorm import (
    BatchNorm1d,
    BatchNorm2d,
    BatchNorm3d,
    ChannelNorm,
    InstanceNorm1d,
    InstanceNorm2d,
    InstanceNorm3d,
)
from .conv import (
    Conv1d,
    Conv2d,
    Conv3d,
    Convolution,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    Size,
)
from .linear import Linear
from .module import Module
from .parameter import UninitializedBuffer, UninitializedParameter, UninitializedTensor

__all__ = [
    "LazyBatchNorm1d", "LazyBatchNorm2d", "LazyBatchNorm3d", "LazyConv1d", "LazyConv2d",
    "LazyConv3d", "LazyConvTranspose1d", "LazyConvTranspose2d", "LazyConvTranspose3d",
    "LazyInstanceNorm1d", "LazyInstanceNorm2d", "LazyInstanceNorm3d", "LazyLinear",
]


class Lazy(Module):
    """A layer whose parameters get shape and values with the first input; then it is a plain one.

    Its parameters are there from the start, so an optimizer may be built before the first input.
    """

    becomes: type

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        self.initialize_parameters(*inputs, **options)
        self.__class__ = self.becomes  # type: ignore[assignment]
        return self(*inputs, **options)

    def has_uninitialized_params(self) -> bool:
        """Whether there are parameters or buffers without a shape yet."""
        tensors = [*self.parameters(False), *self.buffers(False)]
        return any(isinstance(tensor, UninitializedTensor) for tensor in tensors)

    def initialize_parameters(self, input: Tensor) -> None:
        """Give all parameters their shapes for an input, and their initial values."""
        fresh = self.has_uninitialized_params()
        for name, shape in self.shapes_for(input).items():
            tensor = getattr(self, name)
            if isinstance(tensor, UninitializedTensor):
                tensor.materialize(shape)
        if fresh:
            self.becomes.reset_parameters(self)  # type: ignore[attr-defined]

    def shapes_for(self, input: Tensor) -> dict[str, tuple[int, ...]]:
        """Note the number of inputs; the shape of every parameter by its name."""
        raise NotImplementedError

    def reset_parameters(self) -> None:
        """Nothing to draw before the first input."""

    def wait(self, device: Any, dtype: Any) -> None:
        """Replace all parameters and buffers by such without a shape."""
        place = {"device": device, "dtype": dtype}
        for name, _ in list(self.named_parameters(recurse=False)):
            self.__dict__[name] = UninitializedParameter(**place)
        for name in ("running_mean", "running_var"):
            if getattr(self, name, None) is not None:
                self.__dict__[name] = UninitializedBuffer(**place)


class LazyLinear(Lazy, Linear):
    """Linear whose in_features is the last length of the first input."""

    becomes = Linear

    def __init__(
        self, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ):
        super().__init__(1, out_features, bias, device, dtype)
        self.in_features = 0
        self.wait(device, dtype)

    def shapes_for(self, input: Tensor) -> dict[str, tuple[int, ...]]:
        self.in_features = input.shape[-1]
        weight = (self.out_features, self.in_features)
        return {"weight": weight, "bias": (self.out_features,)}


class LazyConvolution(Lazy, Convolution):
    """A convolution whose in_channels is that of the first input."""

    def shapes_for(self, input: Tensor) -> dict[str, tuple[int, ...]]:
        n, name = self.directions, type(self).__name__
        if input.ndim not in (n + 1, n + 2):
            raise RuntimeError(
                f"{name}: expected an input of {n + 1} or {n + 2} dimensions, got "
                f"{tuple(input.shape)}"
            )
        self.in_channels = input.shape[-n - 1]
        self.check(name)
        sides = self.out_channels, self.in_channels // self.groups
        if self.transposed:
            sides = self.in_channels, self.out_channels // self.groups
        return {"weight": (*sides, *self.kernel_size), "bias": (self.out_channels,)}


class LazyConv(LazyConvolution):
    """The arguments of LazyConv1d, LazyConv2d and LazyConv3d: those of Conv without in_channels."""

    def __init__(
        self,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: Size | str = 0,
        dilation: Size = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        options = kernel_size, stride, padding, dilation, 0, groups, bias, padding_mode
        Convolution.__init__(self, groups, out_channels, *options, device, dtype)
        self.in_channels = 0
        self.wait(device, dtype)


class LazyConvTranspose(LazyConvolution):
    """The arguments of LazyConvTranspose1d, 2d and 3d: those of ConvTranspose, no in_channels."""

    def __init__(
        self,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: Size = 0,
        output_padding: Size = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Size = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        options = kernel_size, stride, padding, dilation, output_padding, groups, bias, padding_mode
        Convolution.__init__(self, groups, out_channels, *options, device, dtype)
        self.in_channels = 0
        self.wait(device, dtype)


class LazyNorm(Lazy, ChannelNorm):
    """A normalisation whose num_features is the number of channels of the first input."""

    def shapes_for(self, input: Tensor) -> dict[str, tuple[int, ...]]:
        alone = "Instance" in type(self).__name__ and input.ndim == self.dims[0] - 1
        self.num_features = input.shape[0 if alone else 1]
        names = ("weight", "bias", "running_mean", "running_var")
        return dict.fromkeys(names, (self.num_features,))


class LazyBatchNorm(LazyNorm):
    """The arguments of LazyBatchNorm1d, 2d and 3d: those of BatchNorm without num_features."""

    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ):
        options = eps, momentum, affine, track_running_stats, device, dtype
        ChannelNorm.__init__(self, 1, *options, bias=bias)
        self.num_features = 0
        self.wait(device, dtype)


class LazyInstanceNorm(LazyBatchNorm):
    """The arguments of LazyInstanceNorm1d, 2d and 3d."""

    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ):
        super().__init__(eps, momentum, affine, track_running_stats, device, dtype, bias=bias)


def lazy(base: Any, plain: Any) -> Any:
    """The lazy form of a layer: it becomes the plain one with its first input."""
    name = f"Lazy{plain.__name__}"
    text = f"{plain.__name__} that learns the number of its channels from the first input."
    inside = {"__module__": __name__, "__doc__": text, "becomes": plain}
    return type(name, (base, plain), inside)


LazyConv1d, LazyConv2d, LazyConv3d = (lazy(LazyConv, c) for c in (Conv1d, Conv2d, Conv3d))
LazyConvTranspose1d = lazy(LazyConvTranspose, ConvTranspose1d)
LazyConvTranspose2d = lazy(LazyConvTranspose, ConvTranspose2d)
LazyConvTranspose3d = lazy(LazyConvTranspose, ConvTranspose3d)
LazyBatchNorm1d = lazy(LazyBatchNorm, BatchNorm1d)
LazyBatchNorm2d = lazy(LazyBatchNorm, BatchNorm2d)
LazyBatchNorm3d = lazy(LazyBatchNorm, BatchNorm3d)
LazyInstanceNorm1d = lazy(LazyInstanceNorm, InstanceNorm1d)
LazyInstanceNorm2d = lazy(LazyInstanceNorm, InstanceNorm2d)
LazyInstanceNorm3d = lazy(LazyInstanceNorm, InstanceNorm3d)
