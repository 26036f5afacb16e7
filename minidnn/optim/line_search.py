"""A length of a step that satisfies the strong Wolfe conditions."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

DECREASE, CURVATURE = 1e-4, 0.9  # c1 and c2 of the conditions


class Point(NamedTuple):
    """A length t of the step, the loss and gradient there, and the loss's slope along the step."""

    t: float
    loss: float
    g: Any
    slope: float


def strong_wolfe(
    at: Callable[[float], tuple[float, Any]],
    d: Any,
    t: float,
    loss: float,
    g: Any,
    tolerance: float = 1e-9,
    most: int = 25,
) -> tuple[Point, int]:
    """(a point that is low and flat enough, how often at(t) was asked for loss and gradient).

    d: the direction; t: the first length to try; loss, g: at length 0. The length grows until a
    good one lies between two; then the pair is narrowed.
    Source: Nocedal and Wright, Numerical Optimization (2006), algorithms 3.5 and 3.6.
    """

    def point(t: float) -> Point:
        loss, g = at(t)
        return Point(t, loss, g, float(g @ d))

    def too_high(p: Point) -> bool:
        return p.loss > start.loss + DECREASE * p.t * start.slope

    def is_flat(p: Point) -> bool:
        return abs(p.slope) <= -CURVATURE * start.slope

    start = before = Point(0.0, loss, g, float(g @ d))
    here, tried = point(t), 0
    while tried < most:
        if too_high(here) or (tried > 1 and here.loss >= before.loss):
            break
        if is_flat(here):
            return here, tried + 1
        if here.slope >= 0:
            break
        bounds = here.t + 0.01 * (here.t - before.t), 10 * here.t
        before, here = here, point(lowest(before, here, bounds))
        tried += 1
    if tried == most:
        before = start
    low, high = (before, here) if before.loss <= here.loss else (here, before)
    reach, calls, stuck, found = float(np.abs(d).max()), tried + 1, False, False
    while not found and tried < most and abs(high.t - low.t) * reach >= tolerance:
        t, stuck = inside(low, high, stuck)
        new = point(t)
        tried, calls = tried + 1, calls + 1
        if too_high(new) or new.loss >= low.loss:
            high = new
            low, high = (low, high) if low.loss <= high.loss else (high, low)
        else:
            found = is_flat(new)
            if not found and new.slope * (high.t - low.t) >= 0:
                high = low
            low = new
    return low, calls


def inside(low: Point, high: Point, stuck: bool) -> tuple[float, bool]:
    """A length between two points, kept off their ends where that happens twice in a row."""
    first, last = sorted((low.t, high.t))
    t = lowest(low, high)
    margin = 0.1 * (last - first)
    if min(last - t, t - first) >= margin:
        return t, False
    if not (stuck or t >= last or t <= first):
        return t, True
    return (last - margin if last - t < t - first else first + margin), False


def lowest(a: Point, b: Point, bounds: tuple[float, float] | None = None) -> float:
    """Where the cubic through two losses and slopes is lowest, within the bounds.

    Source: Nocedal and Wright (2006), equation 3.59.
    """
    first, last = bounds or (min(a.t, b.t), max(a.t, b.t))
    d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    square = d1 * d1 - a.slope * b.slope
    if not square >= 0:  # also where it is NaN
        return (first + last) / 2
    d2 = math.sqrt(square)
    if a.t > b.t:
        a, b = b, a
    t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
    return min(max(t, first), last)
