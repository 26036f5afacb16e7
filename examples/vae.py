"""A variational autoencoder draws digits: it learns a plane in which every point is a digit."""

# %% [markdown]
# # A plane of digits
#
# An autoencoder squeezes every digit into a few numbers and draws it again from them. A
# **variational** one makes these numbers uncertain: a mean and a spread, from which it draws. So
# neighbouring points must mean similar digits, and every point of the plane becomes a drawing.
#
# Source: Kingma and Welling, Auto-encoding variational Bayes (2013).

# %%
import os

import numpy as np

import minidnn
from minidnn import datasets, nn, optim, plot
from minidnn.nn import functional as F

EPOCHS = int(os.environ.get("EPOCHS", "60"))
minidnn.manual_seed(0)
table = datasets.load_digits()
images = (table.images[:, None] / 16).astype(np.float32)  # (1797, 1, 8, 8)
labels = table.target


# %%
class VAE(nn.Module):
    """(N,1,8,8) -> scores of the pixels (N,1,8,8), and mean and log-variance (N,2)."""

    def __init__(self):
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Flatten(),
        )
        self.mean, self.log_var = nn.Linear(128, 2), nn.Linear(128, 2)
        self.decoder = nn.Sequential(
            nn.Linear(2, 128),
            nn.ReLU(),
            nn.Unflatten(1, (32, 2, 2)),
            nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
        )

    def forward(self, x):
        seen = self.encoder(x)
        mean, log_var = self.mean(seen), self.log_var(seen)
        point = mean + (log_var / 2).exp() * minidnn.randn_like(mean)
        return self.decoder(point), mean, log_var


def loss_of(scores, x, mean, log_var):
    """How wrong the drawing is, and how far the points are from a normal distribution."""
    wrong = F.binary_cross_entropy_with_logits(scores, x, reduction="sum")
    far = -0.5 * (1 + log_var - mean**2 - log_var.exp()).sum()
    return (wrong + far) / len(x)


model = VAE()
optimizer = optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(1, EPOCHS + 1):
    losses = []
    for rows in np.array_split(np.random.default_rng(epoch).permutation(len(images)), 28):
        x = minidnn.tensor(images[rows])
        scores, mean, log_var = model(x)
        loss = loss_of(scores, x, mean, log_var)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    if epoch % max(1, EPOCHS // 5) == 0:
        print(f"epoch {epoch}  loss {np.mean(losses):.2f}")

# %% [markdown]
# ## The plane
#
# Every point of a grid, drawn.

# %%
side = np.linspace(-2, 2, 12, dtype=np.float32)
points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
with minidnn.no_grad():
    drawn = model.decoder(minidnn.tensor(points)).sigmoid().numpy()
plot.images(drawn, columns=12)

# %% [markdown]
# Where the digits lie: each kind has its place, though nobody told it the kinds.

# %%
with minidnn.no_grad():
    places = model.mean(model.encoder(minidnn.tensor(images))).numpy()
figure, axes = plot.new_figure(5.5, 5)
axes[0, 0].scatter(places[:, 0], places[:, 1], c=labels, cmap="tab10", s=8)
for digit in range(10):
    axes[0, 0].annotate(str(digit), places[labels == digit].mean(axis=0), fontsize=14)
plot.tidy(axes[0, 0], "where each digit lies", "first number", "second number")
figure
