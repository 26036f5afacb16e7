"""Which language is a surname from? A GRU reads it letter by letter."""

# %% [markdown]
# # The language of a name
#
# 18 files of surnames, one for each language (`names_by_language` of PyTorch's tutorial; give its
# folder in NAMES, else four small lists made up for this page are used). The names have different
# lengths: they go through the GRU packed, without padding.

# %%
import os
import unicodedata
from pathlib import Path

import numpy as np

import minidnn
from minidnn import metrics, nn, optim, plot, text
from minidnn.nn.utils.rnn import pack_padded_sequence

STEPS = int(os.environ.get("STEPS", "1500"))
FOLDER = Path(os.environ.get("NAMES", "names_by_language"))
minidnn.manual_seed(0)
rng = np.random.default_rng(0)


def plain(name):
    """Letters without accents, in lower case."""
    split = unicodedata.normalize("NFD", name.strip().lower())
    return "".join(c for c in split if unicodedata.category(c) != "Mn")


if FOLDER.is_dir():
    lists = {p.stem: p.read_text("utf-8").split("\n") for p in sorted(FOLDER.glob("*.txt"))}
else:
    ends = {"Russian": "ov in ev sky", "Italian": "ini elli otti aro",
            "Japanese": "moto yama kawa shita", "Dutch": "man stra sen huis"}
    stems = ["ba", "ka", "to", "mi", "sa", "ro", "le", "ni", "va", "do", "pe", "gu"]
    lists = {
        language: sorted({a + b + end for a in stems for b in stems for end in text_ends.split()})
        for language, text_ends in ends.items()
    }
languages = list(lists)
samples = [(plain(n), i) for i, names in enumerate(lists.values()) for n in names if n.strip()]
tokenizer = text.CharTokenizer("".join(name for name, _ in samples))
samples = [samples[i] for i in rng.permutation(len(samples))]
cut = len(samples) // 10
test, train = samples[:cut], samples[cut:]
print(f"{len(train)} names to train, {len(test)} to test, {len(languages)} languages")


# %%
class Reader(nn.Module):
    """Names as (padded letters (N,T), lengths) -> scores (N, languages)."""

    def __init__(self):
        self.letters = nn.Embedding(len(tokenizer), 32)
        self.gru = nn.GRU(32, 96, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * 96, len(languages))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(self.letters(x), lengths, True, enforce_sorted=False)
        _, last = self.gru(packed)
        return self.head(minidnn.cat([last[0], last[1]], dim=1))


def batch(rows):
    coded = [tokenizer.encode(name) for name, _ in rows]
    lengths = [len(c) for c in coded]
    labels = np.array([label for _, label in rows])
    return minidnn.tensor(text.pad_batch(coded)), lengths, minidnn.tensor(labels)


model = Reader()
optimizer = optim.Adam(model.parameters(), lr=2e-3)
share = np.bincount([label for _, label in train], minlength=len(languages)) / len(train)
for step in range(1, STEPS + 1):
    x, lengths, labels = batch([train[i] for i in rng.integers(0, len(train), 64)])
    loss = nn.functional.cross_entropy(model(x, lengths), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % max(1, STEPS // 5) == 0:
        print(f"step {step}  loss {loss.item():.3f}")

# %%
x, lengths, labels = batch(test)
with minidnn.no_grad():
    said = model(x, lengths).numpy().argmax(axis=1)
right = (said == labels.numpy()).mean()
print(f"right: {right:.1%}; always the most frequent language: {share.max():.1%}")

# %%
plot.confusion_matrix(metrics.confusion_matrix(labels.numpy(), said), classes=languages)
