"""What commands print fits every stream: cp1252, ASCII, Latin-1, UTF-8."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import minidnn
from minidnn.cli import main
from minidnn.cli.characters import PLAIN, fit

ROOT = str(Path(minidnn.__file__).parents[1])


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A digits run, for `predict` to draw its bars."""
    folder = tmp_path_factory.mktemp("run")
    words = ["train", "digits", "--epochs", "1", "--no-plot", "--quiet", "--out", str(folder)]
    assert main(words) == 0
    Image.new("L", (8, 8), 0).save(folder / "zero.png")
    return folder


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "utf-8"])
def test_predict_in_a_pipe(trained, encoding):
    words = ["predict", str(trained / "model.minidnn"), str(trained / "zero.png"), "--show"]
    done = subprocess.run(
        [sys.executable, "-m", "minidnn", *words],
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": ROOT, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert "%" in text
    assert ("█" if encoding == "utf-8" else "#") in text
    assert "?" not in text


def test_every_replacement_is_plain():
    assert all(text.isascii() for text in PLAIN.values())


def test_what_nobody_foresaw_becomes_a_question_mark():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    fit(stream)
    stream.write("naïve – ≤ 3²")
    stream.flush()
    assert raw.getvalue() == b"na?ve - <= 3^2"
