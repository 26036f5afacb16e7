"""The models of text: GPT like PyTorch's, generation with and without memory, GPT-2's files."""

import numpy as np
import pytest

import minidnn
from minidnn import models, nn
from minidnn.text import CharTokenizer

TEXT = "To be, or not to be, that is the question"
TOKENIZER = CharTokenizer(TEXT)


@pytest.fixture(params=["gpt", "lstm", "gru", "rnn"])
def model(request):
    minidnn.manual_seed(0)
    if request.param == "gpt":
        built = models.GPT(len(TOKENIZER), 16, 2, 2, 8)
    else:
        built = models.CharRNN(len(TOKENIZER), 4, 8, 2, kind=request.param)
    for p in built.parameters():  # scores far enough apart that texts differ
        p.array[...] *= 4
    built.tokenizer = TOKENIZER
    return built


def test_the_text_is_the_same_with_and_without_memory(model):
    for options in ({"temperature": 0}, {"seed": 3}, {"seed": 3, "top_k": 5, "top_p": 0.9}):
        texts = {model.generate("To be", 40, cached=cached, **options) for cached in (True, False)}
        assert len(texts) == 1
        (text,) = texts
        assert text.startswith("To be") and len(text) == 45
        assert "".join(model.generate("To be", 40, stream=True, **options)) == text[5:]


def test_scores_are_the_same_with_and_without_memory(model):
    index = minidnn.tensor(np.random.default_rng(0).integers(0, len(TOKENIZER), (3, 12)))
    model.eval()
    with minidnn.no_grad():
        memory = model.memory(3)
        parts = [model(index[:, a:b], memory=memory) for a, b in ((0, 5), (5, 6), (6, 9), (9, 12))]
        assert memory.length == 12
        whole = model(index)
    np.testing.assert_allclose(minidnn.cat(parts, 1).numpy(), whole.numpy(), rtol=1e-4, atol=1e-5)


def test_generation_takes_and_gives_tokens(model):
    one = model.generate([1, 2, 3], 5, seed=0)
    many = model.generate(minidnn.tensor(np.array([[1, 2], [3, 4]])), 5, seed=0, temperature=0.5)
    assert one.shape == (8,) and one.tolist()[:3] == [1, 2, 3]
    assert many.shape == (2, 7) and many.dtype == np.int64
    assert [t.shape for t in model.generate([1, 2], 3, stream=True)] == [(1,)] * 3
    likeliest = model.generate([1, 2, 3], 5, temperature=0).tolist()
    assert model.generate([1, 2, 3], 5, top_k=1, seed=1).tolist() == likeliest
    assert model.generate([1, 2, 3], 5, top_p=1e-9, seed=1).tolist() == likeliest
    stop = likeliest[4]
    before = likeliest[: 3 + likeliest[3:].index(stop)]
    assert model.generate([1, 2, 3], 5, temperature=0, stop=stop).tolist() == before


def test_training_goes_on_in_training_mode(model):
    model.train()
    model.generate("To be", 2)
    assert model.training


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda m: m.generate("", 3), "at least one token.*begin with a character"),
        (lambda m: m.generate([1.5], 3), "integers; got float64"),
        (lambda m: m.generate("To", 3, temperature=-1), "temperature must be from 0; got -1"),
        (lambda m: m.generate("To", 3, top_k=0), "top_k must be from 1; got 0"),
        (lambda m: m.generate("To", 3, top_p=1.5), r"top_p must be in \(0, 1\]; got 1.5"),
        (lambda m: m.generate("To", -1), "length must not be negative"),
        (lambda m: m.generate("xyz", 3), "the character 'x'"),
    ],
)
def test_generation_refuses(model, call, text):
    with pytest.raises(ValueError, match=text):
        call(model)


def test_refusals():
    with pytest.raises(ValueError, match="18 tokens are more than block_size 16"):
        models.GPT(5, 16, 1, 1, 4)(minidnn.ones(1, 18).long())
    with pytest.raises(ValueError, match="n_embd 10 must be divisible by n_head 4"):
        models.GPT(5, 16, 1, 4, 10)
    with pytest.raises(ValueError, match="no size 'gpt9'; there are gpt-nano"):
        models.GPT.named("gpt9", 5, 16)
    with pytest.raises(ValueError, match="kind must be one of rnn, gru, lstm"):
        models.CharRNN(5, kind="gpt")
    with pytest.raises(ValueError, match="has no tokenizer"):
        models.CharRNN(5).generate("a", 2)


def test_sizes_and_start():
    model = models.GPT.named("gpt-micro", 65, 64)
    assert sum(p.numel() for p in model.parameters()) == 809_856
    assert model.lm_head.weight is model.transformer["wte"].weight
    weights = dict(model.named_parameters())
    assert abs(weights["transformer.wte.weight"].detach().numpy().std() - 0.02) < 1e-3
    narrow = weights["transformer.h.0.mlp.c_proj.weight"].detach().numpy().std()
    assert abs(narrow - 0.02 / np.sqrt(8)) < 5e-4


def test_gpt_equals_pytorch():
    torch = pytest.importorskip("torch")
    from benchmarks.gpt_torch import TorchGPT

    theirs = TorchGPT(11, 16, 2, 2, 8)
    ours = models.GPT(11, 16, 2, 2, 8)
    state = {name: value.detach().numpy().copy() for name, value in theirs.state_dict().items()}
    assert list(ours.state_dict()) == list(state)
    ours.load_state_dict(state)
    ours, theirs = ours.double(), theirs.double()
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 11, (3, 9)), rng.integers(0, 11, (3, 9))
    scores, loss = ours(minidnn.tensor(x), minidnn.tensor(y))
    wanted, goal = theirs(torch.tensor(x), torch.tensor(y))
    np.testing.assert_allclose(scores.detach().numpy(), wanted.detach().numpy(), atol=1e-10)
    loss.backward()
    goal.backward()
    for (name, p), q in zip(ours.named_parameters(), theirs.parameters()):
        np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), atol=1e-10, err_msg=name)


@pytest.mark.parametrize("suffix", [".safetensors", ".pth"])
def test_gpt2_weights_in_their_published_layout(tmp_path, suffix):
    """Random weights under GPT-2's names: (in, out) matrices, masks, no prefix, no last layer."""
    pytest.importorskip("safetensors")
    rng, layers, width, vocab = np.random.default_rng(0), 2, 128, 19

    def draw(*shape):
        return minidnn.tensor((0.2 * rng.standard_normal(shape)).astype(np.float32))

    state = {"wte.weight": draw(vocab, width), "wpe.weight": draw(16, width)}
    for i in range(layers):
        for name, (rows, columns) in {
            "attn.c_attn": (width, 3 * width),
            "attn.c_proj": (width, width),
            "mlp.c_fc": (width, 4 * width),
            "mlp.c_proj": (4 * width, width),
        }.items():
            state[f"h.{i}.{name}.weight"] = draw(rows, columns)
            state[f"h.{i}.{name}.bias"] = draw(columns)
        for name in ("ln_1", "ln_2"):
            state[f"h.{i}.{name}.weight"] = draw(width)
            state[f"h.{i}.{name}.bias"] = draw(width)
        state[f"h.{i}.attn.bias"] = minidnn.ones(1, 1, 16, 16)
    state |= {"ln_f.weight": draw(width), "ln_f.bias": draw(width)}
    path = tmp_path / f"model{suffix}"
    minidnn.save(state, path)
    model = models.GPT.from_gpt2(path)
    assert (model.n_layer, model.n_head, model.block_size, model.vocab_size) == (2, 2, 16, vocab)
    index = rng.integers(0, vocab, (1, 7))
    with minidnn.no_grad():
        scores = model.eval()(minidnn.tensor(index)).numpy()
    np.testing.assert_allclose(scores, by_hand(state, index, 2), atol=2e-3)
    minidnn.save({"a": draw(2)}, tmp_path / "other.pth")
    with pytest.raises(ValueError, match="holds no GPT-2: expected wte.weight"):
        models.GPT.from_gpt2(tmp_path / "other.pth")


def by_hand(state, index, heads):
    """GPT-2's formulas in float64, with the weights as the files hold them."""
    w = {name: value.numpy().astype(np.float64) for name, value in state.items()}

    def norm(x, name):
        x = x - x.mean(-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5)
        return x * w[f"{name}.weight"] + w[f"{name}.bias"]

    def dense(x, name):
        return x @ w[f"{name}.weight"] + w[f"{name}.bias"]

    x = w["wte.weight"][index[0]] + w["wpe.weight"][: index.shape[1]]
    T, C = x.shape
    for i in range(2):
        qkv = dense(norm(x, f"h.{i}.ln_1"), f"h.{i}.attn.c_attn")
        q, k, v = (a.reshape(T, heads, -1).swapaxes(0, 1) for a in np.split(qkv, 3, axis=1))
        fit = q @ k.swapaxes(1, 2) / np.sqrt(C / heads) + np.triu(np.full((T, T), -np.inf), 1)
        share = np.exp(fit - fit.max(-1, keepdims=True))
        y = (share / share.sum(-1, keepdims=True)) @ v
        x = x + dense(y.swapaxes(0, 1).reshape(T, C), f"h.{i}.attn.c_proj")
        h = dense(norm(x, f"h.{i}.ln_2"), f"h.{i}.mlp.c_fc")
        h = 0.5 * h * (1 + np.tanh(np.sqrt(2 / np.pi) * (h + 0.044715 * h**3)))
        x = x + dense(h, f"h.{i}.mlp.c_proj")
    return (norm(x, "ln_f") @ w["wte.weight"].T)[None]


def test_text_cnn():
    model = models.TextCNN(20, 3)
    assert model(minidnn.ones(4, 9).long()).shape == (4, 3)
    assert model(minidnn.ones(4, 2).long()).shape == (4, 3)  # shorter than the widest filter
    model(minidnn.ones(2, 6).long()).sum().backward()
    assert all(p.grad is not None for p in model.parameters())


def test_seq2seq():
    model = models.Seq2Seq(9, 7, 4, 6, padding=0)
    source = minidnn.tensor(np.array([[1, 2, 3, 0], [4, 5, 6, 7]]))
    target = minidnn.tensor(np.array([[1, 2, 3], [1, 5, 6]]))
    scores = model(source, target)
    assert scores.shape == (2, 3, 7)
    nn.functional.cross_entropy(scores.reshape(-1, 7), target.reshape(-1)).backward()
    assert all(p.grad is not None for p in model.parameters())
    tokens, maps = model.translate(source, start=1, length=5)
    assert tokens.shape == (2, 5) and maps.shape == (2, 5, 4)
    np.testing.assert_allclose(maps.numpy().sum(2), 1, rtol=1e-5)
    assert not maps.numpy()[0, :, 3].any()  # padding gets no attention


def cached_and_whole(model, index):
    """The scores of the last token by a memory, token after token, and those of the whole text."""
    model.eval()
    with minidnn.no_grad():
        memory = model.memory(len(index))
        for i in range(index.shape[1]):
            scores = model(index[:, i : i + 1], memory=memory)
        return scores[:, -1].numpy(), model(index)[:, -1].numpy()


@pytest.mark.parametrize("options", [{}, {"bias": False}, {"gelu": "tanh"}, {"dropout": 0.5}])
def test_one_token_on_plain_arrays_equals_the_layers(options, monkeypatch):
    minidnn.manual_seed(0)
    model = models.GPT(11, 8, 2, 2, 8, **options).double()
    index = minidnn.tensor(np.random.default_rng(0).integers(0, 11, (3, 6)))
    fast, whole = cached_and_whole(model, index)
    monkeypatch.setattr(models.one_token, "fits", lambda *_: False)
    by_layers, _ = cached_and_whole(model, index)
    np.testing.assert_allclose(fast, whole, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(fast, by_layers, rtol=1e-12, atol=1e-14)


def test_one_token_leaves_out_no_hook_and_no_other_layer():
    index = minidnn.tensor([[1, 2, 3]])
    model = models.GPT(11, 8, 2, 2, 8).double()
    seen = []
    handle = model.transformer["h"][1].mlp.c_fc.register_forward_hook(lambda *_: seen.append(1))
    cached_and_whole(model, index)
    assert len(seen) == 4  # three tokens and the whole text
    handle.remove()
    plain, _ = cached_and_whole(model, index)
    model.transformer["h"][0].mlp.gelu = nn.ReLU()
    other, whole = cached_and_whole(model, index)
    np.testing.assert_allclose(other, whole, rtol=1e-12)
    assert abs(other - plain).max() > 1e-6


def test_one_token_refuses_as_the_layers_do():
    model = models.GPT(11, 4, 2, 2, 8).eval()
    with minidnn.no_grad():
        memory = model.memory(1)
        for wrong in (11, -1):
            with pytest.raises(IndexError, match="embedding"):
                model(minidnn.tensor([[wrong]]), memory=memory)
        for _ in range(4):
            model(minidnn.tensor([[1]]), memory=memory)
        with pytest.raises(ValueError, match="5 tokens are more than block_size 4"):
            model(minidnn.tensor([[1]]), memory=memory)
