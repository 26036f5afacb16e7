"""Building blocks that several networks for images share, under torchvision's names."""

from collections.abc import Callable, Sequence
from typing import Any

from minidnn import nn
from minidnn.tensor import Tensor


class Conv2dNormActivation(nn.Sequential):
    """Convolution, normalisation, activation; None leaves one of the last two out.

    padding: None keeps the size at stride 1.  bias: None means only without normalisation.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int = 3,
        stride: int = 1,
        padding: int | None = None,
        groups: int = 1,
        norm_layer: Callable[..., nn.Module] | None = nn.BatchNorm2d,
        activation_layer: Callable[..., nn.Module] | None = nn.ReLU,
        dilation: int = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
    ) -> None:
        if padding is None:
            padding = (kernel_size - 1) // 2 * dilation
        if bias is None:
            bias = norm_layer is None
        layers: list[nn.Module] = [
            nn.Conv2d(
                in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias
            )
        ]
        if norm_layer is not None:
            layers.append(norm_layer(out_channels))
        if activation_layer is not None:
            layers.append(activation_layer(**({} if inplace is None else {"inplace": inplace})))
        super().__init__(*layers)
        self.out_channels = out_channels


class SqueezeExcitation(nn.Module):
    """Scale every channel by a number that a small network computes from all channels' means.

    Source: Hu, Shen and Sun 2017, "Squeeze-and-Excitation Networks".
    """

    def __init__(
        self,
        input_channels: int,
        squeeze_channels: int,
        activation: Callable[..., nn.Module] = nn.ReLU,
        scale_activation: Callable[..., nn.Module] = nn.Sigmoid,
    ) -> None:
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(input_channels, squeeze_channels, 1)
        self.fc2 = nn.Conv2d(squeeze_channels, input_channels, 1)
        self.activation = activation()
        self.scale_activation = scale_activation()

    def forward(self, input: Tensor) -> Tensor:
        scale = self.fc2(self.activation(self.fc1(self.avgpool(input))))
        return self.scale_activation(scale) * input


class Permute(nn.Module):
    """The dimensions in another order."""

    def __init__(self, dims: Sequence[int]) -> None:
        self.dims = list(dims)

    def forward(self, x: Tensor) -> Tensor:
        return x.permute(*self.dims)


def stochastic_depth(input: Any, p: float, mode: str, training: bool = True) -> Tensor:
    """Zero whole samples ("row") or the whole batch ("batch") with probability p; scale the rest.

    Source: Huang et al. 2016, "Deep Networks with Stochastic Depth". Raises: ValueError for a p
    outside 0 to 1 and for another mode.
    """
    if not 0 <= p <= 1:
        raise ValueError(f"stochastic_depth: p must be from 0 to 1, got {p}")
    if mode not in ("batch", "row"):
        raise ValueError(f"stochastic_depth: mode must be 'batch' or 'row', got {mode!r}")
    if not training or p == 0:
        return input
    rows = input.shape[0] if mode == "row" else 1
    keep = nn.functional.dropout(input.new_ones(rows), p, True)
    return input * keep.reshape(rows, *[1] * (input.ndim - 1))


class StochasticDepth(nn.Module):
    """`stochastic_depth` while training; nothing in evaluation."""

    def __init__(self, p: float, mode: str) -> None:
        self.p = p
        self.mode = mode

    def forward(self, input: Tensor) -> Tensor:
        return stochastic_depth(input, self.p, self.mode, self.training)

    def extra_repr(self) -> str:
        return f"p={self.p}, mode={self.mode}"
