"""Tensors as text, as PyTorch prints them: widths, scientific mode, summaries, suffixes."""

import math
from html import escape

import numpy as np

from .. import backend, dtypes


class Options:
    """How tensors are printed; see `set_printoptions`."""

    precision, threshold, edgeitems, linewidth, sci_mode = 4, 1000, 3, 80, None


PROFILES = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}


def set_printoptions(
    precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None
):
    """Set how tensors are printed.

    precision: digits after the point. threshold: above so many elements the middle is left out.
    edgeitems: how many stand before and after it. linewidth: characters per line.
    profile: "default", "short" or "full". sci_mode: True or False; None decides by the numbers.
    """
    if profile is not None:
        if profile not in PROFILES:
            raise ValueError(f"set_printoptions: profile must be one of {[*PROFILES]}")
        for name, value in PROFILES[profile].items():
            setattr(Options, name, value)
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems}
    for name, value in (given | {"linewidth": linewidth}).items():
        if value is not None:
            setattr(Options, name, value)
    Options.sci_mode = sci_mode


def text(x):
    """The text of a tensor."""
    array, suffixes = backend.to_host(x.array), []
    if not backend.is_host(x.array):
        suffixes.append(f"device='{x.device}'")
    default = dtypes.get_default_dtype()
    usual = (default, np.result_type(default, np.complex64), dtypes.int64, dtypes.bool)
    if array.size:
        body = numbers(array, len("tensor("))
        known = array.dtype in usual
    else:
        body, known = "[]", array.dtype == default
        if array.ndim != 1:
            suffixes.append(f"size={tuple(array.shape)}")
    if not known:
        suffixes.append(f"dtype=minidnn.{array.dtype}")
    if x.requires_grad:
        suffixes.append("requires_grad=True" if x.is_leaf else f"grad_fn={x.grad_fn!r}")
    return joined(f"tensor({body}", suffixes)


def joined(body, suffixes):
    """The text with its suffixes, each on the last line if it fits there."""
    parts, length = [body], len(body) - body.rfind("\n") + 1
    for suffix in suffixes:
        if length + len(suffix) + 2 > Options.linewidth:
            parts.append(",\n" + " " * len("tensor(") + suffix)
            length = len("tensor(") + len(suffix)
        else:
            parts.append(", " + suffix)
            length += len(suffix) + 2
    return "".join(parts) + ")"


def numbers(array, indent):
    """The nested brackets of an array."""
    summary = array.size > Options.threshold
    shown = edges(array) if summary else array
    if array.dtype.kind == "c":
        real, imag = Style(shown.real), Style(shown.imag)
        width = real.width + imag.width + 1
        return nested(array, indent, summary, lambda z: complex_text(z, real, imag), width)
    style = Style(shown)
    return nested(array, indent, summary, style.write, style.width)


def complex_text(z, real, imag):
    """The text of a complex number."""
    second = (imag.write(z.imag) + "j").lstrip()
    return real.write(z.real) + ("" if second[0] in "+-" else "+") + second


def edges(array):
    """The part of an array that a summary shows."""
    n = Options.edgeitems
    for axis in range(array.ndim):
        if array.shape[axis] > 2 * n:
            before = (slice(None),) * axis
            ends = [array[(*before, slice(n))], array[(*before, slice(-n, None))]]
            array = np.concatenate(ends if n else [ends[0]], axis)
    return array


class Style:
    """How all numbers of a tensor are written: equally wide, all with or without an exponent."""

    def __init__(self, array):
        self.floating = array.dtype.kind == "f"
        self.whole, self.science, self.width = True, False, 1
        if not self.floating:
            self.width = max((len(str(v)) for v in array.reshape(-1).tolist()), default=1)
            return
        values = array.reshape(-1)
        values = values[np.isfinite(values) & (values != 0)].astype(np.float64)
        if not values.size:
            return
        low, high = np.abs(values).min(), np.abs(values).max()
        self.whole = bool((values == np.ceil(values)).all())
        wide = high / low > 1000 or high > 1e8
        automatic = wide or (not self.whole and low < 1e-4)
        self.science = automatic if Options.sci_mode is None else Options.sci_mode
        if self.science:
            pattern = f".{Options.precision}e"
        else:
            pattern = ".0f" if self.whole else f".{Options.precision}f"
        longest = max(len(format(v, pattern)) for v in values.tolist())
        self.width = max(1, longest + (self.whole and not self.science))

    def write(self, value):
        """The text of one number."""
        if not self.floating:
            text = str(value)
        elif self.science:
            text = format(value, f"{self.width}.{Options.precision}e")
        elif self.whole:
            text = format(value, ".0f") + ("." if math.isfinite(value) else "")
        else:
            text = format(value, f".{Options.precision}f")
        return text.rjust(self.width)


def nested(array, indent, summary, write, width):
    """The brackets of an array, its dimensions one within the other."""
    n = Options.edgeitems
    cut = summary and array.ndim and array.shape[0] > 2 * n
    if array.ndim == 0:
        return write(array.item())
    if array.ndim == 1:
        return row(array, indent, summary, cut, write, width)
    inner = lambda part: [nested(a, indent + 1, summary, write, width) for a in part]
    parts = [*inner(array[:n]), "...", *inner(array[len(array) - n :])] if cut else inner(array)
    return "[" + ("," + "\n" * (array.ndim - 1) + " " * (indent + 1)).join(parts) + "]"


def row(array, indent, summary, cut, write, width):
    """One dimension, on as many lines as it takes."""
    n = Options.edgeitems
    items = array.tolist()
    if summary and not n:
        words = ["..."]
    elif cut:
        words = [*map(write, items[:n]), " ...", *map(write, items[-n:])]
    else:
        words = [write(v) for v in items]
    each = max(1, (Options.linewidth - indent) // (width + 2))
    lines = [", ".join(words[i : i + each]) for i in range(0, len(words), each)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines or [""]) + "]"


def markup(x):
    """What a notebook shows: the text, and a line of statistics where there are many numbers."""
    shown = f"<pre>{escape(text(x))}</pre>"
    if x.array.size < 12 or x.array.dtype.kind not in "fiu":
        return shown
    numbers = backend.to_host(x.array).astype(np.float64)
    finite = numbers[np.isfinite(numbers)]
    facts = [" × ".join(map(str, x.shape)), str(x.array.dtype), str(x.device)]
    if finite.size:
        facts += [
            f"mean {finite.mean():.3g}", f"std {finite.std():.3g}",
            f"from {finite.min():.3g} to {finite.max():.3g}", f"{(numbers == 0).mean():.0%} zeros",
        ]  # fmt: skip
    if finite.size < numbers.size:
        facts.append(f"<b>{numbers.size - finite.size:,} not finite</b>")
    return f"{shown}<small>{' · '.join(facts)}</small>"
