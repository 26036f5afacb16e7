"""The little network against PyTorch's nn.LSTM and cross entropy, and central differences."""

import numpy as np

from minidnn.grading.proof import close, slope

from ..exercise import first_parameters, rectangle
from ..reference import invent, names_gradients, read_names


def make(torch, rng):
    """Loss and gradients with nn.Embedding, nn.LSTM and cross_entropy(ignore_index=-1)."""
    params = first_parameters(rng, 6, 3, 4)
    tokens, targets = rectangle([[1, 5, 2], [3], [5, 5]])
    own = {k: torch.tensor(p, requires_grad=True) for k, p in params.items()}
    layer = torch.nn.LSTM(3, 4, batch_first=True, dtype=torch.float64)
    weights = {
        "weight_ih_l0": own["w"][:3].T,
        "weight_hh_l0": own["w"][3:].T,
        "bias_ih_l0": own["b"],
        "bias_hh_l0": torch.zeros(16, dtype=torch.float64),
    }
    x = own["table"][torch.tensor(tokens)]
    hs, _ = torch.func.functional_call(layer, weights, (x,))
    scores = hs @ own["out"] + own["out_b"]
    loss = torch.nn.functional.cross_entropy(
        scores.reshape(-1, 6), torch.tensor(targets).reshape(-1), ignore_index=-1
    )
    loss.backward()
    found = {"tokens": tokens, "targets": targets, "loss": np.array(loss.item())}
    found |= {"hs": hs.detach().numpy()} | {f"p_{k}": p for k, p in params.items()}
    return found | {f"g_{k}": p.grad.numpy() for k, p in own.items()}


def check(goldens):
    params = {name[2:]: p for name, p in goldens.items() if name.startswith("p_")}
    tokens, targets = goldens["tokens"], goldens["targets"]
    close(read_names(params, tokens)[0], goldens["hs"], 1e-9)
    loss, grads = names_gradients(params, tokens, targets, 1e9)
    close(loss, float(goldens["loss"]), 1e-9)
    for name in params:
        close(grads[name], goldens[f"g_{name}"], 1e-8, 1e-12)

        def of_one(value, name=name):
            return names_gradients({**params, name: value}, tokens, targets, 1e9)[0]

        close(grads[name], slope(of_one, params[name]), 1e-5, 1e-7)
    clipped = names_gradients(params, tokens, targets, 0.01)[1]
    close(np.sqrt(sum(np.sum(g**2) for g in clipped.values())), 0.01, 1e-9)
    # at temperature 0 every sign is the most probable one after those before it
    name = invent(params, 0.0, None, 5, np.random.default_rng(1))
    hs, _ = read_names(params, np.array([[0, *name]]))
    best = np.argmax(hs[0] @ params["out"] + params["out_b"], axis=1)
    close(np.array([*name, 0])[: len(best)][:5], best[:5], 0)
