"""autograd.Function: a backward of one's own, its context, and what is said where it is misused."""

import gc
import weakref

import numpy as np
import pytest

import minidnn
from minidnn import autograd


class Exp(autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, dy):
        (y,) = ctx.saved_tensors
        return dy * y


class Linear(autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight, bias)
        y = x.mm(weight.t())
        return y if bias is None else y + bias

    @staticmethod
    def backward(ctx, dy):
        x, weight, bias = ctx.saved_tensors
        dx = dw = db = None
        if ctx.needs_input_grad[0]:
            dx = dy.mm(weight)
        if ctx.needs_input_grad[1]:
            dw = dy.t().mm(x)
        if bias is not None and ctx.needs_input_grad[2]:
            db = dy.sum(0)
        return dx, dw, db


class Halves(autograd.Function):
    """Two results and an index without a gradient."""

    @staticmethod
    def forward(ctx, x, scale):
        ctx.scale = scale
        order = x.argsort()
        ctx.mark_non_differentiable(order)
        return x * scale, x / scale, order

    @staticmethod
    def backward(ctx, dy, dz, _):
        return dy * ctx.scale + dz / ctx.scale, None


def draw(*shape):
    array = np.random.default_rng(len(shape)).standard_normal(shape)
    return minidnn.tensor(array, requires_grad=True)


def test_gradients_once_and_twice():
    for function, *inputs in [
        (Exp.apply, draw(3)),
        (Linear.apply, draw(2, 3), draw(4, 3), minidnn.tensor([1.0] * 4).double()),
        (lambda x: Halves.apply(x, 3.0)[:2], draw(4)),
    ]:
        assert autograd.gradcheck(function, inputs)
        assert autograd.gradgradcheck(function, inputs)


def test_needs_input_grad_and_none():
    x, w = draw(2, 3).detach(), draw(4, 3)
    Linear.apply(x, w).sum().backward()
    np.testing.assert_allclose(w.grad.numpy(), np.tile(x.numpy().sum(0), (4, 1)))


def test_several_results():
    x = draw(3)
    y, z, order = Halves.apply(x, 4.0)
    assert not order.requires_grad
    assert y.grad_fn.name() == "HalvesBackward0"
    (y * 2).sum().backward(retain_graph=True)
    np.testing.assert_allclose(x.grad.numpy(), [8, 8, 8])
    (y + z).sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), [12.25] * 3)


def test_setup_context():
    class Cube(autograd.Function):
        @staticmethod
        def forward(x):
            return x**3

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(*inputs)

        @staticmethod
        def backward(ctx, dy):
            return 3 * ctx.saved_tensors[0] ** 2 * dy

    assert autograd.gradcheck(Cube.apply, draw(3))


def test_saved_results_are_freed_without_the_collector():
    gc.collect()
    gc.disable()
    try:
        y = Exp.apply(draw(3))
        seen = weakref.ref(y.array)
        del y
        assert seen() is None
    finally:
        gc.enable()


def test_a_saved_tensor_that_was_changed():
    x = draw(3)
    y = Exp.apply(x * 1)
    y.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_no_grad_records_nothing():
    with minidnn.no_grad():
        assert not Exp.apply(draw(2)).requires_grad
    assert not Exp.apply(draw(2).detach()).requires_grad


def test_misuse():
    with pytest.raises(RuntimeError, match="Exp: a Function has no objects"):
        Exp()

    class Two(Exp):
        @staticmethod
        def backward(ctx, dy):
            return dy, dy

    with pytest.raises(RuntimeError, match="Two.backward returned 2 gradients for 1 inputs"):
        Two.apply(draw(3)).sum().backward()

    class Shape(Exp):
        @staticmethod
        def backward(ctx, dy):
            return dy[:2]

    with pytest.raises(RuntimeError, match=r"gradient of shape \(2,\) for input 0 of shape \(3,\)"):
        Shape.apply(draw(3)).sum().backward()

    class Number(autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return 3

    with pytest.raises(TypeError, match="Number.forward must return tensors; got 3"):
        Number.apply(draw(1))
    with pytest.raises(NotImplementedError, match="write forward"):
        autograd.Function.apply(draw(1))

    class Keep(autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(3)

    with pytest.raises(TypeError, match="can only save tensors; got int"):
        Keep.apply(draw(1))
