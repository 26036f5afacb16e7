"""Label smoothing against torch.nn.functional.cross_entropy(label_smoothing=...)."""

import numpy as np

from minidnn.grading.proof import close, slope

from ..reference import smooth_loss, smooth_loss_backward, smooth_targets


def make(torch, rng):
    """The loss and its gradient for several strengths of smoothing."""
    scores, labels = 2 * rng.normal(size=(7, 5)), rng.integers(0, 5, 7)
    goldens = {"scores": scores, "labels": labels, "smoothing": np.array([0.0, 0.1, 0.4])}
    for i, smoothing in enumerate(goldens["smoothing"]):
        given = torch.tensor(scores, requires_grad=True)
        loss = torch.nn.functional.cross_entropy(
            given, torch.tensor(labels), label_smoothing=float(smoothing)
        )
        loss.backward()
        goldens[f"loss{i}"] = loss.detach().numpy()
        goldens[f"gradient{i}"] = given.grad.numpy()
    return goldens


def check(goldens):
    scores, labels = goldens["scores"], goldens["labels"]
    for i, smoothing in enumerate(goldens["smoothing"]):
        gradient = smooth_loss_backward(scores, labels, smoothing)
        close(smooth_loss(scores, labels, smoothing), goldens[f"loss{i}"], 1e-10)
        close(gradient, goldens[f"gradient{i}"], 1e-9)
        close(gradient, slope(lambda s, k=smoothing: smooth_loss(s, labels, k), scores), 1e-6)
        close(smooth_targets(labels, 5, smoothing).sum(axis=1), np.ones(7), 1e-12)
