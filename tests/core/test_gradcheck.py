"""gradcheck: right gradients pass, wrong ones are named."""

import pytest

import minidnn
from minidnn import nn, tape


def double(*shape):
    return minidnn.randn(*shape, dtype=minidnn.float64, requires_grad=True)


def test_right_gradients_pass():
    x, w = double(3, 4), double(4, 2)
    assert minidnn.gradcheck(lambda x, w: (x @ w).tanh().softmax(dim=1), [x, w])
    assert minidnn.gradcheck(lambda x: x.topk(2), double(5))
    assert minidnn.gradcheck(lambda x, n: x * n, (double(3), 2.0))
    assert x.grad is None


def test_a_layer_with_frozen_input():
    x = minidnn.randn(2, 3, dtype=minidnn.float64)
    weight = double(4, 3)
    assert minidnn.gradcheck(nn.functional.linear, [x, weight])


def doubled(x):
    """y = x², with the slope of x."""
    return x * x, lambda dy: dy * x


def test_a_wrong_gradient_is_named():
    x = minidnn.tensor([1.0, 2.0], dtype=minidnn.float64, requires_grad=True)
    message = (
        r"input 0 at \(0,\): the backward pass gives 0.1257.*, central differences give 0.2514"
    )
    with pytest.raises(RuntimeError, match=message):
        minidnn.gradcheck(lambda x: tape.apply(doubled, x), x)
    assert not minidnn.gradcheck(lambda x: tape.apply(doubled, x), x, raise_exception=False)


def test_what_cannot_be_checked():
    with pytest.raises(ValueError, match="no input has requires_grad=True"):
        minidnn.gradcheck(minidnn.exp, minidnn.ones(2))
    with pytest.raises(ValueError, match=r"input 0 is float32; central differences need float64"):
        minidnn.gradcheck(minidnn.exp, minidnn.ones(2, requires_grad=True))
    with pytest.raises(RuntimeError, match="no output depends on the inputs"):
        minidnn.gradcheck(lambda x: x.detach(), double(2))
