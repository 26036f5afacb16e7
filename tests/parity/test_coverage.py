"""docs/coverage.md says what is here today: names, arguments, defaults."""

import importlib.util
from pathlib import Path

import pytest

pytest.importorskip("torch")
ROOT = Path(__file__).parents[2]


def test_the_page_is_current():
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools" / "make_coverage.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    written = tool.PAGE.read_text(encoding="utf-8").partition(tool.MARK)[0]
    assert written == tool.names_part(), "run python tools/make_coverage.py"
