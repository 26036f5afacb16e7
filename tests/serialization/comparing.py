"""Through a file and back, and whether it is the same."""

import io

import numpy as np

import minidnn
from minidnn import nn
from minidnn.serialization import load, save


def round_trip(obj, **options):
    file = io.BytesIO()
    save(obj, file)
    return load(file, **options)


def assert_same(a, b):
    """Equal values of equal kinds, all the way down."""
    assert type(a) is type(b)
    if isinstance(a, minidnn.Tensor):
        assert a.requires_grad == b.requires_grad
        a, b = a.array, b.array
    if isinstance(a, np.ndarray | np.generic):
        assert a.dtype == b.dtype
        assert a.shape == b.shape
        assert a.tobytes() == b.tobytes()
    elif isinstance(a, dict):
        assert list(a) == list(b)
        assert [type(k) for k in a] == [type(k) for k in b]
        for k in a:
            assert_same(a[k], b[k])
    elif isinstance(a, list | tuple):
        assert len(a) == len(b)
        for x, y in zip(a, b):
            assert_same(x, y)
    elif isinstance(a, set | frozenset):
        assert a == b
    else:
        assert repr(a) == repr(b)


def small_model():
    return nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(2, 3)
    )
