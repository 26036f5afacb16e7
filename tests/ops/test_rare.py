"""The rarer ops: every rule against central differences, float32, the device stub."""

import numpy as np
import pytest

from minidnn import ops
from minidnn.ops import complex as complexes
from minidnn.ops import elementary, fft, linalg, picking, running, special
from tests.ops.checker import check_op

rng = np.random.default_rng(0)


def normal(*shape):
    return np.asarray(rng.standard_normal(shape))


def between(low, high, *shape):
    return np.asarray(rng.uniform(low, high, shape))


ONE = {
    "tan sinh cosh asinh atan exp2 square sinc rad2deg deg2rad": (-1.2, 1.2),
    "asin acos atanh": (-0.9, 0.9),
    "acosh": (1.2, 4),
    "log2 log10 rsqrt reciprocal": (0.3, 4),
    "frac": (0.1, 0.9),
    "logit": (0.1, 0.9),
}
CASES = [(name, span) for names, span in ONE.items() for name in names.split()]


@pytest.mark.parametrize(("name", "span"), CASES)
@pytest.mark.parametrize("shape", [(2, 3), ()])
def test_elementary(name, span, shape):
    check_op(getattr(elementary, name), between(*span, *shape))


TWO = "atan2 hypot logaddexp logaddexp2 xlogy xlog1py copysign fmax fmin"


@pytest.mark.parametrize("name", TWO.split())
def test_of_two(name):
    op = getattr(elementary, name)
    check_op(op, between(0.2, 2, 2, 3), between(0.2, 2, 3))
    check_op(op, between(0.2, 2, 1), between(0.2, 2, 2, 1))


SPECIAL = {
    "erf erfc erfcx ndtr log_ndtr i0 i0e i1 i1e": (-2, 3),
    "lgamma digamma entr": (0.4, 9),
    "erfinv": (-0.9, 0.9),
    "ndtri": (0.05, 0.95),
}
SPECIAL_CASES = [(name, span) for names, span in SPECIAL.items() for name in names.split()]


@pytest.mark.parametrize(("name", "span"), SPECIAL_CASES)
def test_special(name, span):
    check_op(getattr(special, name), between(*span, 2, 4), rtol=1e-5)


def test_gamma_family():
    check_op(special.polygamma, between(0.5, 5, 4), n=1, rtol=1e-5)
    check_op(special.polygamma, between(0.5, 5, 4), n=2, rtol=1e-5)
    check_op(special.mvlgamma, between(2, 5, 4), p=3, rtol=1e-5)


@pytest.mark.parametrize("name", ["erf", "erfc", "erfcx", "ndtr", "log_ndtr", "i0e", "i1e"])
def test_special_against_scipy(name):
    scipy = pytest.importorskip("scipy.special")
    x = np.linspace(-6, 9, 301)
    x = x[(x < -0.1) | (x > 0.1)]
    np.testing.assert_allclose(getattr(special, name)(x)[0], getattr(scipy, name)(x), rtol=4e-14)


def test_gamma_against_scipy():
    scipy = pytest.importorskip("scipy.special")
    x = np.concatenate([np.linspace(-5.3, -0.2, 40), np.linspace(0.2, 40, 80)])
    np.testing.assert_allclose(special.lgamma(x)[0], scipy.gammaln(x), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(special.digamma(x)[0], scipy.psi(x), rtol=1e-11, atol=1e-12)
    p = np.linspace(-0.9999, 0.9999, 101)
    np.testing.assert_allclose(special.erfinv(p)[0], scipy.erfinv(p), rtol=1e-12, atol=1e-15)
    a, b = np.meshgrid(np.linspace(0.1, 40, 20), np.linspace(0, 60, 20))
    np.testing.assert_allclose(special.igamma(a, b)[0], scipy.gammainc(a, b), atol=1e-12)


def test_edges_of_special_functions():
    y = special.erfinv(np.array([-1.0, 0.0, 1.0]))[0]
    assert y.tolist() == [-np.inf, 0, np.inf]
    assert special.lgamma(np.array([0.0, -1.0, 1.0, 2.0]))[0].tolist()[:2] == [np.inf, np.inf]
    assert np.isneginf(special.digamma(np.array([0.0]))[0]).all()
    assert np.isnan(special.digamma(np.array([-2.0]))[0]).all()


# Parts


@pytest.mark.parametrize("axes", [(0, 1), (1, 2), (0, 2), (2, 0)])
@pytest.mark.parametrize("offset", [0, 1, -1])
def test_diagonal(axes, offset):
    check_op(picking.diagonal, normal(3, 4, 5), axes=axes, offset=offset)


def test_windows_and_places():
    check_op(picking.unfold, normal(7, 2), axis=0, size=3, step=2)
    check_op(picking.unfold, normal(2, 7), axis=1, size=4, step=1)
    check_op(picking.strided, normal(12), shape=(3, 2), stride=(2, 3), start=1)
    index = (slice(None), np.array([0, 2, 1]), np.array([1, 0, 3]))
    check_op(picking.embedded, normal(2, 3), index=index, shape=(2, 4, 4))


@pytest.mark.parametrize("reduce", ["sum", "mean", "amax", "amin", "prod"])
@pytest.mark.parametrize("own", [True, False])
def test_scatter_reduce(reduce, own):
    index = (np.array([[0, 1, 1], [2, 0, 1]]), np.array([[0, 1, 2]]))
    x, src = normal(3, 3), normal(2, 3)
    check_op(picking.scatter_reduce, x, src, index=index, reduce=reduce, own=own)


def test_running():
    check_op(running.summed, normal(2, 3, 4), shape=(3, 1))
    x = normal(3, 4)
    check_op(running.cumprod, x, axis=1)
    x[0, 1] = x[1, 0] = x[1, 2] = 0
    check_op(running.cumprod, x, axis=1)
    check_op(running.logcumsumexp, normal(3, 4), axis=0)
    check_op(running.logcumsumexp, normal(3, 4), axis=-1)


@pytest.mark.parametrize("p", [0.5, 1, 1.5, 2, 3, np.inf, -np.inf, -1])
@pytest.mark.parametrize("axis", [None, 1, (0, 1)])
def test_vector_norm(p, axis):
    check_op(running.vector_norm, normal(3, 4), p=float(p), axis=axis)
    check_op(running.vector_norm, normal(3, 4), p=float(p), axis=axis, keepdims=True)


# Linear algebra


def good(*shape):
    """Matrices far from singular."""
    return normal(*shape) + 3 * np.eye(shape[-1])


def positive(n):
    a = normal(n, n)
    return a @ a.T + n * np.eye(n)


def test_equations():
    check_op(linalg.inv, good(2, 3, 3), rtol=1e-5)
    check_op(linalg.solve, good(3, 3), normal(3, 2), rtol=1e-5)
    for upper in (True, False):
        for unit in (True, False):
            options = {"upper": upper, "unitriangular": unit, "rtol": 1e-5}
            check_op(linalg.solve_triangular, good(3, 3), normal(3, 2), **options)
    check_op(linalg.det, good(2, 3, 3), rtol=1e-5)
    check_op(linalg.pinv, normal(4, 2), rtol=1e-5)
    check_op(linalg.matrix_exp, 0.3 * normal(3, 3), rtol=1e-5, waits=2)
    check_op(linalg.svdvals, normal(3, 4), rtol=1e-5)


def test_a_singular_determinant_has_its_gradient():
    a = np.array([[1.0, 2.0], [2.0, 4.0]])
    _, dx = linalg.det(a)
    np.testing.assert_allclose(dx(np.array(1.0)), [[4, -2], [-2, 1]], atol=1e-12)


def test_decompositions_through_what_is_unique():
    """Signs of vectors are free, so a function of the result is checked that does not see them."""

    def through(op, function):
        def both(x, **options):
            parts, dx = op(x, **options)
            y, back = function(*parts)
            return y, lambda dy: dx(*back(dy))

        return both

    weight = np.arange(1.0, 4.0)
    spectral = lambda w, v: (
        (v * (w * weight).astype(v.dtype)) @ v.T,
        lambda dy: (
            np.einsum("ik,ij,jk->k", v, dy, v) * weight.astype(v.dtype),
            (dy + dy.T) @ (v * (w * weight).astype(v.dtype)),
        ),
    )
    a = positive(3)
    _, dx = through(linalg.eigh, spectral)(a)
    symmetric = lambda x: (x + x.T) / 2
    dy = normal(3, 3)
    slope = np.zeros((3, 3))
    for i in range(3):
        for j in range(3):
            step = np.zeros((3, 3))
            step[i, j] = 1e-6
            high, low = (
                (through(linalg.eigh, spectral)(symmetric(a + s * step))[0] * dy).sum()
                for s in (1, -1)
            )
            slope[i, j] = (high - low) / 2e-6
    np.testing.assert_allclose(symmetric(dx(dy)), slope, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("real", [True, False])
def test_fourier(real):
    x = normal(4, 6)
    for norm in ("backward", "ortho", "forward"):
        for sizes in ((4, 6), (3, 8), (5, 5)):
            if real:
                back = lambda z, s=sizes, n=norm: fft.irfft(z, axes=(0, 1), sizes=s, norm=n)
                both = lambda x, s=sizes, n=norm, back=back: chained(
                    fft.rfft(x, axes=(0, 1), sizes=s, norm=n), back
                )
            else:
                both = lambda x, s=sizes, n=norm: chained(
                    fft.fft(x, axes=(0, 1), sizes=s, norm=n), complexes.real
                )
            check_op(both, x)


def chained(first, second):
    """The result and rule of one op after another."""
    y, dx = first
    z, dy = second(y)
    return z, lambda dz: dx(dy(dz))


def test_complex_parts():
    z = normal(4) + 1j * normal(4)
    _, dx = complexes.absolute(z)
    np.testing.assert_allclose(dx(np.ones(4)), z / np.abs(z))
    assert ops.conj(z)[0].tolist() == z.conj().tolist()
