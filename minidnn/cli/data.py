"""The data sets of the command line: training part, test part, and how to prepare images.

To add a data set, write a function that returns Data and name it in LOADERS.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .. import datasets
from ..tensor import Tensor
from ..utils.data import Dataset, TensorDataset


@dataclass
class Data:
    """train, test: data sets of (x, y).  shape: of one x.  classes: their names.

    prepare: how an image becomes an x, as plain values that are saved in the checkpoint:
    {"kind": "digit" or "image", "mean": [...], "std": [...]} after pixels were divided by 255, or
    {"kind": "photo", "size": ..., ...}, see `folder`.  at_once: samples in a batch for testing.
    notes: sentences for the person who trains.
    """

    title: str
    train: Any
    test: Any
    shape: tuple[int, ...]
    classes: list[str]
    prepare: dict[str, Any] = field(default_factory=dict)
    at_once: int = 256
    notes: list[str] = field(default_factory=list)


class Pixels(Dataset):
    """uint8 images (N,H,W) or (N,H,W,C) as float32 (C,H,W): (pixel/255 - mean)/std per channel."""

    def __init__(
        self,
        images: Any,
        labels: Any,
        mean: Sequence[float] = (0.0,),
        std: Sequence[float] = (1.0,),
    ) -> None:
        images = np.asarray(images)
        self.images = images[..., None] if images.ndim == 3 else images
        self.labels = np.asarray(labels, dtype=np.int64)
        self.mean = np.array(mean, dtype=np.float32)[:, None, None]
        self.std = np.array(std, dtype=np.float32)[:, None, None]

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        x, y = self.__getbatch__([index])
        return x[0], int(y.array[0])

    def __getbatch__(self, indices: Sequence[int]) -> list[Tensor]:
        rows = np.asarray(indices)
        x = self.images[rows].transpose(0, 3, 1, 2).astype(np.float32, order="C")
        x *= np.float32(1 / 255)
        if self.mean.any() or (self.std != 1).any():
            x -= self.mean
            x /= self.std
        return [Tensor(x), Tensor(self.labels[rows])]


def is_folder(name: str) -> bool:
    """Whether this is no data set's name, but a folder of one's own."""
    return name not in LOADERS and Path(name).is_dir()


def load(name: str, root: str | None = None, download: bool = False) -> Data:
    """The data set of a name; its files are looked for in `root` too."""
    if name not in LOADERS:
        known = ", ".join(LOADERS)
        raise ValueError(
            f"there is no data set {name!r}; there are {known} (see `minidnn datasets`); or give a "
            "folder of images that has one folder for each class"
        )
    return LOADERS[name](root, download)


def breast_cancer(root: str | None, download: bool) -> Data:
    """The tutorial's split. float64, because the tutorial's weights are."""
    x, y, x_val, y_val = (Tensor(a.astype(np.float64)) for a in datasets.breast_cancer_split())
    train, test = TensorDataset(x, y), TensorDataset(x_val, y_val)
    return Data("breast cancer", train, test, (5,), ["malignant", "benign"])


def digits(root: str | None, download: bool) -> Data:
    """The shipped 8x8 digits in a random order: 1,500 for training, 297 for testing."""
    table = datasets.load_digits()
    order = np.random.RandomState(1).permutation(len(table.data))
    images = np.rint(table.images[order] * (255 / 16)).astype(np.uint8)
    labels = table.target[order]
    train, test = Pixels(images[:1500], labels[:1500]), Pixels(images[1500:], labels[1500:])
    prepare = {"kind": "digit", "mean": [0.0], "std": [1.0]}
    return Data("digits 8x8", train, test, (1, 8, 8), table.target_names, prepare)


def idx_images(kind: str, title: str, prepare_kind: str) -> Callable[[str | None, bool], Data]:
    """A loader of MNIST or a relative."""

    def load_idx(root: str | None, download: bool) -> Data:
        reader = getattr(datasets, kind)
        train, test = (reader(root, train=part, download=download) for part in (True, False))
        names = [name.partition(" - ")[0] for name in reader.classes]
        prepare = {"kind": prepare_kind, "mean": [0.0], "std": [1.0]}
        first, second = (Pixels(part.data.array, part.targets.array) for part in (train, test))
        return Data(title, first, second, (1, *train.data.shape[1:]), names, prepare)

    return load_idx


def cifar10(root: str | None, download: bool) -> Data:
    """Colours are scaled to mean 0 and standard deviation 1 over the training images."""
    train, test = (datasets.CIFAR10(root, train=part, download=download) for part in (True, False))
    mean, std = [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]
    first, second = (Pixels(part.data, part.targets, mean, std) for part in (train, test))
    prepare = {"kind": "image", "mean": mean, "std": std}
    return Data("CIFAR-10", first, second, (3, 32, 32), list(datasets.CIFAR10.classes), prepare)


LOADERS: dict[str, Callable[[str | None, bool], Data]] = {
    "breast-cancer": breast_cancer,
    "digits": digits,
    "mnist": idx_images("MNIST", "MNIST", "digit"),
    "fashion-mnist": idx_images("FashionMNIST", "Fashion-MNIST", "image"),
    "kmnist": idx_images("KMNIST", "KMNIST", "digit"),
    "cifar10": cifar10,
}
