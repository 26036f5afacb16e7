"""nn.functional against PyTorch: values and gradients over the arguments of each function."""

import numpy as np
import pytest

import minidnn
from minidnn import autograd
from minidnn.nn import functional as F

torch = pytest.importorskip("torch")

from .parity import close  # noqa: E402

rng = np.random.default_rng(11)
THEIRS = torch.nn.functional


def normal(*shape):
    return rng.standard_normal(shape)


def share(*shape):
    return rng.uniform(0.1, 1, shape)


def signs(*shape):
    return rng.choice([-1, 1], shape)


LINE, IMAGE, VOLUME = normal(2, 4, 9), normal(2, 4, 7, 6), normal(1, 2, 5, 4, 6)
INPUTS = {1: LINE, 2: IMAGE, 3: VOLUME}
ONE, TWO = normal(3, 4), normal(3, 4)

CASES = [
    *[
        (name, [4 * normal(3, 6)], {})
        for name in (
            *("elu", "selu", "celu", "silu", "mish", "softplus", "softsign", "hardtanh", "glu"),
            *("hardswish", "hardshrink", "softshrink", "tanhshrink", "logsigmoid", "relu6"),
            *("leaky_relu", "rrelu"),
        )
    ],
    ("elu", [ONE], {"alpha": 0.5}),
    ("celu", [ONE], {"alpha": 2.0}),
    ("softplus", [9 * ONE], {"beta": 2.0, "threshold": 3.0}),
    ("hardtanh", [ONE], {"min_val": -0.2, "max_val": 0.7}),
    ("threshold", [ONE], {"threshold": 0.1, "value": 2.0}),
    ("prelu", [LINE, normal(4)], {}),
    ("prelu", [ONE, normal(1)], {}),
    ("softmin", [ONE], {"dim": 1}),
    ("glu", [normal(4, 3)], {"dim": 0}),
    ("unfold", [IMAGE], {"kernel_size": (2, 3), "padding": 1, "stride": 2}),
    ("unfold", [IMAGE[0]], {"kernel_size": 2, "dilation": 2}),
    ("fold", [normal(2, 12, 20)], {"output_size": (5, 6), "kernel_size": 2}),
    ("pixel_shuffle", [normal(2, 8, 3, 2)], {"upscale_factor": 2}),
    ("pixel_unshuffle", [normal(2, 2, 6, 4)], {"downscale_factor": 2}),
    ("channel_shuffle", [normal(2, 6, 3, 2)], {"groups": 3}),
    ("rms_norm", [normal(3, 4, 5), normal(4, 5)], {}),
    ("group_norm", [IMAGE], {"num_groups": 2}),
    ("local_response_norm", [IMAGE], {"size": 3, "alpha": 0.1}),
    ("local_response_norm", [LINE], {"size": 2}),
    ("cosine_similarity", [ONE, TWO], {}),
    ("cosine_similarity", [normal(3, 4, 5), normal(4, 5)], {"dim": -1}),
    ("pairwise_distance", [ONE, TWO], {"p": 1.0, "keepdim": True}),
    ("pairwise_distance", [ONE, TWO], {}),
    ("pdist", [normal(5, 3)], {}),
    ("bilinear", [normal(2, 3, 4), normal(2, 3, 5), normal(6, 4, 5), normal(6)], {}),
]
for n, x in INPUTS.items():
    C = x.shape[1]
    weight, bias = normal(6, C, *[3] * n), normal(6)
    grouped = normal(6, C // 2, *[3] * n)
    several = ({}, {"stride": 2}, {"padding": 1, "dilation": 2}, {"padding": "same"})
    CASES += [(f"conv{n}d", [x, weight, bias], options) for options in several]
    CASES.append((f"conv{n}d", [x[0], weight], {}))
    CASES.append((f"conv{n}d", [x, grouped, bias], {"groups": 2, "padding": 1}))
    back = normal(C, 6, *[3] * n)
    extra = {"stride": 3, "padding": 1, "output_padding": 2}
    several = ({}, extra, {"padding": 1, "dilation": 2})
    CASES += [(f"conv_transpose{n}d", [x, back, bias], options) for options in several]
    CASES.append((f"conv_transpose{n}d", [x[0], back], {"stride": 2}))
    split = normal(C, 3, *[3] * n)
    CASES.append((f"conv_transpose{n}d", [x, split, bias], {"groups": 2, "stride": 2}))
    for options in ({}, {"stride": 1}, {"padding": 1}, {"ceil_mode": True, "stride": 2}):
        CASES.append((f"max_pool{n}d", [x], {"kernel_size": 3, "return_indices": True} | options))
        CASES.append((f"avg_pool{n}d", [x], {"kernel_size": 3} | options))
    CASES.append((f"max_pool{n}d", [x[0]], {"kernel_size": 2, "dilation": 2}))
    CASES.append((f"lp_pool{n}d", [np.abs(x)], {"norm_type": 2.0, "kernel_size": 2}))
    for size in (1, 3, x.shape[2]):
        CASES.append((f"adaptive_avg_pool{n}d", [x], {"output_size": size}))
        both = {"output_size": size, "return_indices": True}
        CASES.append((f"adaptive_max_pool{n}d", [x], both))
    for mode in ("constant", "reflect", "replicate", "circular"):
        CASES.append(("pad", [x], {"pad": (1, 2) * n, "mode": mode}))
        CASES.append(("pad", [x[0]], {"pad": (3, 0) * n, "mode": mode}))
        CASES.append(("pad", [x], {"pad": (-1, 2) * n, "mode": mode}))
    CASES.append(("pad", [x], {"pad": (1, 1) * n, "value": 3.5}))
    linear = ("linear", "bilinear", "trilinear")[n - 1]
    modes = ("nearest", "nearest-exact", "area", linear, *(("bicubic",) if n == 2 else ()))
    scales = {"scale_factor": 1.7, "recompute_scale_factor": True}
    for mode in modes:
        for options in ({"scale_factor": 2}, {"size": 11}, {"scale_factor": 0.6}, scales):
            CASES.append(("interpolate", [x], {"mode": mode} | options))
            if mode in (linear, "bicubic"):
                aligned = {"mode": mode, "align_corners": True}
                CASES.append(("interpolate", [x], aligned | options))
            if mode in ("bilinear", "bicubic"):
                CASES.append(("interpolate", [x], {"mode": mode, "antialias": True} | options))
    CASES.append(("instance_norm", [x], {"weight": normal(C), "bias": normal(C)}))
for mode in ("bilinear", "nearest", "bicubic"):
    for padding in ("zeros", "border", "reflection"):
        for align in (True, False):
            options = {"mode": mode, "padding_mode": padding, "align_corners": align}
            CASES.append(("grid_sample", [IMAGE, normal(2, 4, 3, 2)], options))
            if mode != "bicubic":
                CASES.append(("grid_sample", [VOLUME, normal(1, 4, 3, 2, 3)], options))
for align in (True, False):
    CASES.append(("affine_grid", [normal(2, 2, 3)], {"size": (2, 3, 4, 5), "align_corners": align}))
    size = {"size": (2, 3, 4, 1, 5), "align_corners": align}
    CASES.append(("affine_grid", [normal(2, 3, 4)], size))
LABELS = np.array([[0, 2, -1, 1], [3, -1, 0, 0], [-1, 1, 2, 3]])
for reduction in ("mean", "sum", "none"):
    r = {"reduction": reduction}
    CASES += [
        ("kl_div", [ONE, share(3, 4)], r),
        ("kl_div", [ONE, TWO], r | {"log_target": True}),
        ("poisson_nll_loss", [ONE, 4 * share(3, 4)], r | {"full": True}),
        ("poisson_nll_loss", [share(3, 4), share(3, 4)], r | {"log_input": False}),
        ("gaussian_nll_loss", [ONE, TWO, share(3, 4)], r | {"full": True}),
        ("gaussian_nll_loss", [ONE, TWO, share(3, 1)], r),
        ("gaussian_nll_loss", [ONE, TWO, share(3)], r),
        ("gaussian_nll_loss", [ONE, TWO, 0.5], r),
        ("hinge_embedding_loss", [ONE, signs(3, 4)], r),
        ("margin_ranking_loss", [normal(4), normal(4), signs(4)], r | {"margin": 0.3}),
        ("cosine_embedding_loss", [ONE, TWO, signs(3)], r | {"margin": 0.1}),
        ("triplet_margin_loss", [ONE, TWO, normal(3, 4)], r | {"swap": True}),
        ("triplet_margin_loss", [ONE, TWO, normal(3, 4)], r | {"p": 1.0}),
        ("triplet_margin_with_distance_loss", [ONE, TWO, normal(3, 4)], r),
        ("soft_margin_loss", [ONE, signs(3, 4)], r),
        ("multilabel_soft_margin_loss", [ONE, share(3, 4)], r | {"weight": share(4)}),
        ("multi_margin_loss", [ONE, np.array([0, 2, 3])], r),
        ("multi_margin_loss", [ONE, np.array([0, 2, 3])], r | {"p": 2, "weight": share(4)}),
        ("multilabel_margin_loss", [ONE, LABELS], r),
        ("multilabel_margin_loss", [normal(4), LABELS[1]], r),
        ("mse_loss", [ONE, TWO], r | {"weight": share(3, 4)}),
        ("l1_loss", [ONE, TWO], r | {"weight": share(3, 4)}),
        ("huber_loss", [ONE, TWO], r | {"weight": share(3, 4)}),
    ]


def text(case):
    name, inputs, options = case
    return f"{name} {[getattr(x, 'shape', x) for x in inputs]} {options}"[:90]


def tensors(library, value):
    return library.tensor(value) if isinstance(value, np.ndarray) else value


def called(library, functions, case, dtype=np.float64):
    """The results and the inputs of a case, as leaves that want gradients."""
    name, inputs, options = case
    given = []
    for x in inputs:
        if isinstance(x, np.ndarray):
            floating = x.dtype.kind == "f"
            x = library.tensor(x.astype(dtype) if floating else x, requires_grad=floating)
        given.append(x)
    options = {key: tensors(library, value) for key, value in options.items()}
    if name == "rms_norm":
        options |= {"normalized_shape": inputs[1].shape, "weight": given[1]}
        return functions.rms_norm(given[0], **options), given
    return getattr(functions, name)(*given, **options), given


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", CASES, ids=map(text, CASES))
def test_like_torch(case):
    ours, mine = called(minidnn, F, case)
    theirs, other = called(torch, THEIRS, case)
    if isinstance(theirs, tuple):
        np.testing.assert_array_equal(ours[1].numpy(), theirs[1].numpy())
        ours, theirs = ours[0], theirs[0]
    close(ours.detach().numpy(), theirs, np.float64, "result")
    dy = np.asarray(rng.standard_normal(tuple(theirs.shape)))
    ours.backward(minidnn.tensor(dy))
    theirs.backward(torch.tensor(dy))
    for i, (a, b) in enumerate(zip(mine, other)):
        if isinstance(b, torch.Tensor) and b.grad is not None:
            close(a.grad.numpy(), b.grad, np.float64, f"gradient of input {i}")


@pytest.mark.filterwarnings("ignore")
def test_float32_stays_float32():
    for case in CASES:
        ours, mine = called(minidnn, F, case, np.float32)
        ours = ours[0] if isinstance(ours, tuple) else ours
        if any(isinstance(v, np.ndarray) for v in case[2].values()):
            continue  # options are of float64 here
        assert ours.dtype == np.float32, text(case)
        ours.sum().backward()
        assert all(x.grad is None or x.grad.dtype == np.float32 for x in mine if hasattr(x, "grad"))


def ctc(library, functions, reduction, targets, input_lengths, target_lengths, **options):
    x = library.tensor(CTC_INPUT, requires_grad=True)
    given = [library.tensor(np.array(v)) for v in (targets, input_lengths, target_lengths)]
    log_probs = functions.log_softmax(x, dim=-1)
    loss = functions.ctc_loss(log_probs, *given, reduction=reduction, **options)
    loss.sum().backward()
    return loss.detach().numpy(), x.grad.numpy()


CTC_INPUT = normal(7, 3, 5)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("zero_infinity", [False, True])
@pytest.mark.parametrize(
    ("targets", "inputs", "lengths"),
    [
        ([[1, 1, 2], [3, 4, 4], [2, 1, 3]], [7, 6, 7], [3, 2, 0]),
        ([1, 1, 2, 3, 4], [7, 6, 7], [3, 2, 0]),
        ([[0, 2, 2], [3, 1, 1], [2, 1, 3]], [7, 6, 7], [3, 3, 1]),
    ],
)
def test_ctc_like_torch(targets, inputs, lengths, reduction, zero_infinity):
    options = {"zero_infinity": zero_infinity, "blank": 4 if targets[0] == [0, 2, 2] else 0}
    given = reduction, targets, inputs, lengths
    mine, other = (ctc(*lib, *given, **options) for lib in ((minidnn, F), (torch, THEIRS)))
    for ours, theirs in zip(mine, other):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


def draw(*shape):
    return minidnn.tensor(rng.standard_normal(shape), requires_grad=True)


SECOND = {
    "elu": (F.elu, draw(3, 4)),
    "celu": (lambda x: F.celu(x, 2.0), draw(3, 4)),
    "selu": (F.selu, draw(3, 4)),
    "silu": (F.silu, draw(3, 4)),
    "mish": (F.mish, draw(3, 4)),
    "softplus": (F.softplus, draw(3, 4)),
    "logsigmoid": (F.logsigmoid, draw(3, 4)),
    "softsign": (F.softsign, draw(3, 4)),
    "hardswish": (F.hardswish, draw(3, 4)),
    "hardtanh": (lambda x: F.hardtanh(x) ** 2, draw(3, 4)),
    "hardsigmoid": (lambda x: F.hardsigmoid(x) ** 2, draw(3, 4)),
    "shrinks": (lambda x: F.softshrink(x) ** 2 + F.hardshrink(x) ** 3, draw(3, 4)),
    "tanhshrink": (F.tanhshrink, draw(3, 4)),
    "threshold": (lambda x: F.threshold(x, 0.1, 2.0) ** 2, draw(3, 4)),
    "prelu": (F.prelu, draw(2, 3, 2), draw(3)),
    "glu": (F.glu, draw(3, 4)),
    "conv1d": (lambda x, w: F.conv1d(x, w, stride=2, padding=1) ** 2, draw(2, 2, 6), draw(3, 2, 3)),
    "conv3d": (lambda x, w: F.conv3d(x, w) ** 2, draw(1, 2, 3, 2, 3), draw(2, 2, 2, 2, 2)),
    "conv_transpose2d": (
        lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, output_padding=1) ** 2,
        draw(1, 2, 3, 3),
        draw(2, 2, 2, 2),
        draw(2),
    ),
    "unfold": (lambda x: F.unfold(x, 2, padding=1) ** 2, draw(1, 2, 3, 3)),
    "fold": (lambda x: F.fold(x, (3, 3), 2) ** 2, draw(1, 8, 4)),
    "max_pool1d": (lambda x: F.max_pool1d(x, 2) ** 2, draw(2, 2, 6)),
    "avg_pool3d": (lambda x: F.avg_pool3d(x, 2, padding=1) ** 2, draw(1, 2, 3, 2, 3)),
    "lp_pool1d": (lambda x: F.lp_pool1d(x**2 + 1, 3.0, 2), draw(2, 2, 6)),
    "adaptive_avg_pool3d": (lambda x: F.adaptive_avg_pool3d(x, 2) ** 2, draw(1, 2, 3, 2, 3)),
    "adaptive_max_pool2d": (lambda x: F.adaptive_max_pool2d(x, 2) ** 2, draw(1, 2, 3, 5)),
    "pad": (lambda x: F.pad(x, (1, 2), value=3.0) ** 2, draw(2, 2, 4)),
    "pad reflect": (lambda x: F.pad(x, (1, 2), "reflect") ** 2, draw(2, 2, 4)),
    "pad replicate": (lambda x: F.pad(x, (1, 2), "replicate") ** 2, draw(2, 2, 4)),
    "pad circular": (lambda x: F.pad(x, (1, 2), "circular") ** 2, draw(2, 2, 4)),
    "nearest": (lambda x: F.interpolate(x, scale_factor=2) ** 2, draw(1, 2, 3)),
    "bilinear": (
        lambda x: F.interpolate(x, size=(5, 2), mode="bilinear") ** 2,
        draw(1, 2, 3, 3),
    ),
    "grid_sample": (
        lambda x, g: F.grid_sample(x, g * 0.4, align_corners=False),
        draw(1, 2, 3, 3),
        draw(1, 2, 2, 2),
    ),
    "group_norm": (lambda x, w: F.group_norm(x, 2, w), draw(2, 4, 3), draw(4)),
    "instance_norm": (F.instance_norm, draw(2, 2, 5)),
    "rms_norm": (lambda x, w: F.rms_norm(x, (4,), w), draw(3, 4), draw(4)),
    "local_response_norm": (lambda x: F.local_response_norm(x, 2), draw(1, 3, 4)),
    "cosine_similarity": (F.cosine_similarity, draw(3, 4), draw(3, 4)),
    "pairwise_distance": (F.pairwise_distance, draw(3, 4), draw(3, 4)),
    "bilinear layer": (F.bilinear, draw(2, 3), draw(2, 2), draw(2, 3, 2)),
    "kl_div": (lambda x, t: F.kl_div(x, t**2 + 1, reduction="sum") ** 2, draw(3, 4), draw(3, 4)),
    "gaussian_nll": (lambda x, v: F.gaussian_nll_loss(x, x * 0, v**2 + 1), draw(4), draw(4)),
    "poisson_nll": (lambda x: F.poisson_nll_loss(x, x * 0 + 2), draw(4)),
    "triplet": (F.triplet_margin_loss, draw(3, 4), draw(3, 4), draw(3, 4)),
    "soft_margin": (lambda x: F.soft_margin_loss(x, x.detach().sign()), draw(4)),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SECOND)
def test_second_derivative(name):
    function, *inputs = SECOND[name]
    assert autograd.gradgradcheck(function, inputs)


def test_in_place_forms():
    for name in ("relu", "leaky_relu", "elu", "selu", "celu", "hardtanh"):
        x = minidnn.tensor(ONE)
        wanted = getattr(F, name)(x)
        assert getattr(F, f"{name}_")(x) is x
        np.testing.assert_array_equal(x.numpy(), wanted.numpy())
        x = minidnn.tensor(ONE)
        assert getattr(F, name)(x, inplace=True) is x
    x = minidnn.tensor(ONE)
    F.threshold_(x, 0.0, 5.0)
    assert (x.numpy() != 5.0).any() and x.numpy().min() > 0


def test_nearest_keeps_an_infinity_where_it_is():
    x = np.array([[[1.0, np.inf, 3.0]]])
    y = F.interpolate(minidnn.tensor(x), scale_factor=2).numpy()
    np.testing.assert_array_equal(y, [[[1, 1, np.inf, np.inf, 3, 3]]])


def test_dropouts_by_channel_and_alpha():
    minidnn.manual_seed(0)
    for name, shape in (("dropout1d", (30, 20, 4)), ("dropout3d", (30, 20, 2, 2, 1))):
        y = getattr(F, name)(minidnn.ones(*shape), 0.5).numpy().reshape(30, 20, -1)
        assert (y.min(2) == y.max(2)).all() and abs((y[:, :, 0] == 0).mean() - 0.5) < 0.1
    x = minidnn.randn(400, 200)
    y = F.alpha_dropout(x, 0.3, training=True)
    assert abs(y.mean().item()) < 0.02 and abs(y.var().item() - 1) < 0.03
    y = F.feature_alpha_dropout(minidnn.ones(40, 20, 5), 0.5, training=True).numpy()
    assert (y.min(2) == y.max(2)).all() and len(np.unique(y)) == 2
    assert F.alpha_dropout(x) is x


def test_random_leaky_relu():
    minidnn.manual_seed(0)
    x = minidnn.full((2000,), -1.0, requires_grad=True)
    y = F.rrelu(x, 0.1, 0.3, training=True)
    y.sum().backward()
    slopes = x.grad.numpy()
    assert slopes.min() >= 0.1 and slopes.max() < 0.3 and abs(slopes.mean() - 0.2) < 0.01
    np.testing.assert_allclose(y.detach().numpy(), -slopes)


def test_gumbel_softmax():
    minidnn.manual_seed(0)
    logits = minidnn.tensor(np.log([[0.1, 0.2, 0.7]] * 4000), requires_grad=True)
    hard = F.gumbel_softmax(logits, hard=True)
    share = hard.detach().numpy().mean(0)
    np.testing.assert_allclose(share, [0.1, 0.2, 0.7], atol=0.03)
    (hard * minidnn.tensor([1.0, 2.0, 3.0], dtype=minidnn.float64)).sum().backward()
    assert np.abs(logits.grad.numpy()).max() > 0
    soft = F.gumbel_softmax(logits, tau=0.5).detach().numpy()
    np.testing.assert_allclose(soft.sum(1), 1)
