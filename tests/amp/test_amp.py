"""autocast and GradScaler: which precision, whose gradients, which steps; beside PyTorch's."""

import numpy as np
import pytest

import minidnn
from minidnn import amp, nn, optim
from minidnn.nn import functional as F


def half(*shape):
    return minidnn.randn(*shape).half()


PRODUCTS = {
    "linear": lambda: F.linear(minidnn.randn(2, 3), minidnn.randn(4, 3), minidnn.randn(4)),
    "matmul": lambda: minidnn.randn(2, 3) @ minidnn.randn(3, 2),
    "einsum": lambda: minidnn.einsum("ij,jk->ik", minidnn.randn(2, 3), minidnn.randn(3, 2)),
    "conv2d": lambda: F.conv2d(minidnn.randn(1, 2, 5, 5), minidnn.randn(3, 2, 3, 3)),
}
EXACT = {
    "softmax": lambda: minidnn.softmax(half(2, 3), dim=1),
    "exp": lambda: minidnn.exp(half(3)),
    "sum": lambda: half(3).sum(),
    "cross_entropy": lambda: F.cross_entropy(half(2, 3), minidnn.tensor([0, 2])),
    "mse_loss": lambda: F.mse_loss(half(3), minidnn.randn(3)),
    "layer_norm": lambda: F.layer_norm(half(2, 3), (3,)),
}
KEPT = {"relu": lambda: minidnn.relu(half(3)), "add": lambda: half(3) + half(3)}


@pytest.mark.parametrize("name", [*PRODUCTS, *EXACT, *KEPT])
def test_precision_is_chosen_op_by_op(name):
    with minidnn.autocast("cuda"):
        y = {**PRODUCTS, **EXACT, **KEPT}[name]()
    assert y.dtype == (np.float32 if name in EXACT else np.float16)
    if name in PRODUCTS:
        assert PRODUCTS[name]().dtype == np.float32


def test_the_lists_are_pytorchs():
    torch = pytest.importorskip("torch")
    x, w = torch.randn(2, 3), torch.randn(4, 3)
    with torch.autocast("cpu", dtype=torch.float16):
        wanted = {
            "linear": torch.nn.functional.linear(x, w).dtype,
            "matmul": (x @ w.T).dtype,
            "relu": torch.relu(x.half()).dtype,
        }
    x, w = minidnn.randn(2, 3), minidnn.randn(4, 3)
    with amp.autocast("cpu", dtype="float16"):
        found = {
            "linear": F.linear(x, w).dtype,
            "matmul": (x @ w.T).dtype,
            "relu": minidnn.relu(x.half()).dtype,
        }
    assert {k: str(v) for k, v in found.items()} == {
        k: str(v).removeprefix("torch.") for k, v in wanted.items()
    }


def test_parameters_get_gradients_of_their_own_dtype():
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.LayerNorm(8), nn.Linear(8, 3))
    x, y = minidnn.randn(6, 4), minidnn.tensor([0, 1, 2, 0, 1, 2])
    F.cross_entropy(model(x), y).backward()
    exact = [p.grad.numpy().copy() for p in model.parameters()]
    model.zero_grad()
    with minidnn.autocast("cuda"):
        output = model(x)
        loss = F.cross_entropy(output, y)
    assert (output.dtype, loss.dtype) == (np.float16, np.float32)
    loss.backward()
    for p, wanted in zip(model.parameters(), exact):
        assert p.grad.dtype == np.float32
        np.testing.assert_allclose(p.grad.numpy(), wanted, atol=5e-3)


def test_batch_norm_measures_in_float32():
    layer = nn.BatchNorm1d(3)
    x = (minidnn.randn(8, 3) * 10 + 100).half().requires_grad_()
    with minidnn.autocast("cuda"):
        y = layer(x)
    assert y.dtype == np.float16
    np.testing.assert_allclose(y.detach().float().mean(dim=0).numpy(), 0, atol=2e-2)
    y.sum().backward()
    assert x.grad.dtype == np.float16


def test_contexts_nest_and_end():
    x, w = minidnn.randn(2, 3), minidnn.randn(4, 3)
    with minidnn.autocast("cuda"):
        assert minidnn.is_autocast_enabled()
        with minidnn.autocast("cuda", enabled=False):
            assert F.linear(x, w).dtype == np.float32
            assert not minidnn.is_autocast_enabled()
        assert F.linear(x, w).dtype == np.float16
        with pytest.raises(ZeroDivisionError), minidnn.autocast("cuda"):
            1 / 0  # noqa: B018
    assert F.linear(x, w).dtype == np.float32

    @minidnn.cuda.amp.autocast()
    def product():
        return F.linear(x, w)

    assert product().dtype == np.float16


def test_what_is_not_offered_is_said():
    with pytest.warns(UserWarning, match="bfloat16 is no floating dtype to NumPy.*stay float32"):
        context = minidnn.autocast("cpu")
    with context:
        assert F.linear(minidnn.randn(2, 3), minidnn.randn(4, 3)).dtype == np.float32
    with pytest.raises(RuntimeError, match="device_type must be 'cpu' or 'cuda'; got 'tpu'"):
        minidnn.autocast("tpu")
    with minidnn.autocast("cuda"), pytest.raises(RuntimeError, match="unsafe to autocast"):
        nn.BCELoss()(minidnn.rand(3), minidnn.ones(3))


def trained(scaler, poison=()):
    minidnn.manual_seed(0)
    model = nn.Linear(3, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scales = []
    for step in range(6):
        optimizer.zero_grad()
        loss = (model(minidnn.ones(2, 3)) * (float("inf") if step in poison else 1.0)).sum()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        scales.append(scaler.get_scale())
    return model.weight.detach().numpy(), scales


def test_the_factor_changes_no_number_and_skips_overflown_steps():
    plain, _ = trained(amp.GradScaler(enabled=False))
    scaled, scales = trained(amp.GradScaler(init_scale=1024.0, growth_interval=2))
    np.testing.assert_allclose(scaled, plain, rtol=1e-6)
    assert scales == [1024, 2048, 2048, 4096, 4096, 8192]
    with np.errstate(all="ignore"):
        skipped, scales = trained(amp.GradScaler(init_scale=8.0), poison=(1, 4))
    assert scales == [8, 4, 4, 4, 2, 2] and np.isfinite(skipped).all()


def test_the_scaler_is_pytorchs():
    torch = pytest.importorskip("torch")
    ours, theirs = (
        amp.GradScaler("cpu", growth_interval=3),
        torch.amp.GradScaler("cpu", growth_interval=3),
    )
    p, q = nn.Parameter(minidnn.ones(2)), torch.nn.Parameter(torch.ones(2))
    a, b = optim.SGD([p], lr=0.1), torch.optim.SGD([q], lr=0.1)
    for step in range(8):
        factor = float("inf") if step == 4 else 1.0
        for scaler, x, optimizer in ((ours, p, a), (theirs, q, b)):
            optimizer.zero_grad()
            scaler.scale((x * x * factor).sum()).backward()
            scaler.unscale_(optimizer)
            scaler.step(optimizer)
            scaler.update()
        assert ours.get_scale() == theirs.get_scale()
        np.testing.assert_allclose(p.detach().numpy(), q.detach().numpy(), rtol=1e-6)
    assert ours.state_dict() == theirs.state_dict()


def test_the_scalers_order_of_calls():
    scaler, p = amp.GradScaler(), nn.Parameter(minidnn.ones(2))
    optimizer = optim.SGD([p], lr=0.1)
    with pytest.raises(RuntimeError, match="no gradient was found"):
        scaler.step(optimizer)
    with pytest.raises(RuntimeError, match="no step was taken"):
        scaler.update()
    scaler.scale(p.sum()).backward()
    scaler.unscale_(optimizer)
    with pytest.raises(RuntimeError, match=r"unscale_\(\) has already been called"):
        scaler.unscale_(optimizer)
    scaler.step(optimizer)
    with pytest.raises(RuntimeError, match=r"step\(\) has already been called"):
        scaler.step(optimizer)
    other = amp.GradScaler(init_scale=4.0)
    other.load_state_dict(scaler.state_dict())
    assert other.get_scale() == 65536
    with pytest.raises(RuntimeError, match="source state dict is empty"):
        other.load_state_dict({})
    for options in ({"growth_factor": 1.0}, {"backoff_factor": 1.0}):
        with pytest.raises(ValueError, match="GradScaler"):
            amp.GradScaler(**options)


def test_a_step_on_the_device_waits_once(stub):
    model = nn.Linear(3, 2).to("stub")
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scaler = amp.GradScaler(init_scale=8.0)
    x = minidnn.ones(4, 3).to("stub")
    stub.reset()
    with minidnn.autocast("cuda"):
        loss = model(x).sum()
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    assert stub.transfers + stub.waits == 1
