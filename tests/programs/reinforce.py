"""Policy gradient with torch.distributions.Categorical: log_prob, discounted rewards."""

import numpy as np
import torch
import torch.nn as nn
from same import fill
from torch.distributions import Categorical

rng = np.random.default_rng(24)


class Policy(nn.Module):
    def __init__(self):
        super(Policy, self).__init__()
        self.affine1 = nn.Linear(3, 12)
        self.affine2 = nn.Linear(12, 2)
        self.saved_log_probs, self.rewards = [], []

    def forward(self, x):
        x = torch.relu(self.affine1(x))
        return torch.softmax(self.affine2(x), dim=1)


policy = fill(Policy())
optimizer = torch.optim.Adam(policy.parameters(), lr=1e-2)
eps = np.finfo(np.float32).eps.item()
entropies = []
for episode in range(4):
    for _ in range(6):
        state = torch.from_numpy(rng.normal(size=3)).float().unsqueeze(0)
        m = Categorical(policy(state))
        action = torch.tensor([int(rng.integers(2))])  # m.sample() draws from the library
        assert m.sample().shape == action.shape
        policy.saved_log_probs.append(m.log_prob(action))
        policy.rewards.append(float(action.item() == int(state[0, 0] > 0)))
        entropies.append(m.entropy().item())
    R, policy_loss, returns = 0, [], []
    for r in policy.rewards[::-1]:
        R = r + 0.99 * R
        returns.insert(0, R)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + eps)
    for log_prob, R in zip(policy.saved_log_probs, returns):
        policy_loss.append(-log_prob * R)
    optimizer.zero_grad()
    policy_loss = torch.cat(policy_loss).sum()
    policy_loss.backward()
    optimizer.step()
    print(f"episode {episode} loss {policy_loss.item():.4f}")
    del policy.rewards[:]
    del policy.saved_log_probs[:]
