# %% [markdown]
# # Part 13: The real thing
#
# Your networks learn, and your GPT writes. What is between them and the large ones is mostly not more mathematics but the work of
# engineers: the arithmetic moves to a GPU, the batch is shared out among several machines, memory is saved, and the finished
# model is made small enough for a telephone. Each of these is a few lines, and each has its own way to go wrong without a sound.
#
# | exercise | you write | what it does |
# |---|---|---|
# | 13.1 | `xp_of`, `dense_relu`, `softmax`, `loss_gradient` | one program for NumPy and for a GPU |
# | 13.2 | `split_batch`, `average`, `parallel_gradients` | a batch shared among several workers |
# | 13.3 | `quantise`, `dequantise`, `quantised_product` | numbers of one byte; the digits in bytes |
# | 13.4 | `run_keeping`, `backward_recomputing` | less memory, for a second forward run |
# | 13.5 | `self_times`, `slowest`, `possible_gain` | finds the part that is worth making faster |
#
# As before, rows are examples.

# %%
import numpy as np

from minidnn.grading import check

# %% [markdown]
# ## One program for two machines
#
# A GPU has its own memory, and NumPy cannot reach it. CuPy can, with the same names: `cupy.exp`, `cupy.sum`. So a program need not be
# written twice. It asks each array where its functions are, calls the answer `xp`, and writes `xp.exp` where it would have written
# `np.exp`. Operators (`+`, `@`, `==`) and indices need no change: they belong to the array.
#
# How does an array answer? There is an agreement (the *array API standard*): `x.__array_namespace__()` returns the module. NumPy's
# own arrays know it only since NumPy 2, so they are recognised by their class, `np.ndarray`. (CuPy's arrays, as of CuPy 14, do not have
# the method; for them the same question is `cupy.get_array_module(x)`, one more line in `xp_of` when you have a GPU. The device of this
# page keeps to the agreement.)
#
# Three habits break such a program, and on a laptop without GPU nobody notices:
#
# - `np.exp(x)` where `xp.exp(x)` belongs;
# - new arrays made by `np.arange` or `np.zeros`: they lie on the host and cannot be mixed with those on the device;
# - `x.get()`, which carries the numbers to the host. That works, and is slow: the GPU stands still meanwhile.
#
# Therefore there is a `DeviceArray` here. It has no GPU either, but it refuses everything that a real one refuses:

# %%
from minidnn.course.part13_real_thing.e1_array_module.device import DeviceArray

on_device = DeviceArray([[1.0, -2.0], [0.5, 3.0]])
print(on_device + 1, (on_device + 1).get().tolist())
try:
    np.exp(on_device)
except TypeError:
    print("np.exp: refused")

# %% [markdown]
# Expected output:
#
# ```text
# DeviceArray of shape (2, 2) [[2.0, -1.0], [1.5, 4.0]]
# np.exp: refused
# ```

# %% [markdown]
# ## Exercise 13.1: `xp_of`, `dense_relu`, `softmax`, `loss_gradient`
#
# You know the last three from parts 1 and 7; now they run on both machines. `loss_gradient` is the gradient of the mean loss for
# the scores: belief minus truth, divided by the number of rows. **With numbers:** one row, scores 0 and 0, label 1: the belief is
# (0.5, 0.5), the truth (0, 1), the gradient (0.5, −0.5).
#
# The grader runs your functions on both kinds. In its report the numbers −99 say that the device refused something, and −98 that a result
# lies on the host.
#
# | name | shape | |
# |---|---|---|
# | `x`, `w`, `b` | (N, D), (D, K), (1, K) | |
# | `scores` | (N, K) | may be as large as 1000 |
# | `labels` | (N,) | whole numbers from 0 to K − 1, where the scores lie |

# %%
def xp_of(x):
    """The module whose functions work on x."""
    #### BEGIN IMPLEMENTATION ####
    xp = ...
    #### END IMPLEMENTATION ####
    return xp


def dense_relu(x, w, b):
    """A dense layer with a relu: (N, D) -> (N, K)."""
    xp = xp_of(x)
    #### BEGIN IMPLEMENTATION ####
    a = ...
    #### END IMPLEMENTATION ####
    return a


def softmax(scores):
    """The probabilities of each row."""
    xp = xp_of(scores)
    #### BEGIN IMPLEMENTATION ####
    p = ...
    #### END IMPLEMENTATION ####
    return p


def loss_gradient(scores, labels):
    """The gradient of the mean cross entropy for the scores."""
    xp = xp_of(scores)
    #### BEGIN IMPLEMENTATION ####
    truth = ...
    dl_dscores = ...
    #### END IMPLEMENTATION ####
    return dl_dscores

# %%
scores, labels = np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([1, 0])
print(loss_gradient(scores, labels).round(4))
print(loss_gradient(DeviceArray(scores), DeviceArray(labels)).get().round(4))

# %% [markdown]
# Expected output:
#
# ```text
# [[ 0.25   -0.25  ]
#  [-0.0596  0.0596]]
# [[ 0.25   -0.25  ]
#  [-0.0596  0.0596]]
# ```

# %%
check("array_module")

# %% [markdown]
# ## Many hands
#
# A batch is too large for one GPU, or one is too slow. *Data parallelism*: every worker has the same parameters, gets its own piece of
# the batch (a *shard*), and computes loss and gradients of it. Then all take the mean of all gradients, and everybody makes the same
# step. Nobody notices that there were several: the result has to be the same as from one worker with the whole batch.
#
# It is the same only if the mean is taken with care. The loss of a shard is a mean over *its* rows. With $n_i$ rows in shard $i$
#
# $$ L = \frac{\sum_i n_i\, L_i}{\sum_i n_i} $$
#
# and with the gradients likewise. **With numbers:** shards of 3 and 1 rows with mean losses 2 and 6: the loss of the four rows is
# $(3 \cdot 2 + 1 \cdot 6) / 4 = 3$. The plain mean of 2 and 6 would be 4: the single row would count three times as much as the others.
#
# The shards are pieces of neighbouring rows, as even as possible, the larger ones first: 11 rows for 4 workers are 3, 3, 3, 2. If there
# are fewer rows than workers, some workers get nothing, and there is no shard for them.

# %% [markdown]
# ## Exercise 13.2: `split_batch`, `average`, `parallel_gradients`
#
# `gradients(params, x, y)` is given; it returns a loss and a dictionary with the gradient of each parameter. Call it once for each
# shard. (On real machines these calls run at the same time, and `average` is what the network between them does: *all-reduce*.)

# %%
def split_batch(x, y, workers):
    """A list of pairs (rows of x, rows of y), one for each worker that gets any."""
    #### BEGIN IMPLEMENTATION ####
    shards = ...
    #### END IMPLEMENTATION ####
    return shards


def average(values, counts):
    """The mean of a list of numbers or arrays, where value i stands for counts[i] rows."""
    #### BEGIN IMPLEMENTATION ####
    mean = ...
    #### END IMPLEMENTATION ####
    return mean


def parallel_gradients(params, x, y, workers, gradients):
    """Loss and gradients of the whole batch, computed shard by shard."""
    #### BEGIN IMPLEMENTATION ####
    shards = ...
    answers = [...]
    counts = [...]
    loss = ...
    grads = ...
    #### END IMPLEMENTATION ####
    return loss, grads

# %%
def line_gradients(params, x, y):
    """Mean squared error of a line, and its gradients."""
    error = x @ params["w"] - y
    return np.mean(error**2), {"w": 2 * x.T @ error / len(x)}


rng = np.random.default_rng(0)
x, y = rng.normal(size=(11, 2)), rng.normal(size=(11, 1))
params = {"w": np.array([[1.0], [2.0]])}
print([len(rows) for rows, _ in split_batch(x, y, 4)])
print(average([2.0, 6.0], [3, 1]))
for workers in (1, 4, 20):
    loss, grads = parallel_gradients(params, x, y, workers, line_gradients)
    print(workers, round(float(loss), 4), grads["w"].ravel().round(4))

# %% [markdown]
# Expected output:
#
# ```text
# [3, 3, 3, 2]
# 3.0
# 1 4.1739 [2.9441 2.7513]
# 4 4.1739 [2.9441 2.7513]
# 20 4.1739 [2.9441 2.7513]
# ```

# %%
check("data_parallel")

# %% [markdown]
# ## A number in one byte
#
# A parameter of your networks takes eight bytes (four in the library). A model with seven billion of them does not fit on a telephone.
# But do they have to be that exact? *Quantisation* stores each number as a whole number from −127 to 127 (one byte), and beside it,
# for each row, one ordinary number: the size of a step.
#
# $$ \text{scale}_i = \frac{\max_j |w_{ij}|}{127} \qquad \text{code}_{ij} = \text{round}\!\left(\frac{w_{ij}}{\text{scale}_i}\right)
# \qquad w_{ij} \approx \text{code}_{ij} \cdot \text{scale}_i $$
#
# Rounding is wrong by half a step at most: $|w_{ij} - \text{code}_{ij}\,\text{scale}_i| \le \text{scale}_i / 2$. Each row has its own scale so
# that one row of large numbers does not coarsen the others. A row of zeros gets the scale 1.
#
# **With numbers:** the row (0.5, −2.54, 1.0): scale 2.54 / 127 = 0.02, codes 25, −127, 50. The way back gives 0.5, −2.54, 1.0.
#
# ### Products of whole numbers
#
# It gets faster, too, since processors multiply bytes faster than floating-point numbers. The scales do not depend on the index of
# the sum, so they come out of it:
#
# $$ y_{nk} = \sum_d x_{nd}\, w_{kd} \approx s^x_n\, s^w_k \sum_d \text{code}^x_{nd}\, \text{code}^w_{kd} $$
#
# One product of codes may be 127 · 127 = 16129, and one byte ends at 127: the sum needs four bytes (`np.int32`). NumPy does not warn
# when whole numbers overflow; they begin again at the other end.

# %% [markdown]
# ## Exercise 13.3: `quantise`, `dequantise`, `quantised_product`
#
# | name | shape | |
# |---|---|---|
# | `w` | (K, D) | one row for each neuron |
# | `codes` | (K, D) | `np.int8` |
# | `scale` | (K, 1) | |
# | `x` | (N, D) | quantised by `quantised_product`, row by row |
# | `y` | (N, K) | about x wᵀ |

# %%
def quantise(w):
    """Codes of one byte and the scale of each row."""
    #### BEGIN IMPLEMENTATION ####
    scale = ...
    codes = ...
    #### END IMPLEMENTATION ####
    return codes, scale


def dequantise(codes, scale):
    """About the numbers that were quantised."""
    #### BEGIN IMPLEMENTATION ####
    w = ...
    #### END IMPLEMENTATION ####
    return w


def quantised_product(x, codes, scale):
    """About x @ w.T, by a product of whole numbers."""
    #### BEGIN IMPLEMENTATION ####
    x_codes, x_scale = ...
    sums = ...
    y = ...
    #### END IMPLEMENTATION ####
    return y

# %%
w = np.array([[0.5, -2.54, 1.0], [0.001, 0.0, 0.0]])
codes, scale = quantise(w)
print(codes)
print(np.abs(dequantise(codes, scale) - w).max() <= scale.max() / 2)
x = np.array([[1.0, 2.0, 3.0]])
print(x @ w.T, quantised_product(x, codes, scale).round(4))

# %% [markdown]
# Expected output:
#
# ```text
# [[  25 -127   50]
#  [ 127    0    0]]
# True
# [[-1.58e+00  1.00e-03]] [[-1.6039e+00  1.0000e-03]]
# ```

# %%
check("quantise")

# %% [markdown]
# ### The digits of part 7, in bytes
#
# Train the network of exercise 7.3 and put its weights into bytes. How many digits does it read afterwards?

# %%
from minidnn.course import dense, he_normal, iterate_minibatches, relu, standardise, train_digits
from minidnn.datasets import load_digits

images, labels = load_digits(return_X_y=True)
order = np.random.RandomState(0).permutation(len(images))
x, y = images[order].astype(np.float64), labels[order]
x_train, x_val = standardise(x[:1500], x[1500:])
rng = np.random.default_rng(0)
params = {
    "w1": he_normal(64, 64, rng),
    "b1": np.zeros((1, 64)),
    "w2": he_normal(64, 10, rng),
    "b2": np.zeros((1, 10)),
}
train_digits(params, x_train, y[:1500], 10, 50, 0.01, rng)

hidden = relu(dense(x_val, params["w1"], params["b1"]))
scores = dense(hidden, params["w2"], params["b2"])

first, second = quantise(params["w1"].T), quantise(params["w2"].T)
hidden_8 = relu(quantised_product(x_val, *first) + params["b1"])
scores_8 = quantised_product(hidden_8, *second) + params["b2"]

for name, s in (("eight bytes", scores), ("one byte", scores_8)):
    print(f"{name}: {np.mean(np.argmax(s, axis=1) == y[1500:]):.1%} of {len(s)} digits")
exact = params["w1"].nbytes + params["w2"].nbytes
small = sum(part.nbytes for part in (*first, *second))
print(f"weights: {exact} bytes, quantised {small}")

# %% [markdown]
# Expected output (about):
#
# ```text
# eight bytes: 98.0% of 297 digits
# one byte: 98.0% of 297 digits
# weights: 37888 bytes, quantised 5328
# ```
#
# The digits are read as before, and the weights have shrunk to about a seventh. Telephones run language models this way.

# %% [markdown]
# ## Forget, and compute again
#
# The backward run needs the input of every layer, so training keeps all of them: for a network of 100 layers, 100 arrays. Often that,
# and not the parameters, is what fills the memory of a GPU. *Checkpointing* (Chen and others, 2016) keeps the input of every tenth layer
# only. On the way back it runs each piece of ten forward once more, from the kept input, and has the ten inputs it needs, one piece
# at a time. Instead of 100 arrays there are never more than 10 + 9 at once, for the price of one more forward run.
#
# **With numbers:** 9 layers, every third kept. After the forward run the store holds the inputs of layers 0, 3 and 6. On the way back:
#
# 1. piece 6, 7, 8: compute inputs 7 and 8 again (now 5 in the store), go backward through 8, 7 and 6, and remove each after use;
# 2. piece 3, 4, 5: the store held 0 and 3; with 4 and 5 there are 4;
# 3. piece 0, 1, 2: 3, and at the end none.
#
# The peak is 5, instead of 9. Nothing else may change: the gradients are exactly the same, bit by bit.

# %% [markdown]
# ## Exercise 13.4: `run_keeping`, `backward_recomputing`
#
# `store` is a dictionary that you fill: `store[i]` is the input of layer i. The grader counts how many entries it ever holds. If the
# number of layers cannot be divided by `every`, the last piece is shorter. `layer` and `layer_backward` are given:

# %%
def layer(x, w):
    """One layer: a product and a tanh."""
    return np.tanh(x @ w)


def layer_backward(x, w, dl_dy):
    """The gradients of a layer for x and w."""
    y = np.tanh(x @ w)
    dl_dz = dl_dy * (1 - y**2)
    return dl_dz @ w.T, x.T @ dl_dz

# %%
def run_keeping(x, weights, every, store):
    """The output of all layers; the input of layers 0, every, 2 * every, ... goes to the store."""
    #### BEGIN IMPLEMENTATION ####
    for i, w in enumerate(weights):
        x = ...
    #### END IMPLEMENTATION ####
    return x


def backward_recomputing(weights, every, store, dl_dy):
    """The gradient for x and a list with those of the weights; empties the store."""
    grads = [None] * len(weights)
    #### BEGIN IMPLEMENTATION ####
    # piece by piece, the last one first
    for start in ...:
        # forward again: the inputs of this piece

        # and backward through it
        dl_dy = ...
    #### END IMPLEMENTATION ####
    return dl_dy, grads

# %%
class Counting(dict):
    """A dictionary that remembers how many entries it has held at most."""

    peak = 0

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.peak = max(self.peak, len(self))


rng = np.random.default_rng(0)
x, weights = rng.normal(size=(4, 8)), rng.normal(size=(100, 8, 8)) / np.sqrt(8)
for every in (1, 10, 50):
    store = Counting()
    y = run_keeping(x, weights, every, store)
    kept = len(store)
    dl_dx, grads = backward_recomputing(weights, every, store, np.ones((4, 8)))
    print(f"every {every}: kept {kept}, peak {store.peak}, gradient {np.sum(grads[50]):.6f}")

# %% [markdown]
# Expected output:
#
# ```text
# every 1: kept 100, peak 100, gradient -0.012232
# every 10: kept 10, peak 19, gradient -0.012232
# every 50: kept 2, peak 51, gradient -0.012232
# ```
#
# The gradient is the same, and the memory a fifth.

# %%
check("checkpoint")

# %% [markdown]
# ## Where the time goes
#
# A program is too slow. Most people then guess which line it is, and most guess wrong. A *profiler* measures: it writes down an event
# (name, start, end) for each call. Calls are nested: `step` calls `forward`, which calls `dense`. So the duration of `step` tells
# little; what counts is its *own* time (self time): the duration without that of the events directly inside it.
#
# **With numbers:** seconds from the start of the program.
#
# | event | start | end | duration | inside | own |
# |---|---|---|---|---|---|
# | `step` | 0 | 10 | 10 | `forward` 6, `load` 3 | 1 |
# | `forward` | 0 | 6 | 6 | `dense` 4 | 2 |
# | `dense` | 1 | 5 | 4 | | 4 |
# | `load` | 7 | 10 | 3 | | 3 |
#
# The own times add up to 10, all the time there is. The slowest is `dense`, with 4. A profiler writes down an event when it *ends*, so
# children stand before their parents in its list, and names come more than once (their own times are added).
#
# If `dense` became four times as fast, 3 seconds of 10 would be saved, and the program would be 10 / 7 = 1.43 times as fast. That is
# *Amdahl's law*: whatever you do to a part, the rest takes its time.

# %% [markdown]
# ## Exercise 13.5: `self_times`, `slowest`, `possible_gain`
#
# Two events are either one after the other or one inside the other. An event may begin exactly where another one ends.

# %%
def self_times(events):
    """A dictionary: the own time of each name, over all its events (name, start, end)."""
    own, open_events = {}, []
    #### BEGIN IMPLEMENTATION ####
    for name, start, end in ...:
        # close what is over

        # add the duration here, subtract it from the parent
        own[name] = ...
    #### END IMPLEMENTATION ####
    return own


def slowest(own):
    """The name with the largest own time."""
    #### BEGIN IMPLEMENTATION ####
    name = ...
    #### END IMPLEMENTATION ####
    return name


def possible_gain(own, name, factor):
    """How many times faster the program gets if `name` gets `factor` times as fast."""
    #### BEGIN IMPLEMENTATION ####
    gain = ...
    #### END IMPLEMENTATION ####
    return gain

# %%
events = [("dense", 1, 5), ("forward", 0, 6), ("load", 7, 10), ("step", 0, 10)]
own = self_times(events)
print(own)
print(slowest(own), round(possible_gain(own, "dense", 4), 2))

# %% [markdown]
# Expected output:
#
# ```text
# {'step': 1, 'forward': 2, 'dense': 4, 'load': 3}
# dense 1.43
# ```

# %%
check("profile")

# %% [markdown]
# ## In the library
#
# You know these tools now from the inside, and in the library they wait for your next program: `device("cuda")` moves a model to
# a GPU, `minidnn.nn.parallel.DistributedDataParallel` shares batches out among processes, `minidnn.utils.checkpoint.checkpoint` forgets and
# computes again, and `minidnn.profiler.profile` tells where the time goes. Before you make anything faster, measure; and afterwards check
# that the numbers are still the same.
