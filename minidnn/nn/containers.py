"""Modules made of modules: Sequential, ModuleList, ModuleDict."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from .folding import through
from .module import Module

__all__ = ["ModuleDict", "ModuleList", "Sequential"]


class Numbered(Module):
    """What Sequential and ModuleList share: parts named "0", "1", ... that act as a list."""

    def _parts(self) -> list[Module]:
        return [value for value in self.__dict__.values() if isinstance(value, Module)]

    def _replace(self, parts: Iterable[Module]) -> None:
        """Become these parts, numbered from 0."""
        parts = list(parts)
        for part in parts:
            if not isinstance(part, Module):
                raise TypeError(f"{type(self).__name__}: expected modules, got {type(part)}")
        for name in self._names():
            del self.__dict__[name]
        for i, part in enumerate(parts):
            self.__dict__[str(i)] = part

    def _names(self) -> list[str]:
        return [name for name, value in self.__dict__.items() if isinstance(value, Module)]

    def _name(self, index: Any) -> str:
        names = self._names()
        try:
            return names[index]
        except IndexError:
            raise IndexError(
                f"{type(self).__name__}: index {index} is out of range for {len(names)} modules"
            ) from None

    def __len__(self) -> int:
        return len(self._parts())

    def __iter__(self) -> Iterator[Module]:
        return iter(self._parts())

    def __setitem__(self, index: int, module: Module) -> None:
        if not isinstance(module, Module):
            raise TypeError(f"{type(self).__name__}: expected a module, got {type(module)}")
        self.__dict__[self._name(index)] = module

    def __delitem__(self, index: int | slice) -> None:
        parts = self._parts()
        self._name(index if isinstance(index, int) else slice(None))
        del parts[index]
        self._replace(parts)

    def append(self, module: Module) -> Self:
        """Add a module at the end."""
        return self.insert(len(self), module)

    def extend(self, modules: Iterable[Module]) -> Self:
        """Add modules at the end."""
        for module in modules:
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> Self:
        """Add a module before another."""
        if not isinstance(module, Module):
            raise TypeError(f"{type(self).__name__}: expected a module, got {type(module)}")
        parts = self._parts()
        if index == len(parts) and str(index) not in self.__dict__:
            self.__dict__[str(index)] = module
        else:
            parts.insert(index, module)
            self._replace(parts)
        return self

    def pop(self, index: int = -1) -> Module:
        """Remove a module and return it."""
        module = self.__dict__[self._name(index)]
        del self[index]
        return module

    def __add__(self, other: Iterable[Module]) -> Self:
        joined = type(self)()
        joined._replace([*self, *other])
        return joined

    def __iadd__(self, other: Iterable[Module]) -> Self:
        return self.extend(other)


class Sequential(Numbered):
    """One module after the other: Sequential(a, b)(x) = b(a(x)); also of a dictionary."""

    def __init__(self, *modules: Any):
        if len(modules) == 1 and isinstance(modules[0], Mapping):
            for name, module in modules[0].items():
                self.add_module(name, module)
        else:
            self._replace(modules)

    def forward(self, x: Any) -> Any:
        return through(x, *self._parts())

    def __getitem__(self, index: int | slice) -> Any:
        if not isinstance(index, slice):
            return self.__dict__[self._name(index)]
        return type(self)({name: self.__dict__[name] for name in self._names()[index]})

    def __mul__(self, count: int) -> Self:
        if not isinstance(count, int) or count < 1:
            raise ValueError(f"Sequential: expected a count of at least 1, got {count!r}")
        return type(self)(*(list(self) * count))

    __rmul__ = __mul__

    def __imul__(self, count: int) -> Self:
        self._replace(list(self * count))
        return self


class ModuleList(Numbered):
    """A list of modules that a module can find; it has no forward of its own."""

    def __init__(self, modules: Iterable[Module] = ()):
        self._replace(modules)

    def __getitem__(self, index: int | slice) -> Any:
        if not isinstance(index, slice):
            return self.__dict__[self._name(index)]
        return type(self)(self._parts()[index])

    def __repr__(self) -> str:
        """As every module's, but equal parts in a row share a line: "(0-5): 6 x Linear(...)"."""
        texts = [repr(part) for part in self]
        lines, i = [], 0
        while i < len(texts):
            j = i
            while j + 1 < len(texts) and texts[j + 1] == texts[i]:
                j += 1
            lines.append(f"({i}): {texts[i]}" if i == j else f"({i}-{j}): {j - i + 1} x {texts[i]}")
            i = j + 1
        body = "\n".join(lines).replace("\n", "\n  ")
        return f"{type(self).__name__}(\n  {body}\n)" if lines else f"{type(self).__name__}()"


class ModuleDict(Module):
    """A dictionary of modules that a module can find; it has no forward of its own."""

    def __init__(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]] = ()):
        self.update(modules)

    def __getitem__(self, key: str) -> Module:
        found = self.__dict__.get(key)
        if not isinstance(found, Module):
            raise KeyError(f"ModuleDict: no module {key!r}; there are {list(self.keys())}")
        return found

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        self.pop(key)

    def __len__(self) -> int:
        return len(self.keys())

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __contains__(self, key: object) -> bool:
        return key in self.keys()

    def keys(self) -> list[str]:
        """The names."""
        return [name for name, value in self.__dict__.items() if isinstance(value, Module)]

    def values(self) -> list[Module]:
        """The modules."""
        return [self[key] for key in self.keys()]

    def items(self) -> list[tuple[str, Module]]:
        """Names and modules."""
        return [(key, self[key]) for key in self.keys()]

    def pop(self, key: str) -> Module:
        """Remove a module and return it."""
        module = self[key]
        del self.__dict__[key]
        return module

    def clear(self) -> None:
        """Remove all modules."""
        for key in self.keys():
            del self.__dict__[key]

    def update(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]]) -> None:
        """Add modules under their names."""
        pairs = modules.items() if isinstance(modules, Mapping | ModuleDict) else modules
        for key, module in pairs:
            self[key] = module
