"""Every distribution beside PyTorch's: densities, moments, gradients, draws, divergences."""

import inspect

import numpy as np
import pytest

import minidnn
from minidnn import distributions as ours

torch = pytest.importorskip("torch")
theirs = torch.distributions
RNG = np.random.default_rng(0)
P = np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]])
SPD = np.array([[2.0, 0.5, 0.1], [0.5, 1.0, 0.2], [0.1, 0.2, 0.7]])
TRIL = np.linalg.cholesky(SPD)
REAL, POSITIVE = np.array([-1.3, 0.2, 2.5]), np.array([0.4, 1.1, 2.6])
UNIT, WHOLE = np.array([0.15, 0.5, 0.8]), np.array([0.0, 2.0, 5.0])

CASES = [  # (name, arguments, values)
    ("Normal", {"loc": REAL, "scale": POSITIVE}, REAL + 0.3),
    ("Laplace", {"loc": REAL, "scale": POSITIVE}, REAL + 0.3),
    ("Cauchy", {"loc": REAL, "scale": POSITIVE}, REAL + 0.3),
    ("Gumbel", {"loc": REAL, "scale": POSITIVE}, REAL + 0.3),
    ("Uniform", {"low": REAL, "high": REAL + POSITIVE}, REAL + 0.3),
    ("Exponential", {"rate": POSITIVE}, POSITIVE[::-1].copy()),
    ("HalfNormal", {"scale": POSITIVE}, POSITIVE[::-1].copy()),
    ("HalfCauchy", {"scale": POSITIVE}, POSITIVE[::-1].copy()),
    ("LogNormal", {"loc": REAL, "scale": POSITIVE}, POSITIVE),
    ("Gamma", {"concentration": POSITIVE, "rate": POSITIVE[::-1].copy()}, POSITIVE),
    ("InverseGamma", {"concentration": POSITIVE, "rate": POSITIVE[::-1].copy()}, POSITIVE),
    ("Chi2", {"df": POSITIVE}, POSITIVE),
    ("Beta", {"concentration1": POSITIVE, "concentration0": POSITIVE[::-1].copy()}, UNIT),
    ("Dirichlet", {"concentration": P * 5}, P[::-1].copy()),
    ("StudentT", {"df": POSITIVE + 1, "loc": REAL, "scale": POSITIVE}, REAL + 0.3),
    ("Bernoulli", {"probs": UNIT}, np.array([0.0, 1.0, 1.0])),
    ("Bernoulli", {"logits": REAL}, np.array([0.0, 1.0, 1.0])),
    ("Geometric", {"probs": UNIT}, WHOLE),
    ("Geometric", {"logits": REAL}, WHOLE),
    ("Binomial", {"total_count": 6, "probs": UNIT}, WHOLE),
    ("Binomial", {"total_count": 6, "logits": REAL}, WHOLE),
    ("NegativeBinomial", {"total_count": POSITIVE, "probs": UNIT}, WHOLE),
    ("NegativeBinomial", {"total_count": POSITIVE, "logits": REAL}, WHOLE),
    ("Poisson", {"rate": POSITIVE}, WHOLE),
    ("Categorical", {"probs": P * 3}, np.array([[0, 2], [1, 1], [2, 0]])),
    ("Categorical", {"logits": P * 3}, np.array([2, 1])),
    ("OneHotCategorical", {"probs": P}, np.eye(3)[[1, 2]]),
    ("OneHotCategoricalStraightThrough", {"logits": P}, np.eye(3)[[1, 2]]),
    ("Multinomial", {"total_count": 7, "probs": P}, np.array([[1.0, 4.0, 2.0], [7.0, 0.0, 0.0]])),
    ("MultivariateNormal", {"loc": REAL, "covariance_matrix": SPD}, RNG.normal(size=(4, 3))),
    ("MultivariateNormal", {"loc": P, "scale_tril": TRIL}, RNG.normal(size=(2, 3))),
    ("MultivariateNormal", {"loc": REAL, "precision_matrix": SPD}, RNG.normal(size=(4, 3))),
    ("RelaxedBernoulli", {"temperature": 0.7, "logits": REAL}, UNIT),
    ("RelaxedBernoulli", {"temperature": 0.7, "probs": UNIT}, UNIT),
    ("RelaxedOneHotCategorical", {"temperature": 0.7, "probs": P}, P[::-1].copy()),
]
IDS = [f"{name}-{'-'.join(options)}" for name, options, _ in CASES]


def made(package, room, name, options):
    """(distribution, its tensors) with gradients wanted."""
    tensors = {
        key: package.tensor(value, requires_grad=key != "total_count")
        if isinstance(value, np.ndarray)
        else package.tensor(value, dtype=package.float64)
        if key == "temperature"
        else value
        for key, value in options.items()
    }
    wanted = [t for key, t in tensors.items() if getattr(t, "requires_grad", False)]
    return getattr(room, name)(**tensors), wanted


def pair(name, options):
    return made(minidnn, ours, name, options), made(torch, theirs, name, options)


def close(mine, other, tolerance=1e-6):
    other = other.detach().numpy() if hasattr(other, "detach") else np.asarray(other)
    mine = mine.detach().numpy() if hasattr(mine, "detach") else np.asarray(mine)
    assert mine.shape == other.shape
    np.testing.assert_allclose(mine, other, rtol=tolerance, atol=tolerance)


def answer(question, distribution, package, value):
    """What a distribution says, or the kind of its refusal."""
    try:
        if question in ("log_prob", "cdf", "icdf"):
            result = getattr(distribution, question)(package.tensor(value))
        elif question == "enumerate_support":
            result = distribution.enumerate_support()
        elif question == "entropy":
            result = distribution.entropy()
        else:
            result = getattr(distribution, question)
    except NotImplementedError:
        return None
    return result


@pytest.mark.parametrize(("name", "options", "value"), CASES, ids=IDS)
def test_as_pytorch(name, options, value):
    (mine, my_params), (other, other_params) = pair(name, options)
    assert tuple(mine.batch_shape) == tuple(other.batch_shape)
    assert tuple(mine.event_shape) == tuple(other.event_shape)
    if not repr(other).endswith("()"):  # PyTorch shows no parameters there
        assert repr(mine).replace("minidnn", "torch") == repr(other)
    assert mine.has_rsample == other.has_rsample
    questions = ["log_prob", "cdf", "entropy", "mean", "variance", "stddev", "mode"]
    for question in [*questions, "enumerate_support"]:
        result = answer(question, mine, minidnn, value)
        wanted = answer(question, other, torch, value)
        if wanted is None:
            continue
        if result is None and question in ("cdf", "enumerate_support", "mode"):
            continue
        close(result, wanted)
        if wanted.requires_grad and question in ("log_prob", "entropy"):
            dy = np.asarray(RNG.normal(size=tuple(wanted.shape)))
            options = {"retain_graph": True, "allow_unused": True}
            grads = minidnn.autograd.grad(result, my_params, minidnn.tensor(dy), **options)
            wants = torch.autograd.grad(wanted, other_params, torch.tensor(dy), **options)
            for g, w in zip(grads, wants):
                assert (g is None or not g.any()) if w is None else close(g, w, 1e-5) is None
    wanted = answer("icdf", other, torch, np.array(0.3))
    result = answer("icdf", mine, minidnn, np.array(0.3))
    if wanted is not None and result is not None:
        close(result, wanted)


@pytest.mark.parametrize(("name", "options", "value"), CASES, ids=IDS)
def test_draws(name, options, value):
    """Shapes, dtype, and means of many draws near the mean (five standard errors)."""
    minidnn.manual_seed(1)
    mine, _ = made(minidnn, ours, name, options)
    draws = mine.sample((4000,))
    wanted = (4000, *mine.batch_shape, *mine.event_shape)
    assert tuple(draws.shape) == wanted and not draws.requires_grad
    assert draws.dtype == (np.int64 if name == "Categorical" else np.float64)
    assert bool(mine.support.check(draws).all())
    if name in ("Cauchy", "HalfCauchy", "Categorical", "InverseGamma") or "Relaxed" in name:
        return
    mean, spread = mine.mean.detach().numpy(), mine.stddev.detach().numpy()
    error = np.abs(draws.numpy().mean(0) - mean)
    assert (error <= 5 * np.where(np.isfinite(spread), spread, 50) / np.sqrt(4000)).all()


@pytest.mark.parametrize(
    ("name", "options"),
    [c[:2] for c in CASES if getattr(ours, c[0]).has_rsample is True or c[0] == "LogNormal"],
)
def test_draws_with_gradients(name, options):
    """The draw as a function of the parameters, at fixed noise: central differences."""

    def loss(**given):
        minidnn.manual_seed(5)
        draws = getattr(ours, name)(**given).rsample((2,))
        weights = np.random.default_rng(1).normal(size=tuple(draws.shape))
        return (draws * minidnn.tensor(weights)).sum()

    smooth = name in (
        "Normal", "Laplace", "Uniform", "Exponential", "Gumbel", "Cauchy", "LogNormal",
        "HalfNormal", "HalfCauchy", "MultivariateNormal", "RelaxedBernoulli",
        "RelaxedOneHotCategorical",
    )  # fmt: skip
    fixed = {k: minidnn.tensor(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}
    key = next(k for k, v in options.items() if isinstance(v, np.ndarray))
    x = minidnn.tensor(options[key], requires_grad=True)
    loss(**{**fixed, key: x}).backward()
    assert x.grad is not None and np.isfinite(x.grad.numpy()).all()
    if smooth and key not in ("covariance_matrix",):
        at = (0,) * options[key].ndim
        h, sides = 1e-6, []
        for sign in (1, -1):
            moved = options[key].copy()
            moved[at] += sign * h
            sides.append(loss(**{**fixed, key: minidnn.tensor(moved)}).item())
        slope = (sides[0] - sides[1]) / (2 * h)
        assert x.grad.numpy()[at] == pytest.approx(slope, rel=1e-4, abs=1e-6)


def test_the_gradient_of_a_gamma_draw_is_pytorchs():
    from minidnn.distributions.gammas import standard_gamma

    alpha = np.array([0.3, 0.9, 2.0, 7.5, 40.0])
    sample = np.array([0.1, 1.2, 1.7, 8.0, 37.0])
    _, dalpha = standard_gamma(alpha, sample=sample)
    wanted = torch._standard_gamma_grad(torch.tensor(alpha), torch.tensor(sample)).numpy()
    np.testing.assert_allclose(dalpha(np.ones(5)), wanted, rtol=1e-4)


KL = ["Normal", "Laplace", "Gumbel", "Exponential", "HalfNormal", "LogNormal", "Gamma", "Beta",
      "Dirichlet", "Bernoulli", "Geometric", "Binomial", "Poisson", "Categorical",
      "OneHotCategorical", "MultivariateNormal"]  # fmt: skip


@pytest.mark.parametrize("name", KL)
def test_divergences(name):
    options = next(options for n, options, _ in CASES if n == name)
    moved = {k: v * 0.9 if isinstance(v, np.ndarray) else v for k, v in options.items()}
    (p, params), (p2, params2) = pair(name, options)
    (q, _), (q2, _) = pair(name, moved)
    result, wanted = ours.kl_divergence(p, q), theirs.kl_divergence(p2, q2)
    close(result, wanted)
    result.sum().backward()
    wanted.sum().backward()
    for a, b in zip(params, params2):
        close(a.grad, b.grad, 1e-5)


def test_divergences_of_other_pairs():
    for names in (("Exponential", "Gamma"), ("Uniform", "Normal")):
        parts = [next(o for n, o, _ in CASES if n == name) for name in names]
        (p, _), (p2, _) = pair(names[0], parts[0])
        (q, _), (q2, _) = pair(names[1], parts[1])
        close(ours.kl_divergence(p, q), theirs.kl_divergence(p2, q2))
    u, v = ours.Uniform(0.0, 1.0), ours.Uniform(-1.0, 3.0)
    close(ours.kl_divergence(u, v), np.log(4.0).astype(np.float32))
    assert ours.kl_divergence(v, u).item() == np.inf
    with pytest.raises(NotImplementedError, match="No KL.* for p type Normal and q type Poisson"):
        ours.kl_divergence(ours.Normal(0.0, 1.0), ours.Poisson(1.0))


def composed(package, d):
    t = package.tensor
    normal = d.Normal(t(P), t(P + 0.5))
    base = d.Normal(t(REAL), t(POSITIVE))
    tr = d.transforms
    return {
        "independent": (d.Independent(normal, 1), P + 0.1),
        "mixture": (d.MixtureSameFamily(d.Categorical(t(P)), normal), REAL[:2]),
        "mixture of vectors": (
            d.MixtureSameFamily(
                d.Categorical(t(UNIT)), d.Independent(d.Normal(t(P.T), t(P.T + 1)), 1)
            ),
            RNG_VALUES,
        ),
        "affine": (d.TransformedDistribution(base, tr.AffineTransform(1.0, -2.0)), REAL),
        "exp affine": (
            d.TransformedDistribution(base, [tr.ExpTransform(), tr.AffineTransform(0.0, 3.0)]),
            POSITIVE,
        ),
        "sigmoid": (d.TransformedDistribution(base, [tr.SigmoidTransform()]), UNIT),
        "tanh": (d.TransformedDistribution(base, [tr.TanhTransform()]), UNIT),
        "softplus": (d.TransformedDistribution(base, [tr.SoftplusTransform()]), POSITIVE),
        "power": (
            d.TransformedDistribution(
                d.LogNormal(t(REAL), t(POSITIVE)), tr.PowerTransform(t(2.0, dtype=package.float64))
            ),
            POSITIVE,
        ),
        "stick": (d.TransformedDistribution(base, tr.StickBreakingTransform()), STICK),
        "vector": (
            d.TransformedDistribution(
                d.Independent(base, 1), [tr.AffineTransform(0.5, t(POSITIVE)), tr.ExpTransform()]
            ),
            POSITIVE,
        ),
        "logistic": (
            d.TransformedDistribution(
                d.Uniform(t(0.0 * REAL), t(0.0 * REAL + 1)),
                [tr.SigmoidTransform().inv, tr.AffineTransform(t(REAL), t(POSITIVE))],
            ),
            REAL + 0.3,
        ),
        "expanded": (d.Normal(t(0.5), t(2.0)).expand((3,)), REAL.astype(np.float32)),
        "expanded mixture": (d.Independent(normal.expand((4, 2, 3)), 2), np.ones((4, 2, 3))),
    }


RNG_VALUES = np.random.default_rng(3).normal(size=(5, 2))
STICK = np.array([0.1, 0.2, 0.3, 0.4])


def test_composed():
    mine, other = composed(minidnn, ours), composed(torch, theirs)
    for name, (distribution, value) in mine.items():
        wanted = other[name][0]
        assert tuple(distribution.batch_shape) == tuple(wanted.batch_shape), name
        assert tuple(distribution.event_shape) == tuple(wanted.event_shape), name
        close(distribution.log_prob(minidnn.tensor(value)), wanted.log_prob(torch.tensor(value)))
        draws = distribution.sample((3,))
        assert tuple(draws.shape) == tuple(wanted.sample((3,)).shape), name
        assert bool(distribution.log_prob(draws).isfinite().all()), name
        for question in ("mean", "variance", "cdf"):
            said = answer(question, wanted, torch, value)
            got = answer(question, distribution, minidnn, value)
            if said is not None and got is not None:
                close(got, said)


def test_transforms_go_back_and_tell_the_volume():
    cases = [
        ("ExpTransform", (), REAL), ("SigmoidTransform", (), REAL), ("TanhTransform", (), REAL),
        ("SoftplusTransform", (), REAL), ("StickBreakingTransform", (), REAL),
        ("AffineTransform", (1.5, -0.5), REAL), ("PowerTransform", (2.0,), POSITIVE),
        ("AbsTransform", (), REAL), ("SoftmaxTransform", (), REAL),
    ]  # fmt: skip
    for name, arguments, value in cases:
        a = getattr(ours.transforms, name)(*arguments)
        b = getattr(theirs.transforms, name)(*arguments)
        x, x2 = minidnn.tensor(value), torch.tensor(value)
        y, y2 = a(x), b(x2)
        close(y, y2)
        close(a.inv(y), b.inv(y2))
        if a.bijective:
            close(a.log_abs_det_jacobian(x, y), b.log_abs_det_jacobian(x2, y2))
            close(a.inv.log_abs_det_jacobian(y, x), -b.log_abs_det_jacobian(x2, y2))
    chain = ours.transforms.ComposeTransform([ours.transforms.ExpTransform()])
    assert chain.inv.inv is chain and "ExpTransform()" in repr(chain)


BAD = [
    (lambda d, t: d.Normal(t([0.0]), t([-1.0])), "Expected parameter scale"),
    (lambda d, t: d.Normal(t([np.nan]), t([1.0])), "Expected parameter loc"),
    (lambda d, t: d.Bernoulli(t([1.5])), "Expected parameter probs"),
    (lambda d, t: d.Bernoulli(), "Either `probs` or `logits` must be specified"),
    (lambda d, t: d.Categorical(t([0.5]), t([0.5])), "but not both"),
    (lambda d, t: d.Categorical(t(0.5)), "must be at least one-dimensional"),
    (lambda d, t: d.Uniform(1.0, 0.0), "Expected parameter low"),
    (lambda d, t: d.Dirichlet(t(1.0)), "at least one-dimensional"),
    (lambda d, t: d.MultivariateNormal(t([0.0, 0.0])), "Exactly one of covariance_matrix"),
    (lambda d, t: d.MultivariateNormal(t([0.0, 0.0]), t([[1.0, 2.0], [2.0, 1.0]])), "Expected par"),
    (lambda d, t: d.Normal(0.0, 1.0).log_prob(1.0), "must be a Tensor"),
    (lambda d, t: d.Poisson(1.0).log_prob(t(1.5)), "to be within the support"),
    (lambda d, t: d.Exponential(1.0).log_prob(t([-1.0])), "to be within the support"),
    (lambda d, t: d.Categorical(t([0.5, 0.5])).log_prob(t(3)), "to be within the support"),
    (lambda d, t: d.Normal(t([0.0, 1.0]), 1.0).log_prob(t([1.0, 1.0, 1.0])), "."),
    (lambda d, t: d.Independent(d.Normal(0.0, 1.0), 1), "Expected reinterpreted_batch_ndims"),
    (lambda d, t: d.Normal("a", 1.0), "Input arguments must all be instances of"),
    (lambda d, t: d.TransformedDistribution(d.Normal(0.0, 1.0), [3]), "transforms must be a"),
    (lambda d, t: d.MixtureSameFamily(d.Normal(0.0, 1.0), d.Normal(0.0, 1.0)), "needs to be an"),
]


@pytest.mark.parametrize(("call", "text"), BAD)
def test_refusals_in_pytorchs_words(call, text):
    for room, package in ((ours, minidnn), (theirs, torch)):
        with pytest.raises(ValueError, match=text):
            call(room, package.tensor)


def test_unchecked_on_request():
    ours.Normal(0.0, -1.0, validate_args=False)
    ours.Distribution.set_default_validate_args(False)
    try:
        ours.Poisson(-1.0)
    finally:
        ours.Distribution.set_default_validate_args(True)


def test_a_distribution_of_ones_own():
    class Coin(ours.Distribution):
        arg_constraints = {"p": ours.constraints.unit_interval}
        support = ours.constraints.boolean

        def __init__(self, p):
            self.p = p
            super().__init__(p.shape)

        def sample(self, sample_shape=()):
            return (minidnn.rand(self._extended_shape(sample_shape)) < self.p).float()

    coin = Coin(minidnn.tensor([0.5, 0.5]))
    assert coin.sample((3,)).shape == (3, 2) and "Coin(p:" in repr(coin)
    with pytest.raises(NotImplementedError, match="Coin has no log_prob"):
        coin.log_prob(minidnn.ones(2))
    with pytest.raises(ValueError, match="Expected parameter p"):
        Coin(minidnn.tensor([2.0]))


def test_the_arguments_are_pytorchs():
    for name in ours.__all__:
        theirs_of_name = getattr(theirs, name, None)
        if not isinstance(theirs_of_name, type) or name == "ComposeTransform":
            continue
        mine, other = (
            list(inspect.signature(kind.__init__).parameters)
            for kind in (getattr(ours, name), theirs_of_name)
        )
        assert mine == other, name
