# %% [markdown]
# # Part 5: Checking gradients and starting well
#
# A wrong forward pass shows at once: the numbers look silly. A wrong backward pass hides. The network still learns, a
# little slower, a little worse, and nobody knows why. In this part you build the tool that finds such mistakes, and you
# will never again have to hope that a gradient is right.
#
# The second half is about the very first moment of training. The weights have to start somewhere. It turns out that
# "small random numbers" is not an answer: how small decides whether a deep network can learn at all.
#
# | exercise | you write | it computes |
# |---|---|---|
# | 5.1 | `numerical_gradient`, `gradient_check` | a slope by trying, and a verdict on a backward function |
# | 5.2 | `xavier_uniform`, `he_normal` | first weights of the right size |

# %%
import numpy as np
import matplotlib.pyplot as plt

from minidnn.grading import check

# %% [markdown]
# ## A slope by trying
#
# The derivative of a function says how much the result moves when the input moves a little. So move the input a little,
# and look:
#
# $$ f'(x) \approx \frac{f(x + h) - f(x - h)}{2h} $$
#
# ![A curve f with the points at x - h and x + h: the line through the two has nearly the slope of the curve at x](pictures/central.svg)
#
# This is the *central difference*: we go to both sides of $x$. Going only to one side, $(f(x + h) - f(x))/h$, looks simpler
# and is much worse. **With numbers:** for $f(x) = x^3$ at $x = 2$ the slope is exactly 12.
#
# | $h$ | one side | both sides |
# |---|---|---|
# | 0.1 | 12.61 | 12.01 |
# | 0.001 | 12.006001 | 12.000001 |
#
# On one side the error shrinks like $h$, on both sides like $h^2$.
#
# So is smaller always better? No. A computer keeps about 16 digits of a number (`float64`). When $h$ is tiny, $f(x + h)$
# and $f(x - h)$ agree in almost all of them, and their difference consists of the last, unreliable digits. Look:

# %%
def cube(x):
    return x**3


h = 10.0 ** np.arange(-13, 0)
one_side = np.abs((cube(2 + h) - cube(2.0)) / h - 12)
both_sides = np.abs((cube(2 + h) - cube(2 - h)) / (2*h) - 12)
plt.figure(figsize=(5, 3))
plt.loglog(h, one_side, "o-", label="one side")
plt.loglog(h, both_sides, "o-", label="both sides")
plt.xlabel("step h")
plt.ylabel("error of the slope")
plt.legend()
plt.show()

# %% [markdown]
# To the right the step is too long, to the left the digits run out. Near $h = 10^{-5}$ the central difference is right to
# ten digits. That is the value we use. In `float32` there are only 7 digits, and the whole method is worth little: so a
# check always runs in `float64`.

# %% [markdown]
# ## Many inputs
#
# When $x$ is an array, there is one slope for every entry. Move *one* entry up and down by $h$, keep all others where they
# are, and call $f$ with the *whole* array. Then put the entry back and go on to the next one:
#
# ```text
#   x = [ 1.0  2.0 ]      f([ 1.0+h  2.0 ]),  f([ 1.0-h  2.0 ])   ->  slope for the first entry
#                         f([ 1.0  2.0+h ]),  f([ 1.0  2.0-h ])   ->  slope for the second entry
# ```
#
# This costs two calls of $f$ per entry. For 4609 parameters that is 9218 forward passes for one gradient. It would be a
# hopeless way to train. It is a perfect way to check.

# %% [markdown]
# ## The question that a backward function answers
#
# A backward function does not compute "the derivative of y". It gets an upstream gradient `dl_dy`, which came back from the
# layers above, and answers: if the loss moves like this with $y$, how does it move with $x$? So we invent a loss of which
# we know `dl_dy`: multiply every entry of $y$ by a fixed number $u$ and add up.
#
# $$ l(x) = \sum_i u_i \, y_i(x) \qquad\Longrightarrow\qquad \frac{\partial l}{\partial y_i} = u_i $$
#
# Now both ways must lead to the same place: `backward(x, u)`, and the numerical gradient of $l$. The $u$ are **random**.
# With all ones many mistakes stay hidden. A softmax is an example: its outputs always add up to 1, so with ones the loss is
# constant, its gradient is 0, and a "backward" that returns zeros passes.

# %% [markdown]
# ## How close is close?
#
# 0.001 is a large difference for gradients around 0.01, and nothing for gradients around one million. So we divide by the
# size of the gradients themselves:
#
# $$ \text{error} = \frac{\max |\text{analytic} - \text{numeric}|}{\max(\max|\text{analytic}|,\ \max|\text{numeric}|,\ 10^{-12})} $$
#
# The $10^{-12}$ only prevents 0/0 when both gradients are zero. For a right backward function the error is near $10^{-10}$,
# for a wrong one it is usually near 1. There is a wide empty land between the two, and we put the limit at $10^{-6}$.

# %% [markdown]
# ## Exercise 5.1: `numerical_gradient` and `gradient_check`
#
# | name | meaning |
# |---|---|
# | `f` | a function: takes an array like `x`, returns one number |
# | `forward(x)` | returns `y`, of any shape |
# | `backward(x, dl_dy)` | returns the gradient for `x` |
# | `rng` | a random generator: `rng.normal(size=shape)` gives an array of random numbers |

# %%
def numerical_gradient(f, x, h=1e-5):
    """The slope of f for every entry of x, by central differences."""
    x = np.array(x, dtype=np.float64)  # a copy: the caller's array stays as it is
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        old = x[index]
        #### BEGIN IMPLEMENTATION ####
        # f with this one entry a little larger, and a little smaller
        f_plus = ...
        f_minus = ...
        # put the entry back
        x[index] = ...
        # the slope
        gradient[index] = ...
        #### END IMPLEMENTATION ####
    return gradient


def gradient_check(forward, backward, x, rng, tolerance=1e-6):
    """True if backward fits to forward, and the relative error."""
    #### BEGIN IMPLEMENTATION ####
    # a random upstream gradient, in the shape of y
    dl_dy = ...

    # the invented loss
    def loss(x):
        return ...

    # the same gradient on two ways
    numeric = ...
    analytic = ...
    # the largest difference, compared with the size of the gradients
    error = ...
    #### END IMPLEMENTATION ####
    return error < tolerance, error

# %% [markdown]
# `np.ndindex(x.shape)` visits every position of an array: for shape (2, 3) it gives (0, 0), (0, 1), (0, 2), (1, 0) and so
# on. `x[index]` is the entry there.
#
# Try it on $f(x) = \sum x^3$ with the slope $3x^2$, then let it judge three backward functions. The second one forgets the
# upstream gradient. The third one is wrong in a single place.

# %%
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def right(x, dl_dy):
    return dl_dy * sigmoid(x) * (1 - sigmoid(x))


def forgetful(x, dl_dy):
    return sigmoid(x) * (1 - sigmoid(x))


def nearly(x, dl_dy):
    gradient = right(x, dl_dy)
    gradient[0, 0] *= 1.01
    return gradient


rng = np.random.default_rng(1)
print("slopes of x**3:", numerical_gradient(lambda x: np.sum(x**3), [1.0, 2.0, -1.0]).round(6))
points = rng.normal(size=(3, 4))
for backward in (right, forgetful, nearly):
    good, error = gradient_check(sigmoid, backward, points, rng)
    size = "about 1e-10" if error < 1e-8 else f"{error:.4f}"
    print(f"{backward.__name__:9} {'right' if good else 'WRONG'}, error {size}")

# %% [markdown]
# Expected output:
#
# ```text
# slopes of x**3: [ 3. 12.  3.]
# right     right, error about 1e-10
# forgetful WRONG, error 1.3688
# nearly    WRONG, error 0.0036
# ```

# %%
check("gradient_check")

# %% [markdown]
# One warning for your own checks. A ReLU has a bend at 0, where no slope exists. If an entry of `x` is closer to 0 than
# $h$, the two points lie on different sides of the bend and the numerical gradient is meaningless. So keep test points away
# from bends.

# %% [markdown]
# ## How large should the first weights be?
#
# Until now the weights came from `uniform(-0.5, 0.5)`. That is good enough for three small layers. Let us send random data
# through **ten** layers of 256 neurons with ReLU, and watch how large the numbers are after each layer:

# %%
def sizes_after_layers(draw, layers=10, neurons=256):
    """The spread (standard deviation) of the activations after each layer."""
    rng = np.random.default_rng(0)
    a = rng.normal(size=(500, neurons))
    sizes = []
    for _ in range(layers):
        a = np.maximum(a @ draw(neurons, neurons, rng), 0)
        sizes.append(np.std(a))
    return sizes


plt.figure(figsize=(5, 3))
for limit in (0.5, 0.15, 0.05):
    sizes = sizes_after_layers(lambda i, o, rng: rng.uniform(-limit, limit, size=(i, o)))
    plt.semilogy(range(1, 11), sizes, "o-", label=f"uniform, limit {limit}")
plt.xlabel("layer")
plt.ylabel("spread of the activations")
plt.legend()
plt.show()

# %% [markdown]
# With 0.5 the numbers explode, with 0.05 they fade away, and every layer makes it worse by the same factor. The gradients on
# the way back suffer in the same way. With faded gradients nothing is learned, with exploded ones you get `nan`. Only with 0.15
# the line is level, and only for layers of 256 neurons. Where does this number come from?
#
# Look at one neuron. It adds up `inputs` products: $z = \sum_k a_k w_k$. If the $w_k$ are independent with mean 0 and
# variance $\sigma^2$, the variances add up:
#
# $$ \mathrm{Var}(z) = \text{inputs} \cdot \mathrm{E}(a^2) \cdot \sigma^2 $$
#
# The sum keeps its size if $\sigma^2 = 1/\text{inputs}$. Two refinements of this thought have become standard:
#
# - **Xavier** (Glorot and Bengio, 2010). On the way back the roles change: a gradient is a sum of `outputs` products. One
#   $\sigma$ cannot satisfy both, so take the average of the two sizes: $\sigma^2 = \dfrac{2}{\text{inputs} + \text{outputs}}$.
# - **He** (He and others, 2015). ReLU turns about half of the numbers into 0, so $\mathrm{E}(a^2)$ is halved. Make up for it
#   with a factor 2: $\sigma^2 = \dfrac{2}{\text{inputs}}$.
#
# Xavier suits layers with sigmoid or tanh, He suits layers with ReLU.
#
# Numbers with a wanted $\sigma$ can be drawn in two ways: from the bell curve, `rng.normal(0, sigma, size=...)`, or evenly
# from an interval, `rng.uniform(-limit, limit, size=...)`. Numbers spread evenly over $[-a, a]$ have the standard deviation
# $a/\sqrt 3$, because most of them are closer to 0 than $a$. So the limit must be $\sqrt 3\,\sigma$:
#
# $$ \text{limit} = \sqrt 3 \cdot \sqrt{\frac{2}{\text{inputs} + \text{outputs}}} = \sqrt{\frac{6}{\text{inputs} + \text{outputs}}} $$
#
# **With numbers**, for a layer with 200 inputs and 100 outputs:
#
# | | standard deviation | limit |
# |---|---|---|
# | `xavier_uniform` | $\sqrt{2/300} = 0.0816$ | $\sqrt{6/300} = 0.1414$ |
# | `he_normal` | $\sqrt{2/200} = 0.1000$ | none |

# %% [markdown]
# ## Exercise 5.2: `xavier_uniform` and `he_normal`
#
# Both return an array of shape `(inputs, outputs)`, and both draw from `rng`, so that the same seed gives the same weights.

# %%
def xavier_uniform(inputs, outputs, rng):
    """Weights (inputs, outputs), evenly distributed between -limit and limit."""
    #### BEGIN IMPLEMENTATION ####
    limit = ...
    weights = ...
    #### END IMPLEMENTATION ####
    return weights


def he_normal(inputs, outputs, rng):
    """Weights (inputs, outputs), normally distributed with mean 0."""
    #### BEGIN IMPLEMENTATION ####
    std = ...
    weights = ...
    #### END IMPLEMENTATION ####
    return weights

# %% [markdown]
# Try it with the layer of the worked example:

# %%
rng = np.random.default_rng(0)
for draw in (xavier_uniform, he_normal):
    w = draw(200, 100, rng)
    print(f"{draw.__name__:15} shape {w.shape}, std {np.std(w):.3f}, largest {np.max(np.abs(w)):.3f}")

# %% [markdown]
# Expected output:
#
# ```text
# xavier_uniform  shape (200, 100), std 0.081, largest 0.141
# he_normal       shape (200, 100), std 0.101, largest 0.473
# ```
#
# And now ten layers again. One of the two keeps the signal alive:

# %%
plt.figure(figsize=(5, 3))
for draw in (xavier_uniform, he_normal):
    plt.semilogy(range(1, 11), sizes_after_layers(draw), "o-", label=draw.__name__)
plt.xlabel("layer")
plt.ylabel("spread of the activations")
plt.ylim(1e-2, 1e1)
plt.legend()
plt.show()

# %% [markdown]
# Xavier does not know about ReLU, so the numbers shrink by a factor of $\sqrt 2$ per layer. With He the line stays level.

# %%
check("initialisation")

# %% [markdown]
# Why not simply zeros? Then every neuron of a layer computes the same, gets the same gradient and moves in the same way, for
# ever. A layer of 64 neurons would be a layer of one. Only the biases may start at zero: the weights are different already.

# %% [markdown]
# ## What comes next
#
# Your network starts well and its gradients are right. In part 6 it learns faster: with small batches, with momentum, and
# with the optimizer that trains most networks in the world.
