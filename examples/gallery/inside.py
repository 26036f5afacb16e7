"""Inside a network: what is recorded, how gradients flow, which units are dead."""

# %% [markdown]
# # Inside a network
#
# What does the tape remember? How large are the gradients on their way back? Which units are dead?
# Four pictures of a deep network that learns badly, and of one that learns well.

# %%
import numpy as np

import minidnn
from minidnn import datasets, nn, optim, plot, training
from minidnn.utils.data import DataLoader, TensorDataset

table = datasets.load_digits()
x = (table.data.reshape(-1, 64) / 16).astype(np.float32)
y = table.target
loader = DataLoader(TensorDataset(x[:1500], y[:1500]), 50, shuffle=True)


def network(bend, depth=6):
    minidnn.manual_seed(0)
    layers = [nn.Linear(64, 32), bend()]
    for _ in range(depth):
        layers += [nn.Linear(32, 32), bend()]
    return nn.Sequential(*layers, nn.Linear(32, 10))


# %% [markdown]
# ## What is recorded
#
# `plot.graph` draws every op behind a result, with the norm of the gradient at every place. Here is
# a network with one hidden layer.

# %%
small = nn.Sequential(nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 10))
loss = nn.CrossEntropyLoss()(small(minidnn.tensor(x[:50])), minidnn.tensor(y[:50]))
plot.graph(loss, small)

# %% [markdown]
# ## Gradients that vanish
#
# The slope of a sigmoid is at most 1/4. After seven of them little is left of the gradient: the
# first layers do not learn. With ReLU they do.

# %%
def gradients(bend):
    model = network(bend)
    scores = model(minidnn.tensor(x[:200]))
    nn.CrossEntropyLoss()(scores, minidnn.tensor(y[:200])).backward()
    return plot.gradient_flow(model)


gradients(nn.Sigmoid)

# %%
gradients(nn.ReLU)

# %% [markdown]
# ## Units that are dead
#
# A ReLU that is 0 for every sample has a gradient of 0: it stays dead. With a learning rate that is
# too large, many units die in the first steps. The callback `ActivationLog` watches them.

# %%
def watched(lr):
    model, log = network(nn.ReLU, depth=3), training.ActivationLog(minidnn.tensor(x[1500:]))
    training.fit(
        model, loader, criterion=nn.CrossEntropyLoss(), epochs=8, progress=False, callbacks=[log],
        optimizer=optim.SGD(model.parameters(), lr, momentum=0.9),
    )
    return log


plot.activations(watched(0.4))

# %%
plot.activations(watched(0.02))
