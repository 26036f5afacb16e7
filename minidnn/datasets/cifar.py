"""CIFAR-10: 60,000 colour images of 32x32 in ten classes, from its binary or its Python layout."""

import os
import re
import tarfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from minidnn.datasets.base import VisionDataset
from minidnn.datasets.pickled import Unreadable, read_pickle
from minidnn.datasets.places import download_folder, folders, not_found
from minidnn.tensor import Tensor
from minidnn.utils.download import DownloadError, download
from minidnn.utils.files import atomic_write

PIXELS = 3 * 32 * 32
RECORD = 1 + PIXELS  # a label byte, then the red, the green and the blue plane
BATCH = 10_000
LARGEST_PICKLE = 64 << 20
CLASSES = [
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
]


class CIFAR10(VisionDataset):
    """Small photographs of ten kinds of things: 50,000 for training, 10,000 for testing.

    `.data` is a uint8 array (N, 32, 32, 3), `.targets` a list of ints; an item is (PIL image,
    int) after
    the transforms. The folder (root, or cifar-10-batches-bin, cifar-10-batches-py or cifar10 in
    it, in
    $MINIDNN_DATA or in the cache) may hold data_batch_1 ... data_batch_5 and test_batch with .bin
    (binary
    layout) or without (Python layout). Where some are missing, those that are there are used and a
    warning says so; test_batch_1000.bin is a test batch of 1000 images.
    """

    folder_names = ("cifar-10-batches-bin", "cifar-10-batches-py", "cifar-10", "CIFAR10", "cifar10")
    url = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
    md5 = "c32a1d4ab5d03f1284b67883e8d87530"
    licence = "no licence stated; cite A. Krizhevsky, Learning Multiple Layers of Features, 2009"
    classes = CLASSES

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
        looked = folders(self.root, self.folder_names)
        files = find(looked, train)
        if not files:
            names = ["cifar-10-binary.tar.gz (unpacked)"]
            what = "data_batch_1.bin" if train else "test_batch.bin"
            raise not_found("CIFAR10", what, self.root, self.folder_names, names, self.url)
        if train and len(files) < 5:
            warnings.warn(
                f"CIFAR10: {files[0].parent} has {len(files)} of the 5 training batches "
                f"({', '.join(file.name for file in files)}); using {len(files)}0,000 images",
                stacklevel=2,
            )
        parts = [read_batch(file) for file in files]
        self.data = np.concatenate([images for images, _ in parts])
        self.targets = [int(label) for _, labels in parts for label in labels]
        if not train and len(self.data) < BATCH:
            warnings.warn(
                f"CIFAR10: {files[0]} has {len(self.data)} of the 10,000 test images; using these",
                stacklevel=2,
            )

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self.transformed(Image.fromarray(self.data[index]), self.targets[index])

    def __getbatch__(self, indices: Sequence[int]) -> list[Any] | None:
        whole = self.batch_transform()
        if whole is None or type(self).__getitem__ is not CIFAR10.__getitem__:
            return None
        images = whole(self.data[indices])
        if images is None:
            return None
        return [images, Tensor(np.array([self.targets[i] for i in indices], dtype=np.int64))]

    def __len__(self) -> int:
        return len(self.data)

    @property
    def class_to_idx(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.classes)}

    def extra_repr(self) -> str:
        return f"Split: {'Train' if self.train else 'Test'}"

    def download(self) -> None:
        """Fetch and unpack the binary layout unless all of it is there."""
        looked = folders(self.root, self.folder_names)
        if len(find(looked, True)) == 5 and find(looked, False):
            return
        target = download_folder(self.root, self.folder_names[0])
        packed = target.parent / self.url.rpartition("/")[2]
        download(self.url, packed, md5=self.md5)
        unpack(packed, target)


def find(looked: Sequence[Path], train: bool) -> list[Path]:
    """The batch files of the first folder that has any, in order."""
    for folder in looked:
        for suffix in (".bin", ""):
            names = (
                [f"data_batch_{i}{suffix}" for i in range(1, 6)]
                if train
                else [f"test_batch{suffix}"]
            )
            files = [folder / name for name in names if (folder / name).is_file()]
            if not files and not train and suffix:
                files = sorted(folder.glob("test_batch_*.bin"))[:1]
            if files:
                return files
    return []


def read_batch(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Images (N, 32, 32, 3) uint8 and labels (N,) uint8 of one file."""
    planes, labels = read_binary(path) if path.suffix == ".bin" else read_python(path)
    if labels.max() >= len(CLASSES):
        raise ValueError(
            f"CIFAR10: {path} has label {labels.max()} at image {labels.argmax()}; expected 0 to "
            f"9; "
            "the file is damaged, fetch it again"
        )
    return planes.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1).copy(), labels


def read_binary(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (N, 3072) and labels (N,) of the binary layout."""
    count = re.fullmatch(r"test_batch_(\d{1,5}).bin", path.name)
    images = int(count[1]) if count else BATCH
    size = path.stat().st_size
    if size != images * RECORD or not size:
        raise ValueError(
            f"CIFAR10: {path} has {size} bytes; expected {images * RECORD} ({images} images of "
            f"{RECORD}); "
            "it is cut off or damaged, fetch it again"
        )
    records = np.fromfile(path, np.uint8).reshape(images, RECORD)
    return records[:, 1:], records[:, 0]


def read_python(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (N, 3072) and labels (N,) of the Python layout; nothing in the file is run."""
    size = path.stat().st_size
    if size > LARGEST_PICKLE:
        raise ValueError(f"CIFAR10: {path} has {size} bytes; a batch has about 31 million")
    try:
        batch = read_pickle(path.read_bytes())
    except Unreadable as error:
        raise ValueError(f"CIFAR10: {path} cannot be read: {error}; fetch it again") from error
    entries = batch if isinstance(batch, dict) else {}
    pixels, labels = (entries.get(key.encode(), entries.get(key)) for key in ("data", "labels"))
    if not isinstance(pixels, np.ndarray) or pixels.ndim != 2 or pixels.shape[1] != PIXELS:
        raise ValueError(f"CIFAR10: {path} has no array 'data' of shape (N, {PIXELS})")
    labels = labels if isinstance(labels, list) else []
    fine = all(type(n) is int and 0 <= n < 10 for n in labels)
    if not fine or len(labels) != len(pixels) or not labels:
        raise ValueError(
            f"CIFAR10: {path} has no list 'labels' of {len(pixels)} numbers from 0 to 9"
        )
    return pixels, np.array(labels, dtype=np.uint8)


def unpack(packed: Path, target: Path) -> None:
    """The known files of the archive into the folder; everything else in it is left out."""
    target.mkdir(parents=True, exist_ok=True)
    sizes = {f"data_batch_{i}.bin": BATCH * RECORD for i in range(1, 6)}
    sizes |= {"test_batch.bin": BATCH * RECORD}
    try:
        with tarfile.open(packed, "r:gz") as archive:
            for member in archive:
                name = member.name.rpartition("/")[2]
                if not member.isfile() or member.size != sizes.get(name):
                    continue
                source = archive.extractfile(member)
                with atomic_write(target / name) as file:
                    file.write(source.read() if source else b"")
                del sizes[name]
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DownloadError(f"CIFAR10: {packed} cannot be unpacked ({error})") from error
    if sizes:
        raise DownloadError(f"CIFAR10: {packed} lacks {', '.join(sizes)}; fetch it again")
