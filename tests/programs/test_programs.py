"""Sixty and more programs written for PyTorch run unchanged with minidnn, with the same numbers.

Each file here that begins with a letter and is no part of the test is a program in the style of a
tutorial. With PyTorch installed it runs under both libraries in turn, and all that it printed and
every number, tensor and network among its global names is compared. Without PyTorch its text is
compared with what PyTorch printed, in `printed/`. To write those files again:

    python -m tests.programs.test_programs
"""

import importlib.util
import warnings

import pytest

from minidnn.port.program import read
from minidnn.port.report import examine

from .both import FOLDER, compare_names, compare_texts, under_minidnn, under_pytorch

PARTS = {"__init__.py", "same.py", "both.py", "test_programs.py"}
PROGRAMS = sorted(p for p in FOLDER.glob("*.py") if p.name not in PARTS)
PRINTED = FOLDER / "printed"
HAS_TORCH = importlib.util.find_spec("torch") is not None


def test_there_are_sixty():
    assert len(PROGRAMS) >= 60


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_program(path):
    assert not examine(read(path)).missing
    expected = PRINTED / f"{path.stem}.txt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's about old spellings
        ours, text = under_minidnn(path)
        compare_texts(text, expected.read_text(encoding="utf-8"))
        if HAS_TORCH:
            theirs, their_text = under_pytorch(path)
            compare_texts(text, their_text)
            assert compare_names(ours, theirs) > 0


if __name__ == "__main__":
    PRINTED.mkdir(exist_ok=True)
    for program in PROGRAMS:
        (PRINTED / f"{program.stem}.txt").write_text(under_pytorch(program)[1], encoding="utf-8")
