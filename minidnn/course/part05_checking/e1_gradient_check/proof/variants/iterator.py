import numpy as np


def central(f, x, index, h):
    up, down = x.copy(), x.copy()
    up[index] += h
    down[index] -= h
    return (f(up) - f(down)) / (2 * h)


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    gradient = np.empty_like(x)
    #### BEGIN IMPLEMENTATION ####
    walker = np.nditer(x, flags=["multi_index"])
    for _ in walker:
        gradient[walker.multi_index] = central(f, x, walker.multi_index, h)
    #### END IMPLEMENTATION ####
    return gradient


def gradient_check(forward, backward, x, rng, tolerance=1e-6):
    #### BEGIN IMPLEMENTATION ####
    u = rng.normal(size=forward(x).shape)
    numeric = numerical_gradient(lambda x: (forward(x) * u).sum(), x)
    analytic = backward(x, u)
    worst, scale = 0.0, 1e-12
    for a, n in zip(analytic.ravel(), numeric.ravel()):
        worst = max(worst, abs(a - n))
        scale = max(scale, abs(a), abs(n))
    error = worst / scale
    #### END IMPLEMENTATION ####
    return error < tolerance, error
