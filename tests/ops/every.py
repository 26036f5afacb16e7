"""A small case of every op, for the tests that walk through all of them (test_every_op.py).

A case is `of(op, *inputs, **options)`. `before` and `after` are ops that lead real numbers to and
from an op of complex numbers, or to a part of a result that is unique.
"""

from dataclasses import dataclass
from importlib import import_module

import numpy as np

from minidnn.ops import (
    activation,
    arithmetic,
    cells,
    complex,
    conv,
    ctc,
    divergence,
    elementary,
    fft,
    index,
    layernorm,
    linalg,
    losses,
    pad,
    picking,
    pointwise,
    pool,
    recurrent,
    reduce,
    resample,
    running,
    shape,
    special,
)

# these rooms have the name of an op, which an ordinary import would find instead
attention, embedding, gelu, linear, norm, softmax = (
    import_module(f"minidnn.ops.{name}")
    for name in ("attention", "embedding", "gelu", "linear", "norm", "softmax")
)

rng = np.random.default_rng(7)
CASES: dict[str, list["Case"]] = {}


@dataclass
class Case:
    """An op with inputs and options, and the steps before and after it."""

    op: object
    inputs: tuple
    options: dict
    before: object = None
    after: object = None
    waits: int = 0
    refuses: tuple = ()

    def composed(self):
        """One op, in its contract: the steps one after another."""
        if self.before is None and self.after is None and not self.refuses:
            return self.op

        def op(*inputs, **options):
            first = inputs
            lead = None
            if self.before is not None:
                y, lead = self.before(*inputs)
                first = (y,)
            y, *rules = self.op(*first, **options)
            back = None
            if self.after is not None:
                y, *back = self.after(*(y if type(y) is tuple else (y,)))

            def led(rule):
                def dx(dy):
                    dys = (dy,) if back is None else tuple(b(dy) for b in back)
                    g = rule(*dys)
                    return g if lead is None else lead(g)

                return dx

            kept = [None if i in self.refuses else rule for i, rule in enumerate(rules)]
            return y, *(rule and led(rule) for rule in kept)

        return op


def normal(*shape):
    return np.asarray(rng.standard_normal(shape))


def between(low, high, *shape):
    return np.asarray(rng.uniform(low, high, shape))


def apart(*shape):
    """Numbers that differ by at least 0.1 and stay away from 0: no ties, no kinks."""
    n = int(np.prod(shape))
    values = (np.arange(n) - n // 2 + 0.37) * 0.31
    return np.asarray(rng.permutation(values).reshape(shape))


def of(op, *inputs, before=None, after=None, waits=0, refuses=(), **options):
    """Add a case.

    waits: how often it may wait for a device (see check_op); refuses: the inputs whose rule says
    in an error that there is none, as PyTorch's does.
    """
    room = op.__module__.removeprefix("minidnn.ops.")
    case = Case(op, inputs, options, before, after, waits, refuses)
    CASES.setdefault(f"{room}.{op.__name__}", []).append(case)


# One number from one, by ranges where the function is smooth

SMOOTH = {
    (-1.2, 1.2): (
        *(pointwise.exp, pointwise.sin, pointwise.cos, pointwise.sigmoid, pointwise.tanh),
        *(pointwise.expm1, pointwise.copy, pointwise.leaky_relu, gelu.gelu, gelu.gelu_tanh),
        *(elementary.tan, elementary.sinh, elementary.cosh, elementary.asinh, elementary.atan),
        *(elementary.exp2, elementary.square, elementary.sinc, elementary.rad2deg),
        *(elementary.deg2rad, elementary.nan_to_num, activation.elu, activation.silu),
        *(activation.mish, activation.softplus, activation.log_sigmoid, activation.softsign),
        *(activation.hardtanh, activation.hardsigmoid, activation.hardswish, arithmetic.neg),
        *(arithmetic.abs, special.erf, special.erfc, special.erfcx, special.ndtr),
        *(special.log_ndtr, special.i0, special.i0e, special.i1, special.i1e),
        complex.absolute,
    ),
    (0.3, 2.7): (
        *(pointwise.log, pointwise.log1p, pointwise.sqrt, pointwise.relu, elementary.log2),
        *(elementary.log10, elementary.rsqrt, elementary.reciprocal, special.entr),
        *(special.lgamma, special.digamma, activation.hardshrink, activation.softshrink),
    ),
    (-0.9, 0.9): (elementary.asin, elementary.acos, elementary.atanh, special.erfinv),
    (1.2, 4): (elementary.acosh,),
    (0.1, 0.9): (elementary.frac, elementary.logit, special.ndtri),
}
for span, ops in SMOOTH.items():
    for op in ops:
        of(op, between(*span, 2, 3))
of(special.polygamma, between(0.5, 5, 4), n=2)
of(special.mvlgamma, between(2, 5, 4), p=3)
of(activation.threshold, apart(2, 3), threshold=0.1, value=2.0)
of(pointwise.dropout, normal(2, 3), (normal(2, 3) > 0) * 2.0)

# Of two

for op in (arithmetic.add, arithmetic.sub, arithmetic.mul, arithmetic.div, arithmetic.pow,
           elementary.atan2, elementary.hypot, elementary.logaddexp, elementary.logaddexp2,
           elementary.xlogy, elementary.xlog1py, elementary.copysign):  # fmt: skip
    of(op, between(0.3, 2, 2, 3), between(0.3, 2, 3))
for op in (arithmetic.maximum, arithmetic.minimum, elementary.fmax, elementary.fmin):
    x = apart(2, 3)
    of(op, x, x[::-1] + 0.05)
for op in (arithmetic.remainder, arithmetic.fmod):
    of(op, apart(2, 3), between(0.35, 0.45, 3))
of(special.zeta, between(2, 4, 3), between(1, 2, 3), refuses=(0,))
of(special.igamma, between(0.5, 5, 4), between(0.5, 5, 4), refuses=(0,))
of(special.igammac, between(0.5, 5, 4), between(0.5, 5, 4), refuses=(0,))
for name in ("ceil", "floor", "round", "sign", "trunc"):
    CASES[f"arithmetic.{name}"] = [Case(getattr(arithmetic, name), (apart(2, 3),), {})]
of(arithmetic.floor_divide, apart(2, 3), between(0.35, 0.45, 3))
of(index.one_hot, np.array([0, 2]), num_classes=3)
of(arithmetic.clamp, apart(2, 3), min=-0.5, max=0.6)
of(index.where, normal(2, 3) > 0, normal(2, 3), normal(3))
of(index.masked_fill, normal(2, 3), normal(2, 3) > 0, value=1.5)
of(activation.prelu, apart(2, 3, 2), normal(3, 1))
of(activation.glu, normal(2, 4), axis=1)
of(activation.alpha_dropout, normal(2, 3), (normal(2, 3) > 0) * 1.0, p=0.4)

# Complex numbers, from real ones and back to real ones

pairs = normal(2, 3, 2)
of(complex.complex, normal(3), normal(3), after=complex.view_as_real)
of(complex.polar, between(0.5, 2, 3), normal(3), after=complex.view_as_real)
for op in (complex.real, complex.imag, complex.angle, complex.absolute):
    of(op, pairs, before=complex.view_as_complex)
for op in (complex.conj, complex.sgn):
    of(op, pairs, before=complex.view_as_complex, after=complex.view_as_real)
of(complex.view_as_real, pairs, before=complex.view_as_complex)
of(complex.view_as_complex, pairs, after=complex.view_as_real)
for sizes in ((2, 3), (3, 5)):
    options = {"axes": (0, 1), "sizes": sizes, "norm": "ortho"}
    of(fft.fft, normal(2, 4), after=complex.view_as_real, **options)
    of(fft.fft, pairs, before=complex.view_as_complex, after=complex.view_as_real, **options)
    of(fft.rfft, normal(2, 4), after=complex.view_as_real, **options)
    of(fft.irfft, pairs, before=complex.view_as_complex, **options)
of(fft.rfft, normal(5), after=complex.view_as_real, axes=(0,), sizes=(4,), inverse=True)
of(fft.irfft, pairs, before=complex.view_as_complex, axes=(1,), sizes=(4,), inverse=True)

# Sums and their kin

for op in (reduce.sum, reduce.mean, reduce.prod, reduce.amax, reduce.amin, reduce.norm,
           running.vector_norm, reduce.var, reduce.std):  # fmt: skip
    of(op, apart(2, 3), axis=1)
    of(op, apart(2, 3), axis=(0, 1), keepdims=True)
of(reduce.prod, np.array([[1.0, 0.0, 2.0], [0.0, 0.0, 3.0]]), axis=1)
for p in (0.5, 1.0, 3.0, np.inf, -np.inf):
    of(running.vector_norm, apart(2, 3), p=p, axis=1)
of(reduce.cumsum, normal(2, 3), axis=1)
of(running.cumprod, apart(2, 3), axis=1)
of(running.cumprod, np.array([[1.0, 0.0, 2.0], [0.0, 0.0, 3.0]]), axis=1)
of(running.logcumsumexp, normal(2, 3), axis=-1)
of(running.summed, normal(2, 3, 4), shape=(3, 1))
of(softmax.softmax, normal(2, 3), axis=1)
of(softmax.log_softmax, normal(2, 3), axis=0)
of(softmax.logsumexp, normal(2, 3), axis=1)

# Places and shapes

of(index.getitem, normal(3, 4), index=(slice(None, None, 2), np.array([1, 0, 1])))
of(index.setitem, normal(3, 4), normal(2, 4), index=np.array([2, 0]))
of(index.scatter_add, normal(3, 2), normal(3, 2), index=np.array([2, 0, 2]))
of(index.gather, normal(3, 2), np.array([[2, 0], [1, 1]]), axis=0)
of(index.index_select, normal(3, 2), np.array([2, 0, 2]), axis=0)
of(shape.reshape, normal(2, 3), shape=(3, 2))
of(shape.permute, normal(2, 3, 1), axes=(2, 0, 1))
of(shape.expand, normal(2, 1), shape=(3, 2, 2))
of(shape.cat, normal(2, 3), normal(1, 3), axis=0)
of(shape.stack, normal(3), normal(3), axis=1)
of(shape.flip, normal(2, 3), axis=1)
of(shape.roll, normal(2, 3), shift=(1, 2), axis=(0, 1))
of(shape.tile, normal(2, 3), repeats=(2, 2))
of(shape.tril, normal(3, 3), diagonal=1)
of(shape.triu, normal(3, 3), diagonal=-1)
of(picking.diagonal, normal(3, 4), offset=1)
of(picking.embedded, normal(2), index=(np.array([0, 2]), np.array([1, 0])), shape=(3, 3))
of(picking.unfold, normal(5, 2), axis=0, size=3, step=1)
of(picking.strided, normal(12), shape=(3, 2), stride=(2, 3), start=1)
places = (np.array([[0, 1, 1], [2, 0, 1]]), np.array([[0, 1, 2]]))
for reduction in ("sum", "mean", "prod", "amax", "amin"):
    for own in (True, False):
        x = apart(5, 3)
        of(picking.scatter_reduce, x[:3], x[3:], index=places, reduce=reduction, own=own)

# Products, linear algebra

of(linear.matmul, normal(2, 2, 3), normal(3, 2))
of(linear.addmm, normal(4), normal(2, 3), normal(3, 4))
of(linear.linear, normal(2, 3), normal(4, 3), normal(4))
of(linear.linear_relu, normal(2, 3), normal(4, 3), normal(4))
of(linear.einsum, normal(2, 3), normal(4, 3), equation="ij,kj->ik")


def good(*batch, n=3):
    """Matrices far from singular."""
    return normal(*batch, n, n) + 3 * np.eye(n)


def symmetric(x):
    """(x + xᵀ)/2, positive: what makes every perturbation symmetric."""
    half = lambda x: (x + np.swapaxes(x, -1, -2)) / 2
    return half(x), half


def spectral(w, v):
    """y = Σ k·w_k·v_k·v_kᵀ, which does not see the signs of the eigenvectors."""
    c = np.arange(1, 1 + w.shape[-1], like=w).astype(w.dtype)
    return (
        (v * (w * c)) @ v.T,
        lambda dy: np.einsum("ik,ij,jk->k", v, dy, v) * c,
        lambda dy: (dy + dy.T) @ (v * (w * c)),
    )


def singular(u, s, vh):
    """y = Σ k·s_k·u_k·v_kᵀ, which does not see the signs of the singular vectors."""
    c = np.arange(1, 1 + s.shape[-1], like=s).astype(s.dtype)
    u, vh = u[:, : len(c)], vh[: len(c)]
    assert u.shape[1] == vh.shape[0] == len(c)
    return (
        (u * (s * c)) @ vh,
        lambda dy: (dy @ vh.T) * (s * c),
        lambda dy: np.einsum("ik,ij,kj->k", u, dy, vh) * c,
        lambda dy: (u * (s * c)).T @ dy,
    )


def sizes_of(w, v):
    """y = the sizes of the eigenvectors' numbers, whatever their phases, and the eigenvalues."""
    n = len(w)
    y = np.concatenate([(v * v.conj()).real, w.real[None], w.imag[None]])
    return y, lambda dy: dy[n] + 1j * dy[n + 1], lambda dy: 2 * dy[:n] * v


sizes_of.wirtinger = True


def second(first, y):
    return y, lambda dy: np.zeros_like(dy), lambda dy: dy


def joined(*parts):
    """Several results as one."""
    return shape.cat(*parts, axis=0)


of(linalg.inv, good(2))
of(linalg.solve, good(), normal(3, 2))
of(linalg.solve_triangular, good(), normal(3, 2), upper=True)
of(linalg.solve_triangular, good(), normal(3, 2), upper=False, unitriangular=True)
of(linalg.det, good(2))
of(linalg.slogdet, good(), after=second)
of(linalg.cholesky, good() + 3 * np.eye(3), before=symmetric)
of(linalg.cholesky, good() + 3 * np.eye(3), before=symmetric, upper=True)
of(linalg.eigh, good(), before=symmetric, after=spectral)
of(linalg.eigvalsh, good(), before=symmetric)
of(linalg.eig, apart(3, 3), after=sizes_of)
of(linalg.eigvals, apart(3, 3), after=complex.view_as_real)
of(linalg.svd, normal(3, 4), after=singular)
of(linalg.svd, normal(4, 2), after=singular)
of(linalg.svdvals, normal(3, 4))
of(linalg.qr, normal(4, 2), after=joined)
of(linalg.qr, normal(2, 3), after=lambda q, r: shape.cat(q, r, axis=1))
of(linalg.lu, good(), after=joined)
of(linalg.lu, np.concatenate([good(), normal(2, 3)]), after=joined)
of(linalg.lu, np.concatenate([good(), normal(3, 2)], 1), after=lambda l, u: shape.cat(l, u, axis=1))
of(linalg.pinv, normal(4, 2))
of(linalg.matrix_exp, 0.3 * normal(3, 3), waits=2)

# Layers

image, kernel = normal(1, 2, 5, 4), {"kernel": (2, 2), "stride": (2, 1), "padding": (1, 0)}
apart_image = apart(1, 2, 5, 4)
of(conv.conv2d, image, normal(3, 2, 2, 2), normal(3), stride=(2, 1))
of(conv.convolution, normal(1, 2, 5), normal(2, 1, 2), normal(2), stride=(1,),
   padding=((1, 0),), dilation=(2,), groups=2)  # fmt: skip
of(conv.conv_transpose, normal(1, 2, 3), normal(2, 2, 2), normal(2), stride=(2,), padding=(1,),
   output_padding=(1,), dilation=(1,))  # fmt: skip
windows = {"kernel": (2, 2), "stride": (2, 1), "padding": ((1, 1), (0, 0)), "dilation": (1, 1)}
of(conv.unfold, image, **windows)
of(conv.fold, normal(1, 8, 9), size=(5, 4), **windows)
of(pool.max_pool2d, apart_image, **kernel)
of(pool.avg_pool2d, image, **kernel)
of(pool.adaptive_avg_pool2d, image, output_size=(2, 3))
of(pool.max_unpool, normal(2, 1, 3), np.array([[[3, 0, 8]], [[1, 2, 5]]]), size=(9,))
for op in (pad.pad, pad.pad_reflect, pad.pad_replicate, pad.pad_circular):
    of(op, normal(2, 3, 4), padding=((1, 0), (1, 2)))
of(resample.resample, normal(2, 3, 4), matrix=resample.weights("cubic", 4, 6), axis=2)
matrix = resample.weights("nearest", 4, 6)
of(resample.nearest, normal(2, 3, 4), index=matrix.argmax(axis=1), matrix=matrix, axis=2)
of(norm.batch_norm, image, normal(2), normal(2), mean=normal(2), var=between(0.5, 1, 2))
of(norm.rms_norm, normal(2, 3), normal(3))
of(layernorm.layer_norm, normal(2, 3), normal(3), normal(3))
of(embedding.embedding, normal(4, 2), np.array([[1, 3], [1, 0]]), padding_idx=2)
words, bags = np.array([1, 3, 1, 0]), np.array([0, 0, 1, 1])
for mode in ("sum", "mean"):
    of(embedding.embedding_bag, normal(4, 2), words, normal(4) if mode == "sum" else None,
       bags=bags, number=2, mode=mode)  # fmt: skip
of(embedding.embedding_bag_max, apart(4, 2), words, bags=bags, number=2, longest=2)
of(attention.attention, *(normal(2, 3, 2) for _ in range(3)), normal(3, 3), None, scale=0.5)
of(attention.attention, *(normal(2, 3, 2) for _ in range(3)), None, None, scale=0.5, causal=True)
of(attention.self_attention, normal(2, 3, 12), None, heads=2)


def gates(n, parts):
    """States, weights and biases for 3 numbers in and 2 out."""
    k = 2 * parts
    states = [normal(n, 2) for _ in range(1 + (parts == 4))]
    return *states, normal(k, 3), normal(k, 2), normal(k), normal(k)


of(cells.rnn_cell, normal(2, 3), *gates(2, 1))
of(cells.gru_cell, normal(2, 3), *gates(2, 3))
of(cells.lstm_cell, normal(2, 3), *gates(2, 4), after=joined)
of(recurrent.rnn, normal(3, 3), *gates(2, 1), after=joined, sizes=(2, 1))
of(recurrent.gru, normal(3, 3), *gates(2, 3), after=joined, sizes=(2, 1), reverse=True)
of(recurrent.lstm, normal(3, 3), *gates(2, 4), None, after=joined, sizes=(2, 1))

# Losses

chance = between(0.1, 0.9, 2, 3)
for op in (losses.mse_loss, losses.l1_loss, losses.huber_loss, losses.smooth_l1_loss):
    of(op, apart(2, 3), apart(2, 3) + 0.07)
of(losses.binary_cross_entropy, between(0.1, 0.9, 2, 3), chance, None)
of(losses.binary_cross_entropy_with_logits, normal(2, 3), chance, None, between(0.5, 2, 3))
of(losses.nll_loss, normal(2, 3), np.array([1, 2]), between(0.5, 2, 3))
of(losses.cross_entropy, normal(2, 3), np.array([1, 2]), None, label_smoothing=0.2)
of(losses.soft_cross_entropy, normal(2, 3), chance, None)
of(divergence.kl_div, normal(2, 3), chance)
labels = {"labels": np.array([[1, 1], [2, 0]])}
of(ctc.ctc_loss, normal(4, 2, 3) - 1, **labels, input_lengths=np.array([4, 3]),
   target_lengths=np.array([2, 1]))  # fmt: skip
