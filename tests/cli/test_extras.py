"""`minidnn examples` and `minidnn docs`, and what is in the wheel and in the source archive."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import minidnn
from minidnn.cli import main

ROOT = Path(minidnn.__file__).parents[1]


def test_examples_are_listed_and_copied(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["examples"]) == 0
    out = capsys.readouterr().out
    assert "mnist.py " in out
    assert "copy them: minidnn examples my-examples" in out
    assert main(["examples", "my-examples"]) == 0
    source = (ROOT / "examples" / "mnist.py").read_bytes()
    assert (tmp_path / "my-examples" / "mnist.py").read_bytes() == source
    assert main(["examples", "my-examples"]) == 1
    assert "digits.ipynb" in capsys.readouterr().err


def test_a_list_fits_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    for command in ("examples", "docs"):
        assert main([command]) == 0
        assert max(map(len, capsys.readouterr().out.splitlines())) < 80


def test_pages_are_listed_and_printed(capsys):
    assert main(["docs"]) == 0
    assert "teaching " in capsys.readouterr().out
    assert main(["docs", "docs/teaching.md"]) == 0
    assert capsys.readouterr().out.startswith("# ")
    assert main(["docs", "nothing"]) == 1
    assert "there is no page 'nothing'; there are " in capsys.readouterr().err


@pytest.mark.slow
def test_the_wheel_and_the_source_archive_hold_what_users_need(tmp_path):
    pytest.importorskip("build")
    command = [sys.executable, "-m", "build", "--outdir", str(tmp_path), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    if "No matching distribution" in done.stderr:
        pytest.skip("no package index here to fetch setuptools from")
    assert done.returncode == 0, done.stderr[-2000:]
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    for wanted in ("examples/mnist.py", "docs/teaching.md"):
        assert any(n.endswith(f"data/share/minidnn/{wanted}") for n in names), wanted
    assert "minidnn/tensor/core.pyi" in names
    assert not any("proof/" in n for n in names)  # solutions stay at home
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"CHANGELOG.md", "docs/teaching.md", "examples/mnist.py", "tests/core/test_tape.py"}
    assert wanted <= held
