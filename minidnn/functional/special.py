"""Special functions, for tensors: erf lgamma digamma polygamma i0 igamma and their kin."""

from ..dtypes import floating, true_division
from ..ops import elementary
from ..ops import special as ops
from ..tape import Variable, apply
from .declare import method
from .elementary import of_one, of_two

__all__ = [
    "digamma", "erf", "erfc", "erfinv", "i0", "igamma", "igammac", "lgamma", "mvlgamma",
    "polygamma",
]

erf, erfc, erfinv = of_one(ops.erf), of_one(ops.erfc), of_one(ops.erfinv)
lgamma, digamma, i0 = of_one(ops.lgamma), of_one(ops.digamma), of_one(ops.i0)
igamma, igammac = of_two(ops.igamma), of_two(ops.igammac)

# offered by `minidnn.special` alone
entr, erfcx, ndtr, ndtri = (of_one(op) for op in (ops.entr, ops.erfcx, ops.ndtr, ops.ndtri))
log_ndtr, i0e, i1, i1e = (of_one(op) for op in (ops.log_ndtr, ops.i0e, ops.i1, ops.i1e))


@method
def polygamma(n, input):
    """The n-th derivative of digamma; as a method x.polygamma(n)."""
    if isinstance(n, Variable):
        n, input = input, n
    if n < 0:
        raise RuntimeError(f"polygamma: n must not be negative; got {n}")
    return apply(ops.polygamma, floating(input), n=n)


@method
def mvlgamma(input, p):
    """ln of the gamma function of p dimensions."""
    return apply(ops.mvlgamma, floating(input), p=p)


def xlog1py(input, other):
    """x·ln(1 + y), 0 where x = 0."""
    return apply(elementary.xlog1py, *true_division(input, other))


def zeta(input, other):
    """Σ_{k≥0} (q + k)^-x, Hurwitz's zeta function."""
    return apply(ops.zeta, *true_division(input, other))
