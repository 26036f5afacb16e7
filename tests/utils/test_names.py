"""minidnn.utils.data is there without an import of its own, as in PyTorch."""

import pytest

import minidnn


def test_names():
    assert minidnn.utils.data.DataLoader and minidnn.utils.data.sampler.SubsetRandomSampler
    with pytest.raises(AttributeError, match="minidnn.utils has no rocks"):
        minidnn.utils.rocks  # noqa: B018
