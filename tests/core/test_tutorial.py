"""The tutorial: its functions, its numbers, its document's program, its plot."""

import os
import subprocess
import sys

import numpy as np
import pytest

import minidnn
from minidnn import loss_plot, ops, tutorial


def test_the_data():
    x, y, x_val, y_val = minidnn.load_data()
    assert [a.shape for a in (x, y, x_val, y_val)] == [(505, 5), (505, 1), (64, 5), (64, 1)]
    assert {a.dtype for a in (x, y, x_val, y_val)} == {np.dtype("float32")}
    everything = np.concatenate([x, x_val])
    np.testing.assert_allclose(everything.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(everything.std(axis=0), 1, atol=1e-5)
    assert set(np.unique(np.concatenate([y, y_val]))) == {0, 1}
    assert y.sum() + y_val.sum() == 357


def test_the_functions_are_the_ops():
    rng = np.random.default_rng(0)
    x, w, b = rng.standard_normal((4, 3)), rng.standard_normal((3, 2)), rng.standard_normal((1, 2))
    np.testing.assert_array_equal(minidnn.dense(x, w, b), x @ w + b)
    dl_dz = rng.standard_normal((4, 2))
    dl_dw, dl_db, dl_dx = minidnn.dense_backward(x, w, dl_dz)
    _, db, dx, dw = ops.addmm(b, x, w)
    np.testing.assert_array_equal(dl_dw, dw(dl_dz))
    np.testing.assert_array_equal(dl_db, db(dl_dz))
    np.testing.assert_array_equal(dl_dx, dx(dl_dz))
    assert dl_db.shape == (1, 2)


def test_plain_arrays_and_tensors_take_the_same_functions():
    z = np.array([[-1.0, 2.0]])
    assert type(minidnn.relu(z)) is np.ndarray
    assert minidnn.relu(minidnn.tensor(z)).tolist() == minidnn.relu(z).tolist()
    assert minidnn.sigmoid(minidnn.tensor(z)).tolist() == minidnn.sigmoid(z).tolist()


def test_every_gradient_of_the_model():
    minidnn.reset_seed(3)
    model = minidnn.Model()
    x, y = (a[:7].astype(float) for a in minidnn.load_data()[:2])
    loss, dl_dx, *gradients = model.get_gradients(x, y)
    assert loss == pytest.approx(model.evaluate(x, y))
    names = ["w1", "b1", "w2", "b2", "w3", "b3"]
    assert len(gradients) == 6
    rng = np.random.default_rng(0)
    for name, gradient in zip(names, gradients):
        parameter = getattr(model, name)
        assert gradient.shape == parameter.shape
        for _ in range(10):
            index = tuple(rng.integers(0, n) for n in parameter.shape)
            value = parameter[index]
            parameter[index] = value + 1e-6
            above = model.evaluate(x, y)
            parameter[index] = value - 1e-6
            below = model.evaluate(x, y)
            parameter[index] = value
            assert gradient[index] == pytest.approx((above - below) / 2e-6, abs=1e-7)
    assert dl_dx.shape == x.shape


def test_1000_steps_reach_the_documents_numbers():
    minidnn.reset_seed(123)
    model = minidnn.Model()
    x, y, x_val, y_val = minidnn.load_data()
    losses = [minidnn.train(model, x, y, 1e-2) for _ in range(1000)]
    assert f"{losses[-1]:.4f}" == "0.1409"
    accuracy, precision, recall = minidnn.get_metrics(y_val, model.predict(x_val))
    assert accuracy == minidnn.get_accuracy(y_val, model.predict(x_val)) == 59 / 64
    assert (round(precision, 3), recall) == (0.886, 1.0)


def test_train_returns_the_loss_before_the_step():
    minidnn.reset_seed()
    model = minidnn.Model()
    x, y = minidnn.load_data()[:2]
    before = model.evaluate(x, y)
    assert minidnn.train(model, x, y, 0.1) == before
    assert model.evaluate(x, y) < before


def test_the_loss_is_finite_at_the_ends():
    y_true, y_pred = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
    assert minidnn.binary_cross_entropy_loss(y_true, y_pred) == pytest.approx(-np.log(1e-7))
    assert np.isfinite(minidnn.binary_cross_entropy_loss_backward(y_true, y_pred)).all()


def test_a_column_against_a_row_is_an_error():
    for function in (
        minidnn.binary_cross_entropy_loss,
        minidnn.binary_cross_entropy_loss_backward,
        minidnn.get_metrics,
    ):
        with pytest.raises(ValueError, match=r"\(4,\) and y_pred \(4, 1\) must have one shape"):
            function(np.ones(4), np.full((4, 1), 0.5))


# errors, but for words about old names: matplotlib 3.9 uses such of pyparsing
OLD = "ignore::DeprecationWarning"
WARNINGS = ["-W", "error", "-W", OLD]
DOCUMENT = """
import numpy as np
from minidnn import binary_cross_entropy_loss, binary_cross_entropy_loss_backward

y_true = np.array([[1.0], [1.0], [0.0], [1.0], [0.0], [0.0], [0.0], [1.0], [1.0], [0.0]])
y_pred = np.array([[0.6], [0.4], [0.2], [0.7], [0.1], [0.2], [0.5], [0.9], [0.8], [0.6]])
print(f"loss at start {binary_cross_entropy_loss(y_true, y_pred)}")
dl_dy_pred = binary_cross_entropy_loss_backward(y_true, y_pred)
for _ in range(500):
    y_pred = y_pred - 1e-2 * dl_dy_pred
    dl_dy_pred = binary_cross_entropy_loss_backward(y_true, y_pred)
print(f"loss at end {binary_cross_entropy_loss(y_true, y_pred)}")

from minidnn import load_data
X_train, Y_train, X_val, Y_val = load_data()
print("training set", X_train.shape, Y_train.shape)

from minidnn.loss_plot import init_loss_plot, add_loss_to_plot, finish_loss_plot
from minidnn import Model, reset_seed, train, get_accuracy
reset_seed(123)
model = Model()
init_loss_plot()
for epoch in range(1000):
    train_loss = train(model, X_train, Y_train, 1e-2)
    val_loss = model.evaluate(X_val, Y_val)
    add_loss_to_plot(train_loss, val_loss)
finish_loss_plot()
y_pred = model.predict(X_val)
print(f"accuracy {get_accuracy(Y_val, y_pred):.1%}")
"""


def test_the_documents_program(tmp_path):
    """As a script, without a display: it prints the document's numbers and leaves the plot."""
    run = subprocess.run(
        [sys.executable, *WARNINGS, "-c", DOCUMENT],
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if k not in ("DISPLAY", "MPLBACKEND")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    lines = run.stdout.splitlines()
    assert lines[0] == "loss at start 0.42733808972712606"
    assert float(lines[1].split()[-1]) < 0.01
    assert lines[2:] == ["training set (505, 5) (505, 1)", "accuracy 92.2%"]
    assert (tmp_path / "loss_plot.png").read_bytes().startswith(b"\x89PNG")


def test_the_plot_needs_a_beginning():
    for function, arguments in (
        (loss_plot.add_loss_to_plot, (1, 2)),
        (loss_plot.finish_loss_plot, ()),
    ):
        with pytest.raises(RuntimeError, match=r"there is no plot yet; call init_loss_plot\(\)"):
            function(*arguments)


def test_the_plot_is_drawn_at_most_twice_a_second(monkeypatch, tmp_path):
    clock = [0.0]
    monkeypatch.setattr(loss_plot.time, "monotonic", lambda: clock[0])
    plot = loss_plot.LossPlot(tmp_path / "a.png")
    plot.screen = "window"
    drawn = []
    monkeypatch.setattr(plot, "draw", lambda: drawn.append(len(plot.train_losses)))
    for _ in range(100):
        plot.add(1.0, 2.0)
    assert drawn == []
    clock[0] = 0.6
    plot.add(1.0, 2.0)
    assert drawn == [101]


def test_the_plot_in_a_notebook(monkeypatch, tmp_path):
    """A cell output that is updated, and no file."""
    shown = []

    class Handle:
        def update(self, figure):
            shown.append(figure)

    monkeypatch.setattr(loss_plot, "screen", lambda: "notebook")
    monkeypatch.setattr(loss_plot, "display", lambda figure: Handle())
    monkeypatch.chdir(tmp_path)
    loss_plot.init_loss_plot()
    loss_plot.add_loss_to_plot(1.0, 2.0)
    figure = loss_plot.finish_loss_plot()
    assert shown == [figure]
    assert list(tmp_path.iterdir()) == []


def test_swapping_a_function_of_the_model():
    """A Model takes its functions from one object, so that a student's own can stand in."""
    calls = []

    class Mine:
        def __getattr__(self, name):
            calls.append(name)
            return getattr(tutorial.FUNCTIONS, name)

    model = minidnn.Model()
    model.functions = Mine()
    model.predict(np.zeros((1, 5)))
    assert calls == ["dense", "relu", "dense", "relu", "dense", "sigmoid"]
