"""examples/space_rocks: the script and the notebook run on generated textures and draw."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import minidnn

EXAMPLES = Path(minidnn.__file__).parents[1] / "examples"
SMALL = ["--model", "resnet18", "--epochs", "2", "--no-pretrained"]
PICTURES = ("data", "training", "confusion", "best_and_worst", "grad_cam", "one_photograph")


def drawn(folder):
    """The pictures are there, of a sensible size, and not blank."""
    for name in PICTURES:
        with Image.open(folder / f"{name}.png") as picture:
            assert min(picture.size) >= 200, name
            assert len(picture.convert("L").getcolors(1 << 16)) > 20, name


@pytest.mark.slow
def test_the_script_runs(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(EXAMPLES / "space_rocks.py"), *SMALL, "--out", "pictures"]
    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    lines = run.stdout.splitlines()
    assert lines[0] == "No --data folder: using GENERATED textures, not photographs of rocks."
    assert lines[1] == "['coarse', 'fine'] 39 for training, 9 for testing"
    assert "resnet18 with RANDOM weights" in lines
    assert "11,176,512 numbers are frozen," in lines
    assert "every frozen number is bit for bit what it was: True" in lines
    assert sum(line.startswith("Epoch 2/2.. Train loss: ") for line in lines) == 1
    drawn(tmp_path / "pictures")
    model = minidnn.load(tmp_path / "pictures" / "rocks.ckpt")
    assert model.fc[3].weight.shape == (2, 512)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the kernel's own libraries
def test_the_notebook_runs(tmp_path, monkeypatch):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLES.parent))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("JUPYTER_PATH", str(Path(sys.prefix) / "share" / "jupyter"))
    book = nbformat.read(EXAMPLES / "space_rocks.ipynb", as_version=4)
    (settings,) = [cell for cell in book.cells if "arguments = []" in cell.source]
    settings.source = settings.source.replace("arguments = []", f"arguments = {SMALL}")
    client = nbclient.NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == len(PICTURES)
    drawn(tmp_path / "runs" / "space_rocks")
