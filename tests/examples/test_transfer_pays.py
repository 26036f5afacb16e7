"""examples/transfer_pays.py: the comparison, with the weights in a file instead of CIFAR-10."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import minidnn

EXAMPLES = Path(minidnn.__file__).parents[1] / "examples"


@pytest.mark.slow
def test_the_script_runs(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(EXAMPLES))
    from transfer_pays import SmallResNet

    minidnn.save(SmallResNet().state_dict(), tmp_path / "w.ckpt")
    rng = np.random.default_rng(0)
    for number, kind in enumerate(("dark", "bright")):
        (tmp_path / "photos" / kind).mkdir(parents=True)
        for i in range(10):
            pixels = rng.integers(0, 80, (40, 50, 3)) + 150 * number
            path = tmp_path / "photos" / kind / f"{i}.png"
            Image.fromarray(pixels.astype(np.uint8)).save(path)

    def run(*options):
        command = [sys.executable, str(EXAMPLES / "transfer_pays.py"), "--data", "photos", *options]
        command += ["--side", "32", "40", "--splits", "2"]
        places = {"PYTHONPATH": str(EXAMPLES.parent), "MINIDNN_HOME": str(tmp_path)}
        environment = {**os.environ, **places, "OMP_NUM_THREADS": "1"}
        environment.pop("MINIDNN_DATA", None)
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )

    done = run("--weights", "w.ckpt")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("trained weights read from w.ckpt")
    assert "20 photographs: bright, dark; 50.0% are of one class" in done.stdout
    table = done.stdout[done.stdout.index("pixels   trained") :].splitlines()
    assert [line.split()[0] for line in table] == ["pixels", "32", "40"]
    assert all("100.0" in line for line in table[1:])  # bright and dark are easily told apart

    done = run()
    assert done.returncode == 1
    assert "CIFAR10" in done.stderr
    assert "Traceback" not in done.stderr
