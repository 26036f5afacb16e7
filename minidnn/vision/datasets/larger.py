"""EMNIST (letters), QMNIST, STL-10 (96x96) and Food-101 (folders of photographs)."""

import json
import os
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from minidnn.datasets.base import VisionDataset
from minidnn.datasets.idx import read_idx
from minidnn.datasets.mnist import MNIST, unpacked
from minidnn.datasets.places import folders, not_found
from minidnn.tensor import Tensor
from minidnn.vision.datasets.folder import default_loader
from minidnn.vision.datasets.small import SmallImages, one_of

Root = str | os.PathLike[str] | None
ALIKE = set("cijklmopsuvwxyz")  # letters whose two cases count as one class
EVERY = sorted(string.digits + string.ascii_letters)


class EMNIST(MNIST):
    """Handwritten digits and letters in MNIST's format; images lie on their side, as published.

    split: byclass, bymerge, balanced, letters (labels 1 to 26), digits or mnist. Files such as
    emnist-letters-train-images-idx3-ubyte, plain or gzipped, from gzip.zip; download=True is not
    supported because the archive must be unpacked by hand. Raises: ValueError for another split.
    """

    folder_names = ("EMNIST/raw", "EMNIST", "emnist")
    mirrors = ("https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",)
    licence = "public domain, NIST; cite Cohen et al. 2017"
    splits = ("byclass", "bymerge", "balanced", "letters", "digits", "mnist")
    merged = [letter for letter in EVERY if letter not in ALIKE]
    classes_split_dict = {
        "byclass": EVERY,
        "bymerge": merged,
        "balanced": merged,
        "letters": ["N/A", *string.ascii_lowercase],
        "digits": list(string.digits),
        "mnist": list(string.digits),
    }

    def __init__(self, root: Root, split: str, **options: Any) -> None:
        self.split = one_of("EMNIST", split, self.splits)
        self.classes = self.classes_split_dict[split]
        super().__init__(root, **options)

    def file_names(self) -> list[str]:
        start = f"emnist-{self.split}-{'train' if self.train else 'test'}"
        return [f"{start}-images-idx3-ubyte", f"{start}-labels-idx1-ubyte"]

    def download(self) -> None:
        """The archive is one zip of all splits: say what to do with it."""
        looked = folders(self.root, self.folder_names)
        for name in self.file_names():
            if not any((at / n).is_file() for at in looked for n in (name, name + ".gz")):
                files = ["gzip.zip (unpacked)"]
                raise not_found(
                    "EMNIST", name, self.root, self.folder_names, files, self.mirrors[0]
                )


class QMNIST(MNIST):
    """MNIST made again from NIST's forms, with all 60,000 test digits and what is known of each.

    what: train, test, test10k (MNIST's own), test50k (those lost before) or nist (402,953 digits);
    without it train or test, as `train` says. `.targets` (N, 8) int64: the digit; NIST's series,
    writer, which of the writer's digits, code of the class, number of the digit; whether it is
    there twice; nothing.
    compat: an item's label is the digit alone; otherwise all eight.
    Raises: ValueError for another part, or labels that are not eight numbers for each image.
    """

    folder_names = ("QMNIST/raw", "QMNIST", "qmnist")
    mirrors = ("https://raw.githubusercontent.com/facebookresearch/qmnist/master/",)
    licence = "BSD, Facebook; Yadav and Bottou 2019"
    every = (
        ("qmnist-train-images-idx3-ubyte.gz", "ed72d4157d28c017586c42bc6afe6370"),
        ("qmnist-train-labels-idx2-int.gz", "0058f8dd561b90ffdd0f734c6a30e5e4"),
        ("qmnist-test-images-idx3-ubyte.gz", "1394631089c404de565df7b7aeaf9412"),
        ("qmnist-test-labels-idx2-int.gz", "5b5b05890a5e13444e108efe57b788aa"),
        ("xnist-images-idx3-ubyte.xz", "7f124b3b8ab81486c9d8c2749c17f834"),
        ("xnist-labels-idx2-int.xz", "5ed0e788978e45d4a8bd4b7caec3d79d"),
    )
    parts = ("train", "test", "test10k", "test50k", "nist")

    def __init__(
        self,
        root: Root = None,
        what: str | None = None,
        compat: bool = True,
        train: bool = True,
        **options: Any,
    ) -> None:
        self.what = one_of("QMNIST", what or ("train" if train else "test"), self.parts)
        self.compat = compat
        start = {"train": "qmnist-train", "nist": "xnist"}.get(self.what, "qmnist-test")
        self.resources = tuple(file for file in self.every if file[0].startswith(start))
        super().__init__(root, train, **options)

    def file_names(self) -> list[str]:
        return [unpacked(name) for name, _ in self.resources]

    def read(self, images_path: Path, labels_path: Path) -> tuple[Tensor, Tensor]:
        images, labels = read_idx(images_path), read_idx(labels_path)
        if images.ndim != 3 or images.dtype != np.uint8:
            raise ValueError(
                f"QMNIST: {images_path} holds {images.dtype} of shape {images.shape}; expected "
                "uint8 images (N, H, W)"
            )
        if labels.shape != (len(images), 8) or labels.dtype.kind != "i":
            raise ValueError(
                f"QMNIST: {labels_path} holds {labels.dtype} of shape {labels.shape}; expected "
                f"({len(images)}, 8) integers, eight for each image in {images_path}"
            )
        part = {"test10k": slice(10000), "test50k": slice(10000, None)}.get(self.what, slice(None))
        return Tensor(images[part]), Tensor(labels[part].astype(np.int64))

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        label = self.targets.array[int(index)]
        image = Image.fromarray(self.data.array[int(index)])
        return self.transformed(image, int(label[0]) if self.compat else Tensor(label))

    def extra_repr(self) -> str:
        return f"Split: {self.what}"


class STL10(SmallImages):
    """Photographs of 96x96 in ten classes; split train, test, unlabeled or train+unlabeled.

    `.data` (N, 3, 96, 96) uint8, `.labels` (N,) from 0; -1 for unlabeled images. folds 0 to 9
    takes one of the published parts of 1000 training images.
    """

    folder_names = ("stl10_binary", "STL10", "stl10")
    url = "http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz"
    md5 = "91f7769df0f17e558f3565bffb0c7dfb"
    splits = ("train", "train+unlabeled", "unlabeled", "test")
    files = ("train_X.bin", "train_y.bin", "unlabeled_X.bin", "test_X.bin", "test_y.bin")
    others = ("class_names.txt", "fold_indices.txt")

    def __init__(
        self,
        root: Root = None,
        split: str = "train",
        folds: int | None = None,
        transform: Callable | None = None,
        target_transform: Callable | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.split, self.folds = one_of("STL10", split, self.splits), folds
        if folds is not None and (not split.startswith("train") or folds not in range(10)):
            raise ValueError(f"STL10: folds must be 0 to 9, of a training split; got {folds!r}")
        if download:
            self.fetch_packed(self.url, self.md5, [*self.files, *self.others])
        parts = [self.part(name) for name in split.split("+")]
        self.data = np.concatenate([images for images, _ in parts])
        self.labels = np.concatenate([labels for _, labels in parts])
        names = self.locate("class_names.txt", self.url, " (unpacked)")
        self.classes = names.read_text().split()

    def part(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Images (N, 3, 96, 96), stored column by column, and labels of one split."""
        path = self.locate(f"{name}_X.bin", self.url, " (unpacked)")
        content = np.fromfile(path, np.uint8)
        if content.size == 0 or content.size % (3 * 96 * 96):
            raise ValueError(
                f"STL10: {path} has {content.size} bytes, no multiple of {3 * 96 * 96}; it is cut "
                "off, fetch it again"
            )
        images = content.reshape(-1, 3, 96, 96).transpose(0, 1, 3, 2)
        if name == "unlabeled":
            return images, np.full(len(images), -1)
        path = self.locate(f"{name}_y.bin", self.url, " (unpacked)")
        labels = np.fromfile(path, np.uint8).astype(np.int64) - 1
        if len(labels) != len(images) or labels.min() < 0 or labels.max() > 9:
            raise ValueError(f"STL10: {path} must hold {len(images)} labels from 1 to 10")
        if self.folds is not None and name == "train":
            lines = self.locate("fold_indices.txt", self.url, " (unpacked)").read_text()
            chosen = np.array(lines.splitlines()[self.folds].split(), dtype=np.int64)
            images, labels = images[chosen], labels[chosen]
        return images, labels

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = Image.fromarray(np.ascontiguousarray(self.data[index].transpose(1, 2, 0)))
        return self.transformed(image, int(self.labels[index]))

    def extra_repr(self) -> str:
        return f"Split: {self.split}"


class Food101(VisionDataset):
    """Photographs of 101 dishes: 75,750 for training, 25,250 for testing.

    Files: food-101/meta/train.json and test.json, food-101/images/DISH/NUMBER.jpg in root, from
    the archive, unpacked by hand (5 GB). Raises: ValueError for another split.
    """

    url = "http://data.vision.ee.ethz.ch/cvl/food-101.tar.gz"
    folder_names = ("food-101", "Food101", "food101")

    def __init__(
        self,
        root: Root = None,
        split: str = "train",
        transform: Callable | None = None,
        target_transform: Callable | None = None,
        download: bool = False,
        loader: Callable[[Any], Any] = default_loader,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.split, self.loader = one_of("Food101", split, ("train", "test")), loader
        base = self.base(f"{split}.json")  # with download=True too: its error says what to do
        lists = json.loads((base / "meta" / f"{split}.json").read_text())
        self.classes = sorted(lists)
        self.class_to_idx = {name: i for i, name in enumerate(self.classes)}
        self.samples = [
            (self.inside(base / "images", f"{name}.jpg"), self.class_to_idx[dish])
            for dish, names in lists.items()
            for name in names
        ]

    def base(self, name: str) -> Path:
        """The folder that has meta/name."""
        for folder in folders(self.root, self.folder_names):
            if (folder / "meta" / name).is_file():
                return folder
        files = ["food-101.tar.gz (unpacked)"]
        raise not_found("Food101", f"meta/{name}", self.root, self.folder_names, files, self.url)

    def inside(self, folder: Path, name: str) -> Path:
        """A file of the folder; a list must not lead out of it."""
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise ValueError(f"Food101: {name!r} in meta/{self.split}.json leads out of {folder}")
        return folder / name

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        path, label = self.samples[index]
        return self.transformed(self.loader(path), label)

    def extra_repr(self) -> str:
        return f"split={self.split}"
