"""The path from photograph to network against its rules written out again: needs no torchvision."""

import numpy as np
from PIL import Image

from minidnn.vision import transforms as T

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def by_the_rules(image, size, cut):
    """Shorter side to size, longer one rounded down; Pillow's bilinear; the middle; zeros."""
    width, height = image.size
    if width <= height:
        image = image.resize((size, int(size * height / width)), Image.Resampling.BILINEAR)
    else:
        image = image.resize((int(size * width / height), size), Image.Resampling.BILINEAR)
    pixels = np.asarray(image)
    height, width = pixels.shape[:2]
    room = np.zeros((max(height, cut), max(width, cut), 3), np.uint8)
    top, left = (max(cut - n, 0) // 2 for n in (height, width))
    room[top : top + height, left : left + width] = pixels
    top, left = (int(round((n - cut) / 2.0)) for n in room.shape[:2])
    floats = room[top : top + cut, left : left + cut].astype(np.float32) / np.float32(255)
    floats = (floats - np.float32(MEAN)) / np.float32(STD)
    return floats.transpose(2, 0, 1)


def test_the_path_on_100_random_sizes():
    rng = np.random.default_rng(5)
    for _ in range(100):
        width, height, size, cut = (int(n) for n in rng.integers(12, 200, 4))
        image = Image.fromarray(rng.integers(0, 256, (height, width, 3)).astype(np.uint8))
        steps = [T.Resize(size), T.CenterCrop(cut), T.ToTensor(), T.Normalize(MEAN, STD)]
        ours = T.Compose(steps)(image).numpy()
        np.testing.assert_array_equal(ours, by_the_rules(image, size, cut))
        preset = T.ImageClassification(crop_size=cut, resize_size=size)
        np.testing.assert_array_equal(preset(image).numpy(), ours)
