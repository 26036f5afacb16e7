"""Every loss against PyTorch: values and gradients, over its argument variants."""

import numpy as np
import pytest

import minidnn
from minidnn import nn

torch = pytest.importorskip("torch")

from .parity import close, same_module  # noqa: E402

rng = np.random.default_rng(5)
REDUCTIONS = ["mean", "sum", "none"]
DTYPES = [np.float64, np.float32]


def both(name, dtype, **options):
    """Our loss and PyTorch's; arrays among the options become tensors."""
    made = []
    for package, tensor in ((nn, minidnn.tensor), (torch.nn, torch.tensor)):
        given = {
            key: tensor(value.astype(dtype)) if isinstance(value, np.ndarray) else value
            for key, value in options.items()
        }
        made.append(getattr(package, name)(**given))
    return made


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("shape", [(6,), (4, 1), (2, 3, 4)])
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("MSELoss", {}),
        ("L1Loss", {}),
        ("SmoothL1Loss", {}),
        ("SmoothL1Loss", {"beta": 0.4}),
        ("SmoothL1Loss", {"beta": 0.0}),
        ("HuberLoss", {}),
        ("HuberLoss", {"delta": 0.4}),
    ],
)
def test_regression(name, options, shape, reduction, dtype):
    ours, theirs = both(name, dtype, reduction=reduction, **options)
    x, target = rng.standard_normal((2, *shape))
    same_module(ours, theirs, x, target, dtype=dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("weight", [None, rng.uniform(0.5, 2, 3), rng.uniform(0.5, 2, (4, 3))])
def test_binary(weight, reduction, dtype):
    p, target = rng.uniform(0.05, 0.95, (2, 4, 3))
    options = {"reduction": reduction, "weight": weight}
    same_module(*both("BCELoss", dtype, **options), p, target, dtype=dtype)
    logits = 20 * rng.standard_normal((4, 3))
    for pos_weight in (None, rng.uniform(0.5, 3, 3)):
        pair = both("BCEWithLogitsLoss", dtype, pos_weight=pos_weight, **options)
        same_module(*pair, logits, target, dtype=dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("ignore_index", [-100, 1])
@pytest.mark.parametrize("shape", [(5, 4), (4,), (2, 4, 3, 3), (2, 4, 3)])
def test_classes(shape, ignore_index, weighted, reduction, dtype):
    axis = 1 if len(shape) > 1 else 0
    labels = np.asarray(rng.choice([0, 2, 3], shape[:axis] + shape[axis + 1 :]))
    if labels.size > 1:
        labels.flat[0] = ignore_index
    options = {"reduction": reduction, "weight": rng.uniform(0.5, 2, 4) if weighted else None}
    x = 3 * rng.standard_normal(shape)
    pair = both("NLLLoss", dtype, ignore_index=ignore_index, **options)
    same_module(*pair, x, labels, dtype=dtype)
    for smoothing in (0.0, 0.1):
        pair = both(
            "CrossEntropyLoss",
            dtype,
            label_smoothing=smoothing,
            ignore_index=ignore_index,
            **options,
        )
        same_module(*pair, x, labels, dtype=dtype)
        if ignore_index < 0:
            target = rng.dirichlet(np.ones(4), labels.shape)
            target = np.ascontiguousarray(np.moveaxis(target, -1, axis))
            pair = both("CrossEntropyLoss", dtype, label_smoothing=smoothing, **options)
            same_module(*pair, x, target, dtype=dtype)


def test_functions_take_plain_arrays_and_other_number_types():
    x, target = rng.standard_normal((2, 4)).astype(np.float32)
    plain = nn.functional.mse_loss(x, target)
    assert isinstance(plain, np.floating)
    wanted = torch.nn.functional.mse_loss(torch.tensor(x), torch.tensor(target))
    close(plain, wanted, np.float32, "mse of arrays")
    loss = nn.functional.binary_cross_entropy(minidnn.tensor([0.5, 0.5]), minidnn.tensor([0, 1]))
    assert loss.dtype == np.float32 and abs(loss.item() - np.log(2)) < 1e-6
