"""What a notebook shows of tensors, summaries and histories: well-formed, escaped, with numbers."""

import xml.etree.ElementTree as ET

import numpy as np

import minidnn
from minidnn import nn, optim, training
from minidnn.markup import curve, table
from minidnn.utils.data import DataLoader, TensorDataset


def parsed(markup):
    return ET.fromstring(f"<div>{markup}</div>")


def test_a_tensor_shows_statistics():
    x = minidnn.tensor(np.arange(24.0).reshape(4, 6))
    words = "".join(parsed(x._repr_html_()).itertext())
    assert "tensor([[" in words and "4 × 6 · float64 · cpu · mean 11.5" in words
    assert "from 0 to 23 · 4% zeros" in words
    x[0, 0] = float("nan")
    assert "1 not finite" in "".join(parsed(x._repr_html_()).itertext())
    assert "small" not in minidnn.ones(3)._repr_html_()


def test_a_summary_is_a_table():
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    cells = [c.text for c in parsed(model.summary((1, 3))._repr_html_()).iter("td")]
    assert "16" in cells and cells[-1] == "26"


def test_a_history_is_a_curve_and_a_table():
    x, y = minidnn.randn(20, 3), minidnn.randint(0, 2, (20,))
    model = nn.Linear(3, 2)
    loader = DataLoader(TensorDataset(x, y), 10)
    history = training.fit(
        model, loader, loader, criterion=nn.CrossEntropyLoss(), epochs=15, progress=False,
        optimizer=optim.SGD(model.parameters(), 0.1),
    )  # fmt: skip
    tree = parsed(history._repr_html_())
    assert len(list(tree.iter("polyline"))) == 2
    assert len(list(tree.iter("tr"))) == 1 + 12
    assert "no epoch" in training.History()._repr_html_()


def test_markup_is_escaped_and_survives_what_is_no_number():
    assert "&lt;b&gt;" in table(["<b>"], [["<i>"]]) and "<i>" not in table(["a"], [["<i>"]])
    assert curve({"loss": [float("nan")]}) == ""
    assert "polyline" in curve({"loss": [1.0, float("inf"), 2.0]})
