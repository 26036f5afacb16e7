"""The list of data sets: which are here, where, how large, under which licence."""

import os
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from minidnn.datasets import cifar, mnist, texts
from minidnn.datasets.places import folders

UCI = "CC BY 4.0, UCI Machine Learning Repository (see LICENSES.md)"
FREE = "PDDL 1.0 and CC0 1.0: public domain (see LICENSES.md)"


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
        shipped("names", "8,849 English first names", "names.txt.bz2", FREE),
        shipped("moby-dick", "Melville's novel, 1.2 million characters", "moby_dick.txt.bz2", FREE),
        idx("mnist", "70,000 digits of 28x28 pixels, 10 classes", mnist.MNIST, root),
        idx(
            "fashion-mnist", "70,000 clothes of 28x28 pixels, 10 classes", mnist.FashionMNIST, root
        ),
        idx("kmnist", "70,000 Japanese letters of 28x28 pixels, 10 classes", mnist.KMNIST, root),
        cifar10(root),
        text(
            "tinyshakespeare", "Shakespeare, 1.1 million characters", [texts.TINY_SHAKESPEARE], root
        ),
    ]


def shipped(name: str, task: str, file: str, licence: str = UCI) -> Entry:
    with resources.as_file(resources.files("minidnn.datasets") / file) as path:
        return Entry(name, task, True, "in the package", path.stat().st_size, licence)


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


def text(
    name: str, task: str, files: list[texts.Files], root: str | os.PathLike[str] | None
) -> Entry:
    found = [path for path in (file.find(root) for file in files) if path]
    return entry(name, task, found, len(files), "public domain")


def entry(name: str, task: str, files: list[Path], wanted: int, licence: str) -> Entry:
    where = str(files[0].parent) if files else ""
    size = sum(path.stat().st_size for path in files)
    note = f"{len(files)} of {wanted} files" if 0 < len(files) < wanted else ""
    return Entry(name, task, bool(files), where, size, licence, note)
