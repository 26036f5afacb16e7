"""What the image data sets share: torchvision's root, transforms and repr."""

import os
from collections.abc import Callable
from typing import Any

from minidnn.utils.data.dataset import Dataset


class VisionDataset(Dataset):
    """Base of image data sets: where they are and what is done to each image and label.

    transform: image -> image.  target_transform: label -> label.  transforms: (image, label) ->
    both;
    it takes the place of the other two.
    """

    def __init__(
        self,
        root: str | os.PathLike[str] | None = None,
        transforms: Callable | None = None,
        transform: Callable | None = None,
        target_transform: Callable | None = None,
    ) -> None:
        if transforms is not None and (transform is not None or target_transform is not None):
            raise ValueError(
                f"{type(self).__name__}: only transforms or transform/target_transform can be "
                f"passed "
                "as argument; got both"
            )
        self.root = os.path.expanduser(root) if isinstance(root, str) else root
        self.transform = transform
        self.target_transform = target_transform
        if transform is not None or target_transform is not None:
            transforms = StandardTransform(transform, target_transform)
        self.transforms = transforms

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__}: define __len__(self)")

    def transformed(self, image: Any, target: Any) -> tuple[Any, Any]:
        """The pair after the transforms."""
        if isinstance(self.transforms, StandardTransform) or self.transforms is None:
            # read again: a program may have set .transform since
            return StandardTransform(self.transform, self.target_transform)(image, target)
        return self.transforms(image, target)

    def batch_transform(self) -> Callable | None:
        """The transform on many images at once, where it can do that and nothing else is asked."""
        if self.target_transform is not None or not isinstance(self.transforms, StandardTransform):
            return None
        return getattr(self.transform, "for_batch", None)

    def __repr__(self) -> str:
        lines = [f"Number of datapoints: {len(self)}"]
        if self.root is not None:
            lines.append(f"Root location: {self.root}")
        lines += self.extra_repr().splitlines()
        if self.transforms is not None:
            lines.append(repr(self.transforms))
        return "\n    ".join([f"Dataset {type(self).__name__}", *lines])

    def extra_repr(self) -> str:
        """More lines for the repr."""
        return ""


class StandardTransform:
    """One transform for the image and one for the label."""

    def __init__(
        self, transform: Callable | None = None, target_transform: Callable | None = None
    ) -> None:
        self.transform = transform
        self.target_transform = target_transform

    def __call__(self, image: Any, target: Any) -> tuple[Any, Any]:
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return image, target

    def __repr__(self) -> str:
        lines = [type(self).__name__]
        for head, part in (
            ("Transform: ", self.transform),
            ("Target transform: ", self.target_transform),
        ):
            if part is not None:
                lines.append(head + repr(part).replace("\n", "\n" + " " * len(head)))
        return "\n".join(lines)
