"""Compares a module with PyTorch's: outputs, gradients, state dict."""

import numpy as np
import pytest

import minidnn

torch = pytest.importorskip("torch")

TOLERANCE = {np.float64: 1e-10, np.float32: 1e-5}


def close(ours, theirs, dtype, what):
    """Equal to the tolerance of the dtype, relative to the largest value."""
    if isinstance(theirs, torch.Tensor):
        theirs = theirs.detach().numpy()
    ours = np.asarray(ours)
    assert ours.shape == theirs.shape, f"{what}: {ours.shape} instead of {theirs.shape}"
    scale = np.abs(theirs[np.isfinite(theirs)]).max(initial=1e-30)
    tolerance = TOLERANCE[dtype]
    np.testing.assert_allclose(ours, theirs, tolerance, tolerance * scale, err_msg=what)


def load_from_torch(ours, theirs):
    """Give our module the values of PyTorch's; the names must be the same, in the same order."""
    state = {name: value.detach().numpy().copy() for name, value in theirs.state_dict().items()}
    assert list(ours.state_dict()) == list(state)
    assert ours.load_state_dict(state) == ([], [])


def same_module(ours, theirs, *inputs, dtype=np.float64, steps=1, shared=0):
    """Forward and backward through both, `steps` times, with a random upstream gradient.

    inputs: arrays; those of floating type are given a gradient. shared: inputs without gradient at
    the end (targets).
    """
    rng = np.random.default_rng(7)
    ours = ours.double() if dtype == np.float64 else ours.float()
    theirs = theirs.double() if dtype == np.float64 else theirs.float()
    load_from_torch(ours, theirs)
    for step in range(steps):
        arrays = [
            x + 0.1 * step if x.dtype.kind == "f" and i == 0 else x for i, x in enumerate(inputs)
        ]
        arrays = [x.astype(dtype) if x.dtype.kind == "f" else x for x in arrays]
        mine = [minidnn.tensor(x) for x in arrays]
        other = [torch.tensor(x) for x in arrays]
        for i in range(len(arrays) - shared):
            if arrays[i].dtype.kind == "f":
                mine[i].requires_grad_()
                other[i].requires_grad_()
        y, wanted = ours(*mine), theirs(*other)
        close(y.detach().numpy(), wanted, dtype, "output")
        assert y.dtype == dtype
        if not wanted.requires_grad:
            continue
        dy = rng.standard_normal(tuple(wanted.shape)).astype(dtype)
        ours.zero_grad()
        theirs.zero_grad()
        y.backward(minidnn.tensor(np.asarray(dy)))
        wanted.backward(torch.tensor(dy))
        for i, (a, b) in enumerate(zip(mine, other)):
            if b.grad is not None:
                close(a.grad.numpy(), b.grad, dtype, f"gradient of input {i}")
        for (name, p), q in zip(ours.named_parameters(), theirs.parameters()):
            close(p.grad.numpy(), q.grad, dtype, f"gradient of {name}")
            assert p.grad.dtype == dtype
    for (name, value), other in zip(ours.state_dict().items(), theirs.state_dict().values()):
        close(value.numpy(), other, dtype, f"state {name}")
        assert str(value.dtype) == str(other.dtype).removeprefix("torch."), name
