"""stft and istft beside PyTorch's: values, gradients, defaults, refusals."""

import numpy as np
import pytest

import minidnn

torch = pytest.importorskip("torch")
X = np.random.default_rng(0).standard_normal((2, 40))
WINDOW = np.hanning(10)[1:-1]
OPTIONS = [
    {"n_fft": 8},
    {"n_fft": 8, "hop_length": 3, "win_length": 8, "window": WINDOW},
    {"n_fft": 12, "hop_length": 4, "win_length": 8, "window": WINDOW, "normalized": True},
    {"n_fft": 8, "onesided": False, "window": WINDOW},
    {"n_fft": 8, "center": False, "hop_length": 2},
    {"n_fft": 8, "pad_mode": "constant"},
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("signal", [X, X[0]], ids=["batch", "one"])
def test_there_and_back(options, signal):
    found = []
    for lib in (minidnn, torch):
        given = dict(options)
        if "window" in given:
            given["window"] = lib.tensor(WINDOW, requires_grad=True)
        x = lib.tensor(signal, requires_grad=True)
        z = lib.stft(x, return_complex=True, **given)
        (lib.view_as_real(z) ** 3).sum().backward()
        back = {k: v for k, v in given.items() if k != "pad_mode"}
        y = lib.istft(z.detach(), length=38, **back)
        w = z.detach().clone().requires_grad_()
        (lib.istft(w, **back) ** 3).sum().backward()
        parts = [z, x.grad, y, w.grad]
        parts += [given["window"].grad] if "window" in given else []
        found.append([part.detach().numpy() for part in parts])
    for ours, theirs in zip(*found):
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-10)


@pytest.mark.filterwarnings("ignore")
def test_the_older_form():
    ours = minidnn.tensor(X).stft(8, return_complex=False)
    theirs = torch.tensor(X).stft(8, return_complex=False)
    assert ours.shape == tuple(theirs.shape)
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), atol=1e-12)


def test_refusals():
    x = minidnn.tensor(X)
    with pytest.raises(RuntimeError, match="give return_complex=True"):
        x.stft(8)
    with pytest.raises(RuntimeError, match="expected a window of 8 numbers; got .5,."):
        x.stft(8, window=minidnn.ones(5), return_complex=True)
    with pytest.raises(RuntimeError, match="n_fft 99 is longer than the signal"):
        x.stft(99, center=False, return_complex=True)
    with pytest.raises(RuntimeError, match="expected 5 frequencies; got 4"):
        minidnn.istft(minidnn.ones(4, 3, dtype=minidnn.complex64), 8)
    z = x.stft(8, 8, return_complex=True)
    with pytest.raises(RuntimeError, match="the windows leave a gap"):
        minidnn.istft(z, 8, 8, window=minidnn.tensor([0.0, 0, 0, 0, 0, 0, 0, 1]))
