"""Every op that there is: first and second derivatives, float32, the device; none is left out."""

import importlib
import pkgutil
import re
from pathlib import Path
from types import FunctionType

import numpy as np
import pytest

import minidnn
from minidnn import autograd, ops
from minidnn.tape import apply
from tests.ops.checker import check_op, is_float
from tests.ops.every import CASES

ROOT = Path(__file__).parents[2]
NAMED = [(name, i) for name, cases in CASES.items() for i in range(len(cases))]


@pytest.mark.parametrize(("name", "i"), NAMED)
def test_contract(name, i):
    case = CASES[name][i]
    check_op(case.composed(), *case.inputs, rtol=2e-5, waits=case.waits, **case.options)
    _, *rules = case.op(*case.inputs, **case.options) if case.refuses else [None]
    for i in case.refuses:
        with pytest.raises(NotImplementedError, match="the derivative for '.*' is not implemented"):
            rules[i](np.ones(1))


FLAT = ["ceil", "floor", "round", "sign", "trunc", "floor_divide", "one_hot"]


@pytest.mark.parametrize(("name", "i"), [n for n in NAMED if n[0].split(".")[1] not in FLAT])
def test_second_derivative(name, i):
    case = CASES[name][i]
    rules = case.composed()(*case.inputs, **case.options)[1:]
    wanted = [
        k for k, x in enumerate(case.inputs) if is_float(x) and k < len(rules) and rules[k]
    ]

    def function(*tensors):
        inputs = list(case.inputs)
        for k, x in zip(wanted, tensors):
            inputs[k] = x
        if case.before is not None:
            inputs = [apply(case.before, *inputs)]
        y = apply(case.op, *inputs, **case.options)
        if case.after is not None:
            y = apply(case.after, *(y if isinstance(y, tuple) else (y,)))
        return y

    tensors = [minidnn.tensor(case.inputs[k], requires_grad=True) for k in wanted]
    assert autograd.gradgradcheck(function, tensors)


# Functions of `ops` that are no ops: they serve those beside them
HELPERS = """
broadcast.shape_of broadcast.shapes_of broadcast.sum_to broadcast.add_at arithmetic.step
attention.attention_weights attention.attend attention.check cells.dense cells.parts cells.sigmoid
cells.check complex.sign conv.channel_sum conv.output_size conv.transposed_size conv.check
conv.resolve_padding conv.check_transpose conv.check_bias ctc.step ctc.with_blanks embedding.counts
fft.scale fft.fitted gelu.normal_cdf gelu.normal_tail index.setitem_rules index.along
layernorm.check linalg.h linalg.cofactors linalg.svd_rule linalg.tall linalg.exponential
linalg.eye_like linalg.diagonal_of linear.unused linear.parse losses.reduced losses.reduced_labels
losses.softmax_parts losses.shares losses.per_class losses.expanded losses.class_axis
losses.check_same_shape norm.batch_statistics norm.per_channel norm.check pad.each_axis
pad.reflected pad.replicated pad.circled pad.cut pad.give pad.sizes picking.windows
picking.product_at picking.products_before picking.extreme_at picking.least picking.most
pool.max_pool_places pool.adaptive_max_pool_places pool.fractional_places pool.areas_of pool.frame
pool.pixels_in_window pool.largest pool.weights pool.lowest pool.wanted pool.check
recurrent.one_by_one recurrent.swapped recurrent.parts_of recurrent.places recurrent.once
recurrent.check reduce.axes_of reduce.kept_shape reduce.drop reduce.count reduce.ratio
reduce.divided reduce.shared_extreme resample.along resample.weights resample.smoothed
resample.triangle resample.cubic special.stirling special.hurwitz special.incomplete
special.refused special.bessel special.over special.wide special.like special.chebyshev
windows.pair windows.several windows.output_length windows.pad windows.unpad windows.taps
windows.columns_of windows.image_of
"""
ELSEWHERE = {"pointwise.cast": "tests/ops/test_basic.py"}  # it changes the type on purpose


def functions():
    """The name of every public function of a room of ops: room.function."""
    for found in pkgutil.iter_modules(ops.__path__):
        if not found.ispkg:
            room = importlib.import_module(f"minidnn.ops.{found.name}")
            for name, value in vars(room).items():
                own = isinstance(value, FunctionType) and value.__module__ == room.__name__
                if own and (value.__name__ == name or name in FLAT):
                    yield f"{found.name}.{name}"


def test_no_op_is_left_out():
    known = {*CASES, *HELPERS.split(), *ELSEWHERE}
    assert set(functions()) == known
    for name, file in ELSEWHERE.items():
        assert "ops." + name.partition(".")[2] in (ROOT / file).read_text(encoding="utf-8")


def test_what_tensors_are_given_to_is_an_op():
    """No helper is called through `apply`, which only ops are."""
    helpers = {name.partition(".")[2] for name in HELPERS.split()}
    helpers -= {name.partition(".")[2] for name in CASES}
    # whole numbers come out of these, which have no rules
    helpers -= {"max_pool_places", "adaptive_max_pool_places", "fractional_places"}
    for path in sorted((ROOT / "minidnn").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for called in re.findall(r"\b(?:apply|view|solved|of_one|of_two)\((?:\w+\.)?(\w+)", text):
            assert called not in helpers, f"{path}: {called}"
