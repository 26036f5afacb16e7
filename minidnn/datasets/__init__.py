"""Data sets: four shipped in the package, and readers of well-known images and texts.

Images need Pillow; they and the texts are imported when they are first asked for.
"""

import importlib
from typing import TYPE_CHECKING, Any

from minidnn.datasets.idx import read_idx
from minidnn.datasets.places import DatasetNotFound
from minidnn.datasets.shipped import Table, breast_cancer_split, load_breast_cancer, load_digits
from minidnn.missing import NoAttribute

if TYPE_CHECKING:
    from minidnn.datasets.base import VisionDataset
    from minidnn.datasets.borrowed import load_california_housing, load_iris, load_wine
    from minidnn.datasets.cifar import CIFAR10
    from minidnn.datasets.mnist import KMNIST, MNIST, FashionMNIST
    from minidnn.datasets.pairs import Multi30k, TranslationPairs, glove
    from minidnn.datasets.registry import Entry, available
    from minidnn.datasets.tables import TableData, table
    from minidnn.datasets.texts import (
        AG_NEWS,
        IMDB,
        LabelledTexts,
        TextFolder,
        moby_dick,
        names,
        tiny_shakespeare,
    )

LATER = {
    "AG_NEWS": "texts",
    "CIFAR10": "cifar",
    "Entry": "registry",
    "FashionMNIST": "mnist",
    "IMDB": "texts",
    "KMNIST": "mnist",
    "LabelledTexts": "texts",
    "MNIST": "mnist",
    "Multi30k": "pairs",
    "TextFolder": "texts",
    "TranslationPairs": "pairs",
    "VisionDataset": "base",
    "available": "registry",
    "TableData": "tables",
    "glove": "pairs",
    "load_california_housing": "borrowed",
    "load_iris": "borrowed",
    "load_wine": "borrowed",
    "moby_dick": "texts",
    "names": "texts",
    "table": "tables",
    "tiny_shakespeare": "texts",
}

__all__ = [
    "TableData", "load_california_housing", "load_iris", "load_wine", "table",
    "AG_NEWS",
    "CIFAR10",
    "DatasetNotFound",
    "Entry",
    "FashionMNIST",
    "IMDB",
    "KMNIST",
    "LabelledTexts",
    "MNIST",
    "Multi30k",
    "Table",
    "TextFolder",
    "TranslationPairs",
    "VisionDataset",
    "available",
    "breast_cancer_split",
    "glove",
    "load_breast_cancer",
    "load_digits",
    "moby_dick",
    "names",
    "read_idx",
    "tiny_shakespeare",
]


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise NoAttribute("minidnn.datasets", name, [*globals(), *LATER], "torchvision.datasets")
    return getattr(importlib.import_module(f"minidnn.datasets.{LATER[name]}"), name)
