"""A GPT's first 50 losses are PyTorch's: same weights, same batches."""

import numpy as np
import pytest

import minidnn
from minidnn import datasets, models, text


def test_first_losses_of_a_gpt():
    pytest.importorskip("torch")
    from benchmarks import shakespeare

    book = datasets.moby_dick()[:60_000]
    tokens = np.asarray(text.CharTokenizer(book).encode(book))
    minidnn.manual_seed(0)
    model = models.GPT(int(tokens.max()) + 1, shakespeare.LENGTH)
    assert shakespeare.beside(model, tokens, 50) < 1e-4
