"""What a convolution looks at: receptive fields, filters, feature maps."""

# %% [markdown]
# # What a convolution looks at
#
# A 3x3 convolution sees nine pixels. A second one behind it sees more, and pooling widens the view.
# `plot.receptive_field` shows which pixels the middle of a layer depends on, and how much.

# %%
import numpy as np

import minidnn
from minidnn import datasets, nn, optim, plot, training
from minidnn.utils.data import DataLoader, TensorDataset

minidnn.manual_seed(0)
table = datasets.load_digits()
x, y = (table.data.reshape(-1, 1, 8, 8) / 16).astype(np.float32), table.target
model = nn.Sequential(
    nn.Upsample(scale_factor=4, mode="bilinear"),
    nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 64, 10),
)
training.fit(
    model, DataLoader(TensorDataset(x[:1500], y[:1500]), 50, shuffle=True), epochs=4,
    criterion=nn.CrossEntropyLoss(), optimizer=optim.Adam(model.parameters(), 0.003),
    progress=False,
)

# %% [markdown]
# The convolutional part alone, so that a field is counted in the pixels of the enlarged digit. The
# first convolution sees 3 x 3 pixels, the last one 18 x 18.

# %%
convolutions = model[1:9]
plot.receptive_field(convolutions, (1, 32, 32), convolutions[0])

# %%
plot.receptive_field(convolutions, (1, 32, 32), convolutions[6])

# %% [markdown]
# ## Filters and what they find

# %%
plot.filters(model[1])

# %%
plot.feature_maps(model, minidnn.tensor(x[1600:1601]), model[4])
