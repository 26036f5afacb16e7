"""The update rules of the optimizers: one parameter p takes one step along its gradient g.

Every rule is elementwise and changes p and the optimizer's own arrays in place, never g. Positional
arguments are arrays (None where a variant does not need one) and plain numbers; keyword arguments
choose the variant. `update` runs a rule: on the CPU in blocks that stay in the cache, on a GPU as
one kernel, for all parameters `together` where `minidnn.kernels` has one. Else CuPy makes the
kernel from the operators + - * / ** > and computes two numbers that meet in half precision. So the
rules use no function of NumPy, and a number meets only arrays: what could be 1 - beta comes in as a
number of its own, `share`.
"""

import functools
from contextlib import contextmanager

import numpy as np

from .. import backend

BLOCK_BYTES = 192 * 1024  # of one array: five such blocks fit in the cache of one core


def sgd(p, g, velocity, lr, weight_decay, momentum, share, *, maximize, decays, nesterov):
    """velocity = momentum·velocity + share·g;  p -= lr·velocity (without velocity: lr·g).

    Source: Sutskever et al., On the Importance of Initialization and Momentum (2013), for nesterov.
    """
    g = directed(p, g, weight_decay, maximize, decays)
    if velocity is not None:
        velocity *= momentum
        velocity += share * g
        g = g + momentum * velocity if nesterov else velocity
    p -= lr * g


def adam(
    p, g, m, v, v_max, step_size, share1, share2, eps, weight_decay, *, maximize, decays, decoupled
):
    """m += share1·(g - m);  v += share2·(g² - v);  p -= step_size·m / (√v + eps).

    share = 1 - beta. `adam_step` gives step_size and eps, which contain the correction for the
    start from zero. Decoupled weight decay (AdamW) shrinks p itself: weight_decay is then
    lr·weight_decay. With v_max (AMSGrad) the largest v so far takes the place of v.
    Source: Kingma and Ba, Adam (2015), algorithm 1 and the last lines of section 2; Loshchilov and
    Hutter, Decoupled Weight Decay Regularization (2019); Reddi et al., On the Convergence of Adam
    and Beyond (2018).
    """
    g = directed(p, g, weight_decay, maximize, decays and not decoupled)
    if decays and decoupled:
        p -= weight_decay * p
    m += share1 * (g - m)
    v += share2 * (g * g - v)
    if v_max is not None:
        v_max += (v - v_max) * (v > v_max)  # the larger of both
        v = v_max
    p -= step_size * (m / (v**0.5 + eps))


def adam_in_place(
    p, g, m, v, v_max, step_size, share1, share2, eps, weight_decay, *, maximize, decays, decoupled
):
    """adam for NumPy: the same numbers, bit by bit, with one scratch array: 25 % less time."""
    g = directed(p, g, weight_decay, maximize, decays and not decoupled)
    if decays and decoupled:
        p -= weight_decay * p
    t = np.subtract(g, m, out=np.empty_like(m))
    t *= share1
    m += t
    np.multiply(g, g, out=t)
    t -= v
    t *= share2
    v += t
    if v_max is not None:
        v_max += (v - v_max) * (v > v_max)
        v = v_max
    np.sqrt(v, out=t)
    t += eps
    np.divide(m, t, out=t)
    t *= step_size
    p -= t


def adam_step(lr, beta1, beta2, eps, step):
    """The numbers (step_size, eps) of step t = 1, 2, ...: m/(1-β1^t) and v/(1-β2^t) in scalars."""
    root = (1.0 - beta2**step) ** 0.5
    return lr * root / (1.0 - beta1**step), eps * root


def rmsprop(
    p, g, square, mean, velocity, lr, share, eps, weight_decay, momentum, *, maximize, decays
):
    """square += share·(g² - square);  p -= lr·g / (√square + eps).

    share = 1 - alpha. With `mean`, the running mean of g, the spread around it takes the square's
    place (centered); with `velocity` the steps are gathered as in sgd.
    Source: Hinton, Neural Networks for Machine Learning, lecture 6e (2012); Graves, Generating
    Sequences With Recurrent Neural Networks (2013), equations 38 to 45, for the centered form.
    """
    g = directed(p, g, weight_decay, maximize, decays)
    square += share * (g * g - square)
    spread = square
    if mean is not None:
        mean += share * (g - mean)
        spread = square - mean * mean
        spread = spread * (spread > 0)  # rounding may leave a little less than 0
    step = g / (spread**0.5 + eps)
    if velocity is not None:
        velocity *= momentum
        velocity += step
        step = velocity
    p -= lr * step


def adagrad(p, g, total, lr, eps, weight_decay, *, maximize, decays):
    """total += g²;  p -= lr·g / (√total + eps).

    Source: Duchi et al., Adaptive Subgradient Methods (2011), figure 1.
    """
    g = directed(p, g, weight_decay, maximize, decays)
    total += g * g
    p -= lr * (g / (total**0.5 + eps))


def adadelta(p, g, square, moved, lr, share, eps, weight_decay, *, maximize, decays):
    """square += share·(g² - square);  d = √(moved + eps) / √(square + eps)·g;  p -= lr·d.

    share = 1 - rho. moved, the running mean of d², gives the step the unit of p.
    Source: Zeiler, ADADELTA: An Adaptive Learning Rate Method (2012), algorithm 1.
    """
    g = directed(p, g, weight_decay, maximize, decays)
    square += share * (g * g - square)
    step = (moved + eps) ** 0.5 / (square + eps) ** 0.5 * g
    moved += share * (step * step - moved)
    p -= lr * step


def adamax(p, g, m, largest, step_size, share1, beta2, eps, weight_decay, *, maximize, decays):
    """m += share1·(g - m);  largest = max(β2·largest, |g| + eps);  p -= step_size·m / largest.

    step_size = lr / (1 - β1^t).
    Source: Kingma and Ba, Adam (2015), algorithm 2.
    """
    g = directed(p, g, weight_decay, maximize, decays)
    m += share1 * (g - m)
    largest *= beta2
    size = g * (g > 0) - g * (g < 0) + eps
    largest += (size - largest) * (size > largest)
    p -= step_size * (m / largest)


def nadam(
    p, g, m, v, size_g, size_m, share1, share2, correction, eps, weight_decay, *,
    maximize, decays, decoupled,
):  # fmt: skip
    """m and v as in adam;  p -= (size_g·g + size_m·m) / (√(v / correction) + eps).

    The step looks ahead with Nesterov's momentum: `NAdam` gives the sizes. correction = 1 - β2^t.
    Source: Dozat, Incorporating Nesterov Momentum into Adam (2016), algorithm 2.
    """
    g = directed(p, g, weight_decay, maximize, decays and not decoupled)
    if decays and decoupled:
        p -= weight_decay * p
    m += share1 * (g - m)
    v += share2 * (g * g - v)
    p -= (size_g * g + size_m * m) / ((v / correction) ** 0.5 + eps)


def radam(
    p, g, m, v, step_size, share1, share2, eps, weight_decay, *,
    maximize, decays, decoupled, rectified,
):  # fmt: skip
    """m and v as in adam;  p -= step_size·m / (√v + eps) once √v is known, before: step_size·m.

    Source: Liu et al., On the Variance of the Adaptive Learning Rate and Beyond (2020),
    algorithm 2; `RAdam` gives step_size, which contains the rectification.
    """
    g = directed(p, g, weight_decay, maximize, decays and not decoupled)
    if decays and decoupled:
        p -= weight_decay * p
    m += share1 * (g - m)
    v += share2 * (g * g - v)
    p -= step_size * (m / (v**0.5 + eps) if rectified else m)


def rprop(p, g, before, size, gain, loss, smallest, largest, *, maximize):
    """Steps of a size of its own for each number; only the sign of g counts.

    The size grows by `gain`·size where g has the sign it had before, and shrinks by `loss`·size
    where the sign has changed; there no step is taken.
    Source: Riedmiller and Braun, A Direct Adaptive Method for Faster Backpropagation Learning: The
    RPROP Algorithm (1993).
    """
    if maximize:
        g = -g
    turned = g * before < 0
    size += gain * (size * (g * before > 0)) - loss * (size * turned)
    size += (largest - size) * (size > largest)
    size += (smallest - size) * (size < smallest)
    g = g - g * turned
    p -= size * (g > 0) - size * (g < 0)
    before *= 0
    before += g


def asgd(p, g, mean, eta, shrink, share, weight_decay, *, maximize, decays, starts):
    """p -= shrink·p + eta·g;  mean += share·(p - mean), or p itself while averaging has not begun.

    Source: Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging (1992).
    """
    g = directed(p, g, weight_decay, maximize, decays)
    p -= shrink * p
    p -= eta * g
    if starts:
        mean *= 0
        mean += p
    else:
        mean += share * (p - mean)


def directed(p, g, weight_decay, maximize, decays):
    """The gradient of what is made smaller: of -objective if maximize, plus weight_decay·p²/2."""
    if maximize:
        g = -g
    return g + weight_decay * p if decays else g


def update(rule, arrays, numbers, **choices):
    """Run a rule on the arrays (p, g, ...), in place."""
    p = arrays[0]
    if not backend.is_host(p):
        if waiting.open and rule in TABLES and tabular(arrays) and backend.compiles(p):
            waiting.steps.append((rule, arrays, numbers, choices))
        else:
            one_kernel(rule, arrays, numbers, choices)
        return
    rule = IN_PLACE.get(rule, rule)
    block = BLOCK_BYTES // p.itemsize
    if p.size <= block or not all(a is None or a.flags.c_contiguous for a in arrays):
        rule(*arrays, *numbers, **choices)
        return
    flat = [None if array is None else array.reshape(-1) for array in arrays]
    for start in range(0, p.size, block):
        stop = start + block
        rule(*(None if a is None else a[start:stop] for a in flat), *numbers, **choices)


IN_PLACE = {adam: adam_in_place}


def one_kernel(rule, arrays, numbers, choices):
    """The step of one parameter on a GPU."""
    given = tuple(value is not None for value in arrays)
    kernel = kernel_of(rule, given, tuple(choices.items()))
    kernel(*(array for array in arrays if array is not None), *numbers)


TABLES = {sgd: "sgd_all", adam: "adam_all"}  # rules with a kernel for all parameters at once


class Waiting:
    """Steps of parameters on a GPU that are taken together, at the end of `optimizer.step()`."""

    open = False
    steps: list = []


waiting = Waiting()


@contextmanager
def together():
    """Within it, steps on a GPU wait; at its end one kernel takes all that are alike."""
    waiting.open, waiting.steps = True, []
    try:
        yield
        steps = waiting.steps
    finally:
        waiting.open, waiting.steps = False, []
    alike = {}
    for rule, arrays, numbers, choices in steps:
        given = tuple(a is not None for a in arrays)
        key = rule, given, arrays[0].dtype, numbers, tuple(choices.items())
        alike.setdefault(key, []).append(arrays)
    for (rule, given, _, numbers, choices), members in alike.items():
        tables = [list(t) if there else None for there, t in zip(given, zip(*members))]
        ends = np.cumsum([p.size for p in tables[0]])
        flags = [int(value) for name, value in choices if name != "decays"]
        sizes = (ends, len(members), int(ends[-1]))
        backend.launch(
            TABLES[rule], members[0][0], int(ends[-1]), *tables, *sizes, *numbers, *flags
        )


def tabular(arrays):
    """Whether the kernels that take tables take these arrays."""
    return all(
        a is None or (a.flags.c_contiguous and a.dtype in (np.float32, np.float64)) for a in arrays
    )


@functools.cache
def kernel_of(rule, given, choices):
    """The rule as one kernel of a GPU, for one variant: which arrays are given, and the choices."""

    def kernel(*values):
        values = iter(values)
        arrays = [next(values) if is_given else None for is_given in given]
        rule(*arrays, *values, **dict(choices))

    kernel.__name__ = rule.__name__
    return backend.fuse(kernel)
