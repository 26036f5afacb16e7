"""A network that translates dates, "3 May 2021" to "2021-05-03", and shows where it looks."""

# %% [markdown]
# # Dates, translated by a network that looks
#
# People write dates in many ways. We train a network to write each as year-month-day. One LSTM
# reads the characters; another writes the answer, and before each character **attention** decides
# which characters of the input matter now. We can draw that decision.

# %%
import datetime
import os

import numpy as np

import minidnn
from minidnn import models, nn, optim, plot, text
from minidnn.nn.utils import clip_grad_norm_

STEPS = int(os.environ.get("STEPS", "1500"))  # fewer for a quick look
minidnn.manual_seed(1)
rng = np.random.default_rng(1)

# %% [markdown]
# ## The data
#
# Any day from 1900 to 2099, in one of five styles. The dates of the test are never trained on.

# %%
FIRST = datetime.date(1900, 1, 1)
DAYS = (datetime.date(2099, 12, 31) - FIRST).days + 1
STYLES = [
    lambda d: f"{d.day} {d:%B} {d.year}",
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d.day} {d:%b} {d.year}",
    lambda d: f"{d:%A}, {d.day} {d:%B} {d.year}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
]
order = rng.permutation(DAYS)
train_days, test_days = order[2000:], order[:2000]


def written(day, style):
    date = FIRST + datetime.timedelta(days=int(day))
    return STYLES[style](date), date.isoformat()


every = "".join(written(day, style)[0] for day in order[:3000] for style in range(5))
source = text.CharTokenizer(every + "\0")  # "\0", number 0, fills short lines
target = text.CharTokenizer("^-0123456789")  # "^" begins every answer
START = int(target.encode("^")[0])


def batch(days, styles):
    """(source, answer with its start, answer) as tensors."""
    pairs = [written(day, style) for day, style in zip(days, styles)]
    x = text.pad_batch([source.encode(a) for a, _ in pairs])
    y = np.stack([target.encode("^" + b) for _, b in pairs])
    return [minidnn.tensor(v) for v in (x, y[:, :-1].copy(), y[:, 1:].copy())]


for style in range(5):
    print(*written(train_days[style], style), sep="  ->  ")

# %% [markdown]
# ## Training

# %%
model = models.Seq2Seq(len(source), len(target), padding=0)
optimizer = optim.Adam(model.parameters(), lr=3e-3)
scheduler = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=6e-3, total_steps=STEPS)
losses = []
for step in range(1, STEPS + 1):
    x, y_in, y = batch(rng.choice(train_days, 64), rng.integers(0, 5, 64))
    scores = model(x, y_in)
    loss = nn.functional.cross_entropy(scores.reshape(-1, len(target)), y.reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    scheduler.step()
    losses.append(loss.item())
    if step % max(1, STEPS // 10) == 0:
        print(f"step {step}  loss {np.mean(losses[-50:]):.4f}")

# %% [markdown]
# ## The test
#
# 2,000 days that it has never seen, each in one style. An answer is right if all ten characters
# are.

# %%
x, _, y = batch(test_days, np.arange(len(test_days)) % 5)
tokens, maps = model.translate(x, START, 10)
right = (tokens.numpy() == y.numpy()).all(axis=1)
print(f"exactly right: {right.mean():.2%} of {len(right)} dates")

# %% [markdown]
# ## Where it looks
#
# A row for every character of the answer, a column for every character of the question. For the
# year it looks at the year, for the month at the name of the month.

# %%
question, answer = written(test_days[3], 3)
plot.attention(maps.numpy()[3][:, : len(question)], list(question), list(answer))
