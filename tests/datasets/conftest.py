"""The data set tests look nowhere but into the folders they make."""

import pytest


@pytest.fixture(autouse=True)
def empty_places(monkeypatch, tmp_path):
    monkeypatch.delenv("MINIDNN_DATA", raising=False)
    monkeypatch.setenv("MINIDNN_HOME", str(tmp_path / "home"))
