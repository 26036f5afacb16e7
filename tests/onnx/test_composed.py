"""Losses and functions that ONNX composes; every op without a rule names itself."""

import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import minidnn
from minidnn import linalg, nn, ops

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from minidnn import onnx  # noqa: E402

from .test_ops import check, numbers, run  # noqa: E402

exporting = importlib.import_module("minidnn.onnx.export")  # the module, not the function
X, T = numbers(3, 4, 6), numbers(3, 4, 6, low=0.05, high=0.95)
WITH_NAN = X.copy()
WITH_NAN[0, 0, :3] = [np.nan, np.inf, -np.inf]
SIGNED = X.copy()
SIGNED[0, 0, :2] = [0.0, -0.0]

FUNCTIONS = {
    "logit": (minidnn.logit, T),
    "logit eps": (lambda x: minidnn.logit(x, eps=0.2), T),
    "xlogy": (minidnn.xlogy, np.where(X > 1, 0, X), T),
    "xlog1py": (minidnn.special.xlog1py, X, T),
    "fmax": (minidnn.fmax, WITH_NAN, X),
    "fmin": (minidnn.fmin, X, WITH_NAN),
    "copysign": (minidnn.copysign, X, SIGNED),
    "sinc": (minidnn.sinc, SIGNED),
    "nan_to_num": (minidnn.nan_to_num, WITH_NAN),
    "nan_to_num of ones own": (lambda x: minidnn.nan_to_num(x, 1.0, 2.0, 3.0), WITH_NAN),
    "det": (minidnn.det, X[:, :, :4]),
    **{
        f"norm {p}": (lambda x, p=p: linalg.vector_norm(x, p, dim=1), X)
        for p in (0, 1, 2, 3, float("inf"), -float("inf"))
    },
    "norm kept": (lambda x: linalg.vector_norm(x, dim=(1, 2), keepdim=True), X),
    "huber": (nn.HuberLoss(delta=0.7), X, T),
    "smooth l1": (nn.SmoothL1Loss(beta=0.7, reduction="none"), X, T),
    "smooth l1, beta 0": (nn.SmoothL1Loss(beta=0.0), X, T),
    "bce": (nn.BCELoss(), T, np.round(T)),
    "bce, sure": (nn.BCELoss(reduction="sum"), np.round(T), np.round(1 - T)),
    "bce weighted": (nn.BCELoss(minidnn.tensor(T[0])), T, T),
    "bce with logits": (nn.BCEWithLogitsLoss(), 30 * X, T),
    "bce with pos_weight": (nn.BCEWithLogitsLoss(pos_weight=minidnn.tensor(T[0])), X, T),
    "kl": (nn.KLDivLoss(reduction="sum"), X, np.where(T > 0.5, 0, T)),
    "kl of logarithms": (nn.KLDivLoss(reduction="batchmean", log_target=True), X, X),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_and_losses(name, tmp_path):
    function, *arrays = FUNCTIONS[name]
    check(function, *(np.asarray(a, np.float32) for a in arrays), path=tmp_path / "x.onnx")


def test_linear_and_relu_in_one(tmp_path):
    weight, bias = minidnn.tensor(numbers(5, 6)), minidnn.tensor(numbers(5))

    def forward(x):
        return minidnn.tape.apply(ops.linear_relu, x, weight, bias)

    check(forward, X, path=tmp_path / "x.onnx")


def all_ops() -> dict:
    """name -> op of all that minidnn.ops offers; ops return a tuple: a result and rules."""
    modules = [
        importlib.import_module(info.name)
        for info in pkgutil.iter_modules(ops.__path__, "minidnn.ops.")
    ]
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__
        and value.__name__ == name and "lambda dy" in inspect.getsource(value)
    }


REFUSED = sorted(set(all_ops()) - set(onnx.RULES))


@pytest.mark.parametrize("name", REFUSED)
def test_an_op_that_cannot_be_exported_names_itself(name):
    """Whatever an op without a rule is called with, its name is in the error."""
    call = type("Call", (), {"op": all_ops()[name], "inputs": (), "options": {}, "results": ()})
    with pytest.raises(onnx.ExportError, match=f"the op {name} cannot be exported"):
        exporting.emit(None, call)


NO_RULE = {
    "atan2": lambda x: minidnn.atan2(x, x + 1),
    "lgamma": lambda x: minidnn.lgamma(x),
    "erfinv": lambda x: minidnn.erfinv(x / 9),
    "svd": lambda x: linalg.svd(x)[0],
    "inv": lambda x: linalg.inv(x @ x.mT + 1),
    "cumprod": lambda x: minidnn.cumprod(x, 1),
    "fft": lambda x: minidnn.fft.fft(x).abs(),
    "logcumsumexp": lambda x: minidnn.logcumsumexp(x, 1),
    "diagonal": lambda x: minidnn.diagonal(x, dim1=1, dim2=2),
    "soft_cross_entropy": lambda x: nn.functional.cross_entropy(x, x.softmax(1)),
}


@pytest.mark.parametrize("name", NO_RULE)
def test_a_network_with_such_an_op_is_refused_by_name(name, tmp_path):
    x = minidnn.tensor(numbers(2, 3, 3))
    with pytest.raises(onnx.ExportError, match=f"the op {name} cannot be exported"):
        onnx.export(NO_RULE[name], x, tmp_path / "m.onnx")
    assert not list(tmp_path.iterdir())


def test_weights_above_the_limit_go_into_a_second_file(monkeypatch, tmp_path):
    """Above 2 GB by themselves; here the limit is 1 kB."""
    assert exporting.LARGEST > 1.9e9
    model = nn.Sequential(nn.Linear(40, 30), nn.ReLU(), nn.Linear(30, 2))
    small = onnx.export(model, minidnn.zeros(1, 40), tmp_path / "small.onnx")
    assert not (tmp_path / "small.onnx.data").exists()
    monkeypatch.setattr(exporting, "LARGEST", 1000)
    large = onnx.export(model, minidnn.zeros(1, 40), tmp_path / "large.onnx")
    assert (tmp_path / "large.onnx.data").stat().st_size >= 30 * 40 * 4
    x = numbers(3, 40)
    np.testing.assert_array_equal(run(small, x)[0], run(large, x)[0])
    wanted = model(minidnn.tensor(x)).detach().numpy()
    np.testing.assert_allclose(run(large, x)[0], wanted, rtol=1e-5, atol=1e-5)
