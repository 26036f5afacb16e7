"""examples/mnist.py: the printout of the digits tutorial, and what it says without MNIST."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import minidnn
from minidnn import datasets

ROOT = Path(minidnn.__file__).parents[1]


def example(*arguments, **environment):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **environment}
    command = [sys.executable, str(ROOT / "examples" / "mnist.py"), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)


def test_printout():
    done = example("--digits", "--iterations", 201)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    pattern = r"Iteration (0|100|200)\t\| Loss = [\d.]+\t\| Accuracy = [\d.]+"
    assert [bool(re.fullmatch(pattern, line)) for line in lines[:3]] == [True] * 3
    assert re.fullmatch(r"Accuracy on test set: 0\.\d{4}", lines[-1])
    assert float(lines[-1].split()[-1]) > 0.5


@pytest.mark.parametrize("network", ["--relu", "--cnn"])
def test_the_other_networks_run(network):
    done = example("--digits", network, "--iterations", 20)
    assert "Accuracy on test set" in done.stdout, done.stderr


def test_without_mnist_it_offers_the_shipped_digits(tmp_path):
    done = example("--data", tmp_path, MINIDNN_DATA="", MINIDNN_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "train-images-idx3-ubyte not found" in done.stderr
    assert str(tmp_path) in done.stderr
    assert "train on the digits that come with minidnn: add --digits" in done.stderr
    assert "Traceback" not in done.stderr


def mnist_is_here():
    return any(e.name == "mnist" and e.present and not e.note for e in datasets.available())


@pytest.mark.slow
@pytest.mark.skipif(not mnist_is_here(), reason="needs MNIST in MINIDNN_DATA")
@pytest.mark.parametrize(("options", "wanted"), [([], 0.905), (["--relu"], 0.935)])
def test_accuracy_on_mnist(options, wanted):
    done = example(*options)
    assert float(done.stdout.split()[-1]) >= wanted
