"""Fractional pooling, CrossMapLRN2d and the losses with their own weights, as PyTorch's."""

import numpy as np
import pytest

import minidnn
from minidnn import nn

torch = pytest.importorskip("torch")
rng = np.random.default_rng(0)


def twins(name, *args, **options):
    """A layer of both libraries with PyTorch's weights; their repr is one."""
    theirs = getattr(torch.nn, name)(*args, **options)
    ours = getattr(nn, name)(*args, **options)
    assert repr(ours) == repr(theirs)
    state = theirs.state_dict()
    assert list(ours.state_dict()) == list(state)
    ours.load_state_dict({k: minidnn.tensor(v.numpy()) for k, v in state.items()})
    return ours.double(), theirs.double()


def compare(ours, theirs, *arrays):
    """The same loss and gradients."""
    found = []
    for lib, layer in ((minidnn, ours), (torch, theirs)):
        inputs = [lib.tensor(a) for a in arrays]
        inputs[0].requires_grad_(True)
        y = layer(*inputs)
        loss = y.loss if hasattr(y, "loss") else (y * y).sum()
        loss.backward()
        parts = [y.output if hasattr(y, "output") else y, loss, inputs[0].grad]
        parts += [p.grad for p in layer.parameters() if p.grad is not None]
        found.append([part.detach().numpy() for part in parts])
    assert len(found[0]) == len(found[1])
    for a, b in zip(*found):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_cross_map_lrn(size):
    ours, theirs = twins("CrossMapLRN2d", size, 0.3, 0.7, 2)
    x = rng.standard_normal((2, 6, 3, 2))  # PyTorch's own gradient writes over its result
    y, wanted = ours(minidnn.tensor(x)), theirs(torch.tensor(x))
    np.testing.assert_allclose(y.numpy(), wanted.numpy(), rtol=1e-12)


def test_fractional_pooling():
    for n, shape in ((2, (2, 3, 7, 6)), (3, (2, 2, 5, 6, 7))):
        for size in ({"output_size": (3,) * n}, {"output_ratio": 0.5}, {"output_size": 1}):
            u = rng.random((*shape[:2], n))
            layers = [
                getattr(lib.nn, f"FractionalMaxPool{n}d")(2, _random_samples=lib.tensor(u), **size)
                for lib in (minidnn, torch)
            ]
            compare(*layers, rng.standard_normal(shape))
            options = {"return_indices": True, **size}
            y, places = getattr(nn, f"FractionalMaxPool{n}d")(2, **options)(minidnn.rand(*shape))
            assert y.shape == places.shape and places.dtype == minidnn.int64


@pytest.mark.parametrize("head_bias", [True, False])
def test_adaptive_softmax(head_bias):
    ours, theirs = twins("AdaptiveLogSoftmaxWithLoss", 8, 10, [2, 5], 2.0, head_bias)
    x, labels = rng.standard_normal((6, 8)), np.array([0, 9, 1, 4, 5, 2])
    compare(ours, theirs, x, labels)
    compare(ours, theirs, x, np.array([0, 1, 1, 0, 1, 0]))  # no label of any cluster
    compare(ours, theirs, x[0], np.array(7))
    for name in ("log_prob", "predict"):
        y, wanted = getattr(ours, name)(minidnn.tensor(x)), getattr(theirs, name)(torch.tensor(x))
        np.testing.assert_allclose(y.detach().numpy(), wanted.detach().numpy(), atol=1e-12)


def test_linear_cross_entropy():
    x = rng.standard_normal((4, 3))
    for options, labels in (
        ({}, [0, 4, 2, 2]),
        ({"bias": True, "label_smoothing": 0.1, "ignore_index": 2}, [0, 4, 2, 2]),
        ({"out_features": (2,), "bias": True}, [[0, 4], [2, 2], [1, 1], [3, 0]]),
    ):
        compare(*twins("LinearCrossEntropyLoss", 3, 5, **options), x, np.array(labels))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: nn.FractionalMaxPool2d(2), "give output_size or output_ratio, and not both"),
        (lambda: nn.FractionalMaxPool2d(2, output_ratio=1.5), "between 0 and 1, got 1.5"),
        (
            lambda: nn.FractionalMaxPool2d(3, output_size=4)(minidnn.rand(1, 1, 5, 5)),
            r"must fit into the image \(5, 5\)",
        ),
        (
            lambda: nn.FractionalMaxPool2d(2, output_size=2, _random_samples=minidnn.rand(1, 1, 2))(
                minidnn.rand(2, 1, 5, 5)
            ),
            r"_random_samples must be \(2, 1, 2\); got \(1, 1, 2\)",
        ),
        (lambda: nn.CrossMapLRN2d(2)(minidnn.rand(2, 3)), "expected 4D input, got 2D"),
        (lambda: nn.AdaptiveLogSoftmaxWithLoss(8, 10, [5, 2]), r"rising whole numbers .* \[5, 2\]"),
        (lambda: nn.AdaptiveLogSoftmaxWithLoss(2, 10, [5]), "no features, 2 // 4.0.*1 = 0"),
        (
            lambda: nn.AdaptiveLogSoftmaxWithLoss(8, 10, [5])(
                minidnn.rand(2, 8), minidnn.tensor([1, 10])
            ),
            r"labels must be in \[0, 10\); got labels from 1 to 10",
        ),
    ],
)
def test_refusals(call, text):
    with pytest.raises((ValueError, RuntimeError), match=text):
        call()
