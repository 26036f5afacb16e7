"""Clipping of gradients, and parameters as one vector."""

import math

import numpy as np
import pytest

import minidnn
from minidnn import nn
from minidnn.nn import utils

GRADIENTS = [np.array([[3.0, -4.0]], np.float32), np.array(12.0, np.float32)]


def parameters():
    made = [nn.Parameter(minidnn.tensor(np.zeros_like(g))) for g in GRADIENTS]
    for p, g in zip(made, GRADIENTS):
        p.grad = minidnn.tensor(g)
    return [*made, nn.Parameter(minidnn.zeros(3))]


def test_clip_norm():
    params = parameters()
    assert utils.clip_grad_norm_(params, 1.0).item() == pytest.approx(13)
    clipped = [p.grad.numpy() for p in params[:2]]
    assert math.sqrt(sum((g**2).sum() for g in clipped)) == pytest.approx(1, rel=1e-5)
    assert clipped[0].tolist()[0] == pytest.approx([3 / 13, -4 / 13], rel=1e-5)
    assert params[2].grad is None
    assert utils.clip_grad_norm_(params, 5.0).item() == pytest.approx(1, rel=1e-5)
    assert [p.grad.numpy().tolist() for p in params[:2]] == [g.tolist() for g in clipped]
    assert utils.clip_grad_norm_(params[0], 1e9, norm_type=1).item() == pytest.approx(7 / 13)
    assert utils.clip_grad_norm_(parameters(), 6.0, math.inf).item() == 12
    assert utils.clip_grad_norm_([], 1.0).item() == 0


def test_clip_norm_like_torch():
    torch = pytest.importorskip("torch")
    for norm in (1, 2, 3, math.inf):
        ours, theirs = parameters(), [torch.nn.Parameter(torch.tensor(g)) for g in GRADIENTS]
        for q, g in zip(theirs, GRADIENTS):
            q.grad = torch.tensor(g)
        a = utils.clip_grad_norm_(ours, 2.0, norm)
        b = torch.nn.utils.clip_grad_norm_(theirs, 2.0, norm)
        assert a.item() == pytest.approx(b.item(), rel=1e-6)
        for p, q in zip(ours, theirs):
            np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), rtol=1e-6)


def test_a_norm_that_is_not_finite():
    params = parameters()
    params[1].grad = minidnn.tensor(np.array(np.inf, np.float32))
    with pytest.raises(RuntimeError, match="the norm of the gradients is inf"):
        utils.clip_grad_norm_(params, 1.0, error_if_nonfinite=True)


def test_clip_value():
    params = parameters()
    utils.clip_grad_value_(params, 3.5)
    assert params[0].grad.tolist() == [[3.0, -3.5]] and params[1].grad.item() == 3.5


def test_vectors():
    net = nn.Linear(2, 3)
    vector = utils.parameters_to_vector(net.parameters())
    assert vector.shape == (9,)
    utils.vector_to_parameters(minidnn.arange(9).float(), net.parameters())
    assert net.weight.tolist() == [[0, 1], [2, 3], [4, 5]] and net.bias.tolist() == [6, 7, 8]
    with pytest.raises(ValueError, match=r"the parameters have 9 elements, got \(8,\)"):
        utils.vector_to_parameters(minidnn.zeros(8), net.parameters())
