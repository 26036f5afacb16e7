"""Every optimizer against PyTorch: trajectories and state dicts, over its argument variants."""

import numpy as np
import pytest

import minidnn
from minidnn import nn, optim

torch = pytest.importorskip("torch")

TOLERANCE = {np.float64: 1e-10, np.float32: 1e-5}
VARIANTS = [
    ("SGD", {}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.05, "momentum": 0.9}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.01}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.05, "momentum": 0.5, "maximize": True, "weight_decay": 0.1}),
    ("Adam", {}),
    ("Adam", {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-3}),
    ("Adam", {"lr": 0.05, "amsgrad": True}),
    ("Adam", {"lr": 0.05, "weight_decay": 0.1, "maximize": True}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.3, "amsgrad": True}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.0, "maximize": True}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.02, "alpha": 0.9, "eps": 1e-4, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.02, "momentum": 0.9}),
    ("RMSprop", {"lr": 0.02, "centered": True}),
    ("RMSprop", {"lr": 0.02, "centered": True, "momentum": 0.5, "maximize": True}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.1, "weight_decay": 0.1}),
    ("Adagrad", {"lr": 0.1, "initial_accumulator_value": 0.5, "eps": 1e-3, "maximize": True}),
]
START = [np.random.default_rng(i).standard_normal(s) for i, s in enumerate([(3, 4), (4,), ()])]


def twins(dtype):
    """The same three parameters, ours and PyTorch's."""
    ours = [nn.Parameter(minidnn.tensor(np.asarray(x.astype(dtype)))) for x in START]
    theirs = [torch.nn.Parameter(torch.tensor(x.astype(dtype))) for x in START]
    return ours, theirs


def one_step(ours, theirs, optimizer, torch_optimizer, step):
    """Gradients of a loss, and a step along them; the last parameter has none in every third."""
    rng = np.random.default_rng(step)
    for i, (p, q) in enumerate(zip(ours, theirs)):
        gradient = np.asarray(rng.standard_normal(p.shape).astype(p.dtype))
        skipped = i == 2 and step % 3 == 0
        p.grad = None if skipped else minidnn.tensor(gradient)
        q.grad = None if skipped else torch.tensor(gradient)
    before = [None if p.grad is None else p.grad.numpy().copy() for p in ours]
    optimizer.step()
    torch_optimizer.step()
    for p, gradient in zip(ours, before):
        assert gradient is None or np.array_equal(p.grad.numpy(), gradient)


def same(ours, theirs, dtype):
    for p, q in zip(ours, theirs):
        assert p.dtype == dtype
        q = q.detach().numpy()
        scale = np.abs(q).max()
        tolerance = TOLERANCE[dtype]
        np.testing.assert_allclose(p.detach().numpy(), q, tolerance, tolerance * scale)


def same_state(ours, theirs, dtype):
    """Two state dicts; PyTorch's may have more options in its groups."""
    for mine, other in zip(ours["param_groups"], theirs["param_groups"]):
        assert {key: other[key] for key in mine} == mine
    assert set(ours["state"]) == set(theirs["state"])
    for number, state in theirs["state"].items():
        state = {key: value for key, value in state.items() if value is not None}
        assert set(ours["state"][number]) == set(state)
        for key, value in state.items():
            got = ours["state"][number][key]
            got = got if key == "step" else got.numpy()
            wanted = value.numpy()
            scale = np.abs(wanted).max(initial=1e-30)
            np.testing.assert_allclose(got, wanted, TOLERANCE[dtype], TOLERANCE[dtype] * scale)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_trajectory(name, options, dtype):
    ours, theirs = twins(dtype)
    optimizer = getattr(optim, name)(ours, **options)
    torch_optimizer = getattr(torch.optim, name)(theirs, **options)
    for step in range(12):
        one_step(ours, theirs, optimizer, torch_optimizer, step)
        same(ours, theirs, dtype)
    same_state(optimizer.state_dict(), torch_optimizer.state_dict(), dtype)


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_states_travel_between_the_libraries(name, options):
    ours, theirs = twins(np.float64)
    optimizer = getattr(optim, name)(ours, **options)
    torch_optimizer = getattr(torch.optim, name)(theirs, **options)
    for step in range(1, 4):
        one_step(ours, theirs, optimizer, torch_optimizer, step)
    # PyTorch's state in ours
    from_torch = torch_optimizer.state_dict()
    for state in from_torch["state"].values():
        for key, value in state.items():
            if isinstance(value, torch.Tensor):
                state[key] = value.item() if key == "step" else value.numpy()
    again = getattr(optim, name)(ours, lr=9.0)
    again.load_state_dict(from_torch)
    # ours in PyTorch's
    to_torch = optimizer.state_dict()
    for state in to_torch["state"].values():
        for key, value in state.items():
            if key != "step":
                state[key] = torch.tensor(value.numpy())
            else:
                state[key] = torch.tensor(float(value))
    torch_again = getattr(torch.optim, name)(theirs, lr=9.0)
    torch_again.load_state_dict(to_torch)
    for step in range(1, 4):
        one_step(ours, theirs, again, torch_again, step)
        same(ours, theirs, np.float64)


def test_groups_have_their_own_options():
    ours, theirs = twins(np.float64)
    made = []
    for package, params in ((optim, ours), (torch.optim, theirs)):
        groups = [{"params": [params[0]], "lr": 0.5}, {"params": params[1], "momentum": 0.9}]
        optimizer = package.SGD(groups, lr=0.1)
        optimizer.add_param_group({"params": [params[2]], "weight_decay": 0.3})
        made.append(optimizer)
    for step in range(5):
        one_step(ours, theirs, *made, step)
        same(ours, theirs, np.float64)
    same_state(made[0].state_dict(), made[1].state_dict(), np.float64)


def test_a_whole_training():
    """Network, loss, gradients and optimizer together: 20 steps of Adam."""
    x = np.random.default_rng(0).standard_normal((16, 5)).astype(np.float32)
    labels = np.random.default_rng(1).integers(0, 3, 16)
    losses = []
    theirs = torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Tanh(), torch.nn.Linear(8, 3))
    ours = nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 3))
    ours.load_state_dict({k: v.numpy().copy() for k, v in theirs.state_dict().items()})
    for net, package, tensor, layers in (
        (ours, optim, minidnn.tensor, nn),
        (theirs, torch.optim, torch.tensor, torch.nn),
    ):
        optimizer = package.Adam(net.parameters(), lr=0.05)
        criterion = layers.CrossEntropyLoss()
        for _ in range(20):
            optimizer.zero_grad()
            loss = criterion(net(tensor(x)), tensor(labels))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    np.testing.assert_allclose(losses[:20], losses[20:], rtol=1e-5)
