"""Every fenced block of every page is run, is data that is read, or says why it is not run."""

import json
import os

import pytest

from . import situations, typed
from .blocks import ROOT, Block, blocks, chapters, indented, pages

CODE = ("python", "py", "pycon", "console", "bash")
SHOWN = ("text", "mermaid", "json", "markdown", "{toctree}")  # text, figures and files
STAYS = "exercises/README.md"  # its second block is typed where the first one has gone
EXCUSED = 2  # blocks of code that say why they are not run; keep it small
NEEDS = {
    "saving": ("safetensors",),
    "export": ("onnx", "tensorboardX"),
    "from-sklearn": ("sklearn",),
    "scaling": ("mpi4py",),
}
DOCUMENTED = [page for page in [*pages(), *chapters()] if blocks(page)]


def runs(block: Block) -> bool:
    """Whether there is something to run: code, or a session that a text shows."""
    session = block.kind == "text" and block.text.startswith("$ ")
    return not block.excuse and not is_file(block) and (block.kind in CODE or session)


def is_file(block: Block) -> bool:
    """Whether it is a file of the course in docs/authoring.md, on which the grader is run."""
    return block.page == "docs/authoring.md" and block.text in situations.example().values()


ACTIVE = [page for page in DOCUMENTED if any(map(runs, blocks(page)))]
GENERATED = "docs/misuse.md"  # tests/misuse runs its lines, and compares what they answer


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("page", [page for page in ACTIVE if page != GENERATED])
def test_the_blocks_of_a_page_run_in_order(page, tmp_path, monkeypatch, capsys, stub):
    for package in (p for part, needed in NEEDS.items() if part in page for p in needed):
        pytest.importorskip(package)
    monkeypatch.chdir(tmp_path)
    situations.furnish(tmp_path, monkeypatch)
    names = {"__name__": "page", **situations.names(page, tmp_path, monkeypatch)}
    for block in blocks(page):
        if block.kind == "json":
            (tmp_path / "course.json").write_text(block.text)
        if not runs(block):
            continue
        if block.kind in ("python", "py"):
            code = compile(situations.code(page, block.text), str(block), "exec")
            exec(code, names)
        else:
            session(block, capsys)
            if page not in STAYS:
                os.chdir(tmp_path)
    situations.after(page, names)


def session(block: Block, capsys) -> None:
    """Type a block's commands; what a session shows is what is printed."""
    capsys.readouterr()
    for command in typed.commands(block.text):
        typed.run(command)
    shown = [line for line in block.text.splitlines() if not line.startswith("$ ")]
    if block.kind == "text":
        assert capsys.readouterr().out.split() == " ".join(shown).split(), str(block)


def test_every_block_is_of_a_known_kind():
    """Code by indentation, or in a fence without a language, would be run by nobody."""
    for page in [*pages(), *chapters()]:
        assert not indented(page), page
        for block in blocks(page):
            assert block.kind in CODE + SHOWN, str(block)
            if block.kind == "json":
                json.loads(block.text)
            if block.kind == "text" and not runs(block) and page != GENERATED:
                assert not block.text.lstrip().startswith(("minidnn ", "pip ", ">>> ")), str(block)
            if block.kind == "markdown":
                assert is_file(block), str(block)


def test_the_blocks_that_are_not_run_are_few_and_say_why():
    every = [block for page in DOCUMENTED for block in blocks(page)]
    excused = [b for b in every if b.kind in CODE and not runs(b) and not is_file(b)]
    assert all(block.excuse for block in excused)
    assert len(excused) == EXCUSED, [str(block) for block in excused]


def test_the_page_of_misuses_is_what_tests_misuse_run():
    from tests.misuse import page

    assert (ROOT / GENERATED).read_text("utf-8") == page.text()


def test_the_cells_of_the_chapters_are_run_by_the_graders_tests():
    """tests/grading/test_notebooks.py: blank, and with the solutions in their blanks."""
    from tests.grading import test_notebooks

    run_there = {path.relative_to(ROOT).as_posix() for path in test_notebooks.PAGES}
    assert run_there == set(chapters())


def test_every_notebook_of_the_gallery_has_a_test_that_runs_its_program():
    """tests/examples: the gallery's notebooks in a kernel, the longer programs in short."""
    from tests.examples import test_notebooks

    there = {path.with_suffix("") for path in ROOT.glob("examples/**/*.ipynb")}
    assert there == {script.with_suffix("") for script in test_notebooks.SCRIPTS}
    tests = "".join(path.read_text("utf-8") for path in ROOT.glob("tests/examples/test_*.py"))
    for notebook in there:
        assert notebook.parent.name == "gallery" or f'"{notebook.name}' in tests, notebook


def test_every_example_of_a_docstring_is_run_by_ci():
    """pytest --doctest-modules reads minidnn but for three places: no example is there."""
    line = next(x for x in (ROOT / ".ci/run").read_text().splitlines() if "--doctest" in x)
    for path in (ROOT / "minidnn").rglob("*.py"):
        left_out = "/course/", "/grading/templates/", "/grading/locks.py"
        if any(place in path.as_posix() for place in left_out):
            assert ">>> " not in path.read_text("utf-8"), path
    assert line.count("--ignore") == 3
    assert line.split()[-1] == "minidnn"


def test_a_block_that_is_neither_run_nor_explained_is_found():
    block = Block("page.md", 1, "console", "rm -rf /", "Type this:")
    assert runs(block)
    with pytest.raises(AssertionError, match="knows how to type"):
        typed.run(typed.commands(block.text)[0])
    why = "(Not run by the tests: it needs a sea of its own.)"
    assert not runs(Block("page.md", 1, "python", "1 / 0", why))
    assert runs(Block("page.md", 1, "python", "1 / 0", "Not run by the tests."))
