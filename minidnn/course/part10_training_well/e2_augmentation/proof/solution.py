"""A solution of exercise 10.2, one block for each blank of the page, in its order."""

import numpy as np


def shift(image, down, right):
    """The image moved down and right; what becomes free is 0. The shape stays (H, W)."""
    height, width = image.shape
    #### BEGIN IMPLEMENTATION ####
    padded = np.pad(image, ((abs(down), abs(down)), (abs(right), abs(right))))
    top = abs(down) - down
    left = abs(right) - right
    shifted = padded[top : top + height, left : left + width]
    #### END IMPLEMENTATION ####
    return shifted


def flip(image):
    """The image in a mirror: left and right exchanged."""
    #### BEGIN IMPLEMENTATION ####
    mirrored = image[:, ::-1]
    #### END IMPLEMENTATION ####
    return mirrored


def augment(images, reach, share, rng):
    """Every image moved by at most `reach` in each direction, a share of them flipped."""
    moves = rng.integers(-reach, reach + 1, size=(len(images), 2))
    flipped = rng.random(len(images)) < share
    result = np.empty_like(images)
    for n in range(len(images)):
        #### BEGIN IMPLEMENTATION ####
        result[n] = shift(images[n], moves[n, 0], moves[n, 1])
        if flipped[n]:
            result[n] = flip(result[n].copy())
        #### END IMPLEMENTATION ####
    return result
