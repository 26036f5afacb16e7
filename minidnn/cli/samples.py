"""A small sample of every op that has a rule, for `minidnn info --check`.

A sample is a function of tensors and its inputs: a shape (normal numbers), `between(...)` (evenly
spread ones, where an op is smooth), or an array of whole numbers or truth values (no gradient).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

import minidnn as m

from .. import ops
from ..nn import functional as F
from ..ops import cells, recurrent
from ..tape import apply

Sample = tuple[Callable[..., Any], list[Any]]


class between:
    """Numbers in a range, in a shape."""

    def __init__(self, low: float, high: float, *shape: int) -> None:
        self.low, self.high, self.shape = low, high, shape


def filled(spec: Any, rng: np.random.Generator) -> np.ndarray:
    """The array of a specification."""
    if isinstance(spec, between):
        return rng.uniform(spec.low, spec.high, spec.shape)
    return rng.standard_normal(spec) if isinstance(spec, tuple) else spec


def whole(*rows: Any) -> np.ndarray:
    return np.array(rows, dtype=np.int64)


def named(names: str, room: Any, *specs: Any) -> dict[str, Sample]:
    """Functions of one room that take the same inputs."""
    return {name: (getattr(room, name), list(specs)) for name in names.split()}


def symmetric(x: Any) -> Any:
    return x + x.T + 4 * m.eye(3, dtype=x.dtype, device=x.device)


def regular(x: Any) -> Any:
    return x + 4 * m.eye(3, dtype=x.dtype, device=x.device)


def complexes(x: Any) -> Any:
    """Complex numbers from real ones (..., 2)."""
    return m.view_as_complex(x)


def parts(z: Any) -> Any:
    return m.view_as_real(z)


def unpooled(x: Any) -> Any:
    y, places = F.max_pool2d(x, 2, return_indices=True)
    return F.max_unpool2d(y, places, 2)


def samples() -> dict[str, Sample]:
    """{name: (function of tensors, inputs)}."""
    unit, wide = between(0.1, 0.9, 2, 3), between(0.2, 2.0, 2, 3)
    found = named("exp sin cos sigmoid tanh expm1 abs neg square atan sinh cosh asinh", m, (2, 3))
    found |= named("exp2 rad2deg deg2rad sinc nan_to_num", m, (2, 3))
    found |= named("sum mean var std prod amax amin", m, (2, 3))
    found |= named("log sqrt log1p log2 log10 reciprocal rsqrt", m, wide)
    found |= named("tan asin acos atanh frac logit", m, unit)
    found |= named("acosh", m, between(1.2, 3.0, 2, 3))
    found |= named("atan2 hypot logaddexp logaddexp2 xlogy fmax fmin copysign", m, wide, wide)
    found |= named("add sub mul div maximum minimum remainder fmod", m, wide, between(2.1, 3, 3))
    found |= named("erf erfc erfcx ndtr log_ndtr i0 i0e i1 i1e", m.special, (2, 3))
    found |= named("erfinv ndtri entr", m.special, unit)
    found |= named("xlog1py", m.special, wide, wide)
    found |= named("digamma", m.special, wide) | named("lgamma", m, wide)
    found |= {
        "square op": (of(ops.square), [(2, 3)]),
        "rsqrt op": (of(ops.rsqrt), [wide]),
        "floor ... round": (lambda x: x * (x.floor() + x.ceil() + x.trunc() + x.round()), [unit]),
        "sign, floor_divide": (lambda x: x * x.sign() + (x // 3.0), [wide]),
        "pow": (lambda x, y: x**y, [wide, (3,)]),
        "clamp": (lambda x: x.clamp(-0.4, 0.6), [(2, 3)]),
        "copy, cast": (lambda x: parts(x.clone().to(m.complex128)), [(2, 3)]),
        "polygamma": (lambda x: m.polygamma(1, x), [wide]),
        "mvlgamma": (lambda x: m.mvlgamma(x, 2), [between(2, 4, 3)]),
        "zeta": (lambda q: m.special.zeta(m.full_like(q.detach(), 2.5), q), [wide]),
        "igamma": (lambda x: m.igamma(m.full_like(x.detach(), 1.5), x), [wide]),
        "igammac": (lambda x: m.igammac(m.full_like(x.detach(), 1.5), x), [wide]),
    }
    return found | layers() | shapes() | losses() | networks() | algebra()


def layers() -> dict[str, Sample]:
    """Activations, normalisation, dropout's product."""
    names = "relu leaky_relu elu silu mish softplus logsigmoid softsign hardtanh hardsigmoid"
    names += " hardswish hardshrink softshrink glu selu celu gelu"
    found = named(names, F, between(-2.2, 2.2, 3, 4))
    return found | {
        "gelu, tanh": (lambda x: F.gelu(x, approximate="tanh"), [(3, 4)]),
        "softmax": (lambda x: m.softmax(x, dim=-1), [(3, 4)]),
        "log_softmax": (lambda x: m.log_softmax(x, dim=-1), [(3, 4)]),
        "softmax, dim 0": (lambda x: m.softmax(x, dim=0), [(3, 4)]),
        "logsumexp": (lambda x: x.logsumexp(dim=1), [(3, 4)]),
        "threshold": (lambda x: F.threshold(x, 0.1, -1.0), [(3, 4)]),
        "prelu": (F.prelu, [(2, 3, 2), (3,)]),
        "dropout": (dropped, [(3, 4)]),
        "alpha_dropout": (lambda x: dropped(x, F.alpha_dropout), [(3, 4)]),
        "batch_norm": (
            lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
            [(3, 2, 2), (2,), (2,)],
        ),
        "layer_norm": (lambda x, w, b: F.layer_norm(x, (4,), w, b), [(3, 4), (4,), (4,)]),
        "rms_norm": (lambda x, w: F.rms_norm(x, (4,), w), [(3, 4), (4,)]),
        "group_norm": (lambda x, w, b: F.group_norm(x, 2, w, b), [(2, 4, 3), (4,), (4,)]),
        "linear": (F.linear, [(3, 4), (2, 4), (2,)]),
        "linear_relu": (of(ops.linear_relu), [(3, 4), (2, 4), (2,)]),
        "matmul": (lambda x, y: x @ y, [(2, 3, 4), (4, 2)]),
        "addmm": (m.addmm, [(2,), (3, 4), (4, 2)]),
        "einsum": (lambda x, y: m.einsum("iij,kj->ik", x, y), [(3, 3, 2), (2, 2)]),
        "attention": (F.scaled_dot_product_attention, [(2, 3, 4), (2, 5, 4), (2, 5, 2)]),
        "attention, causal": (
            lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
            [(2, 3, 4), (2, 3, 4), (2, 3, 4)],
        ),
        "self_attention": (lambda x: of(ops.self_attention, heads=2)(x, None), [(2, 3, 12)]),
    }


def dropped(x: Any, op: Callable = F.dropout) -> Any:
    """Dropout with the same mask every time."""
    m.manual_seed(5)
    return op(x, 0.4, training=True)


def shapes() -> dict[str, Sample]:
    """Shapes, parts, sums along the way."""
    row, mask = whole(2, 0, 2), np.array([[True, False, True], [False, False, True]])
    places = whole([0, 1, 1], [1, 0, 0])
    return {
        "reshape, permute": (lambda x: x.reshape(3, 2).permute(1, 0) * 2, [(2, 3)]),
        "expand, tile": (lambda x: x.expand(2, 2, 3) * x.tile((2, 1, 1)), [(2, 3)]),
        "cat, stack": (lambda x, y: m.cat([x, y], 1).sum(1) + m.stack([x, y]).sum(2), [(2, 3)] * 2),
        "flip, roll": (lambda x: x.flip(0) * x.roll(1, 1), [(2, 3)]),
        "tril, triu": (lambda x: x.tril() + 2 * x.triu(), [(3, 3)]),
        "getitem": (lambda x, i: x[:, i] * x[1:, ::2].sum(), [(2, 3), row]),
        "setitem": (put, [(2, 3), (3,)]),
        "gather": (lambda x, i: x.gather(1, i), [(2, 3), places]),
        "index_select": (lambda x, i: x.index_select(1, i), [(2, 3), row]),
        "scatter_add": (lambda x, y, i: x.scatter_add(0, i, y), [(2, 3), (2, 3), places]),
        "scatter_reduce": (
            lambda x, y, i: x.scatter_reduce(0, i, y, "amax"), [(2, 3), (2, 3), places],
        ),
        "where": (lambda x, y, c: m.where(c, x, y), [(2, 3), (3,), mask]),
        "masked_fill": (lambda x, c: x.masked_fill(c, 0.5), [(2, 3), mask]),
        "cumsum": (lambda x: x.cumsum(1), [(2, 3)]),
        "cumprod": (lambda x: x.cumprod(1), [(2, 3)]),
        "logcumsumexp": (lambda x: x.logcumsumexp(1), [(2, 3)]),
        "sum_to_size": (lambda x: x.sum_to_size(2, 1), [(2, 3)]),
        "norm": (lambda x: x.norm(dim=1), [(2, 3)]),
        "vector_norm": (lambda x: m.linalg.vector_norm(x, 3, dim=1), [(2, 3)]),
        "diagonal": (lambda x: x.diagonal(1), [(3, 4)]),
        "diag_embed": (m.diag_embed, [(2, 3)]),
        "unfold": (lambda x: x.unfold(1, 2, 1), [(2, 4)]),
        "as_strided": (lambda x: x.as_strided((2, 2), (2, 1), 1), [(6,)]),
        "pad": (lambda x: F.pad(x, (1, 2)), [(1, 2, 3)]),
        "pad_reflect": (lambda x: F.pad(x, (1, 2), mode="reflect"), [(1, 2, 3)]),
        "pad_replicate": (lambda x: F.pad(x, (1, 2), mode="replicate"), [(1, 2, 3)]),
        "pad_circular": (lambda x: F.pad(x, (1, 2), mode="circular"), [(1, 2, 3)]),
        "resample": (lambda x: F.interpolate(x, 5, mode="linear"), [(1, 2, 3)]),
        "nearest": (lambda x: F.interpolate(x, 5), [(1, 2, 3)]),
    }  # fmt: skip


def put(x: Any, y: Any) -> Any:
    z = x * 1
    z[1] = y
    return z


def losses() -> dict[str, Sample]:
    """Losses; targets are between, labels fixed."""
    labels = whole(2, 0, 1)
    odds = between(0.1, 0.9, 3, 4)
    found = named("mse_loss l1_loss huber_loss smooth_l1_loss", F, (3, 4), (3, 4))
    return found | {
        "binary_cross_entropy": (F.binary_cross_entropy, [odds, odds]),
        "binary_cross_entropy_with_logits": (F.binary_cross_entropy_with_logits, [(3, 4), odds]),
        "nll_loss": (F.nll_loss, [(3, 4), labels]),
        "cross_entropy": (F.cross_entropy, [(3, 4), labels]),
        "cross_entropy, smooth": (
            lambda x, y: F.cross_entropy(x, y, label_smoothing=0.2), [(3, 4), labels],
        ),
        "soft_cross_entropy": (F.cross_entropy, [(3, 4), odds]),
        "kl_div": (lambda x, y: F.kl_div(x, y, reduction="sum"), [(3, 4), odds]),
        "ctc_loss": (
            lambda x, y: F.ctc_loss(F.log_softmax(x, -1), y, (4, 4), (2, 1)),
            [(4, 2, 3), whole([1, 2], [2, 1])],
        ),
    }  # fmt: skip


def networks() -> dict[str, Sample]:
    """Convolutions, pooling, embeddings, recurrent cells."""
    index = whole([0, 2], [3, 2])
    return {
        "conv2d": (
            lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1),
            [(1, 2, 5, 4), (2, 2, 3, 3), (2,)],
        ),
        "conv1d": (lambda x, w: F.conv1d(x, w, dilation=2), [(1, 2, 6), (2, 2, 2)]),
        "conv3d": (F.conv3d, [(1, 1, 3, 3, 2), (1, 1, 2, 2, 2)]),
        "conv_transpose": (
            lambda x, w: F.conv_transpose2d(x, w, stride=2), [(1, 2, 2, 3), (2, 1, 2, 2)],
        ),
        "conv_transpose1d": (F.conv_transpose1d, [(1, 2, 3), (2, 1, 2)]),
        "unfold, fold": (
            lambda x: F.fold(F.unfold(x, 2) * 2, (3, 3), 2), [(1, 1, 3, 3)],
        ),
        "max_pool2d": (lambda x: F.max_pool2d(x, 2), [(1, 2, 4, 4)]),
        "max_pool3d": (lambda x: F.max_pool3d(x, 2), [(1, 1, 2, 2, 4)]),
        "max_unpool2d": (unpooled, [(1, 1, 4, 4)]),
        "avg_pool2d": (lambda x: F.avg_pool2d(x, 2), [(1, 2, 4, 4)]),
        "adaptive_avg_pool2d": (lambda x: F.adaptive_avg_pool2d(x, 2), [(1, 1, 3, 4)]),
        "embedding": (lambda w, i: F.embedding(i, w), [(4, 3), index]),
        "embedding_bag": (
            lambda w, f, i: F.embedding_bag(i, w, mode="sum", per_sample_weights=f),
            [(4, 3), (2, 2), index],
        ),
        "embedding_bag_max": (lambda w, i: F.embedding_bag(i, w, mode="max"), [(4, 3), index]),
        "rnn_cell": (of(cells.rnn_cell), [(2, 3), (2, 2), *gates(1)]),
        "gru_cell": (of(cells.gru_cell), [(2, 3), (2, 2), *gates(3)]),
        "lstm_cell": (of(cells.lstm_cell), [(2, 3), (2, 2), (2, 2), *gates(4)]),
        "rnn": (of(recurrent.rnn, sizes=[2, 1]), [(3, 3), (2, 2), *gates(1)]),
        "gru": (of(recurrent.gru, sizes=[2, 1]), [(3, 3), (2, 2), *gates(3)]),
        "lstm": (of(recurrent.lstm, sizes=[2, 1]), [(3, 3), (2, 2), (2, 2), *gates(4), (2, 2)]),
    }  # fmt: skip


def of(op: Callable, **options: Any) -> Callable[..., Any]:
    """An op as a function of tensors; of several results the first."""

    def function(*inputs: Any) -> Any:
        result = apply(op, *inputs, **options)
        return result[0] if isinstance(result, tuple) else result

    return function


def gates(n: int) -> list[Any]:
    """Shapes of the weights of n gates, two numbers wide, of three inputs."""
    return [(2 * n, 3), (2 * n, 2), (2 * n,), (2 * n,)]


def algebra() -> dict[str, Sample]:
    """Linear algebra, Fourier transforms, complex numbers."""
    square, linalg, fft = (3, 3), m.linalg, m.fft
    pairs = between(0.3, 1.5, 2, 3, 2)
    return {
        "inv, det": (lambda x: linalg.inv(regular(x)) * linalg.det(regular(x)), [square]),
        "solve": (lambda x, b: linalg.solve(regular(x), b), [square, (3, 2)]),
        "solve_triangular": (
            lambda x, b: linalg.solve_triangular(regular(x), b, upper=True), [square, (3, 2)],
        ),
        "slogdet": (lambda x: linalg.slogdet(regular(x))[1], [square]),
        "cholesky": (lambda x: linalg.cholesky(symmetric(0.2 * x)), [square]),
        "eigh": (lambda x: linalg.eigh(symmetric(x))[0], [square]),
        "eigvalsh": (lambda x: linalg.eigvalsh(symmetric(x)), [square]),
        "svd": (lambda x: linalg.svd(x)[1], [(3, 2)]),
        "svdvals": (linalg.svdvals, [(3, 2)]),
        "qr": (lambda x: m.cat(linalg.qr(regular(x))), [square]),
        "pinv": (linalg.pinv, [(3, 2)]),
        "matrix_exp": (lambda x: linalg.matrix_exp(0.3 * x), [square]),
        "fft": (lambda x: parts(fft.fft(x)), [(2, 4)]),
        "rfft, irfft": (lambda x: fft.irfft(fft.rfft(x) * 2, n=5), [(2, 5)]),
        "complex": (lambda x, y: parts(m.complex(x, y) * m.polar(x, y)), [(2, 3), (2, 3)]),
        "real, imag, conj": (
            lambda x: complexes(x).real + (complexes(x).conj() * complexes(x)).imag, [pairs],
        ),
        "angle, absolute": (lambda x: m.angle(complexes(x)) + m.abs(complexes(x)), [pairs]),
        "sgn": (lambda x: parts(m.sgn(complexes(x))), [pairs]),
    }  # fmt: skip
