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
    ("Adam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True, "foreach": False}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 0.5, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.1, "maximize": True}),
    ("Adamax", {}),
    ("Adamax", {"lr": 0.05, "betas": (0.8, 0.9), "weight_decay": 0.1, "maximize": True}),
    ("NAdam", {}),
    ("NAdam", {"lr": 0.05, "weight_decay": 0.1, "momentum_decay": 0.1, "maximize": True}),
    ("NAdam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", {}),
    ("RAdam", {"lr": 0.05, "betas": (0.8, 0.9), "weight_decay": 0.1, "maximize": True}),
    ("RAdam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("Rprop", {}),
    ("Rprop", {"lr": 0.3, "etas": (0.3, 2.0), "step_sizes": (0.1, 0.7), "maximize": True}),
    ("ASGD", {}),
    ("ASGD", {"lr": 0.1, "lambd": 0.1, "t0": 4, "weight_decay": 0.1, "maximize": True}),
    ("Adafactor", {}),
    ("Adafactor", {"lr": 0.5, "d": 1.5, "weight_decay": 0.1, "eps": (1e-4, 0.1), "maximize": True}),
]
ROUNDED = {"NAdam", "ASGD"}  # PyTorch keeps some of their numbers in float32
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


def same(ours, theirs, dtype, name=""):
    for p, q in zip(ours, theirs):
        assert p.dtype == dtype
        q = q.detach().numpy()
        scale = np.abs(q).max()
        tolerance = max(TOLERANCE[dtype], 1e-6 if name in ROUNDED else 0)
        np.testing.assert_allclose(p.detach().numpy(), q, tolerance, tolerance * scale)


def same_state(ours, theirs, dtype, name=""):
    """Two state dicts; PyTorch's may have more options in its groups."""
    for mine, other in zip(ours["param_groups"], theirs["param_groups"]):
        assert {key: other[key] for key in mine} == mine
    assert set(ours["state"]) == set(theirs["state"])
    for number, state in theirs["state"].items():
        state = {key: value for key, value in state.items() if value is not None}
        assert set(ours["state"][number]) == set(state)
        for key, value in state.items():
            got = ours["state"][number][key]
            got = got if isinstance(got, int | float) else got.numpy()
            wanted = value.numpy()
            scale = np.abs(wanted).max(initial=1e-30)
            tolerance = max(TOLERANCE[dtype], 1e-6 if name in ROUNDED else 0)
            np.testing.assert_allclose(got, wanted, tolerance, tolerance * scale)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_trajectory(name, options, dtype):
    ours, theirs = twins(dtype)
    optimizer = getattr(optim, name)(ours, **options)
    torch_optimizer = getattr(torch.optim, name)(theirs, **options)
    for step in range(12):
        one_step(ours, theirs, optimizer, torch_optimizer, step)
        same(ours, theirs, dtype, name)
    same_state(optimizer.state_dict(), torch_optimizer.state_dict(), dtype, name)


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
                state[key] = value.item() if key == "step" else value.numpy().copy()
    again = getattr(optim, name)(ours, lr=9.0)
    again.load_state_dict(from_torch)
    # ours in PyTorch's
    to_torch = optimizer.state_dict()
    for state in to_torch["state"].values():
        for key, value in state.items():
            number = isinstance(value, int | float)
            state[key] = torch.tensor(float(value) if number else value.numpy())
    torch_again = getattr(torch.optim, name)(theirs, lr=9.0)
    torch_again.load_state_dict(to_torch)
    for step in range(1, 4):
        one_step(ours, theirs, again, torch_again, step)
        same(ours, theirs, np.float64, name)


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


LBFGS = [
    {"lr": 0.3},
    {"lr": 0.5, "max_iter": 6, "history_size": 2},
    {"line_search_fn": "strong_wolfe", "max_iter": 7},
    {"lr": 3.0, "line_search_fn": "strong_wolfe", "max_iter": 9, "max_eval": 30},
]


@pytest.mark.parametrize("options", LBFGS)
def test_lbfgs(options):
    start = np.array([-0.7, 0.8, 1.3, -0.4])
    runs, calls = [], []
    for package, tensor in ((optim, minidnn.tensor), (torch.optim, torch.tensor)):
        p, q = (tensor(part, requires_grad=True) for part in (start[:1], start[1:]))
        optimizer = package.LBFGS([p, q], **options)
        seen = []

        def closure(p=p, q=q, optimizer=optimizer, seen=seen):
            optimizer.zero_grad()
            loss = (1 - p[0]) ** 2 + 50 * (q[0] - p[0] ** 2) ** 2 + (q[1] ** 4 + q[2] ** 2) * 0.1
            loss.backward()
            seen.append(loss.item())
            return loss

        path = []
        for _ in range(3):
            path += [optimizer.step(closure).item(), *p.tolist(), *q.tolist()]
        runs.append(path)
        calls.append(seen)
        states = optimizer.state_dict()["state"][0]
        runs[-1] += [states["func_evals"], states["n_iter"]]
    np.testing.assert_allclose(runs[0], runs[1], rtol=1e-7)
    np.testing.assert_allclose(calls[0], calls[1], rtol=1e-6)


def test_a_line_search_that_must_narrow():
    """A step much too long: the pair of lengths is narrowed as PyTorch does it."""
    for scale in (1e-3, 1.0, 40.0):
        ends = []
        for package in (minidnn, torch):
            x = package.tensor([2.5, -1.0], dtype=package.float64, requires_grad=True)
            options = {"lr": scale, "line_search_fn": "strong_wolfe", "max_iter": 4}
            optimizer = package.optim.LBFGS([x], **options)

            def closure(x=x, optimizer=optimizer):
                optimizer.zero_grad()
                loss = (x**4 - 3 * x**2 + x).sum() + (x[0] * x[1]).sin()
                loss.backward()
                return loss

            losses = [optimizer.step(closure).item() for _ in range(3)]
            ends.append([*losses, *x.tolist()])
        np.testing.assert_allclose(ends[0], ends[1], rtol=1e-6)


def test_the_signatures_are_pytorchs():
    import inspect

    for name in optim.__all__:
        theirs = getattr(torch.optim, name)
        if not isinstance(theirs, type) or name == "Optimizer":
            continue
        for cls in (theirs, getattr(optim, name)):
            assert cls.__name__ == name
        mine, other = (
            [(p.name, p.default, p.kind) for p in inspect.signature(c).parameters.values()]
            for c in (getattr(optim, name), theirs)
        )
        assert [m[0] for m in mine] == [o[0] for o in other], name
        assert [m[1:] for m in mine] == [o[1:] for o in other], name
        if name != "SparseAdam":
            groups = []
            for package in (minidnn, torch):
                p = package.zeros(2, 2, requires_grad=True)
                groups.append(getattr(package.optim, name)([p]).param_groups[0])
                del groups[-1]["params"]
            assert groups[0] == groups[1]


def test_an_optimizer_of_ones_own():
    """PyTorch's base class as programs use it: state grows by asking, step is written by hand."""

    def make(base):
        class Heavy(base):
            def __init__(self, params, lr=0.1, momentum=0.9):
                super().__init__(params, {"lr": lr, "momentum": momentum})

            def step(self, closure=None):
                for group in self.param_groups:
                    for p in group["params"]:
                        if p.grad is None:
                            continue
                        state = self.state[p]
                        if len(state) == 0:
                            state["buffer"] = p.data.clone().zero_()
                        state["buffer"].mul_(group["momentum"]).add_(p.grad.data)
                        p.data.add_(state["buffer"], alpha=-group["lr"])

        return Heavy

    ours, theirs = twins(np.float64)
    mine, other = make(optim.Optimizer)(ours), make(torch.optim.Optimizer)(theirs)
    for step in range(1, 4):
        one_step(ours, theirs, mine, other, step)
        same(ours, theirs, np.float64)
