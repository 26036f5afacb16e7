"""Every layer that ONNX has, and recurrent and transformer networks, equal in onnxruntime."""

import numpy as np
import pytest

import minidnn
import minidnn.nn.functional as F
from minidnn import models, nn

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from minidnn import onnx  # noqa: E402

from .test_ops import IMAGE, check, numbers  # noqa: E402

LINE, VOLUME, ROWS = numbers(2, 4, 12), numbers(2, 4, 4, 6, 5), numbers(2, 5, 8)

ACTIVATIONS = [
    nn.ELU(0.7), nn.SELU(), nn.CELU(1.3), nn.GELU(), nn.GELU("tanh"), nn.SiLU(), nn.Mish(),
    nn.Softplus(), nn.Softplus(2.0), nn.Softsign(), nn.Hardtanh(-0.5, 0.8), nn.Hardsigmoid(),
    nn.Hardswish(), nn.Hardshrink(), nn.Softshrink(), nn.Threshold(0.1, -3.0), nn.PReLU(),
    nn.PReLU(5), nn.GLU(), nn.LogSigmoid(), nn.Tanhshrink(), nn.Softmin(-1), nn.RReLU(),
]  # fmt: skip


@pytest.mark.parametrize("layer", ACTIVATIONS, ids=lambda layer: repr(layer))
def test_activations(layer, tmp_path):
    check(layer.eval(), ROWS, path=tmp_path / "x.onnx")


LAYERS = {
    "conv1d": (nn.Conv1d(4, 6, 3, stride=2, padding=1), LINE),
    "conv3d": (nn.Conv3d(4, 6, 3, padding=1), VOLUME),
    "transposed": (nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1), IMAGE),
    "transposed groups": (nn.ConvTranspose1d(4, 6, 4, groups=2, dilation=2), LINE),
    "circular": (nn.Conv2d(4, 5, 3, padding=2, padding_mode="circular"), IMAGE),
    "reflect": (nn.ReflectionPad2d((1, 2, 3, 0)), IMAGE),
    "replicate": (nn.ReplicationPad1d((2, 3)), LINE),
    "zeros": (nn.ZeroPad2d((1, -1, 2, 0)), IMAGE),
    "max1d": (nn.MaxPool1d(3, 2, 1), LINE), "max3d": (nn.MaxPool3d(2), VOLUME),
    "avg1d": (nn.AvgPool1d(3, 2), LINE), "avg3d": (nn.AvgPool3d(2, ceil_mode=True), VOLUME),
    "places": (nn.MaxPool2d(2, return_indices=True), IMAGE),
    "adaptive max": (nn.AdaptiveMaxPool2d(1), IMAGE),
    "adaptive 1d": (nn.AdaptiveAvgPool1d(4), LINE),
    "layer norm": (nn.LayerNorm(8), ROWS), "layer norm 2": (nn.LayerNorm((5, 8)), ROWS),
    "layer norm plain": (nn.LayerNorm(8, elementwise_affine=False), ROWS),
    "group norm": (nn.GroupNorm(2, 4), IMAGE), "rms norm": (nn.RMSNorm(8), ROWS),
    "batch norm 1d": (nn.BatchNorm1d(4), LINE), "batch norm 3d": (nn.BatchNorm3d(4), VOLUME),
    "nearest": (nn.Upsample(scale_factor=2), IMAGE),
    "bilinear": (nn.Upsample((11, 5), mode="bilinear"), IMAGE),
    "bicubic": (nn.Upsample(scale_factor=2, mode="bicubic", align_corners=True), IMAGE),
    "pixel shuffle": (nn.PixelShuffle(2), IMAGE),
    "unflatten": (nn.Unflatten(1, (2, 2)), LINE), "dropout": (nn.Dropout1d(0.5), LINE),
    "rnn": (nn.RNN(8, 6, nonlinearity="relu", batch_first=True), ROWS),
    "lstm": (nn.LSTM(8, 6, 2, batch_first=True, bidirectional=True), ROWS),
    "gru": (nn.GRU(8, 6, batch_first=True, bias=False), ROWS),
    "encoder": (nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), ROWS),
    "encoder gelu": (nn.TransformerEncoderLayer(
        8, 4, 16, activation="gelu", norm_first=True, batch_first=True), ROWS),
}  # fmt: skip


def first_tensors(output):
    """A flat tuple of an output's tensors."""
    if isinstance(output, tuple):
        return tuple(t for part in output for t in first_tensors(part))
    return (output,)


@pytest.mark.parametrize("name", LAYERS)
def test_layers(name, tmp_path):
    layer, x = LAYERS[name]
    layer.eval()

    def forward(x):
        output = layer(x)
        return first_tensors(output) if isinstance(output, tuple) else output

    check(forward, x, path=tmp_path / "x.onnx")


def test_a_sequence_with_the_batch_in_the_middle(tmp_path):
    layer = nn.LSTM(8, 6)
    check(lambda x: layer(x)[0], ROWS, path=tmp_path / "x.onnx", axis=1)


@pytest.mark.parametrize("cell", [nn.RNNCell, nn.GRUCell, nn.LSTMCell])
def test_cells(cell, tmp_path):
    layer = cell(8, 6)

    def forward(x):
        states = None
        for step in range(x.shape[1]):
            states = layer(x[:, step], states)
        return states

    check(forward, ROWS, path=tmp_path / "x.onnx")


class Sentences(nn.Module):
    """Tokens to classes: embedding, LSTM, the state of the last token that is no padding."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, 8, padding_idx=0)
        self.lstm = nn.LSTM(8, 6, batch_first=True)
        self.head = nn.Linear(6, 3)

    def forward(self, tokens):
        y, _ = self.lstm(self.embed(tokens))
        count = (tokens != 0).sum(1, keepdim=True) - 1
        last = y.gather(1, count.unsqueeze(-1).expand(-1, -1, 6)).squeeze(1)
        return self.head(last)


TOKENS = np.array([[4, 7, 1, 19, 0, 0], [3, 3, 2, 5, 8, 1]])


def test_a_recurrent_network_on_tokens(tmp_path):
    check(Sentences().eval(), TOKENS, path=tmp_path / "x.onnx")


class GPT(nn.Module):
    """A small language model: embeddings, causal attention blocks, logits."""

    def __init__(self, vocabulary=20, width=16, length=6):
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.norm, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 32), nn.GELU(), nn.Linear(32, width))
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.tokens.weight

    def forward(self, tokens):
        N, T = tokens.shape
        x = self.tokens(tokens) + self.places(minidnn.arange(T))
        q, k, v = self.qkv(self.norm(x)).view(N, T, 3, 2, 8).permute(2, 0, 3, 1, 4).unbind(0)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(y.transpose(1, 2).reshape(N, T, 16))
        x = x + self.mlp(self.norm2(x))
        return self.head(x)


def test_a_gpt_written_by_hand(tmp_path):
    check(GPT().eval(), TOKENS, path=tmp_path / "x.onnx")


@pytest.mark.parametrize(
    "make",
    [
        lambda: models.GPT(20, 8, n_layer=2, n_head=2, n_embd=16, gelu="tanh"),
        lambda: models.CharRNN(20, 8, 12), lambda: models.CharRNN(20, 8, 12, 1, "gru"),
        lambda: models.TextCNN(20, 3, 8, 6),
    ],
)  # fmt: skip
def test_the_models_of_texts(make, tmp_path):
    check(make().eval(), TOKENS, path=tmp_path / "x.onnx")


def test_a_translation_with_attention(tmp_path):
    model = models.Seq2Seq(20, 20, 8, 12, padding=0).eval()
    check(model, TOKENS, TOKENS[:, :4], path=tmp_path / "x.onnx")


def test_a_transformer_with_masks(tmp_path):
    layers = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2)
    layers.eval()
    embed = nn.Embedding(20, 8)
    check(
        lambda t: layers(embed(t), src_key_padding_mask=t == 0), TOKENS, path=tmp_path / "x.onnx"
    )


def test_a_whole_transformer(tmp_path):
    model = nn.Transformer(8, 2, 1, 1, 16, batch_first=True).eval()
    causal = nn.Transformer.generate_square_subsequent_mask(5)
    check(lambda a, b: model(a, b, tgt_mask=causal), ROWS, ROWS[:, ::-1].copy(),
          path=tmp_path / "x.onnx")  # fmt: skip


def test_multihead_attention_with_its_weights(tmp_path):
    layer = nn.MultiheadAttention(8, 2, batch_first=True).eval()
    check(lambda x: layer(x, x, x), ROWS, path=tmp_path / "x.onnx")


def test_losses(tmp_path):
    labels = np.array([1, 0])
    for loss in (nn.CrossEntropyLoss(), nn.CrossEntropyLoss(reduction="none")):
        check(loss, numbers(2, 4), labels, path=tmp_path / "x.onnx")


def test_what_a_recurrent_layer_cannot_say(tmp_path):
    with pytest.raises(onnx.ExportError, match="proj_size"):
        onnx.export(nn.LSTM(8, 6, proj_size=3), minidnn.zeros(5, 1, 8), tmp_path / "x.onnx",
                    batch_axis=1)  # fmt: skip
