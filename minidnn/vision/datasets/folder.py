"""ImageFolder and DatasetFolder: one folder per class, as torchvision reads them."""

import os
import threading
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PIL import Image

from minidnn.datasets.base import VisionDataset

IMG_EXTENSIONS = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")


class DatasetFolder(VisionDataset):
    """Files in folders: root/CLASS/.../file. An item is (loader(path), class), transformed.

    loader: path -> sample.  extensions: endings of the files to take, in small letters; or
    is_valid_file: path -> bool.  allow_empty: a class folder may have no file.
    on_error: "raise" stops at a file that cannot be read, naming it; "skip" takes the next one
    that can
    in its place, warns once for each such file, and lists them in `.skipped`.
    `.classes` are the folders' names, sorted; `.class_to_idx`, `.samples` (path, class),
    `.targets`.
    """

    def __init__(
        self,
        root: str | os.PathLike[str],
        loader: Callable[[str], Any],
        extensions: str | Sequence[str] | None = None,
        transform: Callable | None = None,
        target_transform: Callable | None = None,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
        on_error: str = "raise",
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        if on_error not in ("raise", "skip"):
            raise ValueError(
                f"{type(self).__name__}: on_error must be 'raise' or 'skip'; got {on_error!r}"
            )
        self.classes, self.class_to_idx = self.find_classes(self.root)  # type: ignore[arg-type]
        self.samples = self.make_dataset(
            self.root,  # type: ignore[arg-type]
            self.class_to_idx,
            extensions=extensions,
            is_valid_file=is_valid_file,
            allow_empty=allow_empty,
        )
        self.loader = loader
        self.extensions = extensions
        self.targets = [target for _, target in self.samples]
        self.on_error = on_error
        self.skipped: list[str] = []
        self.lock = threading.Lock()

    def find_classes(self, directory: str | os.PathLike[str]) -> tuple[list[str], dict[str, int]]:
        """The class names and their numbers; override it to choose folders."""
        return find_classes(directory)

    @staticmethod
    def make_dataset(
        directory: str | os.PathLike[str],
        class_to_idx: dict[str, int],
        extensions: str | Sequence[str] | None = None,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> list[tuple[str, int]]:
        """The (path, class) pairs; override it to find files elsewhere."""
        return make_dataset(directory, class_to_idx, extensions, is_valid_file, allow_empty)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        path, target = self.samples[index]
        try:
            sample = self.loader(path)
        except Exception as error:
            if self.on_error == "skip":
                return self.instead_of(index, path, error)
            raise RuntimeError(
                f"{type(self).__name__}: {path} cannot be read ({type(error).__name__}: {error}); "
                'remove or replace the file, or use on_error="skip"'
            ) from error
        return self.transformed(sample, target)

    def instead_of(self, index: int, path: str, error: Exception) -> tuple[Any, Any]:
        """The next item that can be read; the bad file is reported once."""
        with self.lock:
            new = path not in self.skipped
            if new:
                self.skipped.append(path)
        if new:
            warnings.warn(
                f"{type(self).__name__}: skipped {path}, which cannot be read "
                f"({type(error).__name__}: {error})",
                stacklevel=3,
            )
        n = len(self)
        for step in range(1, n):
            following = (index + step) % n
            if self.samples[following][0] not in self.skipped:
                return self[following]
        raise RuntimeError(
            f"{type(self).__name__}: none of the {n} files in {self.root} can be read"
        )

    def __len__(self) -> int:
        return len(self.samples)


class ImageFolder(DatasetFolder):
    """Images in folders: root/CLASS/.../image.jpg, opened as RGB and not turned by EXIF tags."""

    def __init__(
        self,
        root: str | os.PathLike[str],
        transform: Callable | None = None,
        target_transform: Callable | None = None,
        loader: Callable[[str], Any] | None = None,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
        on_error: str = "raise",
    ) -> None:
        super().__init__(
            root,
            loader or pil_loader,
            IMG_EXTENSIONS if is_valid_file is None else None,
            transform=transform,
            target_transform=target_transform,
            is_valid_file=is_valid_file,
            allow_empty=allow_empty,
            on_error=on_error,
        )
        self.imgs = self.samples


def pil_loader(path: str | os.PathLike[str]) -> Image.Image:
    """The image as RGB. One of 16 bits a pixel is scaled to 8; torchvision clips it to white."""
    with open(path, "rb") as file, Image.open(file) as image:
        return eight_bits(image, path).convert("RGB")


def eight_bits(image: Image.Image, path: str | os.PathLike[str]) -> Image.Image:
    """A grey image of more than 8 bits a pixel, scaled to 8; any other as it is.

    Raises: ValueError for pixels that are not in [0, 65535], whose range nobody knows.
    """
    if not image.mode.startswith(("I", "F")):
        return image
    pixels = np.asarray(image)
    if pixels.size and not (pixels.min() >= 0 and pixels.max() <= 65535) or image.mode == "F":
        raise ValueError(
            f"{path} holds numbers from {pixels.min():g} to {pixels.max():g}, no colours; save it "
            "as an image of 8 or 16 bits"
        )
    if image.mode == "I" and pixels.max(initial=0) <= 255:
        return Image.fromarray(pixels.astype(np.uint8))
    return Image.fromarray(np.rint(pixels / 257).astype(np.uint8))


default_loader = pil_loader


def has_file_allowed_extension(filename: str, extensions: str | Sequence[str]) -> bool:
    """Whether the name ends with one of the extensions, in small or capital letters."""
    endings = extensions if isinstance(extensions, str) else tuple(extensions)
    return filename.lower().endswith(endings)


def is_image_file(filename: str) -> bool:
    """Whether the name is that of an image."""
    return has_file_allowed_extension(filename, IMG_EXTENSIONS)


def find_classes(directory: str | os.PathLike[str]) -> tuple[list[str], dict[str, int]]:
    """The names of the folders in a folder, sorted, and their numbers."""
    if not os.path.isdir(directory):
        raise FileNotFoundError(
            f"there is no folder {directory}; expected one that has a folder for each class"
        )
    with os.scandir(directory) as entries:
        classes = sorted(entry.name for entry in entries if entry.is_dir())
    if not classes:
        raise FileNotFoundError(
            f"{directory} has no folders; expected one folder for each class, with its files inside"
        )
    return classes, {name: i for i, name in enumerate(classes)}


def make_dataset(
    directory: str | os.PathLike[str],
    class_to_idx: dict[str, int] | None = None,
    extensions: str | Sequence[str] | None = None,
    is_valid_file: Callable[[str], bool] | None = None,
    allow_empty: bool = False,
) -> list[tuple[str, int]]:
    """(path, class) of every file to take, sorted by class, folder and name; links are followed."""
    directory = os.path.expanduser(directory)
    if class_to_idx is None:
        class_to_idx = find_classes(directory)[1]
    if not class_to_idx:
        raise ValueError("make_dataset: class_to_idx must have at least one entry; got {}")
    if (extensions is None) == (is_valid_file is None):
        raise ValueError(
            "make_dataset: give either extensions or is_valid_file, not both and not none"
        )
    samples, empty = [], []
    for name in sorted(class_to_idx):
        paths = [
            os.path.join(folder, file)
            for folder, _, files in sorted(os.walk(os.path.join(directory, name), followlinks=True))
            for file in sorted(files)
        ]
        if is_valid_file is not None:
            taken = [path for path in paths if is_valid_file(path)]
        else:
            taken = [path for path in paths if has_file_allowed_extension(path, extensions)]  # type: ignore
        samples += [(path, class_to_idx[name]) for path in taken]
        if not taken:
            empty.append(name)
    if empty and not allow_empty:
        endings = extensions if isinstance(extensions, str) else ", ".join(extensions or ())
        raise FileNotFoundError(
            f"found no valid file for the classes {', '.join(empty)} in {directory}"
            + (f"; supported extensions are {endings}" if endings else "")
            + "; add files, remove the folders, or use allow_empty=True"
        )
    return samples
