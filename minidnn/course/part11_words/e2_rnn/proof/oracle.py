"""The recurrent network against PyTorch's nn.RNN."""

from minidnn.grading.proof import close

from ..reference import rnn, rnn_backward


def make(torch, rng):
    """Outputs and gradients of nn.RNN; its matrices are transposed ours."""
    layer = torch.nn.RNN(4, 3, batch_first=True, dtype=torch.float64)
    x, h0, dl_dhs = rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 3)), rng.normal(size=(2, 5, 3))
    given = [torch.tensor(x, requires_grad=True), torch.tensor(h0[None], requires_grad=True)]
    hs, _ = layer(*given)
    hs.backward(torch.tensor(dl_dhs))
    wx, wh = layer.weight_ih_l0, layer.weight_hh_l0
    found = {"x": x, "h0": h0, "dl_dhs": dl_dhs, "hs": hs.detach().numpy()}
    found |= {"wx": wx.detach().numpy().T, "wh": wh.detach().numpy().T}
    found |= {"b": (layer.bias_ih_l0 + layer.bias_hh_l0).detach().numpy()}
    slopes = (given[0].grad, given[1].grad[0], wx.grad.T, wh.grad.T, layer.bias_ih_l0.grad)
    return found | {f"g{i}": slope.numpy() for i, slope in enumerate(slopes)}


def check(goldens):
    x, h0, wx, wh, b = (goldens[name] for name in ("x", "h0", "wx", "wh", "b"))
    hs = rnn(x, h0, wx, wh, b)
    close(hs, goldens["hs"], 1e-9)
    for i, got in enumerate(rnn_backward(x, h0, wx, wh, hs, goldens["dl_dhs"])):
        close(got, goldens[f"g{i}"], 1e-8)
