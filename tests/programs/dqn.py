"""Deep Q-learning on a corridor: replay memory, target network, smooth L1, epsilon from NumPy."""

import random
from collections import deque, namedtuple

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from same import fill

random.seed(23)
Transition = namedtuple("Transition", ("state", "action", "next_state", "reward"))


class ReplayMemory:
    def __init__(self, capacity):
        self.memory = deque([], maxlen=capacity)

    def push(self, *args):
        self.memory.append(Transition(*args))

    def sample(self, batch_size):
        return random.sample(self.memory, batch_size)

    def __len__(self):
        return len(self.memory)


def encode(place):
    return torch.tensor([[place / 5.0, 1.0]], dtype=torch.float32)


def dqn():
    return nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))


BATCH_SIZE, GAMMA, TAU = 16, 0.9, 0.1
policy_net, target_net = fill(dqn()), dqn()
target_net.load_state_dict(policy_net.state_dict())
optimizer = optim.AdamW(policy_net.parameters(), lr=1e-2, amsgrad=True)
memory = ReplayMemory(200)


def optimize_model():
    if len(memory) < BATCH_SIZE:
        return None
    batch = Transition(*zip(*memory.sample(BATCH_SIZE)))
    non_final_mask = torch.tensor([s is not None for s in batch.next_state], dtype=torch.bool)
    state_batch, action_batch = torch.cat(batch.state), torch.cat(batch.action)
    reward_batch = torch.cat(batch.reward)
    state_action_values = policy_net(state_batch).gather(1, action_batch)
    next_state_values = torch.zeros(BATCH_SIZE)
    if non_final_mask.any():
        following = torch.cat([s for s in batch.next_state if s is not None])
        with torch.no_grad():
            next_state_values[non_final_mask] = target_net(following).max(1).values
    expected = (next_state_values * GAMMA) + reward_batch
    loss = nn.SmoothL1Loss()(state_action_values, expected.unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(policy_net.parameters(), 100)
    optimizer.step()
    return loss


lengths = []
for episode in range(5):
    place = 2
    for t in range(12):
        action = torch.tensor([[random.randrange(2)]])
        place += 1 if action.item() == 1 else -1
        done = place in (0, 5)
        reward = torch.tensor([1.0 if place == 5 else 0.0])
        state = encode(place - (1 if action.item() == 1 else -1))
        memory.push(state, action, None if done else encode(place), reward)
        loss = optimize_model()
        target = target_net.state_dict()
        policy = policy_net.state_dict()
        for key in policy:
            target[key] = policy[key] * TAU + target[key] * (1 - TAU)
        target_net.load_state_dict(target)
        if done:
            break
    lengths.append(t + 1)
q_values = torch.cat([policy_net(encode(p)) for p in range(1, 5)]).detach()
print(lengths, f"{loss.item():.5f}")
print(np.round(q_values.numpy(), 3))
