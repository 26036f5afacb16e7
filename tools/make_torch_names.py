"""Writes PyTorch's public names, which `minidnn port` and error messages know; needs PyTorch.

    python tools/make_torch_names.py
"""

import importlib
import inspect
import json
from pathlib import Path

import torch

import minidnn

TARGET = Path(minidnn.__file__).parent / "torch_names.json"
MODULES = [
    "torch",
    "torch.nn",
    "torch.nn.functional",
    "torch.nn.init",
    "torch.nn.utils",
    "torch.nn.utils.rnn",
    "torch.optim",
    "torch.optim.lr_scheduler",
    "torch.utils.data",
    "torch.autograd",
    "torch.linalg",
    "torch.fft",
    "torch.special",
    "torch.distributions",
    "torch.cuda",
    "torch.distributed",
    "torchvision.models",
    "torchvision.transforms",
    "torchvision.datasets",
    "torchvision.ops",
    "torchvision.utils",
]


def names() -> dict[str, str]:
    """{module or class: its public names, separated by spaces}."""
    found = {"torch.Tensor": public(torch.Tensor)}
    library = torch.library.Library("torchvision", "DEF")  # its compiled part may be missing
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    for module in MODULES:
        found[module] = public(importlib.import_module(module))
    return found


def public(owner) -> str:
    """The public names of a module or class, without the modules that it imports."""
    return " ".join(
        sorted(
            name
            for name in dir(owner)
            if not name.startswith("_") and not inspect.ismodule(getattr(owner, name, None))
        )
    )


if __name__ == "__main__":
    TARGET.write_text(json.dumps(names(), indent=1) + "\n", encoding="utf-8")
