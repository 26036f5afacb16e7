"""Sequential, ModuleList and ModuleDict as lists and dictionaries."""

from collections import OrderedDict

import pytest

import minidnn
from minidnn import nn


def relus(n):
    return [nn.LeakyReLU(i / 10) for i in range(n)]


def slopes(modules):
    return [round(m.negative_slope * 10) for m in modules]


@pytest.mark.parametrize("kind", [nn.Sequential, lambda *modules: nn.ModuleList(modules)])
def test_as_a_list(kind):
    parts = kind(*relus(5))
    assert len(parts) == 5 and slopes(parts) == [0, 1, 2, 3, 4]
    assert parts[0].negative_slope == 0 and parts[-1].negative_slope == 0.4
    assert slopes(parts[1:3]) == [1, 2] and type(parts[1:3]) is type(parts)
    assert slopes(parts[::-2]) == [4, 2, 0]
    parts[1] = nn.LeakyReLU(0.9)
    del parts[0]
    assert slopes(parts) == [9, 2, 3, 4]
    assert [name for name, _ in parts.named_children()] == ["0", "1", "2", "3"]
    del parts[1:3]
    parts.append(nn.LeakyReLU(0.5)).extend(relus(2)).insert(0, nn.LeakyReLU(0.7))
    assert slopes(parts) == [7, 9, 4, 5, 0, 1]
    assert slopes([parts.pop()]) == [1] and slopes([parts.pop(0)]) == [7]
    assert slopes(parts) == [9, 4, 5, 0]
    assert slopes(parts + parts[:1]) == [9, 4, 5, 0, 9]
    with pytest.raises(IndexError, match="index 9 is out of range for 4 modules"):
        parts[9]
    with pytest.raises(TypeError, match="expected a module, got .*int"):
        parts.append(3)
    with pytest.raises(TypeError, match="expected a module, got .*int"):
        parts[0] = 3


def test_sequential():
    net = nn.Sequential(OrderedDict(a=nn.Linear(2, 3), b=nn.ReLU()))
    assert list(net.state_dict()) == ["a.weight", "a.bias"]
    assert net.a is net[0] and net(minidnn.ones(1, 2)).shape == (1, 3)
    assert [name for name, _ in net[1:].named_children()] == ["b"]
    assert nn.Sequential()(5) == 5
    same = nn.ReLU()
    assert len(nn.Sequential(same, same)) == 2
    with pytest.raises(TypeError, match="Sequential: expected modules, got"):
        nn.Sequential(minidnn.relu if hasattr(minidnn, "relu") else len)


def test_module_dict():
    parts = nn.ModuleDict({"a": nn.ReLU(), "b": nn.Tanh()})
    parts["c"] = nn.Sigmoid()
    parts.update([("d", nn.Identity())])
    assert list(parts) == ["a", "b", "c", "d"] and len(parts) == 4 and "b" in parts
    assert isinstance(parts.pop("b"), nn.Tanh)
    del parts["a"]
    assert [key for key, _ in parts.items()] == ["c", "d"] == list(parts.keys())
    assert isinstance(parts.values()[0], nn.Sigmoid)
    with pytest.raises(KeyError, match="no module 'z'; there are"):
        parts["z"]
    with pytest.raises(KeyError, match="has an attribute 'items' already"):
        parts["items"] = nn.ReLU()
    parts.clear()
    assert len(parts) == 0
