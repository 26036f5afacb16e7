"""PyTorch's older names of linear algebra, at its top level and as methods: inverse svd qr …"""

import numpy as np

from . import linalg
from .declare import method
from .named import named
from .products import matmul

__all__ = [
    "cholesky", "cholesky_inverse", "cholesky_solve", "det", "inverse", "logdet", "lstsq",
    "lu", "lu_solve", "lu_unpack", "matrix_exp", "matrix_power", "matrix_rank", "orgqr",
    "pca_lowrank", "pinverse", "qr", "slogdet", "svd", "svd_lowrank", "triangular_solve",
    "frobenius_norm", "nuclear_norm",
]


@method
def inverse(input):
    """x⁻¹."""
    return linalg.inv(input)


@method
def det(input):
    """The determinant."""
    return linalg.det(input)


@method
def logdet(input):
    """ln of the determinant, NaN where it is negative."""
    sign, size = linalg.slogdet(input)
    return size + sign.log().detach() if sign.dtype.kind != "c" else size + sign.log()


@method
def slogdet(input):
    """(sign, logabsdet) of the determinant."""
    return linalg.slogdet(input)


@method
def pinverse(input, rcond=1e-15):
    """The pseudoinverse."""
    return linalg.pinv(input, rtol=rcond)


@method
def matrix_power(input, n):
    """x·…·x, n times."""
    return linalg.matrix_power(input, n)


@method
def matrix_exp(A):
    """eᴬ of a matrix."""
    return linalg.matrix_exp(A)


def matrix_rank(input, tol=None, symmetric=False):
    """How many singular values are not 0."""
    return linalg.matrix_rank(input, tol)


@method
def cholesky(input, upper=False):
    """L lower triangular with L·Lᴴ = x (upper: U with Uᴴ·U = x)."""
    return linalg.cholesky(input, upper=upper)


@method
def cholesky_solve(B, L, upper=False):
    """X with A·X = B, from the triangle L of A = L·Lᴴ."""
    low = lower(L, upper)
    return linalg.solve(low.mH, linalg.solve(low, B))


@method
def cholesky_inverse(L, upper=False):
    """A⁻¹, from the triangle L of A = L·Lᴴ."""
    low = lower(L, upper)
    return linalg.inv(matmul(low, low.mH))


def lower(L, upper):
    """The lower triangle; as in PyTorch the gradient is not cut to it."""
    L = L.mH if upper else L
    return L - L.detach().triu(1)


@method
def triangular_solve(b, A, upper=True, transpose=False, unitriangular=False):
    """(X with A·X = b for a triangle of A, A)."""
    a = A.mT if transpose else A
    X = linalg.solve_triangular(a, b, upper=upper != transpose, unitriangular=unitriangular)
    return named("triangular_solve", solution=X, cloned_coefficient=A.clone())


@method
def qr(input, some=True):
    """(Q, R) with Q·R = x; some=False: Q is square."""
    return linalg.qr(input, "reduced" if some else "complete")


@method
def svd(input, some=True, compute_uv=True):
    """(U, S, V) with U·diag(S)·Vᴴ = x; note that V is not transposed."""
    if not compute_uv:
        m, n = input.shape[-2:]
        lead = tuple(input.shape[:-2])
        zeros = [input.new_zeros((*lead, k, k)) for k in (m, n)]
        return named("svd", U=zeros[0], S=linalg.svdvals(input), V=zeros[1])
    U, S, Vh = linalg.svd(input, not some)
    return named("svd", U=U, S=S, V=Vh.mH)


@method
def lstsq(input, A):
    """The old lstsq: removed by PyTorch too; use linalg.lstsq(A, B)."""
    raise RuntimeError("lstsq: this old function is gone, as in PyTorch; use linalg.lstsq(A, B)")


@method
def lu(input, pivot=True, get_infos=False):
    """(LU, pivots), and with get_infos a tensor of zeros."""
    LU, pivots = linalg.lu_factor(input, pivot=pivot)
    if get_infos:
        return LU, pivots, input.result(np.zeros(tuple(input.shape[:-2]), np.int32))
    return LU, pivots


@method
def lu_solve(b, LU_data, LU_pivots):
    """X with A·X = b, from the result of lu(A)."""
    return linalg.lu_solve(LU_data, LU_pivots, b)


def lu_unpack(LU_data, LU_pivots, unpack_data=True, unpack_pivots=True):
    """(P, L, U) from the result of lu(A)."""
    m, n = LU_data.shape[-2:]
    k = min(m, n)
    none = LU_data.new_zeros(0)
    P = linalg.unswapped(LU_data, LU_pivots) if unpack_pivots else none
    if not unpack_data:
        return named("lu_unpack", P=P, L=none, U=none)
    L = LU_data[..., :k].tril(-1) + LU_data.new_zeros(m, k).fill_diagonal_(1)
    return named("lu_unpack", P=P, L=L, U=LU_data[..., :k, :].triu())


@method
def orgqr(input, tau):
    """linalg.householder_product."""
    return linalg.householder_product(input, tau)


def svd_lowrank(A, q=6, niter=2, M=None):
    """(U, S, V): the q largest singular values, found from random directions.

    Source: Halko, Martinsson, Tropp 2011, algorithms 4.4 and 5.1.
    """
    from ..backend import rng_of

    A = A if M is None else A - M
    start = rng_of(None).standard_normal((A.shape[-1], q)).astype(A.dtype)
    Q = linalg.qr(matmul(A, A.result(start)))[0]
    for _ in range(niter):
        Q = linalg.qr(matmul(A.mH, Q))[0]
        Q = linalg.qr(matmul(A, Q))[0]
    U, S, Vh = linalg.svd(matmul(Q.mH, A), False)
    return matmul(Q, U), S, Vh.mH


def pca_lowrank(A, q=None, center=True, niter=2):
    """(U, S, V) of x without its columns' means: V's columns are the main directions."""
    q = min(6, *A.shape[-2:]) if q is None else q
    return svd_lowrank(A - A.mean(-2, True) if center else A, q, niter)


def frobenius_norm(input, dim=(), keepdim=False):
    """√Σ|x|²."""
    return linalg.vector_norm(input, 2, tuple(dim) or None, keepdim)


def nuclear_norm(input, dim=(-2, -1), keepdim=False):
    """The sum of the singular values."""
    return linalg.matrix_norm(input, "nuc", dim, keepdim)
