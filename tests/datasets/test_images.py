"""MNIST and its relatives, CIFAR-10 in both layouts, where they are looked for, the list of all."""

import contextlib
import gzip
import hashlib
import io
import os
import pickle
import tarfile

import numpy as np
import pytest
from test_idx import idx_bytes

from minidnn import datasets
from minidnn.datasets import CIFAR10, KMNIST, MNIST, FashionMNIST, cifar, pickled
from minidnn.tensor import Tensor

RNG = np.random.default_rng(0)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "data" / "mnist"
    make_mnist(place)
    return place


def make_mnist(place, n=6):
    place.mkdir(parents=True)
    for start in ("train", "t10k"):
        images = RNG.integers(0, 256, (n, 28, 28)).astype(np.uint8)
        labels = (np.arange(n) % 10).astype(np.uint8)
        (place / f"{start}-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx_bytes(images)))
        (place / f"{start}-labels-idx1-ubyte").write_bytes(idx_bytes(labels))


def test_mnist(folder):
    dataset = MNIST(folder, train=False)
    assert isinstance(dataset.data, Tensor) and dataset.data.shape == (6, 28, 28)
    assert dataset.data.dtype == np.uint8 and dataset.targets.dtype == np.int64
    image, label = dataset[3]
    assert image.mode == "L" and image.size == (28, 28) and label == 3 and type(label) is int
    np.testing.assert_array_equal(np.asarray(image), dataset.data.array[3])
    assert dataset.classes[2] == "2 - two" and dataset.class_to_idx["9 - nine"] == 9
    assert repr(dataset) == (
        f"Dataset MNIST\n    Number of datapoints: 6\n    Root location: {folder}\n    Split: Test"
    )


def test_transforms_of_a_data_set(folder):
    dataset = MNIST(folder, transform=np.asarray, target_transform=str)
    assert dataset[1][1] == "1" and dataset[1][0].shape == (28, 28)
    assert "StandardTransform\nTransform: " in repr(dataset)
    dataset.target_transform = None
    assert dataset[1][1] == 1
    with pytest.raises(ValueError, match="only transforms or transform/target_transform"):
        datasets.VisionDataset("x", transforms=print, transform=print)


def test_where_files_are_looked_for(folder, tmp_path, monkeypatch):
    with pytest.raises(datasets.DatasetNotFound, match="MNIST: train-images-idx3-ubyte not found"):
        MNIST()
    assert len(MNIST(folder.parent)) == 6
    monkeypatch.setenv("MINIDNN_DATA", str(folder.parent))
    assert len(MNIST()) == 6 == len(MNIST(tmp_path / "elsewhere"))
    with pytest.raises(
        RuntimeError, match=r"download=True, or fetch .*put them into .*fashion_mnist or "
    ):
        FashionMNIST()  # must not take MNIST's files
    make_mnist(tmp_path / "home" / "datasets" / "KMNIST" / "raw", n=3)
    assert len(KMNIST()) == 3 and KMNIST.classes[3] == "tsu"


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (np.zeros((4, 3), np.uint8), np.zeros(4, np.uint8), r"expected uint8 images \(N, H, W\)"),
        (np.zeros((4, 3, 3), np.int32), np.zeros(4, np.uint8), "holds int32"),
        (
            np.zeros((4, 3, 3), np.uint8),
            np.zeros(5, np.uint8),
            "expected 4 uint8 labels, one for each",
        ),
        (
            np.zeros((4, 3, 3), np.uint8),
            np.array([1, 2, 200, 3], np.uint8),
            "has label 200 at 2; expected 0 to 9",
        ),
    ],
)
def test_files_that_do_not_fit(tmp_path, images, labels, message):
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx_bytes(images))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx_bytes(labels))
    with pytest.raises(ValueError, match=message):
        MNIST(tmp_path)


def test_download(folder, tmp_path, monkeypatch):
    names = [name for name, _ in MNIST.resources]
    for name in names:
        if not (folder / name).exists():
            (folder / name).write_bytes(gzip.compress((folder / name[:-3]).read_bytes()))
    sums = [(n, hashlib.md5((folder / n).read_bytes()).hexdigest()) for n in names]
    monkeypatch.setattr(MNIST, "mirrors", ("file:///nowhere/", folder.as_uri() + "/"))
    monkeypatch.setattr(MNIST, "resources", tuple(sums))
    root = tmp_path / "new"
    assert len(MNIST(root, download=True)) == 6
    assert sorted(os.listdir(root / "MNIST" / "raw")) == sorted(names)
    monkeypatch.setattr(MNIST, "mirrors", ("file:///nowhere/",))
    assert len(MNIST(root, download=True, train=False)) == 6
    with pytest.raises(RuntimeError, match="could not fetch the file"):
        MNIST(tmp_path / "other", download=True)


def cifar_records(n, seed=0):
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (n, 3072)).astype(np.uint8)
    labels = rng.integers(0, 10, n).astype(np.uint8)
    return pixels, labels


def binary(pixels, labels):
    return np.concatenate([labels[:, None], pixels], axis=1).tobytes()


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(cifar, "BATCH", 20)


def test_cifar_binary(tmp_path, small):
    place = tmp_path / "cifar-10-batches-bin"
    place.mkdir()
    for i in range(1, 6):
        (place / f"data_batch_{i}.bin").write_bytes(binary(*cifar_records(20, i)))
    dataset = CIFAR10(tmp_path)
    assert dataset.data.shape == (100, 32, 32, 3) and dataset.data.dtype == np.uint8
    pixels, labels = cifar_records(20, 2)
    np.testing.assert_array_equal(dataset.data[21, 4, 5], pixels[1].reshape(3, 32, 32)[:, 4, 5])
    assert dataset.targets[20:40] == labels.tolist() and type(dataset.targets[0]) is int
    image, label = dataset[21]
    assert image.mode == "RGB" and label == labels[1]
    assert dataset.class_to_idx["ship"] == 8 and "Split: Train" in repr(dataset)


def test_a_part_of_cifar(tmp_path):
    (tmp_path / "test_batch_30.bin").write_bytes(binary(*cifar_records(30)))
    with pytest.warns(UserWarning, match="test_batch_30.bin has 30 of the 10,000 test images"):
        assert len(CIFAR10(tmp_path, train=False)) == 30
    with pytest.raises(RuntimeError, match=r"CIFAR10: data_batch_1.bin not found.*\.tar\.gz"):
        CIFAR10(tmp_path)


def test_a_part_of_the_training_batches(tmp_path, small):
    (tmp_path / "data_batch_3.bin").write_bytes(binary(*cifar_records(20)))
    with pytest.warns(UserWarning, match=r"has 1 of the 5 training batches \(data_batch_3.bin\)"):
        assert len(CIFAR10(tmp_path)) == 20


@pytest.mark.parametrize("change", [-1, -3073, 1, 3073, -(10**9)])
def test_cifar_binary_of_the_wrong_length(tmp_path, change):
    data = binary(*cifar_records(30))
    (tmp_path / "test_batch_30.bin").write_bytes(
        data[:change] if change < 0 else data + bytes(change)
    )
    with pytest.raises(ValueError, match=f"expected {len(data)} .30 images of 3073"):
        CIFAR10(tmp_path, train=False)


def test_cifar_with_a_flipped_label(tmp_path):
    data = bytearray(binary(*cifar_records(30)))
    data[3073 * 7] |= 0x40
    (tmp_path / "test_batch_30.bin").write_bytes(data)
    with pytest.raises(ValueError, match="at image 7; expected 0 to 9; the file is damaged"):
        CIFAR10(tmp_path, train=False)


@pytest.mark.parametrize("protocol", [2, 3, 4])
@pytest.mark.parametrize("key", [str, str.encode])
def test_cifar_python_layout(tmp_path, protocol, key):
    pixels, labels = cifar_records(25)
    batch = {
        key("data"): pixels,
        key("labels"): labels.tolist(),
        key("filenames"): [key("a.png")] * 25,
    }
    (tmp_path / "test_batch").write_bytes(pickle.dumps(batch, protocol))
    with pytest.warns(UserWarning, match="has 25 of the 10,000"):
        dataset = CIFAR10(tmp_path, train=False)
    np.testing.assert_array_equal(dataset.data, pixels.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
    assert dataset.targets == labels.tolist()


def test_the_layout_of_python_2(tmp_path):
    """What Python 2 wrote: short byte strings for text, BINSTRING for the pixels."""
    pixels, labels = cifar_records(2)
    raw = pixels.tobytes()
    text = lambda s: b"U" + bytes([len(s)]) + s.encode()
    dtype = (
        b"cnumpy\ndtype\n("
        + text("u1")
        + b"K\x00K\x01tR(K\x03"
        + text("|")
        + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
    )
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\x00t"
        + text("b")
        + b"tR(K\x01(K\x02M\x00\x0ct"
    )
    array += dtype + b"\x89T" + len(raw).to_bytes(4, "little") + raw + b"tb"
    numbers = b"](" + b"".join(b"K" + bytes([n]) for n in labels) + b"e"
    data = b"\x80\x02}q\x01(" + text("data") + array + text("labels") + numbers + b"u."
    theirs = pickle.loads(data, encoding="bytes")
    ours = pickled.read_pickle(data)
    np.testing.assert_array_equal(ours[b"data"], theirs[b"data"])
    np.testing.assert_array_equal(ours[b"data"], pixels)
    assert ours[b"labels"] == labels.tolist()


class Evil:
    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def nested():
    item = ("x",)
    for _ in range(60):
        item = (item, item)
    return item


@pytest.mark.parametrize(
    "make",
    [
        lambda p: pickle.dumps(Evil(os.system, f"touch {p}")),
        lambda p: pickle.dumps(Evil(eval, f"open({str(p)!r}, 'w')"), 0),
        lambda p: pickle.dumps({"data": Evil(open, str(p), "w"), "labels": []}),
        lambda p: pickle.dumps(Evil(np.load, str(p))),
        lambda p: pickle.dumps(Evil(np.zeros, 10**12)),
        lambda p: (
            b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n"
            + pickle.dumps(Evil(os.mkdir, str(p)))[2:]
        ),
        lambda p: b"ios\nsystem\n(S'touch " + str(p).encode() + b"'\no.",
        lambda p: pickle.dumps({"data": np.array([{}], dtype=object), "labels": [1]}),
        lambda p: pickle.dumps({"data": np.zeros((2, 3072)), "labels": [1, 2]}, 2),
        lambda p: pickle.dumps({"data": np.zeros((2, 3072), np.uint8), "labels": [1, 20]}, 2),
        lambda p: pickle.dumps({"data": np.zeros((2, 3072), np.uint8), "labels": [1]}, 2),
        lambda p: pickle.dumps({"data": np.zeros((2, 30), np.uint8), "labels": [1, 2]}, 2),
        lambda p: pickle.dumps([1, 2]),
        lambda p: b"\x80\x02}(" + pickle.dumps(nested())[2:-1] + b"K\x01u.",
        lambda p: b"\x80\x04\x8e" + (2**60).to_bytes(8, "little") + b"x",
        lambda p: b"\x80\x04K\x01r\xff\xff\xff\xff\x94.",
        lambda p: b"",
        lambda p: b"....",
        lambda p: b"(" * 100_000,
    ],
)
def test_hostile_pickles_run_nothing(tmp_path, make):
    proof = tmp_path / "proof"
    (tmp_path / "test_batch").write_bytes(make(proof))
    with pytest.raises(ValueError, match="CIFAR10: .*test_batch"):
        CIFAR10(tmp_path, train=False)
    assert not proof.exists()


def test_damaged_pickles(tmp_path):
    pixels, labels = cifar_records(3)
    data = pickle.dumps({"data": pixels, "labels": labels.tolist()}, 2)
    (tmp_path / "test_batch").write_bytes(data)
    rng = np.random.default_rng(1)
    head = len(data) - data.index(b"labels") + 20
    places = [*rng.integers(0, 200, 200), *rng.integers(len(data) - head, len(data), 100)]
    for i, at in enumerate(places):
        bad = bytearray(data)
        bad[at] ^= 1 << int(rng.integers(8))
        with contextlib.suppress(pickled.Unreadable):
            pickled.read_pickle(bytes(bad) if i % 2 else data[:at])


def test_a_pickle_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(cifar, "LARGEST_PICKLE", 10)
    (tmp_path / "test_batch").write_bytes(bytes(11))
    with pytest.raises(ValueError, match="has 11 bytes; a batch has about 31 million"):
        CIFAR10(tmp_path, train=False)


def test_download_of_cifar(tmp_path, monkeypatch, small):
    packed = tmp_path / "cifar-10-binary.tar.gz"
    with tarfile.open(packed, "w:gz") as archive:
        for name in [
            *[f"data_batch_{i}.bin" for i in range(1, 6)],
            "test_batch.bin",
            "../evil.bin",
        ]:
            data = binary(*cifar_records(20, len(name)))
            member = tarfile.TarInfo("cifar-10-batches-bin/" + name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    monkeypatch.setattr(CIFAR10, "url", packed.as_uri())
    monkeypatch.setattr(CIFAR10, "md5", hashlib.md5(packed.read_bytes()).hexdigest())
    root = tmp_path / "a" / "b"
    assert len(CIFAR10(root, download=True)) == 100
    assert len(os.listdir(root / "cifar-10-batches-bin")) == 6 and not list(tmp_path.rglob("evil*"))
    packed.write_bytes(packed.read_bytes()[:-200])
    monkeypatch.setattr(CIFAR10, "md5", hashlib.md5(packed.read_bytes()).hexdigest())
    with pytest.raises(RuntimeError, match="cannot be unpacked|lacks"):
        CIFAR10(tmp_path / "c", download=True)


def test_available(folder, monkeypatch):
    entries = {entry.name: entry for entry in datasets.available(folder.parent)}
    assert list(entries) == [
        "breast-cancer",
        "digits",
        "names",
        "moby-dick",
        "mnist",
        "fashion-mnist",
        "kmnist",
        "cifar10",
        "tinyshakespeare",
    ]
    assert entries["digits"].present and entries["digits"].size > 10_000
    assert entries["mnist"].where == str(folder) and entries["mnist"].note == ""
    assert not entries["cifar10"].present and "CC BY" in entries["kmnist"].licence
    next(folder.glob("t10k-images*")).unlink()
    assert datasets.available(folder)[4].note == "3 of 4 files"
