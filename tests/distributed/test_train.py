"""`minidnn train --ranks`: the command of one process, run by several."""

import csv
import os
import signal
import subprocess
import sys

from minidnn.cli import main
from minidnn.training.resume import read
from tests.distributed.jobs import ROOT, needs_mpi

pytestmark = needs_mpi


def train(*words, **more):
    command = [sys.executable, "-m", "minidnn", "train", "digits", "--quiet", *map(str, words)]
    values = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, env=values, capture_output=True, text=True, timeout=100, **more)


def test_ranks_train_one_model(tmp_path):
    out = tmp_path / "run"
    done = train("--ranks", 2, "--epochs", 2, "--batch-size", 50, "--no-plot", "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("accuracy") == 1
    with open(out / "history.csv") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 and float(rows[1]["val_accuracy"]) > 0.9
    assert len(read(out / "model.minidnn")["ranks"]) == 2
    again = train("--resume", "--epochs", 3, "--out", out)  # the run knows that it had two ranks
    assert again.returncode == 0, again.stderr
    assert len(read(out / "model.minidnn")["ranks"]) == 2
    assert main(["evaluate", str(out / "model.minidnn"), "digits"]) == 0


def test_a_batch_that_ranks_cannot_share(tmp_path):
    done = train("--ranks", 3, "--batch-size", 50, "--out", tmp_path)
    assert done.returncode == 1
    assert "--batch-size 50: 3 ranks cannot share a batch evenly; use 51" in done.stderr


def test_ctrl_c_saves_and_says_how_to_go_on(tmp_path):
    command = [sys.executable, "-m", "minidnn", "train", "digits", "--ranks", "2", "--quiet"]
    command += ["--batch-size", "50", "--epochs", "100000", "--no-plot", "--out", str(tmp_path)]
    values = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    job = subprocess.Popen(
        command, env=values, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not (tmp_path / "history.csv").exists():
        assert job.poll() is None, job.communicate()
    job.send_signal(signal.SIGINT)
    output, errors = job.communicate(timeout=30)
    assert job.returncode == 130, errors
    assert "everything is saved." in output and "go on with: minidnn train digits" in output
    assert read(tmp_path / "model.minidnn")["epoch"] < 100000
