"""Pixel by pixel."""

import numpy as np


def shift(image, down, right):
    height, width = image.shape
    shifted = np.zeros_like(image)
    for i in range(height):
        for j in range(width):
            if 0 <= i - down < height and 0 <= j - right < width:
                shifted[i, j] = image[i - down, j - right]
    return shifted


def flip(image):
    return np.array([list(reversed(row)) for row in image])


def augment(images, reach, share, rng):
    moves = rng.integers(-reach, reach + 1, size=(len(images), 2))
    flipped = rng.random(len(images)) < share
    result = []
    for image, (down, right), mirrored in zip(images, moves, flipped):
        image = shift(image, down, right)
        result.append(flip(image) if mirrored else image)
    return np.array(result)
