"""Optimizers without PyTorch: rules in blocks, saved state, groups, refusals, the device stub."""

import copy

import numpy as np
import pytest

import minidnn
from minidnn import nn, optim
from minidnn.optim import rules

OPTIMIZERS = [
    (optim.SGD, {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    (optim.Adam, {"amsgrad": True, "weight_decay": 0.1}),
    (optim.AdamW, {}),
    (optim.RMSprop, {"momentum": 0.5, "centered": True}),
    (optim.Adadelta, {"weight_decay": 0.1}),
    (optim.Adamax, {"maximize": True}),
    (optim.NAdam, {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    (optim.RAdam, {"betas": (0.5, 0.7)}),
    (optim.Rprop, {}),
    (optim.ASGD, {"t0": 1}),
    (optim.Adagrad, {"initial_accumulator_value": 0.1}),
]


def network():
    minidnn.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))


def train(net, optimizer, steps, start=0):
    for step in range(start, start + steps):
        x = minidnn.tensor(np.random.default_rng(step).standard_normal((8, 3)).astype(np.float32))
        optimizer.zero_grad()
        (net(x) ** 2).mean().backward()
        optimizer.step()


RULES = [
    (rules.sgd, 3, (0.1, 0.2, 0.9, 0.1), {"decays": True, "nesterov": True}),
    (rules.adam, 5, (0.1, 0.9, 0.99, 1e-8, 0.1), {"decays": True, "decoupled": False}),
    (rules.adam, 4, (0.1, 0.9, 0.99, 1e-8, 0.1), {"decays": True, "decoupled": True}),
    (rules.rmsprop, 5, (0.1, 0.9, 1e-8, 0.0, 0.5), {"decays": False}),
    (rules.adagrad, 3, (0.1, 1e-8, 0.0), {"decays": False}),
]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("rule", "arrays", "numbers", "choices"), RULES)
def test_blocks_give_the_numbers_of_the_formula(rule, arrays, numbers, choices, dtype):
    """A parameter of several blocks and a rest, and one that is not contiguous."""
    rng = np.random.default_rng(0)
    choices = {**choices, "maximize": True}
    names = {rules.sgd: 3, rules.adam: 5, rules.rmsprop: 5, rules.adagrad: 3}[rule]
    for turned in (False, True):
        given = [rng.uniform(0.1, 1, (333, 301)).astype(dtype) for _ in range(arrays)]
        given += [None] * (names - arrays)
        if turned:
            given[0] = np.asfortranarray(given[0])
        whole = [None if a is None else a.copy() for a in given]
        rule(*whole, *numbers, **choices)
        gradient = given[1].copy()
        rules.update(rule, given, numbers, **choices)
        for got, wanted in zip(given, whole):
            assert got is None or np.array_equal(got, wanted)
        assert np.array_equal(given[1], gradient)
        assert given[0].dtype == dtype


class Number(float):
    """A number that computes with arrays only, as CuPy's kernels need it."""

    def alone(self, other):
        if isinstance(other, float | int):
            raise AssertionError(f"{float(self)} meets the number {other}")
        return NotImplemented

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = alone
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = alone


@pytest.mark.parametrize(("rule", "arrays", "numbers", "choices"), RULES)
def test_numbers_meet_only_arrays(rule, arrays, numbers, choices):
    """Two numbers that meet inside a kernel are computed in half precision by CuPy 14."""
    given = [np.full(3, 1.0 + i) for i in range(arrays)] + [None] * (5 - arrays)
    count = 3 if rule in (rules.sgd, rules.adagrad) else 5
    for maximize in (False, True):
        rule(*given[:count], *map(Number, numbers), **choices, maximize=maximize)


@pytest.mark.parametrize(("kind", "options"), OPTIMIZERS)
def test_a_saved_state_goes_on_exactly(kind, options):
    straight = network()
    train(straight, kind(straight.parameters(), lr=0.05, **options), 6)
    net = network()
    first = kind(net.parameters(), lr=0.05, **options)
    train(net, first, 3)
    saved = copy.deepcopy(first.state_dict())
    halfway = network()
    halfway.load_state_dict(net.state_dict())
    second = kind(halfway.parameters(), lr=1.0)
    second.load_state_dict(saved)
    assert second.param_groups[0]["lr"] == 0.05
    train(halfway, second, 3, start=3)
    for p, q in zip(halfway.parameters(), straight.parameters()):
        assert np.array_equal(p.detach().numpy(), q.detach().numpy())


@pytest.mark.parametrize(("kind", "options"), OPTIMIZERS)
def test_layout_of_the_state(kind, options):
    net = network()
    optimizer = kind(net.parameters(), lr=0.05, **options)
    assert optimizer.state_dict()["state"] == {}
    net[2].bias.requires_grad_(False)
    train(net, optimizer, 2)
    state = optimizer.state_dict()
    assert sorted(state["state"]) == [0, 1, 2]
    (group,) = state["param_groups"]
    assert group["params"] == [0, 1, 2, 3] and group["lr"] == 0.05
    for key, value in state["state"][0].items():
        if not isinstance(value, float):
            assert value == 2 if key == "step" else value.shape == (4, 3)
    assert optimizer.state[net[0].weight].keys() == state["state"][0].keys()


def test_parameters_may_come_in_many_forms():
    net = network()
    assert len(optim.SGD(net.parameters()).param_groups[0]["params"]) == 4
    named = optim.SGD(net.named_parameters())
    assert named.param_groups[0]["param_names"] == ["0.weight", "0.bias", "2.weight", "2.bias"]
    groups = optim.Adam([{"params": net[0].parameters()}, {"params": net[2].weight, "lr": 1.0}])
    assert [len(group["params"]) for group in groups.param_groups] == [2, 1]
    assert [group["lr"] for group in groups.param_groups] == [1e-3, 1.0]
    assert groups.defaults["lr"] == 1e-3


def test_closure_and_zero_grad():
    p = nn.Parameter(minidnn.ones(2))
    optimizer = optim.SGD([p], lr=0.5)

    def closure():
        optimizer.zero_grad()
        loss = (p * p).sum()
        loss.backward()
        return loss

    with minidnn.no_grad():
        assert optimizer.step(closure).item() == 2
    assert p.tolist() == [0, 0]
    optimizer.zero_grad(set_to_none=False)
    assert p.grad.tolist() == [0, 0]
    optimizer.zero_grad()
    assert p.grad is None
    optimizer.step()
    assert optimizer.state == {}


def test_numbers_of_numpy_keep_float32():
    p = nn.Parameter(minidnn.ones(3))
    for kind in (optim.SGD, optim.Adam, optim.AdamW, optim.RMSprop, optim.Adagrad):
        optimizer = kind([p], lr=np.float64(0.1), weight_decay=np.float64(0.1))
        p.grad = minidnn.ones(3)
        optimizer.step()
        assert p.dtype == np.float32
        for value in optimizer.state.get(p, {}).values():
            assert isinstance(value, int) or value.dtype == np.float32


def test_an_optimizer_made_before_the_move_keeps_working(stub):
    net = network()
    optimizer = optim.Adam(net.parameters())
    net.to("stub")
    x = minidnn.randn(5, 3).to("stub")
    for kind, options in OPTIMIZERS:
        optimizer = kind(net.parameters(), **options)
        (net(x) ** 2).mean().backward()
        stub.reset()
        optimizer.step()
        optimizer.step()
        assert (stub.transfers, stub.waits, stub.uploads) == (0, 0, 0), (kind, stub)
    state = optimizer.state_dict()
    assert str(state["state"][0]["sum"].device) == "stub"
    here = network()
    other = optim.Adagrad(here.parameters())
    other.load_state_dict(state)
    assert str(other.state[here[0].weight]["sum"].device) == "cpu"


def test_the_stub_and_the_host_agree(stub):
    for kind, options in OPTIMIZERS:
        here, there = network(), network().to("stub")
        for net in (here, there):
            optimizer = kind(net.parameters(), lr=0.1, **options)
            for i in range(3):
                for p in net.parameters():
                    values = np.random.default_rng(i).standard_normal(p.shape)
                    p.grad = minidnn.tensor(values.astype(np.float32)).to(p.device)
                optimizer.step()
        for p, q in zip(here.parameters(), there.cpu().parameters()):
            np.testing.assert_allclose(p.tolist(), q.tolist(), rtol=1e-6)


def test_repr():
    text = repr(optim.SGD([nn.Parameter(minidnn.ones(1))], lr=0.5))
    assert text == (
        "SGD (\nParameter Group 0\n    dampening: 0\n    differentiable: False\n    foreach: None\n"
        "    fused: None\n    lr: 0.5\n    maximize: False\n    momentum: 0\n    nesterov: False\n"
        "    weight_decay: 0\n)"
    )


P = nn.Parameter(minidnn.ones(2))


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: optim.SGD([]), ValueError, "SGD: got no parameters; was the generator already"),
        (lambda: optim.SGD(P), TypeError, "must be an iterable of tensors, not one"),
        (lambda: optim.SGD([1.0]), TypeError, "expected tensors as parameters, got .*float"),
        (lambda: optim.SGD([P, P]), ValueError, r"a parameter of shape \(2,\) was given twice"),
        (
            lambda: optim.SGD([{"params": [P]}, {"params": [P]}]),
            ValueError,
            "was given twice",
        ),
        (lambda: optim.SGD([P * 2]), ValueError, "is the result of an operation; .* use .detach"),
        (lambda: optim.SGD([P], lr=-1), ValueError, "SGD: lr must be at least 0, got -1"),
        (lambda: optim.SGD([P], lr=float("nan")), ValueError, "lr must be at least 0, got nan"),
        (lambda: optim.SGD([P], momentum=-0.5), ValueError, "momentum must be .*, got -0.5"),
        (lambda: optim.SGD([P], weight_decay=-0.5), ValueError, "weight_decay must be"),
        (
            lambda: optim.SGD([P], nesterov=True),
            ValueError,
            "nesterov needs momentum above 0 and dampening 0, got momentum 0 ",
        ),
        (lambda: optim.Adam([P], betas=(0.9, 1.0)), ValueError, r"in \[0, 1\), got \(0.9, 1.0\)"),
        (lambda: optim.Adam([P], betas=(0.9,)), ValueError, "betas must be two numbers"),
        (lambda: optim.AdamW([P], eps=-1e-8), ValueError, "AdamW: eps must be at least 0"),
        (lambda: optim.RMSprop([P], alpha=-1), ValueError, "RMSprop: alpha must be at least 0"),
        (lambda: optim.Adagrad([P], lr_decay=-1), ValueError, "Adagrad: lr_decay must be"),
        (lambda: optim.Adamax([P], betas=(2, 0.9)), ValueError, "Adamax: betas must be in"),
        (lambda: optim.NAdam([P], momentum_decay=-1), ValueError, "momentum_decay must be"),
        (lambda: optim.Adadelta([P], rho=2), ValueError, r"rho must be in \[0, 1\], got 2"),
        (lambda: optim.Rprop([P], etas=(1.5, 2)), ValueError, r"etas must be \(below 1, above 1\)"),
        (lambda: optim.ASGD([P], lr=-1), ValueError, "ASGD: lr must be at least 0"),
        (lambda: optim.Adafactor([P], d=0.5), ValueError, "Adafactor: d must be at least 1"),
        (lambda: optim.SparseAdam([P]), RuntimeError, "gradients are all dense; use Adam"),
        (lambda: optim.LBFGS([P], line_search_fn="best"), ValueError, "must be 'strong_wolfe'"),
        (lambda: optim.LBFGS([P]).step(), TypeError, "give a closure"),
        (lambda: optim.LBFGS([{"params": [P]}, {"params": []}]), ValueError, "one group"),
        (lambda: optim.Adam([P], foreach=True, fused=True), RuntimeError, "cannot be `True` toget"),
        (lambda: optim.Adam([P], differentiable=True), ValueError, "a step is not recorded"),
        (
            lambda: optim.SGD([{"params": [P], "lr": -2}]),
            ValueError,
            "lr must be at least 0, got -2",
        ),
    ],
)
def test_refusals(call, kind, text):
    with pytest.raises(kind, match=text):
        call()


def test_states_that_do_not_fit():
    net = network()
    optimizer = optim.Adam(net.parameters())
    train(net, optimizer, 1)
    saved = optimizer.state_dict()
    other = optim.Adam(list(net.parameters())[:2])
    with pytest.raises(ValueError, match=r"saved groups have \[4\] parameters, .* have \[2\]"):
        other.load_state_dict(saved)
    turned = optim.Adam(list(net.parameters())[::-1])
    with pytest.raises(ValueError, match=r"exp_avg has shape \(4, 3\) for a parameter of shape"):
        turned.load_state_dict(saved)
    assert turned.state == {}
    saved["state"][9] = {}
    with pytest.raises(ValueError, match="no parameter has number 9"):
        optimizer.load_state_dict(saved)


@pytest.mark.gpu
@pytest.mark.parametrize(("kind", "options"), OPTIMIZERS)
def test_the_gpu_and_the_host_agree(kind, options):
    here, there = network(), network().cuda()
    for net in (here, there):
        optimizer = kind(net.parameters(), lr=0.1, **options)
        for i in range(3):
            for p in net.parameters():
                values = np.random.default_rng(i).standard_normal(p.shape)
                p.grad = minidnn.tensor(values.astype(np.float32)).to(p.device)
            optimizer.step()
            assert all(p.dtype == np.float32 for p in net.parameters())
    for p, q in zip(here.parameters(), there.cpu().parameters()):
        np.testing.assert_allclose(p.tolist(), q.tolist(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("maximize", [False, True])
@pytest.mark.parametrize(("decays", "decoupled"), [(False, False), (True, False), (True, True)])
@pytest.mark.parametrize("amsgrad", [False, True])
def test_adam_in_place_is_adam_bit_by_bit(dtype, maximize, decays, decoupled, amsgrad):
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(300).astype(dtype) for _ in range(3)]
    arrays += [rng.random(300).astype(dtype), rng.random(300).astype(dtype) if amsgrad else None]
    twins = [None if a is None else a.copy() for a in arrays]
    numbers = (1e-3, 0.1, 1e-3, 1e-8, 0.01)
    choices = {"maximize": maximize, "decays": decays, "decoupled": decoupled}
    for _ in range(3):
        rules.adam(*arrays, *numbers, **choices)
        rules.adam_in_place(*twins, *numbers, **choices)
    for a, b in zip(arrays, twins):
        np.testing.assert_array_equal(a, b)
