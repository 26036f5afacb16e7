"""A name or an argument that does not exist helps on."""

import subprocess
import sys

import pytest

import minidnn
from minidnn import nn, optim, training
from minidnn.missing import theirs

CASES = [
    (lambda: nn.LSTMM, r"minidnn.nn has no LSTMM; did you mean LSTM\?"),
    (lambda: nn.functional.crossentropy, r"did you mean cross_entropy\?"),
    (lambda: nn.init.xavier_unifrom_, r"did you mean xavier_uniform_\?"),
    (lambda: minidnn.zeroes, r"minidnn has no zeroes; did you mean zeros\?"),
    (lambda: minidnn.ones(1).masked_fil, r"Tensor has no masked_fil; did you mean masked_fill\?"),
    (lambda: minidnn.sparse_coo_tensor, "torch has it, minidnn has not .see docs/coverage.md"),
    (lambda: minidnn.ones(1).to_mkldnn, "torch.Tensor has it, minidnn has not"),
    (lambda: optim.Adamm, r"did you mean Adam\?"),
    (lambda: optim.lr_scheduler.StepLr, r"did you mean StepLR\?"),
    (lambda: minidnn.metrics.acuracy, r"did you mean accuracy\?"),
    (lambda: training.EarlyStoping, r"did you mean EarlyStopping\?"),
    (lambda: minidnn.plot.curve, r"did you mean curves\?"),
    (lambda: minidnn.datasets.MNISTT, r"did you mean MNIST\?"),
    (lambda: minidnn.qwertzuiop, "minidnn has no qwertzuiop$"),
]


@pytest.mark.parametrize("use, said", CASES, ids=[said[:30] for _, said in CASES])
def test_a_missing_name_helps(use, said):
    with pytest.raises(AttributeError, match=said):
        use()


def test_a_missing_argument_helps():
    parameters = [nn.Parameter(minidnn.ones(2))]
    with pytest.raises(TypeError, match="Adam: there is no argument 'learning_rate'; did you mean"):
        optim.Adam(parameters, learning_rate=1e-3)
    with pytest.raises(TypeError, match=r"did you mean momentum\? It takes params, lr, momentum"):
        optim.SGD(parameters, lr=0.1, momentun=0.9)


def test_an_error_inside_a_constructor_of_ones_own_stays():
    class Mine(optim.Optimizer):
        def __init__(self, params):
            super().__init__(params, {}, wrong=3)

    with pytest.raises(TypeError, match="unexpected keyword argument 'wrong'"):
        Mine([nn.Parameter(minidnn.ones(2))])


def test_the_names_are_pytorchs():
    torch = pytest.importorskip("torch")
    assert theirs()["torch.nn"] <= set(dir(torch.nn))
    assert {"LSTM", "Linear"} <= theirs()["torch.nn"]


def test_names_are_read_only_when_one_is_missing():
    code = "import minidnn; hasattr(minidnn, \"x\"); print(minidnn.missing.theirs.cache_info())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "misses=0" in done.stdout
