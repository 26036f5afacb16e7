"""From the structure of a checkpoint back to objects. Every field is checked before it is used."""

import base64
import binascii
import re
from collections import OrderedDict
from typing import Any

import numpy as np

from .. import backend
from .archive import CheckpointError
from .classes import class_to_load, is_part_of_class
from .structure import FORMAT, MAPPINGS, SEQUENCES, TENSORS, VERSION, is_key

PLAIN_DTYPE = re.compile(r"[<>|=]?[biufcSU][1-9]\d{0,7}", re.ASCII)
IMMUTABLE = ("tuple", "frozenset")
FLOATS = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}


class Malformed(Exception):
    """The structure is not one that minidnn writes; the text says where."""


class Decoder:
    """Rebuilds `root` from a structure and its arrays, in time and memory of the file's size."""

    def __init__(self, structure: dict[str, Any], arrays: list[np.ndarray], location: Any) -> None:
        self.arrays = arrays
        self.location = location
        self.entries = checked(structure.get("objects"), list, "objects")
        self.built: list[Any] = []
        # First what can be empty and what is complete, then the contents: so circles close.
        for i, entry in enumerate(self.entries):
            checked(entry, dict, f"object {i}")
            self.built.append(self.begun(entry, i))
        for i, entry in enumerate(self.entries):
            self.fill(self.built[i], entry, i)
        self.root = self.value(structure.get("root"), len(self.built))

    def value(self, value: Any, before: int) -> Any:
        """A JSON value as an object; it may refer to the entries below number `before`."""
        if value is None or isinstance(value, bool | int | float | str):
            return value
        if not isinstance(value, dict) or len(value) != 1:
            raise Malformed(f"{short(value)} is not a value")
        (kind, content), *_ = value.items()
        if kind == "object":
            if type(content) is not int or not 0 <= content < before:
                raise Malformed(f"the reference {short(content)} points nowhere")
            return self.built[content]
        if kind in SIMPLE:
            try:
                return SIMPLE[kind](content)
            except (ValueError, TypeError, KeyError, binascii.Error) as error:
                raise Malformed(f"{short(value)} is not a value ({error})") from None
        raise Malformed(f"{short(value)} is not a value")

    def begun(self, entry: dict[str, Any], i: int) -> Any:
        kind = checked(entry.get("kind"), str, "kind")
        if kind in IMMUTABLE:
            items = [self.value(x, i) for x in checked(entry.get("items"), list, "items")]
            if kind == "tuple":
                return tuple(items)
            return frozenset(map(self.checked_key, items))
        if kind in SEQUENCES:
            return SEQUENCES[kind]()
        if kind in MAPPINGS:
            return MAPPINGS[kind]()
        if kind == "array":
            return self.moved(self.array(entry), checked(entry.get("device"), str, "device"))
        if kind == "scalar":
            array = self.array(entry)
            if array.ndim:
                raise Malformed("a scalar has dimensions")
            return array[()]
        if kind == "tensor":
            return self.tensor(entry, i)
        if kind == "instance":
            try:
                cls = class_to_load(checked(entry.get("class"), str, "class"))
                return object.__new__(cls)
            except ValueError as error:
                raise CheckpointError(str(error)) from None
            except TypeError as error:
                raise CheckpointError(
                    f"an object of the class {entry['class']!r} cannot be rebuilt from attributes "
                    f"({error}); save what it holds"
                ) from None
        raise Malformed(f"{short(kind)} is no kind of object")

    def fill(self, obj: Any, entry: dict[str, Any], i: int) -> None:
        kind, end = entry["kind"], len(self.built)
        if kind in ("list", "set"):
            items = [self.value(x, end) for x in checked(entry.get("items"), list, "items")]
            obj.extend(items) if kind == "list" else obj.update(map(self.checked_key, items))
        elif kind in MAPPINGS:
            for key, value in pairs(entry.get("items"), "items"):
                obj[self.checked_key(self.value(key, end))] = self.value(value, end)
            for name, value in pairs(entry.get("attributes", []), "attributes"):
                if name != "_metadata" or type(obj) is not OrderedDict:
                    raise Malformed(f"a {kind} cannot have the attribute {short(name)}")
                obj._metadata = self.value(value, end)  # type: ignore[attr-defined]
        elif kind == "instance":
            for name, value in pairs(entry.get("attributes"), "attributes"):
                checked(name, str, "attribute")
                if name.startswith("__") or is_part_of_class(type(obj), name):
                    raise Malformed(f"the attribute {name!r} would hide a method")
                obj.__dict__[name] = self.value(value, end)

    def array(self, entry: dict[str, Any]) -> np.ndarray:
        number = entry.get("array")
        if type(number) is not int or not 0 <= number < len(self.arrays):
            raise Malformed(f"the array {short(number)} does not exist")
        return self.arrays[number]

    def moved(self, array: np.ndarray, saved_on: str) -> Any:
        where = saved_on if self.location is None else self.location
        try:
            return backend.to_device(array, where)
        except RuntimeError as error:
            raise RuntimeError(
                f'load: the file was saved on {saved_on!r}; load it with map_location="cpu" '
                f"({error})"
            ) from error

    def tensor(self, entry: dict[str, Any], i: int) -> Any:
        cls = TENSORS.get(checked(entry.get("class"), str, "class"))
        grad = checked(entry.get("requires_grad"), bool, "requires_grad")
        number = checked(entry.get("array"), int, "array")
        if cls is None or not 0 <= number < i or self.entries[number].get("kind") != "array":
            raise Malformed(f"{short(entry)} is no tensor")
        try:
            return new_tensor(cls, self.built[number], grad)
        except (RuntimeError, TypeError, ValueError) as error:
            raise Malformed(f"a tensor cannot be rebuilt: {error}") from None

    def checked_key(self, key: Any) -> Any:
        if not is_key(key):
            raise Malformed(f"{type(key).__name__} cannot be a key")
        return key


def new_tensor(cls: Any, array: Any, requires_grad: bool) -> Any:
    """A leaf of the class around an array, without a copy."""
    tensor = object.__new__(cls)
    tensor.array = array
    tensor.node = tensor.origin = None
    tensor.requires_grad = requires_grad
    return tensor


def checked_head(structure: Any) -> dict[str, Any]:
    """The structure, if it says that it is one of ours and of a version that we know."""
    checked(structure, dict, "structure")
    if structure.get("format") != FORMAT:
        raise Malformed(f"its format is {short(structure.get('format'))}, not {FORMAT!r}")
    version = structure.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise Malformed(
            f"it has version {short(version)} of the format, and this minidnn reads up to "
            f"{VERSION}; update minidnn"
        )
    return structure


def array_kinds(structure: dict[str, Any]) -> list[tuple[np.dtype, tuple[int, ...]]]:
    """dtype and shape of every array, as the structure promises them."""
    return [
        (plain_dtype(checked(x, dict, "array").get("dtype")), plain_shape(x.get("shape")))
        for x in checked(structure.get("arrays"), list, "arrays")
    ]


def plain_dtype(text: Any) -> np.dtype:
    """A dtype of plain numbers or text from its name; no objects, no fields."""
    if not isinstance(text, str) or not PLAIN_DTYPE.fullmatch(text):
        raise Malformed(f"{short(text)} is no dtype of plain numbers or text")
    try:
        return np.dtype(text)
    except (TypeError, ValueError):
        raise Malformed(f"{text!r} is no dtype") from None


def plain_shape(shape: Any) -> tuple[int, ...]:
    checked(shape, list, "shape")
    if len(shape) > 64 or any(type(n) is not int or not 0 <= n < 1 << 62 for n in shape):
        raise Malformed(f"{short(shape)} is no shape")
    return tuple(shape)


def complex_of(parts: Any) -> complex:
    real, imag = (FLOATS[x["float"]] if isinstance(x, dict) else x for x in parts)
    return complex(float(real), float(imag))


def long_of(text: str) -> int:
    # Hexadecimal, because reading decimal digits takes quadratic time.
    return int(checked(text, str, "int"), 16)


SIMPLE = {
    "int": long_of,
    "float": lambda text: FLOATS[text],
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "complex": complex_of,
    "dtype": plain_dtype,
    "device": backend.device,
}


def pairs(items: Any, what: str) -> list[Any]:
    if not isinstance(items, list) or any(type(x) is not list or len(x) != 2 for x in items):
        raise Malformed(f"the {what} {short(items)} are no list of pairs")
    return items


def checked(value: Any, kind: type, what: str) -> Any:
    if type(value) is not kind:
        raise Malformed(f"{what} is {short(value)} where a {kind.__name__} is expected")
    return value


def short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "..."
