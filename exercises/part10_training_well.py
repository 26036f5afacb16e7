# %% [markdown]
# # Part 10: Training well
#
# A network that learns is not yet a network that is good at what it has never seen. Between the two lie a few habits that everybody
# who trains networks has, none of them longer than ten lines.

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
