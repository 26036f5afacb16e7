"""Data sets: two shipped in the package, and readers of the well-known image collections.

The image collections need Pillow; they are imported when they are first asked for.
"""

import importlib
from typing import TYPE_CHECKING, Any

from minidnn.datasets.idx import read_idx
from minidnn.datasets.places import DatasetNotFound
from minidnn.datasets.shipped import Table, breast_cancer_split, load_breast_cancer, load_digits

if TYPE_CHECKING:
    from minidnn.datasets.base import VisionDataset
    from minidnn.datasets.cifar import CIFAR10
    from minidnn.datasets.mnist import KMNIST, MNIST, FashionMNIST
    from minidnn.datasets.registry import Entry, available

LATER = {
    "CIFAR10": "cifar",
    "Entry": "registry",
    "FashionMNIST": "mnist",
    "KMNIST": "mnist",
    "MNIST": "mnist",
    "VisionDataset": "base",
    "available": "registry",
}

__all__ = [
    "CIFAR10",
    "DatasetNotFound",
    "Entry",
    "FashionMNIST",
    "KMNIST",
    "MNIST",
    "Table",
    "VisionDataset",
    "available",
    "breast_cancer_split",
    "load_breast_cancer",
    "load_digits",
    "read_idx",
]


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(f"module 'minidnn.datasets' has no attribute {name!r}")
    return getattr(importlib.import_module(f"minidnn.datasets.{LATER[name]}"), name)
