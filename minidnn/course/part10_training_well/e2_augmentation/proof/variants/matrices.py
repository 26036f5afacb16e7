"""A shift as a product with two matrices that have one diagonal."""

import numpy as np


def shift(image, down, right):
    height, width = image.shape
    return np.eye(height, k=-down) @ image @ np.eye(width, k=right)


def flip(image):
    return image @ np.eye(image.shape[1])[::-1]


def augment(images, reach, share, rng):
    moves = rng.integers(-reach, reach + 1, size=(len(images), 2))
    flipped = rng.random(len(images)) < share
    result = np.empty_like(images)
    for n, image in enumerate(images):
        image = shift(image, int(moves[n, 0]), int(moves[n, 1]))
        result[n] = np.where(flipped[n], flip(image), image)
    return result
