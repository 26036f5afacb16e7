"""The ops of texts on a student's functions: embedding, recurrent cells, attention, layer norm."""

import numpy as np
import pytest

from minidnn import ops
from minidnn.grading import pages, use
from minidnn.ops import cells, recurrent


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("solved")
    for name, text in pages.files(solved=True).items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def mine(solved):
    return use(solved, quiet=True)


def weights(r, gates, inputs, width):
    """Matrices and biases as the library has them."""
    shapes = (gates * width, inputs), (gates * width, width), (gates * width,), (gates * width,)
    return [r.normal(size=shape) / 2 for shape in shapes]


def normals(r, *shapes):
    return [r.normal(size=shape) for shape in shapes]


def plain(name):
    """The library's op, the simple one."""
    return next(getattr(r, name) for r in (cells, recurrent, ops) if hasattr(r, name))


CASES = {
    "embedding": lambda r: ((r.normal(size=(7, 3)), r.integers(0, 7, (2, 5))), {}, 1),
    "layer_norm": lambda r: (normals(r, (2, 5, 3), (3,), (3,)), {"eps": 1e-5}, 1),
    "gelu": lambda r: (normals(r, (7, 5)), {"approximate": "tanh"}, 1),
    "attention": lambda r: (
        [*normals(r, (2, 4, 5, 3), (2, 4, 5, 3), (2, 4, 5, 6)), None, None],
        {"scale": 3**-0.5, "causal": True}, 1,
    ),
    "self_attention": lambda r: ([r.normal(size=(2, 5, 18)), None], {"heads": 2}, 1),
    "rnn_cell": lambda r: ([*normals(r, (7, 5), (7, 3)), *weights(r, 1, 5, 3)], {}, 1),
    "rnn": lambda r: (
        [*normals(r, (8, 5), (2, 3)), *weights(r, 1, 5, 3)], {"sizes": (2, 2, 2, 2)}, 2,
    ),
    "lstm_cell": lambda r: ([*normals(r, (7, 5), (7, 3), (7, 3)), *weights(r, 4, 5, 3)], {}, 2),
    "lstm": lambda r: (
        [*normals(r, (8, 5), (2, 3), (2, 3)), *weights(r, 4, 5, 3), None],
        {"sizes": (2, 2, 2, 2)}, 3,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_op_on_the_solutions_is_the_librarys(mine, name):
    """Results and the gradient of every input, for a random upstream gradient of each result."""
    arrays, options, results = CASES[name](np.random.default_rng(1))
    y, *rules = mine.ops[name](*arrays, **options)
    wanted, *expected = plain(name)(*arrays, **options)
    ys, wanteds = (y, wanted) if results > 1 else ((y,), (wanted,))
    assert len(ys) == results and len(rules) == len(expected)
    for got, right in zip(ys, wanteds):
        np.testing.assert_allclose(got, right, rtol=1e-10, atol=1e-12)
    upstream = [np.random.default_rng(2).normal(size=v.shape) for v in wanteds]
    for rule, right in zip(rules, expected):
        assert (rule is None) == (right is None)
        if rule is not None:
            np.testing.assert_allclose(rule(*upstream), right(*upstream), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize(
    "name, arrays, options",
    [
        ("embedding", lambda r: [r.normal(size=(7, 3)), r.integers(0, 7, 5)], {"padding_idx": 2}),
        ("layer_norm", lambda r: [r.normal(size=(5, 3)), None, None], {}),
        ("self_attention", lambda r: [*normals(r, (2, 5, 6), (2, 1, 5, 5))], {"heads": 1}),
        ("rnn_cell", lambda r: CASES["rnn_cell"](r)[0], {"nonlinearity": "relu"}),
        ("lstm", lambda r: CASES["lstm"](r)[0], {"sizes": (4, 3, 1)}),
    ],
)
def test_what_the_exercises_do_not_cover_is_the_librarys(mine, name, arrays, options):
    arrays = arrays(np.random.default_rng(3))
    if name == "lstm":
        arrays[1:3] = normals(np.random.default_rng(4), (4, 3), (4, 3))
    got = mine.ops[name](*arrays, **options)[0]
    right = plain(name)(*arrays, **options)[0]
    for a, b in zip(got, right):
        np.testing.assert_allclose(a, b, rtol=1e-12)


def test_labels_that_count_for_nothing_and_smoothed_ones(mine):
    r = np.random.default_rng(5)
    logits, labels = r.normal(size=(7, 5)), r.integers(0, 5, 7)
    left_out = np.where(labels > 2, -100, labels)
    for options, own in (({}, left_out), ({"label_smoothing": 0.1}, labels)):
        y, dlogits, *_ = mine.ops["cross_entropy"](logits, own, None, **options)
        wanted, right, *_ = ops.cross_entropy(logits, own, None, **options)
        np.testing.assert_allclose(y, wanted, rtol=1e-12)
        np.testing.assert_allclose(dlogits(0.7), right(np.float64(0.7)), rtol=1e-10, atol=1e-14)


CALLED = {
    "gpt": ("embed", "layer_norm_backward", "attention", "attention_backward", "gelu_backward"),
    "lstm": ("embed_backward", "lstm_cell", "lstm_cell_backward"),
    "rnn": ("embed_backward", "rnn", "rnn_backward"),
}


@pytest.mark.parametrize("model", CALLED)
def test_a_model_of_texts_trains_on_them(solved, tmp_path, capsys, monkeypatch, model):
    """Each of the student's functions is really called, and the loss falls."""
    from minidnn.cli import main
    from minidnn.grading import mixing

    called = set()

    def counted(self, found):
        for name in CALLED[model]:
            found[name] = (lambda f, n: lambda *a: called.add(n) or f(*a))(found[name], name)
        first(self, found)

    first = mixing.Mixed.__init__
    monkeypatch.setattr(mixing.Mixed, "__init__", counted)
    text = tmp_path / "text.txt"
    text.write_text("the cat sat on the mat and the dog sat on the cat. " * 20)
    words = ["train", str(text), "--with", str(solved), "--model", model, "--epochs", "4"]
    small = ["--width", "16", "--layers", "1", "--context", "8", "--lr", "0.01"]
    assert main([*words, *small, "--out", str(tmp_path / "run"), "--no-plot", "--quiet"]) == 0
    assert called == set(CALLED[model])
    assert "yours" in capsys.readouterr().out
    assert main(["generate", str(tmp_path / "run"), "--length", "20"]) == 0  # without them


WRONG = {
    "return dl_dx, dl_dgamma[:2], dl_dbeta": "the gradient of input 2 has the shape (2,)",
    "return dl_dx, 2 * dl_dgamma, dl_dbeta": "",
}


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_function_is_told(solved, tmp_path, capsys, wrong):
    """A gradient of another shape ends the training; other numbers than the library's are told."""
    from minidnn.cli import main

    for path in solved.glob("part1*_*.py"):
        changed = path.read_text("utf-8").replace("return dl_dx, dl_dgamma, dl_dbeta", wrong)
        (tmp_path / path.name).write_text(changed, "utf-8")
    text = tmp_path / "text.txt"
    text.write_text("the cat sat on the mat. " * 20)
    words = ["train", str(text), "--with", str(tmp_path), "--model", "gpt", "--epochs", "1"]
    words += ["--width", "16", "--layers", "1", "--context", "8", "--quiet", "--no-plot"]
    words += ["--out", str(tmp_path / "run")]
    assert main(words) == (1 if WRONG[wrong] else 0)
    said = WRONG[wrong] or "the gradients of input 2 differ from the library's; `minidnn check"
    assert f"layer_norm on your functions: {said}" in capsys.readouterr().err
