"""Borders as a function: pad, in all of PyTorch's modes."""

from ...functional.checks import expect_tensor
from ...ops import pad as ops
from ...tape import apply
from ...tensor import Tensor

__all__ = ["pad"]

MODES = {
    "reflect": ops.pad_reflect,
    "replicate": ops.pad_replicate,
    "circular": ops.pad_circular,
}


def pad(
    input: Tensor,
    pad: list[int] | tuple[int, ...],
    mode: str = "constant",
    value: float | None = None,
) -> Tensor:
    """A border around the last dimensions: pad is (left, right, top, bottom, front, back).

    mode: "constant" (filled with `value`, 0 if None; a negative width cuts), "reflect",
    "replicate" or "circular". The other modes pad the last 1, 2 or 3 dimensions of an input that
    has one or two more.
    """
    expect_tensor("pad", input)
    widths = tuple(int(n) for n in pad)
    if len(widths) % 2 or len(widths) > 2 * input.ndim:
        raise ValueError(
            f"pad: expected two numbers for each padded dimension of {tuple(input.shape)}; "
            f"got {widths}"
        )
    pairs = tuple(zip(widths[::2], widths[1::2]))[::-1]
    sizes = tuple(input.shape)[input.ndim - len(pairs) :]
    if any(n + a + b < 0 for n, (a, b) in zip(sizes, pairs)):
        raise ValueError(f"pad: {widths} cuts more than there is of {tuple(input.shape)}")
    if mode == "constant":
        return apply(ops.pad, input, padding=pairs, value=0.0 if value is None else value)
    if mode not in MODES:
        known = ", ".join(["constant", *MODES])
        raise NotImplementedError(f"pad: unknown mode {mode!r}; expected one of {known}")
    if value:
        raise ValueError(f"pad: mode {mode!r} takes no value, got {value!r}")
    if mode == "replicate":
        pairs = tuple(one_left(n, *pair) for n, pair in zip(sizes, pairs))
    check_borders(input, mode, widths, pairs, sizes)
    cuts = tuple((min(a, 0), min(b, 0)) for a, b in pairs)
    if any(map(any, cuts)):
        input = apply(ops.pad, input, padding=cuts)
        pairs = tuple((max(a, 0), max(b, 0)) for a, b in pairs)
    return apply(MODES[mode], input, padding=pairs)


def one_left(n: int, before: int, after: int) -> tuple[int, int]:
    """A border that keeps the pixel that is repeated, where a negative width would cut all n."""
    if n and before <= -n:
        return 1 - n, after + before + n - 1
    if n and after <= -n:
        return before + after + n - 1, 1 - n
    return before, after


def check_borders(x, mode, widths, pairs, sizes):
    """Raises where a border is wider than the image that it is taken from."""
    if x.ndim - len(pairs) not in (1, 2) or not 1 <= len(pairs) <= 3:
        raise NotImplementedError(
            f"pad: mode {mode!r} pads the last 1, 2 or 3 dimensions of (C,S) or (N,C,S); got "
            f"{len(pairs)} of {tuple(x.shape)}"
        )
    limits = {"reflect": -1, "circular": 0}
    for n, pair in zip(sizes, pairs):
        if mode in limits and max(pair) > n + limits[mode]:
            raise RuntimeError(
                f"pad: mode {mode!r} takes a border of at most {n + limits[mode]} from {n} pixels; "
                f"got {widths} for {tuple(x.shape)}"
            )
        if n == 0 and any(pair):
            raise RuntimeError(f"pad: there is nothing to repeat in {tuple(x.shape)}")
