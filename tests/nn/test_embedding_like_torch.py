"""Embedding and EmbeddingBag against PyTorch: outputs, gradients, the table itself, errors."""

import numpy as np
import pytest

import minidnn
from minidnn import nn

torch = pytest.importorskip("torch")

from .parity import close  # noqa: E402

rng = np.random.default_rng(4)
V, D = 7, 5
INDEX = np.array([[1, 2, 2, 0], [6, 1, 0, 2]])


def compare(kind, options, dtype, *inputs, factors=None):
    """Both libraries' layers with one table: result, gradients and the table afterwards."""
    table = rng.standard_normal((V, D)).astype(dtype)
    results = []
    for library in (minidnn, torch):
        weight = library.tensor(table)
        layer = getattr(library.nn, kind)(V, D, _weight=weight, **options)
        tensors = [None if x is None else library.tensor(x) for x in inputs]
        if factors is not None:
            extra = library.tensor(factors.astype(dtype), requires_grad=True)
            tensors += [None] * (2 - len(tensors)) + [extra]
        y = layer(*tensors)
        dy = np.random.default_rng(1).standard_normal(tuple(y.shape)).astype(dtype)
        y.backward(library.tensor(dy))
        parts = [y.detach(), layer.weight.grad, layer.weight.detach()]
        results.append([*parts, extra.grad] if factors is not None else parts)
    for what, ours, theirs in zip(("output", "gradient", "table", "factors"), *results):
        close(ours.numpy(), theirs, dtype, what)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("index", [INDEX, INDEX[0], np.array(3), np.zeros((0,), np.int64)])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"padding_idx": 2},
        {"padding_idx": -1},
        {"max_norm": 1.0},
        {"max_norm": 1.5, "norm_type": 1.0},
        {"scale_grad_by_freq": True},
    ],
)
def test_embedding(options, index, dtype):
    compare("Embedding", options, dtype, index)


def test_a_large_batch_sums_the_rows_that_it_took_several_times():
    index = rng.integers(0, V, (40, 50))
    compare("Embedding", {"padding_idx": 3}, np.float64, index)


FLAT, OFFSETS = np.array([1, 2, 2, 0, 6, 1, 4]), np.array([0, 3, 3, 5])


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
@pytest.mark.parametrize("options", [{}, {"padding_idx": 2}, {"max_norm": 1.0}])
def test_bags(options, mode, dtype):
    options = {"mode": mode, **options}
    compare("EmbeddingBag", options, dtype, INDEX)
    compare("EmbeddingBag", options, dtype, FLAT, OFFSETS)
    last = {"include_last_offset": True, **options}
    compare("EmbeddingBag", last, dtype, FLAT, np.array([0, 3, 3, 7]))
    if mode == "sum":
        weights = rng.standard_normal(INDEX.shape)
        compare("EmbeddingBag", options, dtype, INDEX, factors=weights)
        compare("EmbeddingBag", options, dtype, FLAT, OFFSETS, factors=rng.standard_normal(7))


def test_gradients_of_bags_by_frequency():
    """Divided by how often the row was taken. (PyTorch 2.13 divides by another row's number.)"""
    gradients = []
    for by_frequency in (False, True):
        layer = nn.EmbeddingBag(V, D, mode="sum", scale_grad_by_freq=by_frequency)
        layer(minidnn.tensor(FLAT), minidnn.tensor(OFFSETS)).sum().backward()
        gradients.append(layer.weight.grad.numpy())
    often = np.maximum(np.bincount(FLAT, minlength=V), 1)
    np.testing.assert_allclose(gradients[1], gradients[0] / often[:, None])


@pytest.mark.parametrize(
    "options", [{}, {"padding_idx": 1, "max_norm": 2.0}, {"scale_grad_by_freq": True}]
)
def test_repr_and_state(options):
    for kind in ("Embedding", "EmbeddingBag"):
        ours, theirs = (getattr(library.nn, kind)(V, D, **options) for library in (minidnn, torch))
        assert repr(ours) == repr(theirs)
        assert list(ours.state_dict()) == list(theirs.state_dict())


def test_start_and_from_pretrained():
    weight = nn.Embedding(2000, 50, padding_idx=3).weight.detach().numpy()
    assert abs(weight.mean()) < 0.02 and abs(weight.std() - 1) < 0.02
    assert not weight[3].any()
    table = minidnn.randn(V, D)
    frozen = nn.Embedding.from_pretrained(table, padding_idx=1)
    assert not frozen.weight.requires_grad and frozen.padding_idx == 1
    assert nn.EmbeddingBag.from_pretrained(table, freeze=False, mode="sum").weight.requires_grad
    np.testing.assert_array_equal(frozen(minidnn.tensor([2])).numpy()[0], table.numpy()[2])
    with pytest.warns(UserWarning, match="sparse=True changes nothing"):
        nn.Embedding(V, D, sparse=True)


def tensor(*values):
    return minidnn.tensor(np.array(values))


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: nn.Embedding(V, D)(tensor(1, 7)), IndexError, r"holds 7, and .* takes \[0, 7\)"),
        (lambda: nn.Embedding(V, D)(tensor(-1)), IndexError, "holds -1"),
        (lambda: nn.Embedding(V, D)(tensor(1.0)), RuntimeError, "must hold integers; got float"),
        (lambda: nn.Embedding(V, D)([1, 2]), TypeError, "expected a tensor"),
        (lambda: nn.Embedding(V, D, padding_idx=7), ValueError, r"in \[-7, 7\); got 7"),
        (lambda: nn.Embedding(0, D), ValueError, "at least 1"),
        (lambda: nn.Embedding(V, D, _weight=minidnn.ones(V, 2)), ValueError, r"\(7, 5\); got"),
        (lambda: nn.Embedding.from_pretrained(minidnn.ones(3)), ValueError, r"\(V, D\); got"),
        (lambda: nn.EmbeddingBag(V, D, mode="min"), ValueError, "'sum', 'mean' or 'max'"),
        (lambda: nn.EmbeddingBag(V, D)(tensor(1, 2)), ValueError, "with offsets"),
        (
            lambda: nn.EmbeddingBag(V, D)(tensor([1, 2]), tensor(0)),
            ValueError,
            "offsets must be None",
        ),
        (lambda: nn.EmbeddingBag(V, D)(tensor(1, 2), tensor(1)), RuntimeError, "begin with 0"),
        (
            lambda: nn.EmbeddingBag(V, D)(tensor([1, 2]), None, minidnn.ones(1, 2)),
            ValueError,
            "need mode 'sum'",
        ),
    ],
)
def test_refused(call, kind, text):
    with pytest.raises(kind, match=text):
        call()
