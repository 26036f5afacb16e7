"""Linear algebra for tensors, `minidnn.linalg`: matrices are the last two dimensions."""

import math

import numpy as np

from ..dtypes import cast
from ..ops import linalg as ops
from ..ops import vector_norm as vector_norm_op
from ..tape import Variable, apply
from .algebra import cross as any_cross
from .arithmetic import abs, div, mul
from .checks import expect_floating
from .index import raw
from .named import named
from .picking import diagonal as any_diagonal
from .products import matmul
from .reduce import amax, amin, axis_of, sum
from .shape import cat, expand, movedim, permute, reshape, squeeze, transpose, unsqueeze, wrapped


def square(name, x):
    """Raises RuntimeError for anything but a batch of square floating matrices."""
    expect_floating(name, x)
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        raise RuntimeError(
            f"{name}: expected square matrices in the last two dimensions; got {tuple(x.shape)}"
        )


def solved(op, *inputs, **options):
    """apply, with NumPy's error in PyTorch's name."""
    try:
        return apply(op, *inputs, **options)
    except ValueError as error:
        cause = error if isinstance(error, np.linalg.LinAlgError) else error.__cause__
        if not isinstance(cause, np.linalg.LinAlgError):
            raise
        raise LinAlgError(f"{op.__name__}: {str(cause)[0].lower()}{str(cause)[1:]}") from None


class LinAlgError(RuntimeError):
    """What a matrix does not allow: no inverse, not positive-definite, no convergence."""


# Inverses and equations


def inv(A):
    """A⁻¹."""
    square("inv", A)
    return solved(ops.inv, A)


def inv_ex(A, *, check_errors=False):
    """(A⁻¹, info): info is 0 where it exists, else not 0."""
    return checked("inv_ex", "inverse", inv, A, check_errors)


def checked(name, field, function, x, check_errors):
    """A result and 0, or NaN and 1 where the matrix does not allow one."""
    try:
        y, wrong = function(x), 0
    except LinAlgError:
        if check_errors:
            raise
        y, wrong = x.result(np.full_like(raw(x), math.nan)), 1
    info = x.result(np.full_like(raw(x), wrong, dtype=np.int32, shape=tuple(x.shape[:-2])))
    return named(name, **{field: y, "info": info})


def is_vector(A, B):
    """Whether B holds a batch of vectors rather than matrices, by PyTorch's rule."""
    return B.ndim == 1 or (A.ndim - 1 == B.ndim and tuple(B.shape) == tuple(A.shape[:-1]))


def solve(A, B, *, left=True):
    """X with A·X = B, or X·A = B with left=False; B: matrices or vectors."""
    square("solve", A)
    if not left:
        return transpose(solve(transpose(A, -1, -2), transpose(B, -1, -2)), -1, -2)
    vector = is_vector(A, B)
    X = solved(ops.solve, A, unsqueeze(B, -1) if vector else B)
    return squeeze(X, -1) if vector else X


def solve_ex(A, B, *, left=True, check_errors=False):
    """(X with A·X = B, info)."""
    X = solve(A, B, left=left)
    shape = tuple(A.shape[:-2])
    return named(
        "solve_ex", result=X, info=A.result(np.zeros_like(raw(A), dtype=np.int32, shape=shape))
    )


def solve_triangular(A, B, *, upper, left=True, unitriangular=False):
    """X with A·X = B for the upper or lower triangle of A."""
    square("solve_triangular", A)
    if not left:
        X = solve_triangular(
            transpose(A, -1, -2), transpose(B, -1, -2), upper=not upper,
            unitriangular=unitriangular,
        )
        return transpose(X, -1, -2)
    return solved(ops.solve_triangular, A, B, upper=upper, unitriangular=unitriangular)


def lstsq(A, B, rcond=None, *, driver=None):
    """(solution X that makes ‖A·X - B‖ smallest, residuals, rank, singular_values)."""
    vector = A.ndim - 1 == B.ndim
    b = unsqueeze(B, -1) if vector else B
    X = matmul(pinv(A, rtol=rcond) if rcond is not None else pinv(A), b)
    (m, n), none = A.shape[-2:], abs(A.detach()).new_zeros(0)
    left, rank, values = none, matrix_rank(A), none
    if m > n and driver in ("gels", "gelss", "gelsd") and bool((rank == n).all()):
        left = sum(abs(matmul(A, X) - b) ** 2, -2)
    if driver == "gels":
        rank = A.new_zeros(0, dtype=np.int64)
    elif driver in ("gelss", "gelsd"):
        values = svdvals(A)
    X = squeeze(X, -1) if vector else X
    return named("lstsq", solution=X, residuals=left, rank=rank, singular_values=values)


def pinv(A, *, atol=None, rtol=None, hermitian=False):
    """The pseudoinverse; singular values up to max(atol, rtol·largest) count as 0."""
    expect_floating("pinv", A)
    share = cutoff(A, atol, rtol)
    return solved(ops.pinv, A, rcond=share, hermitian=hermitian)


def cutoff(A, atol, rtol):
    """The share of the largest singular value up to which one counts as 0."""
    atol, rtol = (raw(v) if isinstance(v, Variable) else v for v in (atol, rtol))
    if rtol is None:
        plain = max(A.shape[-2:]) * float(np.finfo(A.dtype).eps)
        rtol = plain if atol is None else 0.0
    if atol is None or not A.shape[-1] or not A.shape[-2]:
        return rtol
    largest = np.linalg.norm(raw(A), 2, axis=(-2, -1))
    return np.maximum(np.asarray(atol) / np.where(largest == 0, 1, largest), rtol)


def multi_dot(tensors):
    """The product of several matrices, in the cheapest order; vectors may stand at the ends."""
    tensors = list(tensors)
    first, last = tensors[0].ndim == 1, tensors[-1].ndim == 1
    if first:
        tensors[0] = unsqueeze(tensors[0], 0)
    if last:
        tensors[-1] = unsqueeze(tensors[-1], 1)
    y = cheapest(tensors)
    y = squeeze(y, 0) if first else y
    return squeeze(y, -1) if last else y


def cheapest(matrices):
    """The product of matrices, split where that takes the fewest multiplications."""
    sizes = [m.shape[0] for m in matrices] + [matrices[-1].shape[1]]
    n = len(matrices)
    cost, split = {(i, i): 0 for i in range(n)}, {}
    for length in range(1, n):
        for i in range(n - length):
            j = i + length
            options = [
                (cost[i, k] + cost[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1], k)
                for k in range(i, j)
            ]
            cost[i, j], split[i, j] = min(options)

    def product(i, j):
        if i == j:
            return matrices[i]
        return matmul(product(i, split[i, j]), product(split[i, j] + 1, j))

    return product(0, n - 1)


def matrix_power(A, n):
    """A·…·A, n times; for a negative n of the inverse."""
    square("matrix_power", A)
    if n < 0:
        return matrix_power(inv(A), -n)
    y, power = None, A
    while n:
        if n & 1:
            y = power if y is None else matmul(y, power)
        n >>= 1
        power = matmul(power, power) if n else power
    if y is None:
        eye = np.zeros_like(raw(A)) + np.eye(A.shape[-1], dtype=A.dtype)
        return A.result(eye)
    return y


def matrix_exp(A):
    """eᴬ."""
    square("matrix_exp", A)
    return apply(ops.matrix_exp, A)


def tensorinv(A, ind=2):
    """The inverse of A as a map from its last dimensions to its first `ind`."""
    rows, columns = tuple(A.shape[:ind]), tuple(A.shape[ind:])
    y = inv(reshape(A, (math.prod(rows), math.prod(columns))))
    return reshape(y, columns + rows)


def tensorsolve(A, B, dims=None):
    """X with tensordot(A, X, dims=X.ndim) = B."""
    if dims is not None:
        dims = (dims,) if isinstance(dims, int) else dims
        moved = [d % A.ndim for d in dims]
        A = permute(A, *[d for d in range(A.ndim) if d not in moved], *moved)
    shape = tuple(A.shape[B.ndim :])
    n = math.prod(tuple(B.shape))
    return reshape(solve(reshape(A, (n, -1)), reshape(B, -1)), shape)


# Determinants


def det(A):
    """The determinant."""
    square("det", A)
    return apply(ops.det, A)


def slogdet(A):
    """(sign, logabsdet) of the determinant."""
    square("slogdet", A)
    sign, logabsdet = apply(ops.slogdet, A)
    return named("slogdet", sign=sign, logabsdet=logabsdet)


# Decompositions


def cholesky(A, *, upper=False):
    """L lower triangular with L·Lᴴ = A, for a positive-definite A."""
    square("cholesky", A)
    return solved(ops.cholesky, A, upper=upper)


def cholesky_ex(A, *, upper=False, check_errors=False):
    """(L, info): info is 0 where A is positive-definite."""
    return checked("cholesky_ex", "L", lambda x: cholesky(x, upper=upper), A, check_errors)


def qr(A, mode="reduced"):
    """(Q, R) with Q·R = A; mode: "reduced", "complete" or "r" (Q is empty)."""
    expect_floating("qr", A)
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(f"qr: mode must be reduced, complete or r; got {mode!r}")
    Q, R = apply(ops.qr, A, mode="complete" if mode == "complete" else "reduced")
    if mode == "r":
        Q = A.new_zeros(0)
        R = R.detach()
    return named("qr", Q=Q, R=R)


def eigh(A, UPLO="L"):
    """(eigenvalues, rising, eigenvectors as columns) of symmetric (Hermitian) matrices."""
    square("eigh", A)
    w, v = solved(ops.eigh, A, uplo=UPLO)
    return named("eigh", eigenvalues=w, eigenvectors=v)


def eigvalsh(A, UPLO="L"):
    """The eigenvalues, rising, of symmetric (Hermitian) matrices."""
    square("eigvalsh", A)
    return solved(ops.eigvalsh, A, uplo=UPLO)


def eig(A):
    """(eigenvalues, eigenvectors as columns) of any square matrices; complex."""
    square("eig", A)
    w, v = solved(ops.eig, A)
    return named("eig", eigenvalues=w, eigenvectors=v)


def eigvals(A):
    """The complex eigenvalues of any square matrices."""
    square("eigvals", A)
    return solved(ops.eigvals, A)


def svd(A, full_matrices=True, *, driver=None):
    """(U, S, Vh) with U·diag(S)·Vh = A; S falling."""
    expect_floating("svd", A)
    U, S, Vh = solved(ops.svd, A, full=full_matrices)
    return named("svd", U=U, S=S, Vh=Vh)


def svdvals(A, *, driver=None):
    """The singular values, falling."""
    expect_floating("svdvals", A)
    return solved(ops.svdvals, A)


def matrix_rank(A, tol=None, *, atol=None, rtol=None, hermitian=False):
    """How many singular values are above max(atol, rtol·largest)."""
    atol = tol if atol is None else atol
    atol, rtol = (raw(v) if isinstance(v, Variable) else v for v in (atol, rtol))
    if rtol is None:
        eps = max(A.shape[-2:], default=0) * float(np.finfo(A.dtype).eps)
        rtol = eps if atol is None else 0.0
    s = np.linalg.svd(raw(A), compute_uv=False)
    if not s.shape[-1]:
        return A.result(np.zeros_like(raw(A), dtype=np.int64, shape=tuple(A.shape[:-2])))
    largest = s.max(-1)
    limit = np.maximum(0.0 if atol is None else atol, np.asarray(rtol) * largest)
    return A.result(np.asarray((s > limit[..., None]).sum(-1)))


def cond(A, p=None):
    """‖A‖·‖A⁻¹‖ for a matrix norm; None: the largest singular value over the smallest."""
    if p is None or p in (2, -2):
        s = svdvals(A)
        high, low = amax(s, -1), amin(s, -1)
        return div(low, high) if p == -2 else div(high, low)
    return mul(matrix_norm(A, p), matrix_norm(inv(A), p))


def lu_factor(A, *, pivot=True):
    """(LU, pivots): both triangles in one matrix, and the rows that were swapped (from 1)."""
    P, L, U = lu(A, pivot=pivot)
    k = min(A.shape[-2:])
    packed = pad_to(L.tril(-1), A.shape) + pad_to(U, A.shape)
    return named("linalg_lu_factor", LU=packed, pivots=A.result(swaps(raw(P), k)))


def lu_factor_ex(A, *, pivot=True, check_errors=False):
    """(LU, pivots, info)."""
    LU, pivots = lu_factor(A, pivot=pivot)
    info = A.result(np.zeros(tuple(A.shape[:-2]), np.int32))
    return named("linalg_lu_factor_ex", LU=LU, pivots=pivots, info=info)


def pad_to(x, shape):
    """x filled up with zeros to the last two lengths of a shape."""
    rows, columns = shape[-2] - x.shape[-2], shape[-1] - x.shape[-1]
    if columns:
        x = cat_zeros(x, columns, -1)
    return cat_zeros(x, rows, -2) if rows else x


def cat_zeros(x, n, dim):
    """x with n zeros behind it along a dimension."""
    shape = list(x.shape)
    shape[dim] = n
    return cat([x, x.new_zeros(shape)], dim)


def swaps(P, k):
    """The rows that were swapped, from 1, that make a permutation matrix."""
    lead = P.shape[:-2]
    rows = np.argmax(P.real, axis=-2).reshape(-1, P.shape[-1])
    found = []
    for target in rows:
        at, pivots = list(range(len(target))), []
        for i in range(k):
            j = at.index(target[i])
            pivots.append(j + 1)
            at[i], at[j] = at[j], at[i]
        found.append(pivots)
    return np.array(found, dtype=np.int32).reshape(*lead, k)


def lu(A, *, pivot=True):
    """(P, L, U) with P·L·U = A: a permutation, a lower and an upper triangle."""
    expect_floating("lu", A)
    P = permutation(raw(A)) if pivot else np.zeros_like(
        raw(A), shape=(*A.shape[:-2], A.shape[-2], A.shape[-2])
    ) + np.eye(A.shape[-2], dtype=A.dtype)
    P = A.result(P.astype(A.dtype))
    L, U = apply(ops.lu, matmul(transpose(P, -1, -2), A))
    return named("linalg_lu", P=P, L=L, U=U)


def permutation(A):
    """The permutation matrix of Gauss' elimination that takes the largest pivot of each column."""
    lead, (m, n) = A.shape[:-2], A.shape[-2:]
    matrices = []
    for a in A.reshape(-1, m, n) if A.size else []:
        a, order = a.copy(), np.arange(m)
        for i in range(min(m, n)):
            # LAPACK measures a complex pivot by |real| + |imag|
            size = np.abs(a[i:, i].real) + np.abs(a[i:, i].imag)
            j = i + int(np.argmax(size))
            a[[i, j]], order[[i, j]] = a[[j, i]], order[[j, i]]
            if a[i, i] != 0:
                a[i + 1 :] -= np.outer(a[i + 1 :, i] / a[i, i], a[i])
        matrices.append(np.eye(m)[:, order])
    return np.array(matrices).reshape(*lead, m, m)


def lu_solve(LU, pivots, B, *, left=True, adjoint=False):
    """X with A·X = B, from the result of lu_factor(A)."""
    n = LU.shape[-1]
    L = LU.tril(-1) + LU.new_zeros(n, n).fill_diagonal_(1)
    A = matmul(unswapped(LU, pivots), matmul(L, LU.triu()))
    if adjoint:
        A = A.mH
    return solve(A, B, left=left) if B.ndim > 1 else solve(A, unsqueeze(B, -1), left=left)


def unswapped(LU, pivots):
    """The permutation matrix of a row of swaps."""
    m = LU.shape[-2]
    rows = raw(pivots).reshape(math.prod(pivots.shape[:-1]), pivots.shape[-1])
    matrices = []
    for row in rows:
        order = list(range(m))
        for i, j in enumerate(row.tolist()):
            order[i], order[j - 1] = order[j - 1], order[i]
        matrices.append(np.eye(m)[:, order])
    made = np.array(matrices, dtype=float).reshape(*pivots.shape[:-1], m, m)
    return LU.result(made.astype(LU.dtype))


# Norms and products


def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    """(Σ |x|^p)^(1/p) over dimensions; ord: any number, also 0 and ±inf."""
    x = x if dtype is None else cast(x, dtype)
    expect_floating("vector_norm", x)
    return apply(vector_norm_op, x, p=float(ord), axis=axis_of(dim), keepdims=keepdim)


def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    """A norm of matrices: "fro", "nuc", ±1, ±2 or ±inf."""
    A = A if dtype is None else cast(A, dtype)
    if A.ndim < 2:
        raise RuntimeError(f"matrix_norm: expected at least 2 dimensions; got {A.ndim}")
    rows, columns = (wrapped("matrix_norm", d, A.ndim) for d in dim)
    if ord == "fro":
        return vector_norm(A, 2, (rows, columns), keepdim)
    if ord in ("nuc", 2, -2):
        s = svdvals(movedim(A, (rows, columns), (-2, -1)))
        y = sum(s, -1) if ord == "nuc" else amax(s, -1) if ord == 2 else amin(s, -1)
    else:
        if ord not in (1, -1, math.inf, -math.inf):
            raise RuntimeError(f"matrix_norm: unknown ord {ord!r}")
        first, second = (rows, columns) if ord in (1, -1) else (columns, rows)
        sums = sum(abs(A), first, True)
        y = (amax if ord > 0 else amin)(sums, second, True)
        y = squeeze(y, (rows, columns))
    return unsqueeze(unsqueeze(y, min(rows, columns)), max(rows, columns)) if keepdim else y


def norm(A, ord=None, dim=None, keepdim=False, *, dtype=None):
    """vector_norm or matrix_norm, by ord and the number of dimensions."""
    several = isinstance(dim, tuple | list) and len(dim) == 2
    matrices = several or (dim is None and A.ndim == 2)
    if ord is not None and (matrices or isinstance(ord, str)):
        dims = dim if dim is not None else (-2, -1)
        return matrix_norm(A, ord, dims, keepdim, dtype=dtype)
    if ord is not None and dim is None and A.ndim != 1:
        raise RuntimeError(f"norm: with ord and no dim expected 1 or 2 dimensions; got {A.ndim}")
    return vector_norm(A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)


def vecdot(x, y, *, dim=-1):
    """Σ conj(x)·y along a dimension."""
    return sum(mul(x.conj(), y), dim)


def cross(input, other, *, dim=-1):
    """The vector at right angles to x and y, along a dimension of length 3."""
    return any_cross(input, other, dim)


def diagonal(A, *, offset=0, dim1=-2, dim2=-1):
    """The diagonal of the last two dimensions."""
    return any_diagonal(A, offset, dim1, dim2)


def vander(x, *, N=None):
    """The powers 0, 1, … of x as a last dimension."""
    x = x if x.ndim else reshape(x, 1)
    count = x.shape[-1] if N is None else N
    powers = np.arange(count).astype(x.dtype)
    return unsqueeze(x, -1) ** x.result(powers)


def householder_product(input, tau):
    """The first columns of H₁·…·H_k, H_i = 1 - tau_i·v_i·v_iᴴ, v_i below the diagonal of x."""
    m, n, k = *input.shape[-2:], tau.shape[-1]
    v = input.tril(-1) + input.new_zeros(m, n).fill_diagonal_(1)
    eye = input.new_zeros(m, n).fill_diagonal_(1)
    q = expand(eye, (*input.shape[:-2], m, n))
    for i in reversed(range(k)):
        column = v[..., i : i + 1]
        q = q - tau[..., i : i + 1, None] * matmul(column, matmul(column.mH, q))
    return q

