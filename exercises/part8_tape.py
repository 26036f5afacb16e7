# %% [markdown]
# # Part 8: The tape
#
# In part 3 you wrote the way back by hand: for every line of the forward pass one line that undoes
# it, in the opposite order. That works for three layers. For a network of fifty layers, with
# branches, nobody writes it. Frameworks let the computer keep the books: while the forward pass
# runs, every operation notes what it was made from and how to go back. The notes are called the
# *tape*. Going back is then one function, the same for every network.
#
# In this part you build such a framework, in about sixty lines:
#
# | exercise | you write | it is |
# |---|---|---|
# | 8.1 | `sum_to` | the gradient of broadcasting |
# | 8.2 | `Tensor` | an array that remembers what it was made from |
# | 8.3 | `topological_order`, `backward` | the walk back, for any computation |
# | 8.4 | `apply`, `Relu`, `Sigmoid` | operations with a memory of their own |
# | 8.5 | `network_loss`, `tape_step` | the network of part 4, trained on your tape |
#
# At the end the tumour network reaches the same 92.2 % as in part 4, and you have not written a
# single backward line for the network itself.

# %%
import numpy as np

from minidnn.grading import check

np.set_printoptions(precision=4, suppress=True)

# %% [markdown]
# ## Exercise 8.1: `sum_to`
#
# `z = products + b` adds a row of shape (1, 3) to seven rows. NumPy *broadcasts*: it uses the row
# seven times. What is the gradient of `b`? Each of its numbers was used seven times, so it moves the
# loss in seven ways, and the seven gradients add up:
#
# $$ \frac{dl}{db_{0o}} = \sum_{n} \frac{dl}{dz_{no}} $$
#
# That is the `np.sum(dl_dz, axis=0, keepdims=True)` of part 3. On a tape we want it once, for every
# operation and every pair of shapes. NumPy broadcasts in two ways:
#
# | what NumPy does | example | on the way back |
# |---|---|---|
# | it puts missing axes in front | (5,) meets (7, 5): the (5,) becomes (1, 5) | sum over these axes, they disappear |
# | it repeats an axis of length 1 | (7, 1) meets (7, 5) | sum over this axis, it stays with length 1 |
#
# `sum_to(gradient, shape)` takes a gradient as large as the result and sums it until it has `shape`,
# the shape of the thing that was broadcast.
#
# **A worked example.** A gradient of shape (2, 3), wanted for three different shapes:
#
# $$
# \begin{pmatrix} 1 & 2 & 3 \\ 10 & 20 & 30 \end{pmatrix}
# \;\to\; \text{(3,)}: (11, 22, 33)
# \qquad \text{(2, 1)}: \begin{pmatrix} 6 \\ 60 \end{pmatrix}
# \qquad \text{()}: 66
# $$
#
# If nothing was broadcast, nothing is summed.

# %%
def sum_to(gradient, shape):
    #### BEGIN IMPLEMENTATION ####
    # axes that NumPy put in front
    extra = ...
    gradient = ...
    # axes of length 1 that NumPy repeated
    for axis, length in enumerate(shape):
        ...
    #### END IMPLEMENTATION ####
    return gradient

# %%
gradient = np.array([[1.0, 2.0, 3.0],
                     [10.0, 20.0, 30.0]])
for shape in ((3,), (2, 1), (1, 3), (), (2, 3)):
    print(shape, sum_to(gradient, shape))

# %% [markdown]
# Expected output:
#
# ```text
# (3,) [11. 22. 33.]
# (2, 1) [[ 6.]
#  [60.]]
# (1, 3) [[11. 22. 33.]]
# () 66.0
# (2, 3) [[ 1.  2.  3.]
#  [10. 20. 30.]]
# ```

# %%
check("sum_to")

# %% [markdown]
# ## Exercise 8.2: `Tensor`
#
# A `Tensor` holds an array and a list `sources`. Each entry says where the array came from and how to
# go back there: a pair *(tensor, rule)*. A *rule* is a function that turns the gradient of the result
# into the gradient of that tensor.
#
# ```text
#  x = Tensor(...)        sources []                  a beginning: nothing came before it
#  w = Tensor(...)        sources []
#  z = x @ w              sources [(x, dz -> dz wT), (w, dz -> xT dz)]
#  y = z * z              sources [(z, dy -> dy * z), (z, dy -> dy * z)]     the same tensor, twice
# ```
#
# Python calls `x.__add__(y)` for `x + y`, `x.__mul__(y)` for `x * y` and `x.__matmul__(y)` for `x @ y`.
# So these are ordinary methods. Each computes the result with NumPy and returns a new `Tensor` with
# two pairs:
#
# | operation | result | rule of the left one | rule of the right one |
# |---|---|---|---|
# | `x + y` | $a + b$ | $dy$, summed to the shape of $a$ | $dy$, summed to the shape of $b$ |
# | `x * y` | $a \cdot b$ | $dy \cdot b$, summed to the shape of $a$ | $dy \cdot a$, summed to the shape of $b$ |
# | `x @ y` | $A\,B$ | $dY\,B^T$ | $A^T\,dY$ |
# | `x.sum()` | $\sum a$, a number | $dy$ in every place of $a$ | |
#
# ($a$ and $b$ are the arrays, `self.data` and `other.data`.) Addition and multiplication may broadcast;
# `sum_to` takes care of it. Matrices are not broadcast here.
#
# A rule can be written as a `lambda`: `lambda dy: dy * b` is a function with the argument `dy`. It
# keeps `b` for later, without being called now.
#
# **A worked example.** $x = (2, 3)$, $y = (10, 20)$. The product is $(20, 60)$. If `(1, 1)` comes back,
# the left rule gives $(10, 20)$ and the right one $(2, 3)$: each gets the other one.

# %%
class Tensor:
    def __init__(self, data, sources=()):
        self.data = np.asarray(data, dtype=np.float64)
        self.sources = list(sources)
        self.grad = None

    def __add__(self, other):
        a, b = self.data, other.data
        #### BEGIN IMPLEMENTATION ####
        result = ...
        left = ...
        right = ...
        #### END IMPLEMENTATION ####
        return Tensor(result, [(self, left), (other, right)])

    def __mul__(self, other):
        a, b = self.data, other.data
        #### BEGIN IMPLEMENTATION ####
        result = ...
        left = ...
        right = ...
        #### END IMPLEMENTATION ####
        return Tensor(result, [(self, left), (other, right)])

    def __matmul__(self, other):
        a, b = self.data, other.data
        #### BEGIN IMPLEMENTATION ####
        result = ...
        left = ...
        right = ...
        #### END IMPLEMENTATION ####
        return Tensor(result, [(self, left), (other, right)])

    def sum(self):
        a = self.data
        #### BEGIN IMPLEMENTATION ####
        result = ...
        rule = ...
        #### END IMPLEMENTATION ####
        return Tensor(result, [(self, rule)])

# %%
x, y = Tensor([2.0, 3.0]), Tensor([10.0, 20.0])
z = x * y
print(z.data)
for source, rule in z.sources:
    print("a source:", source.data, " its gradient:", rule(np.ones(2)))

# %% [markdown]
# Expected output:
#
# ```text
# [20. 60.]
# a source: [2. 3.]  its gradient: [10. 20.]
# a source: [10. 20.]  its gradient: [2. 3.]
# ```

# %%
check("Tensor")

# %% [markdown]
# ## Exercise 8.3: `topological_order` and `backward`
#
# Every tensor knows its sources, and they know theirs. From the loss you can walk back to everything
# it was made from. One rule makes the walk right:
#
# > A tensor may hand its gradient on only when the gradient is **complete**: when every tensor that was
# > made from it has been there.
#
# ![x is used twice, in a and in b; b = a * x must be done before a, and both before x; y = b + a comes first of all](pictures/order.svg)
#
# So we need an order. `topological_order(tensor)` returns a list of all tensors behind `tensor` (and
# itself), each of them once, in which **every tensor stands after all of its sources**: $x$, $a$, $b$,
# $y$. The usual way is a recipe that calls itself:
#
# 1. If the tensor was visited before, do nothing.
# 2. Otherwise remember that it was visited, and visit all its sources.
# 3. Then, when everything before it is in the list, append the tensor.
#
# (Whether it was visited is a question about the *object*, not about its numbers: `id(tensor)` is a
# number that only this object has. Keep the ids in a `set`.)
#
# `backward(tensor)` then goes through this list from its end:
#
# 1. Every tensor in the list gets `grad`, zeros in the shape of its data; the last one gets ones.
# 2. For each tensor, last one first, and each *(source, rule)* of it: add `rule(tensor.grad)` to
#    `source.grad`.
#
# Why *add*? Because a tensor that is used twice moves the loss in two ways, as the row of `sum_to` did.
# A tensor may even appear twice among the sources of one: in `x * x`.
#
# **A worked example.** $y = x \cdot x + x$ at $x = 3$, so $y = 12$. The product sends $3$ to its left
# source and $3$ to its right source, the sum sends $1$: together $7$, and indeed $y' = 2x + 1 = 7$.

# %%
def topological_order(tensor):
    order, visited = [], set()

    def visit(t):
        #### BEGIN IMPLEMENTATION ####
        ...
        #### END IMPLEMENTATION ####

    visit(tensor)
    return order


def backward(tensor):
    order = topological_order(tensor)
    #### BEGIN IMPLEMENTATION ####
    # zeros for everything, ones for the last
    for t in order:
        t.grad = ...
    tensor.grad = ...
    # from the end to the beginning
    for t in reversed(order):
        ...
    #### END IMPLEMENTATION ####

# %%
x = Tensor(3.0)
y = x * x + x
backward(y)
print("y =", y.data, " dy/dx =", x.grad)

w, b = Tensor(np.ones((3, 2))), Tensor(np.zeros((1, 2)))
data = Tensor([[1.0, 2.0, 3.0],
               [0.0, 1.0, 0.0]])
loss = (data @ w + b).sum()
backward(loss)
print(w.grad)
print(b.grad)

# %% [markdown]
# Expected output:
#
# ```text
# y = 12.0  dy/dx = 7.0
# [[1. 1.]
#  [3. 3.]
#  [3. 3.]]
# [[2. 2.]]
# ```

# %%
check("backward")

# %% [markdown]
# ## Exercise 8.4: `apply`, `Relu`, `Sigmoid`
#
# Three operations are not enough: the network needs a relu, a sigmoid and a loss. We do not want to
# put everything into `Tensor`. So an operation gets a class of its own, with two functions:
#
# - `forward(saved, *arrays)` computes the result, and puts into the list `saved` whatever the way back
#   will need.
# - `backward(saved, dy)` returns the gradients of all inputs, as a tuple, in their order.
#
# Neither of them knows about tensors or the tape. That is the business of `apply`, once for all
# operations. The loss of part 2, as an example (nobody changes the truth: its gradient is 0):

# %%
class BinaryCrossEntropy:
    @staticmethod
    def forward(saved, y_pred, y_true):
        p = np.clip(y_pred, 1e-7, 1 - 1e-7)
        saved += [p, y_true]
        return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))

    @staticmethod
    def backward(saved, dy):
        p, y_true = saved
        return dy * (-y_true / p + (1 - y_true) / (1 - p)) / len(p), 0 * y_true

# %% [markdown]
# **`apply(function, *tensors)`** takes the arrays out of the tensors, calls `forward` with a fresh list,
# and returns a `Tensor` whose sources are the tensors. The rule of the source number `i` calls
# `backward` and takes the entry `i` of its tuple.
#
# There is a trap. A `lambda` in a loop looks up its variables when it is *called*, and then the loop is
# over:

# %%
rules = [lambda: i for i in range(3)]
print("looked up too late:", [rule() for rule in rules])
rules = [lambda i=i: i for i in range(3)]
print("kept in an argument:", [rule() for rule in rules])

# %% [markdown]
# Expected output:
#
# ```text
# looked up too late: [2, 2, 2]
# kept in an argument: [0, 1, 2]
# ```
#
# So keep `i` in an argument (`lambda dy, i=i: ...`) or make the rule in a function of its own.
#
# **Relu and Sigmoid** you know from part 3. What must be saved? The relu needs to know where its gate was
# open. The sigmoid can say its slope from its *result*, $s \cdot (1 - s)$: save the result, and the
# exponential is computed once.

# %%
def apply(function, *tensors):
    saved = []
    #### BEGIN IMPLEMENTATION ####
    data = ...
    sources = ...
    #### END IMPLEMENTATION ####
    return Tensor(data, sources)


class Relu:
    @staticmethod
    def forward(saved, z):
        #### BEGIN IMPLEMENTATION ####
        a = ...
        #### END IMPLEMENTATION ####
        return a

    @staticmethod
    def backward(saved, dy):
        #### BEGIN IMPLEMENTATION ####
        dz = ...
        #### END IMPLEMENTATION ####
        return (dz,)


class Sigmoid:
    @staticmethod
    def forward(saved, z):
        #### BEGIN IMPLEMENTATION ####
        a = ...
        #### END IMPLEMENTATION ####
        return a

    @staticmethod
    def backward(saved, dy):
        #### BEGIN IMPLEMENTATION ####
        dz = ...
        #### END IMPLEMENTATION ####
        return (dz,)

# %%
z = Tensor([[-2.0, 0.0, 2.0]])
truth = Tensor([[0.0, 1.0, 1.0]])
loss = apply(BinaryCrossEntropy, apply(Sigmoid, z), truth)
print("loss", loss.data)
backward(apply(Relu, z).sum())
print("relu   ", z.grad)
backward(apply(Sigmoid, z).sum())
print("sigmoid", z.grad)

# %% [markdown]
# Expected output:
#
# ```text
# loss 0.31566773421529687
# relu    [[0. 0. 1.]]
# sigmoid [[0.105 0.25  0.105]]
# ```

# %%
check("apply")

# %% [markdown]
# ## Exercise 8.5: the network on the tape
#
# Everything is there. The network of part 1, written with your tensors, is its forward pass and nothing
# else:
#
# $$
# \begin{aligned}
# a_1 &= \mathrm{relu}(x\,W_1 + b_1) \\
# a_2 &= \mathrm{relu}(a_1 W_2 + b_2) \\
# y_{pred} &= \mathrm{sigmoid}(a_2 W_3 + b_3) \\
# l &= \text{binary cross entropy of } y_{pred} \text{ and } y_{true}
# \end{aligned}
# $$
#
# `params` is a dictionary with six tensors, `w1`, `b1`, `w2`, `b2`, `w3`, `b3`. `x` and `y_true` are
# arrays: wrap them in a `Tensor`.
#
# - **`network_loss(params, x, y_true)`** returns the loss as a `Tensor`.
# - **`tape_step(params, x, y_true, learning_rate)`** computes the loss, calls `backward`, moves the *data*
#   of every parameter against its gradient, and returns the loss *before* the step as a plain number.
#
# Compare with `get_gradients` of part 3: fourteen backward lines are gone. And if you put a fourth layer
# into `network_loss`, nothing else has to change.

# %%
from minidnn import get_accuracy, load_data

X_train, Y_train, X_val, Y_val = load_data()


def network_loss(params, x, y_true):
    #### BEGIN IMPLEMENTATION ####
    a1 = ...
    a2 = ...
    y_pred = ...
    loss = ...
    #### END IMPLEMENTATION ####
    return loss


def tape_step(params, x, y_true, learning_rate):
    #### BEGIN IMPLEMENTATION ####
    loss = ...
    ...
    #### END IMPLEMENTATION ####
    return float(loss.data)

# %% [markdown]
# The same first weights as in part 4, and two steps:

# %%
def first_params(seed):
    state = np.random.RandomState(seed)
    sizes = ((5, 64), (64, 64), (64, 1))
    params = {}
    for layer, size in enumerate(sizes, 1):
        params[f"w{layer}"] = Tensor(state.uniform(-0.5, 0.5, size))
        params[f"b{layer}"] = Tensor(np.zeros((1, size[1])))
    return params


params = first_params(123)
for step in range(2):
    print(f"step {step}, loss {tape_step(params, X_train, Y_train, 1e-2):.4f}")

# %% [markdown]
# Expected output:
#
# ```text
# step 0, loss 1.2190
# step 1, loss 1.1404
# ```
#
# Now the thousand steps. The prediction needs no tape, but it may use it: `y_pred` is a tensor like any
# other.

# %%
import matplotlib.pyplot as plt

params = first_params(123)
losses = [tape_step(params, X_train, Y_train, 1e-2) for _ in range(1000)]


def predict(params, x):
    a1 = apply(Relu, Tensor(x) @ params["w1"] + params["b1"])
    a2 = apply(Relu, a1 @ params["w2"] + params["b2"])
    return apply(Sigmoid, a2 @ params["w3"] + params["b3"]).data


print(f"last loss {losses[-1]:.4f}")
print(f"accuracy  {get_accuracy(Y_val, predict(params, X_val)):.1%}")
plt.figure(figsize=(5, 3))
plt.plot(losses)
plt.xlabel("step")
plt.ylabel("training loss")
plt.show()

# %% [markdown]
# Expected output:
#
# ```text
# last loss 0.1409
# accuracy  92.2%
# ```
#
# The same 92.2 %, on a tape that you wrote. Ask the grader (it trains the thousand steps, too):

# %%
check("tape")

# %% [markdown]
# ## What comes next
#
# This is what stands at the heart of PyTorch, of JAX, of minidnn: tensors that remember, operations with
# a rule for each input, and one walk back. minidnn's own tape is a page long as well
# (`minidnn/tape.py`): compare it with yours. It drops a rule as soon as nobody needs it, keeps a heap
# instead of a list, and can take derivatives of derivatives; the idea is the one you have written.
#
# Part 9 gives the tape operations worth recording: convolution, pooling, batch normalisation.
