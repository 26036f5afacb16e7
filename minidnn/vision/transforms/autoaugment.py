"""Policies of changes to images that were searched for, or drawn at random.

Sources: Cubuk et al. 2018, "AutoAugment" (the tables of its appendix); Cubuk et al. 2019,
"RandAugment"; Müller and Hutter 2021, "TrivialAugment". A uint8 Tensor (1 or 3,H,W) is changed as
the PIL image of the same pixels.
"""

import math
from collections.abc import Callable
from enum import Enum
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

from minidnn.backend import host_rng
from minidnn.tensor import Tensor
from minidnn.vision.transforms import functional as F
from minidnn.vision.transforms.compose import Transform, chance, whole
from minidnn.vision.transforms.functional import InterpolationMode

# Each line: two changes, each with its probability and its level of 0 to 9 (- where it has none)
POLICIES = {
    "imagenet": """
        Posterize 0.4 8 Rotate 0.6 9
        Solarize 0.6 5 AutoContrast 0.6 -
        Equalize 0.8 - Equalize 0.6 -
        Posterize 0.6 7 Posterize 0.6 6
        Equalize 0.4 - Solarize 0.2 4
        Equalize 0.4 - Rotate 0.8 8
        Solarize 0.6 3 Equalize 0.6 -
        Posterize 0.8 5 Equalize 1 -
        Rotate 0.2 3 Solarize 0.6 8
        Equalize 0.6 - Posterize 0.4 6
        Rotate 0.8 8 Color 0.4 0
        Rotate 0.4 9 Equalize 0.6 -
        Equalize 0 - Equalize 0.8 -
        Invert 0.6 - Equalize 1 -
        Color 0.6 4 Contrast 1 8
        Rotate 0.8 8 Color 1 2
        Color 0.8 8 Solarize 0.8 7
        Sharpness 0.4 7 Invert 0.6 -
        ShearX 0.6 5 Equalize 1 -
        Color 0.4 0 Equalize 0.6 -
        Equalize 0.4 - Solarize 0.2 4
        Solarize 0.6 5 AutoContrast 0.6 -
        Invert 0.6 - Equalize 1 -
        Color 0.6 4 Contrast 1 8
        Equalize 0.8 - Equalize 0.6 -
    """,
    "cifar10": """
        Invert 0.1 - Contrast 0.2 6
        Rotate 0.7 2 TranslateX 0.3 9
        Sharpness 0.8 1 Sharpness 0.9 3
        ShearY 0.5 8 TranslateY 0.7 9
        AutoContrast 0.5 - Equalize 0.9 -
        ShearY 0.2 7 Posterize 0.3 7
        Color 0.4 3 Brightness 0.6 7
        Sharpness 0.3 9 Brightness 0.7 9
        Equalize 0.6 - Equalize 0.5 -
        Contrast 0.6 7 Sharpness 0.6 5
        Color 0.7 7 TranslateX 0.5 8
        Equalize 0.3 - AutoContrast 0.4 -
        TranslateY 0.4 3 Sharpness 0.2 6
        Brightness 0.9 6 Color 0.2 8
        Solarize 0.5 2 Invert 0 -
        Equalize 0.2 - AutoContrast 0.6 -
        Equalize 0.2 - Equalize 0.6 -
        Color 0.9 9 Equalize 0.6 -
        AutoContrast 0.8 - Solarize 0.2 8
        Brightness 0.1 3 Color 0.7 0
        Solarize 0.4 5 AutoContrast 0.9 -
        TranslateY 0.9 9 TranslateY 0.7 9
        AutoContrast 0.9 - Solarize 0.8 3
        Equalize 0.8 - Invert 0.1 -
        TranslateY 0.7 9 AutoContrast 0.9 -
    """,
    "svhn": """
        ShearX 0.9 4 Invert 0.2 -
        ShearY 0.9 8 Invert 0.7 -
        Equalize 0.6 - Solarize 0.6 6
        Invert 0.9 - Equalize 0.6 -
        Equalize 0.6 - Rotate 0.9 3
        ShearX 0.9 4 AutoContrast 0.8 -
        ShearY 0.9 8 Invert 0.4 -
        ShearY 0.9 5 Solarize 0.2 6
        Invert 0.9 - AutoContrast 0.8 -
        Equalize 0.6 - Rotate 0.9 3
        ShearX 0.9 4 Solarize 0.3 3
        ShearY 0.8 8 Invert 0.7 -
        Equalize 0.9 - TranslateY 0.6 6
        Invert 0.9 - Equalize 0.6 -
        Contrast 0.3 3 Rotate 0.8 4
        Invert 0.8 - TranslateY 0 2
        ShearY 0.7 6 Solarize 0.4 8
        Invert 0.6 - Rotate 0.8 4
        ShearY 0.3 7 TranslateX 0.9 3
        ShearX 0.1 6 Invert 0.6 -
        Solarize 0.7 2 TranslateY 0.6 7
        ShearY 0.8 4 Invert 0.8 -
        ShearX 0.7 9 TranslateY 0.8 3
        ShearY 0.8 5 AutoContrast 0.7 -
        ShearX 0.7 2 Invert 0.1 -
    """,
}
ENHANCE: dict[str, Any] = {
    "Brightness": ImageEnhance.Brightness,
    "Color": ImageEnhance.Color,
    "Contrast": ImageEnhance.Contrast,
    "Sharpness": ImageEnhance.Sharpness,
}
PLAIN: dict[str, Callable[[Image.Image], Image.Image]] = {
    "AutoContrast": ImageOps.autocontrast,
    "Equalize": ImageOps.equalize,
    "Invert": ImageOps.invert,
    "Identity": lambda image: image,
}


class AutoAugmentPolicy(Enum):
    """The data set for which a policy was searched."""

    IMAGENET = "imagenet"
    CIFAR10 = "cifar10"
    SVHN = "svhn"


def changed(
    image: Image.Image, name: str, amount: float, mode: InterpolationMode, fill: Any
) -> Image.Image:
    """The image after one change; amount: its strength in the change's own unit."""
    if name in PLAIN:
        return PLAIN[name](image)
    if name in ENHANCE:
        return ENHANCE[name](image).enhance(1 + amount)
    if name == "Posterize":
        return ImageOps.posterize(image, int(amount))
    if name == "Solarize":
        return ImageOps.solarize(image, amount)  # type: ignore[arg-type]
    if name == "Rotate":
        return F.rotate(image, amount, mode, fill=fill)
    angle = math.radians(math.degrees(math.atan(amount)))  # torchvision's way, to the last bit
    matrices = {
        "ShearX": (1, math.tan(angle), 0, 0, 1, 0),
        "ShearY": (1, 0, 0, math.sin(angle) / math.cos(angle), 1, 0),
        "TranslateX": (1, 0, -int(amount), 0, 1, 0),
        "TranslateY": (1, 0, 0, 0, 1, -int(amount)),
    }
    colour = F.fill_of(fill, image)
    return image.transform(
        image.size, Image.Transform.AFFINE, matrices[name], F.PIL_MODES[mode], fillcolor=colour
    )


def strengths(bins: int, height: int, width: int, wide: bool) -> dict[str, Any]:
    """For every change: its strengths from none to most (None: it has none), and if it has a sign.

    wide: TrivialAugment's wider ranges.
    """

    def up(most: float) -> tuple[np.ndarray, bool]:
        return np.linspace(0, most, bins), True

    shear, enhance = (0.99, 0.99) if wide else (0.3, 0.9)
    across, down = (32.0, 32.0) if wide else (150 / 331 * width, 150 / 331 * height)
    bits = 8 - np.round(np.arange(bins) / ((bins - 1) / (6 if wide else 4)))
    return {
        "Identity": (None, False),
        "ShearX": up(shear),
        "ShearY": up(shear),
        "TranslateX": up(across),
        "TranslateY": up(down),
        "Rotate": up(135.0 if wide else 30.0),
        **{name: up(enhance) for name in ENHANCE},
        "Posterize": (bits, False),
        "Solarize": (np.linspace(255, 0, bins), False),
        "AutoContrast": (None, False),
        "Equalize": (None, False),
        "Invert": (None, False),
    }


class Policy(Transform):
    """Base: `change` gets a PIL image; a uint8 Tensor becomes one and comes back."""

    def __init__(self, interpolation: InterpolationMode, fill: Any) -> None:
        self.interpolation = F.interpolation_mode(interpolation)
        self.fill = fill

    def forward(self, img: Any) -> Any:
        if isinstance(img, Image.Image):
            return self.change(img)
        if not isinstance(img, Tensor) or img.dtype != np.uint8 or img.ndim != 3:
            kind = f"{img.dtype} {tuple(img.shape)}" if isinstance(img, Tensor) else type(img)
            raise TypeError(
                f"{type(self).__name__}: expected a PIL image or a uint8 Tensor (C, H, W), got "
                f"{kind}; put it before ToTensor"
            )
        return F.pil_to_tensor(self.change(F.to_pil_image(img))).to(img.device)

    def change(self, image: Image.Image) -> Image.Image:
        raise NotImplementedError

    def one(self, image: Image.Image, name: str, row: Any, level: int) -> Image.Image:
        """One change at a level; those with a sign get a random one."""
        values, signed = row
        amount = 0.0 if values is None else float(values[level])
        if signed and chance(0.5):
            amount = -amount
        return changed(image, name, amount, self.interpolation, self.fill)


class AutoAugment(Policy):
    """One of 25 pairs of changes that a search found good for a data set."""

    def __init__(
        self,
        policy: AutoAugmentPolicy = AutoAugmentPolicy.IMAGENET,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation, fill)
        self.policy = AutoAugmentPolicy(policy)
        self.policies = [line.split() for line in POLICIES[self.policy.value].strip().splitlines()]

    def change(self, image: Image.Image) -> Image.Image:
        table = strengths(10, image.height, image.width, wide=False)
        words = self.policies[whole(0, len(self.policies))]
        for name, p, level in (words[:3], words[3:]):
            if chance(float(p)):
                image = self.one(image, name, table[name], 0 if level == "-" else int(level))
        return image

    def __repr__(self) -> str:
        return f"AutoAugment(policy={self.policy}, fill={self.fill})"


class RandAugment(Policy):
    """num_ops random changes, all of the same level `magnitude` of num_magnitude_bins."""

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation, fill)
        if not 0 <= magnitude < num_magnitude_bins:
            raise ValueError(
                f"RandAugment: magnitude must be from 0 to {num_magnitude_bins - 1}; "
                f"got {magnitude}"
            )
        self.num_ops, self.magnitude = num_ops, magnitude
        self.num_magnitude_bins = num_magnitude_bins

    def change(self, image: Image.Image) -> Image.Image:
        table = strengths(self.num_magnitude_bins, image.height, image.width, wide=False)
        table.pop("Invert")
        for _ in range(self.num_ops):
            name = list(table)[whole(0, len(table))]
            image = self.one(image, name, table[name], self.magnitude)
        return image

    def __repr__(self) -> str:
        return (
            f"RandAugment(num_ops={self.num_ops}, magnitude={self.magnitude}, num_magnitude_bins="
            f"{self.num_magnitude_bins}, interpolation={self.interpolation}, fill={self.fill})"
        )


class TrivialAugmentWide(Policy):
    """One random change of random strength."""

    def __init__(
        self,
        num_magnitude_bins: int = 31,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation, fill)
        self.num_magnitude_bins = num_magnitude_bins

    def change(self, image: Image.Image) -> Image.Image:
        table = strengths(self.num_magnitude_bins, image.height, image.width, wide=True)
        table.pop("Invert")
        name = list(table)[whole(0, len(table))]
        return self.one(image, name, table[name], whole(0, self.num_magnitude_bins))

    def __repr__(self) -> str:
        return (
            f"TrivialAugmentWide(num_magnitude_bins={self.num_magnitude_bins}, "
            f"interpolation={self.interpolation}, fill={self.fill})"
        )


class AugMix(Policy):
    """The image mixed with `mixture_width` copies, each changed by a chain of random changes.

    severity: 1 to 10; chain_depth: how many changes in a chain, -1 for 1 to 3 at random; alpha: of
    the beta and Dirichlet distributions of the shares; all_ops=False leaves out those that the
    test set of damaged images holds.

    Source: Hendrycks et al. 2020, "AugMix", algorithm 1.
    """

    def __init__(
        self,
        severity: int = 3,
        mixture_width: int = 3,
        chain_depth: int = -1,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: InterpolationMode = InterpolationMode.BILINEAR,
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation, fill)
        if not 1 <= severity <= 10:
            raise ValueError(f"AugMix: severity must be from 1 to 10; got {severity}")
        self.severity, self.mixture_width, self.chain_depth = severity, mixture_width, chain_depth
        self.alpha, self.all_ops = alpha, all_ops

    def change(self, image: Image.Image) -> Image.Image:
        table = strengths(10, image.height, image.width, wide=False)
        table["TranslateX"] = np.linspace(0, image.width / 3, 10), True
        table["TranslateY"] = np.linspace(0, image.height / 3, 10), True
        left_out = ("Identity", "Invert") if self.all_ops else ("Identity", "Invert", *ENHANCE)
        names = [name for name in table if name not in left_out]
        own, other = host_rng().dirichlet([self.alpha] * 2)
        mixed = own * np.asarray(image, np.float64)
        for share in other * host_rng().dirichlet([self.alpha] * self.mixture_width):
            copy = image
            for _ in range(self.chain_depth if self.chain_depth > 0 else whole(1, 4)):
                name = names[whole(0, len(names))]
                copy = self.one(copy, name, table[name], whole(0, self.severity))
            mixed += share * np.asarray(copy, np.float64)
        return Image.fromarray(mixed.astype(np.uint8), image.mode)

    def __repr__(self) -> str:
        return (
            f"AugMix(severity={self.severity}, mixture_width={self.mixture_width}, chain_depth="
            f"{self.chain_depth}, alpha={self.alpha}, all_ops={self.all_ops}, "
            f"interpolation={self.interpolation}, fill={self.fill})"
        )
