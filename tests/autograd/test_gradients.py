"""Gradients as functions: grad, backward with inputs, jacobian and its kin, double backward."""

import gc
import sys
import weakref

import numpy as np
import pytest

import minidnn
from minidnn import autograd, nn
from minidnn.autograd import functional as AF

F = nn.functional


def leaf(*values):
    return minidnn.tensor(values, dtype=minidnn.float64, requires_grad=True)


def test_grad_leaves_no_trace():
    x, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
    dx, dy = autograd.grad((x * x * y).sum(), [x, y])
    assert dx.tolist() == [6, 16]
    assert dy.tolist() == [1, 4]
    assert x.grad is None and y.grad is None
    assert not dx.requires_grad


def test_grad_of_a_result_in_between():
    x = leaf(1.0, 2.0)
    h = x * 3
    y = (h * h).sum()
    (dh,) = autograd.grad(y, h, retain_graph=True)
    assert dh.tolist() == [6, 12]
    dx, dh = autograd.grad(y, (x, h))
    assert dx.tolist() == [18, 36]
    assert dh.tolist() == [6, 12]


def test_only_the_ways_to_the_inputs_are_walked():
    called = []

    class Spy(autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, dy):
            called.append(True)
            return dy * 2

    x, y = leaf(1.0), leaf(2.0)
    z = (Spy.apply(x) * y).sum()
    assert autograd.grad(z, y)[0].tolist() == [2]
    assert called == []


def test_unused_inputs():
    x, y = leaf(1.0), leaf(2.0)
    z = (x * 2).sum()
    with pytest.raises(RuntimeError, match=r"input 1 of shape \(1,\) appears to not have been"):
        autograd.grad(z, [x, y], retain_graph=True)
    assert autograd.grad(z, [x, y], retain_graph=True, allow_unused=True)[1] is None
    assert autograd.grad(z, [x, y], materialize_grads=True)[1].tolist() == [0]
    with pytest.raises(RuntimeError, match="does not require grad"):
        autograd.grad(z, minidnn.ones(1))


def test_backward_into_some_leaves():
    x, y = leaf(1.0), leaf(2.0)
    (x * y).sum().backward(inputs=[y])
    assert x.grad is None
    assert y.grad.tolist() == [1]
    autograd.backward([(x * x).sum(), (x * y)], [None, minidnn.tensor([10.0])])
    assert x.grad.tolist() == [22]
    assert y.grad.tolist() == [11]


def test_second_and_third_derivatives():
    x = leaf(2.0)
    (first,) = autograd.grad((x**4).sum(), x, create_graph=True)
    (second,) = autograd.grad(first.sum(), x, create_graph=True)
    (third,) = autograd.grad(second.sum(), x)
    assert [first.item(), second.item(), third.item()] == [32, 48, 48]


def test_recorded_gradients_reach_results_in_between():
    """The penalty's gradient must arrive at a tensor that is neither leaf nor input."""
    x = leaf(2.0)
    h = x * x
    h.retain_grad()
    y = h**3
    (dx,) = autograd.grad(y.sum(), x, create_graph=True)  # 6x⁵ = 3h²·2x
    dx.sum().backward()
    assert x.grad.item() == pytest.approx(30 * 2**4)
    # 3h² from the first pass and ∂(3h²·2x)/∂h from the second, as in PyTorch
    assert h.grad.item() == pytest.approx(3 * 4**2 + 6 * 4 * 2 * 2)


def test_backward_with_create_graph_records_the_grad():
    x = leaf(3.0)
    (x**3).sum().backward(create_graph=True)
    assert x.grad.requires_grad
    (second,) = autograd.grad(x.grad.sum(), x)
    assert second.item() == 18


def test_a_changed_leaf_is_noticed_by_the_second_derivative():
    x = leaf(2.0)
    y = (x * 3).exp().sum()
    with minidnn.no_grad():
        x.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        autograd.grad(y, x, create_graph=True)


def test_in_place_steps_are_differentiated_twice():
    x = leaf(1.0, 2.0)

    def f(x):
        out = minidnn.zeros(2, 2, dtype=minidnn.float64)
        out[0] = x * x
        out[1] += x**3
        out[0].mul_(2)
        return (out * out).sum()

    assert autograd.gradcheck(f, x)
    assert autograd.gradgradcheck(f, x)


def test_a_function_that_cannot_names_itself():
    def op(x):
        y = np.exp(x)
        return y, lambda dy: dy * float(y.sum())

    from minidnn.tape import apply

    x = leaf(1.0)
    y = apply(op, x)
    with pytest.raises(RuntimeError, match="create_graph: op cannot be differentiated twice"):
        autograd.grad(y, x, create_graph=True)


# Jacobians


def test_jacobian_hessian_and_products_as_in_pytorch():
    torch = pytest.importorskip("torch")
    TF = torch.autograd.functional
    a, b = np.random.default_rng(0).standard_normal((2, 3))

    def f(lib):
        return lambda x, y: ((x * y).sin(), (x * x).sum() * y[:2])

    def scalar(lib):
        return lambda x, y: (x.exp() * y).sum() ** 2

    ours = [minidnn.tensor(v) for v in (a, b)]
    theirs = [torch.tensor(v) for v in (a, b)]

    def same(got, expected):
        if isinstance(expected, tuple):
            assert len(got) == len(expected)
            for g, e in zip(got, expected):
                same(g, e)
        else:
            np.testing.assert_allclose(got.numpy(), expected.numpy(), rtol=1e-10, atol=1e-12)

    same(AF.jacobian(f(minidnn), tuple(ours)), TF.jacobian(f(torch), tuple(theirs)))
    same(AF.hessian(scalar(minidnn), tuple(ours)), TF.hessian(scalar(torch), tuple(theirs)))
    v = (ours[1], ours[0][:2])
    w = (theirs[1], theirs[0][:2])
    same(AF.vjp(f(minidnn), tuple(ours), v), TF.vjp(f(torch), tuple(theirs), w))
    v, w = tuple(ours[::-1]), tuple(theirs[::-1])
    same(AF.jvp(f(minidnn), tuple(ours), v), TF.jvp(f(torch), tuple(theirs), w))
    same(AF.vhp(scalar(minidnn), tuple(ours), v), TF.vhp(scalar(torch), tuple(theirs), w))
    same(AF.hvp(scalar(minidnn), tuple(ours), v), TF.hvp(scalar(torch), tuple(theirs), w))


def test_the_hessian_of_a_networks_loss_is_pytorchs():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    x, labels = rng.standard_normal((6, 4)), rng.integers(0, 3, 6)
    shapes = [(5, 4), (5,), (3, 5), (3,)]
    weights = [rng.standard_normal(shape) * 0.5 for shape in shapes]
    sizes = [w.size for w in weights]

    def loss(lib):
        def f(flat):
            parts, start = [], 0
            for shape, size in zip(shapes, sizes):
                parts.append(flat[start : start + size].reshape(shape))
                start += size
            w1, b1, w2, b2 = parts
            functional = lib.nn.functional
            hidden = lib.tanh(functional.linear(lib.tensor(x), w1, b1))
            return functional.cross_entropy(
                functional.linear(hidden, w2, b2), lib.tensor(labels)
            )

        return f

    flat = np.concatenate([w.ravel() for w in weights])
    ours = AF.hessian(loss(minidnn), minidnn.tensor(flat)).numpy()
    theirs = torch.autograd.functional.hessian(loss(torch), torch.tensor(flat)).numpy()
    np.testing.assert_allclose(ours, theirs, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(ours, ours.T, atol=1e-12)


# Long chains and what is left behind


def test_a_chain_of_100_000_ops():
    x = leaf(1.0)
    y = x
    for _ in range(100_000):
        y = y + x
    limit = sys.getrecursionlimit()
    (dx,) = autograd.grad(y, x, retain_graph=True)
    assert dx.item() == 100_001
    y.backward()
    assert x.grad.item() == 100_001
    del y, dx
    assert sys.getrecursionlimit() == limit


def test_a_long_chain_is_differentiated_twice_without_recursion():
    x = leaf(1.0)
    y = x * x
    for _ in range(5000):
        y = y + x
    (dx,) = autograd.grad(y, x, create_graph=True)
    assert dx.item() == 5002
    (ddx,) = autograd.grad(dx, x)
    assert ddx.item() == 2


def test_an_exception_halfway_leaves_nothing():
    class Broken(autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, dy):
            raise KeyError("halfway")

    gc.collect()
    gc.disable()
    try:
        x = leaf(*range(10))
        hidden = (x * 2).exp()
        seen = weakref.ref(hidden.array)
        y = (Broken.apply(hidden) * 3).sum()
        del hidden
        with pytest.raises(KeyError, match="halfway") as caught:
            y.backward()
        del caught, y
        assert seen() is None
        assert x.grad is None
    finally:
        gc.enable()
