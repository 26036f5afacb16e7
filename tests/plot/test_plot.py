"""Pictures: every function gives a matplotlib figure that shows what it should."""

import subprocess
import sys

import numpy as np
import pytest

import minidnn
from minidnn import nn, optim, plot, training
from minidnn.plot.curves import SHOWN_POINTS, running_mean, thinned
from minidnn.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(0)
X = rng.standard_normal((60, 2)).astype(np.float32)
Y = (X[:, 0] > 0).astype(np.int64)


def trained(epochs=3, batch_size=20, callbacks=(), val=True):
    minidnn.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))
    loader = DataLoader(TensorDataset(X, Y), batch_size)
    history = training.fit(
        model,
        loader,
        loader if val else None,
        criterion=nn.CrossEntropyLoss(),
        optimizer=optim.Adam(model.parameters(), 0.05),
        epochs=epochs,
        progress=False,
        callbacks=callbacks,
    )
    return model, history


def texts(figure):
    found = [t.get_text() for axes in figure.axes for t in axes.texts]
    for axes in figure.axes:
        found += [
            axes.get_title(loc="left"),
            axes.get_title(),
            axes.get_xlabel(),
            axes.get_ylabel(),
        ]
        legend = axes.get_legend()
        found += [t.get_text() for t in legend.get_texts()] if legend else []
    return found + ([figure._suptitle.get_text()] if figure._suptitle else [])


def drawn(figure):
    """The picture, to see that drawing it works."""
    picture = figure._repr_png_()
    assert picture.startswith(b"\x89PNG")
    return figure


def test_curves():
    _, history = trained(epochs=40)
    figure = drawn(plot.curves(history, title="Moons"))
    seen = texts(figure)
    assert {"Moons", "Loss", "Accuracy", "epoch", "loss", "every batch"} <= set(seen)
    assert f"validation (last {history['val_loss'][-1]:.4f})" in seen
    raw = figure.axes[0].lines[0]
    assert raw.get_ydata().tolist() == history.losses
    assert raw.get_xdata()[[2, 5, 8]].tolist() == pytest.approx([1, 2, 3])  # 3 batches an epoch
    assert drawn(plot.curves(history, scale="log")).axes[0].get_yscale() == "log"
    _, full = trained(epochs=5, batch_size=60, val=False)
    assert "every batch" not in texts(plot.curves(full))


def test_curves_of_several_runs_and_all_metrics():
    _, one = trained(epochs=4)
    _, two = trained(epochs=3, batch_size=60)
    for history in (one, two):
        for row in history.rows:
            row["f1"], row["val_mae"] = 0.5, 2.5
    figure = drawn(plot.curves(adam=one, sgd=two))
    seen = set(texts(figure))
    assert {"Loss", "Accuracy", "F1", "Mae"} <= seen
    assert "sgd (last 50.0%)" in seen
    assert "adam, validation (last 2.5)" in seen
    assert drawn(plot.curves([one, two])).axes[0].lines[1].get_linestyle() == "--"
    assert "a (last 50.0%)" in texts(plot.curves({"a": one, "b": two}))
    for name in ("Loss", "Accuracy"):  # the legend lies below what is drawn
        axes = next(a for a in figure.axes if a.get_title(loc="left") == name)
        figure.canvas.draw()
        assert axes.get_legend().get_window_extent().y1 < axes.get_window_extent().y0


def test_pictures_follow_a_dark_style():
    from matplotlib import pyplot

    _, history = trained(epochs=2)
    with pyplot.style.context("dark_background"):
        axes = plot.curves(history).axes[0]
    assert axes._left_title.get_color() == "white"
    assert axes.figure.get_facecolor() == (0, 0, 0, 1)


def test_names_of_sixty_classes_do_not_touch():
    matrix = np.eye(60, dtype=int)
    figure = drawn(plot.confusion_matrix(matrix, classes=[f"class {i}" for i in range(60)]))
    figure.canvas.draw()
    boxes = [label.get_window_extent() for label in figure.axes[0].get_xticklabels()]
    assert all(a.x1 <= b.x0 + 0.5 for a, b in zip(boxes, boxes[1:]))


def test_curves_of_a_stopped_epoch():
    _, history = trained(epochs=2)
    history.losses += [0.5, 0.4]
    line = plot.curves(history).axes[0].lines[0]
    assert line.get_xdata()[-1] == pytest.approx(2 + 2 / 3)
    history.rows.clear()
    drawn(plot.curves(history))


def test_running_mean_and_thinning():
    assert running_mean(np.array([1.0, 1.0, 1.0]), 0.9).tolist() == pytest.approx([1, 1, 1])
    assert running_mean(np.array([0.0, 1.0]), 0.5).tolist() == pytest.approx([0, 2 / 3])
    y = rng.random(50_000)
    y[12_345] = 9.0
    x, kept = thinned(np.arange(50_000), y)
    assert len(kept) <= SHOWN_POINTS + 1
    assert kept.max() == 9.0
    assert x[kept.argmax()] == 12_345


def test_learning_rate():
    _, history = trained()
    assert drawn(plot.learning_rate(history)).axes[0].lines[0].get_ydata().tolist() == [0.05] * 9
    assert plot.learning_rate([1.0, 0.01, 1e-4]).axes[0].get_yscale() == "log"


def test_confusion_matrix():
    figure = drawn(plot.confusion_matrix([0, 0, 1, 1], [0, 1, 1, 1], classes=["cat", "dog"]))
    assert {"75.0% of 4 right", "predicted", "true", "2"} <= set(texts(figure))
    drawn(plot.confusion_matrix(np.eye(30, dtype=int)))


def test_images():
    pictures = rng.random((5, 1, 6, 6))
    shares = np.eye(3)[[0, 1, 2, 0, 1]] * 0.7 + 0.1
    figure = drawn(
        plot.images(pictures, [0, 1, 2, 1, 1], shares, classes=["a", "b", "c"], columns=3)
    )
    titles = [axes.get_title() for axes in figure.axes]
    assert titles[:5] == ["a 80%", "b 80%", "c 80%", "a 80% → b", "b 80%"]
    drawn(plot.images(rng.integers(0, 256, (2, 8, 8, 3), dtype=np.uint8)))
    drawn(plot.images(rng.standard_normal((2, 3, 8, 8))))


def test_filters():
    assert len(drawn(plot.filters(nn.Conv2d(1, 6, 3))).axes) == 6
    drawn(plot.filters(nn.Conv2d(3, 6, 3)))
    drawn(plot.filters(nn.Sequential(nn.Flatten(), nn.Linear(16, 4))))
    drawn(plot.filters(rng.standard_normal((4, 2, 3, 3))))


def test_histograms():
    model, _ = trained(epochs=1)
    figure = drawn(plot.histograms(model))
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["0.weight", "2.weight"]
    with pytest.raises(ValueError, match="0.weight has no gradient; call loss.backward"):
        plot.histograms(model, gradients=True)
    model(minidnn.tensor(X)).sum().backward()
    drawn(plot.histograms(model, gradients=True))


def test_decision_boundary():
    model, _ = trained()
    drawn(plot.decision_boundary(model, X, Y, resolution=30))
    binary = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
    drawn(plot.decision_boundary(binary, X, Y[:, None], classes=["no", "yes"], resolution=30))


def test_live_plot_without_a_screen_writes_its_file(tmp_path):
    path = tmp_path / "live.png"
    live = plot.LivePlot(path)
    trained(callbacks=[live])
    assert path.read_bytes().startswith(b"\x89PNG")
    assert {"Loss", "Accuracy"} <= set(texts(live.figure))


def test_live_plot_draws_at_most_twice_a_second(monkeypatch, tmp_path):
    drawings = []
    live = plot.LivePlot(tmp_path / "live.png")
    monkeypatch.setattr(live, "draw", drawings.append)
    trained(epochs=40, callbacks=[live])
    assert len(drawings) <= 2


def test_save_writes_by_the_ending(tmp_path):
    figure = plot.learning_rate([1.0, 0.5])
    for kind in ("png", "svg", "pdf", "jpg"):
        assert plot.save(figure, tmp_path / f"a.{kind}").stat().st_size > 1000
    with pytest.raises(ValueError, match="cannot write a.txt; use one of"):
        plot.save(figure, tmp_path / "a.txt")
    with pytest.raises(RuntimeError, match="there is no notebook and no display"):
        plot.show(figure)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda h: plot.curves(training.History()), "the history is empty; train first"),
        (lambda h: plot.curves(h, scale="cubic"), "scale must be 'linear' or 'log'; got 'cubic'"),
        (lambda h: plot.curves(h, smooth=1), r"smooth must be in \[0, 1\); got 1"),
        (lambda h: plot.learning_rate([]), "the history is empty"),
        (lambda h: plot.confusion_matrix(np.zeros((2, 3))), r"square matrix; got shape \(2, 3\)"),
        (lambda h: plot.confusion_matrix(np.eye(2), classes="abc"), "3 names for 2 classes"),
        (lambda h: plot.images(np.zeros((0, 2, 2))), "there is no image to draw"),
        (lambda h: plot.images(np.zeros((2, 2, 2)), [1]), "2 images but 1 labels"),
        (lambda h: plot.images(np.zeros((2, 2, 7, 7))), "cannot draw an image of shape"),
        (lambda h: plot.filters(nn.Linear(5, 2)), "5 numbers, which form no square image"),
        (lambda h: plot.filters(nn.ReLU()), "neither a linear nor a convolutional layer"),
        (lambda h: plot.filters(np.zeros(3)), r"expected weights \(O,C,H,W\) or \(O,I\)"),
        (lambda h: plot.histograms(nn.ReLU()), "the model has no parameters"),
        (lambda h: plot.decision_boundary(None, np.zeros((2, 3)), [0, 1]), r"expected x \(N,2\)"),
    ],
)
def test_messages(call, message):
    _, history = trained(epochs=1)
    with pytest.raises(ValueError, match=message):
        call(history)


def test_matplotlib_waits_for_the_first_picture_and_pyplot_is_never_loaded(tmp_path):
    code = """
import sys, minidnn
from minidnn import plot, training, metrics
assert "matplotlib" not in sys.modules
figure = plot.learning_rate([1.0, 0.5])
plot.save(figure, sys.argv[1])
assert "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "rate.png")], check=True)
