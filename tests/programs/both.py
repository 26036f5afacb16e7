"""Runs one program under PyTorch and under minidnn, and compares what it printed and computed."""

import contextlib
import functools
import io
import math
import re
import runpy
import sys
from pathlib import Path

import numpy as np

from minidnn.port.runner import run

FOLDER = Path(__file__).parent
NUMBER = re.compile(r"(?<![\w.])-?(?:\d+\.\d*(?:[eE][-+]?\d+)?|\d+(?:[eE][-+]?\d+)?|inf|nan)(?!\w)")
# torch.Size and minidnn.Size
OWNER = re.compile(r"\b(?:torch|minidnn)\.(?=Size|return|bool|u?int|float|complex|\w+Tensor)")
TOLERANCE = 1e-3  # of the largest number in a tensor: float32 after some steps of training


def under_minidnn(path):
    """(the global names, the printed text) of a program that runs with minidnn."""
    return captured(lambda: run(path))


@functools.cache
def pytorch():
    """Import PyTorch and torchvision, whose compiled part is not needed and may not fit."""
    import torch

    with contextlib.suppress(ImportError):
        try:
            import torchvision
        except RuntimeError:
            library = torch.library.Library("torchvision", "DEF")
            for name in ("nms", "qnms"):
                library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
            import torchvision  # noqa: F401
            return library
    return None


def under_pytorch(path):
    """The same with PyTorch, in the same process."""
    pytorch()
    sys.path.insert(0, str(path.parent))
    try:
        return captured(lambda: runpy.run_path(str(path), run_name="__main__"))
    finally:
        sys.path.remove(str(path.parent))


def captured(call):
    text = io.StringIO()
    sys.modules.pop("same", None)  # it holds one of the two libraries
    with contextlib.redirect_stdout(text):
        names = call()
    sys.modules.pop("same", None)
    return names, text.getvalue()


def compare_texts(ours, theirs):
    """Equal words; numbers within the tolerance and one unit of the last printed digit."""
    ours, theirs = (" ".join(OWNER.sub("", text).split()) for text in (ours, theirs))
    assert NUMBER.sub("#", ours) == NUMBER.sub("#", theirs), f"{ours}\n--- PyTorch:\n{theirs}"
    for mine, other in zip(NUMBER.findall(ours), NUMBER.findall(theirs)):
        digits = len(other.partition(".")[2])
        unit = 10.0**-digits if digits and "e" not in other else 0.0
        a, b = float(mine), float(other)
        close = math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=1.01 * unit)
        assert close or (a != a and b != b), f"{mine} for {other} in\n{ours}"


def compare_names(ours, theirs):
    """All numbers, texts, tensors and networks among the global names of the program."""
    compared = 0
    for name, value in theirs.items():
        if not name.startswith("_") and name in ours:
            compared += compare(ours[name], value, name)
    return compared


def compare(mine, other, name):
    """Compare two values of the two libraries; how many arrays and numbers were compared."""
    kind = type(other)
    if isinstance(other, type):
        return 0
    if hasattr(other, "state_dict") and hasattr(other, "named_parameters"):
        pairs = dict(mine.named_parameters())
        assert list(pairs) == [key for key, _ in other.named_parameters()], name
        for key, p in other.named_parameters():
            compare(pairs[key], p, f"{name}.{key}")
            if p.grad is not None:
                compare(pairs[key].grad, p.grad, f"{name}.{key}.grad")
        return compare(mine.state_dict(), other.state_dict(), name)
    if kind.__module__.startswith("torch") and hasattr(other, "detach"):
        assert tuple(mine.shape) == tuple(other.shape), f"{name}: {mine.shape}, {other.shape}"
        kinds = str(mine.dtype).replace("torch.", ""), str(other.dtype).replace("torch.", "")
        assert kinds[0] == kinds[1], f"{name}: dtypes {kinds}"
        return arrays(mine.detach().numpy(), other.detach().resolve_conj().numpy(), name)
    if isinstance(other, np.ndarray | float | int | complex | np.number):
        return arrays(np.asarray(mine), np.asarray(other), name)
    if isinstance(other, str):
        compare_texts(mine, other)
        return 1
    if isinstance(other, dict):
        assert [str(key) for key in mine] == [str(key) for key in other], name
        keyed = zip(mine.values(), other.items())
        return sum(compare(a, b, f"{name}[{key!r}]") for a, (key, b) in keyed)
    if isinstance(other, list | tuple):
        assert len(mine) == len(other), name
        return sum(compare(a, b, f"{name}[{i}]") for i, (a, b) in enumerate(zip(mine, other)))
    return 0


def arrays(mine, other, name):
    if other.dtype.kind not in "biufc":
        return 0
    assert mine.shape == other.shape, name
    scale = float(np.abs(other[np.isfinite(other)]).max(initial=0.0)) if other.size else 0.0
    np.testing.assert_allclose(mine, other, TOLERANCE, TOLERANCE * scale + 1e-7, err_msg=name)
    return 1
