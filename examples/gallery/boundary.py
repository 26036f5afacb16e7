"""A decision boundary while it is learnt, as a film."""

# %% [markdown]
# # A boundary while it is learnt
#
# Two spirals, and a network of two hidden layers that learns to tell them apart. `plot.Film` is a
# callback: it keeps a picture of the decision boundary after every few epochs.

# %%
import numpy as np

import minidnn
from minidnn import nn, optim, plot, training
from minidnn.utils.data import DataLoader, TensorDataset

minidnn.manual_seed(4)
rng = np.random.default_rng(4)
turn = np.sqrt(rng.uniform(0.05, 1, 300)) * 2.6 * np.pi
spiral = np.stack([turn * np.cos(turn), turn * np.sin(turn)], axis=1) / 8
y = np.arange(300) % 2
x = (np.where(y[:, None] == 0, spiral, -spiral) + rng.normal(0, 0.03, (300, 2))).astype("float32")

# %%
model = nn.Sequential(
    nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 2)
)
film = plot.Film(x, y, every=12)
history = training.fit(
    model,
    DataLoader(TensorDataset(x, y), 50, shuffle=True),
    criterion=nn.CrossEntropyLoss(),
    optimizer=optim.Adam(model.parameters(), 0.01),
    epochs=240,
    callbacks=[film],
    progress=False,
)
film

# %% [markdown]
# The last picture, in full size, and the loss on the way:

# %%
plot.decision_boundary(model, x, y)

# %%
plot.curves(history)

# %% [markdown]
# `film.save("boundary.gif")` writes the film for a page or a slide; `.html` works too.
