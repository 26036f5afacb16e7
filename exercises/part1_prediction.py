# %% [markdown]
# # Part 1: Prediction
#
# In this course you write a neural network yourself, down to the last multiplication. Nothing is
# hidden: at the end you know every line that makes it predict and learn.
#
# The network looks at a breast tumour. A microscope image gave five measurements of its cells,
# and the network says how probable it is that the tumour is harmless.
#
# This first part is about the way from the five measurements to the probability. It is called the
# *forward pass*. You write four things:
#
# | exercise | you write | it computes |
# |---|---|---|
# | 1.1 | `dense` | weighted sums of the inputs |
# | 1.2 | `relu` | a bend, so that layers can do more than add |
# | 1.3 | `sigmoid` | a number between 0 and 1 out of any number |
# | 1.4 | `Model` | the three layers in a row |

# %% [markdown]
# ## How to work
#
# 1. Read the text, then replace every `...` between `BEGIN IMPLEMENTATION` and `END
#    IMPLEMENTATION`. Use as many lines as you like there. Leave the lines outside as they are.
# 2. Run the cell, then the cell below it, and compare with the output printed in the text.
# 3. Run the cell with `check(...)`. It tests your function with random numbers, and when something
#    is wrong it tries to tell you *which* mistake it is. (If you work in the `.py` file: save it,
#    and type `minidnn check 1.1` in a terminal.)
#
# Stuck? `minidnn exercises hint 1.1` in a terminal gives a hint, and a stronger one each time.

# %%
import matplotlib.pyplot as plt
import numpy as np

from minidnn.grading import check

np.set_printoptions(precision=4, suppress=True)  # print four digits

# %% [markdown]
# ## The data
#
# There are 569 tumours. We learn from 505 of them, the *training set*. The other 64 are the
# *validation set*: we keep them aside to see later how the network does on cases that it has
# never met.

# %%
from minidnn import load_data

X_train, Y_train, X_val, Y_val = load_data()
print("training set  ", X_train.shape, Y_train.shape)
print("validation set", X_val.shape, Y_val.shape)

# %% [markdown]
# Expected output:
#
# ```text
# training set   (505, 5) (505, 1)
# validation set (64, 5) (64, 1)
# ```
#
# One row is one tumour. The five columns of `X` are the average radius, texture, perimeter, area
# and smoothness of its cell nuclei. Each column was shifted and scaled to have mean 0 and
# standard deviation 1, so a 2.0 means "far above the average". The one column of `Y` holds the
# truth: 1 for benign (harmless), 0 for malignant.
#
# Two of the five columns, drawn as a picture:

# %%
benign = Y_train[:, 0] == 1
plt.figure(figsize=(5, 4))
plt.scatter(X_train[benign, 0], X_train[benign, 1], s=12, label="benign (1)")
plt.scatter(X_train[~benign, 0], X_train[~benign, 1], s=12, label="malignant (0)")
plt.xlabel("radius (normalised)")
plt.ylabel("texture (normalised)")
plt.legend()
plt.show()

# %% [markdown]
# Large radius: probably malignant. But the two clouds overlap, so a single number cannot decide.
# The network has to combine all five.

# %% [markdown]
# ## The network
#
# ![x goes through dense, relu, dense, relu, dense, sigmoid and becomes y_pred; the shapes are (N, 5), then (N, 64) four times, then (N, 1)](pictures/network.svg)
#
# N is the number of tumours that go through at the same time. Every function below works on all N
# rows at once. We never write a loop over rows: NumPy does that, and much faster.

# %% [markdown]
# ## Exercise 1.1: `dense`
#
# A *neuron* multiplies each of its inputs by a *weight*, adds the products, and adds one more
# number, its *bias*:
#
# ![Three inputs a1, a2, a3 are multiplied by w1, w2, w3 and added, and the bias b is added: z](pictures/neuron.svg)
#
# A *dense layer* is a set of neurons that all look at the same inputs. We put the weights of one
# neuron into one column of a matrix $W$. Then one matrix product computes all neurons for all
# rows:
#
# $$ Z = A_{prev}\,W + b \qquad\text{or, for one number,}\qquad z_{no} = \sum_i a_{ni}\,w_{io} + b_o $$
#
# | name | shape | meaning |
# |---|---|---|
# | `a_prev` | (N, I) | N rows with I inputs each; what the layer before gave ("previous activations") |
# | `w` | (I, O) | one column of weights for each of the O neurons |
# | `b` | (1, O) | one bias for each neuron; NumPy adds this row to all N rows ("broadcasting") |
# | result | (N, O) | N rows with O outputs each |
#
# **A worked example.** Two rows, three inputs, two neurons:
#
# $$
# \begin{pmatrix} 1 & 2 & 3 \\ 0 & 1 & 0 \end{pmatrix}
# \begin{pmatrix} 1 & 0 \\ 0 & 1 \\ 1 & -1 \end{pmatrix}
# + \begin{pmatrix} 10 & 20 \end{pmatrix}
# = \begin{pmatrix} 4 & -1 \\ 0 & 1 \end{pmatrix} + \begin{pmatrix} 10 & 20 \end{pmatrix}
# = \begin{pmatrix} 14 & 19 \\ 10 & 21 \end{pmatrix}
# $$
#
# The first 4 is $1\cdot1 + 2\cdot0 + 3\cdot1$: the first row of $A$ times the first column of
# $W$.
#
# In NumPy `*` multiplies number by number. The matrix product is another operator.

# %%
def dense(a_prev, w, b):
    #### BEGIN IMPLEMENTATION ####
    z = ...
    #### END IMPLEMENTATION ####
    return z

# %% [markdown]
# Try it on the worked example:

# %%
a_prev = np.array([[1.0, 2.0, 3.0],
                   [0.0, 1.0, 0.0]])
w = np.array([[1.0, 0.0],
              [0.0, 1.0],
              [1.0, -1.0]])
b = np.array([[10.0, 20.0]])
print(dense(a_prev, w, b))

# %% [markdown]
# Expected output:
#
# ```text
# [[14. 19.]
#  [10. 21.]]
# ```
#
# Now ask the grader:

# %%
check("dense")

# %% [markdown]
# ## Exercise 1.2: `relu`
#
# Why is a stack of dense layers not enough? Put one into the next (without biases, to keep it
# short):
#
# $$ (X\,W_1)\,W_2 = X\,(W_1 W_2) = X\,W $$
#
# Two layers in a row do nothing that one layer with the weights $W = W_1 W_2$ could not do. They
# draw one straight border between benign and malignant, however many there are. Something that is
# not straight has to stand between them. The simplest choice is the *rectified linear unit*: let
# positive numbers pass, and make the others 0.
#
# $$ \mathrm{relu}(z) = \max(0, z) $$
#
# ![The curve of relu: 0 for negative z, then a straight line, 3 at z = 3](pictures/relu.svg)
#
# It works on every number of the array separately, whatever the shape. The result is a new array.
# `z` itself must stay as it is: we need it again in part 3.

# %%
def relu(z):
    #### BEGIN IMPLEMENTATION ####
    a = ...
    #### END IMPLEMENTATION ####
    return a

# %%
z = np.array([[-2.0, -0.5, 0.0],
              [0.5, 1.0, 3.0]])
print(relu(z))
print(z[0, 0])

# %% [markdown]
# Expected output (a zero may also be printed as `-0.`; the last line shows that `z` still holds
# its -2):
#
# ```text
# [[0.  0.  0. ]
#  [0.5 1.  3. ]]
# -2.0
# ```

# %%
check("relu")

# %% [markdown]
# ## Exercise 1.3: `sigmoid`
#
# The last layer gives one number $z$ for each tumour. It can be anything, such as -7.3 or 41. We
# want a probability. The *sigmoid* squeezes all numbers into the range from 0 to 1:
#
# $$ \mathrm{sigmoid}(z) = \sigma(z) = \frac{1}{1 + e^{-z}} $$
#
# ![The curve of sigmoid: an S from 0 to 1, with 0.5 at z = 0](pictures/sigmoid.svg)
#
# A large $z$ means "surely benign", a very negative $z$ means "surely malignant", and 0 means "no
# idea":
#
# | $z$ | $e^{-z}$ | $\sigma(z)$ |
# |---|---|---|
# | -2 | 7.3891 | 1 / 8.3891 = 0.1192 |
# | 0 | 1 | 1 / 2 = 0.5 |
# | 2 | 0.1353 | 1 / 1.1353 = 0.8808 |
#
# Note the symmetry: 0.1192 + 0.8808 = 1.
#
# **One trap.** For $z = -1000$ the formula asks for $e^{1000}$, which is more than a computer can
# hold. NumPy calls that an *overflow*, prints a warning and goes on with infinity. Here the
# result happens to survive ($1 / \infty = 0$), but a warning that you learn to ignore will hide a
# real one later. So: no warning for any $z$. Multiply the fraction above and below by $e^{z}$ and
# you get a second formula with the same value:
#
# $$ \sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^{z}}{1 + e^{z}} $$
#
# One of them is safe for positive $z$, the other one for negative $z$. The simple formula earns
# most of the points. The last ones are for an answer that stays quiet at $\pm 1000$.

# %%
def sigmoid(z):
    #### BEGIN IMPLEMENTATION ####
    a = ...
    #### END IMPLEMENTATION ####
    return a

# %%
print(sigmoid(np.array([[-2.0, 0.0, 2.0]])))
print(sigmoid(np.array([[-1000.0, 1000.0]])))

# %% [markdown]
# Expected output, without a warning:
#
# ```text
# [[0.1192 0.5    0.8808]]
# [[0. 1.]]
# ```

# %%
check("sigmoid")

# %% [markdown]
# Both functions, drawn by your own code:

# %%
z = np.linspace(-6, 6, 121)
if relu(z) is ... or sigmoid(z) is ...:
    print("Fill in relu and sigmoid first; then this cell draws them.")
else:
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 2.6))
    left.plot(z, relu(z))
    left.set_title("relu")
    right.plot(z, sigmoid(z))
    right.set_title("sigmoid")
    for axis in (left, right):
        axis.axvline(0, color="lightgray", linewidth=1)
        axis.set_xlabel("z")
    plt.show()

# %% [markdown]
# ## Exercise 1.4: `Model`
#
# Now put the pieces together. The class `Model` holds the *parameters*, all the weights and
# biases, and its method `predict` sends `x` through the three layers.
#
# **The constructor** makes six arrays. We write (inputs, outputs) for the shape of the weights:
#
# | layer | weights | bias | numbers |
# |---|---|---|---|
# | 1 | `w1` (5, 64) | `b1` (1, 64) | 320 + 64 |
# | 2 | `w2` (64, 64) | `b2` (1, 64) | 4096 + 64 |
# | 3 | `w3` (64, 1) | `b3` (1, 1) | 64 + 1 |
#
# That makes 4609 numbers to learn. Before learning, the weights are random: all values between
# -0.5 and 0.5 are equally likely. `np.random.uniform(-0.5, 0.5, size=(inputs, outputs))` draws
# them. Draw `w1` first, then `w2`, then `w3`, so that everybody gets the same numbers from the
# same seed. The biases are zeros.
#
# Why random and not simply zero? Neurons of one layer that start equal stay equal: they compute
# the same and so they would learn the same, all 64 of them. Random weights make them different.
#
# **`predict`** does what the drawing of the network says:
#
# $$
# \begin{aligned}
# a_1 &= \mathrm{relu}(x\,W_1 + b_1) \\
# a_2 &= \mathrm{relu}(a_1 W_2 + b_2) \\
# y_{pred} &= \mathrm{sigmoid}(a_2 W_3 + b_3)
# \end{aligned}
# $$
#
# **A worked example** with one neuron per layer. Take $x = 2$, $w_1 = 3$, $b_1 = -1$, then
# $w_2 = -1$, $b_2 = 4$, then $w_3 = 2$, $b_3 = 1$:
#
# ```text
# layer 1:   2 * 3 - 1    =  5    relu(5)     =  5
# layer 2:   5 * (-1) + 4 = -1    relu(-1)    =  0
# layer 3:   0 * 2 + 1    =  1    sigmoid(1)  =  0.7311
# ```
#
# Use `dense`, `relu` and `sigmoid` from above.

# %%
class Model:
    def __init__(self):
        #### BEGIN IMPLEMENTATION ####
        self.w1 = ...
        self.b1 = ...
        self.w2 = ...
        self.b2 = ...
        self.w3 = ...
        self.b3 = ...
        #### END IMPLEMENTATION ####

    def predict(self, x):
        #### BEGIN IMPLEMENTATION ####
        # layer 1
        a1 = ...
        # layer 2
        a2 = ...
        # layer 3
        y_pred = ...
        #### END IMPLEMENTATION ####
        return y_pred

# %% [markdown]
# `reset_seed` makes the random numbers the same each time. First the worked example (we simply
# replace the parameters), then three tumours of the validation set:

# %%
from minidnn import reset_seed

tiny = Model()
tiny.w1, tiny.b1 = np.array([[3.0]]), np.array([[-1.0]])
tiny.w2, tiny.b2 = np.array([[-1.0]]), np.array([[4.0]])
tiny.w3, tiny.b3 = np.array([[2.0]]), np.array([[1.0]])
print("tiny:", tiny.predict(np.array([[2.0]])))

reset_seed(123)
model = Model()
print("w1 starts with", model.w1 if model.w1 is ... else model.w1[0, :3])
print(model.predict(X_val[:3]))

# %% [markdown]
# Expected output:
#
# ```text
# tiny: [[0.7311]]
# w1 starts with [ 0.1965 -0.2139 -0.2731]
# [[0.3205]
#  [0.4158]
#  [0.0609]]
# ```

# %%
check("Model")

# %% [markdown]
# ## What comes next
#
# You have a network that predicts. It predicts nonsense: its weights are random. How bad the
# nonsense is, in one number, is the subject of part 2. Part 3 finds out which way to turn each of
# the 4609 numbers to make it better, and part 4 does it.
