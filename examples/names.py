"""Three networks invent first names: a simple recurrent one, an LSTM and a GPT, side by side."""

# %% [markdown]
# # Networks that invent names
#
# 8,422 first names, letter by letter. Each network sees the letters so far and says which one may
# come next. We train three kinds in the same way, compare what they reach on names they have never
# seen, and let them invent some.

# %%
import os

import numpy as np

import minidnn
from minidnn import datasets, models, nn, optim, plot, text
from minidnn.utils.data import DataLoader

EPOCHS = int(os.environ.get("EPOCHS", "5"))
names = sorted({name.lower() for name in datasets.names()})
tokenizer = text.CharTokenizer("".join(names) + "\n")
END = int(tokenizer.encode("\n")[0])
order = np.random.default_rng(0).permutation(len(names))
coded = [tokenizer.encode(names[i]) for i in order]
LONGEST = max(map(len, coded)) + 1
train, test = text.Lines(coded[842:], END, LONGEST), text.Lines(coded[:842], END, LONGEST)
print(f"letter frequencies alone reach {text.letter_entropy(chr(10).join(names)):.3f} nats")


# %%
def loss_of(model, x, y):
    """The mean cross-entropy of all letters, in nats."""
    return nn.functional.cross_entropy(model(x).reshape(-1, len(tokenizer)), y.reshape(-1))


def measured(model):
    model.eval()
    with minidnn.no_grad():
        value = loss_of(model, minidnn.tensor(test.x), minidnn.tensor(test.y)).item()
    model.train()
    return value


def invented(model, n=6):
    made = [model.generate([END], 30, stop=END, seed=i).tolist() for i in range(n)]
    return [tokenizer.decode(tokens[1:]) for tokens in made]


NETWORKS = {
    "rnn": lambda: models.CharRNN(len(tokenizer), 32, 128, 1, "rnn"),
    "lstm": lambda: models.CharRNN(len(tokenizer), 32, 128, 1, "lstm"),
    "gpt": lambda: models.GPT(len(tokenizer), LONGEST, 3, 4, 64),
}
curves, trained = {}, {}
for kind, build in NETWORKS.items():
    minidnn.manual_seed(0)
    model = build()
    optimizer = optim.AdamW(model.parameters(), lr=3e-3)
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
    curves[kind] = [measured(model)]
    for _ in range(EPOCHS):
        for x, y in DataLoader(train, batch_size=64, shuffle=True):
            optimizer.zero_grad()
            loss_of(model, x, y).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        scheduler.step()
        curves[kind].append(measured(model))
    trained[kind] = model
    print(f"{kind:5} held out {curves[kind][-1]:.3f} nats  {', '.join(invented(model))}")

# %%
figure, axes = plot.new_figure(6, 3.5)
for kind, values in curves.items():
    axes[0, 0].plot(values, label=kind)
plot.tidy(axes[0, 0], "names that were not seen", "epoch", "nats per letter")
axes[0, 0].legend(frameon=False)
figure

# %% [markdown]
# ## The letters as the LSTM sees them
#
# Every letter is a point; letters that play the same part lie close together. Find the vowels.

# %%
plot.embedding_map(trained["lstm"].embedding.weight, list(tokenizer.characters))
