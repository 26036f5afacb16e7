"""PyTorch's own sample inputs of modules: outputs, gradients, state dict and repr are the same."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("torch.testing._internal.common_modules", exc_type=Exception)
sys.path.insert(0, str(Path(__file__).parent.parent.parent / "tools"))

import coverage_modules  # noqa: E402
from torch.testing._internal.common_modules import module_db  # noqa: E402

NAMES = sorted({info.module_cls.__name__ for info in module_db})
LONG = {"LinearCrossEntropyLoss"}  # 3,428 samples, 40 s: docs/coverage.md counts them
# what we refuse, each with a sentence: the mean over no value at all
REFUSED = {
    "CrossEntropyLoss": "labels equal ignore_index",
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [n for n in NAMES if n not in LONG])
def test_samples(name):
    ((passed, total, problems),) = coverage_modules.groups({name}, (np.float64,)).values()
    allowed = REFUSED.get(name)
    problems = [p for p in problems if allowed is None or allowed not in p]
    assert not problems, "\n".join(problems[:3])
    assert passed > 0
