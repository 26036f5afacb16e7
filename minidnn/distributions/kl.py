"""kl_divergence(p, q) = ∫ p·(log p - log q), in closed form for pairs of families."""

import math
from collections.abc import Callable
from typing import Any

from .. import linalg
from ..tensor import Tensor
from .categorical import Categorical, OneHotCategorical
from .composed import Independent, LogNormal, TransformedDistribution, summed
from .continuous import Exponential, Gumbel, HalfNormal, Laplace, Normal, Uniform
from .discrete import Bernoulli, Binomial, Geometric, Poisson
from .distribution import Distribution
from .gammas import Beta, Dirichlet, Gamma
from .multivariate_normal import MultivariateNormal, mahalanobis

RULES: dict[tuple[type, type], Callable] = {}


def register_kl(type_p: type, type_q: type) -> Callable:
    """Decorator: a function of (p, q) gives the divergence of these two kinds."""
    for kind in (type_p, type_q):
        if not (isinstance(kind, type) and issubclass(kind, Distribution)):
            raise TypeError(f"Expected a Distribution subclass but got {kind}")

    def decorator(rule: Callable) -> Callable:
        RULES[type_p, type_q] = rule
        return rule

    return decorator


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """The divergence of q from p, of the batch's shape.

    Raises: NotImplementedError for a pair of families without a formula here.
    """
    for a in type(p).__mro__:
        for b in type(q).__mro__:
            rule = RULES.get((a, b))
            if rule is not None:
                return rule(p, q)
    raise NotImplementedError(
        f"No KL(p || q) is implemented for p type {type(p).__name__} and q type "
        f"{type(q).__name__}; add one with @register_kl, or average p.log_prob - q.log_prob"
    )


@register_kl(Normal, Normal)
def normal_normal(p: Any, q: Any) -> Tensor:
    ratio = (p.scale / q.scale) ** 2
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale) ** 2 - 1 - ratio.log())


@register_kl(LogNormal, LogNormal)
def lognormal_lognormal(p: Any, q: Any) -> Tensor:
    return kl_divergence(p.base_dist, q.base_dist)


@register_kl(HalfNormal, HalfNormal)
def halfnormal_halfnormal(p: Any, q: Any) -> Tensor:
    return normal_normal(p.whole(), q.whole())


@register_kl(TransformedDistribution, TransformedDistribution)
def transformed_transformed(p: Any, q: Any) -> Tensor:
    if [*map(repr, p.transforms)] != [*map(repr, q.transforms)]:
        raise NotImplementedError("kl_divergence: the two have different transforms")
    return kl_divergence(p.base_dist, q.base_dist)


@register_kl(Independent, Independent)
def independent_independent(p: Any, q: Any) -> Tensor:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError("kl_divergence: the two have events of different dimensions")
    return summed(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)


@register_kl(MultivariateNormal, MultivariateNormal)
def multivariate_multivariate(p: Any, q: Any) -> Tensor:
    if p.event_shape != q.event_shape:
        raise ValueError(
            "KL-divergence between two Multivariate Normals with different event shapes cannot be "
            f"computed: {tuple(p.event_shape)} and {tuple(q.event_shape)}"
        )
    d = p.event_shape[0]
    halves = [m._tril.diagonal(dim1=-2, dim2=-1).log().sum(-1) for m in (q, p)]
    ratio = linalg.solve_triangular(q.scale_tril, p.scale_tril, upper=False)
    trace = (ratio**2).sum((-2, -1))
    return halves[0] - halves[1] + 0.5 * (trace + mahalanobis(q._tril, q.loc - p.loc) - d)


@register_kl(Bernoulli, Bernoulli)
def bernoulli_bernoulli(p: Any, q: Any) -> Tensor:
    one = p.probs.xlogy(p.probs) - p.probs.xlogy(q.probs)
    zero = (1 - p.probs).xlogy(1 - p.probs) - (1 - p.probs).xlogy(1 - q.probs)
    return one + zero


@register_kl(Binomial, Binomial)
def binomial_binomial(p: Any, q: Any) -> Tensor:
    if bool((p.total_count > q.total_count).any()):
        return p.probs * 0 + math.inf
    if bool((p.total_count != q.total_count).any()):
        raise NotImplementedError("kl_divergence: Binomials of different total_count")
    return p.total_count * bernoulli_bernoulli(p, q)


@register_kl(Geometric, Geometric)
def geometric_geometric(p: Any, q: Any) -> Tensor:
    return -p.entropy() - (-q.probs).log1p() * (1 / p.probs - 1) - q.probs.log()


@register_kl(Categorical, Categorical)
def categorical_categorical(p: Any, q: Any) -> Tensor:
    t = p.probs * (p.logits - q.logits)
    t = t.masked_fill(q.probs == 0, math.inf).masked_fill(p.probs == 0, 0.0)
    return t.sum(-1)


@register_kl(OneHotCategorical, OneHotCategorical)
def one_hot_one_hot(p: Any, q: Any) -> Tensor:
    return categorical_categorical(p._categorical, q._categorical)


@register_kl(Poisson, Poisson)
def poisson_poisson(p: Any, q: Any) -> Tensor:
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(Exponential, Exponential)
def exponential_exponential(p: Any, q: Any) -> Tensor:
    ratio = q.rate / p.rate
    return ratio - 1 - ratio.log()


@register_kl(Uniform, Uniform)
def uniform_uniform(p: Any, q: Any) -> Tensor:
    result = ((q.high - q.low) / (p.high - p.low)).log()
    return result.masked_fill((q.low > p.low) | (q.high < p.high), math.inf)


@register_kl(Laplace, Laplace)
def laplace_laplace(p: Any, q: Any) -> Tensor:
    ratio, away = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + away / q.scale + ratio * (-away / p.scale).exp() - 1


@register_kl(Gumbel, Gumbel)
def gumbel_gumbel(p: Any, q: Any) -> Tensor:
    euler = 0.57721566490153286060
    ratio = p.scale / q.scale
    a, b = q.loc / q.scale, p.loc / q.scale
    return -ratio.log() - a + b + ratio * euler + (a + (1 + ratio).lgamma() - b).exp() - (1 + euler)


@register_kl(Gamma, Gamma)
def gamma_gamma(p: Any, q: Any) -> Tensor:
    more = (p.concentration - q.concentration) * p.concentration.digamma()
    rates = q.concentration * (p.rate / q.rate).log()
    rest = (q.rate - p.rate) * (p.concentration / p.rate)
    return rates + q.concentration.lgamma() - p.concentration.lgamma() + more + rest


@register_kl(Dirichlet, Dirichlet)
def dirichlet_dirichlet(p: Any, q: Any) -> Tensor:
    a, b = p.concentration, q.concentration
    total = a.sum(-1, keepdim=True)
    first = total.squeeze(-1).lgamma() - b.sum(-1).lgamma()
    second = (a.lgamma() - b.lgamma()).sum(-1)
    return first - second + ((a - b) * (a.digamma() - total.digamma())).sum(-1)


@register_kl(Beta, Beta)
def beta_beta(p: Any, q: Any) -> Tensor:
    return dirichlet_dirichlet(p.pair(), q.pair())


@register_kl(Exponential, Gamma)
def exponential_gamma(p: Any, q: Any) -> Tensor:
    ratio, euler = q.rate / p.rate, 0.57721566490153286060
    c = q.concentration
    return -c * ratio.log() + ratio + c.lgamma() + c * euler - (1 + euler)


@register_kl(Uniform, Normal)
def uniform_normal(p: Any, q: Any) -> Tensor:
    width = p.high - p.low
    middle = ((p.high + p.low - 2 * q.loc) / 2) ** 2
    log_part = (math.sqrt(2 * math.pi) * q.scale / width).log()
    return log_part + (width**2 / 12 + middle) / (2 * q.scale**2)
