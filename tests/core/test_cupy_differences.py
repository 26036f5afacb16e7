"""Where CuPy's arrays differ from NumPy's: the facts of docs/gpu.md, asked of CuPy and of the stub.

CuPy answers without a GPU where it only looks at shapes, dtypes and flags; elsewhere the stub alone
is asked, whose rule stands in CuPy's source at the place that the table names
(read where that is Python; taken from notes where it is compiled).
"""

from pathlib import Path

import numpy as np
import pytest

import minidnn
from tests import cupy_oracle
from tests.device_stub import DeviceArray, counts

needs_cupy = pytest.mark.skipif(not cupy_oracle.ACTIVE, reason="needs CuPy, and no GPU")
PAGE = Path(__file__).parents[2] / "docs" / "gpu.md"


def stubbed(array):
    return DeviceArray(np.array(array))


@pytest.fixture(params=["stub", pytest.param("cupy", marks=needs_cupy)])
def device(request):
    """A function that makes a device array: the stub's, or a CuPy array without memory."""
    if request.param == "stub":
        yield stubbed
        return
    import cupy

    with cupy.cuda.using_allocator(cupy_oracle.hollow_memory):
        yield lambda array: cupy_oracle.hollow(np.array(array))


@pytest.mark.parametrize(
    ("other", "wanted"),
    [(2.0, "float32"), (2, "float32"), (np.float64(2), "float64"), (np.int64(2), "float64")],
)
def test_python_numbers_are_weak_and_numpys_scalars_are_not(other, wanted, device):
    x = device(np.ones(3, np.float32))
    assert np.result_type(x, other) == wanted


def test_an_element_is_a_view_without_dimensions(device):
    x = device(np.ones((2, 3)))
    element = x[1, 2]
    assert element.shape == () and type(element) is type(x)
    before = counts.kernels
    assert x[0].shape == (3,) and counts.kernels == before


def test_writing_through_an_element_changes_the_array():
    x = stubbed([1.0, 2.0])
    element = x[0]
    element += 5
    assert x.host.tolist() == [6, 2]  # in NumPy the element is a number of its own
    total = x.sum()
    assert total.shape == () and type(total) is DeviceArray


def test_a_views_base_is_the_array_that_owns_the_memory(device):
    x = device(np.arange(6.0))
    assert x.base is None and x[1:].base is not None
    owner = x[1:][1:].base
    assert owner is x or np.may_share_memory(owner.host, x.host)


def test_flags_say_nothing_of_writing(device):
    flags = device(np.ones((2, 3))).flags
    assert flags.c_contiguous and not flags.f_contiguous
    assert not hasattr(flags, "writeable")


def test_there_is_no_use_as_an_index_and_no_matmul_in_place(device):
    with pytest.raises(TypeError):
        range(device(np.array(3)))
    assert not hasattr(type(device(np.ones(1))), "__imatmul__")


def test_empty_like_takes_the_shape_of_nothing_for_none(device):
    assert np.empty_like(device(np.ones((2, 3))), shape=()).shape == (2, 3)
    assert np.empty_like(device(np.ones((2, 3))), shape=(1,)).shape == (1,)


def test_astype_without_a_copy_is_the_array_itself(device):
    x = device(np.ones(3, np.float32))
    assert x.astype(np.float32, copy=False) is x


def test_no_silent_way_to_the_host(device):
    x = device(np.ones(3))
    with pytest.raises(TypeError, match="Implicit conversion"):
        np.asarray(x)
    with pytest.raises(ValueError, match="truth value|ambiguous"):
        bool(x)


def test_host_and_device_do_not_mix():
    with pytest.raises(TypeError, match="host and device"):
        stubbed(np.ones(3)) + np.ones(3)


def test_a_mask_waits_and_an_index_from_the_host_is_uploaded():
    x = stubbed(np.arange(6.0))
    counts.reset()
    x[x > 2]
    assert counts.waits == 1  # for the number of elements
    x[x > 2] = 0.0
    assert counts.waits == 1
    x[np.array([0, 1])], x[[0, 1]]
    assert counts.uploads == 2
    np.nonzero(x)
    assert counts.waits == 2


@needs_cupy
@pytest.mark.parametrize(
    ("name", "dtype", "taken"),
    [("add", "float32", True), ("add", "float64", True), ("add", "int64", True)]
    + [("add", "bool", False), ("subtract", "float32", False), ("multiply", "float32", False)]
    + [("maximum", "float32", True), ("maximum", "float16", False), ("minimum", "int64", True)],
)
def test_which_ufuncs_have_at(name, dtype, taken):
    import cupy

    x, index = cupy_oracle.hollow(np.ones(4, dtype)), cupy_oracle.hollow(np.zeros(2, np.int64))
    values = cupy_oracle.hollow(np.ones(2, dtype))
    errors = (TypeError, NotImplementedError)
    reached = cupy.cuda.runtime.CUDARuntimeError  # accepted: only the driver is missing
    with pytest.raises(reached if taken else errors):
        getattr(cupy, name).at(x, index, values)


@needs_cupy
def test_linear_algebra_is_told_to_look_at_its_errors():
    """CuPy's default is 'ignore': a singular matrix would give numbers without a word."""
    import cupyx

    assert cupyx.geterr()["linalg"] == "ignore"
    with cupyx.errstate(linalg="raise"):
        assert cupyx.geterr()["linalg"] == "raise"


@needs_cupy
def test_what_is_known_of_bfloat16():
    """CuPy computes with it; NumPy does not count it among floating numbers."""
    import cupy

    bfloat16 = np.dtype(pytest.importorskip("ml_dtypes").bfloat16)
    assert "EE->E" in cupy.add.types and "E->E" in cupy.exp.types
    assert bfloat16.kind == "V" and not np.issubdtype(bfloat16, np.floating)
    assert (np.ones((2, 2), bfloat16) @ np.ones((2, 2), bfloat16)).dtype == np.float32


def test_bfloat16_can_be_named_and_not_computed_in():
    with pytest.warns(UserWarning, match="bfloat16 is no floating dtype to NumPy"):
        minidnn.autocast("cuda", dtype=minidnn.bfloat16)
    kinds = {"float32": minidnn.float32, "bfloat16": minidnn.bfloat16}
    assert repr(kinds["bfloat16"]) == "minidnn.bfloat16" and minidnn.float32 != minidnn.bfloat16
    for use in (
        lambda: minidnn.zeros(3, dtype=minidnn.bfloat16),
        lambda: minidnn.zeros(3).to(minidnn.bfloat16),
        lambda: minidnn.nn.Linear(2, 2, dtype=minidnn.bfloat16),
    ):
        # NumPy before 2.1 says in its own words that it is no data type
        said = "bfloat16 is no floating dtype of NumPy.*use float32|interpret 'minidnn.bfloat16'"
        with pytest.raises(TypeError, match=said):
            use()


@needs_cupy
def test_the_files_that_the_page_names_exist():
    import cupy

    folder = Path(cupy.__file__).parent
    table = PAGE.read_text(encoding="utf-8").partition("## Where CuPy is not NumPy")[2]
    names = {
        word.strip("`,")
        for line in table.partition("\n## ")[0].splitlines()
        for word in line.split()
        if word.strip("`,").endswith(".py") and "/" in word
    }
    assert len(names) > 5
    for name in names:
        assert (folder.parent / name).exists(), name
