"""Attention and Transformer layers against PyTorch: outputs, weights, gradients, masks, errors."""

import numpy as np
import pytest

import minidnn
from minidnn import nn

torch = pytest.importorskip("torch")

from .parity import close, load_from_torch  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore:enable_nested_tensor is True"),
    pytest.mark.filterwarnings("ignore:Support for mismatched key_padding_mask"),
]
rng = np.random.default_rng(4)
N, L, S, E, H = 2, 3, 4, 6, 2


def draw(*shape):
    return rng.standard_normal(shape)


def compare(ours, theirs, inputs, run, dtype):
    """run(library, module, tensors) -> tensors; all of them, and all gradients, are PyTorch's."""
    if ours is not None:
        ours, theirs = (m.double() if dtype == np.float64 else m.float() for m in (ours, theirs))
        for p in theirs.parameters():  # biases start at 0, which hides mistakes
            with torch.no_grad():
                p.copy_(torch.tensor(0.3 * draw(*p.shape)))
        load_from_torch(ours, theirs)
    arrays = [x.astype(dtype) for x in inputs]
    mine = [minidnn.tensor(x, requires_grad=True) for x in arrays]
    other = [torch.tensor(x, requires_grad=True) for x in arrays]
    ys, wanted = run(minidnn, ours, *mine), run(torch, theirs, *other)
    total, goal = 0.0, 0.0
    for i, (y, w) in enumerate(zip(ys, wanted, strict=True)):
        if w is None:
            assert y is None
            continue
        close(y.detach().numpy(), w, dtype, f"output {i}")
        dy = draw(*w.shape).astype(dtype)
        total, goal = total + (y * minidnn.tensor(dy)).sum(), goal + (w * torch.tensor(dy)).sum()
    total.backward()
    goal.backward()
    for i, (a, b) in enumerate(zip(mine, other)):
        close(a.grad.numpy(), b.grad, dtype, f"gradient of input {i}")
    if ours is not None:
        for (name, p), q in zip(ours.named_parameters(), theirs.parameters()):
            close(p.grad.numpy(), q.grad, dtype, f"gradient of {name}")


BOTH = pytest.mark.parametrize("dtype", [np.float64, np.float32])
SEEN = rng.random((L, S)) < 0.6
SEEN[:, 1] = True


@BOTH
@pytest.mark.parametrize(
    ("mask", "options"),
    [
        (None, {}),
        (None, {"is_causal": True}),
        (None, {"scale": 0.3}),
        (SEEN, {}),
        (SEEN[:1], {}),
        (np.where(np.arange(L)[:, None] == 1, False, SEEN), {}),  # a query without any key
        (rng.standard_normal((N, 1, L, S)), {}),
        (rng.standard_normal((L, S)), {}),
    ],
)
def test_scaled_dot_product_attention(mask, options, dtype):
    floating = mask is not None and mask.dtype.kind == "f"

    def run(library, _, q, k, v, *masks):
        if mask is not None and not floating:
            masks = [library.tensor(mask)]
        return [library.nn.functional.scaled_dot_product_attention(q, k, v, *masks, **options)]

    extra = [mask] if floating else []
    compare(None, None, [draw(N, H, L, 3), draw(N, H, S, 3), draw(N, H, S, 5), *extra], run, dtype)


@BOTH
def test_other_shapes_of_attention(dtype):
    def run(library, _, *qkv):
        F = library.nn.functional
        return [F.scaled_dot_product_attention(*qkv, enable_gqa=qkv[0].ndim == 4)]

    compare(None, None, [draw(L, 3), draw(S, 3), draw(S, 2)], run, dtype)
    compare(None, None, [draw(N, L, 3), draw(N, S, 3), draw(N, S, 2)], run, dtype)
    compare(None, None, [draw(N, 4, L, 3), draw(N, 2, S, 3), draw(N, 2, S, 2)], run, dtype)


PADDING = np.array([[False, False, True, False], [False, True, True, False]])
FLOATS = np.where(SEEN, draw(L, S), -np.inf)
VARIANTS = [
    ({}, {}),
    ({}, {"attn_mask": ~SEEN}),
    ({}, {"attn_mask": FLOATS, "key_padding_mask": np.where(PADDING, -np.inf, 0.0)}),
    ({"bias": False}, {"key_padding_mask": PADDING}),
    ({}, {"key_padding_mask": PADDING, "attn_mask": np.repeat(~SEEN[None], N * H, 0)}),
    ({"add_bias_kv": True, "add_zero_attn": True}, {"attn_mask": ~SEEN}),
    ({"kdim": 3, "vdim": 5}, {"average_attn_weights": False}),
    ({"kdim": 3, "vdim": 5, "add_bias_kv": True}, {"key_padding_mask": PADDING}),
    ({"batch_first": True}, {"key_padding_mask": PADDING}),
]


@BOTH
@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize(("options", "call"), VARIANTS)
def test_multihead_attention(options, call, need_weights, dtype):
    PADDING[:, 1] = False  # key 1 counts for every query

    def run(library, module, q, k, v):
        given = {}
        for name, value in call.items():
            if isinstance(value, np.ndarray):
                value = value if value.dtype == bool else value.astype(dtype)
                value = library.tensor(value)
            given[name] = value
        return module(q, k, v, need_weights=need_weights, **given)

    build = [library.nn.MultiheadAttention(E, H, **options) for library in (minidnn, torch)]
    assert repr(build[0]) == repr(build[1])
    k, v = options.get("kdim", E), options.get("vdim", E)
    arrays = [draw(L, N, E), draw(S, N, k), draw(S, N, v)]
    if options.get("batch_first"):
        arrays = [a.swapaxes(0, 1) for a in arrays]
    compare(*build, arrays, run, dtype)


@BOTH
@pytest.mark.parametrize("shared", ["all", "key and value", "no batch"])
def test_attention_to_itself(shared, dtype):
    def run(library, module, x, *other):
        if shared == "key and value":
            return module(x, *other, *other)
        mask = library.nn.Transformer.generate_square_subsequent_mask(L).to(x.dtype)
        return module(x, x, x, attn_mask=mask, is_causal=True, need_weights=shared == "no batch")

    build = [library.nn.MultiheadAttention(E, H) for library in (minidnn, torch)]
    arrays = {"all": [draw(L, N, E)], "no batch": [draw(L, E)]}
    compare(*build, arrays.get(shared, [draw(L, N, E), draw(S, N, E)]), run, dtype)


@BOTH
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"norm_first": True, "activation": "gelu"},
        {"batch_first": True, "bias": False, "layer_norm_eps": 1e-3},
    ],
)
def test_transformer_layers(options, training, dtype):
    options = {"dim_feedforward": 8, "dropout": 0.0, **options}
    first = options.get("batch_first", False)
    x, memory = (draw(N, n, E) if first else draw(n, N, E) for n in (L, S))

    def run_encoder(library, module, x):
        mask = library.nn.Transformer.generate_square_subsequent_mask(L).to(x.dtype)
        return [module(x, mask, is_causal=True), module(x)]

    def run_decoder(library, module, x, memory):
        padding = library.tensor(PADDING)
        mask = library.nn.Transformer.generate_square_subsequent_mask(L).to(x.dtype)
        return [module(x, memory, mask, memory_key_padding_mask=padding.to(memory.dtype) * -9.0)]

    for kind, run, inputs in (
        ("Encoder", run_encoder, [x]),
        ("Decoder", run_decoder, [x, memory]),
    ):
        built = []
        for library in (minidnn, torch):
            layer = getattr(library.nn, f"Transformer{kind}Layer")(E, H, **options)
            stack = getattr(library.nn, f"Transformer{kind}")(layer, 2, library.nn.LayerNorm(E))
            built.append(stack.train(training))
        assert repr(built[0]) == repr(built[1])
        compare(*built, inputs, run, dtype)


@BOTH
def test_transformer(dtype):
    def run(library, module, src, tgt):
        mask = module.generate_square_subsequent_mask(L).to(src.dtype)
        return [module(src, tgt, tgt_mask=mask)]

    built = [library.nn.Transformer(E, H, 1, 2, 8, 0.0) for library in (minidnn, torch)]
    assert repr(built[0]) == repr(built[1])
    compare(*built, [draw(S, N, E), draw(L, N, E)], run, dtype)


def test_start():
    layer = nn.MultiheadAttention(30, 3)
    weight = layer.in_proj_weight.detach().numpy()
    assert np.abs(weight).max() <= np.sqrt(6 / (30 + 90)) and weight.std() > 0.1
    for bias in (layer.in_proj_bias, layer.out_proj.bias):
        assert not bias.detach().numpy().any()
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8), 2)
    first, second = (layer.linear1.weight for layer in encoder.layers)
    assert first is not second
    np.testing.assert_array_equal(first.detach(), second.detach())


def test_dropout_acts_in_training_only():
    layer, x = nn.MultiheadAttention(E, H, dropout=0.5), minidnn.randn(L, N, E)
    for need_weights in (True, False):
        layer.train()
        once, again = (layer(x, x, x, need_weights=need_weights)[0].detach() for _ in range(2))
        assert not np.allclose(once, again)
        layer.eval()
        once, again = (layer(x, x, x, need_weights=need_weights)[0].detach() for _ in range(2))
        np.testing.assert_array_equal(once, again)
    q = minidnn.ones(1, 1, 400, 4)
    y = nn.functional.scaled_dot_product_attention(q, q, q, dropout_p=0.25)
    assert abs(y.numpy().mean() - 1) < 0.05 and y.numpy().std() > 0


Q = minidnn.ones(L, N, E)
ATTEND = nn.functional.scaled_dot_product_attention
MHA = nn.MultiheadAttention(E, H)


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: nn.MultiheadAttention(5, 2), ValueError, "divisible by num_heads.* got 5 and 2"),
        (lambda: MHA(Q, Q, Q[:2]), RuntimeError, "key and value must have one length"),
        (lambda: MHA(Q[..., :4], Q, Q), RuntimeError, "must have embed_dim 6 features"),
        (lambda: MHA(Q, Q[..., :4], Q), ValueError, "takes 6 features"),
        (lambda: MHA(Q, Q, Q[0]), ValueError, "must all be"),
        (lambda: MHA(Q, Q, Q, is_causal=True), RuntimeError, "give attn_mask too"),
        (
            lambda: MHA(Q, Q, Q, attn_mask=minidnn.ones(2, 3)),
            RuntimeError,
            r"attn_mask must be \(3, 3\) or \(4, 3, 3\); got \(2, 3\)",
        ),
        (
            lambda: MHA(Q, Q, Q, key_padding_mask=minidnn.ones(3, 2)),
            RuntimeError,
            r"key_padding_mask must be \(2, 3\); got \(3, 2\)",
        ),
        (
            lambda: MHA(Q, Q, Q, attn_mask=minidnn.ones(3, 3).long()),
            RuntimeError,
            "must be boolean or floating; got int64",
        ),
        (lambda: ATTEND(Q, Q, Q, Q, is_causal=True), RuntimeError, "not both"),
        (lambda: ATTEND(Q, Q[..., :4], Q), ValueError, "must have one width"),
        (lambda: ATTEND(Q, Q[:, :1], Q), ValueError, "one length"),
        (lambda: ATTEND(Q, Q, Q, minidnn.ones(3, 3)), RuntimeError, r"broadcast to the scores"),
        (lambda: ATTEND(Q, Q, Q, minidnn.ones(2, 2).long()), RuntimeError, "boolean or of the"),
        (lambda: ATTEND(Q, Q[:2], Q), RuntimeError, "do not fit together"),
        (lambda: ATTEND(Q.double(), Q, Q), RuntimeError, "of one type"),
        (lambda: ATTEND(Q, Q, Q, dropout_p=2), ValueError, r"in \[0, 1\]; got 2"),
        (lambda: ATTEND(Q, Q[:2], Q[:2], enable_gqa=True), RuntimeError, "must be a multiple"),
        (lambda: nn.TransformerEncoderLayer(6, 2, activation="x"), RuntimeError, "got 'x'"),
        (
            lambda: nn.Transformer(E, H, 1, 1, 8)(Q, Q[:, :1]),
            RuntimeError,
            "must have one batch",
        ),
        (lambda: nn.Transformer(4, H, 1, 1, 8)(Q, Q), RuntimeError, "must have d_model 4"),
    ],
)
def test_refused(call, kind, text):
    with pytest.raises(kind, match=text):
        call()
