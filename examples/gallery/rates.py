"""Which learning rate, and where does the time go?"""

# %% [markdown]
# # Which learning rate, and where does the time go?
#
# Two questions before a long training. `training.find_lr` tries rates from tiny to huge in one
# short run; `training.profile` times every op of a step, forward and backward.

# %%
import numpy as np

import minidnn
from minidnn import datasets, nn, optim, plot, training
from minidnn.utils.data import DataLoader, TensorDataset

minidnn.manual_seed(0)
table = datasets.load_digits()
x, y = (table.data.reshape(-1, 1, 8, 8) / 16).astype(np.float32), table.target
loader = DataLoader(TensorDataset(x[:1500], y[:1500]), 50, shuffle=True)
model = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
    nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
    nn.MaxPool2d(2), nn.Flatten(), nn.Linear(32 * 16, 10),
)
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), 0.1, momentum=0.9)

# %%
found = training.find_lr(model, loader, criterion=criterion, optimizer=optimizer)
print(found)
plot.find_lr(found)

# %% [markdown]
# ## Where a step spends its time
#
# The red marks are bare matrix products of the same sizes: what a convolution or a linear layer
# cannot do without.

# %%
images, labels = next(iter(loader))


def step():
    optimizer.zero_grad()
    criterion(model(images), labels).backward()
    optimizer.step()


profile = training.profile(step, model)
profile

# %%
plot.profile(profile)
