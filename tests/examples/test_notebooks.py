"""Notebooks of the examples: made from their scripts, run to the end, small; the gallery runs."""

import json
import sys
from pathlib import Path

import pytest

import minidnn

EXAMPLES = Path(minidnn.__file__).parents[1] / "examples"
sys.path.append(str(EXAMPLES))

import write_notebooks  # noqa: E402  it stands beside the examples

SCRIPTS = write_notebooks.scripts()
NAMES = [script.stem for script in SCRIPTS]


def test_there_are_scripts():
    assert {"digits", "space_rocks", "boundary", "landscape"} <= set(NAMES)


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_the_stored_notebook_is_current(script):
    assert write_notebooks.fault(script) == "", "run python examples/write_notebooks.py"


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_the_stored_notebook_has_small_pictures_and_no_paths(script):
    path = script.with_suffix(".ipynb")
    text = path.read_text("utf-8")
    assert len(text) < 800_000
    assert "/home/" not in text and "Traceback" not in text
    outputs = [o for c in json.loads(text)["cells"] for o in c.get("outputs", [])]
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert kinds & {"image/png", "image/svg+xml", "text/html"}


def test_a_changed_script_is_noticed(tmp_path):
    script = tmp_path / "x.py"
    script.write_text('"""A script."""\n\n# %%\nprint(1)\n')
    assert write_notebooks.fault(script) == "not there"
    script.with_suffix(".ipynb").write_text(write_notebooks.notebook(script))
    assert write_notebooks.fault(script) == "not run to its end"
    script.write_text('"""A script."""\n\n# %%\nprint(2)\n')
    assert write_notebooks.fault(script) == "not made from its script"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the kernel's own libraries
@pytest.mark.parametrize("script", [s for s in SCRIPTS if s.parent.name == "gallery"],
                         ids=lambda s: s.stem)  # fmt: skip
def test_the_gallery_runs(script, monkeypatch):
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    stored = json.loads(script.with_suffix(".ipynb").read_text("utf-8"))
    again = json.loads(write_notebooks.executed(script))
    for before, now in zip(stored["cells"], again["cells"], strict=True):
        kinds = [[sorted(o.get("data", {})) for o in c.get("outputs", [])] for c in (before, now)]
        assert kinds[0] == kinds[1]
