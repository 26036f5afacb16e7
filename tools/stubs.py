"""Texts of type stubs, from what the objects are: `minidnn/__init__.pyi`, `tensor/core.pyi`.

The mathematics has shapes in its docstrings, not types; editors complete names from these files.
"""

import inspect
from types import ModuleType
from typing import Any

import numpy as np

import minidnn
from minidnn import Tensor

# What is returned where it is no tensor: a type, then the names
KINDS = """
Any: item tolist size max min sort topk median mode kthvalue type load aminmax cummax cummin
Any: nanmedian unique unique_consecutive histogram slogdet storage untyped_storage memory_format
Any: register_hook register_post_accumulate_grad_hook stride get_rng_state get_default_dtype finfo
Any: iinfo result_type promote_types can_cast compile summary use load_data train gradcheck
Any: gradgradcheck reset_seed get_accuracy get_metrics dense dense_backward relu_backward
Any: sigmoid_backward binary_cross_entropy_loss binary_cross_entropy_loss_backward broadcast_shapes
tuple[Tensor, ...]: split chunk unbind tensor_split hsplit vsplit dsplit meshgrid std_mean var_mean
tuple[Tensor, ...]: broadcast_tensors unsafe_split unsafe_chunk split_with_sizes
tuple[Tensor, ...]: unsafe_split_with_sizes
_b.int: dim ndimension numel nelement element_size data_ptr get_device storage_offset initial_seed
_b.int: seed get_num_threads
_b.bool: equal allclose is_contiguous is_floating_point is_complex is_tensor is_grad_enabled
_b.bool: is_storage is_nonzero is_pinned is_shared is_signed is_conj is_neg is_inference
None: save backward set_printoptions set_default_dtype retain_grad set_default_device
None: set_num_threads set_rng_state
np.ndarray[Any, Any]: numpy
Generator: manual_seed
"""
RETURNS = {
    name: kind
    for kind, _, names in (line.partition(": ") for line in KINDS.split("\n") if line)
    for name in names.split()
}
COMPARED = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")
SPECIAL = {  # of Tensor
    "__bool__": "_b.bool",
    "__len__": "_b.int",
    "__int__": "_b.int",
    "__index__": "_b.int",
    "__float__": "_b.float",
    "__complex__": "complex",
    "__iter__": "Iterator[Tensor]",
    "__contains__": "_b.bool",
    "__hash__": "_b.int",
    "__repr__": "str",
    "__format__": "str",
    "__setitem__": "None",
    "__array__": "np.ndarray[Any, Any]",
    "__dlpack__": "Any",
    "__dlpack_device__": "Any",
}
PROPERTIES = {
    "shape": "Size",
    "dtype": "np.dtype[Any]",
    "device": "_device",
    "grad": "Tensor | None",
    "grad_fn": "Any",
    "ndim": "_b.int",
    "itemsize": "_b.int",
    "nbytes": "_b.int",
    "layout": "Any",
    "requires_grad": "_b.bool",
    "is_leaf": "_b.bool",
    "retains_grad": "_b.bool",
}
HEAD = [
    "import builtins as _b",
    "from collections.abc import Iterator",
    "from typing import Any",
    "",
    "import numpy as np",
    "",
]


def tensor() -> str:
    """The text of tensor/core.pyi."""
    lines = ['"""Written by tools/make_stubs.py: Tensor, for editors."""', "", *HEAD]
    lines += ["from ..backend import device as _device", "from ..node import Variable"]
    lines += ["from ..size import Size", "", "class Tensor(Variable):", "    array: Any"]
    lines.append("    def __init__(self, data: Any, requires_grad: _b.bool = ...) -> None: ...")
    for name in sorted(dir(Tensor)):
        value = inspect.getattr_static(Tensor, name)
        private = name.startswith("_") and not (name.startswith("__") and name.endswith("__"))
        if private or name in ("__init__", "__getattr__", "__slots__", "array", "result"):
            continue
        if name in dir(object) and name not in (*SPECIAL, *COMPARED):
            continue
        lines += [f"    {line}" for line in member(name, value)]
    return "\n".join(lines) + "\n"


def member(name: str, value: Any) -> list[str]:
    """The lines of one attribute of Tensor."""
    if isinstance(value, property):
        kind = PROPERTIES.get(name, "_b.bool" if name.startswith("is_") else "Tensor")
        lines = ["@property", f"def {name}(self) -> {kind}: ..."]
        if value.fset is not None:
            lines += [f"@{name}.setter", f"def {name}(self, value: Any) -> None: ..."]
        return lines
    if isinstance(value, classmethod | staticmethod):
        value = value.__func__
    if not callable(value):
        return []
    if name.startswith("__"):
        if name in SPECIAL:
            return [f"def {name}({parameters(value, method=True)}) -> {SPECIAL[name]}: ..."]
        shown = parameters(value, method=True).split(",")[:2]
        if name.strip("_") in ("eq", "ne"):
            return [f"def {name}(self, other: Any) -> Tensor: ...  # type: ignore[override]"]
        known = callable(value) and name[2:-2] not in ("array_ufunc", "array_function", "reduce_ex")
        return [f"def {name}({', '.join(shown).strip()}) -> {'Tensor' if known else 'Any'}: ..."]
    return [f"def {name}({parameters(value, method=True)}) -> {returned(name, value)}: ..."]


def package() -> str:
    """The text of minidnn/__init__.pyi."""
    lines = ['"""Written by tools/make_stubs.py: what `import minidnn` offers, for editors."""', ""]
    lines += [*HEAD, "from .tensor.core import Tensor as Tensor"]
    imported, defined = [], []
    for name in sorted({*dir(minidnn), "use"}):
        if name.startswith("_") or name == "Tensor":
            continue
        if name in minidnn.LATER:  # some of them need packages that may not be installed
            imported.append(f"from . import {name} as {name}")
            continue
        value = getattr(minidnn, name)
        if isinstance(value, ModuleType):
            if value.__name__ == f"minidnn.{name}":
                imported.append(f"from . import {name} as {name}")
        elif isinstance(value, type) and value.__module__.startswith("minidnn"):
            origin = value.__module__.removeprefix("minidnn")
            imported.append(f"from {origin} import {value.__name__} as {name}")
        elif callable(value):
            shown = parameters(value, method=False)
            defined.append(f"def {name}({shown}) -> {returned(name, value)}: ...")
        elif isinstance(value, np.dtype):
            defined.append(f"{name}: np.dtype[Any]")
        else:
            kind = type(value).__name__ if type(value) in (int, str) else "Any"
            kind = "_b.float" if type(value) is float else kind
            defined.append(f"{name}: {kind}")
    return "\n".join([*lines, *imported, "", "__version__: str", *defined]) + "\n"


def parameters(function: Any, method: bool) -> str:
    """The parameters of a function, each of any type; of a method, the first as `self`."""
    try:
        known = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return "self, *args: Any, **options: Any" if method else "*args: Any, **options: Any"
    parts, starred = ["self"] if method else [], False
    for p in known[method:]:
        if p.kind is p.VAR_POSITIONAL:
            parts.append(f"*{p.name}: Any")
            starred = True
        elif p.kind is p.VAR_KEYWORD:
            parts.append(f"**{p.name}: Any")
        else:
            if p.kind is p.KEYWORD_ONLY and not starred:
                parts.append("*")
                starred = True
            parts.append(f"{p.name}: Any" + ("" if p.default is p.empty else " = ..."))
    return ", ".join(parts)


def returned(name: str, function: Any) -> str:
    """The return type: of the table, else a tensor."""
    plain = name.removesuffix("_")
    return RETURNS.get(name) or ("Tensor" if plain != name else RETURNS.get(plain, "Tensor"))
