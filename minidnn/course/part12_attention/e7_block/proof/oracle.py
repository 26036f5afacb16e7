"""A block against PyTorch's layers, put together in the same way."""

from minidnn.grading.proof import close

from ..exercise import parameters
from ..reference import block, block_backward


def make(torch, rng):
    """Outputs and all gradients, by PyTorch's own functions."""
    functional = torch.nn.functional
    x, dl_dy = rng.normal(size=(2, 2, 5, 6))
    p = parameters(rng, 6)
    t = {name: torch.tensor(value, requires_grad=True) for name, value in p.items()}
    given = torch.tensor(x, requires_grad=True)

    def heads(v):
        return v.reshape(2, 5, 3, 2).transpose(1, 2)

    normal = functional.layer_norm(given, (6,), t["gamma1"], t["beta1"])
    q, k, v = (heads(normal @ t[name]) for name in "qkv")
    asked = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    a = given + asked.transpose(1, 2).reshape(2, 5, 6) @ t["o"]
    wide = functional.layer_norm(a, (6,), t["gamma2"], t["beta2"]) @ t["up"]
    y = a + functional.gelu(wide, approximate="tanh") @ t["down"]
    y.backward(torch.tensor(dl_dy))
    found = {"x": x, "dl_dy": dl_dy, "y": y.detach().numpy(), "dx": given.grad.numpy()}
    found |= {f"p_{name}": value for name, value in p.items()}
    return found | {f"g_{name}": value.grad.numpy() for name, value in t.items()}


def check(goldens):
    p = {name[2:]: value for name, value in goldens.items() if name.startswith("p_")}
    close(block(goldens["x"], p, 3), goldens["y"], 1e-9)
    dx, grads = block_backward(goldens["x"], p, 3, goldens["dl_dy"])
    close(dx, goldens["dx"], 1e-8)
    for name in p:
        close(grads[name], goldens[f"g_{name}"], 1e-8)
