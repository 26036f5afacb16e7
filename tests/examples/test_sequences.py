"""The examples of sequences and of made images, run in a small size."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import minidnn

ROOT = Path(minidnn.__file__).parents[1]


def example(name, **sizes):
    """What the script prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **sizes}
    command = [sys.executable, str(ROOT / "examples" / f"{name}.py")]
    environment["MPLBACKEND"] = "agg"
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_dates():
    out = example("dates", STEPS="60")
    assert re.search(r"exactly right: [\d.]+% of 2000 dates", out)
    losses = [float(x) for x in re.findall(r"loss ([\d.]+)", out)]
    assert losses[-1] < losses[0]


def test_forecast_beats_the_naive_one():
    out = example("forecast", STEPS="120")
    for ours, naive in re.findall(r"mean error ([\d.]+); the last value ([\d.]+)", out):
        assert float(ours) < float(naive)


def test_names():
    out = example("names", EPOCHS="1")
    floor = float(re.search(r"alone reach ([\d.]+)", out).group(1))
    losses = [float(x) for x in re.findall(r"held out ([\d.]+)", out)]
    assert len(losses) == 3 and max(losses) < floor


def test_languages():
    out = example("languages", STEPS="60", NAMES="nowhere")
    right, frequent = re.search(r"right: ([\d.]+)%; .*: ([\d.]+)%", out).groups()
    assert float(right) > float(frequent)


def test_moby_dick():
    out = example("moby_dick", STEPS="20")
    assert "Call me" in out and out.count("held out") == 4


@pytest.mark.parametrize("name", ["vae", "dcgan"])
def test_images_are_made(name):
    assert "epoch 2" in example(name, EPOCHS="2")
