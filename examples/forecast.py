"""An LSTM forecasts: a sine wave, and monthly passengers that grow and swing with the seasons."""

# %% [markdown]
# # Forecasting with an LSTM
#
# A network reads two years of months and says the next one. Is that better than the simplest
# guess? We ask it twice: on a sine wave with noise, and on passengers of an airline, made up here
# as such numbers are: growing, higher every summer, never quite regular.

# %%
import os

import numpy as np

import minidnn
from minidnn import nn, optim, plot

STEPS = int(os.environ.get("STEPS", "600"))
WINDOW = 24
rng = np.random.default_rng(2)
minidnn.manual_seed(2)

# %%
time = np.arange(480)
sine = np.sin(2 * np.pi * time / 25) + 0.1 * rng.standard_normal(480)
months = np.arange(240)
season = 1 + 0.25 * np.sin(2 * np.pi * (months - 3) / 12) + 0.08 * np.cos(4 * np.pi * months / 12)
growth = np.exp(0.008 * months + np.cumsum(0.01 * rng.standard_normal(240)))
passengers = 110 * growth * season * np.exp(0.02 * rng.standard_normal(240))

# %% [markdown]
# ## The network
#
# An LSTM reads the window, a linear layer makes one number of its last state. For the passengers
# it sees logarithms, from which the window's last value is subtracted: so it learns changes, which
# stay as large as they were while the numbers grow.


# %%
class Forecaster(nn.Module):
    """(N, WINDOW) values, the last of them 0 -> (N,) what the next one adds."""

    def __init__(self):
        self.lstm = nn.LSTM(1, 32, batch_first=True)
        self.head = nn.Linear(32, 1)

    def forward(self, x):
        return self.head(self.lstm(x.unsqueeze(2))[0][:, -1]).squeeze(1)


def windows(values):
    """(N, WINDOW) and the value after each, both as changes from the window's last value."""
    rows = np.lib.stride_tricks.sliding_window_view(values, WINDOW + 1)
    last = rows[:, WINDOW - 1 : WINDOW]
    x, y = rows[:, :-1] - last, rows[:, -1] - last[:, 0]
    return x.astype(np.float32), y.astype(np.float32)


def forecast(name, values):
    """Train on the first three quarters, measure on the last: our error, and the naive one's."""
    cut = len(values) * 3 // 4
    x, y = windows(values[:cut])
    x_test, y_test = windows(values[cut - WINDOW :])
    scale = x.std()
    model = Forecaster()
    optimizer = optim.Adam(model.parameters(), lr=5e-3)
    inputs, goals = minidnn.tensor(x / scale), minidnn.tensor(y / scale)
    for _ in range(STEPS):
        loss = nn.functional.mse_loss(model(inputs), goals)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with minidnn.no_grad():
        change = model(minidnn.tensor(x_test / scale)).numpy() * scale
    ours = np.abs(change - y_test).mean()
    naive = np.abs(y_test).mean()  # "as it was last time"
    seasonal = np.abs(x_test[:, -12] - y_test).mean()  # "as it was a year ago"
    print(f"{name}: mean error {ours:.4f}; the last value {naive:.4f}, a year ago {seasonal:.4f}")
    return values[cut:], values[cut - 1 : -1] + change


sine_true, sine_said = forecast("sine", sine)
true, said = forecast("passengers (logarithms)", np.log(passengers))

# %%
figure, axes = plot.new_figure(8, 5, 2, 1)
for part, truth, guess, title in (
    (axes[0, 0], sine_true, sine_said, "sine with noise"),
    (axes[1, 0], np.exp(true), np.exp(said), "passengers"),
):
    part.plot(truth, color=plot.GREY, label="what happened")
    part.plot(guess, color=plot.BLUE, label="what it said the month before")
    part.set_title(title)
    part.legend(frameon=False)
figure
