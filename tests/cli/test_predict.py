"""`minidnn predict` on digits drawn by hand: dark and light paper, shadows, thick and thin pens."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from drawn import drawn
from PIL import Image

from minidnn import datasets
from minidnn.cli import data as catalogue
from minidnn.cli import main, photo
from minidnn.cli.predict import bars

CASES = [
    {},
    {"slant": 0.2, "pen": 0.03, "seed": 1},
    {"pen": 0.1, "seed": 2, "shadow": 90},
    {"paper": 20, "ink": 230, "seed": 3},
    {"side": 900, "size": 0.3, "pen": 0.05, "seed": 4, "shadow": 60},
    {"side": 60, "size": 0.8, "seed": 5, "pen": 0.08},
    {"slant": -0.15, "size": 0.9, "seed": 6},
]


@pytest.mark.parametrize("options", CASES)
@pytest.mark.parametrize("digit", [0, 1, 4, 7])
def test_digits_are_prepared_like_mnist(digit, options):
    x = photo.as_digit(drawn(digit, **options), 28)
    assert x.shape == (28, 28)
    assert x.dtype == np.uint8
    assert x.max() > 200
    assert np.median(photo.border(x)) == 0
    rows, columns = np.flatnonzero(x.max(axis=1) > 30), np.flatnonzero(x.max(axis=0) > 30)
    assert 18 <= max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1 <= 21
    y, z = (np.indices(x.shape) * x).sum(axis=(1, 2)) / x.sum()
    assert abs(y - 13.5) < 1.2
    assert abs(z - 13.5) < 1.2
    assert 0.04 < x.mean() / 255 < 0.24  # MNIST: 0.13


def test_images_of_the_data_set_itself_are_left_alone():
    image = np.zeros((28, 28), dtype=np.uint8)
    image[6:20, 12:15] = 255
    assert np.array_equal(photo.as_digit(Image.fromarray(image), 28), image)


def test_eight_by_eight():
    table = datasets.load_digits()
    zeros = table.images[table.target == 0].mean(axis=0) * (255 / 16)
    x = photo.as_digit(drawn(0), 8).astype(float)
    assert x.shape == (8, 8)
    assert np.corrcoef(zeros.ravel(), x.ravel())[0, 1] > 0.6


def test_other_images_are_cut_and_scaled():
    image = Image.fromarray(np.full((40, 60, 3), 128, dtype=np.uint8))
    prepare = {"kind": "image", "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]}
    x = photo.prepared(image, (3, 32, 32), prepare)
    assert x.shape == (3, 32, 32)
    assert x.dtype == np.float32
    assert np.allclose(x, (128 / 255 - 0.5) / 0.25, atol=1e-5)


def test_transparent_and_turned_images(tmp_path):
    clear = np.zeros((50, 50, 4), dtype=np.uint8)
    clear[10:40, 22:28, 3] = 255  # black ink on nothing
    Image.fromarray(clear).save(tmp_path / "clear.png")
    x = photo.as_digit(photo.read(str(tmp_path / "clear.png")), 28)
    assert x[14, 14] > 200
    assert x[0, 0] == 0
    wide = Image.fromarray(np.zeros((20, 40, 3), dtype=np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6
    wide.save(tmp_path / "turned.jpg", exif=exif)
    assert photo.read(str(tmp_path / "turned.jpg")).size == (20, 40)


def test_bars():
    assert bars([("seven", 0.5), ("1", 0.0)]) == [
        "  seven " + "█" * 15 + " " * 15 + "  50.0%",
        "      1 " + " " * 30 + "   0.0%",
    ]


def test_pixels_scale_and_normalise():
    images = np.arange(2 * 3 * 4 * 3, dtype=np.uint8).reshape(2, 3, 4, 3)
    data = catalogue.Pixels(images, [1, 0], mean=[0.1, 0.2, 0.3], std=[0.5, 0.5, 0.5])
    x, y = data.__getbatch__([1, 0])
    wanted = (images[1].transpose(2, 0, 1) / 255 - np.array([0.1, 0.2, 0.3])[:, None, None]) / 0.5
    assert np.allclose(x.array[0], wanted, atol=1e-6)
    assert y.array.tolist() == [0, 1]
    assert np.array_equal(data[1][0].array, x.array[0])


@pytest.fixture(scope="module")
def digits_model(tmp_path_factory):
    out = tmp_path_factory.mktemp("digits")
    words = ["train", "digits", "--epochs", "6", "--quiet", "--no-plot", "--out"]
    assert main([*words, str(out)]) == 0
    return str(out / "model.minidnn")


def test_predict_prints_bars_and_json(digits_model, tmp_path, capsys):
    capsys.readouterr()
    path = str(tmp_path / "zero.png")
    drawn(0).save(path)
    assert main(["predict", digits_model, path, "--top", "2", "--show"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{path}: 0 (")
    assert len(lines) == 1 + 8 + 2
    assert main(["predict", digits_model, path, "--json"]) == 0
    event = json.loads(capsys.readouterr().out)
    assert event["prediction"] == "0"
    assert sum(event["probabilities"].values()) == pytest.approx(1, abs=1e-4)


def test_bad_images_are_named_and_the_others_still_seen(digits_model, tmp_path, capsys):
    Path(tmp_path / "text.png").write_text("no image")
    Image.new("L", (50, 50), 255).save(tmp_path / "empty.png")
    drawn(3).save(tmp_path / "three.jpg")
    files = [str(tmp_path / n) for n in ("text.png", "empty.png", "gone.png", "three.jpg")]
    assert main(["predict", digits_model, *files]) == 1
    out, err = capsys.readouterr()
    assert "text.png cannot be read as an image" in err
    assert "empty.png: there is nothing to see on it" in err
    assert "gone.png is not there" in err
    assert "three.jpg: 3 (" in out


def test_truncated_image_is_an_error(digits_model, tmp_path, capsys):
    path = tmp_path / "half.png"
    drawn(5).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert main(["predict", digits_model, str(path)]) == 1
    assert "cannot be read as an image" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif("MINIDNN_DATA" not in os.environ, reason="needs MNIST in MINIDNN_DATA")
def test_a_network_trained_on_mnist_reads_handwriting(tmp_path, capsys):
    if not any(e.name == "mnist" and e.present for e in datasets.available()):
        pytest.skip("needs MNIST in MINIDNN_DATA")
    out = tmp_path / "mnist"
    words = "train mnist --model cnn --epochs 1 --batch-size 128 --quiet --no-plot --out"
    assert main([*words.split(), str(out)]) == 0
    for number, options in enumerate(CASES):
        kind = ("png", "jpg")[number % 2]
        files = [str(tmp_path / f"{number}_{digit}.{kind}") for digit in range(10)]
        for digit, file in enumerate(files):
            drawn(digit, **options).save(file)
        capsys.readouterr()
        assert main(["predict", str(out / "model.minidnn"), *files, "--json"]) == 0
        seen = [json.loads(line)["prediction"] for line in capsys.readouterr().out.splitlines()]
        assert sum(int(s) == digit for digit, s in enumerate(seen)) >= 9
