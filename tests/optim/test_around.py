"""Hooks around an optimizer's step and its state; a schedule that steps too early; Muon."""

import warnings

import numpy as np
import pytest

import minidnn
from minidnn import nn, optim


def model_of():
    model = nn.Linear(3, 2)
    model(minidnn.ones(4, 3)).sum().backward()
    return model


class Own(optim.SGD):
    """A subclass with a step of its own, which calls its parent's."""

    def step(self, closure=None):
        return super().step(closure)


@pytest.mark.parametrize("kind", [optim.SGD, optim.Adam, Own])
def test_step_hooks_run_once_and_in_order(kind):
    optimizer, seen = kind(model_of().parameters(), lr=0.1), []
    optimizer.register_step_pre_hook(lambda o, *_: seen.append(("before", o is optimizer)))
    handle = optimizer.register_step_post_hook(lambda o, args, kwargs: seen.append(("after", args)))
    optimizer.step()
    assert seen == [("before", True), ("after", ())]
    handle.remove()
    optimizer.step()
    assert seen[2:] == [("before", True)]


def test_a_pre_hook_may_change_the_arguments():
    optimizer = optim.SGD(model_of().parameters(), lr=0.1)
    optimizer.register_step_pre_hook(lambda o, args, kwargs: ((lambda: 7.0,), {}))
    assert optimizer.step() == 7.0
    optimizer.register_step_pre_hook(lambda o, args, kwargs: 3)
    with pytest.raises(RuntimeError, match="must return None or a tuple"):
        optimizer.step()


def test_state_hooks():
    optimizer, seen = optim.SGD(model_of().parameters(), lr=0.1), []
    optimizer.register_state_dict_pre_hook(lambda o: seen.append("saving"))
    optimizer.register_state_dict_post_hook(lambda o, state: {**state, "note": 5})
    state = optimizer.state_dict()
    assert state["note"] == 5 and seen == ["saving"]
    state["param_groups"][0]["lr"] = 0.5

    def without_note(o, state):
        return {key: value for key, value in state.items() if key != "note"}

    optimizer.register_load_state_dict_pre_hook(without_note)
    optimizer.register_load_state_dict_post_hook(lambda o: seen.append(o.param_groups[0]["lr"]))
    optimizer.register_load_state_dict_post_hook(lambda o: seen.append("first"), prepend=True)
    optimizer.load_state_dict(state)
    assert seen == ["saving", "first", 0.5]


@pytest.mark.parametrize("kind", [optim.SGD, optim.LBFGS, Own])
def test_a_schedule_that_steps_first_is_told(kind):
    optimizer = kind(model_of().parameters(), lr=0.1)
    with pytest.warns(UserWarning, match="`lr_scheduler.step..` before `optimizer.step..`"):
        optim.lr_scheduler.StepLR(optimizer, 1).step()
    optimizer = kind(model_of().parameters(), lr=0.1)
    scheduler = optim.lr_scheduler.StepLR(optimizer, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        optimizer.step(lambda: minidnn.tensor(0.0))
        scheduler.step()
        scheduler.step()


@pytest.mark.parametrize("shape", [(4, 6), (6, 4), (3, 3)])
@pytest.mark.parametrize("way", [None, "match_rms_adamw"])
def test_muon(shape, way):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    start, gradients = rng.standard_normal(shape), rng.standard_normal((3, *shape))
    found = []
    for lib in (minidnn, torch):
        p = lib.tensor(start.astype(np.float32), requires_grad=True)
        optimizer = lib.optim.Muon([p], lr=0.02, adjust_lr_fn=way)
        for g in gradients:
            p.grad = lib.tensor(g.astype(np.float32))
            optimizer.step()
        found.append(p.detach().numpy())
    np.testing.assert_allclose(*found, atol=1.5e-3)  # PyTorch's bfloat16 has three digits
    velocity = optimizer.state[p]["momentum_buffer"].numpy()
    assert velocity.shape == shape


def test_muon_makes_singular_values_near_one():
    from minidnn.optim.muon import orthogonal

    x = np.random.default_rng(0).standard_normal((5, 8))
    values = np.linalg.svd(orthogonal(x, (3.4445, -4.775, 2.0315), 5, 1e-7))[1]
    assert (values > 0.6).all() and (values < 1.3).all()
    with pytest.raises(ValueError, match=r"only matrices .* \(2,\); give that one to AdamW"):
        optim.Muon(nn.Linear(3, 2).parameters())
