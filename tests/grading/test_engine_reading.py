"""Finding a student's answer in whatever state the files are."""

import json
import os
import textwrap

import pytest

from minidnn.grading import registry
from minidnn.grading.engine import grade_exercise
from minidnn.grading.reading import Submission, blanks_in
from minidnn.grading.spec import Case, Exercise, Fault, Property


def double(x):
    return 2 * x


class Box:
    def __init__(self):
        self.size = 3

    def grow(self, x):
        return x * self.size


def cases(rng):
    return [Case("five", (rng.normal(size=5),)), Case("six", (rng.normal(size=(2, 3)),))]


def grow_probe(student, x):
    return student.Box().grow(x)


def make(name="double", functions=("double",), reference=(double,), **more):
    return Exercise(
        number="8.1",
        name=name,
        title="twice",
        functions=functions,
        reference=reference,
        cases=cases,
        properties=(Property("the values", 10),),
        hints=("a", "b", "c"),
        seconds=3.0,
        faults=(Fault("HALF", "Half.", "Other way.", source="def double(x):\n    return x / 2\n"),),
        **more,
    )


DOUBLE = make()
BOX = make("grow", ("Box.grow",), (Box,), probe=grow_probe)
CELL = make("loop", ("loop",), "y = 2 * x\n", cell=True, probe=None)
BLANK = (
    "def double(x):\n    #### BEGIN IMPLEMENTATION ####\n    y = ...\n    #### END "
    "IMPLEMENTATION ####\n    return y\n"
)
GOOD = BLANK.replace("...", "x * 2")


def notebook(*cells, kind="code"):
    cells = [
        c if isinstance(c, dict) else {"cell_type": kind, "metadata": {}, "source": c}
        for c in cells
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def graded(tmp_path, exercise=DOUBLE, **files):
    for name, content in files.items():
        (tmp_path / name.replace("__", ".")).write_text(content)
    return grade_exercise(exercise, Submission(tmp_path), 1)


def test_blank_is_not_done(tmp_path):
    result = graded(tmp_path, part8_a__py=BLANK, part8_a__ipynb=notebook(BLANK))
    assert (result.status, result.points, result.diagnoses) == ("not done", 0, [])


def test_notebook_and_script_agree(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    script = graded(tmp_path / "a", part8_a__py="import numpy as np\n" + GOOD)
    book = graded(tmp_path / "b", part8_a__ipynb=notebook("import numpy as np", GOOD))
    assert script.status == book.status == "passed"


def test_the_file_that_is_filled_in_is_taken(tmp_path):
    assert (
        graded(tmp_path, part8_a__py=BLANK, part8_a__ipynb=notebook(GOOD)).file == "part8_a.ipynb"
    )


def test_two_different_answers_are_refused_when_neither_is_newer(tmp_path):
    other = GOOD.replace("x * 2", "x * 3")
    for name, text in (("part8_a.py", GOOD), ("part8_a.ipynb", notebook(other))):
        (tmp_path / name).write_text(text)
        os.utime(tmp_path / name, (1000, 1000))
    result = grade_exercise(DOUBLE, Submission(tmp_path), 1)
    assert result.points == 0
    assert (
        "hold different answers, and neither is newer: keep one of them" in result.diagnoses[0].says
    )
    os.utime(tmp_path / "part8_a.py", (5000, 5000))
    result = grade_exercise(DOUBLE, Submission(tmp_path), 1)
    assert result.status == "passed"
    assert "part8_a.py is newer and was graded" in result.notes[0]


def test_same_content_in_both_is_no_conflict(tmp_path):
    assert graded(tmp_path, part8_a__py=GOOD, part8_a__ipynb=notebook(GOOD)).status == "passed"


@pytest.mark.parametrize(
    "cells",
    [
        ("%matplotlib inline\nimport numpy as np\n!pip list\n" + GOOD,),
        ("%%time\n" + GOOD,),
        (BLANK, GOOD),
        (GOOD, BLANK),
        ("plt.plot(1/0)", GOOD, "double("),
        ("x = 1 / 0\nwhile True: pass", GOOD),
        (
            "FACTOR = 2",
            "def times(x):\n    return x * FACTOR",
            "def double(x):\n    return times(x)",
        ),
        ("from numpy import multiply as m", "def double(x):\n    return m(x, 2)"),
        ("import numpy", "def double(x):\n    return numpy.add(x, x)"),
        ("double = lambda x: x + x",),
        ("def broken(:\n    pass\n\n" + GOOD,),
        ("from minidnn import nothing_here\n" + GOOD,),
    ],
)
def test_tolerant(tmp_path, cells):
    result = graded(tmp_path, part8_a__ipynb=notebook(*cells))
    assert result.status == "passed", result


def test_syntax_error_names_the_students_line(tmp_path):
    text = (
        "# %%\nimport numpy as np\n\n# %%\ndef other(x):\n    return x\n\ndef double(x):\n   "
        " return 2 * (x\n"
    )
    says = graded(tmp_path, part8_a__py=text).diagnoses[0]
    assert says.code == "SYNTAX"
    assert "part8_a.py, line 9" in says.says
    assert "return 2 * (x" in says.says


def test_exception_names_the_students_line(tmp_path):
    result = graded(
        tmp_path,
        part8_a__py="# %%\nimport numpy as np\n\ndef double(x):\n    y = 2 * x\n    return z\n",
    )
    assert result.diagnoses[0].says.startswith("Line 6 stops with NameError")
    assert result.evidence[0] == "part8_a.py, line 6:  return z"


@pytest.mark.parametrize("text", ["import torch\n", "import minidnn\n"])
def test_imports_outside_the_list(tmp_path, text):
    module = text.split()[1]
    result = graded(tmp_path, part8_a__py=f"{text}def double(x):\n    return {module}.add(x, x)\n")
    assert result.points == 0
    assert (
        f"`import {module}`: this exercise is solved with NumPy and plain Python alone"
        in result.diagnoses[0].says
    )


def test_own_name_from_the_library(tmp_path):
    result = graded(
        tmp_path, part8_a__py="from minidnn import relu\ndef double(x):\n    return relu(x)\n"
    )
    assert "`relu` cannot be taken from minidnn here" in result.diagnoses[0].says


def test_partly_blank(tmp_path):
    text = BLANK.replace("    y = ...", "    y = 2 * x\n    y = ...")
    result = graded(tmp_path, part8_a__py=text)
    assert (result.status, result.points) == ("not done", 0)
    assert "There is still a `...` in double (part8_a.py, line 4)" in result.diagnoses[0].says


def test_missing_and_markdown(tmp_path):
    assert (
        "There is no function double" in graded(tmp_path, part8_a__py="x = 1\n").diagnoses[0].says
    )
    (tmp_path / "part8_a.py").unlink()
    result = graded(tmp_path, part8_a__ipynb=notebook(GOOD, kind="markdown"))
    assert "the cell with double is text, not code" in result.diagnoses[0].says
    assert "There is no file part8_" in graded(tmp_path / "nowhere").diagnoses[0].says


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"{", b'{"cells": 3}', b"[]", b'{"cells": [1]}'])
def test_damaged_notebook(tmp_path, raw):
    (tmp_path / "part8_a.ipynb").write_bytes(raw)
    result = grade_exercise(DOUBLE, Submission(tmp_path), 1)
    assert result.points == 0
    assert "part8_a.ipynb" in result.diagnoses[0].says


def test_method_goes_into_the_given_class(tmp_path):
    text = """
        import minidnn
        size = 7
        class Box(minidnn.Box):
            def helper(self, x):
                return x * self.size

            def grow(self, x):
                #### BEGIN IMPLEMENTATION ####
                return self.helper(x)
                #### END IMPLEMENTATION ####
        size = Box()
        """
    assert graded(tmp_path, BOX, part8_a__py=textwrap.dedent(text)).status == "passed"


def test_index_dots_are_no_blank():
    import ast

    assert blanks_in(ast.parse("a = x[..., 0]\nb = x[1, ...] + f(x[...])")) == []
    assert blanks_in(ast.parse("a = ...\nreturn_value = f(..., 1)\nc, d = ..., ...")) == [1, 2, 3]


def test_cell_by_tag_and_by_markers(tmp_path):
    cell = "#### BEGIN IMPLEMENTATION ####\ny = 2 * x\n#### END IMPLEMENTATION ####"
    for text in ('# %% tags=["exercise-8.1"]\ny = 2 * x\n', f"# %%\n{cell}\n"):
        (tmp_path / "part8_a.py").write_text(text)
        assert Submission(tmp_path).answer(CELL).state == "filled"
    (tmp_path / "part8_a.py").write_text("# %%\n" + cell.replace("2 * x", "...") + "\n")
    assert Submission(tmp_path).answer(CELL).state == "blank"


def test_two_folders_down(tmp_path):
    inner = tmp_path / "zip" / "exercises"
    inner.mkdir(parents=True)
    (inner / "part8_a.py").write_text(GOOD)
    assert grade_exercise(DOUBLE, Submission(tmp_path), 1).status == "passed"


def test_the_registry_finds_by_number_name_and_function():
    assert registry.find("3.4") is registry.find("dense_backward")
    assert registry.find("Model.evaluate").number == "2.1"
    with pytest.raises(ValueError, match="there is no exercise 'nonsense'; there are: 1.1 dense"):
        registry.find("nonsense")
