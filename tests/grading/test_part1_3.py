"""The references of parts 1 to 3 against central differences and PyTorch; faults kept apart."""

from pathlib import Path

import numpy as np
import pytest

import minidnn
from minidnn.course.part01_prediction.e1_dense.reference import dense
from minidnn.course.part01_prediction.e2_relu.reference import relu
from minidnn.course.part01_prediction.e3_sigmoid.reference import sigmoid
from minidnn.course.part01_prediction.e4_model.reference import Model
from minidnn.course.part02_evaluation.e1_loss.reference import binary_cross_entropy_loss
from minidnn.course.part03_backpropagation.e1_loss_backward.reference import (
    binary_cross_entropy_loss_backward,
)
from minidnn.course.part03_backpropagation.e2_sigmoid_backward.reference import sigmoid_backward
from minidnn.course.part03_backpropagation.e3_relu_backward.reference import relu_backward
from minidnn.course.part03_backpropagation.e4_dense_backward.reference import dense_backward
from minidnn.course.part03_backpropagation.e5_get_gradients.reference import Model as GradientModel
from minidnn.grading import registry

NAMES = ("w1", "b1", "w2", "b2", "w3", "b3")


@pytest.fixture(scope="module")
def goldens():
    with np.load(Path(__file__).parent / "goldens" / "part1_3.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def slope(function, array, h=1e-6):
    """The gradient of a number with respect to an array, by central differences."""
    found = np.zeros_like(array)
    for index in np.ndindex(*array.shape):
        up, down = array.copy(), array.copy()
        up[index] += h
        down[index] -= h
        found[index] = (function(up) - function(down)) / (2 * h)
    return found


def close(got, wanted, rtol=1e-6):
    assert np.shape(got) == np.shape(wanted)
    np.testing.assert_allclose(got, wanted, rtol=rtol, atol=1e-9)


@pytest.mark.parametrize("shape", [(7, 5, 3), (3, 3, 3), (1, 5, 2)])
def test_dense_backward_is_the_slope_of_dense(shape):
    rng = np.random.default_rng(1)
    n, i, o = shape
    a_prev, w, b = (rng.normal(size=s) for s in ((n, i), (i, o), (1, o)))
    upstream = rng.normal(size=(n, o))
    dl_dw, dl_db, dl_da_prev = dense_backward(a_prev, w, upstream)
    close(dl_dw, slope(lambda v: np.sum(upstream * dense(a_prev, v, b)), w))
    close(dl_db, slope(lambda v: np.sum(upstream * dense(a_prev, w, v)), b))
    close(dl_da_prev, slope(lambda v: np.sum(upstream * dense(v, w, b)), a_prev))


@pytest.mark.parametrize("shape", [(7, 5), (1, 3), (4, 4)])
@pytest.mark.parametrize(
    "forward, backward",
    [(relu, relu_backward), (sigmoid, sigmoid_backward)],
    ids=["relu", "sigmoid"],
)
def test_activation_backward_is_the_slope(forward, backward, shape):
    rng = np.random.default_rng(2)
    z = rng.normal(size=shape)
    z += 0.02 * np.sign(z)  # keeps away from relu's corner
    upstream = rng.normal(size=shape)
    close(backward(z, upstream), slope(lambda v: np.sum(upstream * forward(v)), z))


@pytest.mark.parametrize("n", [1, 7])
def test_loss_backward_is_the_slope_of_the_loss(n):
    rng = np.random.default_rng(3)
    y_true = rng.integers(0, 2, size=(n, 1)).astype(float)
    y_pred = rng.uniform(0.05, 0.95, size=(n, 1))
    numeric = slope(lambda p: binary_cross_entropy_loss(y_true, p), y_pred)
    close(binary_cross_entropy_loss_backward(y_true, y_pred), numeric)


def test_model_gradients_are_the_slopes_of_the_loss():
    case = registry.find("3.5").cases(np.random.default_rng(4))[0]
    x, y_true, values, _ = case.args
    results = GradientModel(values).get_gradients(x, y_true)
    close(results[0], GradientModel(values).evaluate(x, y_true))
    close(results[1], slope(lambda v: GradientModel(values).evaluate(v, y_true), x), 1e-5)
    for k in range(6):

        def loss(v, k=k):
            return GradientModel((*values[:k], v, *values[k + 1 :])).evaluate(x, y_true)

        close(results[k + 2], slope(loss, values[k]), 1e-5)


def library():
    """The library's own functions: they must agree with the goldens as well."""
    return {n: getattr(minidnn, n) for n in OURS}


OURS = {
    f.__name__: f
    for f in (
        dense,
        relu,
        sigmoid,
        binary_cross_entropy_loss,
        binary_cross_entropy_loss_backward,
        sigmoid_backward,
        relu_backward,
        dense_backward,
    )  # fmt: skip
}


@pytest.mark.parametrize("functions", [lambda: OURS, library], ids=["references", "library"])
def test_functions_agree_with_pytorch(goldens, functions):
    f, g = functions(), goldens
    close(f["dense"](g["dense_a_prev"], g["dense_w"], g["dense_b"]), g["dense_z"], 1e-12)
    gradients = f["dense_backward"](g["dense_a_prev"], g["dense_w"], g["dense_dl_dz"])
    for name, got in zip(("dense_dl_dw", "dense_dl_db", "dense_dl_da_prev"), gradients):
        close(got, g[name], 1e-12)
    for name in ("relu", "sigmoid"):
        close(f[name](g[f"{name}_z"]), g[f"{name}_a"], 1e-12)
        got = f[f"{name}_backward"](g[f"{name}_z"], g[f"{name}_dl_da"])
        close(got, g[f"{name}_dl_dz"], 1e-12)
    y_true, y_pred = g["loss_y_true"], g["loss_y_pred"]
    close(f["binary_cross_entropy_loss"](y_true, y_pred), g["loss"], 1e-12)
    got = f["binary_cross_entropy_loss_backward"](y_true, y_pred)
    close(got, g["loss_dl_dy_pred"], 1e-8)


def test_model_agrees_with_pytorch(goldens):
    g = goldens
    values = tuple(g[f"model_{name}"] for name in NAMES)
    for model in (GradientModel(values), minidnn.Model(), Model()):
        for name, value in zip(NAMES, values):
            setattr(model, name, value)
        close(model.predict(g["model_x"]), g["model_y_pred"], 1e-12)
        if hasattr(model, "get_gradients"):
            loss, dl_dx, *others = model.get_gradients(g["model_x"], g["model_y_true"])
            close(loss, g["model_loss"], 1e-10)
            close(dl_dx, g["model_dl_dx"], 1e-10)
            for name, got in zip(NAMES, others):
                close(got, g[f"model_dl_d{name}"], 1e-10)


def test_both_models_start_with_the_same_numbers():
    np.random.seed(123)
    ours = Model()
    np.random.seed(123)
    library = minidnn.Model()
    for name in NAMES:
        close(getattr(ours, name), getattr(library, name), 0)
