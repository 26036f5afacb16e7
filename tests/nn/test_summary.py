"""summary: the table of a model's layers; and the drawing of a recorded computation."""

import pytest

import minidnn
from minidnn import inspect, nn


def small():
    return nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 2)
    )


def test_table():
    model = small()
    model[0].requires_grad_(False)
    model[1].eval()
    table = model.summary((5, 3, 8, 8))
    text = str(table)
    rows = [line.split("  ") for line in text.splitlines()]
    assert [part.strip() for part in rows[3] if part] == ["0: Conv2d", "(5, 4, 6, 6)", "112 frozen"]
    assert [part.strip() for part in rows[7] if part] == ["4: Linear", "(5, 2)", "290"]
    assert table.parameters == 112 + 8 + 290
    assert table.trainable == 8 + 290
    assert "parameters   410 (112 frozen)" in text
    assert table.parameter_bytes == 4 * 410
    assert table.activation_bytes == 4 * 5 * (3 * 144 + 144 + 2)
    assert [m.training for m in model] == [True, False, True, True, True]  # as before
    assert model[1].num_batches_tracked.item() == 0


def test_without_input_size_and_as_function():
    assert "output shape" in str(minidnn.summary(small()))
    assert minidnn.summary(small()).activation_bytes == 0
    nested = nn.Sequential(small(), nn.Linear(2, 1, dtype="float64"))
    assert "    4: Linear" in str(minidnn.summary(nested))
    with pytest.raises(ValueError, match="conv2d"):
        small().summary((5, 2, 8, 8))


def loss():
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    return nn.CrossEntropyLoss()(model(minidnn.randn(5, 3)), minidnn.tensor([0, 1, 0, 1, 1])), model


def test_mermaid():
    text = inspect.mermaid(*loss())
    lines = text.splitlines()
    assert lines[0] == "flowchart LR"
    assert '  n0["0.weight<br/>(4, 3)"]:::leaf' in lines
    assert '(["linear<br/>(5, 4)"])' in text
    assert '(["relu<br/>(5, 4)"])' in text
    assert lines[-2].endswith("--> n7")


def test_dot():
    text = inspect.dot(*loss())
    assert text.startswith("digraph computation {")
    assert text.endswith("}")
    assert text.count("->") == 7
    assert "2.bias\\n(2)" in text


def test_names_may_be_a_dictionary_or_missing():
    w = minidnn.ones(2, requires_grad=True)
    assert '"w<br/>(2)"' in inspect.mermaid(w * 2, {"w": w})
    assert '"tensor<br/>(2)"' in inspect.mermaid(w * 2)


def test_long_chains_are_no_problem():
    x = minidnn.ones(1, requires_grad=True)
    for _ in range(3000):
        x = x + 1
    assert inspect.mermaid(x).count("-->") == 3000


def test_messages():
    with pytest.raises(ValueError, match="nothing was recorded for this tensor"):
        inspect.mermaid(minidnn.ones(2))
    result, model = loss()
    result.backward()
    with pytest.raises(ValueError, match="has freed this record; draw the computation before"):
        inspect.mermaid(result, model)
