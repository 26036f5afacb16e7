"""PyTorch's `torch.special`: functions of mathematical physics, with gradients."""

from .functional import exp2, log1p, log_softmax, logsumexp, round, sinc, softmax, xlogy
from .functional import sigmoid as expit
from .functional.elementary import expm1, logit
from .functional.special import (
    digamma,
    entr,
    erf,
    erfc,
    erfcx,
    erfinv,
    i0,
    i0e,
    i1,
    i1e,
    log_ndtr,
    ndtr,
    ndtri,
    polygamma,
    xlog1py,
    zeta,
)
from .functional.special import igamma as gammainc
from .functional.special import igammac as gammaincc
from .functional.special import lgamma as gammaln
from .functional.special import mvlgamma as multigammaln

psi = digamma

__all__ = [
    "digamma", "entr", "erf", "erfc", "erfcx", "erfinv", "exp2", "expit", "expm1", "gammainc",
    "gammaincc", "gammaln", "i0", "i0e", "i1", "i1e", "log1p", "log_ndtr", "log_softmax",
    "logit", "logsumexp", "multigammaln", "ndtr", "ndtri", "polygamma", "psi", "round", "sinc",
    "softmax", "xlog1py", "xlogy", "zeta",
]
