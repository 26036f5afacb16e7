"""Misuses of every public entry point get one sentence, and docs/misuse.md lists them."""

import warnings

import pytest

from minidnn import cli

from . import page
from .commands import CASES
from .world import history, world

TABLE = [(entry, *case) for entry, cases in page.PYTHON.items() for case in cases]
COMMANDS = CASES["minidnn (command)"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("misuse")


@pytest.fixture(scope="module")
def trained():
    return history()


@pytest.mark.parametrize(("entry", "call", "kind", "part"), TABLE)
def test_a_call_is_explained(entry, call, kind, part, place, trained, monkeypatch):
    if entry == "plot":
        pytest.importorskip("matplotlib").use("agg")
    names = world(place) | {"history": trained}
    package = call.split(".")[0]
    if package in ("onnx", "sklearn") and package not in names:
        pytest.skip(f"{package} is not installed")
    monkeypatch.chdir(place)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        with pytest.raises(Exception) as caught:  # noqa: PT011  the kind is compared below
            eval(call, names)
    assert type(caught.value).__name__ == kind
    seen = str(caught.value).replace(f"{place}/", "").replace(str(place), "")
    assert part in seen


@pytest.mark.parametrize(("typed", "code", "part"), COMMANDS)
def test_a_command_is_explained(typed, code, part, place, monkeypatch, capsys):
    world(place)
    monkeypatch.chdir(place)
    try:
        found = cli.main(typed.split()[1:])
    except SystemExit as leaving:
        found = leaving.code
    captured = capsys.readouterr()
    assert found == code
    assert part in captured.err
    assert "Traceback" not in captured.err


def test_every_entry_point_has_twenty():
    for entry, cases in page.PYTHON.items():
        assert len(cases) >= 20, entry
        assert len({call for call, *_ in cases}) == len(cases), entry
    assert len({typed for typed, *_ in COMMANDS}) >= 20


def test_the_page_is_current():
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), "python -m tests.misuse.page"
