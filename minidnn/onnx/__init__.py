"""Networks as ONNX files, which other programs run: `export(model, example, path)`.

The extra `minidnn[onnx]` brings the package `onnx`. With `onnxruntime` installed every file is also
run, and its results are compared with the network's.
"""

from .export import export
from .graph import IR_VERSION, OPSET
from .rules import RULES, rule
from .trace import ExportError

__all__ = ["IR_VERSION", "OPSET", "RULES", "ExportError", "export", "rule"]
