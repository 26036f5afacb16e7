"""Advice that failed: what commands print to type works when it is typed, in a terminal."""

import shlex
import sys

import numpy as np
import pytest

from .terminal import COLUMNS, called, commands_in, typed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")


def small_mnist(folder, n=400):
    """MNIST's four files with random images, where --data finds them."""
    rng = np.random.default_rng(0)
    folder.mkdir()
    for part, count in (("train", n), ("t10k", 20)):
        pixels = rng.integers(0, 255, (count, 28, 28), dtype=np.uint8)
        labels = np.arange(count, dtype=np.uint8) % 10
        head = b"\0\0\x08\x03" + np.array([count, 28, 28], dtype=">i4").tobytes()
        (folder / f"{part}-images-idx3-ubyte").write_bytes(head + pixels.tobytes())
        head = b"\0\0\x08\x01" + np.array([count], dtype=">i4").tobytes()
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(head + labels.tobytes())


def advised(lines, beginning):
    """The one command in these lines that begins so."""
    (command,) = {c for c in commands_in("\n".join(lines)) if c.startswith(beginning)}
    return command


def fits(lines):
    """No line of advice or of a table is broken by the terminal."""
    assert max(map(len, lines)) <= COLUMNS, max(lines, key=len)


def test_a_run_that_was_stopped_goes_on_as_printed(tmp_path):
    """Its data folder, patience and limits are remembered; evaluate finds the data, too."""
    small_mnist(tmp_path / "my data")
    words = "minidnn train mnist --data 'my data' --out 'a run' --epochs 40 --batch-size 16"
    code, lines = typed(f"{words} --model linear --no-plot --patience 40", tmp_path, "epoch 2/40")
    assert code == 130, lines
    fits([line for line in lines if "^C" not in line])
    told = advised(lines, "minidnn train")
    code, lines = typed(f"{told} --epochs 3", tmp_path)
    assert code == 0, lines
    code, lines = typed("minidnn evaluate 'a run/model.minidnn'", tmp_path)
    assert code == 0, lines
    assert not (tmp_path / "a run" / "loss.png").exists()
    code, lines = typed("minidnn evaluate 'a run'", tmp_path)  # the run's folder does as well
    assert code == 0, lines


def test_a_model_that_writes_is_asked_as_printed(tmp_path):
    """The prompt that is advised consists of letters that the model knows."""
    small = "--epochs 1 --width 8 --layers 1 --batch-size 400 --no-plot"
    code, lines = typed(f"minidnn train names --out 'my names' {small}", tmp_path)
    assert code == 0, lines
    fits(lines)
    told = advised(lines, "minidnn generate")
    assert shlex.split(told)[2] == "my names"
    code, lines = typed(told, tmp_path)
    assert code == 0, lines


def test_the_course_is_gone_through_as_printed(tmp_path):
    code, lines = typed("minidnn exercises status", tmp_path)
    assert code == 1
    start = advised(lines, "minidnn exercises start")
    code, lines = typed(start, tmp_path)
    assert code == 0, lines
    code, lines = typed(advised(lines, "minidnn exercises status"), tmp_path)
    assert code == 0, lines
    grade = advised(lines, "minidnn grade")
    code, lines = typed(f"{grade} --only 1.1", tmp_path)
    assert code == 0, lines
    code, lines = typed(advised(lines, "minidnn exercises hint"), tmp_path)
    assert (code, "hint 1 of 3" in lines[0]) == (0, True), lines


@pytest.mark.parametrize("command", ["examples", "docs", "datasets", "train --model list"])
def test_lists_fit_the_screen(command, tmp_path):
    code, lines = typed(f"minidnn {command}", tmp_path)
    assert code == 0, lines
    fits(lines)


def test_help_fits_the_screen(tmp_path, capsys, monkeypatch):
    code, lines = typed("minidnn --help", tmp_path)
    assert code == 0
    fits(lines)
    names = [line.split()[0] for line in lines if line.startswith("    ") and line[4] != " "]
    assert len(names) >= 15
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    for name in names:
        code, out, _ = called(f"minidnn {name} --help", capsys)
        assert code == 0, name
        fits(out.splitlines())
        assert out.startswith(f"usage: minidnn {name}")


def test_every_data_set_that_can_be_fetched_is_one_to_train_with(tmp_path, capsys, monkeypatch):
    """What `minidnn datasets` says to type is understood; without a net it names the file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINIDNN_HOME", str(tmp_path))
    monkeypatch.delenv("MINIDNN_DATA", raising=False)
    commands = commands_in(called("minidnn datasets", capsys)[1])
    assert len(commands) >= 5
    for command in commands:
        code, _, err = called(command.replace(" --download", ""), capsys)
        assert (code, "--download" in err) == (1, True), err


def test_messages_speak_of_options(tmp_path, capsys, monkeypatch):
    """Never of arguments in Python, which a command has not."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINIDNN_HOME", str(tmp_path))
    monkeypatch.delenv("MINIDNN_DATA", raising=False)
    for kind in ("cat", "dog"):
        (tmp_path / "photos" / kind).mkdir(parents=True)
        for i in range(3):
            (tmp_path / "photos" / kind / f"{i}.png").write_bytes(b"no picture")
    for command, option in {
        "minidnn train mnist": "--download",
        "minidnn train cifar10 --data nowhere": "--download",
        "minidnn train photos --epochs 1 --size 16 --no-plot": "--skip-unreadable",
        "minidnn train digits --resume": "--resume",
    }.items():
        code, _, err = called(command, capsys)
        assert code == 1
        assert option in err, err
        for python in ("=True", "allow_empty", "drop_last", "root=", "resume="):
            assert python not in err, err
