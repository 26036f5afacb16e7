"""PyTorch's weights, too, are the same in every run."""

import sys

import pytest


@pytest.fixture(autouse=True)
def torch_seeded(seeded):
    """PyTorch, where a test has imported it, starts from the same random numbers."""
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)
