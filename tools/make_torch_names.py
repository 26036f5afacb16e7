"""Writes the names of PyTorch's Tensor that `minidnn port` looks for; needs PyTorch.

    python tools/make_torch_names.py
"""

import json
from pathlib import Path

import torch

import minidnn

TARGET = Path(minidnn.__file__).parent / "port" / "tensor_names.json"


def names() -> list[str]:
    """The public attributes of torch.Tensor."""
    return sorted(name for name in dir(torch.Tensor) if not name.startswith("_"))


if __name__ == "__main__":
    TARGET.write_text(json.dumps(names(), indent=0) + "\n", encoding="utf-8")
