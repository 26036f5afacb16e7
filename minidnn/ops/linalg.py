"""Linear algebra with gradients: inv solve det slogdet cholesky qr eigh svd pinv lstsq matrix_exp.

Matrices are the last two axes; all axes before them are a batch. The results are NumPy's own, the
rules follow from the product rule. Aᴴ is the conjugate transpose, for real numbers the transpose.
Source of the rules: Giles 2008, "Collected matrix derivative results", and for complex numbers the
same with conjugates where PyTorch's convention (dL/da + i·dL/db) asks for them.
"""

import math

import numpy as np

from .broadcast import sum_to


def h(x):
    """The conjugate transpose."""
    return np.swapaxes(x, -1, -2).conj() if x.dtype.kind == "c" else np.swapaxes(x, -1, -2)


def inv(x):
    """y = x⁻¹."""
    y = np.linalg.inv(x)
    return y, lambda dy: -(h(y) @ dy @ h(y))


def solve(x, b):
    """y with x·y = b:  x (…,N,N), b (…,N,K) -> (…,N,K)."""
    y = np.linalg.solve(x, b)
    xs, bs = x.shape, b.shape

    def db(dy):
        return np.linalg.solve(h(x), dy)

    return y, lambda dy: sum_to(-(db(dy) @ h(y)), xs), lambda dy: sum_to(db(dy), bs)


def solve_triangular(x, b, *, upper, unitriangular=False):
    """y with x·y = b, for the upper or lower triangle of x."""
    keep = np.triu if upper else np.tril

    def triangle(a):
        part = keep(a)
        if unitriangular:
            part = keep(a, 1 if upper else -1) + eye_like(a)
        return part

    t = triangle(x)
    y = np.linalg.solve(t, b)
    xs, bs = x.shape, b.shape

    def db(dy):
        return np.linalg.solve(h(t), dy)

    def dx(dy):
        g = -(db(dy) @ h(y))
        k = (1 if upper else -1) if unitriangular else 0
        return sum_to(keep(g, k), xs)

    return y, dx, lambda dy: sum_to(db(dy), bs)


def det(x):
    """y = the determinant; exact also where it is 0, by the matrix of cofactors."""
    y = np.linalg.det(x)
    return y, lambda dy: dy[..., None, None] * cofactors(x).conj()


def cofactors(x):
    """The matrix of cofactors, from the singular values: exact for singular matrices too."""
    if not x.size:
        return np.zeros_like(x)
    u, s, v = np.linalg.svd(x)
    n = s.shape[-1]
    others = [np.prod(np.delete(s, i, -1), -1) for i in range(n)]
    sign = np.linalg.det(u) * np.linalg.det(v)
    if x.dtype.kind == "c":
        # cof(UΣV) = det(U)·det(V)·conj(U)·Σ'·conj(V), Σ' the products of all other values
        u, v = u.conj(), v.conj()
    scaled = u * np.stack(others, -1)[..., None, :]
    return (sign[..., None, None] * (scaled @ v)).astype(x.dtype)


def slogdet(x):
    """(the sign of the determinant, the logarithm of its size)."""
    sign, size = np.linalg.slogdet(x)

    def dx(dsign, dsize):
        t = h(np.linalg.inv(x))
        if x.dtype.kind != "c":
            return dsize[..., None, None] * t
        turn = (dsign.conj() * sign).imag
        return (dsize - 1j * turn)[..., None, None] * t

    return (sign, size), dx


def cholesky(x, *, upper=False):
    """y lower triangular (or upper) with y·yᴴ = x (yᴴ·y = x)."""
    low = np.linalg.cholesky(x)

    def dx(dy):
        dl = h(dy) if upper else dy
        # dx = L⁻ᴴ·P·L⁻¹, P half of the lower triangle of Lᴴ·dL and of its mirror image
        p = np.tril(h(low) @ dl)
        p = 0.5 * (p + h(np.tril(p, -1)))
        s = np.linalg.solve(h(low), p)
        return h(np.linalg.solve(h(low), h(s)))

    return (h(low) if upper else low), dx


def eigh(x, *, uplo="L"):
    """(w, v): eigenvalues, rising, and eigenvectors (columns) of a symmetric matrix."""
    w, v = np.linalg.eigh(x, UPLO=uplo)

    def dx(dw, dv):
        gap = w[..., None, :] - w[..., :, None]
        inverse = np.where(gap == 0, np.zeros_like(gap), 1 / np.where(gap == 0, 1, gap))
        inner = (h(v) @ dv) * inverse
        inner = inner + eye_like(inner) * dw[..., None, :]
        return v @ inner @ h(v)

    return (w, v), dx


def eigvalsh(x, *, uplo="L"):
    """w: the eigenvalues, rising, of a symmetric matrix."""
    w, v = np.linalg.eigh(x, UPLO=uplo)
    return w, lambda dw: (v * dw[..., None, :]) @ h(v)


def eig(x):
    """(w, v): complex eigenvalues and eigenvectors (columns) of any square matrix."""
    kind = np.result_type(x.dtype, np.complex64)
    w, v = np.linalg.eig(x)
    w, v = w.astype(kind), v.astype(kind)

    def dx(dw, dv):
        gap = (w[..., None, :] - w[..., :, None]).conj()
        inverse = np.where(gap == 0, np.zeros_like(gap), 1 / np.where(gap == 0, 1, gap))
        inner = h(v) @ dv
        # the vectors have length 1, so a change along themselves does not count
        along = (h(v) @ v) * np.sum(v.conj() * dv, -2).real[..., None, :]
        inner = (inner - along) * inverse + eye_like(inner) * dw[..., None, :]
        g = np.linalg.solve(h(v), inner @ h(v))
        return g if x.dtype.kind == "c" else g.real.astype(x.dtype)

    return (w, v), dx


def eigvals(x):
    """w: the complex eigenvalues of any square matrix."""
    (w, v), dx = eig(x)
    return w, lambda dw: dx(dw, np.zeros_like(v))


def svd(x, *, full=False):
    """(u, s, vh) with u·diag(s)·vh = x; s falling."""
    u, s, vh = np.linalg.svd(x, full_matrices=full)
    k = s.shape[-1]

    def dx(du, ds, dvh):
        return svd_rule(u[..., :k], s, vh[..., :k, :], du[..., :k], ds, dvh[..., :k, :])

    return (u, s.astype(u.real.dtype), vh), dx


def svd_rule(u, s, vh, du, ds, dvh):
    """The gradient of a matrix from those of its singular vectors and values."""
    m, k, n = u.shape[-2], s.shape[-1], vh.shape[-1]
    s1, s2 = s[..., None, :], s[..., :, None]
    gap = (s1 - s2) * (s1 + s2)
    inverse = np.where(gap == 0, np.zeros_like(gap), 1 / np.where(gap == 0, 1, gap))
    v, dv = h(vh), h(dvh)
    uu, vv = h(u) @ du, h(v) @ dv
    skew = lambda a: a - h(a)
    inner = (skew(uu) * inverse) * s1 + s2 * (skew(vv) * inverse)
    inner = inner + eye_like(inner) * ds[..., None, :]
    safe = np.where(s == 0, np.ones_like(s), s)
    if u.dtype.kind == "c":  # a common phase of both vectors is free
        inner = inner + 1j * eye_like(inner) * (
            np.diagonal(uu, axis1=-2, axis2=-1).imag / safe
        )[..., None, :]
    g = u @ inner @ vh
    if m > k:
        rest = du - u @ uu
        g = g + (rest / safe[..., None, :]) @ vh
    if n > k:
        rest = dv - v @ vv
        g = g + (u / safe[..., None, :]) @ h(rest)
    return g


def svdvals(x):
    """s: the singular values, falling."""
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    return s, lambda ds: (u * ds[..., None, :]) @ vh


def qr(x, *, mode="reduced"):
    """(q, r) with q·r = x, q's columns at right angles, r upper triangular."""
    q, r = np.linalg.qr(x, mode="complete" if mode == "complete" else "reduced")
    m, n = x.shape[-2:]

    def dx(dq, dr):
        if mode == "complete" and m > n:
            raise RuntimeError("qr: mode='complete' has no gradient for more rows than columns")
        if m >= n:
            return tall(q, r, dq, dr)
        # x = (a, b): a is square, and b only meets q
        a, b = r[..., :m], x[..., m:]
        da, db = dr[..., :m], dr[..., m:]
        g = tall(q, a, dq + b @ h(db), da)
        return np.concatenate([g, q @ db], -1)

    return (q, r), dx


def tall(q, r, dq, dr):
    """qr's rule for as many rows as columns, or more."""
    m = r @ h(dr) - h(dq) @ q
    low = np.tril(m, -1)
    sym = low + h(low) + diagonal_of(m if m.dtype.kind != "c" else m.real.astype(m.dtype))
    return h(np.linalg.solve(r, h(dq + q @ sym)))


def pinv(x, *, rcond=None, hermitian=False):
    """y: the pseudoinverse; singular values up to rcond times the largest count as 0."""
    given = () if rcond is None else (rcond, True) if hermitian else (rcond,)  # CuPy takes one
    y = np.linalg.pinv(x, *given)

    def dx(dy):
        g = -(h(y) @ dy @ h(y))
        rows, columns = x @ y, y @ x
        left = h(y) @ y  # of x·xᴴ
        right = y @ h(y)
        g = g + (eye_like(rows) - rows) @ h(dy) @ h(right)
        return g + h(left) @ h(dy) @ (eye_like(columns) - columns)

    return y.astype(x.dtype), dx


def lu(x):
    """(l, u) with l·u = x: triangles, l with ones on its diagonal; without swapping rows."""
    m, n = x.shape[-2:]
    k = min(m, n)
    u, l = x.copy(), np.zeros_like(x, shape=(*x.shape[:-1], k))
    for i in range(k):
        pivot = u[..., i : i + 1, i : i + 1]
        factor = u[..., i + 1 :, i : i + 1] / np.where(pivot == 0, np.ones_like(pivot), pivot)
        l[..., i, i] = 1
        l[..., i + 1 :, i : i + 1] = factor
        u[..., i + 1 :, :] -= factor * u[..., i : i + 1, :]
    u = np.triu(u[..., :k, :])

    def dx(dl, du):
        # the square part: L⁻ᴴ·(tril(Lᴴ·dL, -1) + triu(dU·Uᴴ))·U⁻ᴴ; what sticks out meets one side
        l1, u1 = l[..., :k, :], u[..., :k]
        g1, g2 = np.tril(h(l) @ dl, -1), np.triu(du @ h(u))
        if m > k:  # the rows below: x₂ = l₂·u₁
            below = h(np.linalg.solve(u1, h(dl[..., k:, :])))
            g2 = np.triu(du @ h(u)) - np.triu(h(l[..., k:, :]) @ dl[..., k:, :])
            g1 = np.tril(h(l1) @ dl[..., :k, :], -1)
        if n > k:  # the columns to the right: x₂ = l₁·u₂
            right = np.linalg.solve(h(l1), du[..., k:])
            g1 = np.tril(h(l) @ dl, -1) - np.tril(du[..., k:] @ h(u[..., k:]), -1)
            g2 = np.triu(du[..., :k] @ h(u1))
        g = np.linalg.solve(h(l1), g1 + g2)
        g = h(np.linalg.solve(u1, h(g)))
        if m > k:
            return np.concatenate([g, below], -2)
        return np.concatenate([g, right], -1) if n > k else g

    return (l, u), dx


def matrix_exp(x):
    """y = eˣ of a matrix, by Taylor's series of x/2^k, squared k times."""
    y = exponential(x)

    def dx(dy):
        # the exponential of [[xᴴ, dy], [0, xᴴ]] holds the gradient in its corner
        t, n = h(x), x.shape[-1]
        top = np.concatenate([t, dy], -1)
        low = np.concatenate([np.zeros_like(t), t], -1)
        return exponential(np.concatenate([top, low], -2))[..., :n, n:]

    return y, dx


def exponential(x):
    """eˣ of a matrix; in double precision, because squaring repeats every rounding."""
    if not x.size:
        return x.copy()
    kind = x.dtype
    x = x.astype(np.result_type(kind, np.float64))
    size = float(np.ceil(np.abs(x).sum(-1).max()))  # one wait for a device
    k = max(0, math.ceil(math.log2(size)) + 4) if size > 0 and math.isfinite(size) else 0
    a = x / 2.0**k
    y = term = eye_like(x)
    for i in range(1, 15):
        term = term @ a / i
        y = y + term
    for _ in range(k):
        y = y @ y
    return y.astype(kind)


# Helpers


def eye_like(x):
    """The identity, repeated along the batch."""
    rows = np.arange(x.shape[-2], like=x)
    return (rows[:, None] == np.arange(x.shape[-1], like=x)).astype(x.dtype) + np.zeros_like(x)


def diagonal_of(x):
    """x with zeros off the diagonal."""
    return np.triu(np.tril(x))


for op in (inv, solve, solve_triangular, det, slogdet, cholesky, eigh, eigvalsh, eig, eigvals, svd,
           svdvals, qr, pinv, matrix_exp, lu):
    op.wirtinger = True
