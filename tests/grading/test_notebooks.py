"""The exercise pages: notebooks are fresh; pages run, blank and solved, as they promise."""

import contextlib
import importlib.util
import io
import json
import re
import warnings

import numpy as np
import pytest

from minidnn import grading
from minidnn.grading import registry

from . import pages

PAGES = pages.pages()


@pytest.fixture(scope="module")
def builder():
    pytest.importorskip("jupytext")
    path = pages.EXERCISES / "build_notebooks.py"
    spec = importlib.util.spec_from_file_location("build_notebooks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def asked(monkeypatch):
    """The exercises that a page asks the grader about; nothing is graded."""
    names = []
    monkeypatch.setattr(grading, "check", names.append, raising=False)
    return names


@pytest.fixture(autouse=True)
def settings_are_restored(monkeypatch, tmp_path):
    """Pages set print options and random numbers, and draw: here without a window."""
    import matplotlib

    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.chdir(tmp_path)
    backend, state = matplotlib.get_backend(), np.random.get_state()
    matplotlib.use("Agg")
    with np.printoptions():
        yield
    np.random.set_state(state)
    matplotlib.pyplot.close("all") if hasattr(matplotlib, "pyplot") else None
    matplotlib.use(backend)


def run(text, promised=True):
    """Run the code cells of a page in order, and compare what they print with what is promised.

    Without promises (an untouched page) a cell may stumble over a `...`, and the next one runs.
    """
    names, printed = {"__name__": "page"}, ""
    for kind, source in pages.cells(text):
        if kind == "markdown":
            wanted = pages.expected(source) if promised else None
            if wanted is not None:
                assert printed == wanted
            continue
        output = io.StringIO()
        with contextlib.redirect_stdout(output), warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings("ignore", message=".*(non-interactive|non-GUI).*")
            with contextlib.suppress(*() if promised else (TypeError, ValueError, AttributeError)):
                exec(compile(source, "<page>", "exec"), names)
        printed = output.getvalue()


def test_notebooks_are_up_to_date(builder):
    assert builder.stale() == [], "run: python exercises/build_notebooks.py"


def test_notebooks_are_always_the_same(builder):
    text = PAGES[0].read_text("utf-8")
    assert builder.notebook_text(text) == builder.notebook_text(text)
    ids = [c["id"] for c in json.loads(builder.notebook_text(text))["cells"]]
    assert len(set(ids)) == len(ids)


def test_a_changed_or_orphaned_notebook_is_noticed(builder, tmp_path):
    (tmp_path / "part1_x.py").write_text("# %%\nx = 1\n")
    (tmp_path / "part1_x.ipynb").write_text(builder.notebook_text("# %%\nx = 2\n"))
    (tmp_path / "part2_y.ipynb").write_text(builder.notebook_text("# %%\ny = 2\n"))
    assert builder.stale(tmp_path) == ["part1_x.ipynb", "part2_y.ipynb"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_pages_are_blank_and_hold_no_solution(page):
    for block in pages.BLOCK.findall(page.read_text("utf-8")):
        lines = [line.strip() for line in block.splitlines()[1:-1]]
        code = [line for line in lines if line and not line.startswith("#")]
        assert code, f"{page.name}: a block without a blank"
        assert any("..." in line for line in code), f"{page.name}: {block}"
        assert all("..." in line or line.endswith(":") for line in code), f"{page.name}: {block}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_an_untouched_page_runs_to_its_end(page, asked):
    run(page.read_text("utf-8"), promised=False)
    assert [registry.find(name).number for name in asked] == [
        e.number for e in registry.exercises(int(page.name[4]))
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_solved_page_prints_what_it_promises(page, asked):
    run(pages.filled(page))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_solved_notebook_runs_in_jupyter(page, builder, tmp_path, monkeypatch):
    """In a real kernel, with the grader's cells."""
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(pages.ROOT))  # the kernel starts elsewhere
    text = builder.notebook_text(pages.filled(page))
    (tmp_path / f"{page.stem}.ipynb").write_text(text, "utf-8")
    book = nbformat.reads(text, as_version=4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        NotebookClient(book, timeout=300, resources={"metadata": {"path": tmp_path}}).execute()
    asked = [c for c in book.cells if c.cell_type == "code" and c.source.startswith("check(")]
    for cell in asked:
        said = "".join(output.get("text", "") for output in cell.outputs)
        assert re.search(r"\b(\d+)(?:\.0)? of \1 points", said), said
