"""Denoising diffusion of points on a ring: the schedule, q(x_t | x_0), and the way back."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

rng = np.random.default_rng(46)
T = 20
betas = torch.linspace(1e-3, 0.2, T)
alphas = 1.0 - betas
alphas_cumprod = torch.cumprod(alphas, dim=0)
alphas_prev = F.pad(alphas_cumprod[:-1], (1, 0), value=1.0)
sqrt_ac, sqrt_om = torch.sqrt(alphas_cumprod), torch.sqrt(1.0 - alphas_cumprod)
posterior_variance = betas * (1.0 - alphas_prev) / (1.0 - alphas_cumprod)


def noise(*shape):
    return torch.from_numpy(rng.normal(size=shape)).float()


def extract(a, t, x_shape):
    out = a.gather(-1, t)
    return out.reshape(t.shape[0], *((1,) * (len(x_shape) - 1)))


class Denoiser(nn.Module):
    def __init__(self, dim=16):
        super().__init__()
        self.embed = nn.Embedding(T, dim)
        self.net = nn.Sequential(nn.Linear(2 + dim, 32), nn.SiLU(), nn.Linear(32, 2))

    def forward(self, x, t):
        return self.net(torch.cat([x, self.embed(t)], dim=-1))


angle = torch.from_numpy(rng.uniform(0, 2 * np.pi, 64)).float()
x_start = torch.stack((angle.cos(), angle.sin()), dim=1)
model = fill(Denoiser())
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for step in range(8):
    t = torch.from_numpy(rng.integers(0, T, 64)).long()
    eps = noise(64, 2)
    x_noisy = extract(sqrt_ac, t, x_start.shape) * x_start
    x_noisy = x_noisy + extract(sqrt_om, t, x_start.shape) * eps
    loss = F.huber_loss(model(x_noisy, t), eps)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(f"{loss.item():.4f}")


@torch.inference_mode()
def p_sample_loop(n):
    x = noise(n, 2)
    for i in reversed(range(T)):
        t = torch.full((n,), i, dtype=torch.long)
        coef = extract(betas, t, x.shape) / extract(sqrt_om, t, x.shape)
        mean = (x - coef * model(x, t)) / extract(torch.sqrt(alphas), t, x.shape)
        x = mean if i == 0 else mean + torch.sqrt(posterior_variance[i]) * noise(n, 2)
    return x


samples = p_sample_loop(5).clone()
print(samples)
