"""The whole model against central differences, and its loss against PyTorch's cross entropy."""

import numpy as np

from minidnn.grading.proof import close, slope

from ..exercise import first_parameters
from ..reference import gpt_gradients, gpt_scores


def make(torch, rng):
    """Scores of a small model, and what PyTorch's cross entropy makes of them."""
    params = first_parameters(rng, 5, 4, 3, 2)
    tokens, targets = rng.integers(0, 5, (2, 2, 3))
    scores = torch.tensor(gpt_scores(params, tokens, 2)).reshape(-1, 5)
    loss = torch.nn.functional.cross_entropy(scores, torch.tensor(targets).reshape(-1))
    found = {"tokens": tokens, "targets": targets, "loss": np.array(loss.item())}
    return found | {f"p_{name}": p for name, p in params.items()}


def check(goldens):
    params = {name[2:]: p for name, p in goldens.items() if name.startswith("p_")}
    tokens, targets = goldens["tokens"], goldens["targets"]
    loss, grads = gpt_gradients(params, tokens, targets, 2)
    close(loss, float(goldens["loss"]), 1e-9)
    for name in ("table", "places", "gamma", "0.q", "1.o", "0.up", "1.beta1"):

        def of_one(value, name=name):
            return gpt_gradients({**params, name: value}, tokens, targets, 2)[0]

        close(grads[name], slope(of_one, params[name]), 1e-5, 1e-7)
