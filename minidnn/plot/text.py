"""Pictures of models of text: where attention looks, and tokens as a map."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..missing import explaining
from ..tensor import Tensor
from .figure import BLUE, new_figure, tidy


@explaining
def attention(
    weights: Any, keys: Sequence[str] = (), queries: Sequence[str] = (), *, title: str = ""
) -> Any:
    """Where every query looks: a row for each query, a column for each key, darker for more.

    weights: (L,S), or (heads,L,S) for a picture of each head. keys, queries: the S and L tokens.
    """
    maps = numbers(weights)
    maps = maps[None] if maps.ndim == 2 else maps
    if maps.ndim != 3:
        raise ValueError(f"attention: expected weights (L, S) or (heads, L, S); got {maps.shape}")
    heads, L, S = maps.shape
    for name, tokens, n in (("keys", keys, S), ("queries", queries, L)):
        if tokens and len(tokens) != n:
            raise ValueError(f"attention: {len(tokens)} {name} for weights {maps.shape[1:]}")
    columns = min(heads, 4)
    rows = -(-heads // columns)
    width, height = (min(max(0.22 * n + 1.0, 2.4), 9.0) for n in (S, L))
    figure, grid = new_figure(width * columns, height * rows, rows, columns)
    for i, axes in enumerate(grid.flat):
        if i >= heads:
            axes.set_axis_off()
            continue
        axes.imshow(maps[i], cmap="Blues", vmin=0, vmax=max(maps[i].max(), 1e-9), aspect="auto")
        own = title if heads == 1 else f"{title} head {i}".strip()
        tidy(axes, own, "key" if not keys else "", "query" if not queries else "", grid=False)
        if keys:
            axes.set_xticks(range(S), [shown(t) for t in keys], fontsize=8)
        if queries:
            axes.set_yticks(range(L), [shown(t) for t in queries], fontsize=8)
        axes.tick_params(length=0)
    return figure


@explaining
def embedding_map(vectors: Any, tokens: Sequence[str], *, title: str = "") -> Any:
    """Tokens as points in the plane that shows most of their vectors (N,D): near means alike.

    The two directions are those in which the vectors differ most (principal components).
    """
    table = numbers(vectors).astype(np.float64)
    if table.ndim != 2 or len(table) != len(tokens) or len(table) < 2:
        raise ValueError(
            f"embedding_map: expected at least two vectors (N, D) and N tokens; got {table.shape} "
            f"and {len(tokens)} tokens"
        )
    centered = table - table.mean(axis=0)
    _, sizes, directions = np.linalg.svd(centered, full_matrices=False)
    points = centered @ directions[:2].T
    if points.shape[1] == 1:
        points = np.concatenate([points, np.zeros_like(points)], axis=1)
    share = (sizes[:2] ** 2).sum() / max((sizes**2).sum(), 1e-30)
    figure, grid = new_figure(6.5, 5.5)
    axes = grid[0, 0]
    axes.scatter(points[:, 0], points[:, 1], s=6, color=BLUE, alpha=0.35)
    for (x, y), token in zip(points, tokens):
        axes.annotate(shown(token), (x, y), fontsize=9, ha="center", va="bottom")
    tidy(axes, title or f"{share:.0%} of the differences", "first direction", "second direction")
    return figure


def numbers(values: Any) -> np.ndarray:
    """A tensor or anything like an array, on the host."""
    return values.detach().cpu().numpy() if isinstance(values, Tensor) else np.asarray(values)


def shown(token: str) -> str:
    """A token that can be seen: a space as ␣, a new line as ↵."""
    return token.replace(" ", "␣").replace("\n", "↵")
