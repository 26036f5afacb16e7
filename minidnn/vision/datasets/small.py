"""Data sets of small images beside MNIST and CIFAR-10: CIFAR-100, SVHN, USPS, STL-10, made-up ones.

Files are looked for as `minidnn.datasets.places` says; nothing that is in a file is run.
"""

import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from minidnn.datasets.base import VisionDataset
from minidnn.datasets.pickled import Unreadable, read_pickle
from minidnn.datasets.places import download_folder, folders, not_found
from minidnn.utils.download import DownloadError, download
from minidnn.utils.files import atomic_write
from minidnn.vision.transforms.pixels import pil_image

Root = str | os.PathLike[str] | None


class SmallImages(VisionDataset):
    """Base: `.data` is a uint8 array of images, an item is (PIL image, int)."""

    folder_names: tuple[str, ...] = ()
    data: np.ndarray

    def __len__(self) -> int:
        return len(self.data)

    def locate(self, name: str, url: str, also: str = "") -> Path:
        """The file of this name in one of the folders; an error says where to get it."""
        for folder in folders(self.root, self.folder_names):
            if (folder / name).is_file():
                return folder / name
        files = [url.rpartition("/")[2] + also]
        raise not_found(type(self).__name__, name, self.root, self.folder_names, files, url)

    def missing(self, names: list[str]) -> bool:
        """Whether one of the files is nowhere."""
        looked = folders(self.root, self.folder_names)
        return not all(any((folder / name).is_file() for folder in looked) for name in names)

    def fetch_packed(self, url: str, md5: str, names: list[str]) -> None:
        """Download an archive and take these files out of it; others are left out."""
        if not self.missing(names):
            return
        target = download_folder(self.root, self.folder_names[0])
        packed = target.parent / url.rpartition("/")[2]
        download(url, packed, md5=md5)
        target.mkdir(parents=True, exist_ok=True)
        left = set(names)
        try:
            with tarfile.open(packed, "r:gz") as archive:
                for member in archive:
                    name = member.name.rpartition("/")[2]
                    source = archive.extractfile(member) if member.isfile() else None
                    if source is not None and name in left:
                        with atomic_write(target / name) as file:
                            while block := source.read(1 << 20):
                                file.write(block)
                        left.remove(name)
        except (tarfile.TarError, EOFError, OSError) as error:
            raise DownloadError(f"{packed} cannot be unpacked ({error})") from error
        if left:
            raise DownloadError(f"{packed} lacks {', '.join(sorted(left))}; fetch it again")


class CIFAR100(SmallImages):
    """Photographs of 32x32 in 100 classes: 50,000 for training, 10,000 for testing.

    `.data` (N, 32, 32, 3) uint8, `.targets` a list of ints. Files: train, test and meta of the
    Python layout, in root or in cifar-100-python.
    """

    folder_names = ("cifar-100-python", "CIFAR100", "cifar100")
    url = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"
    md5 = "eb9058c3a382ffc7106e4002c42a8d85"

    def __init__(
        self,
        root: Root = None,
        train: bool = True,
        transform: Callable | None = None,
        target_transform: Callable | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        if download:
            self.fetch_packed(self.url, self.md5, ["train", "test", "meta"])
        path = self.locate("train" if train else "test", self.url, " (unpacked)")
        entries = self.read(path)
        pixels, labels = entries.get("data"), entries.get("fine_labels")
        labels = labels if isinstance(labels, list) else []
        fine = labels and all(type(n) is int and 0 <= n < 100 for n in labels)
        shape = getattr(pixels, "shape", None)
        if not fine or shape != (len(labels), 3 * 32 * 32):
            raise ValueError(
                f"CIFAR100: {path} has no 'data' (N, 3072) with N 'fine_labels' from 0 to 99"
            )
        images = np.asarray(pixels, dtype=np.uint8).reshape(-1, 3, 32, 32)
        self.data, self.targets = images.transpose(0, 2, 3, 1).copy(), list(labels)
        names = self.read(self.locate("meta", self.url, " (unpacked)")).get("fine_label_names", [])
        self.classes = [n.decode() if isinstance(n, bytes) else str(n) for n in names]
        self.class_to_idx = {name: i for i, name in enumerate(self.classes)}

    def read(self, path: Path) -> dict[str, Any]:
        """A file of the Python layout; names as text."""
        try:
            entries = read_pickle(path.read_bytes())
        except Unreadable as error:
            raise ValueError(f"CIFAR100: {path} cannot be read: {error}; fetch it again") from error
        if not isinstance(entries, dict):
            raise ValueError(f"CIFAR100: {path} holds {type(entries).__name__}, not a dictionary")
        return {k.decode() if isinstance(k, bytes) else str(k): v for k, v in entries.items()}

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self.transformed(Image.fromarray(self.data[index]), self.targets[index])

    def extra_repr(self) -> str:
        return f"Split: {'Train' if self.train else 'Test'}"


class USPS(SmallImages):
    """Digits of 16x16 from envelopes: 7291 for training, 2007 for testing.

    `.data` (N, 16, 16) uint8, `.targets` a list of ints. Files: usps.bz2 and usps.t.bz2.
    """

    folder_names = ("USPS", "usps")
    host = "https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass/"
    files = {
        True: ("usps.bz2", "ec16c51db3855ca6c91edd34d0e9b197"),
        False: ("usps.t.bz2", "8ea070ee2aca1ac39742fdd1ef5ed118"),
    }

    def __init__(
        self,
        root: Root = None,
        train: bool = True,
        transform: Callable | None = None,
        target_transform: Callable | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        name, md5 = self.files[bool(train)]
        if download and self.missing([name]):
            fetch(self.host + name, download_folder(root, self.folder_names[0]) / name, md5)
        self.data, self.targets = self.read(self.locate(name, self.host + name))

    def read(self, path: Path) -> tuple[np.ndarray, list[int]]:
        """Lines `label 1:value ... 256:value`, values from -1 to 1, labels from 1 to 10."""
        import bz2

        images, targets = [], []
        try:
            with bz2.open(path, "rt") as file:
                for line in file:
                    label, *entries = line.split()
                    images.append([float(entry.partition(":")[2]) for entry in entries])
                    targets.append(int(label) - 1)
            pixels = np.array(images, np.float32).reshape(-1, 16, 16)
        except (OSError, EOFError, ValueError) as error:
            raise ValueError(f"USPS: {path} cannot be read ({error}); fetch it again") from error
        if targets and not (min(targets) >= 0 and max(targets) <= 9 and np.abs(pixels).max() <= 1):
            raise ValueError(f"USPS: {path} has labels outside 1 to 10 or values outside -1 to 1")
        return ((pixels + 1) / 2 * 255).astype(np.uint8), targets

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self.transformed(pil_image(self.data[index], "L"), self.targets[index])


class SVHN(SmallImages):
    """House numbers, 32x32: split "train" (73,257), "test" (26,032), "extra" (531,131).

    `.data` (N, 3, 32, 32) uint8, `.labels` (N,) int64. The .mat files are read by SciPy, which
    must be installed. Raises: ImportError without it, ValueError for another split.
    """

    folder_names = ("SVHN", "svhn")
    host = "http://ufldl.stanford.edu/housenumbers/"
    split_list = {
        "train": ("train_32x32.mat", "e26dedcc434d2e4c54c9b2d4a06d8373"),
        "test": ("test_32x32.mat", "eb5a983be6a315427106f1b164d9cef3"),
        "extra": ("extra_32x32.mat", "a93ce644f1a588dc4d68dda5feec44a7"),
    }

    def __init__(
        self,
        root: Root = None,
        split: str = "train",
        transform: Callable | None = None,
        target_transform: Callable | None = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.split = one_of("SVHN", split, self.split_list)
        name, md5 = self.split_list[split]
        if download and self.missing([name]):
            fetch(self.host + name, download_folder(root, self.folder_names[0]) / name, md5)
        path = self.locate(name, self.host + name)
        try:
            from scipy.io import loadmat
        except ImportError as error:
            raise ImportError("SVHN: its .mat files need SciPy; pip install scipy") from error
        try:
            content = loadmat(path)
            images, labels = content["X"].transpose(3, 2, 0, 1), content["y"].astype(np.int64)
        except Exception as error:
            raise ValueError(f"SVHN: {path} cannot be read ({error}); fetch it again") from error
        self.data, self.labels = images, labels.reshape(-1) % 10  # in the file 10 means 0
        if len(self.data) != len(self.labels):
            raise ValueError(
                f"SVHN: {path} has {len(self.data)} images and {len(self.labels)} labels"
            )

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = Image.fromarray(np.ascontiguousarray(self.data[index].transpose(1, 2, 0)))
        return self.transformed(image, int(self.labels[index]))

    def extra_repr(self) -> str:
        return f"Split: {self.split}"


class FakeData(VisionDataset):
    """Random images with random labels, for trying out a program; item i is always the same.

    image_size: (C, H, W).  random_offset: another one gives other images. The numbers are not
    those that torchvision draws.
    """

    def __init__(
        self,
        size: int = 1000,
        image_size: tuple[int, int, int] = (3, 224, 224),
        num_classes: int = 10,
        transform: Callable | None = None,
        target_transform: Callable | None = None,
        random_offset: int = 0,
    ) -> None:
        super().__init__(None, transform=transform, target_transform=target_transform)
        self.size, self.image_size = size, tuple(image_size)
        self.num_classes, self.random_offset = num_classes, random_offset

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        if not 0 <= index < self.size:
            raise IndexError(f"FakeData: index {index} is out of range for {self.size} images")
        rng = np.random.default_rng(index + self.random_offset)
        channels, height, width = self.image_size
        pixels = rng.integers(0, 256, (height, width, channels), dtype=np.uint8)
        image = Image.fromarray(pixels[..., 0] if channels == 1 else pixels)
        return self.transformed(image, int(rng.integers(self.num_classes)))

    def __len__(self) -> int:
        return self.size


def fetch(url: str, target: Path, md5: str) -> None:
    """Download one file; its checksum is compared."""
    target.parent.mkdir(parents=True, exist_ok=True)
    download(url, target, md5=md5)


def one_of(what: str, split: str, known: Any) -> str:
    """Refuse a split that does not exist."""
    if split not in known:
        raise ValueError(f"{what}: split must be one of {', '.join(known)}; got {split!r}")
    return split
