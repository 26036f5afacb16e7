"""The command `minidnn`: what it prints, writes, refuses, and how it leaves."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import minidnn
from minidnn.cli import main
from minidnn.training.resume import read

ROOT = str(Path(minidnn.__file__).parents[1])


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """Every test in a folder of its own, without data sets that this computer may have."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINIDNN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MINIDNN_DATA", raising=False)


def call(capsys, *argv):
    """(exit code, stdout, stderr)"""
    try:
        code = main([str(a) for a in argv])
    except SystemExit as leave:
        code = leave.code
    out, err = capsys.readouterr()
    return code, out, err


def process(*argv, **options):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": ROOT}
    command = [sys.executable, "-m", "minidnn", *map(str, argv)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=environment, **pipes, **options)


@pytest.mark.slow
def test_breast_cancer_gives_the_tutorials_numbers(capsys):
    code, out, err = call(capsys, "train", "breast-cancer")
    assert code == 0
    assert "last training loss 0.1409" in out
    assert "\naccuracy 92.2%\nprecision 88.6%\nrecall 100.0%\n" in out
    assert "loss curve runs/breast-cancer/loss.png" in out
    assert "model      runs/breast-cancer/model.minidnn" in out
    assert Path("runs/breast-cancer/loss.png").read_bytes().startswith(b"\x89PNG")
    assert "1000/1000" in err
    assert "loss 0.1409, val loss 0.1908, accuracy 92.2%" in err
    state = read("runs/breast-cancer/model.minidnn")
    assert state["finished"]
    code, out, _ = call(capsys, "evaluate", "runs/breast-cancer/model.minidnn")
    assert code == 0
    assert "accuracy  92.2%" in out
    assert "mistake   malignant taken for benign: 5 times" in out
    code, _, err = call(capsys, "predict", "runs/breast-cancer/model.minidnn", "x.png")
    assert code == 1
    assert "which are no images" in err


def test_options_change_what_they_say(capsys):
    words = "train breast-cancer --optimizer adam --lr 0.02 --epochs 3 --batch-size 50 --seed 7"
    code, out, _ = call(capsys, *words.split(), "--out", "here", "--no-plot", "--json")
    events = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [e["event"] for e in events] == ["start", "epoch", "epoch", "epoch", "result"]
    start = {"optimizer": "adam", "lr": 0.02, "epochs": 3, "batch_size": 50, "seed": 7}
    assert start.items() <= events[0].items()
    assert events[3]["batches"] == 33  # 11 batches of 505 samples
    assert {"accuracy", "precision", "recall", "loss", "checkpoint"} <= events[-1].keys()
    assert sorted(os.listdir("here")) == ["history.csv", "model.minidnn"]
    state = read("here/model.minidnn")
    assert state["optimizer"] == "Adam"
    assert state["optimizer_state"]["param_groups"][0]["lr"] == 0.02


def test_equal_seeds_give_equal_models(capsys):
    for out, seed in (("a", 1), ("b", 1), ("c", 2)):
        call(
            capsys,
            *f"train digits --epochs 1 --batch-size 300 --quiet --no-plot --seed {seed}".split(),
            *("--out", out),
        )
    a, b, c = (read(f"{out}/model.minidnn")["model"]["0.weight"].array for out in "abc")
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)


def test_a_finished_run_is_not_overwritten(capsys):
    words = ["train", "breast-cancer", "--epochs", "1", "--no-plot", "--quiet"]
    for _ in range(3):
        assert call(capsys, *words)[0] == 0
    assert sorted(os.listdir("runs")) == ["breast-cancer", "breast-cancer-2", "breast-cancer-3"]


@pytest.mark.slow
def test_ctrl_c_saves_leaves_with_130_and_resume_ends_the_same(capsys):
    options = ["--no-plot", "--epochs", 6, "--model", "mlp"]
    running = process("train", "digits", *options, "--out", "stopped", "--json")
    for line in running.stdout:
        if '"epoch"' in line:
            break
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "everything is saved" in err
    assert "minidnn train digits --resume --out stopped" in err
    assert "Traceback" not in err
    assert call(capsys, "train", "digits", "--resume", "--out", "stopped", "--quiet")[0] == 0
    assert call(capsys, "train", "digits", *options, "--out", "whole", "--quiet")[0] == 0
    stopped, whole = (read(f"{name}/model.minidnn") for name in ("stopped", "whole"))
    for name, tensor in whole["model"].items():
        assert np.array_equal(tensor.array, stopped["model"][name].array)
    assert stopped["history"]["losses"].tolist() == whole["history"]["losses"].tolist()


def test_resume_takes_the_saved_options_and_more_epochs(capsys):
    words = ["train", "digits", "--model", "mlp", "--lr", "0.01", "--no-plot", "--quiet"]
    call(capsys, *words, "--epochs", 1, "--schedule", "constant")
    code, out, _ = call(capsys, "train", "digits", "--resume", "--epochs", 2, "--json", "--no-plot")
    assert code == 0
    assert json.loads(out.splitlines()[0])["lr"] == 0.01
    assert read("runs/digits/model.minidnn")["epoch"] == 2
    code, _, err = call(capsys, "train", "digits", "--resume", "--lr", "0.5")
    assert code == 1
    assert "the run in runs/digits has --lr 0.01; it cannot go on with 0.5" in err
    code, _, err = call(capsys, "train", "breast-cancer", "--resume")
    assert "there is no runs/breast-cancer/model.minidnn to go on from" in err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("train nothing", 1, "there is no data set 'nothing'; there are breast-cancer, digits"),
        ("train mnist", 1, "MNIST: train-images-idx3-ubyte not found"),
        ("train digits --model x", 1, "there is no model 'x'; there are tutorial, linear"),
        ("train digits --model tutorial", 1, "takes 5 numbers a sample"),
        ("train breast-cancer --model cnn", 1, "the model cnn is for images"),
        ("train digits --optimizer x", 1, "there is no optimizer 'x'; there are sgd, momentum"),
        ("train digits --lr -1", 2, "argument --lr: expected a positive number; got '-1'"),
        ("train digits --epochs 0", 2, "expected a whole number from 1; got '0'"),
        ("train digits --device tpu", 1, "expected one of 'cpu', 'cuda'"),
        ("train digits --with x", 1, "there is no such file or folder"),
        ("train breast-cancer --with x", 1, "--with x: there is no such file or folder"),
        ("train breast-cancer --with . --model mlp", 1, "it cannot be combined with --model"),
        ("train digits --lr 1e25 --epochs 2 --quiet", 1, "try a learning rate below"),
        ("evaluate missing.minidnn", 1, "missing.minidnn"),
        ("predict missing.minidnn a.png", 1, "missing.minidnn"),
        ("frobnicate", 2, "invalid choice: 'frobnicate'"),
        ("train", 2, "the following arguments are required: DATASET"),
    ],
)
def test_errors_are_one_sentence(capsys, words, code, message):
    got, _, err = call(capsys, *words.split())
    assert got == code
    assert message in err
    assert "Traceback" not in err


def test_a_file_that_is_no_checkpoint(capsys):
    Path("text.minidnn").write_text("hello")
    code, _, err = call(capsys, "evaluate", "text.minidnn")
    assert code == 1
    assert "text.minidnn" in err
    minidnn.save({"a": 1}, "other.minidnn")
    code, _, err = call(capsys, "predict", "other.minidnn", "a.png")
    assert "is no checkpoint of a training" in err


def test_evaluate_refuses_data_of_another_kind(capsys):
    call(capsys, *["train", "breast-cancer", "--epochs", "1", "--no-plot", "--quiet", "--out", "m"])
    code, _, err = call(capsys, "evaluate", "m/model.minidnn", "digits")
    assert code == 1
    assert "was trained on breast-cancer: inputs (5,), 2 classes; digits has (1, 8, 8)" in err


def test_lists_and_info(capsys):
    code, out, _ = call(capsys, "datasets")
    assert code == 0
    assert "breast-cancer   here" in out
    assert "mnist          missing" in out
    assert "CC BY" in out
    lines = call(capsys, "datasets", "--json")[1].splitlines()
    assert {json.loads(line)["name"] for line in lines} >= {"digits", "cifar10"}
    code, out, _ = call(capsys, "info")
    assert code == 0
    for word in ("minidnn", "numpy", "blas", "threads", "devices     cpu"):
        assert word in out
    assert json.loads(call(capsys, "info", "--json")[1])["numpy"] == np.__version__
    assert "deep-cnn" in call(capsys, "train", "digits", "--model", "list")[1]


def test_help(capsys):
    code, out, _ = call(capsys)
    assert code == 0
    assert "minidnn train breast-cancer" in out
    for command in ("train", "evaluate", "predict", "datasets", "info"):
        code, out, _ = call(capsys, command, "--help")
        assert code == 0
        assert max(map(len, out.splitlines())) <= 88
    assert call(capsys, "--version")[1].startswith("minidnn ")


def test_help_starts_fast_and_light():
    code = """
import sys
from minidnn.cli import main
try:
    main(["train", "--help"])
except SystemExit:
    pass
heavy = [name for name in ("matplotlib", "PIL", "tqdm", "cupy", "pytest") if name in sys.modules]
assert not heavy, heavy
"""
    environment = {**os.environ, "PYTHONPATH": ROOT}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)


def test_a_reader_that_leaves_early_is_no_error():
    with process("train", "breast-cancer", "--json", "--no-plot", "--epochs", 50) as running:
        running.stdout.readline()
        running.stdout.close()
        err = running.stderr.read()
    assert "Traceback" not in err
    assert "Exception ignored" not in err


def small_mnist(folder, n=60):
    """MNIST's four files with a few random images, where --data finds them."""
    rng = np.random.default_rng(0)
    folder.mkdir()
    for part, count in (("train", n), ("t10k", 20)):
        pixels = rng.integers(0, 255, (count, 28, 28), dtype=np.uint8)
        labels = np.arange(count, dtype=np.uint8) % 10
        head = b"\0\0\x08\x03" + np.array([count, 28, 28], dtype=">i4").tobytes()
        (folder / f"{part}-images-idx3-ubyte").write_bytes(head + pixels.tobytes())
        head = b"\0\0\x08\x01" + np.array([count], dtype=">i4").tobytes()
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(head + labels.tobytes())


def test_what_is_printed_to_type_works_when_typed(tmp_path, monkeypatch, capsys):
    """A run remembers its data folder and all else that it was started with."""
    small_mnist(tmp_path / "my data")
    from minidnn.training.run import Run

    tell = Run.tell
    monkeypatch.setattr(
        Run,
        "tell",
        lambda run, event: (
            tell(run, event),
            event == "after_step" and run.step == 3 and run.on_interrupt(2, None),
        ),
    )
    words = "train mnist --epochs 2 --batch-size 16 --patience 5 --clip-grad-norm 1 --no-plot"
    words = [*words.split(), "--data", "my data", "--out", "a run", "--quiet"]
    code, out, _ = call(capsys, *words)
    assert code == 130
    told = next(line for line in out.splitlines() if line.startswith("go on with: minidnn "))
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    code, out, err = call(capsys, *shlex.split(told.removeprefix("go on with: minidnn ")))
    assert (code, err.count("not found")) == (0, 0), err
    started = read("a run/model.minidnn")["about"]["started"]
    assert started["data"] == str(tmp_path / "my data")
    assert (started["patience"], started["clip_grad_norm"], started["no_plot"]) == (5, 1, True)
    assert not Path("a run/loss.png").exists()
    code, out, err = call(capsys, "evaluate", "a run/model.minidnn")
    assert code == 0, err


def test_messages_of_commands_speak_of_options(capsys):
    code, _, err = call(capsys, "train", "mnist")
    assert code == 1
    assert "--download" in err
    assert "--data FOLDER" in err
    assert "=True" not in err
    code, _, err = call(capsys, "train", "cifar10", "--data", "nowhere")
    assert "--download" in err
    assert "=True" not in err
