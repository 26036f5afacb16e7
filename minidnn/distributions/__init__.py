"""Distributions: random numbers with parameters, their densities, draws with gradients.

>>> from minidnn import distributions, tensor
>>> normal = distributions.Normal(tensor([0.0, 1.0]), tensor([1.0, 2.0]))
>>> normal.log_prob(tensor([0.0, 0.0]))
tensor([-0.9189, -1.7371])
"""

import sys
from typing import TYPE_CHECKING

from ..missing import attributes
from . import categorical, composed, constraints, continuous, discrete, gammas, transforms
from .categorical import *
from .composed import *
from .continuous import *
from .discrete import *
from .distribution import Distribution
from .gammas import *
from .kl import kl_divergence, register_kl
from .multivariate_normal import MultivariateNormal
from .transforms import *

PATHS = {  # modules of PyTorch that are no rooms of their own here
    continuous: "normal laplace uniform exponential cauchy gumbel half_normal half_cauchy",
    gammas: "gamma beta dirichlet chi2 studentT inverse_gamma",
    discrete: "bernoulli geometric binomial poisson negative_binomial",
    categorical: "multinomial one_hot_categorical relaxed_bernoulli relaxed_categorical",
    composed: "independent log_normal mixture_same_family transformed_distribution",
}
for room, names in PATHS.items():
    for name in names.split():
        sys.modules[f"{__name__}.{name}"] = globals()[name] = room

__all__ = ["Distribution", "MultivariateNormal", "constraints", "kl_divergence", "register_kl"]
__all__ += categorical.__all__
__all__ += composed.__all__
__all__ += continuous.__all__
__all__ += discrete.__all__
__all__ += gammas.__all__
__all__ += transforms.__all__
__all__ += ["transforms"]

if not TYPE_CHECKING:  # an editor shall see that a name does not exist
    __getattr__ = attributes(__name__, "torch.distributions")
