"""Lets `pytest exercises/` grade what is filled in."""

from minidnn.grading.pytest_hooks import pytest_collect_file, pytest_terminal_summary  # noqa: F401
