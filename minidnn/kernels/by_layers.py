"""Relu, a dense layer with relu, layer and batch normalisation, by kernels."""

import math

from .calls import empty, packed, served

PARTS = 64  # rows that a gradient of layer normalisation is added up in, before the last sum


def relu(launch, formula, x, *, out=None):
    if not served(x):
        return formula(x, out=out)
    y, _ = formula(x, out=out)
    return y, lambda dy: relu_back(launch, dy, y)


def relu_back(launch, dy, y):
    dx, y = empty(y, *y.shape), packed(y)
    launch("relu_dx", y, y.size, dx, packed(dy), y, y.size)
    return dx


def linear_relu(launch, formula, x, weight, bias):
    if bias is None or not served(x, weight, bias) or x.ndim < 2:
        return formula(x, weight, bias)
    product = packed(x @ weight.T)
    launch("bias_relu", x, product.size, product, product, packed(bias), product.size, len(bias))
    rows, outputs = x.reshape(-1, x.shape[-1]), len(weight)
    known = []  # (dy, what of it passes the relu): three rules need it

    def passed(dy):
        if not known or known[0] is not dy:
            known[:] = dy, relu_back(launch, dy, product)
        return known[1]

    return (
        product,
        lambda dy: passed(dy) @ weight,
        lambda dy: passed(dy).reshape(-1, outputs).T @ rows,
        lambda dy: passed(dy).reshape(-1, outputs).sum(axis=0),
    )


def layer_norm(launch, formula, x, weight, bias, *, dims=1, eps=1e-5):
    fits = all(v is None or v.shape == x.shape[-dims:] for v in (weight, bias))
    if not (fits and served(x, weight, bias)):
        return formula(x, weight, bias, dims=dims, eps=eps)
    x, weight, bias = packed(x), packed(weight), packed(bias)
    shape, own = x.shape, x.shape[-dims:]
    columns = math.prod(own)
    rows = x.size // columns
    y, mean, inverse_std = empty(x, *shape), empty(x, rows), empty(x, rows)
    launch("layer_norm", x, rows, y, mean, inverse_std, x, weight, bias, columns, eps)
    known = []  # (dy, dweight, dbias): one kernel adds up both

    def dx(dy):
        result = empty(x, *shape)
        launch(
            "layer_norm_dx", x, rows, result, packed(dy), x, mean, inverse_std, weight, columns
        )
        return result

    def sums(dy):
        if not known or known[0] is not dy:
            parts = min(rows, PARTS)
            dweight, dbias = empty(x, parts, columns), empty(x, parts, columns)
            arrays = dweight, dbias, packed(dy), x, mean, inverse_std
            launch("layer_norm_dw", x, dweight.size, *arrays, dweight.size, rows, columns)
            known[:] = dy, dweight, dbias
        return known

    return (
        y,
        dx,
        None if weight is None else lambda dy: sums(dy)[1].sum(axis=0).reshape(own),
        None if bias is None else lambda dy: sums(dy)[2].sum(axis=0).reshape(own),
    )


def batch_statistics(launch, formula, x):
    if not served(x):
        return formula(x)
    x, (images, channels) = packed(x), x.shape[:2]
    mean, var = empty(x, channels), empty(x, channels)
    launch("batch_statistics", x, channels, mean, var, x, images, channels, pixels_of(x))
    return mean, var


def batch_norm(launch, formula, x, weight, bias, *, mean, var, eps=1e-5, training=False):
    vectors = weight, bias, mean, var
    fits = x.ndim > 1 and all(v is None or v.shape == (x.shape[1],) for v in vectors)
    if not (fits and served(x, *vectors)):
        options = {"mean": mean, "var": var, "eps": eps, "training": training}
        return formula(x, weight, bias, **options)
    x, weight, bias, mean, var = map(packed, (x, *vectors))
    (images, channels), pixels = x.shape[:2], pixels_of(x)
    y, known = empty(x, *x.shape), []  # known: (dy, Σdy, Σdy·normal), which three rules need
    sizes = channels, pixels, eps
    launch("batch_norm", x, x.size, y, x, mean, var, weight, bias, x.size, *sizes)

    def sums(dy):
        if not known or known[0] is not dy:
            ones, along = empty(x, channels), empty(x, channels)
            arrays = ones, along, packed(dy), x, mean, var
            launch("batch_norm_sums", x, channels, *arrays, images, *sizes)
            known[:] = dy, ones, along
        return known[1:]

    def dx(dy):
        result, through = empty(x, *x.shape), sums(dy) if training else (None, None)
        arrays = result, packed(dy), x, mean, var, weight
        launch("batch_norm_dx", x, x.size, *arrays, *through, x.size, *sizes)
        return result

    return (
        y,
        dx,
        None if weight is None else lambda dy: sums(dy)[1].copy(),
        None if bias is None else lambda dy: sums(dy)[0].copy(),
    )


def follow(launch, formula, running_mean, running_var, mean, var, *, momentum, correction):
    arrays = running_mean, running_var, mean, var
    if not (served(*arrays) and all(a.flags.c_contiguous for a in arrays)):
        return formula(*arrays, momentum=momentum, correction=correction)
    n = running_mean.size
    return launch("follow", running_mean, n, *arrays, n, momentum, correction)


def pixels_of(x):
    return math.prod(x.shape[2:])
