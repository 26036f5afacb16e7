# %% [markdown]
# # Part 10: Training well
#
# A network that learns is not yet a network that is good at what it has never seen. Between the two lie a few habits that everybody
# who trains networks has, none of them longer than ten lines.
#
# | exercise | you write | what it does |
# |---|---|---|
# | 10.1 | `smooth_targets`, `smooth_loss`, `smooth_loss_backward` | labels that are not quite sure |
# | 10.2 | `shift`, `flip`, `augment` | new images from old ones |
# | 10.3 | `should_stop`, `restore` | keeps the best weights, and stops |
# | 10.4 | `trial_rates`, `smooth_losses`, `best_rate` | finds a learning rate in one minute |
# | 10.5 | five letters | tells from a loss curve what went wrong |
# | 10.6 | `fold_scores`, `suspects`, `relabel` | finds labels that are wrong |
# | 10.7 | `smooth_gradients`, `train_well` | reads digits better than part 7 did |

# %%
import numpy as np
import matplotlib.pyplot as plt

from minidnn.grading import check

# %% [markdown]
# ## Labels that are not quite sure
#
# A hard label says: class 2 with a probability of 1, everything else 0. No softmax ever reaches a 1, so the scores are pushed further
# apart for as long as you train, and the network becomes too sure of itself; one wrong label in the data then does a lot of harm.
# *Label smoothing* (Szegedy and others, 2015) takes a small part $s$ of the certainty and shares it among all $K$ classes, the true one
# included:
#
# $$ q_{nk} = \frac{s}{K} + (1-s) \cdot [k = \mathrm{label}_n] $$
#
# **With numbers:** $K = 4$ classes, $s = 0.2$, the label is 2. Every class gets $0.2 / 4 = 0.05$, and the true one $0.8$ more:
# $q = (0.05,\ 0.05,\ 0.85,\ 0.05)$. The sum is 1.
#
# The loss is the cross-entropy between $q$ and what the network believes, the mean of $N$ examples. With hard labels only one class of
# a row counted; now they all do:
#
# $$ \mathrm{loss} = -\frac{1}{N} \sum_n \sum_k q_{nk} \log p_{nk} \qquad\qquad
# \frac{\partial\, \mathrm{loss}}{\partial\, \mathrm{score}_{nk}} = \frac{p_{nk} - q_{nk}}{N} $$
#
# The gradient vanishes where $p = q$: the network is asked for 0.85, and may stop there.
#
# | name | shape | |
# |---|---|---|
# | `scores` | (N, K) | what the last layer gives |
# | `labels` | (N,) | whole numbers from 0 to K - 1 |
# | `smoothing` | a number | $s$, from 0 (hard labels) to 1 |
# | `q` | (N, K) | the targets |
#
# `log_softmax` of exercise 7.2 is imported as a finished function.

# %% [markdown]
# ## Exercise 10.1: `smooth_targets`, `smooth_loss`, `smooth_loss_backward`

# %%
from minidnn.course import log_softmax


def smooth_targets(labels, classes, smoothing):
    """The smoothed labels, shape (N, classes); every row sums to 1."""
    #### BEGIN IMPLEMENTATION ####
    q = ...
    #### END IMPLEMENTATION ####
    return q


def smooth_loss(scores, labels, smoothing):
    """The mean cross-entropy with the smoothed labels: a number."""
    #### BEGIN IMPLEMENTATION ####
    q = ...
    loss = ...
    #### END IMPLEMENTATION ####
    return loss


def smooth_loss_backward(scores, labels, smoothing):
    """The gradient of smooth_loss for the scores, shape (N, K)."""
    #### BEGIN IMPLEMENTATION ####
    q = ...
    p = ...
    dl_dscores = ...
    #### END IMPLEMENTATION ####
    return dl_dscores

# %%
scores = np.log(np.array([[0.1, 0.1, 0.7, 0.1], [0.05, 0.85, 0.05, 0.05]]))
labels = np.array([2, 1])
print(smooth_targets(labels, 4, 0.2))
print(f"loss {smooth_loss(scores, labels, 0.2):.4f}, with hard labels "
      f"{smooth_loss(scores, labels, 0.0):.4f}")
print(smooth_loss_backward(scores, labels, 0.2).round(4) + 0.0)

# %% [markdown]
# Expected output:
#
# ```text
# [[0.05 0.05 0.85 0.05]
#  [0.05 0.85 0.05 0.05]]
# loss 0.6180, with hard labels 0.2596
# [[ 0.025  0.025 -0.075  0.025]
#  [ 0.     0.     0.     0.   ]]
# ```
#
# The second row is exactly what was asked for, so nothing pulls at it any more.

# %%
check("label_smoothing")

# %% [markdown]
# ## New images from old ones
#
# A 7 that stands one pixel further left is still a 7. The network does not know that: to it, all 64 inputs have changed. You could
# collect more data; it is cheaper to make some. *Augmentation* changes every image of the training set a little, another way in every
# epoch, and keeps its label. The network never sees the same image twice, so learning them by heart does not pay.
#
# Which changes are allowed, the labels decide. A cat seen in a mirror is a cat; a mirrored 3 is not a 3. Digits are shifted, but not
# flipped.
#
# **With numbers:** an image of 2 by 3 pixels, moved 1 down and 1 to the left. The first row comes to lie in the second, the first column
# leaves the image, and what becomes free is 0:
#
# ```text
# 1 2 3        0 0 0
# 4 5 6   ->   2 3 0
# ```
#
# | name | shape | |
# |---|---|---|
# | `image` | (H, W) | one image |
# | `down`, `right` | whole numbers | how far it moves; negative: up, left |
# | `images` | (N, H, W) | a batch |
# | `reach` | a whole number | no image moves farther than this |
# | `share` | from 0 to 1 | the share of images that are flipped |
# | `moves` | (N, 2) | down and right for every image |
# | `flipped` | (N,) | True where an image is flipped |
#
# `shift` has a trick: put a margin of zeros around the image, on every side as wide as the shift, and cut out a window of the old size.
# Where does the window begin if the image moves by 0? And where, if it moves down?
#
# `augment` first moves an image, then flips it if it is one of those. The random numbers are drawn for you, so that the same seed always
# gives the same images.

# %% [markdown]
# ## Exercise 10.2: `shift`, `flip`, `augment`

# %%
def shift(image, down, right):
    """The image moved down and right; what becomes free is 0. The shape stays (H, W)."""
    height, width = image.shape
    #### BEGIN IMPLEMENTATION ####
    padded = ...
    top = ...
    left = ...
    shifted = ...
    #### END IMPLEMENTATION ####
    return shifted


def flip(image):
    """The image in a mirror: left and right exchanged."""
    #### BEGIN IMPLEMENTATION ####
    mirrored = ...
    #### END IMPLEMENTATION ####
    return mirrored


def augment(images, reach, share, rng):
    """Every image moved by at most `reach` in each direction, a share of them flipped."""
    moves = rng.integers(-reach, reach + 1, size=(len(images), 2))
    flipped = rng.random(len(images)) < share
    result = np.empty_like(images)
    for n in range(len(images)):
        #### BEGIN IMPLEMENTATION ####
        result[n] = ...
        #### END IMPLEMENTATION ####
    return result

# %%
image = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
print(shift(image, 1, -1))
print(flip(image))
print(augment(np.stack([image, image]), 1, 0.5, np.random.default_rng(3)).shape)

# %% [markdown]
# Expected output:
#
# ```text
# [[0. 0. 0.]
#  [2. 3. 0.]]
# [[3. 2. 1.]
#  [6. 5. 4.]]
# (2, 2, 3)
# ```
#
# One digit, and seven that were made of it:

# %%
from minidnn.datasets import load_digits

images, labels = load_digits(return_X_y=True)
digit = images[0].reshape(8, 8).astype(float)
family = [digit, *augment(np.stack([digit] * 7), 2, 0.0, np.random.default_rng(0))]
figure, axes = plt.subplots(1, 8, figsize=(8, 1.4))
for ax, picture in zip(axes, family):
    ax.imshow(picture, cmap="gray_r")
    ax.axis("off")
plt.show()

# %%
check("augmentation")

# %% [markdown]
# ## Stop while it is best
#
# Train long enough, and the loss of the training set still falls while that of the validation set has begun to rise: the network learns
# its examples by heart. The best network is then behind you. *Early stopping* watches the validation loss after every epoch, keeps a copy
# of the weights whenever it is the best so far, and stops when it has waited long enough for a better one. Then the best weights come
# back.

# %%
def two_curves():
    epochs = np.arange(40)
    train = 0.9 * np.exp(-epochs / 8) + 0.05
    validation = 0.8 * np.exp(-epochs / 6) + 0.3 + 0.00025 * epochs**2
    best = np.argmin(validation)
    plt.figure(figsize=(5, 2.8))
    plt.plot(epochs, train, label="training")
    plt.plot(epochs, validation, label="validation")
    plt.axvline(best, color="gray", linestyle="--", label="keep these weights")
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.legend()
    plt.show()


two_curves()

# %% [markdown]
# A loss counts as better when it is below the best one by **more than** `at_least`. Everything that has to be remembered between two
# epochs stands in the dictionary `state`, empty at the beginning, as for Adam in part 6:
#
# | entry | at first | |
# |---|---|---|
# | `best` | infinite | the best loss so far |
# | `epoch` | -1 | when it was seen; the first epoch is 0 |
# | `waited` | 0 | epochs since then |
# | `params` | {} | a copy of the weights of that epoch |
# | `seen` | 0 | epochs so far |
#
# **With numbers:** the losses 1.0, 0.7, 0.8, 0.75, 0.9 with a patience of 3: the best is 0.7, in epoch 1. The three epochs after it are
# no better, so with the last of them the answer is True: stop.
#
# Two traps. The optimizer changes the arrays of `params` in place, so what you keep must be *copies*. And `restore` must write *into* the
# arrays that are there, because others hold them, too: `array[...] = other`.

# %% [markdown]
# ## Exercise 10.3: `should_stop`, `restore`

# %%
def should_stop(state, loss, params, patience, at_least):
    """Called after every epoch with its validation loss; True when the training should stop."""
    if not state:
        state.update(best=float("inf"), waited=0, params={}, epoch=-1, seen=0)
    #### BEGIN IMPLEMENTATION ####
    better = ...
    # what changes in the state
    ...
    stop = ...
    #### END IMPLEMENTATION ####
    state["seen"] += 1
    return stop


def restore(state, params):
    """Writes the best weights into the arrays of params."""
    for name in params:
        #### BEGIN IMPLEMENTATION ####
        ...
        #### END IMPLEMENTATION ####

# %%
state, params = {}, {"w": np.zeros(2)}
for loss in [1.0, 0.7, 0.8, 0.75, 0.9]:
    params["w"] += 1  # training
    print(loss, should_stop(state, loss, params, 3, 0.0))
restore(state, params)
print(f"best loss {state['best']} in epoch {state['epoch']}, weights {params['w']}")

# %% [markdown]
# Expected output:
#
# ```text
# 1.0 False
# 0.7 False
# 0.8 False
# 0.75 False
# 0.9 True
# best loss 0.7 in epoch 1, weights [2. 2.]
# ```

# %%
check("early_stopping")

# %% [markdown]
# ## How large a step?
#
# No number matters more than the learning rate, and none is guessed so often. A trial of one minute finds it (Smith, 2015): begin with a
# rate that is far too small, make it larger by the same factor after every batch, and write down the loss. At first nothing happens,
# then the loss falls, at last it bursts. The rate that you want is where it falls most. The weights are thrown away afterwards.
#
# **Rates.** From 0.001 to 1 in four steps: the factor is $(1 / 0.001)^{1/3} = 10$, and the rates are 0.001, 0.01, 0.1, 1. Between four
# numbers lie three factors.
#
# **Smoothing.** Every loss is that of another batch, so the curve is rough. A running mean with $\beta$, divided by the weight that it
# has collected, is the $\hat m$ of Adam in part 6:
#
# $$ m_t = \beta\, m_{t-1} + (1-\beta)\, l_t \qquad\qquad s_t = \frac{m_t}{1-\beta^t} $$
#
# **With numbers:** the losses 2, 1 and $\beta = 0.5$. $m_1 = 1$, $s_1 = 1 / 0.5 = 2$. $m_2 = 0.5 + 0.5 = 1$, $s_2 = 1 / 0.75 = 1.333$.
#
# **The choice.** The curve has burst where $s$ is more than 4 times its lowest value so far. Look only at what lies before the first such
# place: the step from $i$ to $i+1$ with the largest fall $s_i - s_{i+1}$ wins, and its rate is `rates[i]`.

# %% [markdown]
# ## Exercise 10.4: `trial_rates`, `smooth_losses`, `best_rate`

# %%
def trial_rates(lowest, highest, steps):
    """`steps` rates from the lowest to the highest, each the same factor larger: (steps,)."""
    #### BEGIN IMPLEMENTATION ####
    factor = ...
    rates = ...
    #### END IMPLEMENTATION ####
    return rates


def smooth_losses(losses, beta):
    """A running mean of the losses, divided by its weight so far; the same shape."""
    smoothed = np.zeros(len(losses))
    mean = 0.0
    for i in range(len(losses)):
        #### BEGIN IMPLEMENTATION ####
        mean = ...
        smoothed[i] = ...
        #### END IMPLEMENTATION ####
    return smoothed


def best_rate(rates, losses, beta):
    """The rate at which the smoothed loss falls most, before it bursts."""
    #### BEGIN IMPLEMENTATION ####
    smoothed = ...
    # the first place where it is more than 4 times its lowest value so far
    end = ...
    falls = ...
    best = ...
    #### END IMPLEMENTATION ####
    return best

# %%
print(trial_rates(0.001, 1.0, 4).round(6))
print(smooth_losses(np.array([2.0, 1.0]), 0.5).round(3))
print(best_rate(np.array([0.001, 0.01, 0.1, 1.0]), np.array([2.3, 2.2, 1.1, 40.0]), 0.0))

# %% [markdown]
# Expected output:
#
# ```text
# [0.001 0.01  0.1   1.   ]
# [2.    1.333]
# 0.01
# ```
#
# A trial on the digits, with the network of part 7 and 200 batches:

# %%
from minidnn.course import adam_step, digits_gradients, he_normal, iterate_minibatches
from minidnn.datasets import load_digits


def try_rates(lowest, highest, steps, rng):
    images, labels = load_digits(return_X_y=True)
    x, labels = images / 8.0 - 1.0, labels
    params = {"w1": he_normal(64, 64, rng), "b1": np.zeros((1, 64)),
              "w2": he_normal(64, 10, rng), "b2": np.zeros((1, 10))}
    losses, state, rates = [], {}, trial_rates(lowest, highest, steps)
    while len(losses) < steps:
        for batch in iterate_minibatches(x, labels, 50, rng):
            if len(losses) < steps:
                loss, grads = digits_gradients(params, *batch)
                adam_step(params, grads, state, rates[len(losses)])
                losses.append(loss)
    return rates, np.array(losses)


rates, losses = try_rates(1e-5, 3.0, 200, np.random.default_rng(0))
print(f"learning rate {best_rate(rates, losses, 0.9):.4f}")
plt.figure(figsize=(5, 2.8))
plt.plot(rates, losses, linewidth=0.6)
plt.plot(rates, smooth_losses(losses, 0.9))
plt.axvline(best_rate(rates, losses, 0.9), color="gray", linestyle="--")
plt.xscale("log")
plt.ylim(0, 5)
plt.xlabel("learning rate")
plt.ylabel("loss")
plt.show()

# %% [markdown]
# Expected output (about):
#
# ```text
# learning rate 0.0039
# ```

# %%
check("rate_finder")

# %% [markdown]
# ## What a curve tells
#
# Most trainings that go wrong say so in their loss curve, if one can read it. A healthy one: both losses fall fast at first and slower
# later, the training loss stays a little below the watched one, and before the first epoch both are near $\ln K$, for ten classes
# $\ln 10 = 2.30$ (a network that knows nothing and is not sure of it) or a little above.
#
# Here are five trainings of the digits network that went wrong, sixteen losses of each: of the training images and of the watched ones.
# They are real; everything is as in part 7, with one mistake each.

# %%
runs = {
    1: ([2.96, 1.26, 0.76, 0.53, 0.41, 0.34, 0.29, 0.25, 0.22, 0.20, 0.19, 0.18, 0.16, 0.15, 0.14, 0.14],
        [11.92, 6.33, 4.49, 3.42, 2.85, 2.25, 2.12, 1.93, 1.79, 1.58, 1.54, 1.33, 1.57, 1.35, 1.32, 1.31]),
    2: ([2.96, 2.87, 2.80, 2.73, 2.67, 2.61, 2.56, 2.51, 2.47, 2.42, 2.38, 2.35, 2.31, 2.28, 2.25, 2.22],
        [3.08, 3.00, 2.93, 2.86, 2.80, 2.74, 2.69, 2.65, 2.60, 2.56, 2.52, 2.48, 2.45, 2.42, 2.39, 2.36]),
    3: ([2.30, 2.30, 2.30, 2.30, 2.30, 2.30, 2.30, 2.30, 2.30, 2.30, 2.30, 2.30, 2.30, 2.30, 2.30, 2.30],
        [2.30, 2.30, 2.31, 2.31, 2.31, 2.31, 2.31, 2.31, 2.31, 2.31, 2.31, 2.31, 2.31, 2.31, 2.31, 2.31]),
    4: ([3.80, 1.30, 0.84, 0.40, 0.18, 0.11, 0.07, 0.06, 0.04, 0.03, 0.03, 0.02, 0.02, 0.02, 0.02, 0.02],
        [4.18, 2.24, 1.96, 2.02, 2.12, 2.04, 2.07, 2.11, 2.12, 2.18, 2.18, 2.19, 2.22, 2.23, 2.24, 2.25]),
    5: ([2.95, 1.98, 1.77, 1.72, 0.97, 1.33, 1.10, 1.56, 1.27, 1.61, 1.86, 1.63, 2.32, 1.56, 1.41, 1.53],
        [3.08, 1.98, 1.81, 1.98, 1.23, 1.71, 1.21, 1.84, 1.56, 1.82, 1.85, 1.82, 2.66, 1.76, 1.70, 1.80]),
}
figure, axes = plt.subplots(1, 5, figsize=(13, 2.6))
for ax, (number, (train, watched)) in zip(axes, runs.items()):
    ax.plot(train, label="training")
    ax.plot(watched, label="watched")
    ax.axhline(np.log(10), color="gray", linestyle=":", linewidth=0.8)
    ax.set_title(f"run {number}")
    ax.set_ylim(0, max(4.4, max(watched)))
axes[0].legend()
plt.show()

# %% [markdown]
# ## Exercise 10.5: name the mistake
#
# Which of these is it? Each letter fits one run at most, and three fit none.
#
# - **a** The learning rate is a hundred times too small.
# - **b** The learning rate is twenty times too large.
# - **c** There are far too few images: the network learns them by heart.
# - **d** All weights began with 0.
# - **e** The watched images were not prepared like the training images (their pixels are eight times as large).
# - **f** The sign of the step is wrong: the weights move uphill.
# - **g** The labels of the training images were mixed up before the training.
# - **h** The images come sorted by class, first all zeros, at last all nines, and are never shuffled.
#
# Write a letter behind each number, in quotation marks.

# %% tags=["exercise-10.5"]
answer = {
    #### BEGIN IMPLEMENTATION ####
    1: ...,
    2: ...,
    3: ...,
    4: ...,
    5: ...,
    #### END IMPLEMENTATION ####
}

# %%
check("curves")

# %% [markdown]
# ## Labels that are wrong
#
# Somebody typed the labels, and somebody gets tired. In most data sets between one and ten in a hundred are wrong, in the well-known ones,
# too. They do harm twice: the network learns them, and a test with wrong labels says nothing.
#
# A network can find them. Where it is sure of one class and the label says another, one of the two is wrong. But not the network that has
# *learnt* this label: given time it knows all of them by heart. So the examples are dealt out like cards, into folds; a network learns from
# all folds but one and judges the one that it has not seen; and this for every fold.
#
# **With numbers:** 7 examples, 3 folds. Example $n$ belongs to fold $n \bmod 3$, so fold 0 holds the examples 0, 3 and 6. The first network
# learns from 1, 2, 4, 5 and judges 0, 3, 6. After three networks every example has been judged once.
#
# **Suspects** are the examples whose own label got the lowest log-probability $\log p_{n,\,label_n}$. **New labels** are given with more
# care: where the best class is ahead of the label by more than a margin, $\max_k \log p_{nk} - \log p_{n,\,label_n} > m$.
#
# | name | | |
# |---|---|---|
# | `fit(x, labels)` | | trains a network; returns `predict` |
# | `predict(x)` | (M, K) | log-probabilities |
# | `log_p` | (N, K) | those of all examples, from networks that have not seen them |
# | `count` | a number | so many suspects |

# %% [markdown]
# ## Exercise 10.6: `fold_scores`, `suspects`, `relabel`
#
# Of equally suspicious examples the one with the smaller number comes first (`kind="stable"`).

# %%
def fold_scores(x, labels, folds, classes, fit):
    """Log-probabilities of every example, from a network that has not seen it: (N, classes)."""
    log_p = np.zeros((len(x), classes))
    for k in range(folds):
        #### BEGIN IMPLEMENTATION ####
        held_out = ...
        predict = ...
        log_p[...] = ...
        #### END IMPLEMENTATION ####
    return log_p


def suspects(log_p, labels, count):
    """The numbers of the `count` most suspicious examples, the most suspicious one first."""
    #### BEGIN IMPLEMENTATION ####
    own = ...
    found = ...
    #### END IMPLEMENTATION ####
    return found


def relabel(labels, log_p, margin):
    """New labels, where another class is more probable by more than the margin."""
    #### BEGIN IMPLEMENTATION ####
    own = ...
    gain = ...
    new = ...
    #### END IMPLEMENTATION ####
    return new

# %%
log_p = np.log(np.array([[0.7, 0.2, 0.1], [0.05, 0.9, 0.05], [0.3, 0.3, 0.4]]))
labels = np.array([0, 2, 1])
print(suspects(log_p, labels, 2))
print(relabel(labels, log_p, 1.0))

# %% [markdown]
# Expected output:
#
# ```text
# [1 2]
# [0 1 1]
# ```
#
# The second label is very improbable, and gets another one. The third is a suspect, too; but 0.4 against 0.3 is no reason to change it.
#
# Now the digits of part 7, of which 130 labels are replaced by wrong ones. Do the networks find them, and is it worth the trouble?

# %%
from minidnn.course import digits_gradients, he_normal, log_softmax, predict_digits, train_digits
from minidnn.datasets import load_digits


def fit_digits(x, labels, epochs=12):
    """Trains the digits network; returns what tells log-probabilities."""
    rng = np.random.default_rng(0)
    params = {"w1": he_normal(64, 64, rng), "b1": np.zeros((1, 64)),
              "w2": he_normal(64, 10, rng), "b2": np.zeros((1, 10))}
    train_digits(params, x, labels, epochs, 50, 0.003, rng)

    def predict(x):
        hidden = np.maximum(x @ params["w1"] + params["b1"], 0)
        return log_softmax(hidden @ params["w2"] + params["b2"])

    return predict


images, right = load_digits(return_X_y=True)
order = np.random.RandomState(0).permutation(len(images))
x, right = images[order] / 8.0 - 1.0, right[order]
rng = np.random.default_rng(3)
wrong = rng.choice(1300, 130, replace=False)
labels = right[:1300].copy()
labels[wrong] = (labels[wrong] + rng.integers(1, 10, 130)) % 10

log_p = fold_scores(x[:1300], labels, 5, 10, fit_digits)
found = suspects(log_p, labels, 130)
print(f"of 130 suspects {np.isin(found, wrong).sum()} are really wrong")
better = relabel(labels, log_p, 2.0)
print(f"wrong labels: {np.sum(labels != right[:1300])} before, {np.sum(better != right[:1300])} after")
for name, used in (("with the wrong labels", labels), ("with the new ones", better)):
    guessed = fit_digits(x[:1300], used, 60)(x[1300:]).argmax(axis=1)
    print(f"{name:22} {np.mean(guessed == right[1300:]):.1%} of new digits are read correctly")

figure, axes = plt.subplots(1, 8, figsize=(9, 1.7))
for ax, n in zip(axes, found):
    ax.imshow(x[n].reshape(8, 8), cmap="gray_r")
    ax.set_title(f"{labels[n]}?")
    ax.axis("off")
plt.show()

# %% [markdown]
# Expected output (about):
#
# ```text
# of 130 suspects 124 are really wrong
# wrong labels: 130 before, 17 after
# with the wrong labels  93.6% of new digits are read correctly
# with the new ones      97.4% of new digits are read correctly
# ```
#
# Look at the pictures: what the label says is not what you see.

# %%
check("mixed_labels")

# %% [markdown]
# ## Digits, read better
#
# The network of 7.3 read about 98 % of the digits. Now it gets 128 neurons instead of 64, smoothed labels, and a training that ends when
# it is best. The data are split in *three*: from 1300 images it learns, 200 are watched to decide when to stop, and 297 are kept for the
# end. The watched images have taken part in a decision, so they cannot say how good the network is; only the last ones can.
#
# What about the shifts of 10.2? Try them, and watch. On images of only 8 by 8 pixels, all of them neatly centred, a shift by one pixel is
# a large change, and the test images are never shifted. A habit is worth what it gains on images that took no part in the training.
#
# `smooth_gradients` is `digits_gradients` of 7.3 with another end. `train_well` is its loop, with 10.3 after every epoch. `train` and
# `watch` are pairs `(x, labels)`; `*train` hands on both.

# %% [markdown]
# ## Exercise 10.7: `smooth_gradients`, `train_well`

# %%
from minidnn import dense, dense_backward, relu, relu_backward
from minidnn.course import adam_step, he_normal, iterate_minibatches, predict_digits


def smooth_gradients(params, x, labels, smoothing):
    """The loss with smoothed labels, and a dictionary with the gradients."""
    #### BEGIN IMPLEMENTATION ####
    # forward
    z1 = ...
    a1 = ...
    z2 = ...
    loss = ...
    # backward
    dl_dz2 = ...
    dl_dw2, dl_db2, dl_da1 = ..., ..., ...
    dl_dw1, dl_db1, dl_dx = ..., ..., ...
    #### END IMPLEMENTATION ####
    return loss, {"w1": dl_dw1, "b1": dl_db1, "w2": dl_dw2, "b2": dl_db2}


def train_well(params, train, watch, epochs, batch_size, learning_rate, smoothing, patience, rng):
    """Changes params; returns the watched loss of every epoch."""
    adam, stopping, watched = {}, {}, []
    for epoch in range(epochs):
        for x, labels in iterate_minibatches(*train, batch_size, rng):
            #### BEGIN IMPLEMENTATION ####
            # gradients, one step of Adam
            ...
            #### END IMPLEMENTATION ####
        #### BEGIN IMPLEMENTATION ####
        # the loss of the watched images; is it time to stop?
        ...
        #### END IMPLEMENTATION ####
    #### BEGIN IMPLEMENTATION ####
    # the best weights come back
    ...
    #### END IMPLEMENTATION ####
    return watched

# %%
from minidnn.datasets import load_digits

images, labels = load_digits(return_X_y=True)
order = np.random.RandomState(0).permutation(len(images))
x, y = images[order] / 8.0 - 1.0, labels[order]
train, watch, test = (x[:1300], y[:1300]), (x[1300:1500], y[1300:1500]), (x[1500:], y[1500:])
rng = np.random.default_rng(0)
params = {
    "w1": he_normal(64, 128, rng), "b1": np.zeros((1, 128)),
    "w2": he_normal(128, 10, rng), "b2": np.zeros((1, 10)),
}
watched = train_well(params, train, watch, 60, 50, 0.003, 0.1, 8, rng)
right = np.mean(predict_digits(params, test[0]) == test[1])
print(f"right: {right:.0%} of {len(test[1])} digits")

plt.figure(figsize=(5, 2.8))
plt.plot(watched)
plt.xlabel("epoch")
plt.ylabel("loss of the watched images")
plt.show()

# %% [markdown]
# Expected output (about):
#
# ```text
# right: 99% of 297 digits
# ```
#
# The loss stays above 0.5 and does not go to 0: with smoothed labels it cannot. (Put $p = q$ into the formula of 10.1.)

# %%
check("better_digits")
