"""Shifting and flipping against PyTorch's pad (which cuts where a margin is negative) and flip."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import augment, flip, shift

MOVES = ((0, 0), (2, 1), (-1, 3), (1, -2), (-2, -1))


def make(torch, rng):
    """One image, moved in five ways and mirrored."""
    image = rng.normal(size=(7, 5))
    given = torch.tensor(image)
    goldens = {"image": image, "flipped": torch.flip(given, (1,)).numpy()}
    for i, (down, right) in enumerate(MOVES):
        margins = (right, -right, down, -down)
        goldens[f"moved{i}"] = torch.nn.functional.pad(given, margins).numpy()
    return goldens


def check(goldens):
    image = goldens["image"]
    close(flip(image), goldens["flipped"], 0)
    for i, (down, right) in enumerate(MOVES):
        close(shift(image, down, right), goldens[f"moved{i}"], 0)
    batch = np.stack([image] * 400)
    still = np.all(augment(batch, 1, 0.0, np.random.default_rng(0)) == image, axis=(1, 2))
    assert 400 / 9 - 25 < still.sum() < 400 / 9 + 25  # one of nine moves is none
    mirrored = np.all(augment(batch, 0, 0.3, np.random.default_rng(0)) == flip(image), axis=(1, 2))
    assert 120 - 40 < mirrored.sum() < 120 + 40
