"""The pages of the documentation: their code runs, and docstrings keep to one style."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("docs/*.md"), *ROOT.glob("docs/site/**/*.md")]
)
NEEDS = {"saving": "safetensors", "guide/export": "tensorboardX", "from-sklearn": "sklearn"}
OTHERS = {  # pages whose blocks are no programs that run here
    "docs/authoring.md",  # files of an exercise: the grader's tests run them
    "docs/gpu.md",  # needs a GPU
    "docs/scaling.md",  # needs several machines, Ray or Dask
}


def blocks(page):
    """The blocks of Python of a page."""
    text = (ROOT / page).read_text("utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("page", [p for p in PAGES if p not in OTHERS and blocks(p)])
def test_the_code_of_a_page_runs_from_top_to_bottom(page, tmp_path, monkeypatch, capsys):
    for part, package in NEEDS.items():
        if part in page:
            pytest.importorskip(package)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    names = {"__name__": "page"}
    for number, block in enumerate(blocks(page)):
        exec(compile(block, f"{page}, block {number}", "exec"), names)


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
