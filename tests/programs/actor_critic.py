"""Actor and critic share a layer; advantage, entropy bonus, smooth_l1_loss for the value."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill
from torch.distributions import Categorical

rng = np.random.default_rng(25)
states = torch.tensor(rng.normal(size=(20, 4)), dtype=torch.float32)
actions = torch.tensor(rng.integers(0, 3, 20))
returns = torch.tensor(rng.normal(1, 1, 20), dtype=torch.float32)


class ActorCritic(nn.Module):
    def __init__(self):
        super().__init__()
        self.shared = nn.Linear(4, 16)
        self.action_head = nn.Linear(16, 3)
        self.value_head = nn.Linear(16, 1)

    def forward(self, x):
        x = F.silu(self.shared(x))
        return self.action_head(x), self.value_head(x)


model = fill(ActorCritic())
optimizer = torch.optim.Adam(model.parameters(), lr=3e-2)
for step in range(5):
    logits, values = model(states)
    dist = Categorical(logits=logits)
    advantage = returns - values.squeeze(-1).detach()
    actor = -(dist.log_prob(actions) * advantage).mean()
    critic = F.smooth_l1_loss(values.squeeze(-1), returns)
    entropy = dist.entropy().mean()
    loss = actor + 0.5 * critic - 0.01 * entropy
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f} entropy {entropy.item():.4f}")
print(dist.probs[0])
