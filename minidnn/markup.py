"""Tables in HTML, for notebooks: what a summary, a history or a tensor shows there."""

from collections.abc import Sequence
from html import escape
from typing import Any

CELL = "padding:2px 10px;text-align:"


def table(head: Sequence[str], rows: Sequence[Sequence[Any]], left: int = 1) -> str:
    """A table; the first `left` columns are text, the others numbers. It has no colours of its own,
    so that it is readable in light and dark notebooks."""
    sides = ["left" if i < left else "right" for i in range(len(head))]

    def line(cells: Sequence[Any], kind: str) -> str:
        parts = (
            f'<{kind} style="{CELL}{side}">{escape(str(cell))}</{kind}>'
            for cell, side in zip(cells, sides)
        )
        return f"<tr>{''.join(parts)}</tr>"

    body = "".join(line(row, "td") for row in rows)
    return f"<table><thead>{line(head, 'th')}</thead><tbody>{body}</tbody></table>"


def curve(columns: dict[str, list[float]], width: int = 360, height: int = 110) -> str:
    """Lines over the epochs as a small SVG; colours for colour-blind eyes, dashes for print."""
    numbers = [v for values in columns.values() for v in values if v == v and abs(v) < 1e30]
    if not numbers:
        return ""
    low, high = min(numbers), max(numbers)
    span = high - low or 1.0
    styles = (("#0072B2", ""), ("#D55E00", "5 3"), ("#009E73", "2 2"))
    parts = []
    for i, (name, values) in enumerate(columns.items()):
        color, dash = styles[i % len(styles)]
        step = (width - 20) / max(len(values) - 1, 1)
        points = " ".join(
            f"{10 + k * step:.1f},{10 + (high - v) / span * (height - 34):.1f}"
            for k, v in enumerate(values) if v == v and abs(v) < 1e30
        )  # fmt: skip
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/>'
            f'<text x="{10 + 110 * i}" y="{height - 6}" fill="{color}" font-size="11">'
            f"{escape(name)}</text>"
        )
    return (
        f'<svg width="{width}" height="{height}" font-family="sans-serif" role="img">'
        f"{''.join(parts)}</svg>"
    )
