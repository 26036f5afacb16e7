"""autograd.Variable, the old name of a tensor on the tape."""

import pytest

import minidnn
from minidnn.autograd import Variable


def test_a_variable_is_a_tensor():
    data = minidnn.ones(3)
    x = Variable(data, requires_grad=True)
    (x * 2).sum().backward()
    assert x.grad.tolist() == [2, 2, 2] and not data.requires_grad
    x.data[0] = 5.0
    assert data[0] == 5  # one memory
    assert isinstance(x, Variable) and isinstance(data, Variable) and not isinstance(3, Variable)
    assert issubclass(minidnn.nn.Parameter, Variable) and not issubclass(int, Variable)
    assert Variable().shape == (0,)
    with pytest.raises(TypeError, match="data must be a tensor, not list"):
        Variable([1.0])


def test_volatile_says_what_to_write_today():
    with pytest.warns(UserWarning, match=r"volatile was removed .* Use `with no_grad\(\):`"):
        x = Variable(minidnn.ones(1), volatile=True)
    assert not x.requires_grad


def test_grad_takes_its_arguments_in_pytorchs_order():
    x, other = minidnn.ones(2, requires_grad=True), minidnn.ones(2, requires_grad=True)
    given = minidnn.ones(2)
    assert minidnn.autograd.grad(x * 3, [x, other], given, None, False, True, True)[1] is None
