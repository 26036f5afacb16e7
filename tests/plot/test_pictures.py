"""Pictures of the inside: the graph, gradients, activations, landscape, field, rates, profile."""

import io
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import minidnn
from minidnn import datasets, nn, optim, plot, training
from minidnn.utils.data import DataLoader, TensorDataset

from .test_plot import X, Y, drawn, texts

x, y = minidnn.tensor(X), minidnn.tensor(Y)
criterion = nn.CrossEntropyLoss()


def network():
    minidnn.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2))


def test_graph_draws_ops_shapes_parameters_and_gradient_norms(tmp_path):
    model = network()
    loss = criterion(model(x), y)
    picture = plot.graph(loss, model)
    assert all(p.grad is None for p in model.parameters())
    words = [t.text for t in ET.fromstring(picture.text).iter("{http://www.w3.org/2000/svg}text")]
    assert [w for w in words if w in ("linear", "tanh", "relu", "cross_entropy")] == [
        "linear", "tanh", "linear", "relu", "linear", "cross_entropy",
    ]  # fmt: skip
    assert "2.weight" in words
    loss.backward()  # the record is still there
    norm = np.linalg.norm(model[2].weight.grad.numpy())
    assert f"8 × 8   ‖g‖ {norm:.2g}" in words
    assert picture.save(tmp_path / "g.svg").read_text("utf-8") == picture._repr_svg_()
    with pytest.raises(ValueError, match="draw it before backward"):
        plot.graph(loss, model)


def test_graph_of_a_diamond_and_what_it_refuses():
    w = minidnn.ones(2, requires_grad=True)
    a = w * 2
    plain = plot.graph((a + a.exp()).sum(), {"w & v": w}, gradients=False)
    assert "w &amp; v" in plain.text and "‖g‖" not in plain.text
    assert plain.text.count("<path") == 5
    with pytest.raises(ValueError, match="nothing was recorded"):
        plot.graph(minidnn.ones(2))
    for _ in range(401):
        a = a + 1
    with pytest.raises(ValueError, match="too many for one drawing"):
        plot.graph(a)


def test_gradient_flow():
    model = network()
    with pytest.raises(ValueError, match="no gradient yet"):
        plot.gradient_flow(model)
    criterion(model(x), y).backward()
    model[0].bias.grad = None
    axes = drawn(plot.gradient_flow(model)).axes[0]
    names = [name for name, _ in model.named_parameters()]
    assert [t.get_text() for t in axes.get_xticklabels()] == names
    heights = [bar.get_height() for bar in axes.patches]
    assert heights[0] == pytest.approx(np.abs(model[0].weight.grad.numpy()).max())
    assert "zero, none, or no number" in texts(axes.figure)


def test_activations_over_a_training_and_now():
    model = network()
    with minidnn.no_grad():
        model[2].bias.array[:3] = -100.0  # three dead units
    log = training.ActivationLog(x)
    training.fit(
        model, DataLoader(TensorDataset(X, Y), 20), criterion=criterion,
        optimizer=optim.SGD(model.parameters(), 0.1), epochs=3, callbacks=[log], progress=False,
    )  # fmt: skip
    assert [row["epoch"] for row in log.rows] == [0, 1, 2, 3]
    assert set(log.rows[0]["layers"]) == {"1 Tanh", "3 ReLU"}
    assert log.rows[-1]["layers"]["3 ReLU"]["dead"] >= 3 / 8
    with minidnn.no_grad():
        expected = (np.abs(model[1](model[0](x)).numpy()) >= 0.97).mean()
    assert log.rows[-1]["layers"]["1 Tanh"]["saturated"] == pytest.approx(expected)
    assert "Dead units" in texts(drawn(plot.activations(log)))
    drawn(plot.activations(model, x))
    with pytest.raises(ValueError, match="give a model and inputs"):
        plot.activations(model)
    with pytest.raises(ValueError, match="has seen no epoch"):
        plot.activations(training.ActivationLog(x))


def test_loss_landscape_leaves_the_weights():
    model = network()
    before = [p.array.copy() for p in model.parameters()]
    figure = drawn(plot.loss_landscape(model, criterion, x, y, resolution=5))
    for p, w in zip(model.parameters(), before):
        np.testing.assert_array_equal(p.array, w)
    with minidnn.no_grad():
        here = criterion(model.eval()(x), y).item()
    assert f"here: {here:.3g}" in texts(figure)
    with pytest.raises(ValueError, match="at least 3"):
        plot.loss_landscape(model, criterion, x, y, resolution=2)


def test_receptive_field_has_the_size_of_the_formula():
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.MaxPool2d(2), nn.Conv2d(4, 4, 3, padding=1),
        nn.Flatten(), nn.Linear(4 * 100, 2),
    )  # fmt: skip
    figure = drawn(plot.receptive_field(model, (1, 20, 20), samples=16))
    assert "8 × 8 of 20 × 20 pixels" in texts(figure)[1]  # 3 + (2-1)·1 + (3-1)·2
    first = plot.receptive_field(model, (1, 20, 20), "0")
    assert "3 × 3 of 20 × 20 pixels" in texts(first)[1]
    with pytest.raises(ValueError, match=r"must be \(C, H, W\)"):
        plot.receptive_field(model, (20, 20))


def test_a_network_learns_with_the_suggested_rate():
    """Plain SGD on digits: where the loss falls most steeply, 1.7, it learns nothing."""
    digits = datasets.load_digits()
    x, y = (digits.data / 16).astype(np.float32), digits.target
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer = optim.SGD(model.parameters(), 0.1)
    loader = DataLoader(TensorDataset(x[:1500], y[:1500]), 32)
    found = training.find_lr(model, loader, criterion=criterion, optimizer=optimizer)
    optimizer.param_groups[0]["lr"] = found.suggestion
    test = DataLoader(TensorDataset(x[1500:], y[1500:]), 297)
    history = training.fit(model, loader, test, criterion=criterion, optimizer=optimizer,
                           epochs=5, progress=False)  # fmt: skip
    assert history["val_accuracy"][-1] > 0.8


def test_find_lr_suggests_and_restores():
    model = network()
    optimizer = optim.Adam(model.parameters(), 1e-3)
    loader = DataLoader(TensorDataset(X, Y), 20)
    before = [p.array.copy() for p in model.parameters()]
    found = training.find_lr(model, loader, criterion=criterion, optimizer=optimizer, high=100.0)
    assert 1e-3 < found.suggestion < 10
    assert found.suggestion <= found.rates[int(np.argmin(found.losses))] / 10
    assert found.losses[0] > min(found.losses)
    assert optimizer.param_groups[0]["lr"] == 1e-3
    for p, w in zip(model.parameters(), before):
        np.testing.assert_array_equal(p.array, w)
    again = training.find_lr(model, loader, criterion=criterion, optimizer=optimizer, high=100.0)
    assert again.losses == found.losses
    assert f"suggestion: {found.suggestion:.1e}" in texts(drawn(plot.find_lr(found)))
    assert found._repr_png_().startswith(b"\x89PNG") and "suggestion" in repr(found)
    with pytest.raises(ValueError, match="0 < low < high"):
        training.find_lr(model, loader, criterion=criterion, optimizer=optimizer, low=1, high=0.1)
    with pytest.raises(ValueError, match="no batches"):
        training.find_lr(model, [], criterion=criterion, optimizer=optimizer)


def test_profile_counts_ops_layers_and_bytes():
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 2))
    images, labels = minidnn.randn(6, 1, 8, 8), minidnn.randint(0, 2, (6,))
    optimizer = optim.SGD(model.parameters(), 0.1)

    def step():
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()

    found = training.profile(step, model, repeat=2)
    places = {(row.op, row.layer): row for row in found.rows}
    assert set(places) == {
        ("conv2d", "0"), ("relu", "1"), ("reshape", "2"), ("linear", "3"), ("cross_entropy", ""),
    }  # fmt: skip
    assert places["conv2d", "0"].bytes == 6 * 4 * 6 * 6 * 4
    assert all(row.calls == 1 and row.forward > 0 and row.backward > 0 for row in found.rows)
    assert places["linear", "3"].floor > 0 and places["relu", "1"].floor == 0
    assert [row.op for row in found.by("op")] and len(found.by("layer")) == 5
    assert "of bare products" in str(found) and "<table>" in found._repr_html_()
    drawn(plot.profile(found))
    drawn(plot.profile(found, by="op"))
    with pytest.raises(ValueError, match='"layer" or "op"'):
        plot.profile(found, by="time")
    with pytest.raises(ValueError, match="ran no op"):
        training.profile(lambda: None, repeat=2)


def test_film_of_a_boundary(tmp_path):
    from PIL import Image

    film = plot.Film(X, Y, every=2, resolution=20)
    with pytest.raises(ValueError, match="no pictures"):
        film.gif()
    model = network()
    training.fit(
        model, DataLoader(TensorDataset(X, Y), 20), criterion=criterion,
        optimizer=optim.Adam(model.parameters(), 0.05), epochs=4, callbacks=[film], progress=False,
    )  # fmt: skip
    with Image.open(film.save(tmp_path / "film.gif")) as picture:
        assert picture.n_frames == 3  # before, after 2, after 4
    assert "data:image/gif;base64," in film.save(tmp_path / "film.html").read_text()
    with pytest.raises(ValueError, match=r"use .gif or .html"):
        film.save(tmp_path / "film.mp4")
    assert len(film.gif()) < 300_000 and io.BytesIO(film.gif()).read(3) == b"GIF"


def test_augmentations():
    from minidnn.vision import transforms

    image = np.random.default_rng(0).integers(0, 255, (16, 16, 3), dtype=np.uint8)
    from PIL import Image

    change = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
    figure = drawn(plot.augmentations(change, Image.fromarray(image), 5))
    assert sum(len(axes.images) for axes in figure.axes) == 6
