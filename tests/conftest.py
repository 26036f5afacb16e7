"""What all tests share: a clean random state, no windows, the device stub, the gpu marker."""

import os

os.environ.setdefault("MPLBACKEND", "agg")

import pytest

import minidnn
from minidnn import backend
from tests import cupy_oracle, device_stub


@pytest.fixture(autouse=True)
def seeded():
    """Every test starts from the same random numbers."""
    minidnn.manual_seed(0)


@pytest.fixture
def stub(monkeypatch):
    """The pretended device "stub"; gives its counters, set to zero."""
    monkeypatch.setitem(backend.PLACES, "stub", device_stub.STUB)
    device_stub.counts.reset()
    return device_stub.counts


def pytest_collection_modifyitems(items):
    skip = pytest.mark.skip(reason="needs a CUDA device and CuPy")
    for item in items:
        if item.get_closest_marker("gpu") and not minidnn.cuda.is_available():
            item.add_marker(skip)


def pytest_terminal_summary(terminalreporter):
    """How many calls CuPy itself was asked about, and what it refused."""
    if cupy_oracle.seen or cupy_oracle.refused:
        terminalreporter.write_line(cupy_oracle.summary())
        if terminalreporter.verbosity > 0:
            for text, answer in sorted({**cupy_oracle.seen, **cupy_oracle.refused}.items()):
                terminalreporter.write_line(f"  {text}: {answer}")
