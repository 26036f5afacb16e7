"""What the documentation is built with: one style of docstrings, formulas, checks of links."""

import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

import minidnn

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
    assert split("x where x > 0, 0 elsewhere; more.") == ("x where x > 0, 0 elsewhere", "more.")
    assert "<mtable>" in mathml("y = x where x > 0, 0 elsewhere")
    assert split("max(x, 0).") == ("max(x, 0)", "")
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


def test_the_page_of_numbers_has_all_tables_with_date_and_machine():
    sys.path.insert(0, str(ROOT / "docs/site"))
    try:
        import figures
    finally:
        sys.path.pop(0)
    page = figures.text(pages=150, names=1300)
    parts = re.split(r"^## ", page, flags=re.M)[1:]
    assert len(parts) == 8
    dated = r"20\d\d-\d\d-\d\d|\d+ November 20\d\d"
    for part in parts[:-1]:
        assert "|---" in part or "The grader" in part, part[:40]
        assert re.search(dated, part) or not figures.changed("gpu")  # not in a clone
        assert re.search(r"\bcores?\b|machine|Intel|AMD", part), part[:40]
    with pytest.raises(ValueError, match="has no section"):
        figures.section("gpu", "No such section")
    with pytest.raises(ValueError, match="has no part"):
        figures.between("gpu", "x", "", "y")


def test_the_reference_shows_the_op_of_a_function():
    sys.path.insert(0, str(ROOT / "docs/site"))
    try:
        import sources
    finally:
        sys.path.pop(0)
    import minidnn.nn.functional as F

    for function, ops in (
        (minidnn.tanh, ["tanh"]), (F.relu, ["relu"]), (minidnn.acos, ["acos"]),
        (F.cross_entropy, ["cross_entropy", "soft_cross_entropy"]), (minidnn.eq, []),
    ):  # fmt: skip
        assert [op.__name__ for op in sources.ops_of(function)[1]] == ops
    assert "The op: forward and rule" in sources.of(minidnn.acos)[0]
    assert "lambda dy" in sources.of(minidnn.acos)[0]


def test_a_name_without_words_or_without_a_page_is_found(tmp_path):
    for package in ("sphinx", "jupytext", "sklearn", "onnx"):
        pytest.importorskip(package)
    code = "import build, docstrings, sys; f = lambda x: x; g = lambda x: x; "
    code += "g.__doc__ = 'y = x.'; print(docstrings.faults(f), docstrings.faults(g)); "
    code += "print(build.missing(build.Path(sys.argv[1]), ['minidnn.here', 'minidnn.gone']))"
    (tmp_path / "objects.inv").write_bytes(inventory("minidnn.here py:function 1 a.html#$ -\n"))
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT / "docs/site", capture_output=True, text=True)
    assert done.stdout.splitlines() == ["['has no docstring'] []", "['minidnn.gone']"], done.stderr


def inventory(lines: str) -> bytes:
    """What Sphinx writes of the names that it has documented."""
    head = "# Sphinx inventory version 2\n# Project: p\n# Version: 1\n# The rest is zlib.\n"
    return head.encode() + zlib.compress(lines.encode())
