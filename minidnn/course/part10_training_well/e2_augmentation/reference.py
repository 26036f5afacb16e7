"""The right answer to exercise 10.2, augmentation."""

import numpy as np


def shift(image, down, right):
    height, width = image.shape
    margins = ((abs(down), abs(down)), (abs(right), abs(right)))
    padded = np.pad(image, margins)
    top = abs(down) - down
    left = abs(right) - right
    return padded[top : top + height, left : left + width]


def flip(image):
    return image[:, ::-1]


def augment(images, reach, share, rng):
    moves = rng.integers(-reach, reach + 1, size=(len(images), 2))
    flipped = rng.random(len(images)) < share
    result = np.empty_like(images)
    for n in range(len(images)):
        moved = shift(images[n], moves[n, 0], moves[n, 1])
        result[n] = flip(moved) if flipped[n] else moved
    return result
