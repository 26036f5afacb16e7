"""The references of parts 4 to 7 against central differences, PyTorch and closed forms."""

from pathlib import Path

import numpy as np
import pytest

from minidnn.course.part04_training.e1_train.reference import (
    NAMES,
    Network,
    network_parameters,
    train,
)
from minidnn.course.part04_training.e2_training_loop.exercise import loop_cases
from minidnn.course.part05_checking.e1_gradient_check.reference import (
    gradient_check,
    numerical_gradient,
    operation,
    scalar_function,
)
from minidnn.course.part05_checking.e2_initialisation.reference import he_normal, xavier_uniform
from minidnn.course.part06_optimizers.e1_batches.reference import iterate_minibatches, standardise
from minidnn.course.part06_optimizers.e2_momentum.reference import sgd_momentum_step
from minidnn.course.part06_optimizers.e3_adam.reference import adam_step
from minidnn.course.part06_optimizers.e4_controls.reference import (
    add_weight_decay,
    clip_gradients,
    step_decay,
    warmup_cosine,
)
from minidnn.course.part07_classes.e1_dropout.reference import dropout, dropout_backward
from minidnn.course.part07_classes.e2_log_softmax.reference import (
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
)
from minidnn.course.part07_classes.e3_digits.exercise import first_parameters
from minidnn.course.part07_classes.e3_digits.reference import digits_gradients, predict_digits


@pytest.fixture(scope="module")
def goldens():
    with np.load(Path(__file__).parent / "goldens" / "part4_7.npz", allow_pickle=False) as file:
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


def close(got, wanted, rtol=1e-6, atol=1e-9):
    assert np.shape(got) == np.shape(wanted)
    np.testing.assert_allclose(got, wanted, rtol=rtol, atol=atol)


# --- part 4 -------------------------------------------------------------------------------------


def test_network_gradients_are_the_slopes_of_the_loss():
    rng = np.random.default_rng(0)
    values = network_parameters(rng, (5, 7, 3, 1))
    x, y_true = rng.normal(size=(11, 5)), rng.integers(0, 2, (11, 1)).astype(float)
    loss, dl_dx, *gradients = Network(values).get_gradients(x, y_true)
    close(loss, Network(values).evaluate(x, y_true))
    close(dl_dx, slope(lambda v: Network(values).evaluate(v, y_true), x), 1e-5)
    for k, got in enumerate(gradients):

        def loss_at(v, k=k):
            return Network((*values[:k], v, *values[k + 1 :])).evaluate(x, y_true)

        close(got, slope(loss_at, values[k]), 1e-5)


def test_training_steps_agree_with_pytorch(goldens):
    g = goldens
    model = Network([g[f"train_start_{n}"] for n in NAMES])
    losses = [train(model, g["train_x"], g["train_y_true"], 0.2) for _ in range(4)]
    close(losses, g["train_losses"], 1e-10)
    for name in NAMES:
        close(getattr(model, name), g[f"train_end_{name}"], 1e-10)


def test_loop_reaches_the_accuracy_of_the_tutorial():
    case = loop_cases(np.random.default_rng(0))[-1]
    parameters, x_train, y_train, x_val, y_val, steps = case.args
    model = Network(parameters)
    for _ in range(steps):
        loss = train(model, x_train, y_train, 1e-2)
    assert f"{loss:.4f}" == "0.1409"
    assert np.sum((model.predict(x_val) > 0.5) == (y_val > 0.5)) == 59


# --- part 5 -------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", [0, 1])
def test_numerical_gradient_against_the_formula(which):
    x = np.random.default_rng(1).normal(size=(3, 5))
    first = 2 * np.sum(x) + 3 * x**2
    second = 0.3 * np.exp(0.3 * x) * np.mean(x) + np.sum(np.exp(0.3 * x)) / x.size
    close(numerical_gradient(scalar_function(which), x), (first, second)[which], 1e-8)


@pytest.mark.parametrize("which", [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18])
def test_gradient_check_tells_right_from_wrong(which):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x = rng.uniform(0.2, 1.5, (5, 3)) * rng.choice([-1, 1], (5, 3))
        good, error = gradient_check(*operation(which), x, rng)
        assert good == (which < 10)
        assert error < 1e-8 if good else error > 1e-4


def test_initial_weights_have_the_spread_of_the_papers():
    rng = np.random.default_rng(2)
    w = xavier_uniform(300, 500, rng)
    assert np.max(np.abs(w)) <= np.sqrt(6 / 800)
    close(np.std(w), np.sqrt(2 / 800), 0.01)
    close(np.std(he_normal(300, 500, rng)), np.sqrt(2 / 300), 0.01)


# --- part 6 -------------------------------------------------------------------------------------


def test_standardise_uses_the_training_set():
    rng = np.random.default_rng(3)
    x_train, x_val = rng.normal(5, 3, (40, 4)), rng.normal(size=(7, 4))
    x_train[:, 2] = 1.5
    train_set, val_set = standardise(x_train, x_val)
    others = [0, 1, 3]
    close(train_set.mean(axis=0), np.zeros(4), atol=1e-12)
    close(train_set.std(axis=0)[others], np.ones(3))
    back = val_set[:, others] * x_train.std(axis=0)[others] + x_train.mean(axis=0)[others]
    close(back, x_val[:, others])


@pytest.mark.parametrize("n, size", [(23, 5), (20, 5), (3, 8), (1, 1)])
def test_minibatches_are_a_partition(n, size):
    x = np.arange(n, dtype=float)[:, None]
    batches = list(iterate_minibatches(x, 2 * x, size, np.random.default_rng(4)))
    assert [len(b) for b, _ in batches] == [min(size, n - s) for s in range(0, n, size)]
    close(np.sort(np.concatenate([b for b, _ in batches]), axis=0), x)
    for x_batch, y_batch in batches:
        close(y_batch, 2 * x_batch)


def ways(step, goldens, scale=1.0):
    """The trajectory of one parameter beside a second one that must not disturb it."""
    params = {"w1": goldens["steps_start"].copy(), "w2": np.zeros((2, 2))}
    state, way = {}, []
    for g, rate in zip(goldens["steps_grads"], goldens["steps_rates"]):
        step(params, {"w1": scale * g, "w2": np.ones((2, 2))}, state, float(rate))
        way.append(params["w1"].copy())
    return np.array(way)


def test_momentum_agrees_with_pytorch(goldens):
    close(ways(sgd_momentum_step, goldens), goldens["steps_momentum"], 1e-12)


@pytest.mark.parametrize("name, scale", [("plain", 1.0), ("tiny", 1e-8), ("large", 1e5)])
def test_adam_agrees_with_pytorch(goldens, name, scale):
    close(ways(adam_step, goldens, scale), goldens[f"steps_adam_{name}"], 1e-10)


def test_weight_decay_agrees_with_pytorch(goldens):
    def step(params, grads, state, rate):
        grads = add_weight_decay(params, grads, 0.3)
        sgd_momentum_step(params, grads, state, rate, momentum=0.0)

    close(ways(step, goldens), goldens["steps_decay"], 1e-12)


def test_clipping_agrees_with_pytorch(goldens):
    grads = {n: goldens[f"clip_{n}"] for n in ("w1", "b1")}
    for name, limit in (("long", 0.7), ("short", 100.0)):
        for n, got in clip_gradients(grads, limit).items():
            close(got, goldens[f"clip_{name}_{n}"], 1e-5)  # PyTorch adds 1e-6 to the norm


def test_schedules_agree_with_pytorch(goldens):
    close([step_decay(0.8, s, 4, 0.3) for s in range(15)], goldens["rates_step"], 1e-10)
    close(
        [warmup_cosine(0.8, s + 3, 3, 15) for s in range(13)],
        goldens["rates_cosine"],
        1e-8,
        1e-10,
    )
    close([warmup_cosine(0.8, s, 4, 10) for s in range(4)], [0.2, 0.4, 0.6, 0.8])


# --- part 7 -------------------------------------------------------------------------------------


def test_dropout_keeps_the_mean_and_its_backward_is_the_slope():
    x, upstream = np.random.default_rng(5).normal(size=(2, 7, 5))
    y, mask = dropout(x, 0.3, np.random.default_rng(6))

    def loss(v):
        return np.sum(upstream * dropout(v, 0.3, np.random.default_rng(6))[0])

    close(dropout_backward(mask, upstream), slope(loss, x))
    close(y, x * mask)
    y, _ = dropout(np.ones((300, 300)), 0.3, np.random.default_rng(7))
    close(np.mean(y), 1.0, 0.01)
    close(dropout(x, 0.3, None, training=False)[0], x)


@pytest.mark.parametrize("shape", [(7, 5), (5, 5), (1, 3)])
def test_log_softmax_and_loss_backward_are_the_slopes(shape):
    rng = np.random.default_rng(8)
    z, upstream = rng.normal(size=shape), rng.normal(size=shape)
    close(log_softmax_backward(z, upstream), slope(lambda v: np.sum(upstream * log_softmax(v)), z))
    close(np.sum(np.exp(log_softmax(z)), axis=1), np.ones(len(z)))
    y_true = rng.integers(0, shape[1], shape[0])
    log_p = log_softmax(z)
    close(nll_loss_backward(y_true, log_p), slope(lambda v: nll_loss(y_true, v), log_p))


@pytest.mark.parametrize("name", ["plain", "large"])
def test_log_softmax_agrees_with_pytorch(goldens, name):
    g = goldens
    close(log_softmax(g[f"lsm_{name}_z"]), g[f"lsm_{name}_log_p"], 1e-12)
    got = log_softmax_backward(g[f"lsm_{name}_z"], g[f"lsm_{name}_dl_dy"])
    close(got, g[f"lsm_{name}_dl_dz"], 1e-10, 1e-12)


def test_nll_loss_agrees_with_pytorch(goldens):
    g = goldens
    close(nll_loss(g["nll_y_true"], g["nll_log_p"]), g["nll_loss"], 1e-12)
    close(nll_loss_backward(g["nll_y_true"], g["nll_log_p"]), g["nll_dl_dlog_p"], 1e-12)


def test_digits_network_agrees_with_pytorch(goldens):
    g = goldens
    params = {n: g[f"digits_{n}"] for n in ("w1", "b1", "w2", "b2")}
    loss, grads = digits_gradients(params, g["digits_x"], g["digits_y_true"])
    close(loss, g["digits_loss"], 1e-12)
    for name, got in grads.items():
        close(got, g[f"digits_dl_d{name}"], 1e-10)
    assert np.array_equal(predict_digits(params, g["digits_x"]), g["digits_labels"])


def test_digits_gradients_are_the_slopes_of_the_loss():
    rng = np.random.default_rng(9)
    params, x, y_true = first_parameters(rng), rng.normal(size=(5, 64)), rng.integers(0, 10, 5)
    _, grads = digits_gradients(params, x, y_true)
    for name in ("b1", "w2", "b2"):

        def loss(v, name=name):
            return digits_gradients(params | {name: v}, x, y_true)[0]

        close(grads[name], slope(loss, params[name]), 1e-5, 1e-8)
