# %% [markdown]
# # Part 9: Convolution
#
# The digits network of part 7 looked at 64 numbers and did not know that they form a picture. It would
# have learned just as well with all pixels shuffled. A *convolution* uses what we know about pictures:
# neighbours belong together, and an edge is an edge wherever it stands.
#
# | exercise | you write | it is |
# |---|---|---|
# | 9.1 | `windows`, `conv2d` | small pictures cut out of large ones, and the convolution |
# | 9.2 | `conv2d_backward` | its three gradients |
# | 9.3 | `max_pool2d`, and back | the largest of every square |
# | 9.4 | `batch_norm`, and back | numbers of a good size in every layer |
# | 9.5 | `residual_block`, `digits_cnn` | a network with all of it, on your tape: 98 % of the digits |
#
# A batch of pictures is an array of shape (N, C, H, W): N pictures with C channels, H rows and W columns.
# A grey picture has one channel, a colour picture three, and inside the network there are as many as we
# like.

# %%
import matplotlib.pyplot as plt
import numpy as np

from minidnn.datasets import load_digits
from minidnn.grading import check

np.set_printoptions(precision=4, suppress=True)
images, target = load_digits(return_X_y=True)
pictures = images.reshape(-1, 1, 8, 8) / 16.0  # from 0 to 1
print(pictures.shape, target[:5])

# %% [markdown]
# Expected output:
#
# ```text
# (1797, 1, 8, 8) [0 1 2 3 4]
# ```

# %% [markdown]
# ## Exercise 9.1: `windows` and `conv2d`
#
# A convolution lays a small square, the *kernel*, on the picture, multiplies number by number, adds
# everything up, and moves on. Its result says for each place how well the picture fits the kernel
# there:
#
# $$ y_{n o h w} = b_o + \sum_{c} \sum_{i} \sum_{j} x_{n,\;c,\;h s + i,\;w s + j} \cdot k_{o c i j} $$
#
# $s$ is the *stride*, by how much the kernel moves. With *padding* $p$ the picture first gets a frame of
# $p$ zeros on every side, so that the kernel can also be laid on the border.
#
# ![A kernel of 2 by 2 lies on four numbers of a picture of 3 by 3; the products added up are one number of the result](pictures/convolution.svg)
#
# | name | shape | meaning |
# |---|---|---|
# | `x` | (N, C, H, W) | the pictures |
# | `weight` | (O, C, K, K) | O kernels, each with a K by K square for every channel |
# | `bias` | (O,) | one for each kernel |
# | result | (N, O, OH, OW) | with OH = (H + 2p - K) // s + 1, and OW in the same way |
#
# **`windows`** does the cutting: it returns all the squares that the kernel is laid on, as an array of
# shape (N, C, OH, OW, K, K). You need no loop over the places. Look at one corner of the square instead,
# $(i, j)$: the numbers that lie under this corner, for all places at once, are a slice of the picture,
# from $i$ on with steps of $s$.
#
# ```text
#  picture (one channel)     K = 2, s = 1: what lies under the corners of the kernel
#    1  2  3                 corner (0, 0)   corner (0, 1)   corner (1, 0)   corner (1, 1)
#    4  5  6                     1  2            2  3            4  5            5  6
#    7  8  9                     4  5            5  6            7  8            8  9
# ```
#
# So there are K times K slices, each of shape (N, C, OH, OW). `np.pad` makes the frame.
#
# **`conv2d`** then multiplies and adds. `np.tensordot(a, b, axes=([...], [...]))` multiplies two arrays and
# sums over pairs of axes; what is left of `a` comes first, then what is left of `b`. Here we sum over the
# channel and the two axes of the square: what is left is (N, OH, OW) and (O,). Move the O to its place
# with `np.moveaxis(array, from, to)`, and add the bias, with a shape that NumPy puts on the right axis.
#
# **A worked example.** The picture above and the kernel $\begin{pmatrix} 1 & 0 \\ 0 & -1 \end{pmatrix}$ give
# $1 - 5 = -4$ in the first place, and $-4$ everywhere else.

# %%
def windows(x, size, stride, padding):
    #### BEGIN IMPLEMENTATION ####
    # the frame of zeros
    x = ...
    n, c, h, w = ..., ..., ..., ...
    oh = ...
    ow = ...
    result = ...
    for i in range(size):
        for j in range(size):
            ...
    #### END IMPLEMENTATION ####
    return result


def conv2d(x, weight, bias, stride=1, padding=0):
    #### BEGIN IMPLEMENTATION ####
    patches = ...
    y = ...
    #### END IMPLEMENTATION ####
    return y

# %%
x = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
kernel = np.array([[1.0, 0.0], [0.0, -1.0]]).reshape(1, 1, 2, 2)
print(windows(x, 2, 1, 0)[0, 0, 0, 1])
print(conv2d(x, kernel, np.array([0.0]))[0, 0])
print(conv2d(x, kernel, np.array([0.5]), stride=2, padding=1)[0, 0])

# %% [markdown]
# Expected output:
#
# ```text
# [[2. 3.]
#  [5. 6.]]
# [[-4. -4.]
#  [-4. -4.]]
# [[-0.5 -2.5]
#  [-6.5 -3.5]]
# ```

# %%
check("conv2d")

# %% [markdown]
# What can a kernel see? This one looks for changes from left to right, edges that stand upright:

# %%
edge = np.array([[-1.0, 0.0, 1.0]] * 3).reshape(1, 1, 3, 3)
seen = conv2d(pictures[:4], edge, np.zeros(1), padding=1)
if seen is not ...:
    figure, axes = plt.subplots(2, 4, figsize=(6, 3))
    for k in range(4):
        axes[0, k].imshow(pictures[k, 0], cmap="gray_r")
        axes[1, k].imshow(seen[k, 0], cmap="coolwarm", vmin=-3, vmax=3)
    for axis in axes.flat:
        axis.axis("off")
    plt.show()

# %% [markdown]
# ## Exercise 9.2: `conv2d_backward`
#
# A convolution is a dense layer in disguise: every window is a row of inputs, the kernel is its column of
# weights, and all places share the same weights. So its gradients are those of part 3, with more axes:
#
# | gradient | of a dense layer | of a convolution |
# |---|---|---|
# | bias | sum over the rows | sum of `dl_dy` over pictures and places (axes 0, 2, 3) |
# | weight | inputs times upstream, summed over the rows | windows times `dl_dy`, summed over pictures and places |
# | input | upstream times weights | `dl_dy` times weights gives a gradient **for every window** |
#
# The last line needs one more step. A pixel lies in several windows, and each of them moves the loss. So the
# gradients of the windows are laid back on the picture where they came from, and **added up** where they
# overlap. It is `windows` backwards, with the same slices:
#
# ```text
#  for each corner (i, j):     dx[the slice of this corner] += the gradients that lie under it
# ```
#
# At the end cut off the frame: nobody asked for the gradient of the padding.
#
# **A worked example.** One row of three pixels, a kernel of two numbers $(k_0, k_1)$. There are two windows,
# $(x_0, x_1)$ and $(x_1, x_2)$, and two upstream gradients $u_0, u_1$. The pixel $x_1$ is in both: its gradient is
# $u_0 k_1 + u_1 k_0$.
#
# The shapes help with `np.tensordot`: the gradient of the weight has the shape (O, C, K, K), so the O of `dl_dy`
# and C, K, K of the windows must be left over. For the windows' gradient the O is summed, and
# (N, OH, OW) and (C, K, K) are left.

# %%
def conv2d_backward(x, weight, dl_dy, stride=1, padding=0):
    size = weight.shape[2]
    n, o, oh, ow = dl_dy.shape
    #### BEGIN IMPLEMENTATION ####
    patches = ...
    dl_dbias = ...
    dl_dweight = ...
    # the gradient of every window: (N, OH, OW, C, K, K)
    dl_dpatches = ...
    framed = ...
    for i in range(size):
        for j in range(size):
            ...
    # without the frame
    dl_dx = ...
    #### END IMPLEMENTATION ####
    return dl_dx, dl_dweight, dl_dbias

# %%
x = np.array([1.0, 2.0, 3.0]).reshape(1, 1, 1, 3)
x = np.repeat(x, 2, axis=2)  # two equal rows, because our kernels are square
weight = np.array([[10.0, 100.0], [0.0, 0.0]]).reshape(1, 1, 2, 2)
upstream = np.array([1.0, 5.0]).reshape(1, 1, 1, 2)
dl_dx, dl_dweight, dl_dbias = conv2d_backward(x, weight, upstream)
print(dl_dx if dl_dx is ... else dl_dx[0, 0, 0])
print(dl_dweight)
print(dl_dbias)

# %% [markdown]
# Expected output:
#
# ```text
# [ 10. 150. 500.]
# [[[[11. 17.]
#    [11. 17.]]]]
# [6.]
# ```
#
# The middle pixel: $1 \cdot 100 + 5 \cdot 10 = 150$.

# %%
check("conv2d_backward")

# %% [markdown]
# ## Exercise 9.3: `max_pool2d` and its gradient
#
# A network does not need to know to the pixel where an edge was. *Max pooling* cuts the picture into squares and
# keeps the largest number of each: half the height, half the width, a quarter of the work.
#
# ![A picture of 4 by 4 numbers, cut into four squares; the largest of each: 4, 2, 8, 7](pictures/pooling.svg)
#
# `max_pool2d(x, size)` works on `x` (N, C, H, W), whose sides `size` divides, and gives (N, C, H / size, W / size). A
# reshape makes the squares visible: (N, C, H / size, size, W / size, size). The maximum runs over the two axes of
# length `size`.
#
# On the way back each square hands its upstream gradient to the one number that won. The others have no influence:
# 0. (When several numbers are equally large, the **first** one wins, row by row: so the gradient is not counted
# twice.)
#
# | step | what | shape |
# |---|---|---|
# | 1 | the squares, with their numbers in a row | (N, C, OH, OW, size · size) |
# | 2 | the place of the largest in every square: `np.argmax` | (N, C, OH, OW) |
# | 3 | a gradient of zeros, with `dl_dy` at these places | as in step 1 |
# | 4 | the squares back in their picture | (N, C, H, W) |
#
# For step 3 compare the place with `np.arange(size * size)`: one is True in each row. `np.transpose(array, axes)` puts
# axes into another order; for step 1 the two axes of length `size` come last.
#
# **A worked example.** In the drawing, with the upstream gradient $\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$, the 4 gets
# 1, the upper 2 gets 2, the 8 gets 3, the 7 gets 4, and all others 0.

# %%
def max_pool2d(x, size):
    n, c, h, w = x.shape
    #### BEGIN IMPLEMENTATION ####
    squares = ...
    y = ...
    #### END IMPLEMENTATION ####
    return y


def max_pool2d_backward(x, dl_dy, size):
    n, c, h, w = x.shape
    oh, ow = h // size, w // size
    #### BEGIN IMPLEMENTATION ####
    # (N, C, OH, OW, size * size)
    squares = ...
    best = ...
    won = ...
    gradient = ...
    # back in their picture
    dl_dx = ...
    #### END IMPLEMENTATION ####
    return dl_dx

# %%
x = np.array([[1.0, 3.0, 2.0, 0.0],
              [4.0, 2.0, 1.0, 1.0],
              [0.0, 1.0, 5.0, 6.0],
              [8.0, 2.0, 7.0, 3.0]]).reshape(1, 1, 4, 4)
upstream = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 1, 2, 2)
y, dl_dx = max_pool2d(x, 2), max_pool2d_backward(x, upstream, 2)
print(y if y is ... else y[0, 0])
print(dl_dx if dl_dx is ... else dl_dx[0, 0])

# %% [markdown]
# Expected output:
#
# ```text
# [[4. 2.]
#  [8. 7.]]
# [[0. 0. 2. 0.]
#  [1. 0. 0. 0.]
#  [0. 0. 0. 0.]
#  [3. 0. 4. 0.]]
# ```

# %%
check("max_pool2d")

# %% [markdown]
# ## Exercise 9.4: `batch_norm` and its gradient
#
# When the numbers inside a network are all of about the same size, it can be trained with larger steps. *Batch
# normalisation* sees to it: for each channel it takes the mean and the variance over all pictures and places of the
# batch, shifts and scales to mean 0 and variance 1, and then lets the network choose another scale $\gamma$ and another
# shift $\beta$:
#
# $$ \hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} \qquad\qquad y = \gamma\,\hat{x} + \beta $$
#
# | name | shape | meaning |
# |---|---|---|
# | `x` | (N, C, H, W) | the batch |
# | `gamma`, `beta` | (C,) | scale and shift, learned |
# | `running` | a dictionary with `"mean"` and `"var"`, both (C,) | averages over many batches |
# | `training` | True or False | learn from this batch, or only use what was learned |
#
# **In training** $\mu$ and $\sigma^2$ come from the batch (the variance divides by the number of values), and the running
# averages move towards them by a tenth: new = 0.9 · old + 0.1 · batch. They are written back into `running`.
#
# **Afterwards** a prediction must not depend on which pictures stand beside it. Then $\mu$ and $\sigma^2$ are the running
# averages, and these stay as they are.
#
# **The way back** (in training) is the first one in this course where one input moves *all* outputs of its channel: through
# the mean and through the variance. Work it out on paper once; the result is short. With $m$ values in a channel and
# $g = \gamma \cdot dl/dy$, the gradient of $\hat{x}$:
#
# $$ \frac{dl}{dx} = \frac{1}{\sqrt{\sigma^2 + \epsilon}} \left( g - \mathrm{mean}(g) - \hat{x} \cdot \mathrm{mean}(g \cdot \hat{x}) \right) $$
#
# $$ \frac{dl}{d\gamma} = \sum \frac{dl}{dy}\,\hat{x} \qquad\qquad \frac{dl}{d\beta} = \sum \frac{dl}{dy} $$
#
# Means and sums run over pictures and places, for each channel. Read the formula: from the gradient its mean is taken out
# (shifting all $x$ changes nothing), and whatever points along $\hat{x}$ (scaling all $x$ changes nothing either).
#
# **A worked example.** One channel with the values 1 and 3: $\mu = 2$, $\sigma^2 = 1$, $\hat{x} = (-1, 1)$. With $\gamma = 10$ and
# $\beta = 5$ the result is $(-5, 15)$. From a running mean of 0 the new one is 0.2.

# %%
def batch_norm(x, gamma, beta, running, training, eps=1e-5):
    #### BEGIN IMPLEMENTATION ####
    if training:
        mean = ...
        var = ...
        running["mean"] = ...
        running["var"] = ...
    else:
        mean = ...
        var = ...
    normal = ...
    y = ...
    #### END IMPLEMENTATION ####
    return y


def batch_norm_backward(x, gamma, dl_dy, eps=1e-5):
    #### BEGIN IMPLEMENTATION ####
    mean = ...
    var = ...
    normal = ...
    dl_dgamma = ...
    dl_dbeta = ...
    g = ...
    dl_dx = ...
    #### END IMPLEMENTATION ####
    return dl_dx, dl_dgamma, dl_dbeta

# %% [markdown]
# (`array.reshape(1, -1, 1, 1)` puts C numbers on the channel axis.)

# %%
x = np.array([1.0, 3.0]).reshape(2, 1, 1, 1)
running = {"mean": np.zeros(1), "var": np.ones(1)}
print(batch_norm(x, np.array([10.0]), np.array([5.0]), running, training=True))
print(running["mean"], running["var"])
print(batch_norm(x, np.array([10.0]), np.array([5.0]), running, training=False))

# %% [markdown]
# Expected output:
#
# ```text
# [[[[-5.]]]
#
#
#  [[[15.]]]]
# [0.2] [1.]
# [[[[13.    ]]]
#
#
#  [[[32.9999]]]]
# ```

# %%
check("batch_norm")

# %% [markdown]
# ## Exercise 9.5: a residual block, and a network that reads digits
#
# Deep networks had a strange trouble: with more layers they became *worse*, even on their own training data. The layers
# could not even learn to do nothing. The cure is an addition. A *residual block* computes a change and adds it to what
# came in:
#
# ![x goes through conv2, norm, relu, conv3, norm; a second way leads x around them to a plus; then comes relu](pictures/residual.svg)
#
# If the block has nothing to say, its change is near 0 and $x$ passes. And on the way back the plus hands the gradient on
# unchanged: it reaches the first layers however many blocks stand between. Networks of a hundred layers are built like
# this (ResNet).
#
# All four functions of this part go onto your tape of part 8. `apply` calls `forward` and `backward` of whatever it is
# given, so an operation with settings is an object. Here they are, with two helpers; read them once:

# %%
from minidnn.course import (
    Relu,
    Tensor,
    adam_step,
    apply,
    backward,
    iterate_minibatches,
    log_softmax,
)


class Conv:
    @staticmethod
    def forward(saved, x, weight, bias):
        saved += [x, weight]
        return conv2d(x, weight, bias, 1, weight.shape[2] // 2)

    @staticmethod
    def backward(saved, dy):
        x, weight = saved
        return conv2d_backward(x, weight, dy, 1, weight.shape[2] // 2)


class Norm:
    def __init__(self, running, training):
        self.running, self.training = running, training

    def forward(self, saved, x, gamma, beta):
        saved += [x, gamma]
        return batch_norm(x, gamma, beta, self.running, self.training)

    def backward(self, saved, dy):
        x, gamma = saved
        return batch_norm_backward(x, gamma, dy)


class Pool:
    @staticmethod
    def forward(saved, x):
        saved.append(x)
        return max_pool2d(x, 2)

    @staticmethod
    def backward(saved, dy):
        return (max_pool2d_backward(saved[0], dy, 2),)


class Flatten:
    @staticmethod
    def forward(saved, x):
        saved.append(x.shape)
        return x.reshape(len(x), -1)

    @staticmethod
    def backward(saved, dy):
        return (dy.reshape(saved[0]),)


class CrossEntropy:
    def __init__(self, y_true):
        self.y_true = y_true

    def forward(self, saved, scores):
        log_p = log_softmax(scores)
        saved.append(log_p)
        return -np.mean(log_p[np.arange(len(scores)), self.y_true])

    def backward(self, saved, dy):
        gradient = np.exp(saved[0])
        gradient[np.arange(len(gradient)), self.y_true] -= 1
        return (dy * gradient / len(gradient),)


def conv_norm(x, params, running, layer, training):
    """Convolution and batch normalisation of one layer."""
    y = apply(Conv, x, params[f"{layer}.weight"], params[f"{layer}.bias"])
    norm = Norm(running[layer], training)
    return apply(norm, y, params[f"{layer}.gamma"], params[f"{layer}.beta"])

# %% [markdown]
# **`residual_block(x, params, running, training)`** is the drawing: `conv_norm` with the layers `"conv2"` and `"conv3"`, and
# the relus. All of it on tensors.
#
# **`digits_cnn(params, running, x, training)`** is the whole network. It takes an *array* of pictures and returns a tensor
# with ten scores for each:
#
# | step | shape for 12 channels |
# |---|---|
# | `Tensor(x)` | (N, 1, 8, 8) |
# | `conv_norm` with the layer `"conv1"`, relu | (N, 12, 8, 8) |
# | `Pool` | (N, 12, 4, 4) |
# | `residual_block` | (N, 12, 4, 4) |
# | `Pool` | (N, 12, 2, 2) |
# | `Flatten` | (N, 48) |
# | `@ params["dense.weight"] + params["dense.bias"]` | (N, 10) |

# %%
def residual_block(x, params, running, training):
    #### BEGIN IMPLEMENTATION ####
    a = ...
    b = ...
    y = ...
    #### END IMPLEMENTATION ####
    return y


def digits_cnn(params, running, x, training):
    #### BEGIN IMPLEMENTATION ####
    a = ...
    a = ...
    a = ...
    a = ...
    scores = ...
    #### END IMPLEMENTATION ####
    return scores

# %% [markdown]
# The first weights, and the training: Adam from part 6, with a learning rate that falls to 0.

# %%
def first_cnn(rng, channels):
    """Fresh parameters (He) and running averages."""
    params, running = {}, {}
    for layer, inputs in (("conv1", 1), ("conv2", channels), ("conv3", channels)):
        spread = np.sqrt(2 / (9 * inputs))
        params[f"{layer}.weight"] = Tensor(spread * rng.normal(size=(channels, inputs, 3, 3)))
        params[f"{layer}.bias"] = Tensor(np.zeros(channels))
        params[f"{layer}.gamma"] = Tensor(np.ones(channels))
        params[f"{layer}.beta"] = Tensor(np.zeros(channels))
        running[layer] = {"mean": np.zeros(channels), "var": np.ones(channels)}
    size = 4 * channels
    params["dense.weight"] = Tensor(np.sqrt(1 / size) * rng.normal(size=(size, 10)))
    params["dense.bias"] = Tensor(np.zeros((1, 10)))
    return params, running


def train_cnn(network, params, running, x, y_true, epochs, batch_size, learning_rate, rng):
    """Adam on the tape; the learning rate falls to 0 as half a cosine. Returns the losses."""
    losses, state, step = [], {}, 0
    total = epochs * -(-len(x) // batch_size)
    for _ in range(epochs):
        for x_batch, y_batch in iterate_minibatches(x, y_true, batch_size, rng):
            loss = apply(CrossEntropy(y_batch), network(params, running, x_batch, True))
            backward(loss)
            arrays = {name: p.data for name, p in params.items()}
            grads = {name: p.grad for name, p in params.items()}
            rate = learning_rate * 0.5 * (1 + np.cos(np.pi * step / total))
            adam_step(arrays, grads, state, rate)
            for name, p in params.items():
                p.data = arrays[name]
            losses.append(float(loss.data))
            step += 1
    return losses

# %%
order = np.random.RandomState(0).permutation(len(pictures))
x_train, x_val = pictures[order[:1500]], pictures[order[1500:]]
y_train, y_val = target[order[:1500]], target[order[1500:]]
rng = np.random.default_rng(1)
params, running = first_cnn(rng, 12)
scores = digits_cnn(params, running, x_train[:7], True)
if scores is not ...:
    print(scores.data.shape)

# %% [markdown]
# Expected output:
#
# ```text
# (7, 10)
# ```
#
# Six rounds through the training set, some ten seconds:

# %%
if scores is not ...:
    params, running = first_cnn(np.random.default_rng(1), 12)
    losses = train_cnn(digits_cnn, params, running, x_train, y_train, 6, 50, 0.02,
                       np.random.default_rng(2))
    labels = np.argmax(digits_cnn(params, running, x_val, False).data, axis=1)
    right = np.mean(labels == y_val)
    print("98 % or more" if right >= 0.98 else f"only {right:.1%}")
    plt.figure(figsize=(5, 3))
    plt.plot(losses)
    plt.xlabel("batch")
    plt.ylabel("training loss")
    plt.show()

# %% [markdown]
# Expected output:
#
# ```text
# 98 % or more
# ```

# %%
check("digits_cnn")

# %% [markdown]
# ## What comes next
#
# Convolution, pooling, normalisation, a residual block: larger picture networks have more of them, and nothing else that
# is new. In minidnn they are `nn.Conv2d`, `nn.MaxPool2d`, `nn.BatchNorm2d`, and `vision.models.resnet18`. And if your
# functions are finished, the library runs on them: `minidnn train digits --with my-course`.
