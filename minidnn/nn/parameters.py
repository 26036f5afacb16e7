"""Lists and dictionaries of parameters that a module can find: ParameterList, ParameterDict."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from ..tensor import Tensor
from ..tensor.kinds import name_of
from .module import Module
from .parameter import Parameter

__all__ = ["ParameterDict", "ParameterList"]


class Held(Module):
    """What ParameterList and ParameterDict share: named values, tensors become parameters."""

    def _names(self) -> list[str]:
        return [name for name in self.__dict__ if name != "training" and not name.startswith("_")]

    def _hold(self, name: str, value: Any) -> None:
        if isinstance(value, Tensor) and not isinstance(value, Parameter):
            value = Parameter(value)
        self.__dict__[name] = value

    def __len__(self) -> int:
        return len(self._names())

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        raise RuntimeError(f"{type(self).__name__} cannot be called: it only holds parameters")

    def __repr__(self) -> str:
        lines = [f"  ({name}): {self._text(self.__dict__[name])}" for name in self._names()]
        body = "\n".join(lines).replace("\n", "\n  ")
        if len(lines) < 2:
            return f"{type(self).__name__}({body})"
        return f"{type(self).__name__}(\n  {body}\n)"

    def _text(self, value: Any) -> str:
        if not isinstance(value, Tensor):
            return f"Object of type: {type(value).__name__}"
        size = "x".join(map(str, value.shape))
        place = "" if str(value.device) == "cpu" else f" ({value.device})"
        kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
        return f"{kind} containing: [{self._kind(value)} of size {size}{place}]"

    def _kind(self, value: Tensor) -> str:
        return f"torch.{value.dtype}".replace("torch.torch.", "torch.")


class ParameterList(Held):
    """A list of parameters, named "0", "1", ...; tensors become parameters, all else stays."""

    def __init__(self, values: Iterable[Any] | None = None):
        self.extend([] if values is None else values)

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return type(self)(list(self)[index])
        return self.__dict__[self._place(index)]

    def __setitem__(self, index: int, value: Any) -> None:
        self._hold(self._place(index), value)

    def __iter__(self) -> Iterator[Any]:
        return iter([self.__dict__[name] for name in self._names()])

    def __iadd__(self, values: Iterable[Any]) -> Self:
        return self.extend(values)

    def append(self, value: Any) -> Self:
        """Add a value at the end."""
        self._hold(str(len(self)), value)
        return self

    def extend(self, values: Iterable[Any]) -> Self:
        """Add values at the end."""
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise TypeError(f"ParameterList: expected a list of parameters, got {type(values)}")
        for value in values:
            self.append(value)
        return self

    def _place(self, index: int) -> str:
        if not -len(self) <= index < len(self):
            raise IndexError(
                f"ParameterList: index {index} is out of range for {len(self)} parameters"
            )
        return str(index % len(self))


class ParameterDict(Held):
    """A dictionary of parameters; tensors become parameters, all else stays."""

    def __init__(self, parameters: Any = None):
        self.update({} if parameters is None else parameters)

    def _kind(self, value: Tensor) -> str:
        return name_of(value).replace("minidnn.", "torch.")

    def __getitem__(self, key: str) -> Any:
        if key not in self:
            raise KeyError(f"ParameterDict: no parameter {key!r}; there are {self._names()}")
        return self.__dict__[key]

    def __setitem__(self, key: str, value: Any) -> None:
        if not isinstance(key, str):
            raise TypeError(f"ParameterDict: a key must be text, got {type(key)}")
        self._check_new(key)
        self._hold(key, value)

    def __delitem__(self, key: str) -> None:
        self[key]
        del self.__dict__[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._names())

    def __contains__(self, key: object) -> bool:
        return key in self._names()

    def keys(self) -> list[str]:
        """The names."""
        return self._names()

    def values(self) -> list[Any]:
        """The parameters."""
        return [self[key] for key in self]

    def items(self) -> list[tuple[str, Any]]:
        """Names and parameters."""
        return [(key, self[key]) for key in self]

    def get(self, key: str, default: Any = None) -> Any:
        """The parameter of a name, or a default."""
        return self.__dict__[key] if key in self._names() else default

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The parameter of a name, which becomes the default if there is none."""
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key: str) -> Any:
        """Remove a parameter and return it."""
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Remove the last name with its parameter and return both."""
        key = self._names()[-1]
        return key, self.pop(key)

    def clear(self) -> None:
        """Remove all parameters."""
        for key in self._names():
            del self.__dict__[key]

    def copy(self) -> "ParameterDict":
        """A dictionary of the same parameters."""
        return type(self)(dict(self.items()))

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> "ParameterDict":
        """A dictionary with one value under all keys."""
        return type(self)(dict.fromkeys(keys, default))

    def update(self, parameters: Any) -> None:
        """Add parameters under their names: of a dictionary, or of pairs."""
        pairs = parameters
        if isinstance(parameters, Mapping | ParameterDict):
            pairs = parameters.items()
        for key, value in pairs:
            self[key] = value

    def __or__(self, other: "ParameterDict") -> "ParameterDict":
        joined = self.copy()
        joined.update(other)
        return joined

    def __ior__(self, other: "ParameterDict") -> Self:
        self.update(other)
        return self
