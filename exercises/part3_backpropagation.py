# %% [markdown]
# # Part 3: Backpropagation
#
# The loss of part 2 says how bad the network is. Now we want to know what to do about it. For
# each of the 4609 parameters the question is the same: *if I make this number a tiny bit larger,
# does the loss go up or down, and how fast?* The answer is the derivative of the loss with
# respect to that number. All of them together are called the *gradient*.
#
# | exercise | you write | it takes the gradient backwards through |
# |---|---|---|
# | 3.1 | `binary_cross_entropy_loss_backward` | the loss |
# | 3.2 | `sigmoid_backward` | the sigmoid |
# | 3.3 | `relu_backward` | the relu |
# | 3.4 | `dense_backward` | a dense layer |
# | 3.5 | `Model.get_gradients` | the whole network |
#
# This is the heart of the course. Every function is short, most are a single line. Take the time
# to see *why* the line is what it is.

# %%
import numpy as np

import minidnn
from minidnn import (
    binary_cross_entropy_loss,
    dense,
    load_data,
    relu,
    reset_seed,
    sigmoid,
)
from minidnn.grading import check

np.set_printoptions(precision=4, suppress=True)  # print four digits
X_train, Y_train, X_val, Y_val = load_data()

# %% [markdown]
# ## A derivative you can touch
#
# We take one parameter, the bias of the last neuron, make it 0.001 larger, and see what the loss
# does.

# %%
reset_seed(123)
model = minidnn.Model()
before = model.evaluate(X_train, Y_train)
model.b3 = model.b3 + 0.001
after = model.evaluate(X_train, Y_train)
print(f"before  {before:.6f}")
print(f"after   {after:.6f}")
print(f"change per unit {(after - before) / 0.001:.3f}")

# %% [markdown]
# Expected output:
#
# ```text
# before  1.219038
# after   1.218625
# change per unit -0.413
# ```
#
# The loss went down, so the derivative is negative: about -0.413. To improve the network, make
# this bias larger.
#
# This works for each parameter, but it costs one prediction of the whole training set per
# parameter. *Backpropagation* gets all 4609 numbers for the price of about three predictions.

# %% [markdown]
# ## The idea: walk back
#
# The network is a chain. Each step only knows its input and its output:
#
# ![Forward: x, dense, z1, relu, a1, and so on to z3, sigmoid, y_pred, loss. Backward: from 1 over dl_dy_pred and dl_dz3 to dl_da1, dl_dz1 and dl_dx](pictures/backward.svg)
#
# Read `dl_dz` as "derivative of the loss l with respect to z": how much the loss changes when z
# changes. Suppose we know `dl_da` for the output $a$ of a step, and $a = f(z)$. A small change of
# $z$ changes $a$ by $f'(z)$ times as much, and that changes the loss by $dl/da$ times as much.
# Changes multiply along the chain:
#
# $$ \frac{dl}{dz} = \frac{dl}{da} \cdot \frac{da}{dz} = \frac{dl}{da} \cdot f'(z) $$
#
# This is the *chain rule*. So every backward function has the same job. It is given the gradient
# of its **output** (we call it *upstream*, it comes from the loss), and returns the gradient of
# its **input**.
#
# Two rules help more than any formula:
#
# 1. **A gradient has the shape of the thing it belongs to.** `dl_dw` has the shape of `w`,
#    always.
# 2. **The upstream gradient goes into the answer.** A backward function that does not use it is
#    wrong.

# %% [markdown]
# ## Exercise 3.1: `binary_cross_entropy_loss_backward`
#
# We start at the end. The loss of N predictions is
#
# $$ l = -\frac{1}{N} \sum_{n} \big(\, y_n \ln p_n + (1 - y_n) \ln(1 - p_n) \,\big) $$
#
# How does it change with a single prediction $p_n$? Only one term of the sum contains it. With
# $\frac{d}{dp} \ln p = \frac{1}{p}$ and $\frac{d}{dp} \ln(1-p) = -\frac{1}{1-p}$:
#
# $$ \frac{dl}{dp_n} = \frac{1}{N} \left( -\frac{y_n}{p_n} + \frac{1 - y_n}{1 - p_n} \right) $$
#
# Do not lose the $\frac{1}{N}$: the loss is an average, so one prediction among many moves it
# only a little.
#
# Nothing comes after the loss, so this function has no upstream gradient. It is where the
# upstream gradient of all the others begins.
#
# **A worked example** with N = 2:
#
# | truth $y$ | prediction $p$ | bracket | divided by N = 2 |
# |---|---|---|---|
# | 1 | 0.8 | -1 / 0.8 = -1.25 | -0.625 |
# | 0 | 0.6 | 1 / 0.4 = 2.5 | 1.25 |
#
# The signs make sense. To lower the loss, the first prediction has to go up (negative derivative:
# up is downhill) and the second one has to go down. The second is further from its truth and gets
# the larger number.
#
# **The same trap as in the loss:** $p$ can be exactly 0 or 1. Limit the predictions to the range
# from $10^{-7}$ to $1 - 10^{-7}$ first, just as in the loss, and put the limited $p$ into the
# formula.
#
# | name | shape | meaning |
# |---|---|---|
# | `y_true` | (N, 1) | the truth, 1.0 or 0.0 |
# | `y_pred` | (N, 1) | the predictions, from 0 to 1 |
# | result | (N, 1) | the derivative of the loss with respect to each prediction |

# %%
def binary_cross_entropy_loss_backward(y_true, y_pred):
    #### BEGIN IMPLEMENTATION ####
    dl_dy_pred = ...
    #### END IMPLEMENTATION ####
    return dl_dy_pred

# %%
y_true = np.array([[1.0], [0.0]])
y_pred = np.array([[0.8], [0.6]])
print(binary_cross_entropy_loss_backward(y_true, y_pred))

# %% [markdown]
# Expected output:
#
# ```text
# [[-0.625]
#  [ 1.25 ]]
# ```

# %%
check("binary_cross_entropy_loss_backward")

# %% [markdown]
# ## Exercise 3.2: `sigmoid_backward`
#
# One step further back stands the sigmoid, $a = \sigma(z) = \frac{1}{1 + e^{-z}}$. Its derivative
# has a wonderfully short form. With the chain rule:
#
# $$
# \sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2}
#            = \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}}
#            = \sigma(z)\,\big(1 - \sigma(z)\big)
# $$
#
# | $z$ | $\sigma(z)$ | $\sigma'(z)$ |
# |---|---|---|
# | -2 | 0.1192 | 0.1192 · 0.8808 = 0.1050 |
# | 0 | 0.5 | 0.5 · 0.5 = 0.25 |
# | 2 | 0.8808 | 0.8808 · 0.1192 = 0.1050 |
# | 10 | 0.99995 | 0.00005 |
#
# In the middle the sigmoid is steepest, and even there it passes on only a quarter of the
# gradient. Far out it is flat and passes on almost nothing (it is *saturated*).
#
# The function is given `z`, the **input** of the sigmoid in the forward pass, and the upstream
# gradient `dl_da`. Every number has its own sigmoid, so everything goes number by number.
#
# **A worked example:** $z = 0$ and upstream 4 give $4 \cdot 0.25 = 1$.
#
# | name | shape | meaning |
# |---|---|---|
# | `z` | any | what went into the sigmoid |
# | `dl_da` | like `z` | gradient of the sigmoid's output (upstream) |
# | result | like `z` | gradient of the sigmoid's input |

# %%
def sigmoid_backward(z, dl_da):
    #### BEGIN IMPLEMENTATION ####
    dl_dz = ...
    #### END IMPLEMENTATION ####
    return dl_dz

# %%
z = np.array([[-2.0, 0.0, 2.0]])
dl_da = np.array([[1.0, 4.0, -10.0]])
print(sigmoid_backward(z, dl_da))

# %% [markdown]
# Expected output:
#
# ```text
# [[ 0.105   1.     -1.0499]]
# ```

# %%
check("sigmoid_backward")

# %% [markdown]
# ## Exercise 3.3: `relu_backward`
#
# The relu lets positive numbers pass unchanged (slope 1) and turns the others into 0 (slope 0):
#
# $$ \frac{dl}{dz} = \begin{cases} \frac{dl}{da} & \text{where } z > 0 \\ 0 & \text{elsewhere} \end{cases} $$
#
# So a relu is a gate. Where it let the number through on the way forward, it lets the gradient
# through on the way back. Where it was closed, nothing that happened before it made a difference
# to the loss. At exactly $z = 0$ there is a corner and no slope; everybody takes 0 there, and so
# do we.
#
# ```text
#  z       -2.0   -0.5    0.0    0.5    3.0
#  gate   closed closed closed   open   open
#  dl_da    5.0   -1.0    2.0   -4.0    0.5
#  dl_dz    0.0    0.0    0.0   -4.0    0.5
# ```
#
# The gate looks at `z`, not at the gradient: a negative gradient passes an open gate. And `dl_da`
# belongs to somebody else: return a new array and leave it as it is.

# %%
def relu_backward(z, dl_da):
    #### BEGIN IMPLEMENTATION ####
    dl_dz = ...
    #### END IMPLEMENTATION ####
    return dl_dz

# %%
z = np.array([[-2.0, -0.5, 0.0, 0.5, 3.0]])
dl_da = np.array([[5.0, -1.0, 2.0, -4.0, 0.5]])
print(relu_backward(z, dl_da))

# %% [markdown]
# Expected output (a zero may also be printed as `-0.`):
#
# ```text
# [[ 0.   0.   0.  -4.   0.5]]
# ```

# %%
check("relu_backward")

# %% [markdown]
# ## Exercise 3.4: `dense_backward`
#
# The dense layer is where the learning happens, because it has the parameters. It has three
# inputs, so it returns three gradients: for the weights and the bias (that is what the training
# needs) and for the input `a_prev` (that is the upstream gradient of the layer before).
#
# Start from the formula for one number and pick out the term you are asking for:
#
# $$ z_{no} = \sum_i a_{ni}\, w_{io} + b_o $$
#
# **The weights.** $w_{io}$ is used once in every row $n$, each time multiplied by $a_{ni}$. Its
# effect on the loss is the sum over all rows:
#
# $$ \frac{dl}{dw_{io}} = \sum_n a_{ni} \frac{dl}{dz_{no}} $$
#
# **The bias.** $b_o$ is also used once in every row, each time multiplied by 1:
#
# $$ \frac{dl}{db_o} = \sum_n \frac{dl}{dz_{no}} $$
#
# **The input.** $a_{ni}$ is used once by every neuron $o$ of its own row, multiplied by $w_{io}$:
#
# $$ \frac{dl}{da_{ni}} = \sum_o \frac{dl}{dz_{no}}\, w_{io} $$
#
# Sums like these are matrix products. Which one, and what has to be turned ("transposed", `.T` in
# NumPy)? You do not have to remember it. The shapes tell:
#
# | gradient | must have shape | made of |
# |---|---|---|
# | `dl_dw` | (I, O), like `w` | `a_prev` (N, I) and `dl_dz` (N, O) |
# | `dl_db` | (1, O), like `b` | `dl_dz` (N, O) |
# | `dl_da_prev` | (N, I), like `a_prev` | `dl_dz` (N, O) and `w` (I, O) |
#
# For each of the two products there is only one order, and one factor to turn, that gives the
# shape on the left.
#
# Is there a $\frac{1}{N}$ in these formulas? No: it is already inside `dl_dz`, because the loss
# put it there (exercise 3.1).
#
# **A worked example** with N = 2 rows, I = 3 inputs, O = 2 neurons:
#
# ```text
#           a_prev                w            dl_dz
#        1   2   3             1   0          1   -1
#        0   1   0             0   1          2    0
#                              1  -1
# ```
#
# - `dl_dw`, first number: column 0 of `a_prev` with column 0 of `dl_dz`: 1·1 + 0·2 = 1
# - `dl_db`: the column sums of `dl_dz`: 1 + 2 = 3 and -1 + 0 = -1
# - `dl_da_prev`, first number: row 0 of `dl_dz` with row 0 of `w`: 1·1 + (-1)·0 = 1
#
# The order of the three results matters: weights, bias, input.

# %%
def dense_backward(a_prev, w, dl_dz):
    #### BEGIN IMPLEMENTATION ####
    dl_dw = ...
    dl_db = ...
    dl_da_prev = ...
    #### END IMPLEMENTATION ####
    return dl_dw, dl_db, dl_da_prev

# %%
a_prev = np.array([[1.0, 2.0, 3.0],
                   [0.0, 1.0, 0.0]])
w = np.array([[1.0, 0.0],
              [0.0, 1.0],
              [1.0, -1.0]])
dl_dz = np.array([[1.0, -1.0],
                  [2.0, 0.0]])
for name, gradient in zip(["dl_dw", "dl_db", "dl_da_prev"], dense_backward(a_prev, w, dl_dz)):
    print(name)
    print(gradient)

# %% [markdown]
# Expected output:
#
# ```text
# dl_dw
# [[ 1. -1.]
#  [ 4. -2.]
#  [ 3. -3.]]
# dl_db
# [[ 3. -1.]]
# dl_da_prev
# [[ 1. -1.  2.]
#  [ 2.  0.  2.]]
# ```

# %%
check("dense_backward")

# %% [markdown]
# ## Exercise 3.5: `Model.get_gradients`
#
# All the pieces are there. Now walk through the whole network: forward once, and remember what
# came out of each step, then backward in the opposite order.
#
# ![Seven lines forward, from z1 = dense(x, w1, b1) down to the loss; beside each line what its backward function gives, from dl_dy_pred up to dl_dw1, dl_db1, dl_dx](pictures/undo.svg)
#
# Each line on the right undoes the line on its left. It needs the gradient from the line
# **below** it and the numbers that the line on its left worked with. `relu_backward` and
# `sigmoid_backward` want the number *before* the activation (`z1`, not `a1`). `dense_backward` of
# layer 2 wants what came *into* layer 2.
#
# `get_gradients` must not change the model, and calling it twice must give the same twice. It
# returns the loss and seven gradients, in the order in which the network uses them:
#
# | result | shape | | result | shape |
# |---|---|---|---|---|
# | `loss` | a number | | `dl_dw2` | (64, 64) |
# | `dl_dx` | (N, 5) | | `dl_db2` | (1, 64) |
# | `dl_dw1` | (5, 64) | | `dl_dw3` | (64, 1) |
# | `dl_db1` | (1, 64) | | `dl_db3` | (1, 1) |
#
# (`dl_dx` is not needed to train the network, because nobody changes the data. It tells how much
# each measurement of each tumour pushes the loss.)
#
# Use the functions of this page: `binary_cross_entropy_loss_backward`, `sigmoid_backward`,
# `relu_backward` and `dense_backward`. The grader tests this exercise with finished versions of
# them, so a mistake further up costs no points here a second time.

# %%
class Model(minidnn.Model):
    def get_gradients(self, x, y_true):
        #### BEGIN IMPLEMENTATION ####
        # forward: keep everything that the way back needs
        z1 = ...
        a1 = ...
        z2 = ...
        a2 = ...
        z3 = ...
        y_pred = ...
        loss = ...

        # backward: from the loss to the input
        dl_dy_pred = ...
        dl_dz3 = ...
        dl_dw3, dl_db3, dl_da2 = ..., ..., ...
        dl_dz2 = ...
        dl_dw2, dl_db2, dl_da1 = ..., ..., ...
        dl_dz1 = ...
        dl_dw1, dl_db1, dl_dx = ..., ..., ...
        #### END IMPLEMENTATION ####
        return loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3

# %% [markdown]
# The last gradient, `dl_db3`, should be the number that we found by hand at the beginning of this
# page:

# %%
reset_seed(123)
model = Model()
loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3 = model.get_gradients(X_train, Y_train)
if loss is ... or dl_db3 is ...:
    print("not yet done")
else:
    print(f"loss   {loss:.4f}")
    print(f"dl_db3 {dl_db3[0, 0]:.3f}")
    print("shapes", dl_dx.shape, dl_dw1.shape, dl_db1.shape, dl_dw2.shape)

# %% [markdown]
# Expected output:
#
# ```text
# loss   1.2190
# dl_db3 -0.413
# shapes (505, 5) (5, 64) (1, 64) (64, 64)
# ```

# %%
check("get_gradients")

# %% [markdown]
# ## What comes next
#
# You now know the slope of the loss in 4609 directions at once. In part 4 you take a small step
# downhill, a thousand times.
