"""Writing in place: the situations beside PyTorch, and what minidnn says where it refuses."""

import gc

import numpy as np
import pytest

import minidnn
from tests.autograd.situations import SITUATIONS

# a recorded in-place function keeps its own copy of what its rule needs
RIGHT_WHERE_PYTORCH_REFUSES = {"result_exp_then_sqrt"}


def run(lib, program):
    """The numbers of a program, or its error."""
    try:
        return [x.detach().numpy().copy() for x in program(lib) or []]
    except (RuntimeError, TypeError, IndexError, ValueError) as error:
        return error


@pytest.mark.parametrize("name", SITUATIONS)
def test_as_in_pytorch(name):
    torch = pytest.importorskip("torch")
    ours, theirs = run(minidnn, SITUATIONS[name]), run(torch, SITUATIONS[name])
    if name in RIGHT_WHERE_PYTORCH_REFUSES:
        assert isinstance(theirs, Exception)
        return
    if isinstance(theirs, Exception):
        assert isinstance(ours, Exception), f"PyTorch refuses: {theirs}"
        return
    assert not isinstance(ours, Exception), ours
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs):
        assert a.dtype == b.dtype and a.shape == b.shape
        double = a.dtype == np.float64
        np.testing.assert_allclose(a, b, rtol=1e-10 if double else 1e-6, atol=1e-12)


def test_there_are_sixty_situations():
    assert len(SITUATIONS) >= 60


def test_exp_then_sqrt_in_place_is_right():
    value, slope = run(minidnn, SITUATIONS["result_exp_then_sqrt"])
    x = np.array([1.0, 2.0])
    np.testing.assert_allclose(value, np.exp((x + 3) / 2))
    np.testing.assert_allclose(slope, np.exp((x + 3) / 2) / 2)


@pytest.mark.parametrize(
    "name, sentence",
    {
        "leaf_mul_": "mul_: a leaf that requires grad .* do it within no_grad",
        "leaf_setitem": "item assignment: a leaf that requires grad",
        "view_of_a_leaf": "mul_: a view of a leaf that requires grad",
        "leaf_written_between_forward_and_backward": (
            r"the gradient of mul needs an array \(2,\) that has been modified by an inplace "
            r"operation since; write x = x \+ 1 instead of x \+= 1, and call optimizer.step\(\)"
        ),
        "optimizer_step_between_forward_and_backward": "modified by an inplace operation",
        "expanded_memory": "add_: more than one element of this expanded tensor",
        "larger_shape": r"add_: the result has shape \(2,\).*shape \(1,\)",
        "float_into_int": "add_: the result is float32 and can't be cast to int64",
        "wrong_shape_assigned": "could not broadcast",
    }.items(),
)
def test_what_is_said(name, sentence):
    with pytest.raises((RuntimeError, ValueError), match=sentence):
        SITUATIONS[name](minidnn)


def test_read_only_memory():
    array = np.zeros(3)
    array.flags.writeable = False
    with pytest.raises(RuntimeError, match="add_: the memory of this tensor is read-only"):
        minidnn.from_numpy(array).add_(1)


def test_memory_that_another_order_keeps_apart():
    """A view that had to be a copy: neither may be written to while the other is in use."""
    lying = minidnn.from_numpy(np.zeros((2, 3)).T)  # memory in another order, and no view
    flat = lying.view(-1)
    for written in (lying, flat):
        with pytest.raises(RuntimeError, match="share no memory here.*clone"):
            written.add_(1)
    del flat, written
    lying.add_(1)
    assert lying.sum().item() == 6


def test_a_write_leaves_nothing_behind():
    from minidnn import versions

    gc.collect()  # what other tests left in cycles must not die in between
    before = len(versions.written)
    for _ in range(100):
        minidnn.zeros(3).add_(1)
    assert len(versions.written) == before


def test_views_of_no_grad_writes_keep_their_gradient():
    """A view made before its base became a result follows it, also when it is asked in no_grad."""
    x = minidnn.ones(2, requires_grad=True)
    base = minidnn.zeros(2)
    view = base[:1]
    base += x * 3
    with minidnn.no_grad():
        assert view.requires_grad
    view.sum().backward()
    assert x.grad.tolist() == [3, 0]


def test_what_an_index_array_takes_is_a_copy_that_both_sides_may_write_to():
    x = minidnn.ones(2, 3)
    chosen, rows, listed = x[x > 0], x[minidnn.tensor([0, 1])], x[[0, 1]]
    x[0, 0] = 2.0
    chosen[1] = 3.0
    rows[0, 0] = listed[0, 0] = 4.0
    assert x.tolist() == [[2, 1, 1], [1, 1, 1]]
    assert chosen.tolist() == [1, 3, 1, 1, 1, 1]


def test_a_long_chain_of_views():
    w = minidnn.ones(2, 3, requires_grad=True)
    first = last = w * 1
    for _ in range(3000):
        last = last.view(3, 2).view(2, 3)
    last.mul_(2)
    assert first.tolist() == [[2.0] * 3] * 2
    first.sum().backward()
    assert w.grad.tolist() == [[2.0] * 3] * 2


def test_a_view_of_what_was_laid_out_anew():
    w = minidnn.ones(2, 2, requires_grad=True)
    x = w * 1
    row = x[0]
    x.t_()
    (row * minidnn.arange(2.0)).sum().backward(retain_graph=True)
    assert w.grad.tolist() == [[0.0, 1.0], [0.0, 0.0]]
    x.mul_(2)
    with pytest.raises(RuntimeError, match=r"shape \(2,\) is used after its base was laid out"):
        row.sum()
