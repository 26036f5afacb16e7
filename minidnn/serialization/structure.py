"""From objects to the structure of a checkpoint: JSON values, a flat table of objects, arrays.

A value is null, a boolean, a number, a text, or a JSON object with one key:
  {"object": i}   entry i of the table: everything that can be shared or contain something
  {"int": hex}    an integer of more than 64 bits        {"float": "nan" | "inf" | "-inf"}
  {"bytes": base64}   {"complex": [real, imag]}   {"dtype": "<f4"}   {"device": "cuda:0"}
An entry of the table is a JSON object with the key "kind":
  list, tuple, set, frozenset   "items": values
  dict, OrderedDict, Counter    "items": [key, value] pairs; "attributes": only _metadata
  array, scalar                 "array": number of the .npy member; "device"
  tensor                        "class": Tensor, Parameter or Buffer; "array": its entry;
                                "requires_grad"
  instance                      "class": its name; "attributes": [name, value] pairs
What a tuple, a frozenset or a tensor is made of has entries before its own.
Because the table is flat, neither writing nor reading depends on how deep things are nested, and
what was one object is one object again, in circles too.
"""

import base64
import math
from collections import Counter, OrderedDict
from typing import Any

import numpy as np

from .. import backend
from ..nn.parameter import Buffer, Parameter
from ..tensor import Tensor
from .classes import is_part_of_class, name_to_save

FORMAT, VERSION = "minidnn checkpoint", 1
ARRAY_KINDS = "biufcSU"  # booleans, numbers, fixed-size text: what is the same on every computer
LARGEST_ITEM = {"f": 8, "c": 16}  # long doubles differ from computer to computer
LARGEST_KEY = 64
DEEPEST = 100
HOOKS = ("_forward_hooks", "_forward_pre_hooks")  # functions: not saved
TENSORS = {cls.__name__: cls for cls in (Tensor, Parameter, Buffer)}
SEQUENCES = {cls.__name__: cls for cls in (list, tuple, set, frozenset)}
MAPPINGS = {cls.__name__: cls for cls in (dict, OrderedDict, Counter)}
MADE_LAST = (tuple, frozenset, *TENSORS.values())  # of parts that must be there


class Encoder:
    """Turns one object into `root`, `objects` and `arrays`. The input is only read."""

    def __init__(self, obj: Any) -> None:
        self.objects: list[dict[str, Any]] = []
        self.arrays: list[np.ndarray] = []
        self.known: dict[Any, int] = {}
        self.alive: list[Any] = []  # so that no id is given twice while we write
        self.path: list[str] = []
        self.root = self.value(obj)

    def structure(self) -> dict[str, Any]:
        arrays = [{"dtype": a.dtype.str, "shape": list(a.shape)} for a in self.arrays]
        head = {"format": FORMAT, "version": VERSION}
        return {**head, "root": self.root, "objects": self.objects, "arrays": arrays}

    def value(self, obj: Any) -> Any:
        kind = type(obj)
        if obj is None or kind is bool or kind is str:
            return obj
        if kind is int:
            return obj if obj.bit_length() <= 64 else {"int": hex(obj)}
        if kind is float:
            return obj if math.isfinite(obj) else {"float": repr(obj)}
        if kind is bytes:
            return {"bytes": base64.b64encode(obj).decode()}
        if kind is complex:
            return {"complex": [self.value(obj.real), self.value(obj.imag)]}
        if isinstance(obj, np.dtype):
            return {"dtype": self.checked_dtype(obj).str}
        if kind is backend.device:
            return {"device": str(obj)}
        return {"object": self.entry(obj)}

    def entry(self, obj: Any) -> int:
        key = self.identity(obj)
        if key not in self.known:
            self.alive.append(obj)
            if len(self.path) > DEEPEST:
                raise self.error(f"is nested more than {DEEPEST} levels deep; flatten it")
            if type(obj) in MADE_LAST:
                made = self.described(obj)
                if key in self.known:  # a circle through a tuple: its list has made it already
                    raise self.error("a tuple that contains itself cannot be saved")
                self.known[key] = self.add(made)
            else:
                self.known[key] = place = self.add({})
                self.objects[place].update(self.described(obj))
        return self.known[key]

    def add(self, entry: dict[str, Any]) -> int:
        self.objects.append(entry)
        return len(self.objects) - 1

    def identity(self, obj: Any) -> Any:
        """What makes two objects one. Arrays that show the same memory in the same way are one."""
        if type(obj) in (np.ndarray, np.memmap) and obj.size:
            return obj.__array_interface__["data"][0], obj.shape, obj.strides, obj.dtype.str
        return id(obj)

    def described(self, obj: Any) -> dict[str, Any]:
        kind = type(obj)
        if kind in (set, frozenset):
            return {"kind": kind.__name__, "items": [self.key(x) for x in obj]}
        if kind in SEQUENCES.values():
            items = [self.within(f"[{i}]", x) for i, x in enumerate(obj)]
            return {"kind": kind.__name__, "items": items}
        if kind in MAPPINGS.values():
            items = [[self.key(k), self.within(f"[{k!r}]", v)] for k, v in obj.items()]
            entry: dict[str, Any] = {"kind": kind.__name__, "items": items}
            if getattr(obj, "_metadata", None) is not None:
                entry["attributes"] = [["_metadata", self.within("._metadata", obj._metadata)]]
            return entry
        if kind in TENSORS.values():
            array = self.entry(obj.array)
            grad = bool(obj.requires_grad)
            return {"kind": "tensor", "class": kind.__name__, "array": array, "requires_grad": grad}
        if isinstance(obj, np.generic):
            return {"kind": "scalar", "array": self.array(np.asarray(obj)), "device": "cpu"}
        if kind in (np.ndarray, np.memmap) or not isinstance(obj, type) and is_device_array(obj):
            device = str(backend.device_of(obj))
            return {"kind": "array", "array": self.array(backend.to_host(obj)), "device": device}
        return self.instance(obj)

    def instance(self, obj: Any) -> dict[str, Any]:
        if isinstance(obj, type) or callable(obj) and not hasattr(obj, "__dict__") or is_code(obj):
            raise self.error(
                f"is {obj!r}: code is not saved; save what the program needs to make it again "
                f"(of a model, its state_dict)"
            )
        try:
            name = name_to_save(type(obj))
        except TypeError as error:
            raise self.error(f"cannot be saved: {error}") from None
        attributes = {n: v for n, v in vars(obj).items() if n not in HOOKS}
        for n in attributes:
            if n.startswith("__") or is_part_of_class(type(obj), n):
                raise self.error(f"has the attribute {n!r}, which hides a method; rename it")
        pairs = [[n, self.within(f".{n}", v)] for n, v in attributes.items()]
        return {"kind": "instance", "class": name, "attributes": pairs}

    def array(self, array: np.ndarray) -> int:
        self.checked_dtype(array.dtype)
        self.arrays.append(array)
        return len(self.arrays) - 1

    def checked_dtype(self, dtype: np.dtype) -> np.dtype:
        if dtype.kind not in ARRAY_KINDS or dtype.itemsize > LARGEST_ITEM.get(dtype.kind, 1 << 30):
            raise self.error(
                f"has the dtype {dtype}, which cannot be saved; use numbers, booleans or text"
            )
        return dtype

    def key(self, key: Any) -> Any:
        if not is_key(key):
            raise self.error(
                f"has the key or set item {key!r}; only text, numbers, bytes, None and tuples of "
                f"those can be saved there"
            )
        return self.value(key)

    def within(self, step: str, obj: Any) -> Any:
        """The value of a part; errors name the way to it."""
        self.path.append(step)
        value = self.value(obj)
        self.path.pop()
        return value

    def error(self, told: str) -> TypeError:
        return TypeError(f"save: the object{''.join(self.path)} {told}")


def is_key(key: Any) -> bool:
    """Whether an object may be a key. Tuples are flat and short: hashing must not take for ever."""
    if type(key) is tuple:
        return len(key) <= LARGEST_KEY and all(is_key(k) and type(k) is not tuple for k in key)
    if type(key) is int:
        return key.bit_length() <= 64
    return key is None or type(key) in (str, bytes, bool, float)


def is_code(obj: Any) -> bool:
    return type(obj).__name__ in ("function", "method", "partial", "module", "generator")


def is_device_array(obj: Any) -> bool:
    try:
        backend.device_of(obj)
    except TypeError:
        return False
    return True
