"""Ops as ONNX: onnxruntime computes what the op computes, for a batch of another length too."""

import numpy as np
import pytest

import minidnn
from minidnn import functional as F
from minidnn import nn

pytest.importorskip("onnx")
ort = pytest.importorskip("onnxruntime")

from minidnn import onnx  # noqa: E402  it needs the package


def run(path, *arrays):
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [x.name for x in session.get_inputs()]
    return session.run(None, dict(zip(names, arrays)))


def check(function, *arrays, path, axis=0, tolerance=1e-5):
    """Export a function of tensors, and compare for the example and for 5 samples."""
    tensors = [minidnn.tensor(a) for a in arrays]
    onnx.export(function, tuple(tensors), path, batch_axis=axis, verify=False)
    longer = arrays
    if axis is not None:
        longer = [np.concatenate([a] * 5, axis)[tuple([slice(None)] * axis + [slice(5)])]
                  for a in arrays]  # fmt: skip
    for inputs in (arrays, longer):
        wanted = function(*(minidnn.tensor(a) for a in inputs))
        wanted = [wanted] if not isinstance(wanted, tuple) else list(wanted)
        for w, got in zip(wanted, run(path, *inputs), strict=True):
            assert got.shape == w.shape
            assert got.dtype == w.array.dtype
            np.testing.assert_allclose(got, w.array, rtol=tolerance, atol=tolerance)


def numbers(*shape, low=-2.0, high=2.0):
    return np.random.default_rng(7).uniform(low, high, shape).astype(np.float32)


X = numbers(3, 4, 6)
POSITIVE = numbers(3, 4, 6, low=0.2, high=2.0)
IMAGE = numbers(2, 4, 7, 9)

ONE = {
    "neg": lambda x: -x,
    "abs": F.abs,
    "exp": F.exp,
    "sin": F.sin,
    "cos": F.cos,
    "sigmoid": F.sigmoid,
    "tanh": F.tanh,
    "relu": F.relu,
    "square": F.square,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
    "relu6": lambda x: nn.functional.relu6(x),
    "floor": F.floor,
    "ceil": F.ceil,
    "trunc": F.trunc,
    "round": F.round,
    "sign": F.sign,
    "round decimals": lambda x: F.round(x, decimals=1),
    "clamp": lambda x: F.clamp(x, -1, 0.5),
    "clamp max": lambda x: F.clamp_max(x, 0.5),
    "clamp tensors": lambda x: F.clamp(x, x * 0 - 1, x * 0 + 1),
    "numbers": lambda x: (x + 1) * 2 - x / 3,
    "pow": lambda x: x**2,
    "alpha": lambda x: F.add(x, x, alpha=3),
    "remainder": lambda x: x % 0.7,
    "fmod": lambda x: F.fmod(x, 0.7),
    "//": lambda x: x // 0.7,
    "softmax": lambda x: F.softmax(x, 1),
    "log_softmax": lambda x: F.log_softmax(x, -1),
    "logsumexp": lambda x: F.logsumexp(x, (1, 2)),
    "cumsum": lambda x: F.cumsum(x, 1),
    "sum": lambda x: x.sum(1),
    "mean": lambda x: x.mean((1, 2), True),
    "mean all": lambda x: x.mean(),
    "var": lambda x: x.var(1),
    "std": lambda x: x.std((1, 2), unbiased=False),
    "var of all": lambda x: x.var(),
    "prod": lambda x: x.prod(2),
    "amax": lambda x: x.amax(1),
    "amin": lambda x: x.amin((1, 2)),
    "norm": lambda x: x.norm(2, 1),
    "norm 1": lambda x: x.norm(1, 1),
    "norm 3": lambda x: x.norm(3, 1),
    "norm inf": lambda x: x.norm(float("inf"), 1),
    "normalize": nn.functional.normalize,
    "max": lambda x: tuple(x.max(1)),
    "min": lambda x: tuple(x.min(2, keepdim=True)),
    "argmax": lambda x: x.argmax(1),
    "argmin": lambda x: x.argmin(-1, keepdim=True),
    "sort": lambda x: tuple(x.sort(1)),
    "falling": lambda x: tuple(x.sort(-1, descending=True)),
    "topk": lambda x: tuple(x.topk(3, 2)),
    "all": lambda x: (x > -1).all(1),
    "any": lambda x: (x > 1).any((1, 2)),
    "where": lambda x: F.where(x > 0, x, -2 * x),
    "compare": lambda x: ((x > 0) & (x <= 1)) | (x != x) ^ (x == 0),
    "not": lambda x: ~(x < 0),
    "logical": lambda x: F.logical_and(x > 0, F.logical_not(x > 1)),
    "masked_fill": lambda x: x.masked_fill(x > 0.5, -9.0),
    "isfinite": lambda x: F.isfinite(x / 0),
    "long": lambda x: (x * 3).long() + 2,
    "integer division": lambda x: (x * 9).long() // 4,
    "integer remainder": lambda x: (x * 9).long() % 4,
    "double": lambda x: x.double() * 2,
    "bool": lambda x: x.round().bool(),
    "one_hot": lambda x: F.one_hot((x * 0 + 2).long(), 4),
    "reshape": lambda x: x.reshape(x.shape[0], -1),
    "reshape batch": lambda x: x.reshape(-1, 6),
    "reshape both": lambda x: (
        x.reshape(x.shape[0] * 2, x.shape[0], 12 // x.shape[0])
        if x.shape[0] == 0
        else x.reshape(x.shape[0] * 2, 12)
    ),
    "flatten": lambda x: x.flatten(1),
    "unflatten": lambda x: x.unflatten(2, (2, 3)),
    "permute": lambda x: x.permute(2, 0, 1),
    "transpose": lambda x: x.transpose(1, 2),
    "squeeze": lambda x: x[:, :1].squeeze(1),
    "expand": lambda x: x[:, :1].expand(-1, 5, 6),
    "repeat": lambda x: x.repeat(2, 1, 1, 2),
    "flip": lambda x: x.flip((1, 2)),
    "roll": lambda x: x.roll(2, 1),
    "roll all": lambda x: x[:1].roll(3),
    "cat": lambda x: F.cat([x, x * 2, x[:, :1]], 1),
    "stack": lambda x: F.stack([x, -x], -1),
    "split": lambda x: x.split([1, 3], 1),
    "chunk": lambda x: x.chunk(2, 2),
    "unbind": lambda x: x.unbind(1),
    "tril": lambda x: x.tril(1),
    "triu": lambda x: x.triu(-1),
    "item": lambda x: x[0],
    "last": lambda x: x[:, -1],
    "slices": lambda x: x[:, 1:3, ::2],
    "backwards": lambda x: x.flip(1)[..., 1:-1],
    "new axis": lambda x: x[:, None, :, 0],
    "index list": lambda x: x[:, [0, 2, 2]],
    "batch shape": lambda x: x * x.shape[0],
    "index_select": lambda x: x.index_select(1, minidnn.tensor([3, 0])),
    "gather": lambda x: x.gather(1, (x[:, :2] > 0).long()),
    "zeros like": lambda x: x + minidnn.zeros_like(x),
    "new state": lambda x: F.cat([minidnn.zeros(x.shape[0], 4, 1), x], 2),
    "einsum": lambda x: F.einsum("bij,bkj->bik", x, x),
    "matmul": lambda x: x @ x.transpose(1, 2),
    "bmm": lambda x: F.bmm(x, x.transpose(1, 2)),
    "mse": lambda x: F.mse_loss(x, x * 0.5),
    "l1": lambda x: F.l1_loss(x, x * 0.5, reduction="sum"),
    "lerp": lambda x: F.lerp(x, x * 2, 0.25),
}


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize("name", ONE)
def test_functions_of_one_tensor(name, tmp_path):
    check(ONE[name], X, path=tmp_path / "x.onnx")


@pytest.mark.parametrize("function", [F.log, F.sqrt, F.rsqrt, lambda x: x**0.5, lambda x: 2**x])
def test_functions_of_positive_numbers(function, tmp_path):
    check(function, POSITIVE, path=tmp_path / "x.onnx")


def in_place(x):
    y = x * 1
    y += 1
    y.mul_(2).clamp_(-1, 3)
    F.relu_(y)
    return y


def test_in_place(tmp_path):
    check(in_place, X, path=tmp_path / "x.onnx")


def test_item_assignment_without_a_batch(tmp_path):
    def forward(x):
        y = x.clone()
        y[1:, 0] = 5.0
        y[0] = x[1] * 2
        return y

    check(forward, X, path=tmp_path / "x.onnx", axis=None)


def test_two_inputs_and_integers(tmp_path):
    weight = minidnn.randn(10, 3)
    tokens = np.array([[1, 2, 9], [0, 0, 4]])

    def forward(tokens, x):
        return weight[tokens] * x[:, None], tokens * 2

    check(forward, tokens, numbers(2, 3), path=tmp_path / "x.onnx")


LAYERS = {
    "conv": nn.Conv2d(4, 6, 3, stride=2, padding=1),
    "conv groups": nn.Conv2d(4, 8, (3, 2), dilation=(1, 2), groups=2, bias=False),
    "conv same": nn.Conv2d(4, 6, (2, 4), padding="same"),
    "max": nn.MaxPool2d(3, 2, 1),
    "max ceil": nn.MaxPool2d(2, ceil_mode=True),
    "max dilated": nn.MaxPool2d(2, dilation=2),
    "avg": nn.AvgPool2d(3, 2, 1),
    "avg ceil": nn.AvgPool2d(2, ceil_mode=True),
    "avg divisor": nn.AvgPool2d(2, divisor_override=3),
    "avg without pad": nn.AvgPool2d(3, 2, 1, count_include_pad=False),
    "adaptive": nn.AdaptiveAvgPool2d(1),
    "adaptive 3x4": nn.AdaptiveAvgPool2d((3, 4)),
    "adaptive 7x3": nn.AdaptiveAvgPool2d((7, 3)),
    "norm": nn.BatchNorm2d(4),
    "norm plain": nn.BatchNorm2d(4, affine=False),
    "dropout": nn.Dropout(0.5),
    "relu in place": nn.Sequential(nn.Conv2d(4, 4, 1), nn.ReLU(inplace=True)),
    "linear": nn.Linear(9, 5),
    "linear row": nn.Sequential(nn.Flatten(), nn.Linear(252, 3, bias=False)),
    "softmax": nn.Softmax(1),
    "relu6": nn.ReLU6(),
    "leaky": nn.LeakyReLU(0.1),
    "double": nn.Linear(9, 5).double(),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers(name, tmp_path):
    layer = LAYERS[name].eval()
    for buffer in layer.buffers():
        if buffer.dtype.kind == "f":
            buffer.array += 0.3
    x = IMAGE.astype(np.float64) if name == "double" else IMAGE
    check(layer, x, path=tmp_path / "x.onnx")
