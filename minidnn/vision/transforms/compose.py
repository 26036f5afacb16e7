"""Transforms made of transforms: in a row, by chance, one of several, in any order."""

from collections.abc import Callable, Sequence
from typing import Any

from minidnn.backend import host_rng

from ...missing import explain_constructor


class Transform:
    """Base of all transforms: `forward(image)` is what calling it does."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        explain_constructor(cls)

    def forward(self, img: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__}: define forward(self, img)")

    def __call__(self, img: Any) -> Any:
        return self.forward(img)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Compose(Transform):
    """One transform after the other."""

    def __init__(self, transforms: Sequence[Callable]) -> None:
        check_transforms(transforms)
        self.transforms = transforms

    def forward(self, img: Any) -> Any:
        for transform in self.transforms:
            img = transform(img)
        return img

    def for_batch(self, images: Any) -> Any:
        """Many images of equal size at once; None where a part cannot do that."""
        for transform in self.transforms:
            whole = getattr(transform, "for_batch", None)
            if whole is None or images is None:
                return None
            images = whole(images)
        return images

    def __repr__(self) -> str:
        return listed(self, [repr(transform) for transform in self.transforms])


def check_transforms(transforms: Any) -> None:
    """Raises TypeError for anything but several transforms that can be called."""
    if isinstance(transforms, Transform) or not hasattr(transforms, "__iter__"):
        raise TypeError("Compose: give the transforms as one list: Compose([ToTensor()])")
    for transform in transforms:
        if isinstance(transform, type) and issubclass(transform, Transform):
            name = transform.__name__
            raise TypeError(f"Compose: {name} is a class; give an object of it: {name}(...)")
        if not callable(transform):
            raise TypeError(f"Compose: {transform!r} is no transform; it cannot be called")


class Lambda(Transform):
    """Any function of the image."""

    def __init__(self, lambd: Callable) -> None:
        if not callable(lambd):
            raise TypeError(f"Lambda: expected a function; got {type(lambd).__name__}")
        self.lambd = lambd

    def forward(self, img: Any) -> Any:
        return self.lambd(img)


class RandomApply(Transform):
    """All of the transforms with probability p, else none."""

    def __init__(self, transforms: Sequence[Callable], p: float = 0.5) -> None:
        self.transforms = transforms
        self.p = check_probability("RandomApply", p)

    def forward(self, img: Any) -> Any:
        if chance(self.p):
            for transform in self.transforms:
                img = transform(img)
        return img

    def __repr__(self) -> str:
        return listed(self, [f"p={self.p}", *[repr(transform) for transform in self.transforms]])


class RandomChoice(Transform):
    """One of the transforms, with probabilities in proportion to p (equal without)."""

    def __init__(self, transforms: Sequence[Callable], p: Sequence[float] | None = None) -> None:
        if p is not None and len(p) != len(transforms):
            raise ValueError(
                f"RandomChoice: {len(p)} probabilities for {len(transforms)} transforms"
            )
        self.transforms = transforms
        self.p = p

    def forward(self, img: Any) -> Any:
        share = None if self.p is None else [value / sum(self.p) for value in self.p]
        return self.transforms[int(host_rng().choice(len(self.transforms), p=share))](img)

    def __repr__(self) -> str:
        return listed(self, [repr(transform) for transform in self.transforms]) + f"(p={self.p})"


class RandomOrder(Compose):
    """All of the transforms in a random order."""

    def forward(self, img: Any) -> Any:
        for i in host_rng().permutation(len(self.transforms)):
            img = self.transforms[i](img)
        return img

    def for_batch(self, images: Any) -> Any:
        return None


def listed(transform: Transform, lines: Sequence[str]) -> str:
    return f"{type(transform).__name__}(\n" + "".join(f"    {line}\n" for line in lines) + ")"


def chance(p: float) -> bool:
    """True with probability p."""
    return bool(host_rng().random() < p)


def uniform(low: float, high: float) -> float:
    """A number between low and high."""
    return float(host_rng().uniform(low, high))


def whole(low: int, high: int) -> int:
    """A whole number from low to high - 1."""
    return int(host_rng().integers(low, high))


def check_probability(what: str, p: float) -> float:
    if not isinstance(p, int | float) or not 0 <= p <= 1:
        raise ValueError(f"{what}: p must be a probability in [0, 1]; got {p!r}")
    return p
