"""Losses for many classes, with their own weights: AdaptiveLogSoftmaxWithLoss and another."""

import math
from collections import namedtuple
from collections.abc import Sequence
from typing import Any

from .. import functional as ops
from ..tensor import Tensor
from . import functional as F
from .containers import ModuleList, Sequential
from .linear import Linear
from .losses import Loss
from .module import Module

__all__ = ["AdaptiveLogSoftmaxWithLoss", "LinearCrossEntropyLoss"]

Result = namedtuple("Result", ["output", "loss"])


class AdaptiveLogSoftmaxWithLoss(Module):
    """A softmax over classes sorted by how frequent they are; the rare ones share small weights.

    cutoffs c_1 < c_2 < …: the first c_1 classes and one entry for each cluster behind them stand in
    the head; the i-th cluster, classes c_i to c_(i+1), has in_features/div_valueⁱ features.
    forward(x (N,in_features), labels (N,)) -> (output, loss): the log-probability of every label
    (N,), and minus its mean.

    Source: Grave et al., Efficient softmax approximation for GPUs (2017), section 4.
    """

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: Any = None,
        dtype: Any = None,
    ):
        cutoffs = list(cutoffs)
        if not cutoffs or any(
            c != int(c) or not 0 < c < n_classes for c in cutoffs
        ) or cutoffs != sorted(set(cutoffs)):  # fmt: skip
            raise ValueError(
                "AdaptiveLogSoftmaxWithLoss: cutoffs must be rising whole numbers between 1 and "
                f"n_classes - 1 = {n_classes - 1}; got {cutoffs}"
            )
        place = {"device": device, "dtype": dtype}
        self.in_features, self.n_classes = in_features, n_classes
        self.cutoffs, self.div_value, self.head_bias = [*cutoffs, n_classes], div_value, head_bias
        self.shortlist_size, self.n_clusters = cutoffs[0], len(cutoffs)
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = Linear(in_features, self.head_size, bias=head_bias, **place)
        self.tail = ModuleList()
        for i, (low, high) in enumerate(zip(self.cutoffs, self.cutoffs[1:]), start=1):
            hidden = int(in_features // div_value**i)
            if hidden < 1:
                raise ValueError(
                    f"AdaptiveLogSoftmaxWithLoss: cluster {i} would have no features, {in_features}"
                    f" // {div_value}**{i} = 0; give a smaller div_value or fewer cutoffs"
                )
            first = Linear(in_features, hidden, bias=False, **place)
            self.tail.append(Sequential(first, Linear(hidden, high - low, bias=False, **place)))

    def reset_parameters(self) -> None:
        """Draw all weights anew."""
        for layer in self.modules():
            if isinstance(layer, Linear):
                layer.reset_parameters()

    def forward(self, input_: Tensor, target_: Tensor) -> Result:
        """(the log-probability of each label (N,), minus their mean)."""
        x = input_ if target_.ndim else ops.unsqueeze(input_, 0)
        target = target_ if target_.ndim else ops.unsqueeze(target_, 0)
        if target_.ndim > 1 or x.ndim != 2 or x.shape[0] != target.shape[0]:
            raise RuntimeError(
                "AdaptiveLogSoftmaxWithLoss: expected input (N, in_features) and labels (N,), or "
                f"(in_features,) and (); got {tuple(input_.shape)} and {tuple(target_.shape)}"
            )
        low, high = int(target.min()), int(target.max())
        if low < 0 or high >= self.n_classes:
            raise RuntimeError(
                f"AdaptiveLogSoftmaxWithLoss: labels must be in [0, {self.n_classes}); got labels "
                f"from {low} to {high}"
            )
        head = F.log_softmax(self.head(x), dim=1)
        # a label of a cluster stands in the head as its cluster
        place, output = target, None
        for i, (start, stop) in enumerate(zip(self.cutoffs, self.cutoffs[1:])):
            place = ops.where((target >= start) & (target < stop), self.shortlist_size + i, place)
        output = ops.squeeze(ops.gather(head, 1, ops.unsqueeze(place, 1)), 1)
        for i, (start, stop) in enumerate(zip(self.cutoffs, self.cutoffs[1:])):
            (rows,) = ops.where((target >= start) & (target < stop))
            if len(rows):
                inner = F.log_softmax(self.tail[i](x[rows]), dim=1)
                chosen = ops.gather(inner, 1, ops.unsqueeze(target[rows] - start, 1))
                output = ops.index_add(output, 0, rows, ops.squeeze(chosen, 1))
        loss = -output.mean()
        return Result(output if target_.ndim else ops.squeeze(output, 0), loss)

    def log_prob(self, input: Tensor) -> Tensor:
        """The log-probabilities of all classes: (N,in_features) -> (N,n_classes)."""
        head = F.log_softmax(self.head(input), dim=1)
        n = self.shortlist_size
        parts = [head[:, :n]]
        for i, tail in enumerate(self.tail):
            parts.append(F.log_softmax(tail(input), dim=1) + head[:, n + i : n + i + 1])
        return ops.cat(parts, 1)

    def predict(self, input: Tensor) -> Tensor:
        """The most probable class of every row: (N,in_features) -> (N,)."""
        return ops.argmax(self.log_prob(input), 1)


class LinearCrossEntropyLoss(Loss):
    """The cross entropy of a Linear layer's logits: forward(x (N,in_features), labels (N,)).

    out_features: sizes S of a loss of more dimensions, labels (N,S), logits (N,C,S). options: how
    PyTorch saves memory; it changes no number, so it is taken and not used.
    """

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        *,
        out_features: Sequence[int] = (),
        bias: bool = False,
        device: Any = None,
        dtype: Any = None,
        reduction: str = "mean",
        weight: Tensor | None = None,
        ignore_index: int | None = None,
        label_smoothing: float = 0.0,
        options: Any = None,
    ):
        super().__init__(reduction=reduction)
        self.in_features, self.num_classes = in_features, num_classes
        self.out_features, self.bias = tuple(out_features), bias
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing
        self.options = options
        size = num_classes * math.prod(self.out_features)
        self.linear = Linear(in_features, size, bias=bias, device=device, dtype=dtype)
        self.hold("weight", weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        shape = (self.num_classes, *self.out_features)
        bias = self.linear.bias
        return F.linear_cross_entropy(
            input,
            self.linear.weight.reshape(*shape, self.in_features),
            target,
            linear_bias=None if bias is None else bias.reshape(*shape),
            weight=self.weight,
            reduction=self.reduction,
            ignore_index=self.ignore_index,
            label_smoothing=self.label_smoothing,
        )

    def extra_repr(self) -> str:
        names = "in_features num_classes out_features bias reduction ignore_index label_smoothing"
        return ", ".join(f"{name}={getattr(self, name)}" for name in f"{names} options".split())
