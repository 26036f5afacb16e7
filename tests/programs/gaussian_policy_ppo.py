"""The clipped objective of PPO for a Normal policy with a learned spread."""

import numpy as np
import torch
import torch.nn as nn
from same import fill
from torch.distributions import Independent, Normal, kl_divergence

rng = np.random.default_rng(26)
obs = torch.tensor(rng.normal(size=(24, 3)), dtype=torch.float32)
acts = torch.tensor(rng.normal(size=(24, 2)), dtype=torch.float32)
adv = torch.tensor(rng.normal(size=24), dtype=torch.float32)


class Actor(nn.Module):
    def __init__(self):
        super().__init__()
        self.mu_net = nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 2))
        self.log_std = nn.Parameter(-0.5 * torch.ones(2))

    def distribution(self, obs):
        return Normal(self.mu_net(obs), torch.exp(self.log_std))


actor = fill(Actor())
optimizer = torch.optim.Adam(actor.parameters(), lr=0.02)
with torch.no_grad():
    old = actor.distribution(obs)
    logp_old = old.log_prob(acts).sum(axis=-1)
for i in range(6):
    pi = actor.distribution(obs)
    logp = pi.log_prob(acts).sum(axis=-1)
    ratio = torch.exp(logp - logp_old)
    clip_adv = torch.clamp(ratio, 0.8, 1.2) * adv
    loss = -(torch.min(ratio * adv, clip_adv)).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    kl = kl_divergence(old, pi).sum(-1).mean().item()
    clipped = ratio.gt(1.2) | ratio.lt(0.8)
    print(f"{i} loss {loss.item():.4f} kl {kl:.4f} clipped {clipped.float().mean().item():.3f}")
joint = Independent(pi, 1)
print(joint.log_prob(acts).shape, joint.event_shape, pi.mean.shape)
