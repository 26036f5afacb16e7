"""CuPy itself judges what is sent to a device; the kernels and waits of a step are counted."""

import numpy as np
import pytest

import minidnn
from minidnn import nn, optim
from minidnn.vision.models import resnet18
from tests import cupy_oracle
from tests.device_stub import METHODS, STUB, DeviceArray, counts

needs_cupy = pytest.mark.skipif(not cupy_oracle.ACTIVE, reason="needs CuPy, and no GPU")

# what NumPy takes and CuPy 14.2 does not
MISTAKES = {
    "eye like": lambda x: np.eye(3, like=x),
    "sum where": lambda x: np.sum(x, where=x > 0),
    "max initial": lambda x: np.max(x, initial=0.0),
    "clip by keyword": lambda x: np.clip(x, min=0.0),
    "clip max by keyword": lambda x: np.clip(x, max=0.0),
    "vecdot": lambda x: np.vecdot(x, x),
    "insert": lambda x: np.insert(x, 0, 0.0),
    "block": lambda x: np.block([x, x]),
    "unstack": lambda x: np.unstack(x),
    "vector norm": lambda x: np.linalg.vector_norm(x),
    "matrix norm": lambda x: np.linalg.matrix_norm(x),
    "multi dot": lambda x: np.linalg.multi_dot([x, x.T, x]),
    "add.reduce": lambda x: np.add.reduce(x),
    "add.accumulate": lambda x: np.add.accumulate(x),
    "ufunc where": lambda x: np.exp(x, where=x > 0),
    "add of a list": lambda x: np.add(x, [1.0, 2.0, 3.0]),
    "nditer": lambda x: np.ndenumerate(x).__next__(),
    "a host array": lambda x: x + np.ones(3),
    "into a host array": lambda x: np.ones(3) + x,
    "asarray": lambda x: np.asarray(x),
}


@needs_cupy
@pytest.mark.parametrize("name", MISTAKES)
def test_a_planted_mistake_is_refused(name):
    before = dict(cupy_oracle.refused)
    x = DeviceArray(np.ones((2, 3), np.float32))
    try:
        with pytest.raises((TypeError, ValueError, NotImplementedError, AttributeError)):
            MISTAKES[name](x)
    finally:
        cupy_oracle.refused.clear()
        cupy_oracle.refused.update(before)


@needs_cupy
def test_the_stub_has_no_attribute_that_cupy_lacks():
    own = set(METHODS.split()) | {name for name in vars(DeviceArray) if not name.startswith("_")}
    assert [name for name in sorted(own - {"host"}) if not cupy_oracle.has(name)] == []


@needs_cupy
def test_axes_and_shapes_are_judged_before_the_driver():
    """`reached the driver` means that CuPy has bound the arguments and looked at axes."""
    small = np.ones((2, 3))
    for call in (
        lambda: np.sum(cupy_oracle.hollow(small), axis=5),
        lambda: np.reshape(cupy_oracle.hollow(small), (7,)),
        lambda: np.transpose(cupy_oracle.hollow(small), (0, 0)),
    ):
        with pytest.raises(ValueError):
            call()


def mlp():
    layers = [nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 10)]
    return nn.Sequential(*layers), (8, 20)


def cnn():
    blocks = [nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU()]
    return nn.Sequential(*blocks, nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 10)), (4, 1, 28, 28)


def resnet():
    return resnet18(num_classes=10), (2, 3, 64, 64)


class Recurrent(nn.Module):
    """An LSTM whose last output is classified."""

    def __init__(self):
        self.rnn, self.head = nn.LSTM(16, 16, batch_first=True), nn.Linear(16, 10)

    def forward(self, x):
        return self.head(self.rnn(x)[0][:, -1])


class GPT(nn.Module):
    """One block with causal attention, dropout and layer normalisation."""

    def __init__(self):
        options = {"dropout": 0.1, "batch_first": True, "norm_first": True}
        self.block = nn.TransformerEncoderLayer(16, 2, 32, **options)
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(8))
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        return self.head(self.block(x, src_mask=self.mask)[:, -1])


def lstm():
    return Recurrent(), (4, 8, 16)


def gpt():
    return GPT(), (4, 8, 16)


def a_step(build, where):
    """The loss of the first training step on a device, and what was counted in the second."""
    minidnn.manual_seed(0)
    model, shape = build()
    model.to(where)
    rng = np.random.default_rng(0)
    x = minidnn.tensor(rng.standard_normal(shape).astype(np.float32)).to(where)
    labels = minidnn.tensor(rng.integers(0, 10, shape[0])).to(where)
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    for _ in range(2):
        counts.reset()
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    counted = (counts.kernels, counts.waits, counts.transfers, counts.uploads)
    return losses[0].item(), counted


# kernels of one training step at most: elementwise calls, reductions, products, copies
KERNELS = {"mlp": (mlp, 25), "cnn": (cnn, 40), "resnet18": (resnet, 400)}
KERNELS |= {"lstm": (lstm, 500), "gpt": (gpt, 90)}


@pytest.mark.parametrize("name", KERNELS)
def test_a_step_on_the_device_never_waits(name, stub):
    build, most = KERNELS[name]
    expected, _ = a_step(build, "cpu")
    loss, (kernels, waits, transfers, uploads) = a_step(build, "stub")
    assert (waits, transfers, uploads) == (0, 0, 0)
    assert loss == pytest.approx(expected, rel=1e-4)
    assert kernels <= most or not STUB.compiles(), f"{kernels} kernels"
