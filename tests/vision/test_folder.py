"""ImageFolder and DatasetFolder against torchvision's, and files that cannot be read."""

import os
import warnings

import numpy as np
import pytest
from PIL import Image

from minidnn import vision
from minidnn.utils.data import DataLoader
from minidnn.vision import transforms
from minidnn.vision.datasets import DatasetFolder, ImageFolder


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "rocks"
    for name in (
        "Highland/b.JPG",
        "Highland/a.png",
        "Basalt/x/z.jpeg",
        "Basalt/y.bmp",
        "Basalt/c.txt",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".txt":
            path.write_text("no image")
        else:
            pixels = np.random.default_rng(len(name)).integers(0, 256, (9, 8, 3)).astype(np.uint8)
            Image.fromarray(pixels).save(path)
    (root / "readme.md").write_text("not a class")
    return root


def test_as_torchvision(folder, torchvision):
    ours, theirs = ImageFolder(folder), torchvision.datasets.ImageFolder(folder)
    for name in ("classes", "class_to_idx", "samples", "imgs", "targets", "extensions"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert len(ours) == len(theirs) == 4 and repr(ours) == repr(theirs)
    for (a, i), (b, j) in zip(ours, theirs):
        assert i == j and a.mode == b.mode == "RGB"
        np.testing.assert_array_equal(np.asarray(a), np.asarray(b))
    t = transforms.Compose([transforms.Resize(4), transforms.ToTensor()])
    u = torchvision.transforms.Compose(
        [torchvision.transforms.Resize(4), torchvision.transforms.ToTensor()]
    )
    ours = ImageFolder(folder, transform=t, target_transform=abs)
    theirs = torchvision.datasets.ImageFolder(folder, transform=u, target_transform=abs)
    assert repr(ours) == repr(theirs)
    np.testing.assert_array_equal(ours[2][0].numpy(), theirs[2][0].numpy())


def test_names_and_numbers(folder):
    dataset = ImageFolder(str(folder))
    assert dataset.classes == ["Basalt", "Highland"] and dataset.targets == [0, 0, 1, 1]
    assert [os.path.basename(path) for path, _ in dataset.samples] == [
        "y.bmp",
        "z.jpeg",
        "a.png",
        "b.JPG",
    ]
    texts = DatasetFolder(folder, len, extensions=".txt", allow_empty=True)
    assert len(texts) == 1 and texts[0][1] == 0
    chosen = ImageFolder(folder, is_valid_file=lambda path: path.endswith(("y.bmp", "a.png")))
    assert len(chosen) == 2
    assert vision.datasets.ImageFolder is ImageFolder


def test_an_image_is_not_turned(tmp_path):
    (tmp_path / "a").mkdir()
    image = Image.new("RGB", (6, 4))
    exif = image.getexif()
    exif[0x0112] = 6  # "turn by 90 degrees"
    image.save(tmp_path / "a" / "x.jpg", exif=exif)
    assert ImageFolder(tmp_path)[0][0].size == (6, 4)


def test_what_is_missing(folder, tmp_path):
    with pytest.raises(
        FileNotFoundError, match="has no folders; expected one folder for each class"
    ):
        ImageFolder(folder / "Highland")
    with pytest.raises(FileNotFoundError):
        ImageFolder(tmp_path / "nowhere")
    (folder / "Soil").mkdir()
    with pytest.raises(
        FileNotFoundError, match=r"no valid file for the classes Soil in .*\.jpg, \.jpeg"
    ):
        ImageFolder(folder)
    assert len(ImageFolder(folder, allow_empty=True).classes) == 3
    with pytest.raises(ValueError, match="either extensions or is_valid_file"):
        DatasetFolder(folder, len)
    with pytest.raises(ValueError, match="on_error must be 'raise' or 'skip'; got 'ignore'"):
        ImageFolder(folder, on_error="ignore")


@pytest.mark.parametrize("damage", [b"", b"not an image", None])
def test_a_file_that_cannot_be_read(folder, damage):
    bad = folder / "Basalt" / "x" / "z.jpeg"
    bad.write_bytes(bad.read_bytes()[:150] if damage is None else damage)
    dataset = ImageFolder(folder)
    with pytest.raises(RuntimeError, match=r"ImageFolder: .*z\.jpeg cannot be read \("):
        dataset[1]
    with pytest.raises(RuntimeError, match=r"z\.jpeg cannot be read"):
        list(DataLoader(ImageFolder(folder, transform=transforms.ToTensor()), num_workers=2))


def test_skipping_what_cannot_be_read(folder):
    bad = folder / "Basalt" / "y.bmp"
    bad.write_bytes(b"x")
    dataset = ImageFolder(folder, on_error="skip", transform=transforms.ToTensor())
    with pytest.warns(UserWarning, match=r"skipped .*y\.bmp, which cannot be read") as seen:
        first, label = dataset[0]
    assert len(seen) == 1 and label == 0
    np.testing.assert_array_equal(first.numpy(), dataset[1][0].numpy())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        batches = list(DataLoader(dataset, batch_size=4, num_workers=2))
    assert batches[0][0].shape == (4, 3, 9, 8) and dataset.skipped == [str(bad)]
    for path, _ in dataset.samples:
        open(path, "w").close()
    with warnings.catch_warnings(), pytest.raises(RuntimeError, match="none of the 4 files"):
        warnings.simplefilter("ignore")
        dataset[2]
