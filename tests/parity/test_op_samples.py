"""PyTorch's own sample inputs: what agreed once agrees today (values, dtypes, gradients)."""

import pytest

torch = pytest.importorskip("torch")
op_db = pytest.importorskip("torch.testing._internal.common_methods_invocations").op_db

from tests.parity import op_samples  # noqa: E402 - needs PyTorch

KNOWN = op_samples.KNOWN
PRESENT = [info for info in op_db if op_samples.ours(info) is not None]
NAMES = [f"{info.name}-{info.variant_test_name}" for info in PRESENT]


@pytest.mark.parametrize("info", PRESENT, ids=NAMES)
def test_float64(info):
    agree(info, torch.float64, 4)


@pytest.mark.parametrize("info", PRESENT, ids=NAMES)
def test_float32(info):
    agree(info, torch.float32, 2)


def agree(info, dtype, limit):
    outcome = op_samples.run(info, dtype, limit)
    if outcome is None or outcome[1] == 0:
        pytest.skip(f"{info.name} has no samples of {dtype} that fit here")
    passed, total, troubles = outcome
    known = KNOWN | op_samples.SINGLE if dtype == torch.float32 else KNOWN
    if (info.name, info.variant_test_name) in known:
        assert passed < total or limit < 4, f"{info.name} agrees now: take it out of KNOWN"
        pytest.xfail(known[info.name, info.variant_test_name])
    assert passed == total, "\n".join(troubles)
