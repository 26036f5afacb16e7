"""Data sets of small images, from files written here in the published layouts."""

import bz2
import pickle

import numpy as np
import pytest
from PIL import Image

from minidnn.datasets.places import DatasetNotFound
from minidnn.vision import datasets

RNG = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("MINIDNN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MINIDNN_DATA", raising=False)


def cifar100(folder, labels=(5, 99)):
    folder.mkdir(parents=True, exist_ok=True)
    pixels = RNG.integers(0, 256, (len(labels), 3072), dtype=np.uint8)
    for name in ("train", "test"):
        content = {b"data": pixels, b"fine_labels": list(labels)}
        (folder / name).write_bytes(pickle.dumps(content, protocol=2))
    names = {b"fine_label_names": [f"class {i}".encode() for i in range(100)]}
    (folder / "meta").write_bytes(pickle.dumps(names, protocol=2))
    return pixels


def test_cifar100(tmp_path):
    pixels = cifar100(tmp_path / "cifar-100-python")
    data = datasets.CIFAR100(tmp_path, train=False)
    image, label = data[1]
    assert len(data) == 2 and label == 99 and data.classes[label] == "class 99"
    np.testing.assert_array_equal(
        np.asarray(image), pixels[1].reshape(3, 32, 32).transpose(1, 2, 0)
    )
    cifar100(tmp_path / "cifar-100-python", labels=(5, 100))
    with pytest.raises(ValueError, match="'fine_labels' from 0 to 99"):
        datasets.CIFAR100(tmp_path)
    (tmp_path / "cifar-100-python" / "train").write_bytes(b"no pickle")
    with pytest.raises(ValueError, match="cannot be read"):
        datasets.CIFAR100(tmp_path)
    with pytest.raises(DatasetNotFound, match=r"fetch cifar-100-python.tar.gz \(unpacked\)"):
        datasets.CIFAR100(tmp_path / "nothing")


def test_usps_as_torchvision(tmp_path, torchvision):
    values = RNG.uniform(-1, 1, (3, 256))
    lines = [
        f"{label} " + " ".join(f"{i}:{v:.4f}" for i, v in enumerate(row, 1))
        for label, row in zip((1, 10, 4), values, strict=True)
    ]
    with bz2.open(tmp_path / "usps.bz2", "wt") as file:
        file.write("\n".join(lines))
    ours = datasets.USPS(tmp_path, target_transform=str)
    theirs = torchvision.datasets.USPS(str(tmp_path))
    np.testing.assert_array_equal(ours.data, theirs.data)
    assert ours.targets == theirs.targets == [0, 9, 3]
    assert ours[1][0].size == (16, 16) and ours[1][0].mode == "L" and ours[1][1] == "9"
    with bz2.open(tmp_path / "usps.bz2", "wt") as file:
        file.write("11 1:0.5")
    with pytest.raises(ValueError, match=r"usps.bz2 cannot be read"):
        datasets.USPS(tmp_path)


def test_svhn(tmp_path):
    io = pytest.importorskip("scipy.io")
    images = RNG.integers(0, 256, (32, 32, 3, 4), dtype=np.uint8)
    labels = np.array([[10], [1], [9], [5]], dtype=np.uint8)
    io.savemat(tmp_path / "test_32x32.mat", {"X": images, "y": labels})
    data = datasets.SVHN(tmp_path, split="test")
    assert data.data.shape == (4, 3, 32, 32) and data.labels.tolist() == [0, 1, 9, 5]
    image, label = data[2]
    assert label == 9
    np.testing.assert_array_equal(np.asarray(image), images[..., 2])
    (tmp_path / "train_32x32.mat").write_bytes(b"no mat file")
    with pytest.raises(ValueError, match="train_32x32.mat cannot be read"):
        datasets.SVHN(tmp_path)
    with pytest.raises(ValueError, match="split must be one of train, test, extra; got 'val'"):
        datasets.SVHN(tmp_path, split="val")


def idx(path, array):
    head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    path.write_bytes(head + array.astype(np.uint8).tobytes())


def idx_of_ints(path, array):
    head = bytes([0, 0, 12, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    path.write_bytes(head + array.astype(">i4").tobytes())


def test_qmnist(tmp_path, torchvision):
    images, labels = RNG.integers(0, 256, (10003, 28, 28)), RNG.integers(0, 10, (10003, 8))
    folder = tmp_path / "QMNIST" / "raw"
    folder.mkdir(parents=True)
    idx(folder / "qmnist-test-images-idx3-ubyte", images)
    idx_of_ints(folder / "qmnist-test-labels-idx2-int", labels)
    for what, compat in (("test", True), ("test10k", True), ("test50k", False)):
        ours, theirs = (
            lib.QMNIST(tmp_path, what=what, compat=compat)
            for lib in (datasets, torchvision.datasets)
        )
        assert len(ours) == len(theirs) and ours.targets.tolist() == theirs.targets.tolist()
        np.testing.assert_array_equal(np.asarray(ours[2][0]), np.asarray(theirs[2][0]))
        assert np.asarray(ours[2][1]).tolist() == np.asarray(theirs[2][1]).tolist()
    assert len(datasets.QMNIST(tmp_path, train=False)) == 10003
    with pytest.raises(ValueError, match="what must be one of|split must be one of train, test"):
        datasets.QMNIST(tmp_path, what="val")
    with pytest.raises(DatasetNotFound, match="qmnist-train-images"):
        datasets.QMNIST(tmp_path)
    idx_of_ints(folder / "qmnist-test-labels-idx2-int", labels[:5])
    with pytest.raises(ValueError, match=r"expected \(10003, 8\) integers"):
        datasets.QMNIST(tmp_path, train=False)


def test_qmnist_packed_by_xz(tmp_path):
    lzma = pytest.importorskip("lzma")
    images, labels = RNG.integers(0, 256, (3, 28, 28)), RNG.integers(0, 10, (3, 8))
    idx(tmp_path / "images", images)
    idx_of_ints(tmp_path / "labels", labels)
    for name, made in (("images-idx3-ubyte", "images"), ("labels-idx2-int", "labels")):
        (tmp_path / f"xnist-{name}.xz").write_bytes(lzma.compress((tmp_path / made).read_bytes()))
    data = datasets.QMNIST(tmp_path, what="nist", compat=False)
    assert [label.tolist() for _, label in data] == labels.tolist()
    packed = tmp_path / "xnist-images-idx3-ubyte.xz"
    packed.write_bytes(packed.read_bytes()[:200])
    with pytest.raises(ValueError, match="fetch (the file|it) again"):
        datasets.QMNIST(tmp_path, what="nist")


def test_emnist(tmp_path, torchvision):
    images = RNG.integers(0, 256, (3, 28, 28))
    idx(tmp_path / "emnist-letters-test-images-idx3-ubyte", images)
    idx(tmp_path / "emnist-letters-test-labels-idx1-ubyte", np.array([1, 26, 3]))
    data = datasets.EMNIST(tmp_path, split="letters", train=False, download=True)
    assert data[1][1] == 26 and data.classes[26] == "z"
    np.testing.assert_array_equal(np.asarray(data[0][0]), images[0])
    assert datasets.EMNIST.classes_split_dict == torchvision.datasets.EMNIST.classes_split_dict
    with pytest.raises(DatasetNotFound, match=r"fetch gzip.zip \(unpacked\)"):
        datasets.EMNIST(tmp_path, split="balanced", download=True)
    with pytest.raises(ValueError, match="split must be one of byclass.*got 'all'"):
        datasets.EMNIST(tmp_path, split="all")


def test_stl10(tmp_path):
    folder = tmp_path / "stl10_binary"
    folder.mkdir()
    images = RNG.integers(0, 256, (3, 3, 96, 96), dtype=np.uint8)
    for name in ("train", "unlabeled"):
        images.transpose(0, 1, 3, 2).tofile(folder / f"{name}_X.bin")
    np.array([1, 10, 4], np.uint8).tofile(folder / "train_y.bin")
    (folder / "class_names.txt").write_text("a\nb\nc\n")
    (folder / "fold_indices.txt").write_text("0 1\n2\n")
    data = datasets.STL10(tmp_path, split="train+unlabeled")
    assert data.labels.tolist() == [0, 9, 3, -1, -1, -1] and data.classes == ["a", "b", "c"]
    np.testing.assert_array_equal(np.asarray(data[1][0]), images[1].transpose(1, 2, 0))
    assert datasets.STL10(tmp_path, folds=1).labels.tolist() == [3]
    with pytest.raises(ValueError, match="folds must be 0 to 9.*got 10"):
        datasets.STL10(tmp_path, folds=10)
    (folder / "train_X.bin").write_bytes(b"short")
    with pytest.raises(ValueError, match="has 5 bytes, no multiple of 27648"):
        datasets.STL10(tmp_path)


def test_food101(tmp_path):
    base = tmp_path / "food-101"
    (base / "meta").mkdir(parents=True)
    (base / "images" / "soup").mkdir(parents=True)
    Image.new("RGB", (5, 4), "red").save(base / "images" / "soup" / "12.jpg")
    (base / "meta" / "train.json").write_text('{"soup": ["soup/12"], "cake": []}')
    data = datasets.Food101(tmp_path)
    assert len(data) == 1 and data.classes == ["cake", "soup"]
    assert data[0][0].size == (5, 4) and data[0][1] == 1
    (base / "meta" / "test.json").write_text('{"soup": ["../../secret"]}')
    with pytest.raises(ValueError, match="leads out of"):
        datasets.Food101(tmp_path, split="test")
    with pytest.raises(DatasetNotFound, match=r"food-101.tar.gz \(unpacked\)"):
        datasets.Food101(tmp_path / "nothing", download=True)


def test_made_up_images():
    data = datasets.FakeData(5, (3, 8, 6), num_classes=4)
    image, label = data[3]
    assert image.size == (6, 8) and 0 <= label < 4 and len(data) == len(list(data)) == 5
    np.testing.assert_array_equal(np.asarray(data[3][0]), np.asarray(image))
    assert (np.asarray(data[2][0]) != np.asarray(image)).any()
    with pytest.raises(IndexError, match="index 5 is out of range for 5 images"):
        data[5]


def test_addresses_are_torchvisions(torchvision):
    theirs = torchvision.datasets
    assert datasets.CIFAR100.url == theirs.CIFAR100.url
    assert datasets.CIFAR100.md5 == theirs.CIFAR100.tgz_md5
    for train, key in ((True, "train"), (False, "test")):
        name, md5 = datasets.USPS.files[train]
        assert [datasets.USPS.host + name, name, md5] == theirs.USPS.split_list[key]
    for key, (name, md5) in datasets.SVHN.split_list.items():
        assert [datasets.SVHN.host + name, name, md5] == theirs.SVHN.split_list[key]


def test_mnists_oldest_names(tmp_path):
    for name in ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"):
        shape = (2, 28, 28) if "images" in name else (2,)
        head = bytes([0, 0, 8, len(shape)]) + np.array(shape, ">u4").tobytes()
        (tmp_path / name).write_bytes(head + bytes(int(np.prod(shape))))
    data = datasets.MNIST(tmp_path)
    with pytest.warns(UserWarning, match="train_data has been renamed data"):
        assert data.train_data is data.data
    with pytest.warns(UserWarning, match="test_labels has been renamed targets"):
        assert data.test_labels is data.targets
