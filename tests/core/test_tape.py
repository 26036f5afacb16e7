"""The tape: order, accumulation, memory, errors, switching off."""

import gc
import threading
import weakref

import numpy as np
import pytest

import minidnn
from minidnn import tape


def leaf(*values):
    return minidnn.tensor(values, dtype=minidnn.float64, requires_grad=True)


def test_a_value_used_twice_gets_both_gradients():
    x = leaf(3.0)
    y = x * x
    (y * y + y).sum().backward()
    assert x.grad.tolist() == [4 * 27 + 6]


def test_newest_first_is_right_where_depth_first_would_not_be():
    x = leaf(2.0)
    a = x * 2
    b = a * 3
    c = a + b
    (c * b).sum().backward()  # c·b = 8x · 6x
    assert x.grad.tolist() == [96 * 2]


def test_gradients_accumulate_until_they_are_cleared():
    x = leaf(1.0, 2.0)
    for _ in range(2):
        (x * 3).sum().backward()
    assert x.grad.tolist() == [6, 6]
    x.grad = None
    (x * 3).sum().backward()
    assert x.grad.tolist() == [3, 3]


def test_gradients_of_leaves_share_no_memory():
    x, y = leaf(1.0), leaf(2.0)
    (x + y).sum().backward()
    x.grad.zero_()
    assert y.grad.tolist() == [1]


def test_a_chain_of_5000_ops():
    x = leaf(1.0)
    y = x
    for _ in range(5000):
        y = y + x
    y.sum().backward()
    assert x.grad.tolist() == [5001]
    del y


def test_backward_from_a_leaf():
    x = leaf(1.0)
    x.backward()
    assert x.grad.tolist() == [1]


def test_upstream_gradient():
    x = leaf(1.0, 2.0)
    (x * 2).backward(minidnn.tensor([1.0, 10.0]))
    assert x.grad.tolist() == [2, 20]
    assert x.grad.dtype == np.float64


def test_retain_graph():
    x = leaf(1.0)
    y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.tolist() == [4]
    with pytest.raises(RuntimeError, match="already used by an earlier backward"):
        y.backward()


def test_a_shared_part_that_was_used():
    x = leaf(1.0)
    shared = x * x
    (shared * 2).sum().backward()
    with pytest.raises(RuntimeError, match="retain_graph=True"):
        (shared * 3).sum().backward()


def test_retain_grad_keeps_the_gradient_of_a_result():
    x = leaf(1.0, 2.0)
    y = x * 2
    assert y.grad is None
    y.retain_grad()
    assert y.grad is None
    (y * y + y).sum().backward()
    assert y.grad.tolist() == [5, 9]
    assert x.grad.tolist() == [10, 18]


def test_nothing_to_do():
    with pytest.raises(RuntimeError, match="nothing was recorded"):
        minidnn.ones(1).backward()
    with pytest.raises(RuntimeError, match=r"shape \(2,\) is not one number"):
        (leaf(1.0, 2.0) * 2).backward()
    with pytest.raises(RuntimeError, match=r"must have the tensor's shape \(2,\); got \(3,\)"):
        (leaf(1.0, 2.0) * 2).backward(minidnn.ones(3))
    with pytest.raises(RuntimeError, match="does not require a gradient"):
        minidnn.ones(1).retain_grad()


def test_no_grad_and_enable_grad():
    x = leaf(1.0)
    with minidnn.no_grad():
        assert not (x * 2).requires_grad
        assert not minidnn.is_grad_enabled()
        with minidnn.enable_grad():
            assert (x * 2).requires_grad
        assert not (x * 2).requires_grad

    @minidnn.no_grad()
    def nested(depth):
        return nested(depth - 1) if depth else x * 2

    assert not nested(3).requires_grad
    assert (x * 2).requires_grad
    with pytest.raises(KeyError), minidnn.no_grad():
        raise KeyError
    assert minidnn.is_grad_enabled()


def test_no_grad_is_of_this_thread_only():
    seen = []
    with minidnn.no_grad():
        thread = threading.Thread(target=lambda: seen.append(minidnn.is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_memory_is_freed_without_the_garbage_collector():
    gc.disable()
    try:
        x = minidnn.ones(10, requires_grad=True)
        hidden = (x * 2).sigmoid()
        activation = weakref.ref(hidden.array)
        loss = (hidden * 3).sum()
        node = weakref.ref(hidden)
        del hidden
        assert node() is None  # the tape holds nodes, not tensors
        assert activation() is not None  # a rule needs it
        loss.backward()
        assert activation() is None  # and after backward nobody does
        other = (x.exp() * 2).sum()
        activation = weakref.ref(other.array)
        del other
        assert activation() is None  # dropped without any backward
    finally:
        gc.enable()


def test_what_no_rule_needs_is_freed_at_once():
    x = minidnn.ones(10, requires_grad=True)
    y = x + 1
    array = weakref.ref(y.array)
    z = y + 2
    del y
    assert array() is None
    assert z.requires_grad


def test_constants_keep_nothing():
    """A frozen weight: only the rule towards the input is kept, and x itself is not."""
    x = minidnn.ones(4, 3, requires_grad=True)
    weight = minidnn.ones(2, 3)
    hidden = x * 1
    array = weakref.ref(hidden.array)
    y = minidnn.functional.linear(hidden, weight)
    del hidden
    # only dweight would have needed the hidden values
    assert array() is None
    assert len(y.node.sources) == 1


def test_plain_arrays_give_plain_arrays():
    y = minidnn.relu(np.array([-1.0, 1.0]))
    assert type(y) is np.ndarray
    assert type(minidnn.sum(np.ones(3))) is np.float64


def test_errors_name_the_op_and_the_inputs():
    with pytest.raises(ValueError, match=r"^add: the shapes.*\(inputs: \(2, 3\) float32, \(4,\)"):
        minidnn.ones(2, 3) + minidnn.ones(4)
    with pytest.raises(IndexError, match=r"^sum: .*axis 5.*inputs: \(2,\) float32"):
        minidnn.ones(2).sum(dim=5)


def test_mixing_devices_names_both(stub):
    x = minidnn.ones(2).to("stub")
    with pytest.raises(TypeError, match="on different devices, cpu and stub; move them with"):
        x + minidnn.ones(2)


def test_writing_to_a_recorded_tensor():
    x = minidnn.ones(3, requires_grad=True)
    with pytest.raises(RuntimeError, match="item assignment: a leaf that requires grad"):
        x[0] = 1
    with minidnn.no_grad():
        x.add_(1)
        x[0] = 7
    assert x.tolist() == [7, 2, 2]
    plain = minidnn.zeros(3)
    plain[1:] = minidnn.tensor([1.0, 2.0])
    assert plain.tolist() == [0, 1, 2]
    plain[0] = (x * 2).sum()
    plain.sum().backward()
    assert x.grad.tolist() == [2, 2, 2]


def test_the_tape_is_about_one_page():
    with open(tape.__file__) as file:
        assert len(file.read().splitlines()) <= 180


def test_shapes_change_in_place_outside_a_graph():
    x = minidnn.ones(2, 3)
    assert x.unsqueeze_(0) is x
    assert x.shape == (1, 2, 3)
    assert x.squeeze_().t_().shape == (3, 2)
    assert x.transpose_(0, 1).shape == (2, 3)
    with pytest.raises(RuntimeError, match="unsqueeze_: a leaf that requires grad"):
        minidnn.ones(2, requires_grad=True).unsqueeze_(0)
