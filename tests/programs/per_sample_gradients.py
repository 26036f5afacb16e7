"""torch.func: gradients of every sample, clipped; an ensemble in one call; a Hessian."""

import numpy as np
import torch
from same import fill
from torch import nn
from torch.func import functional_call, grad, hessian, jacrev, stack_module_state, vmap

rng = np.random.default_rng(72)
data = torch.tensor(rng.normal(size=(6, 4)), dtype=torch.float32)
targets = torch.tensor(rng.integers(0, 3, 6))
model = fill(nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3)))
params = {k: v.detach() for k, v in model.named_parameters()}
buffers = {k: v.detach() for k, v in model.named_buffers()}


def compute_loss(params, buffers, sample, target):
    predictions = functional_call(model, (params, buffers), (sample.unsqueeze(0),))
    return nn.functional.cross_entropy(predictions, target.unsqueeze(0))


per_sample = vmap(grad(compute_loss), in_dims=(None, None, 0, 0))
for step in range(3):
    grads = per_sample(params, buffers, data, targets)
    norms = torch.stack([g.flatten(1).norm(dim=1) for g in grads.values()]).norm(dim=0)
    factor = (0.5 / (norms + 1e-6)).clamp(max=1.0)
    for name, g in grads.items():
        clipped = (g * factor.view(-1, *[1] * (g.dim() - 1))).mean(0)
        params[name] = params[name] - 0.5 * clipped
    loss = vmap(compute_loss, in_dims=(None, None, 0, 0))(params, buffers, data, targets).mean()
    print(f"{step} {loss.item():.4f} {norms.max().item():.4f}")

jacobian = jacrev(lambda x: functional_call(model, params, (x,)))(data[0])
curvature = hessian(lambda x: functional_call(model, params, (x,)).logsumexp(0))(data[0])
models = [fill(nn.Linear(4, 2), seed) for seed in range(3)]
stacked, more = stack_module_state(models)
predictions = vmap(lambda p, b, x: functional_call(models[0], (p, b), (x,)), (0, 0, None))(
    stacked, more, data
)
print(tuple(jacobian.shape), tuple(curvature.shape), tuple(predictions.shape))
jacobian, curvature = jacobian.detach(), curvature.detach()
