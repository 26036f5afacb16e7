"""Rules for the layers: linear, convolution, pooling, normalisation."""

import numpy as np

from ..ops.pool import frame, pixels_in_window
from .numbers import as_type
from .rules import rule
from .trace import ExportError, Length


@rule("linear")
def linear(g, out, x, weight, bias=None):
    if x.ndim == 2:
        return g.node("Gemm", x, weight, bias, transB=1)
    y = g.node("MatMul", x, g.node("Transpose", weight, perm=[1, 0]))
    return y if bias is None else g.node("Add", y, bias)


@rule("matmul")
def matmul(g, out, x, w):
    return g.node("MatMul", x, w)


@rule("addmm")
def addmm(g, out, b, x, w):
    return g.node("Add", g.node("MatMul", x, w), b)


@rule("einsum")
def einsum(g, out, *operands, equation):
    return g.node("Einsum", *operands, equation=equation.replace(" ", ""))


def sides(padding):
    """((top, bottom), (left, right)) -> [top, left, bottom, right]."""
    return [int(before) for before, _ in padding] + [int(after) for _, after in padding]


@rule("conv2d", "convolution")
def conv(g, out, x, weight, bias=None, *, stride, padding, dilation, groups=1):
    return g.node(
        "Conv", x, weight, bias,
        kernel_shape=list(weight.shape[2:]), strides=list(stride), pads=sides(padding),
        dilations=list(dilation), group=groups,
    )  # fmt: skip


@rule("conv_transpose", "conv_transpose2d")
def conv_transpose(
    g, out, x, weight, bias=None, *, stride, padding, output_padding, dilation, groups=1
):
    return g.node(
        "ConvTranspose", x, weight, bias,
        kernel_shape=list(weight.shape[2:]), strides=list(stride), pads=[*padding, *padding],
        output_padding=list(output_padding), dilations=list(dilation), group=groups,
    )  # fmt: skip


@rule("batch_norm")
def batch_norm(g, out, x, weight, bias, *, mean=None, var=None, eps=1e-5, training=False):
    if training:  # the batch's own mean and variance
        return own_norm(g, x, weight, bias, eps)
    channels = x.shape[1]
    weight = np.ones(channels, x.dtype) if weight is None else weight
    bias = np.zeros(channels, x.dtype) if bias is None else bias
    return g.node("BatchNormalization", x, weight, bias, mean, var, epsilon=float(eps))


def own_norm(g, x, weight, bias, eps):
    """Mean 0 and variance 1 over all but the channels, as x itself is."""
    axes = g.constant([0, *range(2, x.ndim)], np.int64)
    centred = g.node("Sub", x, g.node("ReduceMean", x, axes, keepdims=1))
    variance = g.node("ReduceMean", g.node("Mul", centred, centred), axes, keepdims=1)
    root = g.node("Sqrt", g.node("Add", variance, g.number(float(eps), x.dtype)))
    y = g.node("Div", centred, root)
    places = g.constant([0, *range(2, x.ndim)], np.int64)
    for kind, vector in (("Mul", weight), ("Add", bias)):
        if vector is not None:
            y = g.node(kind, y, g.node("Unsqueeze", vector, places))
    return y


@rule("layer_norm")
def layer_norm(g, out, x, weight=None, bias=None, *, dims=1, eps=1e-5):
    weight = np.ones(x.shape[x.ndim - dims :], x.dtype) if weight is None else weight
    return g.node("LayerNormalization", x, weight, bias, axis=-dims, epsilon=float(eps))


@rule("rms_norm")
def rms_norm(g, out, x, weight=None, *, dims=1, eps=1e-6):
    axes = g.constant(np.arange(-dims, 0))
    square = g.node("ReduceMean", g.node("Mul", x, x), axes, keepdims=1)
    root = g.node("Sqrt", g.node("Add", square, g.number(float(eps), x.dtype)))
    normal = g.node("Div", x, root)
    return normal if weight is None else g.node("Mul", normal, weight)


class Picture:
    """What `frame` asks of an array: its shape, with numbers in place of Lengths."""

    def __init__(self, x):
        if any(isinstance(n, Length) for n in x.shape[2:]):
            raise ExportError("onnx: pooling over a dimension that follows the batch")
        self.shape = tuple(1 if isinstance(n, Length) else n for n in x.shape)


def pooled(g, x, kernel, stride, padding, dilation, ceil_mode):
    """The largest pixels, and their places in the whole array."""
    around, _ = frame("max_pool2d", Picture(x), kernel, stride, padding, dilation, ceil_mode)
    return g.node(
        "MaxPool", x, outputs=2, kernel_shape=list(kernel), strides=list(stride),
        pads=sides(around), dilations=list(dilation),
    )  # fmt: skip


@rule("max_pool2d")
def max_pool(g, out, x, *, kernel, stride, padding=(0, 0), dilation=(1, 1), ceil_mode=False):
    return pooled(g, x, kernel, stride, padding, dilation, ceil_mode)[0]


@rule("max_pool_places")
def max_pool_places(g, out, x, *, kernel, stride, padding, dilation, ceil_mode=False):
    places = pooled(g, x, kernel, stride, padding, dilation, ceil_mode)[1]
    return g.node("Mod", places, g.constant(int(np.prod(x.shape[2:])), np.int64))


@rule("adaptive_max_pool_places")
def adaptive_max_pool_places(g, out, x, *, output_size):
    sizes, targets = Picture(x).shape[2:], out.shape[2:]
    if any(n % m for n, m in zip(sizes, targets)):
        raise ExportError(f"onnx: adaptive pooling from {sizes} to {targets} cannot be exported")
    kernel = tuple(n // m for n, m in zip(sizes, targets))
    none = (0,) * len(kernel)
    places = pooled(g, x, kernel, kernel, none, (1,) * len(kernel), False)[1]
    return g.node("Mod", places, g.constant(int(np.prod(sizes)), np.int64))


@rule("resample")
def resample(g, out, x, *, matrix, axis):
    if axis % x.ndim == x.ndim - 1:
        return g.node("MatMul", x, g.node("Transpose", matrix, perm=[1, 0]))
    order = list(range(x.ndim))
    order[axis], order[-1] = order[-1], order[axis]
    turned = g.node("Transpose", x, perm=order)
    y = g.node("MatMul", turned, g.node("Transpose", matrix, perm=[1, 0]))
    return g.node("Transpose", y, perm=order)


@rule("nearest")
def nearest(g, out, x, *, index, matrix, axis):
    return g.node("Gather", x, index, axis=axis)


@rule("avg_pool2d")
def avg_pool(
    g, out, x, *, kernel, stride, padding=(0, 0), ceil_mode=False, count_include_pad=True,
    divisor_override=None,
):  # fmt: skip
    dims = len(kernel)
    around, size = frame(
        "avg_pool2d", Picture(x), kernel, stride, padding, (1,) * dims, ceil_mode
    )
    y = g.node(
        "AveragePool", x, kernel_shape=list(kernel), strides=list(stride), pads=sides(around),
        count_include_pad=1,
    )  # fmt: skip
    share = np.asarray(1.0)  # what the mean over all pixels of a window is multiplied by
    for i, (n, k, s, p) in enumerate(zip(size, kernel, stride, padding)):
        counts = [
            pixels_in_window(j, x.shape[2 + i], k, s, p, count_include_pad) for j in range(n)
        ]
        share = share[..., None] * (k / np.array(counts, dtype=np.float64))
    if divisor_override is not None:
        share = np.asarray(float(np.prod(kernel)) / divisor_override)
    if np.all(share == 1):
        return y
    return g.node("Mul", y, g.constant(share, x.dtype))


@rule("adaptive_avg_pool2d")
def adaptive_avg_pool(g, out, x, *, output_size):
    sizes = Picture(x).shape[2:]
    targets = out.shape[2:]
    if all(n == 1 for n in targets):
        return g.node("GlobalAveragePool", x)
    if all(n % m == 0 for n, m in zip(sizes, targets)):
        kernel = [n // m for n, m in zip(sizes, targets)]
        return g.node("AveragePool", x, kernel_shape=kernel, strides=kernel)
    if len(sizes) != 2:
        raise ExportError(f"onnx: adaptive pooling from {sizes} to {targets} cannot be exported")
    rows, columns = (averaging(n, m).astype(x.dtype) for n, m in zip(sizes, targets))
    return g.node("MatMul", g.node("MatMul", g.constant(rows), x), g.constant(columns.T))


def averaging(size, target):
    """(target, size): the matrix whose rows average the areas of adaptive pooling."""
    matrix = np.zeros((target, size))
    for i in range(target):
        part = slice(i * size // target, -(-(i + 1) * size // target))
        matrix[i, part] = 1 / (part.stop - part.start)
    return matrix


@rule("mse_loss")
def mse_loss(g, out, prediction, target, *, reduction="mean"):
    gap = g.node("Sub", prediction, as_type(g, target, out.dtype))
    return averaged(g, g.node("Mul", gap, gap), reduction)


@rule("l1_loss")
def l1_loss(g, out, prediction, target, *, reduction="mean"):
    gap = g.node("Sub", prediction, as_type(g, target, out.dtype))
    return averaged(g, g.node("Abs", gap), reduction)


@rule("nll_loss")
def nll_loss(g, out, log_probs, labels, weight=None, *, ignore_index=-100, reduction="mean"):
    return g.node("NegativeLogLikelihoodLoss", log_probs, labels, weight,
                  ignore_index=ignore_index, reduction=reduction)  # fmt: skip


@rule("cross_entropy")
def cross_entropy(
    g, out, logits, labels, weight=None, *, ignore_index=-100, reduction="mean",
    label_smoothing=0.0,
):  # fmt: skip
    if label_smoothing:
        raise ExportError("onnx: cross_entropy with label_smoothing cannot be exported")
    return g.node("SoftmaxCrossEntropyLoss", logits, labels, weight,
                  ignore_index=ignore_index, reduction=reduction)  # fmt: skip


def averaged(g, losses, reduction):
    """The mean of losses, their sum, or all of them."""
    if reduction == "none":
        return losses
    return g.node("ReduceMean" if reduction == "mean" else "ReduceSum", losses, keepdims=0)
