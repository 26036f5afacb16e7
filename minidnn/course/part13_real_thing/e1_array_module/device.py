"""Arrays that behave as if they lay on a GPU: NumPy may not touch them."""

import numpy as np


class Room:
    """The functions for such arrays, under NumPy's names."""

    def __getattr__(self, name):
        function = getattr(np, name)
        if isinstance(function, type) or not callable(function):
            return function

        def on_device(*args, **options):
            options = {key: inside(value) for key, value in options.items()}
            return DeviceArray(function(*[inside(a) for a in args], **options))

        return on_device


def inside(value):
    """The numbers behind a value; an array of NumPy's is refused."""
    if isinstance(value, DeviceArray):
        return value._numbers
    if isinstance(value, np.ndarray):
        raise TypeError("an array of NumPy's and one on the device cannot be mixed")
    return value


class DeviceArray:
    """An array on a device that is played by NumPy; get() brings a copy to the host."""

    __array_ufunc__ = None

    def __init__(self, numbers):
        self._numbers = np.array(numbers)

    def __array_namespace__(self, **_):
        return Room()

    def __array__(self, *_, **__):
        raise TypeError("this array lies on the device: NumPy cannot read it")

    def __array_function__(self, function, *_):
        raise TypeError(f"this array lies on the device: np.{function.__name__} cannot read it")

    def get(self):
        return self._numbers.copy()

    def __len__(self):
        return len(self._numbers)

    def __getitem__(self, key):
        key = tuple(map(inside, key)) if isinstance(key, tuple) else inside(key)
        return DeviceArray(self._numbers[key])

    def __setitem__(self, key, value):
        key = tuple(map(inside, key)) if isinstance(key, tuple) else inside(key)
        self._numbers[key] = inside(value)

    def __repr__(self):
        return f"DeviceArray of shape {self.shape}"

    def __getattr__(self, name):
        """Shape and the like as they are; T on the device; methods with results on the device."""
        if name.startswith("_") or name in ("tolist", "item", "tofile", "tobytes", "data"):
            raise AttributeError(f"a DeviceArray has no {name}; get() brings it to the host")
        found = getattr(self._numbers, name)
        if isinstance(found, np.ndarray):
            return DeviceArray(found)
        if not callable(found) or isinstance(found, np.dtype):
            return found
        return lambda *args, **options: self._apply(name, *args, **options)

    def _apply(self, name, *args, **options):
        return DeviceArray(getattr(self._numbers, name)(*map(inside, args), **options))

    # fmt: off
    def __add__(self, other): return self._apply("__add__", other)
    def __radd__(self, other): return self._apply("__radd__", other)
    def __sub__(self, other): return self._apply("__sub__", other)
    def __rsub__(self, other): return self._apply("__rsub__", other)
    def __mul__(self, other): return self._apply("__mul__", other)
    def __rmul__(self, other): return self._apply("__rmul__", other)
    def __truediv__(self, other): return self._apply("__truediv__", other)
    def __rtruediv__(self, other): return self._apply("__rtruediv__", other)
    def __matmul__(self, other): return self._apply("__matmul__", other)
    def __rmatmul__(self, other): return self._apply("__rmatmul__", other)
    def __pow__(self, other): return self._apply("__pow__", other)
    def __rpow__(self, other): return self._apply("__rpow__", other)
    def __lt__(self, other): return self._apply("__lt__", other)
    def __le__(self, other): return self._apply("__le__", other)
    def __gt__(self, other): return self._apply("__gt__", other)
    def __ge__(self, other): return self._apply("__ge__", other)
    def __eq__(self, other): return self._apply("__eq__", other)
    def __ne__(self, other): return self._apply("__ne__", other)
    def __neg__(self): return self._apply("__neg__")
    def __abs__(self): return self._apply("__abs__")
    # fmt: on
