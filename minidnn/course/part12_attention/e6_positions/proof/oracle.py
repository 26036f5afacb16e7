"""Embedding against PyTorch's, the gradients too; the waves against complex numbers."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import embed, embed_backward, sinusoids


def make(torch, rng):
    """torch.nn.functional.embedding plus places."""
    tokens = rng.integers(0, 5, (3, 7))
    table, places, dl_dy = (rng.normal(size=s) for s in ((5, 4), (9, 4), (3, 7, 4)))
    given = [torch.tensor(a, requires_grad=True) for a in (table, places)]
    y = torch.nn.functional.embedding(torch.tensor(tokens), given[0]) + given[1][:7]
    y.backward(torch.tensor(dl_dy))
    found = {"tokens": tokens, "table": table, "places": places, "dl_dy": dl_dy}
    slopes = {"dtable": given[0].grad.numpy(), "dplaces": given[1].grad.numpy()}
    return found | {"y": y.detach().numpy()} | slopes


def check(goldens):
    tokens, table, places = (goldens[name] for name in ("tokens", "table", "places"))
    close(embed(tokens, table, places), goldens["y"], 1e-12)
    got = embed_backward(tokens, table, places, goldens["dl_dy"])
    for name, value in zip(("dtable", "dplaces"), got):
        close(value, goldens[name], 1e-10)
    hands = np.exp(1j * np.arange(6)[:, None] * 10000.0 ** -(np.arange(4) / 4))
    close(sinusoids(6, 8)[:, 0::2], hands.imag, 1e-9)
    close(sinusoids(6, 8)[:, 1::2], hands.real, 1e-9)
