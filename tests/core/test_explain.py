"""Shapes that do not fit are explained in our words, and caught as PyTorch's programs do."""

import numpy as np
import pytest

import minidnn
from minidnn import nn, ones

CASES = [
    (lambda: ones(2, 3) @ ones(2, 3), r"\(2, 3\) times \(2, 3\): .* 3, must equal .* 2; use y.T"),
    (lambda: minidnn.mm(ones(2, 3), ones(4, 5)), r"the last dimension of the first, 3, must equal"),
    (lambda: minidnn.bmm(ones(2, 2, 3), ones(2, 2, 3)), "use y.mT for the transpose"),
    (lambda: ones(2, 3) @ ones(2), "must equal the second's 2"),
    (lambda: ones(2, 4, 3) @ ones(3, 3, 5), "the leading dimensions of"),
    (lambda: ones(2, 3) + ones(2), r"reshape the second to \(2, 1\) to meet dimension 0"),
    (lambda: ones(2, 3) * ones(4, 3), "two lengths must be equal or one of them 1"),
    (lambda: minidnn.cat([ones(2, 3), ones(3, 2)]), "these differ in dimension 1"),
    (lambda: minidnn.cat([ones(2, 3), ones(3)]), "the same number of dimensions"),
    (lambda: minidnn.stack([ones(2, 3), ones(3, 2)]), r"must have one shape; got \(2, 3\), \(3, 2"),
    (lambda: ones(2, 3).view(4), r"\(2, 3\) has 6 elements, and .* \(4,\), make 4"),
    (lambda: ones(2, 3).reshape(-1, 4), r"has 6 elements, and the lengths asked for, \(4,\)"),
    (lambda: ones(2, 3).expand(4, 3), "only dimensions of length 1 can be repeated"),
    (lambda: minidnn.einsum("ij,jk->ik", ones(2, 3), ones(2, 3)), "a letter must stand for one"),
    (lambda: nn.Linear(3, 2)(ones(2, 4)), "takes 3 features"),
]


@pytest.mark.parametrize("call, said", CASES, ids=[said[:30] for _, said in CASES])
@pytest.mark.parametrize("kind", [ValueError, RuntimeError])
def test_shapes_are_explained(call, said, kind):
    with pytest.raises(kind, match=said) as caught:
        call()
    assert "gufunc" not in str(caught.value)
    assert "remapped" not in str(caught.value)


@pytest.mark.parametrize("name", ["mps", "xpu", "xla:0"])
def test_devices_of_others_are_named(name):
    with pytest.raises(RuntimeError, match=f"got '{name}'; minidnn has no such device"):
        ones(2).to(name)


def test_texts_of_dtypes_are_still_dtypes():
    assert ones(2).to("float64").dtype == np.float64


def test_a_seed_shows_nothing_at_the_end_of_a_cell():
    generator = minidnn.manual_seed(3)
    assert repr(generator) == "Generator(PCG64)"
    assert generator._ipython_display_() is None
