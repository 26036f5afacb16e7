"""Training by fit, plots, names, streams, what is installed, small things: as users meet them."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import minidnn
from minidnn import datasets, metrics, nn, optim, plot, training

from .terminal import ROOT, called, environment, piped

PAGES = Path(ROOT, "docs")
README = Path(ROOT, "README.md")


def fitted(**options):
    x = np.random.default_rng(0).standard_normal((60, 4))
    y = (x.sum(axis=1) > 0).astype(np.int64)
    minidnn.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
    given = {"criterion": "cross_entropy", "epochs": 3, "progress": False, **options}
    rate = given.pop("lr", 0.01)
    optimizer = optim.SGD(model.parameters(), lr=rate)
    return training.fit(model, (x, y), (x, y), optimizer=optimizer, **given)


def test_named_metrics_are_measured_and_drawn_beside_the_accuracy():
    history = fitted(metrics=["f1"])
    assert {"accuracy", "f1", "val_accuracy", "val_f1"} <= history.rows[-1].keys()
    titles = {axes.get_title(loc="left") for axes in plot.curves(history).axes}
    assert {"Loss", "Accuracy", "F1"} <= titles


@pytest.mark.parametrize("name", ["BestCheckpoint", "find_lr"])
def test_the_page_on_training_shows_each_with_an_example(name):
    """The tests of the pages run what is in them."""
    text = (PAGES / "training.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    assert re.search(rf"\b{name}\(", code)


def test_regression_labels_and_a_report():
    true = np.array([[1, 0], [0, 1], [1, 1]])
    assert metrics.multilabel_f1(true, true) == 1
    assert metrics.r2([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]) == 1
    assert "precision" in str(metrics.classification_report([0, 1, 1], [0, 1, 0]))


def test_a_misspelled_part_of_a_model_helps():
    layer = nn.Linear(2, 2)
    with pytest.raises(AttributeError, match="did you mean weight"):
        _ = layer.weigth
    with pytest.raises(AttributeError, match=r"use model.load_state_dict\(minidnn.load"):
        layer.load("x.pth")


def test_a_missing_argument_is_named_with_all_that_there_are():
    with pytest.raises(TypeError, match="Linear: out_features is missing. It takes in_features"):
        nn.Linear(4)
    with pytest.raises(TypeError, match="'verbose'; did you mean progress"):
        fitted(verbose=1)


def test_the_version_is_one():
    code, out, _ = piped("minidnn --version", ROOT)
    assert (code, out.strip()) == (0, f"minidnn {minidnn.__version__}")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1"])
def test_what_a_pipe_cannot_hold_is_written_otherwise(encoding, tmp_path, capsys):
    words = f"minidnn train digits --epochs 1 --no-plot --quiet --out {tmp_path / 'run'}"
    assert called(words, capsys)[0] == 0
    from PIL import Image

    Image.new("L", (8, 8)).save(tmp_path / "zero.png")
    code, out, err = piped(
        "minidnn predict run/model.minidnn zero.png --show", tmp_path,
        PYTHONIOENCODING=encoding, PYTHONUTF8="0",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert "#" in out


def test_the_readme_shows_the_commands_of_windows_and_links_the_pages():
    text = README.read_text(encoding="utf-8")
    assert r".venv\Scripts\minidnn train breast-cancer" in text
    assert "there was no Windows at hand" in " ".join(text.split())  # what was never run is said
    assert "docs/training.md" in text


def test_the_pages_are_there_wherever_it_is_installed(tmp_path):
    """`minidnn examples` and `docs` give what --help mentions, from wherever they are installed."""
    done = subprocess.run(
        [sys.executable, "-m", "minidnn", "docs", "training"],
        cwd=tmp_path, env=environment(tmp_path), capture_output=True,
    )  # fmt: skip
    assert done.stdout.startswith(b"# Training")


def test_a_rate_that_makes_sense_is_advised():
    with pytest.raises(training.NotFiniteError) as caught:
        fitted(lr=1e30)
    (advised,) = re.findall(r"for example ([\d.e+-]+),", str(caught.value))
    assert float(advised) <= 0.01


def test_a_target_that_cannot_be_is_named(tmp_path):
    with pytest.raises(ValueError, match="no/where/model cannot be written: the folder .* make it"):
        minidnn.save({"a": minidnn.ones(1)}, tmp_path / "no/where/model")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_a_full_disk_is_named(tmp_path, monkeypatch):
    import errno
    import os

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    path = tmp_path / "model.minidnn"
    with pytest.raises(OSError, match="No space left on device") as caught:
        minidnn.save({"a": minidnn.ones(1)}, path)
    assert str(path) in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("dtype", [np.float64, np.int64])
def test_another_type_is_not_promoted_silently(dtype):
    said = f"the input is {np.dtype(dtype)} and the weight float32"
    with pytest.raises(RuntimeError, match=said):
        nn.Linear(3, 2)(minidnn.tensor(np.ones((1, 3), dtype)))


def test_a_shape_counts():
    assert minidnn.ones(2, 3).shape.numel() == 6


def test_digits_are_shaped_as_scikit_learns():
    digits = datasets.load_digits()
    assert (digits.data.shape, digits.images.shape) == ((1797, 64), (1797, 8, 8))


def test_a_seed_at_the_end_of_a_cell_shows_nothing():
    formatter = pytest.importorskip("IPython.core.formatters").DisplayFormatter()
    assert formatter.format(minidnn.manual_seed(3)) == ({}, {})


def test_a_wide_gradebook_scrolls_inside_its_page():
    style = Path(ROOT, "minidnn/grading/reports/class_page.css").read_text(encoding="utf-8")
    assert re.search(r"\.wide \{[^}]*overflow: auto;[^}]*max-width: 100%", style)
