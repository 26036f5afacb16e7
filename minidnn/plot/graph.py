"""graph: the recorded computation as a drawing (SVG), from the inputs at the top to the result."""

import math
import os
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from ..gradients import grad
from ..inspect import names_of, op_name, reached
from ..metrics import host
from ..missing import explaining
from ..tensor import Tensor
from ..utils.files import atomic_write

HEIGHT, GAP_X, GAP_Y, CHAR = 40, 18, 34, 6.7  # pixels; CHAR: the width of a letter
PALE, DARK = (239, 243, 255), (8, 81, 156)  # from a small to a large gradient; also in grey
LARGEST = 400  # nodes; more cannot be read


class Graph:
    """A drawing as SVG text: Jupyter shows it, `save` writes it, `text` holds it."""

    def __init__(self, text: str):
        self.text = text

    def _repr_svg_(self) -> str:
        return self.text

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the drawing as an .svg file; returns the path."""
        with atomic_write(path, "w", encoding="utf-8") as file:
            file.write(self.text)
        return Path(path)


@explaining
def graph(result: Any, names: Any = None, *, gradients: bool = True) -> Graph:
    """The ops, shapes and parameters behind a tensor, as an SVG drawing; no program is needed.

    names: a Module, or {name: tensor}, for the names of the leaves. Call it before backward(),
    which frees the record. gradients: the norm of the gradient of Σ result at every place, as a
    number and as colour (the darker, the larger); .grad stays as it is.

    Raises: ValueError where nothing was recorded, or more than 400 ops were.
    """
    if not isinstance(result, Tensor) or result.node is None:
        raise ValueError(
            "plot.graph: nothing was recorded for this; give a tensor that was computed from one "
            "with requires_grad=True, outside of no_grad"
        )
    nodes = reached(result.node)
    if any(node.sources is None for node in nodes):
        raise ValueError("plot.graph: backward() has freed this record; draw it before backward()")
    if len(nodes) > LARGEST:
        raise ValueError(
            f"plot.graph: {len(nodes)} ops are too many for one drawing (at most {LARGEST}); draw "
            "the result of one block, or a summary()"
        )
    norms = norms_of(result, nodes) if gradients else [None] * len(nodes)
    known = names_of(names)
    labels = []
    for node in nodes:
        leaf = node.sources == ()
        op = "" if leaf else node.call[0].__name__ if node.call else op_name(node)
        name = known.get(id(node), "input") if leaf else op
        labels.append((name, " × ".join(map(str, node.shape)) or "one number", leaf))
    return Graph(drawing(nodes, labels, norms))


def norms_of(result: Tensor, nodes: list) -> list:
    """The norm of the gradient of Σ result at every node."""
    places = []
    for node in nodes:
        tensor = object.__new__(Tensor)
        tensor.array, tensor.node, tensor.origin = np.empty(node.shape or ()), node, None
        places.append(tensor)
    found = grad(
        result, places, Tensor(np.ones_like(result.array)), retain_graph=True, allow_unused=True
    )
    return [None if g is None else float(np.linalg.norm(host(g).reshape(-1))) for g in found]


# Where everything stands


def drawing(nodes: list, labels: list, norms: list) -> str:
    """The SVG text."""
    number = {id(node): i for i, node in enumerate(nodes)}
    sources = [list(dict.fromkeys(number[id(s)] for s, _ in node.sources)) for node in nodes]
    extra = [9 if norm is not None else 0 for norm in norms]
    widths = [
        max(len(name), len(shape) + more, 8) * CHAR + 16
        for (name, shape, _), more in zip(labels, extra)
    ]
    rows = ordered(layers(sources), sources)
    xs, ys, width = placed(rows, widths, sources)
    height = len(rows) * (HEIGHT + GAP_Y) + 46
    legend = any(norm is not None for norm in norms)
    scale = scaled(norms)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" '
        f'width="{width:.0f}" height="{height}" font-family="sans-serif" font-size="11" '
        'role="img">',
        "<title>the recorded computation</title>",
        f'<rect width="{width:.0f}" height="{height}" fill="white"/>',
    ]
    for i, behind in enumerate(sources):
        parts += [edge(xs[s], ys[s] + HEIGHT, xs[i], ys[i]) for s in behind]
    for i, label in enumerate(labels):
        parts.append(box(xs[i], ys[i], widths[i], label, norms[i], scale(norms[i])))
    notes = ["with corners: parameters and inputs; round: ops"]
    notes += ["‖g‖: norm of the gradient; the darker, the larger"] if legend else []
    for line, note in enumerate(reversed(notes)):
        parts.append(f'<text x="8" y="{height - 8 - 15 * line}" fill="#444">{note}</text>')
    return "\n".join([*parts, "</svg>"])


def layers(sources: list[list[int]]) -> list[list[int]]:
    """Rows from top to bottom: an op stands below all its sources, a leaf right above its op."""
    depth = [0] * len(sources)
    for i, behind in enumerate(sources):
        depth[i] = 1 + max((depth[s] for s in behind), default=-1)
    for i in reversed(range(len(sources))):  # leaves move down to where they are used
        users = [depth[j] for j, behind in enumerate(sources) if i in behind]
        if not sources[i] and users:
            depth[i] = min(users) - 1
    rows: list[list[int]] = [[] for _ in range(max(depth) + 1)]
    for i, d in enumerate(depth):
        rows[d].append(i)
    return [row for row in rows if row]


def ordered(rows: list[list[int]], sources: list[list[int]]) -> list[list[int]]:
    """Rows in which neighbours in the graph stand near each other: a few sweeps of means."""
    users: list[list[int]] = [[] for _ in sources]
    for i, behind in enumerate(sources):
        for s in behind:
            users[s].append(i)
    for sweep in range(6):
        place = {i: k / max(len(row) - 1, 1) for row in rows for k, i in enumerate(row)}
        near = users if sweep % 2 else sources
        for row in rows:
            row.sort(key=lambda i: mean_of([place[j] for j in near[i]], place[i]))
    return rows


def mean_of(numbers: list[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def placed(rows: list, widths: list, sources: list) -> tuple[list, list, float]:
    """The middle x and the top y of every box, and the width of the drawing."""
    xs, ys = [0.0] * len(widths), [0.0] * len(widths)
    totals = [sum(widths[i] for i in row) + GAP_X * (len(row) - 1) for row in rows]
    width = max([*totals, 420.0]) + 24
    for d, (row, total) in enumerate(zip(rows, totals)):
        at = (width - total) / 2
        for i in row:
            xs[i], ys[i] = at + widths[i] / 2, 10 + d * (HEIGHT + GAP_Y)
            at += widths[i] + GAP_X
    return xs, ys, width


# What is drawn


def scaled(norms: list) -> Any:
    """From a norm to a number in [0, 1], by its logarithm; None stays None."""
    logs = [math.log10(n) for n in norms if n is not None and n > 0 and math.isfinite(n)]
    low, high = (min(logs), max(logs)) if logs else (0.0, 1.0)

    def scale(norm: float | None) -> float | None:
        if norm is None:
            return None
        if not norm > 0 or not math.isfinite(norm):
            return 0.0
        return (math.log10(norm) - low) / (high - low) if high > low else 0.5

    return scale


def edge(x1: float, y1: float, x2: float, y2: float) -> str:
    """A line from a source down to its user."""
    bend = (y1 + y2) / 2
    path = f"M{x1:.0f} {y1:.0f}C{x1:.0f} {bend:.0f} {x2:.0f} {bend:.0f} {x2:.0f} {y2:.0f}"
    return f'<path d="{path}" fill="none" stroke="#999" stroke-width="1.2"/>'


def box(x: float, y: float, width: float, label: tuple, norm: Any, shade: Any) -> str:
    """A box with the name, the shape, and the norm of the gradient."""
    name, shape, leaf = label
    fill, ink = "#ffffff", "#111111"
    if shade is not None:
        fill = "#" + "".join(f"{round(a + (b - a) * shade):02x}" for a, b in zip(PALE, DARK))
        ink = "#ffffff" if shade > 0.55 else "#111111"
    radius, line = (2, "#D55E00") if leaf else (14, "#555555")
    second = shape if norm is None else f"{shape}   ‖g‖ {norm:.2g}"
    size = "11" if norm is None else "9.5"
    return (
        f'<g><rect x="{x - width / 2:.1f}" y="{y:.0f}" width="{width:.1f}" height="{HEIGHT}" '
        f'rx="{radius}" fill="{fill}" stroke="{line}" stroke-width="1.4"/>'
        f'<text x="{x:.1f}" y="{y + 16:.0f}" text-anchor="middle" fill="{ink}" '
        f'font-weight="bold">{escape(name)}</text>'
        f'<text x="{x:.1f}" y="{y + 31:.0f}" text-anchor="middle" fill="{ink}" '
        f'font-size="{size}">{escape(second)}</text></g>'
    )
