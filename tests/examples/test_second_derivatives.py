"""examples/pendulum.py and examples/gradient_penalty.py: they run, learn, and draw."""

import os
import re
import subprocess
import sys
from pathlib import Path

import minidnn

ROOT = Path(minidnn.__file__).parents[1]


def example(name, picture, *arguments):
    ours = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "MPLBACKEND": "agg"}
    environment = {**os.environ, **ours}
    command = [sys.executable, str(ROOT / "examples" / name), "--picture", str(picture), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert picture.stat().st_size > 10_000
    return done.stdout


def test_the_pendulum_obeys(tmp_path):
    printed = example("pendulum.py", tmp_path / "p.png", "--steps", "1500")
    error = float(re.search(r"largest error ([\d.]+) rad", printed)[1])
    assert error < 0.2  # the angle itself goes from 1 to -1


def test_the_generator_comes_near_the_heaps(tmp_path):
    printed = example("gradient_penalty.py", tmp_path / "g.png", "--steps", "700")
    heaps, share = re.search(r"(\d) of 8 heaps reached, (\d+)% of the points", printed).groups()
    assert int(heaps) >= 3
    assert int(share) > 15
