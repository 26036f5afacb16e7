"""export: from a network and an example of its input to a checked file."""

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, checker

from .. import backend
from ..missing import explaining
from ..nn import Module
from ..tape import Variable, no_grad
from ..tensor import Tensor
from ..utils.files import atomic_write
from . import arrange, composed, layers, numbers, picking, recurrent, reduced  # noqa: F401
from .graph import IR_VERSION, OPSET, Graph, helper, kind_of, tensor_of
from .rules import RULES
from .trace import ExportError, Length, Ref, Trace, both, examples, shown_tensors

LARGEST = 2**31 - 2**24  # bytes: a message of protobuf must stay below 2 GB


@explaining
def export(
    model: Any,
    example: Any,
    path: str | os.PathLike[str],
    *,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    batch_axis: int | Sequence[int | None] | None = 0,
    external_data: bool | None = None,
    verify: bool | None = None,
) -> Path:
    """Write a network as an ONNX file (opset 18, IR version 8); returns the path.

    model: a Module, which is written as it is in evaluation mode, or a function of tensors.
    example: an input, or a tuple of inputs: their shapes and dtypes count, not their numbers.
    batch_axis: the dimension that may have any length, one number or one for each input; None: all
    shapes are fixed.  The network must treat the samples of a batch alike.
    external_data: weights go into a second file, path + ".data"; None: only above 2 GB.
    verify: run the file in onnxruntime for three batch sizes and compare; None: if it is installed.

    Raises: ExportError for an op that ONNX has not, which it names; for a forward whose way depends
    on the data; for a file whose results differ from the network's by more than 1e-4.

    >>> from minidnn import nn, onnx, zeros  # doctest: +SKIP
    >>> onnx.export(nn.Linear(4, 2), zeros(1, 4), "linear.onnx")  # doctest: +SKIP
    """
    arrays = [x.array for x in given(example)]
    axes = axes_of(arrays, batch_axis)
    was_training = [m for m in model.modules() if m.training] if isinstance(model, Module) else []
    if isinstance(model, Module):
        model.eval()
    try:
        trace = both(model, arrays, axes)
        graph = built(trace, model, names_of(input_names, "input", len(arrays)), axes, output_names)
        target = write(graph, trace, Path(path), external_data)
        if verify or (verify is None and importlib.util.find_spec("onnxruntime")):
            compare(model, arrays, axes, target)
    finally:
        for module in was_training:
            module.training = True
    return target


def given(example: Any) -> list[Variable]:
    """The example's tensors."""
    inputs = list(example) if isinstance(example, tuple | list) else [example]
    for x in inputs:
        if not isinstance(x, Variable):
            raise TypeError(
                f"onnx.export: example must be a tensor or a tuple of tensors; got "
                f"{type(x).__name__}: use minidnn.tensor(...)"
            )
    if not inputs:
        raise ValueError("onnx.export: example is empty; give a tensor of the input's shape")
    return inputs


def axes_of(arrays: list, batch_axis: Any) -> list[int | None]:
    """The batch's dimension of every input."""
    several = isinstance(batch_axis, tuple | list)
    axes = list(batch_axis) if several else [batch_axis] * len(arrays)
    if len(axes) != len(arrays):
        raise ValueError(
            f"onnx.export: batch_axis names {len(axes)} dimensions for {len(arrays)} inputs"
        )
    for array, axis in zip(arrays, axes):
        if axis is not None and not -array.ndim <= axis < array.ndim:
            raise ValueError(
                f"onnx.export: there is no dimension {axis} in an input of shape {array.shape}; "
                "give batch_axis"
            )
    return axes


def names_of(names: Sequence[str] | None, stem: str, count: int) -> list[str]:
    """The given names, or input, input_1, ..."""
    if names is None:
        return [f"{stem}_{i}" if i else stem for i in range(count)]
    if len(names) != count or len(set(names)) != count:
        raise ValueError(f"onnx.export: expected {count} different names of {stem}s; got {names}")
    return list(names)


def built(trace: Trace, model: Any, inputs: list[str], axes: list, output_names: Any) -> Graph:
    """The graph of a trace: only what the outputs need."""
    tensors: list = []
    if isinstance(model, Module):
        tensors = [*model.named_parameters(), *model.named_buffers()]
    graph = Graph(trace, {id(t.array): name for name, t in tensors})
    for name in inputs:
        graph.counts[name] = 0
    for place, name in enumerate(inputs):
        array = trace.first.arrays[place]
        graph.values[place] = graph.named(place, name)
        graph.inputs.append(
            helper.make_tensor_value_info(name, kind_of(array.dtype), shown(trace.shape(place)))
        )
    first = next((i for i, axis in enumerate(axes) if axis is not None), None)
    if first is not None:
        shape = graph.node("Shape", inputs[first])
        axis = axes[first] % trace.first.arrays[first].ndim
        graph.batch = graph.node("Gather", shape, graph.constant([axis], np.int64), axis=0)
    wanted = needed(trace)
    for call in trace.calls:
        if wanted.intersection(call.results):
            emit(graph, call)
    names = names_of(output_names, "output", len(trace.outputs))
    for ref, name in zip(trace.outputs, names):
        value = graph.value(ref.place)
        graph.nodes.append(helper.make_node("Identity", [value.name], [name]))
        graph.outputs.append(
            helper.make_tensor_value_info(name, kind_of(value.dtype), shown(value.shape))
        )
    return graph


def needed(trace: Trace) -> set[int]:
    """The places of all arrays that the outputs are computed from."""
    wanted = {ref.place for ref in trace.outputs}
    for call in reversed(trace.calls):
        if wanted.intersection(call.results):
            wanted |= places([*call.inputs, *call.options.values()])
    return wanted


def places(x: Any) -> set[int]:
    """The places of all Refs in a value."""
    if isinstance(x, Ref):
        return {x.place}
    if isinstance(x, slice):
        return places([x.start, x.stop, x.step])
    return set().union(*map(places, x)) if isinstance(x, tuple | list) else set()


def emit(graph: Graph, call: Any) -> None:
    """Add the nodes of one call."""
    name = call.op.__name__
    if name not in RULES:
        raise ExportError(
            f"onnx: the op {name} cannot be exported; use another one there, or declare how it is "
            "written with @minidnn.onnx.rule"
        )
    outs = tuple(graph.named(place, "") for place in call.results)
    inputs = [graph.resolve(x) for x in call.inputs]
    unused = ("mean", "var") if call.options.get("training") else ()  # of a batch_norm: from x
    options = {k: graph.resolve(value) for k, value in call.options.items() if k not in unused}
    results = RULES[name](graph, outs if len(outs) > 1 else outs[0], *inputs, **options)
    for place, out, result in zip(call.results, outs, results if len(outs) > 1 else [results]):
        out.name = graph.name(result)
        graph.values[place] = out


def shown(shape: tuple) -> list:
    """A shape as the file states it: N, or a formula of N, where it follows the batch."""
    return [text(n) if isinstance(n, Length) else n for n in shape]


def text(n: Length) -> str:
    """N, 4*N, N + 1."""
    factor = "N" if n.per_sample == 1 else f"{n.per_sample}*N"
    return f"{factor} + {n.fixed}" if n.fixed else factor


def write(graph: Graph, trace: Trace, path: Path, external: bool | None) -> Path:
    """Write the file, and the one of the weights if there is one."""
    size = sum(array.nbytes for array in graph.initializers.values())
    external = size > LARGEST if external is None else external
    weights = path.with_name(path.name + ".data")
    if external:
        tensors = []
        with atomic_write(weights) as file:
            for name, array in graph.initializers.items():
                tensors.append(outside(name, array, weights.name, file))
    else:
        tensors = [tensor_of(name, array) for name, array in graph.initializers.items()]
    made = helper.make_graph(graph.nodes, "minidnn", graph.inputs, graph.outputs, tensors)
    opsets = [helper.make_opsetid("", OPSET)]
    file = helper.make_model(made, opset_imports=opsets, producer_name="minidnn")
    file.ir_version = IR_VERSION
    if not external:
        checker.check_model(file, full_check=True)
    with atomic_write(path) as stream:
        stream.write(file.SerializeToString())
    if external:
        checker.check_model(str(path), full_check=True)
    return path


def outside(name: str, array: Any, location: str, file: Any) -> Any:
    """Write a constant to the second file; how the first names it. Small ones stay in the first."""
    tensor = tensor_of(name, array)
    if array.nbytes < 1024:
        return tensor
    file.write(b"\0" * (-file.tell() % 4096))  # pages, so that a reader can map the file
    offset = file.tell()
    file.write(tensor.raw_data)
    found = TensorProto(name=name, data_type=tensor.data_type, dims=tensor.dims)
    found.data_location = TensorProto.EXTERNAL
    for key, value in {"location": location, "offset": offset, "length": array.nbytes}.items():
        found.external_data.add(key=key, value=str(value))
    return found


def compare(model: Any, arrays: list, axes: list, path: Path) -> None:
    """Run the file in onnxruntime beside the network; ExportError where the results differ."""
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), settings, ["CPUExecutionProvider"])
    names = [x.name for x in session.get_inputs()]  # an input that nothing needs stays listed
    for seed, batch in ((3, 1), (4, 2), (5, 4)):
        inputs = examples(arrays, axes, seed, batch)
        with no_grad():
            outputs = shown_tensors(model(*(Tensor(x) for x in inputs)))
        results = session.run(None, dict(zip(names, map(backend.to_host, inputs))))
        for own, (wanted, got) in enumerate(zip(outputs, results)):
            wanted = backend.to_host(wanted)
            if not close(wanted, got):
                raise ExportError(
                    f"onnx: output {own} of {path} differs from the network's in onnxruntime by "
                    f"{difference(wanted, got)} for a batch of {batch}; do samples of a batch "
                    "touch each other, or is forward random?"
                )


def close(wanted: Any, got: Any) -> bool:
    """Equal to 1e-4 of the largest number, and everywhere in shape."""
    if wanted.shape != got.shape:
        return False
    if wanted.dtype.kind != "f":
        return bool(np.array_equal(wanted, got))
    finite = np.abs(wanted[np.isfinite(wanted)])
    scale = max(1.0, float(finite.max())) if finite.size else 1.0
    return bool(np.allclose(wanted, got, rtol=1e-4, atol=1e-4 * scale, equal_nan=True))


def difference(wanted: Any, got: Any) -> str:
    """How much two results differ, as text."""
    if wanted.shape != got.shape:
        return f"shape: {wanted.shape} and {got.shape}"
    return f"{np.nanmax(np.abs(np.subtract(wanted, got, dtype=np.float64))):.3g}"
