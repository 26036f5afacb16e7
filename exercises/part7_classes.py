# %% [markdown]
# # Part 7: Many classes
#
# The network of part 4 answers yes or no. Most questions have more answers: which letter, which animal, which word comes next.
# In this part the last layer gets ten outputs, one for each digit, and the network learns to read handwriting.
#
# | exercise | you write | what it does |
# |---|---|---|
# | 7.1 | `dropout`, `dropout_backward` | keeps a network from learning by heart |
# | 7.2 | `log_softmax`, `nll_loss` and their backward functions | probabilities and a loss for many classes |
# | 7.3 | `digits_gradients`, `predict_digits`, `train_digits` | the network that reads |

# %%
import numpy as np
import matplotlib.pyplot as plt

from minidnn.grading import check

# %% [markdown]
# ## A team that cannot rely on anybody
#
# A large network has room to learn its training set by heart. Neurons then form conspiracies: one is right only because another
# one corrects its error, for exactly these examples. *Dropout* (Srivastava and others, 2014) breaks them up. At every training
# step a random part of the numbers in a layer is set to 0. No neuron can rely on a certain other one, so each has to be useful on
# its own.
#
# ```text
#   x            0.5   1.2  -0.7   2.0   0.3   1.1
#   mask          2     0     2     2     0     0          p = 0.5
#   y = x*mask   1.0    0   -1.4   4.0    0     0
# ```
#
# Each number is dropped with the probability $p$, independently of all others. What stays is divided by $1 - p$, so that the
# expected value does not change: with $p = 0.5$ half of the numbers are gone, and the others count double. All of it is
# in one array, the **mask**. It is 0 for what is dropped and $1/(1 - p)$ for what stays.
#
# $$ y = x \cdot \text{mask} \qquad\qquad \frac{\partial l}{\partial x} = \frac{\partial l}{\partial y} \cdot \text{mask} $$
#
# The backward function must use the *same* mask: a number that was dropped had no influence on the loss.
#
# When the network is used, in **evaluation**, nothing is dropped and nothing is scaled: $y = x$, and the mask is all ones.

# %% [markdown]
# ## Exercise 7.1: `dropout` and `dropout_backward`
#
# | name | meaning |
# |---|---|
# | `p` | the share that is dropped |
# | `rng` | a random generator; `rng.random(shape)` gives numbers spread evenly from 0 to 1 |
# | `training` | `False` in evaluation |

# %%
def dropout(x, p, rng, training=True):
    """Returns y and the mask, both of the shape of x."""
    #### BEGIN IMPLEMENTATION ####
    if training:
        mask = ...
    else:
        mask = ...
    y = ...
    #### END IMPLEMENTATION ####
    return y, mask


def dropout_backward(mask, dl_dy):
    """The gradient for x, with the mask that dropout returned."""
    #### BEGIN IMPLEMENTATION ####
    dl_dx = ...
    #### END IMPLEMENTATION ####
    return dl_dx

# %% [markdown]
# A thousand ones, of which a quarter is dropped:

# %%
rng = np.random.default_rng(0)
y, mask = dropout(np.ones((10, 100)), 0.25, rng)
print("values      ", np.unique(y).round(4))
print("about 25 %  ", abs(np.mean(y == 0) - 0.25) < 0.05)
print("mean about 1", abs(np.mean(y) - 1) < 0.05)
print("backward    ", np.unique(dropout_backward(mask, np.full((10, 100), 3.0))))
print("evaluation  ", np.unique(dropout(np.ones((10, 100)), 0.25, rng, training=False)[0]))

# %% [markdown]
# Expected output:
#
# ```text
# values       [0.     1.3333]
# about 25 %   True
# mean about 1 True
# backward     [0. 4.]
# evaluation   [1.]
# ```

# %%
check("dropout")

# %% [markdown]
# ## From scores to probabilities
#
# The last layer gives each image ten numbers, one score for each class: `z` has the shape (N, C). We want probabilities: positive,
# and 1 in total. The **softmax** makes the scores positive with the exponential function and divides by their sum:
#
# $$ p_k = \frac{e^{z_k}}{\sum_j e^{z_j}} $$
#
# The loss is the surprise of part 2: $-\ln p$ of the class that was true. So we need the *logarithm* of the softmax anyway, and
# the logarithm of a quotient is a difference:
#
# $$ \ln p_k = z_k - \ln \sum_j e^{z_j} $$
#
# **With numbers:** scores 1, 2, 3.
#
# | class | $z$ | $e^z$ | $p$ | $\ln p$ |
# |---|---|---|---|---|
# | 0 | 1 | 2.718 | 0.0900 | -2.4076 |
# | 1 | 2 | 7.389 | 0.2447 | -1.4076 |
# | 2 | 3 | 20.086 | 0.6652 | -0.4076 |
# | sum | | 30.193 | 1 | |
#
# $\ln 30.193 = 3.4076$, and indeed $1 - 3.4076 = -2.4076$.
#
# **A trap.** $e^{1000}$ is too large for a computer (`inf`), and $e^{-1000}$ is 0, with the logarithm $-\infty$. The way out: subtract
# the same number from all scores of an image. The probabilities do not change, since numerator and denominator are divided by the
# same factor. Take the largest score of each row: then the largest exponent is $e^0 = 1$, nothing overflows, and the sum is never 0.
#
# ### Backward
#
# Each score has two effects. It moves its own $\ln p_k$ with the slope 1. And it moves the sum in the denominator, and through it
# the outputs of *all* classes of this image, with the slope $-p_k$ each. So the upstream gradients of the whole row add up:
#
# $$ \frac{\partial l}{\partial z_k} = u_k - p_k \sum_j u_j \qquad\text{with } u = \frac{\partial l}{\partial \ln p} $$

# %% [markdown]
# ## The loss
#
# The labels are whole numbers: `y_true` has the shape (N,), and `y_true[n]` is the class of image `n`. The *negative
# log-likelihood* picks one log-probability from each row, the one of the true class, and takes the mean:
#
# $$ l = -\frac{1}{N} \sum_n \ln p_{n,\,y_n} $$
#
# ```text
#              class 0    class 1    class 2      y_true
#   image 0   [-2.41]     -1.41      -0.41          0        picked: -2.41
#   image 1    -0.51     [-1.61]     -1.61          1        picked: -1.61       loss = (2.41 + 1.61) / 2 = 2.01
# ```
#
# NumPy picks in this way when it gets two arrays, the row numbers and the column numbers: `a[np.arange(N), y_true]`. On the left side of
# an `=` this works too.
#
# The loss is a plain sum of the picked numbers, times $-1/N$. So its gradient is $-1/N$ where a number was picked, and 0 elsewhere.

# %% [markdown]
# ## Exercise 7.2: `log_softmax`, `nll_loss`, and back
#
# | name | shape | | name | shape |
# |---|---|---|---|---|
# | `z`, `log_p` | (N, C) | | `dl_dy` | (N, C), the upstream gradient |
# | `y_true` | (N,) whole numbers | | `nll_loss` | a number |
#
# `nll_loss_backward` starts the way back, so it has no upstream gradient, like `binary_cross_entropy_loss_backward`.

# %%
def log_softmax(z):
    """The logarithm of the softmax of each row."""
    #### BEGIN IMPLEMENTATION ####
    # the largest score of each row becomes 0
    shifted = ...
    log_p = ...
    #### END IMPLEMENTATION ####
    return log_p


def log_softmax_backward(z, dl_dy):
    """The gradient for z; dl_dy is the gradient for log_softmax(z)."""
    #### BEGIN IMPLEMENTATION ####
    p = ...
    dl_dz = ...
    #### END IMPLEMENTATION ####
    return dl_dz


def nll_loss(y_true, log_p):
    """The mean surprise about the true classes."""
    #### BEGIN IMPLEMENTATION ####
    picked = ...
    loss = ...
    #### END IMPLEMENTATION ####
    return loss


def nll_loss_backward(y_true, log_p):
    """The gradient of the loss for log_p."""
    gradient = np.zeros(log_p.shape)
    #### BEGIN IMPLEMENTATION ####
    gradient[np.arange(len(y_true)), y_true] = ...
    #### END IMPLEMENTATION ####
    return gradient

# %% [markdown]
# The worked example, the trap, and the way back:

# %%
z = np.array([[1.0, 2.0, 3.0], [1000.0, 1000.0, 1000.0]])
y_true = np.array([0, 2])
log_p = log_softmax(z)
print(log_p.round(4))
print(f"loss {nll_loss(y_true, log_p):.4f}")
print(nll_loss_backward(y_true, log_p))
print(log_softmax_backward(z, nll_loss_backward(y_true, log_p)).round(4))

# %% [markdown]
# Expected output:
#
# ```text
# [[-2.4076 -1.4076 -0.4076]
#  [-1.0986 -1.0986 -1.0986]]
# loss 1.7531
# [[-0.5  0.   0. ]
#  [ 0.   0.  -0.5]]
# [[-0.455   0.1224  0.3326]
#  [ 0.1667  0.1667 -0.3333]]
# ```
#
# Look at the last two lines. Both functions together give $(p - \text{truth})/N$, with a truth of 1 at the right class and 0
# elsewhere: 0.0900 - 1 = -0.91, halved. The gradient is the difference between what the network believes and what is true.
# Nothing could be simpler.
#
# The image with three equal scores has the loss $\ln 3 = 1.0986$. A network that knows nothing about ten digits has
# $\ln 10 = 2.3026$.

# %%
check("log_softmax")

# %% [markdown]
# ## Handwritten digits
#
# The data set: 1797 digits, written by 13 people, each of them 8 by 8 pixels with a darkness from 0 to 16. We learn from 1500 of
# them.

# %%
from minidnn.datasets import load_digits
from minidnn.course import standardise

images, labels = load_digits(return_X_y=True)
order = np.random.RandomState(0).permutation(len(images))
images, labels = images[order].astype(float), labels[order]
x_train, x_val = standardise(images[:1500], images[1500:])
y_train, y_val = labels[:1500], labels[1500:]
print("training set  ", x_train.shape, y_train.shape)
print("validation set", x_val.shape, y_val.shape)


def draw_digits(pictures, titles):
    figure, axes = plt.subplots(2, 8, figsize=(8, 2.6))
    for ax in axes.flat:
        ax.axis("off")
    for ax, picture, title in zip(axes.flat, pictures, titles):
        ax.imshow(picture.reshape(8, 8), cmap="gray_r")
        ax.set_title(title, fontsize=9)
    plt.show()


draw_digits(images[1500:1516], y_val[:16])

# %% [markdown]
# Expected output:
#
# ```text
# training set   (1500, 64) (1500,)
# validation set (297, 64) (297,)
# ```

# %% [markdown]
# ## The network
#
# Two layers: 64 pixels, 64 neurons, 10 scores. The parameters are in a dictionary, as in part 6.
#
# ![x (N, 64), dense(w1, b1), z1 (N, 64), relu, a1 (N, 64), dense(w2, b2), z2 (N, 10), log_softmax, log_p (N, 10), nll_loss, loss](pictures/digits.svg)
#
# `digits_gradients` goes this way forward, and back again. You know it from part 3, only its end is new. The functions of
# the earlier parts are imported as finished versions: `dense`, `relu`, `relu_backward`, and `dense_backward(a_prev, w, dl_dz)`,
# which returns `dl_dw, dl_db, dl_da_prev`. The four functions of 7.2 are your own. Should one of them not work yet, take it from
# `minidnn.course`. The grader uses finished versions here in any case.
#
# `predict_digits` returns one label for each image: the class with the largest score. The logarithm and the softmax do not change
# which one is the largest, so the scores are enough. `np.argmax` finds the *place* of the largest entry.
#
# `train_digits` is the loop: for every batch gradients, then one step of Adam with the learning rate it was given.

# %% [markdown]
# ## Exercise 7.3: the network on digits

# %%
from minidnn import dense, dense_backward, relu, relu_backward
from minidnn.course import adam_step, he_normal, iterate_minibatches


def digits_gradients(params, x, y_true):
    """The loss, and a dictionary with the gradient of every parameter."""
    #### BEGIN IMPLEMENTATION ####
    # forward
    z1 = ...
    a1 = ...
    z2 = ...
    log_p = ...
    loss = ...
    # backward
    dl_dlog_p = ...
    dl_dz2 = ...
    dl_dw2, dl_db2, dl_da1 = ..., ..., ...
    dl_dz1 = ...
    dl_dw1, dl_db1, dl_dx = ..., ..., ...
    #### END IMPLEMENTATION ####
    return loss, {"w1": dl_dw1, "b1": dl_db1, "w2": dl_dw2, "b2": dl_db2}


def predict_digits(params, x):
    """One label, 0 to 9, for each row of x: shape (N,)."""
    #### BEGIN IMPLEMENTATION ####
    z2 = ...
    labels = ...
    #### END IMPLEMENTATION ####
    return labels


def train_digits(params, x, y_true, epochs, batch_size, learning_rate, rng):
    """Changes params; returns the loss of every step."""
    losses = []
    state = {}
    for epoch in range(epochs):
        for x_batch, y_batch in iterate_minibatches(x, y_true, batch_size, rng):
            #### BEGIN IMPLEMENTATION ####
            loss, grads = ..., ...
            # one step of Adam
            ...
            #### END IMPLEMENTATION ####
            losses.append(loss)
    return losses

# %% [markdown]
# Ten epochs take less than a second:

# %%
rng = np.random.default_rng(0)
params = {
    "w1": he_normal(64, 64, rng), "b1": np.zeros((1, 64)),
    "w2": he_normal(64, 10, rng), "b2": np.zeros((1, 10)),
}
right_before = np.mean(predict_digits(params, x_val) == y_val)
losses = train_digits(params, x_train, y_train, 10, 50, 0.01, rng)
right_after = np.mean(predict_digits(params, x_val) == y_val)
print(f"steps {len(losses)}")
print(f"right before the training {right_before:.0%}, after it {right_after:.0%}")

plt.figure(figsize=(6, 3))
plt.plot(losses)
plt.axhline(np.log(10), color="gray", linestyle="--", label="ln 10: knows nothing")
plt.xlabel("step")
plt.ylabel("loss of the batch")
plt.legend()
plt.show()

# %% [markdown]
# Expected output (about):
#
# ```text
# steps 300
# right before the training 15%, after it 98%
# ```
#
# The curve is ragged, because every batch is a little different. What counts is that it goes down. And these are the digits it
# still gets wrong, with its answer and the true one:

# %%
answers = predict_digits(params, x_val)
wrong = np.flatnonzero(answers != y_val)[:16]
draw_digits(images[1500:][wrong], [f"{answers[i]}, true {y_val[i]}" for i in wrong])

# %% [markdown]
# Would you have read all of them?

# %%
check("digits")

# %% [markdown]
# ## The end, and where to go
#
# You have written a complete small library: layers, losses, their backward functions, a gradient check, initial weights,
# mini-batches, optimizers, dropout. Put your functions into minidnn and let the whole of it train with them:
#
# ```console
# minidnn train breast-cancer --with exercises/
# ```
#
# Then read the source of minidnn. It is organised just like these pages: every operation is one function that returns its result and
# one rule for each gradient. You will find that you know most of them already.
