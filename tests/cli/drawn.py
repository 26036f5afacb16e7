"""Digits drawn with a pen by code: lines on paper, as a photograph or a scan shows them."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter


def arc(cx, cy, rx, ry, start, end, n=24):
    """Points on an ellipse; angles in degrees, 0 to the right, clockwise on the screen."""
    angles = [math.radians(start + (end - start) * i / n) for i in range(n + 1)]
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


# Strokes of each digit in a unit square, y downwards.
STROKES = {
    0: [arc(0.5, 0.5, 0.28, 0.42, -100, 262)],
    1: [[(0.4, 0.22), (0.54, 0.08), (0.5, 0.92)]],
    2: [[*arc(0.5, 0.32, 0.25, 0.24, 185, 385), (0.24, 0.9), (0.3, 0.9), (0.8, 0.88)]],
    3: [[*arc(0.47, 0.29, 0.24, 0.2, 200, 440), *arc(0.46, 0.69, 0.28, 0.22, 280, 510)]],
    4: [[(0.42, 0.08), (0.18, 0.6), (0.82, 0.57)], [(0.64, 0.3), (0.58, 0.94)]],
    5: [[(0.76, 0.1), (0.34, 0.1), (0.3, 0.45), *arc(0.46, 0.66, 0.28, 0.24, 235, 500)]],
    6: [[(0.66, 0.07), (0.42, 0.3), (0.28, 0.6), *arc(0.5, 0.71, 0.22, 0.2, 180, 540)]],
    7: [[(0.2, 0.12), (0.8, 0.11), (0.62, 0.45), (0.46, 0.93)]],
    8: [[*arc(0.5, 0.28, 0.2, 0.19, 60, -270), *arc(0.5, 0.7, 0.24, 0.22, -90, 270)]],
    9: [[*arc(0.48, 0.3, 0.22, 0.21, 0, -350), (0.7, 0.3), (0.66, 0.6), (0.58, 0.93)]],
}


def drawn(digit, *, side=360, pen=0.06, slant=0.0, paper=238, ink=35, shadow=0, seed=0, size=0.6):
    """A grey image of a digit on paper.

    pen: its width, as a share of the digit.  slant: to the right.  shadow: how much darker the
    right side is.  size: the digit's height, as a share of the image's side.
    """
    rng = np.random.default_rng([seed, digit])
    page = Image.new("L", (side * 4, side * 4), 0)  # four times as large, for smooth edges
    pencil = ImageDraw.Draw(page)
    scale = side * 4 * size
    left, top = (side * 4 * ((1 - size) / 2 + x) for x in rng.uniform(-0.08, 0.08, 2))
    width = max(2, round(pen * scale))
    for stroke in STROKES[digit]:
        wobble = rng.normal(0, 0.008, (len(stroke), 2))
        points = [
            (left + (x + dx + slant * (0.5 - y)) * scale, top + (y + dy) * scale)
            for (x, y), (dx, dy) in zip(stroke, wobble)
        ]
        pencil.line(points, fill=255, width=width, joint="curve")
        for x, y in (points[0], points[-1]):
            pencil.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=255)
    mask = page.resize((side, side), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.7))
    mask = np.asarray(mask, dtype=np.float64) / 255
    light = paper - shadow * np.linspace(0, 1, side)[None, :]
    grey = light * (1 - mask) + ink * mask + rng.normal(0, 2.5, mask.shape)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
