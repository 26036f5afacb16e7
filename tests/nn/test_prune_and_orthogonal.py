"""nn.utils.prune and orthogonal parametrizations beside PyTorch's; futures and signal windows."""

import numpy as np
import pytest

import minidnn
from minidnn import nn
from minidnn.nn.utils import parametrizations, parametrize, prune

torch = pytest.importorskip("torch")
their_prune = pytest.importorskip("torch.nn.utils.prune")
rng = np.random.default_rng(0)


def twins(build):
    """The same network in both libraries."""
    theirs, ours = build(torch.nn), build(nn)
    ours.load_state_dict({k: minidnn.tensor(v.numpy()) for k, v in theirs.state_dict().items()})
    return ours, theirs


def same(ours, theirs, x):
    """State, output and gradients are equal."""
    a, b = ours.state_dict(), theirs.state_dict()
    assert list(a) == list(b)
    for key in a:
        np.testing.assert_array_equal(a[key].numpy(), b[key].numpy())
    grads = []
    for lib, net in ((minidnn, ours), (torch, theirs)):
        y = net(lib.tensor(x))
        (y**2).sum().backward()
        grads.append([y.detach().numpy(), *(p.grad.numpy() for p in net.parameters())])
        net.zero_grad()
    for g, w in zip(*grads, strict=True):
        np.testing.assert_allclose(g, w, rtol=1e-4, atol=1e-5)


def build(nn):
    return nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 3))


CALLS = {
    "l1": lambda p, net: p.l1_unstructured(net[0], "weight", 0.3),
    "l1 number": lambda p, net: p.l1_unstructured(net[0], "bias", 2),
    "ln": lambda p, net: p.ln_structured(net[0], "weight", 0.4, n=2, dim=0),
    "twice": lambda p, net: (
        p.l1_unstructured(net[0], "weight", 0.3), p.ln_structured(net[0], "weight", 1, n=1, dim=1),
    ),
    "identity": lambda p, net: p.identity(net[2], "weight"),
    "global": lambda p, net: p.global_unstructured(
        [(net[0], "weight"), (net[2], "weight")], pruning_method=p.L1Unstructured, amount=0.5
    ),
    "removed": lambda p, net: p.remove(p.l1_unstructured(net[2], "weight", 4), "weight"),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_pruning(name):
    ours, theirs = twins(build)
    for method, net in ((prune, ours), (their_prune, theirs)):
        CALLS[name](method, net)
    assert prune.is_pruned(ours) == their_prune.is_pruned(theirs)
    same(ours, theirs, rng.standard_normal((4, 6)).astype(np.float32))


def test_own_and_random_pruning():
    layer = nn.Linear(6, 5)
    mask = minidnn.ones(5, 6)
    mask[:, 2] = 0
    prune.custom_from_mask(layer, "weight", mask)
    assert (layer.weight[:, 2] == 0).all() and sorted(layer.state_dict())[-1] == "weight_orig"
    prune.random_unstructured(layer, "weight", 5)
    assert float(layer.weight_mask.sum()) == 20
    prune.random_structured(layer, "weight", 1, dim=0)
    assert int((layer.weight_mask.sum(1) == 0).sum()) >= 1
    optimizer = minidnn.optim.SGD(layer.parameters(), lr=0.1)
    layer(minidnn.ones(2, 6)).sum().backward()
    optimizer.step()
    layer(minidnn.ones(2, 6))
    assert (layer.weight[layer.weight_mask == 0] == 0).all()
    with pytest.raises(ValueError, match="'bias' of Linear is not pruned"):
        prune.remove(layer, "bias")
    with pytest.raises(ValueError, match=r"a share in \[0, 1\] or a number ≥ 0, got 1.5"):
        prune.l1_unstructured(layer, "weight", 1.5)
    with pytest.raises(AttributeError, match="no parameter 'none' to prune"):
        prune.identity(layer, "none")


@pytest.mark.parametrize("shape", [(4, 4), (6, 3), (3, 6)])
@pytest.mark.parametrize("way", [None, "matrix_exp", "cayley", "householder"])
def test_orthogonal(shape, way):
    ours, theirs = nn.Linear(*shape[::-1]).double(), torch.nn.Linear(*shape[::-1]).double()
    start = np.linalg.qr(rng.standard_normal((max(shape), min(shape))))[0]
    start = start if shape[0] >= shape[1] else start.T
    ours.weight.data = minidnn.tensor(start.copy())
    theirs.weight.data = torch.tensor(start.copy())
    parametrizations.orthogonal(ours, orthogonal_map=way)
    torch.nn.utils.parametrizations.orthogonal(theirs, orthogonal_map=way)
    weight = ours.weight.detach().numpy()
    np.testing.assert_allclose(weight, start, atol=1e-9)
    names = [name for name, _ in theirs.named_parameters()]
    assert [name for name, _ in ours.named_parameters()] == names
    state = {k: minidnn.tensor(v.numpy()) for k, v in theirs.state_dict().items()}
    assert set(ours.state_dict()) == set(state)
    ours.load_state_dict(state)
    for _ in range(2):  # away from the start too
        for lib, layer in ((minidnn, ours), (torch, theirs)):
            layer.zero_grad()
            (layer.weight * lib.arange(12.0 if min(shape) == 4 else 18.0)[0:1].double()).sum()
            weights = lib.tensor(np.arange(start.size).reshape(shape) / 7.0)
            (layer.weight * weights).sum().backward()
            with lib.no_grad():
                for p in layer.parameters():
                    if p.grad is not None:
                        p -= 0.01 * p.grad
        np.testing.assert_allclose(
            ours.weight.detach().numpy(), theirs.weight.detach().numpy(), atol=1e-9
        )
    w = ours.weight.detach().numpy()
    product = w.T @ w if shape[0] >= shape[1] else w @ w.T
    np.testing.assert_allclose(product, np.eye(min(shape)), atol=1e-9)


def test_parametrizations_move_to_another_module():
    class Symmetric(nn.Module):
        def forward(self, x):
            return x.triu() + x.triu(1).T

    first, second = nn.Linear(3, 3), nn.Linear(3, 3)
    parametrize.register_parametrization(first, "weight", Symmetric())
    parametrize.transfer_parametrizations_and_params(first, second)
    assert (second.weight == first.weight).all() and (second.weight == second.weight.T).all()
    assert parametrize.type_before_parametrizations(second) is nn.Linear
    with pytest.raises(ValueError, match="'matrix_exp', 'cayley' or 'householder', got 'qr'"):
        parametrizations.orthogonal(nn.Linear(2, 2), orthogonal_map="qr")


WINDOWS = {
    "bartlett": {}, "blackman": {}, "cosine": {}, "exponential": {"tau": 2.0},
    "gaussian": {"std": 1.5}, "general_cosine": {"a": [0.4, 0.5, 0.1]}, "hamming": {}, "hann": {},
    "general_hamming": {"alpha": 0.6}, "kaiser": {"beta": 8.0}, "nuttall": {},
}  # fmt: skip


@pytest.mark.parametrize("name", WINDOWS)
def test_windows(name):
    for M in (0, 1, 2, 7, 8):
        for sym in (True, False):
            options = {"sym": sym, "dtype": "float64", **WINDOWS[name]}
            ours = getattr(minidnn.signal.windows, name)(M, **options)
            theirs = getattr(torch.signal.windows, name)(M, **{**options, "dtype": torch.float64})
            np.testing.assert_allclose(ours.numpy(), theirs.numpy(), atol=1e-12)
    with pytest.raises(ValueError, match="M must not be negative, got -1"):
        getattr(minidnn.signal.windows, name)(-1, **WINDOWS[name])


def test_futures():
    futures = minidnn.futures
    first, second = futures.Future(), futures.Future()
    later = first.then(lambda f: f.wait() + 1)
    with pytest.raises(RuntimeError, match="nobody has set a result"):
        later.wait()
    both = futures.collect_all([first, second])
    first.set_result(3)
    assert later.wait() == 4 and not both.done()
    second.set_exception(ValueError("no"))
    assert both.done()
    with pytest.raises(ValueError, match="no"):
        futures.wait_all([first, second])
    with pytest.raises(RuntimeError, match="is set already"):
        first.set_result(1)
