"""Where NumPy would silently go on: layers and losses that stop, and what they say."""

import numpy as np
import pytest

import minidnn
from minidnn import nn
from minidnn.nn import functional as F

tensor = minidnn.tensor


def labels(*values):
    return tensor(np.array(values))


X = minidnn.ones(4, 3)


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        # labels
        (
            lambda: F.cross_entropy(X, labels(0, 1, 2, 3)),
            ValueError,
            r"cross_entropy: labels must be integers in .* for scores \(4, 3\); got 3 at \[3\]",
        ),
        (
            lambda: F.nll_loss(X, labels(0, -1, 2, -1)),
            ValueError,
            r"nll_loss: labels .*got -1 at \[1\] and 2 such labels in all: count the classes",
        ),
        (
            lambda: F.nll_loss(X, minidnn.ones(4)),
            TypeError,
            r"nll_loss: labels must be \(4,\) integers .*; got float32 \(4,\): use labels.long\(\)",
        ),
        (
            lambda: F.nll_loss(X, minidnn.ones(4, 1).long()),
            ValueError,
            r"got shape \(4, 1\): use labels.reshape\(-1\)",
        ),
        (
            lambda: F.cross_entropy(minidnn.ones(2, 3, 4, 4), minidnn.ones(2, 1, 4, 4).long()),
            ValueError,
            r"got shape \(2, 1, 4, 4\): use labels.reshape\(2, 4, 4\)",
        ),
        (
            lambda: F.cross_entropy(X, minidnn.ones(5).long()),
            ValueError,
            "one label per sample",
        ),
        (
            lambda: F.cross_entropy(X, labels(0, 0, 0, 0), ignore_index=0),
            ValueError,
            "all 4 labels equal ignore_index 0, so the mean loss is undefined",
        ),
        (
            lambda: F.cross_entropy(X, labels(0, 0, 0, 0), weight=minidnn.ones(4)),
            ValueError,
            r"weight must be \(3,\), one number per class of scores \(4, 3\); got \(4,\)",
        ),
        (
            lambda: F.cross_entropy(X, X * 2),
            ValueError,
            r"cross_entropy: targets must be in \[0, 1\], got 2 to 2",
        ),
        (
            lambda: F.cross_entropy(X, X, ignore_index=1),
            ValueError,
            "ignore_index 1 has no meaning for probabilities",
        ),
        (
            lambda: F.cross_entropy(X, labels(0, 0, 0, 0), label_smoothing=1.5),
            ValueError,
            r"label_smoothing must be in \[0, 1\], got 1.5",
        ),
        # probabilities and targets
        (
            lambda: nn.BCELoss()(tensor([0.5, 1.5]), tensor([0.0, 1.0])),
            ValueError,
            r"binary_cross_entropy: predictions must be in \[0, 1\], got 0.5 to 1.5; .* sigmoid",
        ),
        (
            lambda: nn.BCELoss()(tensor([0.5, float("nan")]), tensor([0.0, 1.0])),
            ValueError,
            "predictions must be in .*, got nan to nan",
        ),
        (
            lambda: nn.BCELoss()(tensor([0.5, 0.5]), tensor([-1.0, 1.0])),
            ValueError,
            r"targets must be in \[0, 1\], got -1 to 1",
        ),
        (
            lambda: nn.BCEWithLogitsLoss()(tensor([5.0, 0.5]), tensor([0.0, 2.0])),
            ValueError,
            r"targets must be in \[0, 1\], got 0 to 2",
        ),
        # shapes
        *[
            (
                lambda loss=loss: loss(minidnn.ones(4, 1), minidnn.ones(4)),
                ValueError,
                r"prediction \(4, 1\) and target \(4,\) must have the same shape; use "
                r"target.reshape\(4, 1\) if they match",
            )
            for loss in (
                F.mse_loss,
                F.l1_loss,
                F.smooth_l1_loss,
                F.huber_loss,
                F.binary_cross_entropy,
                F.binary_cross_entropy_with_logits,
            )
        ],
        (
            lambda: F.binary_cross_entropy(minidnn.ones(4), minidnn.ones(4), minidnn.ones(4, 1)),
            ValueError,
            r"a weight \(4, 1\) cannot be spread over predictions \(4,\)",
        ),
        (
            lambda: nn.BCEWithLogitsLoss(pos_weight=minidnn.ones(3))(X[:, :2], X[:, :2]),
            ValueError,
            r"a weight \(3,\) cannot be spread over predictions \(4, 2\)",
        ),
        # empty batches
        (
            lambda: F.mse_loss(minidnn.ones(0, 2), minidnn.ones(0, 2)),
            ValueError,
            r"mse_loss: the mean loss of an empty batch \(0, 2\) is undefined; skip it",
        ),
        (
            lambda: F.cross_entropy(minidnn.ones(0, 2), labels()),
            ValueError,
            r"cross_entropy: the mean loss of an empty batch \(0, 2\) is undefined",
        ),
        (
            lambda: nn.BatchNorm1d(3)(minidnn.ones(1, 3)),
            ValueError,
            r"training needs more than one value per channel, got \(1, 3\); use a larger batch",
        ),
        # channels and dimensions
        (
            lambda: nn.BatchNorm2d(3)(minidnn.ones(2, 4, 5, 5)),
            ValueError,
            r"BatchNorm2d: expected input \(N, 3, H, W\), got \(2, 4, 5, 5\)",
        ),
        (
            lambda: nn.BatchNorm1d(3)(minidnn.ones(3)),
            ValueError,
            r"BatchNorm1d: expected input \(N, 3\) or \(N, 3, L\), got \(3,\)",
        ),
        (
            lambda: nn.Linear(3, 2)(minidnn.ones(2, 4)),
            ValueError,
            r"linear: .*\(2, 4\).*\(2, 3\)",
        ),
        (
            lambda: nn.Conv2d(3, 2, 3)(minidnn.ones(1, 4, 5, 5)),
            ValueError,
            r"conv2d: .*4.*3",
        ),
        (
            lambda: F.dropout2d(minidnn.ones(2, 3)),
            ValueError,
            r"dropout2d: expected \(N, C, H, W\) or \(C, H, W\), got \(2, 3\)",
        ),
        (
            lambda: F.batch_norm(X, None, None),
            ValueError,
            "without training running_mean and running_var are needed",
        ),
        # windows, borders, sizes
        (
            lambda: F.conv1d(minidnn.ones(1, 3, 5), minidnn.ones(2, 4, 3)),
            ValueError,
            r"conv1d: weight \(2, 4, 3\) with groups=1 expects 4 input channels",
        ),
        (
            lambda: F.conv3d(minidnn.ones(1, 1, 2, 2, 2), minidnn.ones(1, 1, 3, 3, 3)),
            ValueError,
            "conv3d: a kernel of 3 .* is larger than the padded image of 2 pixels",
        ),
        (
            lambda: F.conv_transpose2d(minidnn.ones(1, 3, 4, 4), minidnn.ones(2, 1, 3, 3)),
            ValueError,
            r"conv_transpose2d: weight .* expects 2 input channels.* x \(1, 3, 4, 4\) has 3",
        ),
        (
            lambda: nn.ConvTranspose1d(1, 1, 3, output_padding=1)(minidnn.ones(1, 1, 4)),
            ValueError,
            "conv_transpose1d: output_padding must be smaller than the stride",
        ),
        (
            lambda: nn.ConvTranspose2d(1, 1, 3, stride=2)(minidnn.ones(1, 1, 4, 4), (20, 20)),
            ValueError,
            r"output_size must be from \(9, 9\) to \(10, 10\) for an input .* got \(20, 20\)",
        ),
        (
            lambda: F.max_pool1d(minidnn.ones(1, 1, 4), 2, padding=2),
            ValueError,
            r"max_pool1d: padding must be between 0 and half the kernel \(2,\), got \(2,\)",
        ),
        (
            lambda: F.max_unpool1d(minidnn.ones(1, 1, 2), minidnn.tensor([[[0, 9]]]), 2),
            IndexError,
            r"max_unpool1d: the index holds 9, and dimension -1 takes \[0, 4\)",
        ),
        (
            lambda: F.pad(minidnn.ones(1, 2, 3), (3, 0), "reflect"),
            RuntimeError,
            r"pad: mode 'reflect' takes a border of at most 2 from 3 pixels; got \(3, 0\)",
        ),
        (
            lambda: F.pad(minidnn.ones(1, 2, 3), (1, 1), "mirror"),
            NotImplementedError,
            "pad: unknown mode 'mirror'; expected one of constant, reflect, replicate, circular",
        ),
        (lambda: F.pad(X, (1, 2, 3)), ValueError, r"pad: expected two numbers for each"),
        (lambda: nn.ZeroPad2d((1, 2)), ValueError, "ZeroPad2d: .* a number or 4 numbers"),
        (
            lambda: F.interpolate(minidnn.ones(1, 1, 4), mode="bilinear", size=3),
            NotImplementedError,
            "interpolate: mode 'bilinear' needs 2 directions, got an input with 1",
        ),
        (
            lambda: F.interpolate(minidnn.ones(1, 1, 4)),
            ValueError,
            "interpolate: give either size or scale_factor",
        ),
        (
            lambda: F.grid_sample(minidnn.ones(1, 1, 4, 4), minidnn.ones(2, 3, 3, 2)),
            ValueError,
            r"grid_sample: expected input \(N,C,H,W\) with grid \(N,OH,OW,2\).*\(2, 3, 3, 2\)",
        ),
        (
            lambda: F.fold(minidnn.ones(1, 7, 4), 3, 2),
            ValueError,
            r"fold: x must be \(N, C·4, 4\) .* got \(1, 7, 4\)",
        ),
        (
            lambda: nn.PixelShuffle(2)(minidnn.ones(1, 3, 4, 4)),
            RuntimeError,
            r"pixel_shuffle: .* C a multiple of 4 .* got \(1, 3, 4, 4\)",
        ),
        # norms and activations
        (lambda: nn.GroupNorm(3, 4), ValueError, "num_channels 4 must be a multiple"),
        (
            lambda: nn.InstanceNorm1d(3)(minidnn.ones(2, 3, 1)),
            ValueError,
            "instance_norm: expected more than one pixel per channel",
        ),
        (
            lambda: nn.RMSNorm(5)(X),
            RuntimeError,
            r"rms_norm: the input must end with the dimensions \(5,\); got \(4, 3\)",
        ),
        (lambda: nn.PReLU(2)(X), RuntimeError, r"prelu: expected a weight of one number or of 3"),
        (lambda: nn.GLU()(X), RuntimeError, r"glu: the length of dimension -1 must be even, got 3"),
        (lambda: nn.Hardtanh(1, -1), ValueError, "min_val 1 must be below max_val -1"),
        (lambda: F.silu(labels(1, 2)), RuntimeError, "silu: expected a floating tensor; got int64"),
        # pairs, margins, sequences
        (
            lambda: nn.Bilinear(2, 3, 4)(minidnn.ones(5, 2), minidnn.ones(4, 3)),
            RuntimeError,
            r"bilinear: expected inputs .* got \(5, 2\) and \(4, 3\)",
        ),
        (
            lambda: F.kl_div(X, X[:2], reduction="sum"),
            ValueError,
            r"kl_div: input \(4, 3\) and target \(2, 3\) must have the same shape",
        ),
        (
            lambda: F.multi_margin_loss(X, labels(0, 1, 2, 3)),
            IndexError,
            r"multi_margin_loss: labels must be in \[0, 3\), got 0 to 3",
        ),
        (
            lambda: nn.TripletMarginLoss(margin=0),
            ValueError,
            "TripletMarginLoss: margin must be above 0, got 0",
        ),
        (
            lambda: F.ctc_loss(minidnn.ones(5, 1, 3), labels([1, 2]), (6,), (2,)),
            RuntimeError,
            r"ctc_loss: input_lengths must be in \[1, 5\] .* got \[6\]",
        ),
        (
            lambda: F.ctc_loss(minidnn.ones(5, 1, 3), labels([1, 0]), (5,), (2,)),
            RuntimeError,
            "ctc_loss: a target holds the blank, class 0",
        ),
        (
            lambda: F.ctc_loss(minidnn.ones(5, 1, 3), labels([1, 3]), (5,), (2,)),
            RuntimeError,
            r"ctc_loss: targets must be classes in \[0, 3\), got 1 to 3",
        ),
        # options
        (lambda: nn.Linear(0, 2), ValueError, "must be at least 1, got 0 and 2"),
        (lambda: nn.Conv2d(0, 2, 3), ValueError, "must be at least 1, got 0 and 2"),
        (lambda: nn.BatchNorm2d(0), ValueError, "num_features must be at least 1, got 0"),
        (
            lambda: nn.Conv2d(3, 4, 3, groups=2),
            ValueError,
            "3 and out_channels 4 must be multiples",
        ),
        (lambda: nn.Conv2d(3, 4, (1, 2, 3)), ValueError, "kernel_size: expected an int or a pair"),
        (lambda: nn.Conv2d(3, 4, 3, padding="full"), ValueError, "or 'valid', got 'full'"),
        (
            lambda: nn.Conv2d(3, 4, 3, padding="same", stride=2),
            ValueError,
            r"padding 'same' needs stride 1, got \(2, 2\)",
        ),
        (
            lambda: nn.Conv2d(3, 4, 3, padding_mode="mirror"),
            ValueError,
            "padding_mode must be one of zeros, reflect, replicate, circular, got 'mirror'",
        ),
        (lambda: nn.Dropout(1.5), ValueError, r"Dropout: p must be in \[0, 1\], got 1.5"),
        (lambda: F.dropout(X, -0.5), ValueError, r"dropout: p must be in \[0, 1\], got -0.5"),
        (
            lambda: nn.MSELoss(reduction="avg"),
            ValueError,
            "MSELoss: reduction must be 'mean', 'sum' or 'none', got 'avg'",
        ),
        (lambda: nn.HuberLoss(delta=0.0)(X, X), ValueError, "delta must be above 0, got 0.0"),
        (lambda: nn.SmoothL1Loss(beta=-1)(X, X), ValueError, "beta must be at least 0, got -1"),
    ],
)
def test_refusals(call, kind, text):
    with pytest.raises(kind, match=text):
        call()


def test_empty_batches_that_are_defined():
    empty = minidnn.ones(0, 3)
    assert F.mse_loss(empty, empty, reduction="sum").item() == 0
    assert F.cross_entropy(empty, labels().long(), reduction="sum").item() == 0
    assert F.nll_loss(empty, labels().long(), reduction="none").shape == (0,)
    assert nn.Linear(3, 2)(empty).shape == (0, 2)


def test_dropout():
    layer = nn.Dropout(0.25)
    x = minidnn.ones(100, 100, requires_grad=True)
    y = layer(x)
    values = set(np.unique(y.detach().numpy()).tolist())
    assert values == {0.0, np.float32(1 / 0.75)}
    assert abs((y.detach().numpy() == 0).mean() - 0.25) < 0.02
    y.sum().backward()
    assert np.array_equal(x.grad.numpy(), y.detach().numpy())
    assert layer.eval()(x) is x
    assert F.dropout(x, training=False) is x
    assert F.dropout(x, 1.0).detach().numpy().sum() == 0
    minidnn.manual_seed(3)
    first = F.dropout(x)
    minidnn.manual_seed(3)
    assert np.array_equal(first.detach().numpy(), F.dropout(x).detach().numpy())


def test_dropout2d_drops_channels():
    y = nn.Dropout2d(0.5)(minidnn.ones(40, 50, 3, 4)).numpy()
    per_channel = y.reshape(40, 50, -1)
    assert (per_channel.min(2) == per_channel.max(2)).all()
    assert abs((per_channel[:, :, 0] == 0).mean() - 0.5) < 0.05
    assert nn.Dropout2d(0.5)(minidnn.ones(3, 4, 4)).shape == (3, 4, 4)


def test_softmax_without_a_dim_warns():
    with pytest.warns(UserWarning, match="softmax: dim is not given and taken as 1"):
        assert F.softmax(X).sum().item() == pytest.approx(4)


def test_normalize():
    x = tensor([[3.0, 4.0], [0.0, 0.0]])
    assert F.normalize(x).numpy() == pytest.approx(np.array([[0.6, 0.8], [0, 0]]))
