"""The gradients against central differences; the promised result with other seeds."""

import numpy as np

from minidnn.grading.proof import close, slope

from ..exercise import cases
from ..reference import smooth_gradients


def check(goldens):
    params, (x, labels), *_ = cases(np.random.default_rng(3))[1].args
    grads = smooth_gradients(params, x, labels, 0.2)[1]
    for name in ("b1", "w2", "b2"):

        def loss(p, name=name):
            return smooth_gradients({**params, name: p}, x, labels, 0.2)[0]

        close(grads[name], slope(loss, params[name]), 1e-4, 1e-7)
    some = params["w1"][:, :2]

    def of_some(w):
        w1 = np.hstack([w, params["w1"][:, 2:]])
        return smooth_gradients({**params, "w1": w1}, x, labels, 0.2)[0]

    close(grads["w1"][:, :2], slope(of_some, some), 1e-4, 1e-7)
