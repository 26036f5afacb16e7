"""Products of matrices: matmul addmm einsum linear."""

import numpy as np

from ..elsewhere import with_kernels
from .broadcast import sum_to
from .pointwise import relu


def matmul(x, w):
    """y = x·w:  (…,N,K), (…,K,M) -> (…,N,M); a 1-D x is a row, a 1-D w a column."""
    y = x @ w
    if x.ndim == w.ndim == 2:
        return y, lambda dy: dy @ w.T, lambda dy: x.T @ dy
    rows = x if x.ndim > 1 else x[None, :]
    columns = w if w.ndim > 1 else w[:, None]
    product = (rows @ columns).shape if min(x.ndim, w.ndim) == 1 else y.shape

    def dx(dy):
        return sum_to(dy.reshape(product) @ columns.swapaxes(-1, -2), rows.shape).reshape(x.shape)

    def dw(dy):
        return sum_to(rows.swapaxes(-1, -2) @ dy.reshape(product), columns.shape).reshape(w.shape)

    return y, dx, dw


def addmm(b, x, w):
    """y = b + x·w:  x (N,K), w (K,M), b (M,) or (1,M) or (N,M) -> (N,M)."""
    y = x @ w
    shape = b.shape
    y += b
    return y, lambda dy: sum_to(dy, shape), lambda dy: dy @ w.T, lambda dy: x.T @ dy


def linear(x, weight, bias=None):
    """y = x·Wᵀ + b:  x (…,I), weight (O,I), bias (O,) or None -> (…,O)."""
    if x.ndim == 0 or x.shape[-1] != weight.shape[-1]:
        raise ValueError(
            f"linear: weight {weight.shape} takes {weight.shape[-1]} features in x's last "
            f"dimension; got x {x.shape}"
        )
    y = x @ weight.T
    if bias is not None:
        y += bias
    rows = (-1, weight.shape[0]), (-1, weight.shape[1])
    return (
        y,
        lambda dy: dy @ weight,
        lambda dy: dy.reshape(rows[0]).T @ x.reshape(rows[1]),
        lambda dy: dy.reshape(rows[0]).sum(axis=0),
    )


@with_kernels
def linear_relu(x, weight, bias=None):
    """y = max(x·Wᵀ + b, 0): what a device computes in fewer kernels than linear and relu."""
    y, dx, dweight, dbias = linear(x, weight, bias)
    y, back = relu(y)
    return y, lambda dy: dx(back(dy)), lambda dy: dweight(back(dy)), lambda dy: dbias(back(dy))


def einsum(*operands, equation):
    """y = Einstein's sum over the letters that the result does not name, e.g. "ij,jk->ik"."""
    terms, result = parse(equation, [x.ndim for x in operands])
    y = np.einsum(f"{','.join(terms)}->{result}", *operands)

    def rule(i):
        term, shape = terms[i], operands[i].shape
        others = [t for j, t in enumerate(terms) if j != i]
        arrays = [x for j, x in enumerate(operands) if j != i]
        # A letter that stands twice in the term picks the diagonal: dx is zero off the diagonal.
        plain, eyes, eye_terms = "", [], []
        for letter, size in zip(term, shape):
            if letter in plain:
                spare = unused("".join(terms) + result + plain)
                along = np.arange(size, like=operands[i])  # cupy.eye takes no `like`
                eyes.append((along[:, None] == along).astype(y.dtype))
                eye_terms.append(letter + spare)
                letter = spare
            plain += letter
        known = set(result).union(*others, *eye_terms)
        kept = "".join(letter for letter in plain if letter in known)
        spread = tuple(n if letter in known else 1 for letter, n in zip(plain, shape))
        inputs = ",".join([result, *others, *eye_terms])

        def dx(dy):
            g = np.einsum(f"{inputs}->{kept}", dy, *arrays, *eyes)
            return np.broadcast_to(g.reshape(spread), shape)

        return dx

    return y, *(rule(i) for i in range(len(operands)))


LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def unused(taken):
    """A letter that does not occur in a text."""
    return next(letter for letter in LETTERS if letter not in taken)


def parse(equation, ndims):
    """The letters of every operand and of the result, '...' written out as letters."""
    inputs, arrow, result = equation.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if len(terms) != len(ndims):
        raise ValueError(
            f"einsum: {equation!r} names {len(terms)} operands; got {len(ndims)} tensors"
        )
    if not arrow:
        plain = inputs.replace("...", "").replace(",", "")
        once = sorted(letter for letter in set(plain) if plain.count(letter) == 1)
        result = ("..." if "..." in inputs else "") + "".join(once)
    widths = [n - len(t.replace("...", "")) for t, n in zip(terms, ndims)]
    for term, width, n in zip(terms, widths, ndims):
        if width < 0 or (width > 0 and "..." not in term):
            raise ValueError(f"einsum: {term!r} in {equation!r} does not fit a tensor of {n} dims")
    free = [letter for letter in LETTERS if letter not in equation]
    batch = "".join(free[: max(widths)])
    spelled = [t.replace("...", batch[len(batch) - w :]) for t, w in zip(terms, widths)]
    return spelled, result.replace("...", batch)
