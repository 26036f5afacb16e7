"""Special functions that NumPy lacks: erf erfc erfinv lgamma digamma polygamma zeta igamma ndtr …

All are computed in float64 and given in the type that came in. The series' numbers were computed
for this file, in 40 digits. Formulas: Abramowitz and Stegun, "Handbook of Mathematical Functions".
"""

import math

import numpy as np

from .broadcast import shape_of, sum_to
from .elementary import logit  # noqa: F401
from .gelu import normal_tail


def erf(x):
    """y = 2/√π·∫₀ˣ e^-t² dt."""
    size = np.abs(wide(x))
    near = np.minimum(size, 1.0)
    inside = near * chebyshev(ERF, 2 * near * near - 1)
    y = np.where(size < 1, inside, 1 - 2 * normal_tail(size * math.sqrt(2)))
    y = like(np.sign(wide(x)) * y, x)
    return y, lambda dy: dy * (2 / math.sqrt(math.pi) * np.exp(-x * x))


def erfc(x):
    """y = 1 - erf x, without the loss of digits for a large x."""
    tail = 2 * normal_tail(np.abs(wide(x)) * math.sqrt(2))
    y = np.where(x > 0.5, tail, 1 - wide(erf(wide(x))[0]))
    return like(y, x), lambda dy: -dy * (2 / math.sqrt(math.pi) * np.exp(-x * x))


def erfinv(x):
    """y with erf y = x."""
    size = np.abs(wide(x))
    with np.errstate(divide="ignore", invalid="ignore"):
        # a first guess from an elementary formula that is right to 0.2 %, then Halley's method
        half = np.log1p(-size * size) / 2
        a = 2 / (math.pi * 0.147) + half
        z = np.sqrt(np.sqrt(a * a - half * (2 / 0.147)) - a)
        for _ in range(3):
            off = np.where(size < 0.5, erf(z)[0] - size, (1 - size) - erfc(z)[0])
            step = off / (2 / math.sqrt(math.pi) * np.exp(-z * z))
            z = z - step / (1 + z * step)
        z = np.where(size == 1, np.full_like(size, math.inf), np.where(size == 0, 0 * size, z))
        y = like(np.sign(wide(x)) * z, x)
    return y, lambda dy: dy * (math.sqrt(math.pi) / 2) * np.exp(y * y)


def ndtr(x):
    """y = Φ(x), the share of a normal distribution that lies below x."""
    y = erfc(-wide(x) / math.sqrt(2))[0] / 2
    return like(y, x), lambda dy: dy * np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)


def ndtri(x):
    """y with Φ(y) = x."""
    z, _ = erfinv(2 * wide(x) - 1)
    y = like(z * math.sqrt(2), x)
    return y, lambda dy: dy * np.exp(0.5 * y * y) * math.sqrt(2 * math.pi)


def log_ndtr(x):
    """y = ln Φ(x), also where Φ(x) is too small for a number."""
    z = wide(x)
    far = np.minimum(z, -1.0)
    # Φ(z) = exp(-z²/2)·q with a q that falls slowly, and only the exponent is large
    low = np.log(erfcx(-far / math.sqrt(2))[0] / 2) - 0.5 * far * far
    with np.errstate(divide="ignore"):
        y = np.where(z < -1, low, np.log1p(-erfc(np.maximum(z, -1.0) / math.sqrt(2))[0] / 2))
    y = like(y, x)
    return y, lambda dy: dy * np.exp(-0.5 * x * x - y) / math.sqrt(2 * math.pi)


def erfcx(x):
    """y = exp(x²)·erfc x."""
    z = wide(x)
    size = np.abs(z)
    # by its continued fraction from 4 on; before that the product loses no digits
    t = np.maximum(size, 4.0)
    f = t
    for k in range(40, 0, -1):
        f = t + (k / 2) / f
    small = np.minimum(size, 4.0)
    y = np.where(size < 4, np.exp(small * small) * erfc(small)[0], 1 / (f * math.sqrt(math.pi)))
    with np.errstate(over="ignore"):
        y = like(np.where(z < 0, 2 * np.exp(z * z) - y, y), x)
    return y, lambda dy: dy * (2 * x * y - 2 / math.sqrt(math.pi))


def entr(x):
    """y = -x·ln x, 0 at 0 and -inf below."""
    zero = x == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(zero, np.zeros_like(x), -x * np.log(np.where(zero, np.ones_like(x), x)))
        y = np.where(x < 0, np.full_like(x, -math.inf), y)

    def dx(dy):
        with np.errstate(divide="ignore", invalid="ignore"):
            return dy * (-np.log(x) - 1)

    return y, dx


# The gamma function and its kin


def lgamma(x):
    """y = ln |Γ(x)|, by Stirling's series above 8 and the recurrence below."""
    z = wide(x)
    positive = np.where(z < 0.5, 1 - z, z)
    y = stirling(positive)
    with np.errstate(divide="ignore", invalid="ignore"):
        mirrored = np.log(math.pi / np.abs(np.sin(math.pi * np.remainder(z, 1.0)))) - y
        pole = (z <= 0) & (z == np.floor(z))
        y = np.where(pole, np.full_like(z, math.inf), np.where(z < 0.5, mirrored, y))
    y = np.where(np.isinf(z), np.abs(z), y)
    return like(y, x), lambda dy: dy * digamma(x)[0]


def stirling(z):
    """ln Γ(z) for z from 0.5."""
    product, steps = np.ones_like(z), np.zeros_like(z)
    for _ in range(8):
        low = z + steps < 8
        product = product * np.where(low, z + steps, np.ones_like(z))
        steps = steps + low
    w = z + steps
    r = 1 / (w * w)
    series = r * 0
    for k in range(len(BERNOULLI), 0, -1):
        series = series * r + BERNOULLI[k - 1] / (2 * k * (2 * k - 1))
    return (w - 0.5) * np.log(w) - w + 0.5 * math.log(2 * math.pi) + series / w - np.log(product)


def digamma(x):
    """y = Γ'(x)/Γ(x)."""
    z = wide(x)
    mirror = z < 0.5
    w = np.where(mirror, 1 - z, z)
    y = np.zeros_like(z)
    for _ in range(8):
        low = w < 8
        y = y - np.where(low, 1 / w, np.zeros_like(z))
        w = w + low
    r = 1 / (w * w)
    series = r * 0
    for k in range(len(BERNOULLI), 0, -1):
        series = series * r + BERNOULLI[k - 1] / (2 * k)
    y = y + np.log(w) - 0.5 / w - series * r
    with np.errstate(divide="ignore", invalid="ignore"):
        part = math.pi * np.where(mirror, z - np.round(z), np.full_like(z, 0.25))
        y = np.where(mirror, y - math.pi / np.tan(part), y)
        pole = mirror & (z == np.floor(z))
        at_pole = np.copysign(np.full_like(z, math.inf), -z)
        at_pole = np.where(z == 0, at_pole, np.full_like(z, math.nan))
        y = np.where(pole, at_pole, y)
    return like(y, x), lambda dy: dy * polygamma(x, n=1)[0]


def polygamma(x, *, n):
    """y = the n-th derivative of digamma."""
    if n == 0:
        return digamma(x)
    sign = (-1.0) ** (n + 1) * math.factorial(n)
    z = wide(x)
    if n == 1:  # also for negative numbers, by the mirror formula
        mirror = z < 0.5
        y = hurwitz(2.0, np.where(mirror, 1 - z, z))
        with np.errstate(divide="ignore"):
            sine = np.sin(math.pi * np.where(mirror, z - np.round(z), np.full_like(z, 0.5)))
            y = np.where(mirror, (math.pi / sine) ** 2 - y, y)
    else:
        y = sign * hurwitz(n + 1.0, z)
    return like(y, x), lambda dy: dy * polygamma(x, n=n + 1)[0]


def zeta(x, q):
    """z = Σ_{k≥0} (q + k)^-x, Hurwitz's zeta function, for x > 1 and q > 0."""
    y = hurwitz(wide(x), wide(q))
    lost = (x < 1) | ((q < 0) & (q != np.floor(q)) & (x != np.floor(x)))
    endless = (x == 1) | ((q <= 0) & (q == np.floor(q)))
    y = np.where(endless, np.full_like(y, math.inf), y)
    y = np.where(lost, np.full_like(y, math.nan), y)
    shape = shape_of(q)
    one = x if hasattr(x, "dtype") else q
    return (
        like(y, one),
        refused("zeta", "input"),
        lambda dy: sum_to(dy * (-x * zeta(x + 1, q)[0]), shape),
    )


def hurwitz(s, q):
    """Σ_{k≥0} (q + k)^-s by Euler and Maclaurin: ten terms, and the rest as a series."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        total = q * 0.0 + s * 0.0
        known = isinstance(q, np.ndarray)  # elsewhere a look at q would wait for the device
        terms = 10 + (max(0, math.ceil(-float(np.min(q)))) if known and q.size else 0)
        for k in range(terms):
            total = total + (q + k) ** (-s)
        a = q + float(terms)
        total = total + a ** (1 - s) / (s - 1) + 0.5 * a ** (-s)
        factor, power = s, a ** (-s - 1)
        for k, b in enumerate(BERNOULLI[:10], start=1):
            total = total + b / math.factorial(2 * k) * factor * power
            factor = factor * (s + 2 * k - 1) * (s + 2 * k)
            power = power / (a * a)
    return total if known else np.where(q < 0, np.full_like(total, math.nan), total)


def mvlgamma(x, *, p):
    """y = ln of the gamma function of p dimensions."""
    parts = [lgamma(x - 0.5 * i) for i in range(p)]
    y = sum(part for part, _ in parts) + p * (p - 1) / 4 * math.log(math.pi)
    return y, lambda dy: sum(dx(dy) for _, dx in parts)


def igamma(a, x):
    """z = the lower incomplete gamma function of a, divided by Γ(a)."""
    return incomplete(a, x, lower=True)


def igammac(a, x):
    """z = 1 - igamma(a, x)."""
    return incomplete(a, x, lower=False)


def incomplete(a, x, *, lower):
    """igamma or igammac: a series below a + 1, a continued fraction above."""
    shape, kind = shape_of(x), x
    a, x = wide(a) + 0 * wide(x), wide(x) + 0 * wide(a)
    with np.errstate(all="ignore"):
        scale = np.exp(a * np.log(x) - x - lgamma(a)[0])
        low = x < a + 1
        term = total = 1 / a
        u = np.where(low, x, 0 * x)
        for k in range(1, 300):
            term = term * u / (a + k)
            total = total + term
        v = np.where(low, a + 1, x)
        b = v + 1 - a
        c, d = np.full_like(b, 1e300), 1 / b
        f = d
        for k in range(1, 200):
            step = -k * (k - a)
            b = b + 2
            d = 1 / (b + step * d)
            c = b + step / c
            f = f * d * c
        part = np.where(low, scale * total, scale * f)
        z = np.where(low == lower, part, 1 - part)
        z = np.where(x == 0, np.full_like(x, 0.0 if lower else 1.0), z)
        z = np.where(np.isinf(x) | (a == 0), np.full_like(x, 1.0 if lower else 0.0), z)
        z = np.where((a < 0) | (x < 0) | (a == 0) & (x == 0), np.full_like(z, math.nan), z)
    slope = 1.0 if lower else -1.0
    dx = lambda dz: sum_to(
        dz * like(slope * np.exp((a - 1) * np.log(x) - x - lgamma(a)[0]), dz), shape
    )
    return like(z, kind), refused("igamma" if lower else "igammac", "input"), dx


# Bessel functions of an imaginary number


def i0(x):
    """y = I₀(x), the modified Bessel function of order 0."""
    return like(bessel(x, I0) * np.exp(np.abs(wide(x))), x), lambda dy: dy * i1(x)[0]


def i0e(x):
    """y = e^-|x|·I₀(x)."""
    y = like(bessel(x, I0), x)
    return y, lambda dy: dy * (i1e(x)[0] - np.sign(x) * y)


def i1(x):
    """y = I₁(x), the modified Bessel function of order 1."""
    y = like(bessel(x, I1, odd=True) * np.exp(np.abs(wide(x))), x)
    return y, lambda dy: dy * (i0(x)[0] - over(y, x))


def i1e(x):
    """y = e^-|x|·I₁(x)."""
    y = like(bessel(x, I1, odd=True), x)
    return y, lambda dy: dy * (i0e(x)[0] - y * np.sign(x) - over(y, x))


def bessel(x, series, odd=False):
    """e^-|x|·I(x) from a series up to 8 and one in 8/|x| above."""
    size = np.abs(wide(x))
    near, far = np.minimum(size, 8.0), np.maximum(size, 8.0)
    low = chebyshev(series[0], near / 4 - 1) * (wide(x) if odd else 1)
    high = chebyshev(series[1], 16 / far - 1) / np.sqrt(far) * (np.sign(wide(x)) if odd else 1)
    return np.where(size <= 8, low, high)


def over(y, x):
    """I₁(x)/x, 1/2 at 0."""
    zero = x == 0
    return np.where(zero, np.full_like(x, 0.5), y / np.where(zero, np.ones_like(x), x))


# Helpers


def refused(op, argument):
    """The rule of an input that has none, here as in PyTorch: it says so."""

    def dx(dy):
        raise NotImplementedError(
            f"the derivative for '{op}: {argument}' is not implemented; give {argument}.detach()"
        )

    return dx


def wide(x):
    """x as float64."""
    return x.astype(np.float64) if hasattr(x, "astype") else x


def like(y, x):
    """y in the type of x."""
    return y.astype(x.dtype)


def chebyshev(series, t):
    """Σ c_k·T_k(t), the first term halved, by Clenshaw's rule."""
    a, b = 0 * t, 0 * t
    for c in series[:0:-1]:
        a, b = 2 * t * a - b + c, a
    return t * a - b + series[0] / 2


BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6]
BERNOULLI += [-3617 / 510, 43867 / 798, -174611 / 330]
# erf(x)/x in x² on [0, 1]
ERF = (
    1.9509538787653082, -0.14226120510371365, 0.010035582187599796, -0.0005768764699767485,
    2.741993125219606e-05, -1.1043175507344507e-06, 3.8488755420345036e-08,
    -1.1808582533875466e-09, 3.2334215826050907e-11, -7.991015947004549e-13,
    1.7990725113961456e-14, -3.718635487818693e-16, 7.103599003714253e-18,
)
# e^-x·I₀(x) on [0, 8], and times √x in 8/x above; the same for I₁(x)/x and I₁(x)
I0 = (
    (
        0.6767952744094761, -0.3046826723431984, 0.17162090152220877, -0.09490109704804764,
        0.04930528423967071, -0.02373741480589947, 0.010546460394594998, -0.004324309995050576,
        0.0016394756169413357, -0.0005763755745385824, 0.00018850288509584165,
        -5.754195010082104e-05, 1.6448448070728896e-05, -4.4167383584587505e-06,
        1.1173875391201037e-06, -2.670793853940612e-07, 6.046995022541919e-08,
        -1.300025009986248e-08, 2.6598237246823866e-09, -5.189795601635263e-10,
        9.675809035373237e-11, -1.726826291441556e-11, 2.95505266312964e-12,
        -4.856446783111929e-13, 7.676185498604936e-14, -1.1685332877993451e-14,
        1.715391285555133e-15, -2.431279846547955e-16, 3.3307945188222384e-17,
        -4.4153416464793395e-18,
    ),
    (
        0.8044904110141088, 0.0033691164782556943, 6.889758346916825e-05, 2.8913705208347567e-06,
        2.0489185894690638e-07, 2.266668990498178e-08, 3.3962320257083865e-09,
        4.94060238822497e-10, 1.1889147107846439e-11, -3.1499165279632416e-11,
        -1.3215811840447713e-11, -1.7941785315068062e-12, 7.180124451383666e-13,
        3.8527783827421426e-13, 1.54008621752141e-14, -4.150569347287222e-14,
        -9.554846698828307e-15, 3.8116806693526224e-15, 1.7725601330565263e-15,
        -3.425485619677219e-16, -2.8276239805165836e-16, 3.461222867697461e-17,
        4.46562142029676e-17, -4.830504485944182e-18, -7.233180487874754e-18,
    ),
)
I1 = (
    (
        0.25258718644363365, -0.17641651835783406, 0.1026436586898471, -0.05294598120809499,
        0.024726449030626516, -0.010564084894626197, 0.004156422944312888, -0.0015135724506312532,
        0.0005122859561685758, -0.00016176081582589674, 4.781565107550054e-05,
        -1.3273163656039436e-05, 3.4702513081376785e-06, -8.568720264695455e-07,
        2.0032947535521353e-07, -4.445059128796328e-08, 9.381537386495773e-09,
        -1.8872497517228294e-09, 3.625590281552117e-10, -6.663489723502027e-11,
        1.1736186298890901e-11, -1.9839743977649436e-12, 3.223793365945575e-13,
        -5.042185504727912e-14, 7.600684294735408e-15, -1.1055969477353862e-15,
        1.5536319577362005e-16, -2.111421214358166e-17, 2.7779141127610464e-18,
    ),
    (
        0.7785762350182801, -0.009761097491361469, -0.00011058893876262371,
        -3.882564808877691e-06, -2.512236237870209e-07, -2.6314688468895196e-08,
        -3.835380385964237e-09, -5.589743462196584e-10, -1.8974958123505413e-11,
        3.2526035830154884e-11, 1.4125807436613782e-11, 2.0356285441470896e-12,
        -7.198551776245908e-13, -4.0835511110921974e-13, -2.1015418427726643e-14,
        4.272440016711951e-14, 1.0420276984128802e-14, -3.8144030724370075e-15,
        -1.8803547755107825e-15, 3.3082023109209285e-16, 2.96262899764595e-16,
        -3.209525921993424e-17, -4.6503053684893586e-17, 4.414348323071708e-18,
        7.517296310842105e-18,
    ),
)
