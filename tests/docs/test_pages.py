"""What the documentation is built with: one style of docstrings, formulas, checks of links."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_every_public_name_has_a_docstring_of_the_one_style():
    for package in ("sklearn", "onnx"):  # rooms that cannot be imported without it
        pytest.importorskip(package)
    command = [sys.executable, "docs/site/docstrings.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


def test_formulas_become_mathml():
    sys.path.insert(0, str(ROOT / "docs/site"))
    try:
        from formula import mathml, split
    finally:
        sys.path.pop(0)
    assert split("y = x·Wᵀ + b:  x (…,I) -> (…,O).") == ("y = x·Wᵀ + b", "x (…,I) -> (…,O).")
    assert split("Whether all elements are true.") == ("", "Whether all elements are true.")
    text = mathml("√(x_i² + eps) ≤ Σ e^x")
    for part in ("<msqrt>", "<msub><mi>x</mi><mi>i</mi></msub>", "<msup>", "<mo>≤</mo>"):
        assert part in text


def test_the_link_checker_finds_what_is_broken(tmp_path):
    text = '<p id="here"></p><a href="b.html#gone">x</a><img src="c.png">'
    (tmp_path / "a.html").write_text(text)
    (tmp_path / "b.html").write_text('<a href="a.html#here">x</a><a href="https:///">y</a>')
    command = [sys.executable, str(ROOT / "docs/site/links.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    told = [line.rpartition(": ")[2] for line in sorted(done.stdout.strip().splitlines())]
    assert told == ["no such anchor", "no such file", "no address"]
