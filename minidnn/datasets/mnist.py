"""MNIST, FashionMNIST and KMNIST: 70,000 grey images of 28x28 in ten classes, from IDX files."""

import os
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from minidnn.datasets.base import VisionDataset
from minidnn.datasets.idx import read_idx
from minidnn.datasets.places import download_folder, folders, not_found
from minidnn.tensor import Tensor
from minidnn.utils.download import DownloadError, download


class MNIST(VisionDataset):
    """Handwritten digits: 60,000 for training, 10,000 for testing.

    `.data` (N, 28, 28) uint8 and `.targets` (N,) int64 are Tensors; an item is (PIL image, int)
    after
    the transforms. Files are looked for in `root` (directly, or in MNIST/raw as torchvision keeps
    them),
    in $MINIDNN_DATA/mnist, and in the cache; plain or gzipped. `download=True` fetches those that
    are
    missing. Checksums are compared when downloading only: a file of your own is as good.
    """

    folder_names: tuple[str, ...] = ("MNIST/raw", "MNIST", "mnist")
    mirrors = ("https://ossci-datasets.s3.amazonaws.com/mnist/",)
    licence = "CC BY-SA 3.0, Yann LeCun and Corinna Cortes"
    resources: tuple[tuple[str, str], ...] = (
        ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
        ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
        ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
    )
    classes = [
        f"{digit} - {word}"
        for digit, word in enumerate(
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
        )
    ]

    def __init__(
        self,
        root: str | os.PathLike[str] | None = None,
        train: bool = True,
        transform: Callable | None = None,
        target_transform: Callable | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        if download:
            self.download()
        images, labels = (self.locate(name) for name in self.file_names())
        self.data, self.targets = self.read(images, labels)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = Image.fromarray(self.data.array[int(index)])
        return self.transformed(image, int(self.targets.array[int(index)]))

    def __getbatch__(self, indices: Sequence[int]) -> list[Any] | None:
        whole = self.batch_transform()
        if whole is None or type(self).__getitem__ is not MNIST.__getitem__:
            return None
        images = whole(self.data.array[indices][..., None])
        return None if images is None else [images, Tensor(self.targets.array[indices])]

    def __len__(self) -> int:
        return len(self.data)

    @property
    def train_data(self) -> Tensor:
        """`.data` under its oldest name."""
        return self.renamed("train_data", self.data)

    @property
    def train_labels(self) -> Tensor:
        """`.targets` under its oldest name."""
        return self.renamed("train_labels", self.targets)

    @property
    def test_data(self) -> Tensor:
        """`.data` under its oldest name."""
        return self.renamed("test_data", self.data)

    @property
    def test_labels(self) -> Tensor:
        """`.targets` under its oldest name."""
        return self.renamed("test_labels", self.targets)

    def renamed(self, old: str, value: Tensor) -> Tensor:
        new = "data" if old.endswith("data") else "targets"
        warnings.warn(f"{old} has been renamed {new}", stacklevel=3)
        return value

    @property
    def class_to_idx(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.classes)}

    def extra_repr(self) -> str:
        return f"Split: {'Train' if self.train else 'Test'}"

    def file_names(self) -> list[str]:
        start = "train-" if self.train else "t10k-"
        return [unpacked(name) for name, _ in self.resources if name.startswith(start)]

    def locate(self, name: str) -> Path:
        path = find(folders(self.root, self.folder_names), name)
        if path is None:
            files = [file for file, _ in self.resources]
            what, source = type(self).__name__, self.mirrors[0]
            raise not_found(what, name, self.root, self.folder_names, files, source)
        return path

    def read(self, images_path: Path, labels_path: Path) -> tuple[Tensor, Tensor]:
        images, labels = read_idx(images_path), read_idx(labels_path)
        if images.ndim != 3 or images.dtype != np.uint8:
            raise ValueError(
                f"{type(self).__name__}: {images_path} holds {images.dtype} of shape "
                f"{images.shape}; "
                "expected uint8 images (N, H, W)"
            )
        if labels.shape != images.shape[:1] or labels.dtype != np.uint8:
            raise ValueError(
                f"{type(self).__name__}: {labels_path} holds {labels.dtype} of shape "
                f"{labels.shape}; "
                f"expected {len(images)} uint8 labels, one for each image in {images_path}"
            )
        if labels.size and labels.max() >= len(self.classes):
            raise ValueError(
                f"{type(self).__name__}: {labels_path} has label {labels.max()} at "
                f"{labels.argmax()}; "
                f"expected 0 to {len(self.classes) - 1}; the file is damaged"
            )
        return Tensor(images), Tensor(labels.astype(np.int64))

    def download(self) -> None:
        """Fetch the files that are nowhere yet, each checked against its published checksum."""
        looked = folders(self.root, self.folder_names)
        target = download_folder(self.root, self.folder_names[0])
        for name, md5 in self.resources:
            if find(looked, unpacked(name)) is not None:
                continue
            for mirror in self.mirrors:
                try:
                    download(mirror + name, target / name, md5=md5)
                    break
                except DownloadError:
                    if mirror == self.mirrors[-1]:
                        raise


class FashionMNIST(MNIST):
    """Photographs of clothes in the format of MNIST."""

    folder_names = ("FashionMNIST/raw", "FashionMNIST", "fashion-mnist", "fashion_mnist")
    mirrors = ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",)
    licence = "MIT, Zalando SE"
    resources = (
        ("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        ("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
        ("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
        ("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
    )
    classes = [
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ]


class KMNIST(MNIST):
    """Ten cursive Japanese letters in the format of MNIST."""

    folder_names = ("KMNIST/raw", "KMNIST", "kmnist")
    mirrors = ("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",)
    licence = "CC BY-SA 4.0, ROIS-DS Center for Open Data in the Humanities"
    resources = (
        ("train-images-idx3-ubyte.gz", "bdb82020997e1d708af4cf47b453dcf7"),
        ("train-labels-idx1-ubyte.gz", "e144d726b3acfaa3e44228e80efcd344"),
        ("t10k-images-idx3-ubyte.gz", "5c965bf0a639b31b8f53240b1b52f4d7"),
        ("t10k-labels-idx1-ubyte.gz", "7320c461ea6c1c855c0b718fb2a4b134"),
    )
    classes = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]


def find(looked: Sequence[Path], name: str) -> Path | None:
    """The first file of this name, plain or packed, also in the spelling with a dot."""
    for folder in looked:
        for spelling in (name, name + ".gz", name + ".xz", name.replace("-idx", ".idx")):
            if (folder / spelling).is_file():
                return folder / spelling
    return None


def unpacked(name: str) -> str:
    """The name of a file without .gz or .xz."""
    return name.removesuffix(".gz").removesuffix(".xz")
