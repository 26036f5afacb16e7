"""The exercise pages: notebooks are fresh; pages run, blank and solved, as they promise."""

import contextlib
import importlib.util
import io
import json
import re
import shutil
import warnings

import numpy as np
import pytest

from minidnn import grading
from minidnn.grading import pages as built
from minidnn.grading import registry

from . import pages

PAGES = pages.pages()
UNFINISHED = (TypeError, ValueError, AttributeError, KeyError)  # what a `...` may lead to


@pytest.fixture(scope="module")
def builder():
    path = pages.ROOT / "tools" / "build_course.py"
    spec = importlib.util.spec_from_file_location("build_course", path)
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
            if wanted is not None and pages.promised_about(source):
                assert pages.nearly(printed, wanted), printed
            elif wanted is not None:
                assert printed == wanted
            continue
        output = io.StringIO()
        with contextlib.redirect_stdout(output), warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings("ignore", message=".*(non-interactive|non-GUI).*")
            with contextlib.suppress(*() if promised else UNFINISHED):
                exec(compile(source, "<page>", "exec"), names)
        printed = output.getvalue()


def test_pages_are_up_to_date(builder):
    assert builder.stale() == [], "run: python tools/build_course.py"


def test_a_changed_or_orphaned_page_is_noticed(builder, tmp_path):
    for path in [*pages.EXERCISES.glob("part*.py"), *pages.EXERCISES.glob("part*.ipynb")]:
        shutil.copy(path, tmp_path)
    shutil.copytree(pages.EXERCISES / "pictures", tmp_path / "pictures")
    assert builder.stale(tmp_path) == []
    with open(tmp_path / "part2_evaluation.py", "a") as file:
        file.write("# more\n")
    (tmp_path / "part99_y.ipynb").write_text("{}")
    (tmp_path / "part1_prediction.ipynb").unlink()
    (tmp_path / "pictures" / "relu.svg").write_text("<svg/>")
    wanted = ["part1_prediction.ipynb", "part2_evaluation.py", "part99_y.ipynb"]
    wanted.append("pictures/relu.svg")
    assert builder.stale(tmp_path) == wanted


def test_a_page_is_markdown_with_cells():
    page = built.cells('# A\n\ntext\n\n```python\nx = 1\n```\n\n## B\n\n```text\n1\n```\n'
                       '## C\n\n```python tags=["exercise-1.1"]\ny = 2\n\n```\n')  # fmt: skip
    assert [(c.code, c.source, c.tags) for c in page] == [
        (False, "# A\n\ntext", ()),
        (True, "x = 1", ()),
        (False, "## B\n\n```text\n1\n```", ()),
        (False, "## C", ()),
        (True, "y = 2", ("exercise-1.1",)),
    ]
    with pytest.raises(ValueError, match='only tags=\\["..."\\] may follow'):
        built.cells("```python id=3\n```\n")


def test_a_notebook_is_what_jupytext_reads_in_the_script():
    jupytext = pytest.importorskip("jupytext")
    for part in registry.parts():
        name, page = built.page(part)
        book = json.loads(built.notebook(page))
        theirs = jupytext.reads(built.script(page), fmt="py:percent").cells
        assert ["".join(c["source"]) for c in book["cells"]] == [c.source for c in theirs]
        assert [c["metadata"].get("tags", []) for c in book["cells"]] == [
            c.metadata.get("tags", []) for c in theirs
        ]
        assert len({c["id"] for c in book["cells"]}) == len(theirs), name


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
        e.number for e in registry.exercises(pages.part(page))
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_solved_page_prints_what_it_promises(page, asked):
    run(pages.filled(page))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_solved_notebook_runs_in_jupyter(page, tmp_path, monkeypatch):
    """In a real kernel, with the grader's cells."""
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(pages.ROOT))  # the kernel starts elsewhere
    text = built.notebook(built.page(pages.part(page), solved=True)[1])
    (tmp_path / f"{page.stem}.ipynb").write_text(text, "utf-8")
    book = nbformat.reads(text, as_version=4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        NotebookClient(book, timeout=300, resources={"metadata": {"path": tmp_path}}).execute()
    asked = [c for c in book.cells if c.cell_type == "code" and c.source.startswith("check(")]
    for cell in asked:
        said = "".join(output.get("text", "") for output in cell.outputs)
        assert re.search(r"\b(\d+)(?:\.0)? of \1 points", said), said
