"""Batches mixed with themselves: MixUp blends pairs of images, CutMix pastes one into the other."""

import math
from typing import Any

import numpy as np

from minidnn.backend import host_rng
from minidnn.functional import one_hot
from minidnn.tensor import Tensor
from minidnn.vision.transforms.compose import Transform, whole


class Mixing(Transform):
    """Base: (images (N,C,H,W), labels (N,) or their shares (N,K)) -> the same, mixed.

    Each image meets the one before it in the batch (PyTorch's way); labels become shares (N,K).
    alpha: lam, the share of the image itself, is drawn from Beta(alpha, alpha).
    """

    def __init__(
        self, *, alpha: float = 1.0, num_classes: int | None = None, labels_getter: Any = "default"
    ) -> None:
        if alpha <= 0:
            raise ValueError(f"{type(self).__name__}: alpha should be positive; got {alpha}")
        if labels_getter != "default":
            raise ValueError(f"{type(self).__name__}: give images and labels, not labels_getter")
        self.alpha, self.num_classes = float(alpha), num_classes

    def __call__(self, *inputs: Any) -> Any:
        if len(inputs) == 1 and isinstance(inputs[0], tuple | list):
            inputs = tuple(inputs[0])
        name = type(self).__name__
        if len(inputs) != 2 or not all(isinstance(x, Tensor) for x in inputs):
            raise ValueError(f"{name}: expected a batch (images, labels) of two Tensors")
        images, labels = inputs
        if images.ndim < 4 or labels.ndim not in (1, 2) or len(images) != len(labels):
            raise ValueError(
                f"{name}: expected images (N,C,H,W) and labels (N,) or (N,K); got "
                f"{tuple(images.shape)} and {tuple(labels.shape)}"
            )
        if labels.ndim == 1:
            if self.num_classes is None:
                raise ValueError(f"{name}: labels (N,) need num_classes, the number of classes")
            labels = one_hot(labels, self.num_classes)
        shares = labels.to(images.dtype if images.dtype.kind == "f" else np.float32)
        lam = float(host_rng().beta(self.alpha, self.alpha))
        mixed, lam = self.mixed(images, lam)
        return mixed, shares.roll(1, 0) * (1 - lam) + shares * lam

    def mixed(self, images: Tensor, lam: float) -> tuple[Tensor, float]:
        """The images, and the share that each has of itself."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}(alpha={self.alpha}, num_classes={self.num_classes})"


class MixUp(Mixing):
    """lam·image + (1 - lam)·other, and so for the labels.

    Source: Zhang et al., mixup: Beyond Empirical Risk Minimization (2018), equation 1.
    """

    def mixed(self, images: Tensor, lam: float) -> tuple[Tensor, float]:
        return images.roll(1, 0) * (1 - lam) + images * lam, lam


class CutMix(Mixing):
    """A rectangle of the other image pasted in; labels are shared by area.

    Source: Yun et al., CutMix (2019), equations 1 and 2.
    """

    def mixed(self, images: Tensor, lam: float) -> tuple[Tensor, float]:
        height, width = images.shape[-2:]
        x, y, r = whole(0, width), whole(0, height), 0.5 * math.sqrt(1 - lam)
        half_width, half_height = int(r * width), int(r * height)
        left, right = max(x - half_width, 0), min(x + half_width, width)
        top, bottom = max(y - half_height, 0), min(y + half_height, height)
        mixed = images.clone()
        mixed[..., top:bottom, left:right] = images.roll(1, 0)[..., top:bottom, left:right]
        return mixed, 1 - (right - left) * (bottom - top) / (width * height)
