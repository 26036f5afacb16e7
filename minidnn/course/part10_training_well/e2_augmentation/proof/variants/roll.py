"""np.roll, and zeros over what came back on the other side."""

import numpy as np


def shift(image, down, right):
    moved = np.roll(image, (down, right), axis=(0, 1))
    height, width = image.shape
    row, column = np.arange(height) - down, np.arange(width) - right
    moved[(row < 0) | (row >= height)] = 0
    moved[:, (column < 0) | (column >= width)] = 0
    return moved


def flip(image):
    return np.fliplr(image)


def augment(images, reach, share, rng):
    moves = rng.integers(-reach, reach + 1, size=(len(images), 2))
    flipped = rng.random(len(images)) < share
    result = np.stack([shift(image, *move) for image, move in zip(images, moves)])
    result[flipped] = result[flipped][:, :, ::-1]
    return result
