"""The cell against PyTorch's nn.LSTMCell."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import lstm_cell, lstm_cell_backward


def make(torch, rng):
    """Outputs and gradients of nn.LSTMCell; its matrices are transposed ours, in the same order."""
    layer = torch.nn.LSTMCell(4, 3, dtype=torch.float64)
    x, (h, c, dl_dh, dl_dc) = rng.normal(size=(5, 4)), rng.normal(size=(4, 5, 3))
    given = [torch.tensor(a, requires_grad=True) for a in (x, h, c)]
    h_new, c_new = layer(given[0], (given[1], given[2]))
    torch.autograd.backward([h_new, c_new], [torch.tensor(dl_dh), torch.tensor(dl_dc)])
    w = torch.cat([layer.weight_ih, layer.weight_hh], dim=1)
    dw = torch.cat([layer.weight_ih.grad, layer.weight_hh.grad], dim=1)
    found = {"x": x, "h": h, "c": c, "dl_dh": dl_dh, "dl_dc": dl_dc, "w": w.detach().numpy().T}
    found |= {"b": (layer.bias_ih + layer.bias_hh).detach().numpy()}
    found |= {"h_new": h_new.detach().numpy(), "c_new": c_new.detach().numpy()}
    slopes = [*(t.grad for t in given), dw.T, layer.bias_ih.grad]
    return found | {f"g{i}": slope.numpy() for i, slope in enumerate(slopes)}


def check(goldens):
    x, h, c, w, b = (goldens[name] for name in ("x", "h", "c", "w", "b"))
    h_new, c_new, gates = lstm_cell(x, h, c, w, b)
    close(h_new, goldens["h_new"], 1e-9)
    close(c_new, goldens["c_new"], 1e-9)
    assert np.all(gates.shape == (5, 12))
    got = lstm_cell_backward(x, h, c, w, gates, c_new, goldens["dl_dh"], goldens["dl_dc"])
    for i, value in enumerate(got):
        close(value, goldens[f"g{i}"], 1e-8)
