"""The library's ops on a student's functions: the same numbers, and only what is finished."""

import numpy as np
import pytest

import minidnn
from minidnn import ops, tape
from minidnn.grading import commands, pages, registry, use

SHAPES = {
    "relu": lambda r: ((r.normal(size=(3, 5)),), {}),
    "linear": lambda r: ((r.normal(size=(2, 7, 5)), r.normal(size=(3, 5)), r.normal(size=3)), {}),
    "log_softmax": lambda r: ((r.normal(size=(7, 5)),), {"axis": -1}),
    "cross_entropy": lambda r: ((r.normal(size=(7, 5)), r.integers(0, 5, 7), None), {}),
}


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("solved")
    for name, text in pages.files(solved=True).items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("name", SHAPES)
def test_an_op_on_the_solutions_is_the_librarys(solved, name):
    """y and the gradient of every input, for a random upstream gradient."""
    arrays, options = SHAPES[name](np.random.default_rng(1))
    mine = use(solved, quiet=True).ops[name]
    y, *rules = mine(*arrays, **options)
    wanted, *expected = getattr(ops, name)(*arrays, **options)
    np.testing.assert_allclose(y, wanted, rtol=1e-12)
    dy = np.random.default_rng(2).normal(size=np.shape(y))
    for rule, right in zip(rules, expected):
        assert (rule is None) == (right is None)
        if rule is not None:
            np.testing.assert_allclose(rule(dy), right(dy), rtol=1e-10, atol=1e-14)


def test_inside_with_the_layers_run_on_them(solved):
    mine = use(solved, quiet=True)
    calls = []
    mine.dense, dense = lambda *a: calls.append("dense") or dense(*a), mine.dense
    layer = minidnn.nn.Linear(5, 3)
    x = minidnn.randn(7, 5)
    outside = layer(x)
    assert tape.instead == {} and not calls
    with mine:
        inside = layer(x)
        inside.sum().backward()
    assert tape.instead == {} and calls == ["dense"]
    assert inside.dtype == minidnn.float32 and layer.weight.grad.shape == (3, 5)
    np.testing.assert_allclose(inside.detach().numpy(), outside.detach().numpy(), rtol=1e-5)


def test_what_is_not_finished_stays_the_librarys(tmp_path):
    commands.main(["exercises", "start", str(tmp_path)])
    page = tmp_path / "part1_prediction.py"
    page.write_text(page.read_text().replace("z = ...", "z = a_prev @ w + b"))
    mine = use(tmp_path, quiet=True)
    assert (mine.yours, mine.ops) == (["dense"], {})  # dense_backward is not finished
    assert {"relu", "linear", "log_softmax", "cross_entropy"} <= set(mine.ops_left)


def test_train_with(solved, tmp_path, capsys):
    from minidnn.cli import main

    out = str(tmp_path / "run")
    words = ["train", "digits", "--with", str(solved), "--epochs", "1", "--out", out]
    assert main([*words, "--no-plot", "--quiet", "--model", "mlp"]) == 0
    said = capsys.readouterr().out
    assert "yours      relu, linear, log_softmax, cross_entropy" in said
    assert float(said.split("accuracy ")[1].split("%")[0]) > 60


def test_train_with_nothing_of_use(tmp_path, capsys):
    from minidnn.cli import main

    commands.main(["exercises", "start", str(tmp_path / "blank")])
    assert main(["train", "digits", "--with", str(tmp_path / "blank"), "--epochs", "1"]) == 1
    assert "no function there is finished that digits's network" in capsys.readouterr().err


def test_an_adapter_names_an_op_that_exists(monkeypatch):
    from minidnn.course.part03_backpropagation.e3_relu_backward import library

    monkeypatch.setitem(library.OPS, "relux", "relu")
    with pytest.raises(ValueError, match="minidnn.ops has no 'relux'"):
        use(registry, quiet=True)


CONV = {"stride": (2, 2), "padding": ((1, 1), (1, 1)), "dilation": (1, 1), "groups": 1}
PICTURES = {
    "conv2d": lambda r: (
        (r.normal(size=(2, 3, 7, 5)), r.normal(size=(4, 3, 3, 3)), r.normal(size=4)), CONV,
    ),
    "max_pool2d": lambda r: (
        (r.normal(size=(2, 3, 6, 4)),), {"kernel": (2, 2), "stride": (2, 2), "padding": (0, 0)},
    ),
    "batch_norm": lambda r: batch(r.normal(size=(5, 3, 4, 2)), r),
}  # fmt: skip


def batch(x, r):
    options = {"mean": x.mean((0, 2, 3)), "var": x.var((0, 2, 3)), "eps": 1e-5, "training": True}
    return (x, r.normal(size=3), r.normal(size=3)), options


@pytest.mark.parametrize("name", PICTURES)
def test_an_op_of_pictures_on_the_solutions(solved, name):
    arrays, options = PICTURES[name](np.random.default_rng(1))
    y, *rules = use(solved, quiet=True).ops[name](*arrays, **options)
    wanted, *expected = getattr(ops, name)(*arrays, **options)
    np.testing.assert_allclose(y, wanted, rtol=1e-10, atol=1e-12)
    dy = np.random.default_rng(2).normal(size=np.shape(y))
    for rule, right in zip(rules, expected):
        np.testing.assert_allclose(rule(dy), right(dy), rtol=1e-8, atol=1e-10)
