"""Hooks of tensors and modules, grad_fn, and detect_anomaly."""

import pytest

import minidnn
from minidnn import autograd, nn


def leaf(*values):
    return minidnn.tensor(values, dtype=minidnn.float64, requires_grad=True)


def test_a_hook_sees_and_changes_the_gradient():
    seen = []
    x = leaf(1.0, 2.0)
    h = x * 3
    h.register_hook(lambda g: seen.append(g.tolist()))
    handle = h.register_hook(lambda g: g * 10)
    (h * h).sum().backward(retain_graph=True)
    assert seen == [[6, 12]]
    assert x.grad.tolist() == [180, 360]
    handle.remove()
    x.grad = None
    (h * h).sum().backward()
    assert x.grad.tolist() == [18, 36]


def test_a_hook_of_a_leaf_gets_the_whole_gradient_once():
    seen = []
    x = leaf(1.0)
    x.register_hook(lambda g: seen.append(g.item()))
    (x * 2 + x * 3 + x).sum().backward()
    assert seen == [6]
    assert x.grad.item() == 6
    seen.clear()
    minidnn.autograd.backward([x * 2, x * 3])
    assert seen == [5]


def test_retain_grad_keeps_what_the_hooks_left():
    x = leaf(1.0)
    h = x * 3
    h.retain_grad()
    h.register_hook(lambda g: g * 10)
    assert h.retains_grad and not x.retains_grad
    h.sum().backward()
    assert h.grad.item() == 10


def test_post_accumulate_hooks_are_called_when_the_grad_is_complete():
    told = []
    x, y = leaf(1.0), leaf(2.0)
    for p in (x, y):
        p.register_post_accumulate_grad_hook(lambda p: told.append((p.item(), p.grad.item())))
    late = x * 2
    late.register_hook(lambda g: told.append("x's branch"))
    ((y * 3 + y) * 1 + late).sum().backward()
    assert told.index((2.0, 4.0)) < told.index("x's branch") or told.index("x's branch") == 0
    assert set(told) == {(1.0, 2.0), (2.0, 4.0), "x's branch"}
    assert len(told) == 3


def test_hooks_misused():
    with pytest.raises(RuntimeError, match="does not require a gradient"):
        minidnn.ones(1).register_hook(print)
    with pytest.raises(RuntimeError, match="only leaves"):
        (leaf(1.0) * 2).register_post_accumulate_grad_hook(print)
    with pytest.raises(TypeError, match="expected a function; got 3"):
        leaf(1.0).register_hook(3)
    h = leaf(1.0) * 2
    h.register_hook(lambda g: g.reshape(1, 1))
    with pytest.raises(RuntimeError, match=r"of the gradient's shape \(1,\); got \(1, 1\)"):
        h.backward()


def test_grad_fn():
    x = leaf(1.0, 2.0)
    assert x.grad_fn is None
    y = (x * 2 + x).sum()
    assert y.grad_fn.name() == "SumBackward0"
    (add, _), = y.grad_fn.next_functions
    names = [function.name() for function, _ in add.next_functions]
    assert names == ["MulBackward0", "AccumulateGrad"]
    assert "AddBackward0" in repr(add)


def test_module_hooks():
    seen = {}
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
    layer = model[2]
    layer.register_full_backward_pre_hook(lambda m, dy: seen.update(before=dy[0].tolist()))
    handle = layer.register_full_backward_hook(
        lambda m, dx, dy: seen.update(dx=tuple(dx[0].shape), dy=dy[0].tolist())
    )
    model(minidnn.ones(2, 3)).sum().backward()
    assert seen == {"before": [[1], [1]], "dx": (2, 4), "dy": [[1], [1]]}
    handle.remove()
    seen.clear()
    model(minidnn.ones(2, 3)).sum().backward()
    assert set(seen) == {"before"}


def test_a_module_hook_changes_the_gradient_like_pytorchs():
    torch = pytest.importorskip("torch")
    found = []
    for lib in (minidnn, torch):
        layer = lib.nn.Linear(2, 2).double()
        with lib.no_grad():
            layer.weight.copy_(lib.tensor([[1.0, 2.0], [3.0, 4.0]]))
        layer.register_full_backward_hook(lambda m, dx, dy: (dx[0] * 10,))
        layer.register_full_backward_pre_hook(lambda m, dy: (dy[0] * 3,))
        x = lib.ones(1, 2, dtype=lib.float64, requires_grad=True)
        layer(x * 1).sum().backward()
        found.append([x.grad.tolist(), layer.weight.grad.tolist()])
    assert found[0] == found[1]


# detect_anomaly


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_anomaly_names_the_op_and_the_line():
    x = leaf(0.0)
    with autograd.detect_anomaly(), pytest.raises(RuntimeError, match="of sqrt is inf") as e:
        y = minidnn.sqrt(x)
        y.backward()
    assert "y = minidnn.sqrt(x)" in str(e.value)
    minidnn.sqrt(leaf(0.0)).backward()  # outside it nobody looks


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_anomaly_without_the_forward_pass():
    y = minidnn.log(leaf(-1.0) * 0) * 0
    with autograd.detect_anomaly(), pytest.raises(RuntimeError, match="run the forward pass"):
        y.backward()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_set_detect_anomaly():
    autograd.set_detect_anomaly(True)
    try:
        with pytest.raises(RuntimeError, match="is inf"):
            minidnn.sqrt(leaf(0.0)).backward()
    finally:
        autograd.set_detect_anomaly(False)
    minidnn.sqrt(leaf(0.0)).backward()


def test_grad_modes():
    x = leaf(1.0)
    with minidnn.inference_mode():
        assert not (x * 2).requires_grad
        with minidnn.set_grad_enabled(True):
            assert (x * 2).requires_grad
    minidnn.set_grad_enabled(False)
    assert not (x * 2).requires_grad
    minidnn.set_grad_enabled(True)

    @minidnn.no_grad
    def plain():
        return x * 2

    @minidnn.inference_mode()
    def also():
        return x * 2

    @minidnn.set_grad_enabled(False)
    def third():
        return x * 2

    assert not any(f().requires_grad for f in (plain, also, third))
    assert (x * 2).requires_grad

    @minidnn.no_grad()
    def steps():
        yield (x * 2).requires_grad
        yield (x * 2).requires_grad

    assert [(wanted, (x * 2).requires_grad) for wanted in steps()] == [(False, True)] * 2
