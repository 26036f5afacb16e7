"""What an editor knows: user programs pass mypy --strict and pyright, and they run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import minidnn

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
ROOT = Path(minidnn.__file__).parents[1]


@pytest.mark.parametrize("program", PROGRAMS, ids=[p.stem for p in PROGRAMS])
def test_the_programs_run(program, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, program], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_mypy_strict_accepts_them(tmp_path):
    pytest.importorskip("mypy")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
    done = subprocess.run(
        [*command, f"--cache-dir={tmp_path}", "--config-file=", *map(str, PROGRAMS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_mypy_knows_what_an_op_gives(tmp_path):
    """Not Any: a method that no tensor has is an error after the first op."""
    pytest.importorskip("mypy")
    text = "import minidnn\nx = minidnn.ones(2)\n(x + 1).relu().sum(dim=0).transposed()\n"
    (tmp_path / "wrong.py").write_text(text)
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
    done = subprocess.run(
        [*command, f"--cache-dir={tmp_path}", "--config-file=", str(tmp_path / "wrong.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert '"Tensor" has no attribute "transposed"' in done.stdout


def test_pyright_accepts_them(tmp_path):
    pyright = shutil.which("pyright", path=os.path.dirname(sys.executable))
    pyright = pyright or shutil.which("pyright")
    if pyright is None or subprocess.run([pyright, "--version"], capture_output=True).returncode:
        pytest.skip("pyright is not installed, or could not fetch its program from npm")
    done = subprocess.run(
        [pyright, "--pythonpath", sys.executable, *map(str, PROGRAMS)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
