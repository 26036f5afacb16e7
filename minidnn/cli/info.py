"""`minidnn info` and `minidnn datasets`: what is here."""

import contextlib
import io
import os
import platform
from argparse import Namespace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from .. import __version__, backend
from .. import datasets as collections
from ..cores import cores
from .output import Output


def info(options: Namespace) -> int:
    """Versions, matrix library, threads, devices; with --check, whether all works."""
    if options.check:
        from .check import check

        return check(options)
    values = {
        "minidnn": __version__,
        "python": f"{platform.python_version()} on {platform.platform()}",
        "numpy": np.__version__,
        "blas": blas(),
        "threads": threads(),
        **{name: version_of(name) for name in ("matplotlib", "pillow", "tqdm", "cupy")},
        "devices": devices(),
    }
    output = Output(options.json)
    for name, value in values.items():
        output.say(f"{name:11} {', '.join(value) if isinstance(value, list) else value}")
    output.event("info", **values)
    return 0


def version_of(name: str) -> str:
    """The version of an installed package; CuPy's wheels have a name per CUDA version."""
    names = ["cupy-cuda12x", "cupy-cuda13x", "cupy"] if name == "cupy" else [name]
    for candidate in names:
        with contextlib.suppress(PackageNotFoundError):
            found = version(candidate)
            return found if candidate == name else f"{found} ({candidate})"
    return "not installed" + (" (only needed for NVIDIA GPUs)" if name == "cupy" else "")


def blas() -> str:
    """The library that multiplies NumPy's matrices."""
    with contextlib.redirect_stdout(io.StringIO()):
        build: Any = np.show_config(mode="dicts")
    found = (build or {}).get("Build Dependencies", {}).get("blas", {})
    return f"{found.get('name', 'unknown')} {found.get('version', '')}".strip()


def threads() -> str:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "MINIDNN_THREADS")
    limits = [f"{name}={os.environ[name]}" for name in names if name in os.environ]
    count = cores()
    return f"{count} core{'s' * (count > 1)}" + (f" ({', '.join(limits)})" if limits else "")


def devices() -> list[str]:
    return [text for place in backend.PLACES.values() for text in place.describe()]


def datasets(options: Namespace) -> int:
    """The data sets: here or not, where, size, licence."""
    output = Output(options.json)
    for entry in collections.available(options.data):
        here = "here" if entry.present else "missing"
        output.say(f"{entry.name:15} {here:8} {entry.task}")
        place = f"{entry.where}, {size_text(entry.size)}" if entry.present else "get it with: "
        if not entry.present:
            place += f"minidnn train {entry.name} --download"
        output.say(f"{'':15} {'':8} {place}{f' ({entry.note})' if entry.note else ''}")
        output.say(f"{'':15} {'':8} {entry.licence}")
        output.event("dataset", **vars(entry))
    return 0


def size_text(size: int) -> str:
    if size < 1e6:
        return f"{size / 1e3:.0f} kB"
    return f"{size / 1e6:.1f} MB"
