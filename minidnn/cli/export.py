"""`minidnn export`: a trained model as a file for other programs."""

from argparse import Namespace
from pathlib import Path

import numpy as np

from ..tensor import Tensor
from . import checkpoint
from .output import Output


def export(options: Namespace) -> int:
    """Write the model of a run as ONNX; the file is run and compared where onnxruntime is."""
    source = checkpoint.model_file(options.checkpoint)
    try:
        from .. import onnx
    except ImportError as error:
        raise ValueError(str(error)) from error
    trained = checkpoint.load(str(source), "cpu")
    dtype = next(trained.model.parameters()).dtype
    example = Tensor(np.zeros((1, *trained.shape), dtype=dtype))
    target = Path(options.out) if options.out else source.with_suffix(".onnx")
    onnx.export(trained.model, example, target)
    output = Output(options.json)
    shape = " x ".join(map(str, trained.shape))
    output.say(f"input      N x {shape}, {dtype}: prepared as in training")
    output.say(f"classes    {', '.join(trained.classes)}")
    output.say(f"written    {target}, opset {onnx.OPSET}")
    output.event(
        "export", file=str(target), opset=onnx.OPSET, input=list(trained.shape),
        classes=trained.classes, prepare=trained.prepare,
    )  # fmt: skip
    return 0
