"""A network that reads handwritten digits: train it, watch it, look inside."""

# %% [markdown]
# # A network that reads digits
#
# We train a small convolutional network on 1,500 handwritten digits of 8×8 pixels, watch it learn,
# and look inside. Everything runs on a laptop in under a minute. The data comes with minidnn.

# %%
import numpy as np

import minidnn
from minidnn import datasets, inspect, metrics, nn, optim, plot, training
from minidnn.utils.data import DataLoader, TensorDataset

minidnn.manual_seed(1)

# %% [markdown]
# ## The data
#
# 1797 images, pixel values from 0 to 16. We shuffle them once, scale them to [0, 1], and keep the
# last 297 for the test: the network never learns from those.

# %%
table = datasets.load_digits()
order = np.random.RandomState(1).permutation(len(table.data))
images, labels = table.images[order, None] / 16, table.target[order]

train_set = TensorDataset(images[:1500], labels[:1500])
test_set = TensorDataset(images[1500:], labels[1500:])
train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
test_loader = DataLoader(test_set, batch_size=297)
images.shape, labels.shape

# %%
plot.images(images[:24], labels[:24])

# %% [markdown]
# ## The network
#
# Two convolutions find strokes and corners, the last layer makes ten scores of them: one for every
# digit. N images go in as (N, 1, 8, 8), (N, 10) scores come out.

# %%
model = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1),
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.Conv2d(16, 32, 3, padding=1),
    nn.BatchNorm2d(32),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Dropout(0.3),
    nn.Linear(32 * 4 * 4, 10),
)
model.summary((32, 1, 8, 8))

# %% [markdown]
# What is computed on the way to the loss? The tape has noted it. Paste this text into a Markdown
# cell, or a page on GitHub, as a `mermaid` code block, and it becomes a drawing.

# %%
criterion = nn.CrossEntropyLoss()
x, y = next(iter(test_loader))
print(inspect.mermaid(criterion(model(x), y), model))

# %% [markdown]
# Before training the loss should be near ln 10 = 2.30: the network does not prefer any digit.

# %%
training.evaluate(model, test_loader, criterion)

# %% [markdown]
# ## Training
#
# `fit` is the loop that you know: predict, loss, backward, update. Around it: a progress bar, a
# curve that grows while it learns, and a learning rate that falls along a cosine.

# %%
epochs = 12
optimizer = optim.Adam(model.parameters(), lr=3e-3)
scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
history = training.fit(
    model,
    train_loader,
    test_loader,
    criterion=criterion,
    optimizer=optimizer,
    scheduler=scheduler,
    epochs=epochs,
    callbacks=[plot.LivePlot()],
)
history

# %% [markdown]
# On a logarithmic scale one sees better what happens late.

# %%
plot.curves(history, scale="log", title="Digits")

# %%
plot.learning_rate(history)

# %% [markdown]
# ## What has it learnt?

# %%
scores = training.predict(model, test_loader)
test_labels = labels[1500:]
print(f"accuracy {metrics.accuracy(test_labels, scores):.1%}")
plot.confusion_matrix(test_labels, scores)

# %% [markdown]
# The mistakes, and some that are right. Would you have read them?

# %%
probabilities = nn.functional.softmax(minidnn.tensor(scores), dim=1).numpy()
wrong = np.flatnonzero(scores.argmax(axis=1) != test_labels)
right = np.flatnonzero(scores.argmax(axis=1) == test_labels)
shown = np.concatenate([wrong, right])[:24]
plot.images(images[1500:][shown], test_labels[shown], probabilities[shown])

# %% [markdown]
# ## Inside
#
# The filters of the first layer (red is positive, blue negative), the weights of every layer, and
# their gradients on the test images.

# %%
plot.filters(model)

# %%
plot.histograms(model)

# %%
criterion(model(x), y).backward()
plot.histograms(model, gradients=True)

# %% [markdown]
# ## Save it, load it

# %%
minidnn.save(model.state_dict(), "digits.minidnn")
model.load_state_dict(minidnn.load("digits.minidnn"))
training.evaluate(model, test_loader, criterion)

# %% [markdown]
# Try: fewer images, no dropout, a learning rate ten times as large, `nn.Tanh` for `nn.ReLU`.
