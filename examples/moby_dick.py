"""A small GPT reads Moby-Dick and writes on; where its heads look."""

# %% [markdown]
# # A GPT of your own
#
# The whole of GPT is in `minidnn/models/gpt.py`, and every gradient of it in `minidnn/ops`. Here a
# small one reads a novel that comes with minidnn, character by character. (From the command line:
# `minidnn train moby-dick`.)

# %%
import os

import numpy as np

import minidnn
from minidnn import datasets, models, nn, optim, plot, text

STEPS = int(os.environ.get("STEPS", "600"))
minidnn.manual_seed(0)
rng = np.random.default_rng(0)
book = datasets.moby_dick()
tokenizer = text.CharTokenizer(book)
train, held_out = (tokenizer.encode(part) for part in text.split_text(book))
print(f"letter frequencies alone reach {text.letter_entropy(book):.3f} nats per character")

# %%
LENGTH = 64
model = models.GPT(len(tokenizer), LENGTH, n_layer=3, n_head=4, n_embd=96)
model.tokenizer = tokenizer
optimizer = optim.AdamW(model.parameters(), lr=2e-3)


def batch(tokens):
    starts = rng.integers(0, len(tokens) - LENGTH, 16)[:, None]
    rows = tokens[starts + np.arange(LENGTH + 1)]
    return minidnn.tensor(rows[:, :-1].copy()), minidnn.tensor(rows[:, 1:].copy())


def measured(batches=20):
    with minidnn.no_grad():
        return np.mean([model(*batch(held_out))[1].item() for _ in range(batches)])


for step in range(1, STEPS + 1):
    _, loss = model(*batch(train))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    if step % max(1, STEPS // 4) == 0:
        print(f"step {step}  held out {measured():.3f} nats per character")

# %%
print(model.generate("Call me", 300, temperature=0.8, seed=3))

# %% [markdown]
# ## Where the heads look
#
# The queries and keys of the first layer, for a few words: every head has its own habit. Some look
# at the letter just before, some at the beginning of the word.

# %%
words = "the white whale"
with minidnn.no_grad():
    parts = model.transformer
    index = minidnn.tensor(tokenizer.encode(words)[None])
    x = parts["wte"](index) + parts["wpe"].weight[: len(words)]
    block = parts["h"][0]
    q, k, _ = block.attn.c_attn(block.ln_1(x)).chunk(3, -1)
    q, k = (a.reshape(len(words), 4, -1).transpose(0, 1) for a in (q, k))
    fit = q @ k.transpose(1, 2) / (96 / 4) ** 0.5
    hidden = minidnn.ones(len(words), len(words)).triu(1).bool()
    weights = fit.masked_fill(hidden, float("-inf")).softmax(-1)
plot.attention(weights, list(words), list(words))
