"""Image data sets under torchvision's names."""

from minidnn.datasets.base import StandardTransform, VisionDataset
from minidnn.datasets.cifar import CIFAR10
from minidnn.datasets.mnist import KMNIST, MNIST, FashionMNIST
from minidnn.vision.datasets.folder import (
    IMG_EXTENSIONS,
    DatasetFolder,
    ImageFolder,
    default_loader,
    find_classes,
    has_file_allowed_extension,
    is_image_file,
    make_dataset,
    pil_loader,
)
from minidnn.vision.datasets.larger import EMNIST, QMNIST, STL10, Food101
from minidnn.vision.datasets.small import CIFAR100, SVHN, USPS, FakeData

__all__ = [
    "CIFAR10",
    "CIFAR100",
    "EMNIST",
    "IMG_EXTENSIONS",
    "KMNIST",
    "MNIST",
    "QMNIST",
    "STL10",
    "SVHN",
    "USPS",
    "DatasetFolder",
    "FakeData",
    "FashionMNIST",
    "Food101",
    "ImageFolder",
    "StandardTransform",
    "VisionDataset",
    "default_loader",
    "find_classes",
    "has_file_allowed_extension",
    "is_image_file",
    "make_dataset",
    "pil_loader",
]
