"""The loss landscape of a deep network, with and without short cuts."""

# %% [markdown]
# # Loss landscapes
#
# A network has thousands of weights; its loss is a surface over all of them. `plot.loss_landscape`
# cuts a plane through it, along two random directions. Short cuts around layers make the surface
# smoother: compare the two pictures.

# %%
import numpy as np

import minidnn
from minidnn import datasets, nn, optim, plot, training
from minidnn.utils.data import DataLoader, TensorDataset

table = datasets.load_digits()
x = (table.data.reshape(-1, 64) / 16).astype(np.float32)
y = table.target
loader = DataLoader(TensorDataset(x[:1500], y[:1500]), 50, shuffle=True)


class Deep(nn.Module):
    """Twelve hidden layers; with a short cut around each, or without."""

    def __init__(self, short_cuts):
        super().__init__()
        self.first, self.last = nn.Linear(64, 24), nn.Linear(24, 10)
        self.hidden = nn.ModuleList([nn.Linear(24, 24) for _ in range(12)])
        self.short_cuts = short_cuts

    def forward(self, x):
        x = self.first(x)
        for layer in self.hidden:
            x = layer(x).relu() + x if self.short_cuts else layer(x).relu()
        return self.last(x)


def landscape(short_cuts):
    minidnn.manual_seed(1)
    model = Deep(short_cuts)
    history = training.fit(
        model, loader, criterion=nn.CrossEntropyLoss(), epochs=6, progress=False,
        optimizer=optim.Adam(model.parameters(), 0.003),
    )
    print(f"training loss {history.rows[-1]['loss']:.3f}")
    rows = minidnn.tensor(x[:300]), minidnn.tensor(y[:300])
    return plot.loss_landscape(model, nn.CrossEntropyLoss(), *rows, resolution=25)


landscape(short_cuts=False)

# %%
landscape(short_cuts=True)
