"""The list of data sets: which are here, where, how large, under which licence."""

import os
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from minidnn.datasets import cifar, mnist
from minidnn.datasets.places import folders

UCI = "CC BY 4.0, UCI Machine Learning Repository (see LICENSES.md)"


@dataclass(frozen=True)
class Entry:
    """One data set: name, what it is, whether it is here, where, bytes on disk, licence, note."""

    name: str
    task: str
    present: bool
    where: str
    size: int
    licence: str
    note: str = ""


def available(root: str | os.PathLike[str] | None = None) -> list[Entry]:
    """What `minidnn datasets` shows; `root` is looked into as the data sets themselves do."""
    return [
        shipped("breast-cancer", "569 tumours, 30 measurements, 2 classes", "breast_cancer.npz"),
        shipped("digits", "1797 digits of 8x8 pixels, 10 classes", "digits.npz"),
        idx("mnist", "70,000 digits of 28x28 pixels, 10 classes", mnist.MNIST, root),
        idx(
            "fashion-mnist", "70,000 clothes of 28x28 pixels, 10 classes", mnist.FashionMNIST, root
        ),
        idx("kmnist", "70,000 Japanese letters of 28x28 pixels, 10 classes", mnist.KMNIST, root),
        cifar10(root),
    ]


def shipped(name: str, task: str, file: str) -> Entry:
    with resources.as_file(resources.files("minidnn.datasets") / file) as path:
        return Entry(name, task, True, "in the package", path.stat().st_size, UCI)


def idx(
    name: str, task: str, kind: type[mnist.MNIST], root: str | os.PathLike[str] | None
) -> Entry:
    looked = folders(root, kind.folder_names)
    found = [mnist.find(looked, file.removesuffix(".gz")) for file, _ in kind.resources]
    return entry(name, task, [path for path in found if path], len(found), kind.licence)


def cifar10(root: str | os.PathLike[str] | None) -> Entry:
    looked = folders(root, cifar.CIFAR10.folder_names)
    files = [*cifar.find(looked, True), *cifar.find(looked, False)]
    task = "60,000 photographs of 32x32 pixels, 10 classes"
    return entry("cifar10", task, files, 6, cifar.CIFAR10.licence)


def entry(name: str, task: str, files: list[Path], wanted: int, licence: str) -> Entry:
    where = str(files[0].parent) if files else ""
    size = sum(path.stat().st_size for path in files)
    note = f"{len(files)} of {wanted} files" if 0 < len(files) < wanted else ""
    return Entry(name, task, bool(files), where, size, licence, note)
