"""Second derivatives of every layer and loss of `nn`, against differences of the first."""

import inspect

import numpy as np
import pytest

import minidnn
from minidnn import autograd, nn

rng = np.random.default_rng(3)


def numbers(*shape):
    """Numbers without ties and kinks: apart from each other and from 0."""
    n = int(np.prod(shape))
    values = (np.arange(n) - n // 2 + 0.37) * 2.3 / n
    return minidnn.tensor(rng.permutation(values).reshape(shape), requires_grad=True)


def positive(*shape):
    return minidnn.tensor(rng.uniform(0.2, 0.8, shape), requires_grad=True)


def labels(*shape, classes=3):
    return minidnn.tensor(rng.integers(0, classes, shape))


def signs(*shape):
    return minidnn.tensor(np.where(rng.random(shape) < 0.5, -1.0, 1.0))


POINTWISE = """
CELU ELU GELU Hardshrink Hardsigmoid Hardswish Hardtanh Identity LeakyReLU LogSigmoid Mish PReLU
ReLU ReLU6 SELU SiLU Sigmoid Softplus Softshrink Softsign Tanh Tanhshrink
Dropout AlphaDropout FeatureAlphaDropout Dropout1d Flatten RReLU
"""
IMAGES = """
AvgPool2d(2) MaxPool2d(2) LPPool2d(2,2) AdaptiveAvgPool2d(2) AdaptiveMaxPool2d(2) Dropout2d()
Conv2d(2,2,2) ConvTranspose2d(2,2,2) BatchNorm2d(2) InstanceNorm2d(2) GroupNorm(2,2) Softmax2d()
CircularPad2d(1) ConstantPad2d(1,0.5) ReflectionPad2d(1) ReplicationPad2d(1) ZeroPad2d(1)
PixelUnshuffle(2) ChannelShuffle(2) Unfold(2) Upsample(scale_factor=2,mode="bilinear")
UpsamplingBilinear2d(6) UpsamplingNearest2d(6) LocalResponseNorm(2) Unflatten(1,(1,2))
LazyConv2d(2,2) LazyConvTranspose2d(2,2) LazyBatchNorm2d() LazyInstanceNorm2d() SyncBatchNorm(2)
CrossMapLRN2d(2) FractionalMaxPool2d(2,output_size=2,_random_samples=half(1,2,2))
"""
ROWS = """
AvgPool1d(2) MaxPool1d(2) LPPool1d(2,2) AdaptiveAvgPool1d(2) AdaptiveMaxPool1d(2) Conv1d(2,2,2)
ConvTranspose1d(2,2,2) BatchNorm1d(2) InstanceNorm1d(2) CircularPad1d(1) ConstantPad1d(1,0.5)
ReflectionPad1d(1) ReplicationPad1d(1) ZeroPad1d(1) LazyConv1d(2,2) LazyConvTranspose1d(2,2)
LazyBatchNorm1d() LazyInstanceNorm1d() LayerNorm(4) RMSNorm(4) Linear(4,2) LazyLinear(2) GLU()
Softmax(1) Softmin(1) LogSoftmax(1) Threshold(0.1,2.0) RNN(4,2) GRU(4,2) LSTM(4,2)
"""
VOLUMES = """
AvgPool3d(2) MaxPool3d(2) LPPool3d(2,2) AdaptiveAvgPool3d(1) AdaptiveMaxPool3d(1) Dropout3d()
Conv3d(2,1,2) ConvTranspose3d(2,1,2) BatchNorm3d(2) InstanceNorm3d(2) CircularPad3d(1)
ConstantPad3d(1,0.5) ReflectionPad3d(1) ReplicationPad3d(1) ZeroPad3d(1) LazyConv3d(1,2)
LazyConvTranspose3d(1,2) LazyBatchNorm3d() LazyInstanceNorm3d()
FractionalMaxPool3d(1,output_size=2,_random_samples=half(1,2,3))
"""
half = lambda *shape: minidnn.full(shape, 0.5, dtype=minidnn.float64)
X = numbers(2, 3)
Y = minidnn.tensor(numbers(2, 3).detach().numpy() + 0.05, requires_grad=True)
TIMES = {"in": minidnn.tensor([4, 3]), "out": minidnn.tensor([2, 1])}
PLACES = minidnn.tensor([[[0, 3]]]), minidnn.tensor([[[[0, 6]]]]), minidnn.tensor([[[[[0, 6]]]]])
HEADS = nn.MultiheadAttention(4, 2).double()
ADAPTIVE = nn.AdaptiveLogSoftmaxWithLoss(3, 5, [2, 3], 1.2).double()
LINEAR = nn.LinearCrossEntropyLoss(3, 4).double()
OTHERS = {
    "BCELoss": (lambda x: nn.BCELoss()(x, positive(2, 3).detach()), positive(2, 3)),
    "BCEWithLogitsLoss": (lambda x: nn.BCEWithLogitsLoss()(x, positive(2, 3).detach()), X),
    "Bilinear": (nn.Bilinear(3, 3, 2).double(), X, Y),
    "CTCLoss": (
        lambda x: nn.CTCLoss()(x.log_softmax(2), labels(2, 2, classes=2) + 1, *TIMES.values()),
        numbers(4, 2, 3),
    ),
    "CosineEmbeddingLoss": (lambda x, y: nn.CosineEmbeddingLoss()(x, y, signs(2)), X, Y),
    "CosineSimilarity": (nn.CosineSimilarity(), X, Y),
    "CrossEntropyLoss": (lambda x: nn.CrossEntropyLoss()(x, labels(2)), X),
    "Embedding": (lambda w: nn.functional.embedding(labels(2, 2), w), numbers(3, 2)),
    "EmbeddingBag": (lambda w: nn.functional.embedding_bag(labels(2, 2), w), numbers(3, 2)),
    "Fold": (nn.Fold(3, 2), numbers(1, 4, 4)),
    "GRUCell": (nn.GRUCell(3, 2).double(), X),
    "GaussianNLLLoss": (nn.GaussianNLLLoss(), X, Y, positive(2, 3)),
    "HingeEmbeddingLoss": (lambda x: nn.HingeEmbeddingLoss()(x, signs(2, 3)), X),
    "HuberLoss": (nn.HuberLoss(), X, Y),
    "KLDivLoss": (nn.KLDivLoss(reduction="batchmean"), X, positive(2, 3)),
    "L1Loss": (nn.L1Loss(), X, Y),
    "LSTMCell": (nn.LSTMCell(3, 2).double(), X),
    "MSELoss": (nn.MSELoss(), X, Y),
    "MarginRankingLoss": (lambda x, y: nn.MarginRankingLoss()(x, y, signs(2, 3)), X, Y),
    "MaxUnpool1d": (lambda x: nn.MaxUnpool1d(2)(x, PLACES[0]), numbers(1, 1, 2)),
    "MaxUnpool2d": (lambda x: nn.MaxUnpool2d(2)(x, PLACES[1]), numbers(1, 1, 1, 2)),
    "MaxUnpool3d": (lambda x: nn.MaxUnpool3d(2)(x, PLACES[2]), numbers(1, 1, 1, 1, 2)),
    "MultiLabelMarginLoss": (
        lambda x: nn.MultiLabelMarginLoss()(x, minidnn.tensor([[1, -1, 0], [2, 0, -1]])), X,
    ),
    "MultiLabelSoftMarginLoss": (
        lambda x: nn.MultiLabelSoftMarginLoss()(x, labels(2, 3, classes=2)), X,
    ),
    "MultiMarginLoss": (lambda x: nn.MultiMarginLoss(p=2)(x, labels(2)), X),
    "MultiheadAttention": (
        lambda x: HEADS(x, x, x)[0], numbers(2, 1, 4),
    ),
    "NLLLoss": (lambda x: nn.NLLLoss()(x.log_softmax(1), labels(2)), X),
    "PairwiseDistance": (nn.PairwiseDistance(), X, Y),
    "PixelShuffle": (nn.PixelShuffle(2), numbers(1, 4, 2, 1)),
    "PoissonNLLLoss": (nn.PoissonNLLLoss(), X, positive(2, 3)),
    "RNNCell": (nn.RNNCell(3, 2).double(), X),
    "SmoothL1Loss": (nn.SmoothL1Loss(), X, Y),
    "SoftMarginLoss": (lambda x: nn.SoftMarginLoss()(x, signs(2, 3)), X),
    "TransformerEncoderLayer": (
        nn.TransformerEncoderLayer(4, 2, 3, dropout=0).double(), numbers(2, 1, 4),
    ),
    "TransformerDecoderLayer": (
        nn.TransformerDecoderLayer(4, 2, 3, dropout=0).double(), numbers(2, 1, 4),
        numbers(2, 1, 4),
    ),
    "TripletMarginLoss": (nn.TripletMarginLoss(), X, Y, numbers(2, 3)),
    "AdaptiveLogSoftmaxWithLoss": (
        lambda x: ADAPTIVE(x, minidnn.tensor([1, 4])).loss, X,
    ),
    "LinearCrossEntropyLoss": (
        lambda x: LINEAR(x, labels(2)), X,
    ),
}  # fmt: skip
# made of the layers above, holding others, or another name of one of them
NO_LAYERS = """
Module ModuleDict ModuleList ParameterDict ParameterList Sequential DataParallel
DistributedDataParallel Transformer TransformerEncoder TransformerDecoder NLLLoss2d
TripletMarginWithDistanceLoss
"""


def cases():
    """name -> (function, inputs)."""
    found = dict(OTHERS)
    for text, shape in (
        (POINTWISE, (2, 3)),
        (ROWS, (2, 2, 4)),
        (IMAGES, (1, 2, 4, 4)),
        (VOLUMES, (1, 2, 2, 3, 2)),
    ):
        for call in text.split():
            layer = eval(f"nn.{call}" + "()" * ("(" not in call))
            lazy = call.startswith("Lazy")
            if lazy:
                layer(numbers(*shape).detach().float())
            found[call.partition("(")[0]] = layer.double(), numbers(*shape)
    return found


CASES = cases()


@pytest.mark.parametrize("name", CASES)
def test_layer(name):
    global rng
    function, *inputs = CASES[name]

    def repeated(*args):
        global rng
        rng = np.random.default_rng(1)  # the same labels and dropped numbers at every call
        minidnn.manual_seed(1)
        y = function(*args)
        return y[0] if isinstance(y, tuple) else y

    assert autograd.gradcheck(repeated, inputs)
    assert autograd.gradgradcheck(repeated, inputs)


def test_no_layer_is_left_out():
    names = {
        name
        for name in {*nn.__all__, *dir(nn)}
        if inspect.isclass(getattr(nn, name)) and issubclass(getattr(nn, name), nn.Module)
    }
    assert names == {*CASES, *NO_LAYERS.split()}
