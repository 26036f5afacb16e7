"""What PyTorch's autograd gives for things that were broadcast."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import sum_to

SHAPES = (((7, 5), (5,)), ((7, 5), (7, 1)), ((2, 3, 5), (3, 1)), ((2, 3, 5, 7), (1, 5, 1)))


def make(torch, rng):
    found = {}
    for i, (large, small) in enumerate(SHAPES):
        upstream = rng.normal(size=large)
        b = torch.zeros(small, dtype=torch.float64, requires_grad=True)
        (b + torch.zeros(large, dtype=torch.float64)).backward(torch.tensor(upstream))
        found |= {f"upstream{i}": upstream, f"gradient{i}": b.grad.numpy()}
    return found


def check(goldens):
    for i, (_, small) in enumerate(SHAPES):
        close(sum_to(goldens[f"upstream{i}"], small), goldens[f"gradient{i}"], 1e-12)
    assert np.shape(sum_to(np.ones((2, 3)), ())) == ()
