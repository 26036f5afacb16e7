# %% [markdown]
# # Part 12: Attention
#
# Every language model that people talk to today is built from one idea: a word looks back at the words before it, asks each of
# them how much it matters, and takes the mean of what they have to say, weighted by the answers. The idea is called *attention*
# (Vaswani and others, 2017). In this part you write it, and its gradient, and everything around it. At the end your own functions
# are a small GPT that learns to write like *Moby-Dick*.
#
# | exercise | you write | what it does |
# |---|---|---|
# | 12.1 | `attention` | each word takes a weighted mean of others |
# | 12.2 | `attention_backward` | its three gradients |
# | 12.3 | `split_heads`, `merge_heads`, `multi_head` and its gradient | several attentions side by side |
# | 12.4 | `layer_norm`, `layer_norm_backward` | keeps the numbers in range |
# | 12.5 | `gelu`, `gelu_backward` | a soft relu |
# | 12.6 | `sinusoids`, `embed`, `embed_backward` | words and their places as numbers |
# | 12.7 | `block`, `block_backward` | the piece of which GPTs are stacked |
# | 12.8 | `attend_next` | one more word without computing the others again |
# | 12.9 | `gpt_gradients`, `write_text` | the whole model; it learns and writes |
#
# The arrays have three axes: `x` of shape (N, T, D) holds N texts of T words, each word a vector of D numbers.

# %%
import numpy as np
import matplotlib.pyplot as plt

from minidnn.grading import check

# %% [markdown]
# ## Asking and answering
#
# Read the sentence *"The whale sank the ship, because it was angry."* To know what "it" means, you look back, and "whale" matters
# more than "the". Attention does this with three vectors for each word:
#
# - the **query** $q$: what this word is looking for;
# - the **key** $k$: what a word offers to be found by;
# - the **value** $v$: what a word says when it is asked.
#
# The dot product of a query and a key says how well they fit. The products of one query with all keys are its *scores*; the softmax
# of part 7 turns them into weights, positive and 1 in total; and the result is the mean of the values with these weights:
#
# $$ s_{ij} = \frac{q_i \cdot k_j}{\sqrt{D}} \qquad w_{ij} = \frac{e^{s_{ij}}}{\sum_m e^{s_{im}}} \qquad y_i = \sum_j w_{ij} v_j $$
#
# ![The query of the word it meets the keys of three words; the softmax gives the weights 0.1, 0.7, 0.2, and the values with these weights add up to y](pictures/attention.svg)
#
# **Why $\sqrt{D}$?** A dot product of D random numbers of size 1 has the size $\sqrt{D}$. Without the division the softmax of long
# vectors would give nearly all weight to one word, and its gradient would be nearly 0.
#
# **With numbers**, D = 1, two words, $q = (1, 2)$, $k = (1, 3)$, $v = (10, 20)$:
#
# | | score with word 0 | score with word 1 | weights | result |
# |---|---|---|---|---|
# | word 0 | 1 | 3 | 0.119, 0.881 | 18.81 |
# | word 1 | 2 | 6 | 0.018, 0.982 | 19.82 |

# %% [markdown]
# ## Nobody knows the future
#
# A model that learns to continue a text must not look at the words that follow: they are what it has to guess. In *causal*
# attention word $i$ sees the words $0 \dots i$, itself included. The scores of the others become $-\infty$ before the softmax, and
# $e^{-\infty} = 0$: their weight is 0, and the rest still adds up to 1.

# %%
seen = np.tril(np.ones((5, 5)))
plt.figure(figsize=(2.6, 2.6))
plt.imshow(seen, cmap="Blues", vmin=0, vmax=1.4)
plt.xlabel("the word that is asked")
plt.ylabel("the word that asks")
plt.title("causal attention", fontsize=10)
plt.show()

# %% [markdown]
# ## Exercise 12.1: `attention`
#
# | name | shape | |
# |---|---|---|
# | `q` | (N, T, D) | queries |
# | `k` | (N, S, D) | keys; S = T where a text attends to itself |
# | `v` | (N, S, E) | values |
# | `y` | (N, T, E) | the results |
# | `weights` | (N, T, S) | every row adds up to 1 |
#
# `np.swapaxes(k, 1, 2)` transposes the matrices of a batch; `a @ b` multiplies them one by one. `np.triu(np.ones((T, S), dtype=bool), 1)`
# is True above the diagonal: the future. As in part 7, subtract each row's largest score before `np.exp`.

# %%
def attention(q, k, v, causal):
    """The weighted means of the values, and the weights."""
    #### BEGIN IMPLEMENTATION ####
    scores = ...
    # if causal: the future gets the score -inf

    weights = ...
    y = ...
    #### END IMPLEMENTATION ####
    return y, weights

# %%
q, k, v = (np.array(a, dtype=float).reshape(1, 2, 1) for a in ([1, 2], [1, 3], [10, 20]))
y, weights = attention(q, k, v, causal=False)
print(weights[0].round(3))
print(y[0, :, 0].round(2))
print(attention(q, k, v, causal=True)[0][0, :, 0].round(2))

# %% [markdown]
# Expected output:
#
# ```text
# [[0.119 0.881]
#  [0.018 0.982]]
# [18.81 19.82]
# [10.   19.82]
# ```
#
# In the last line word 0 sees only itself, so its result is its own value.

# %%
check("attention")

# %% [markdown]
# ## The way back
#
# The upstream gradient `dl_dy` says how the loss changes with every result. Go back step by step, and use what you know from parts
# 3 and 7.
#
# **The values.** $y = w\,v$ is a matrix product like the one of `dense`. So
#
# $$ \frac{\partial l}{\partial v} = w^T \frac{\partial l}{\partial y} \qquad\qquad \frac{\partial l}{\partial w} = \frac{\partial l}{\partial y}\, v^T $$
#
# **The softmax.** Each score moves all weights of its row. With $u = \partial l / \partial w$:
#
# $$ \frac{\partial l}{\partial s_{ij}} = w_{ij} \Big( u_{ij} - \sum_m u_{im} w_{im} \Big) $$
#
# It is the backward function of softmax, not of its logarithm: the factor $w_{ij}$ stands in front. Where the weight is 0 (the
# future), the gradient is 0, without a mask.
#
# **The scores.** $s = q\,k^T / \sqrt{D}$ is again a product, with a factor:
#
# $$ \frac{\partial l}{\partial q} = \frac{1}{\sqrt{D}} \frac{\partial l}{\partial s}\, k \qquad\qquad \frac{\partial l}{\partial k} = \frac{1}{\sqrt{D}} \Big(\frac{\partial l}{\partial s}\Big)^T q $$

# %% [markdown]
# ## Exercise 12.2: `attention_backward`
#
# It gets the weights that `attention` has returned, so nothing is computed twice. Whether the attention was causal is in the
# weights already. It returns `dl_dq, dl_dk, dl_dv`, in the shapes of `q`, `k`, `v`.

# %%
def attention_backward(q, k, v, weights, dl_dy):
    """The gradients for q, k and v."""
    #### BEGIN IMPLEMENTATION ####
    dl_dv = ...
    dl_dweights = ...
    dl_dscores = ...
    dl_dq = ...
    dl_dk = ...
    #### END IMPLEMENTATION ####
    return dl_dq, dl_dk, dl_dv

# %% [markdown]
# The example of 12.1, if the loss is the result of word 0:

# %%
from minidnn.course import attention

q, k, v = (np.array(a, dtype=float).reshape(1, 2, 1) for a in ([1, 2], [1, 3], [10, 20]))
y, weights = attention(q, k, v, causal=False)
dl_dy = np.array([1.0, 0.0]).reshape(1, 2, 1)
for name, gradient in zip("qkv", attention_backward(q, k, v, weights, dl_dy)):
    print(f"dl_d{name}", gradient[0, :, 0].round(3))

# %% [markdown]
# Expected output:
#
# ```text
# dl_dq [2.1 0. ]
# dl_dk [-1.05  1.05]
# dl_dv [0.119 0.881]
# ```
#
# The gradient for the values is the row of weights itself. A larger key of word 1 draws more weight to its value 20, so the result
# grows; the key of word 0 does the opposite.

# %%
check("attention_backward")

# %% [markdown]
# ## Several heads
#
# One attention gives one mean. But "it" may ask two things at once: *what* was angry, and *when*? So the vectors of length D are cut
# into H pieces, the *heads*, and each head runs an attention of its own on its D/H numbers. Afterwards the pieces are put together
# again, and a matrix mixes them.
#
# To let `attention` do all heads in one call, put them beside the texts: `split_heads` turns (N, T, D) into (N·H, T, D/H). Row
# $n \cdot H + h$ of the result is head $h$ of text $n$; head $h$ has the numbers from $h \cdot D/H$ on. `merge_heads` is the way back.
#
# **With numbers:** one text, two words of four numbers, two heads.
#
# ```text
#     x                          head 0      head 1
#     word 0   1  2  3  4         1  2        3  4
#     word 1   5  6  7  8         5  6        7  8
# ```
#
# The trap: `x.reshape(N * H, T, D // H)` has the right shape and puts the numbers in the wrong places. The axis of the heads has to be
# made first (`reshape` to four axes), then moved (`transpose`), and only then joined with the axis of the texts.

# %% [markdown]
# ## The layer
#
# Where do the queries, keys and values come from? From `x`, by three matrices. With a fourth one at the end, the whole layer is:
#
# $$ q = x W_q \quad k = x W_k \quad v = x W_v \qquad\qquad y = \text{merge}\big(\text{attention}(\text{split}(q), \text{split}(k), \text{split}(v))\big)\, W_o $$
#
# The way back is the same chain in reverse. Two things are worth a thought. `split_heads` and `merge_heads` only move numbers, so the
# backward function of each is the other one. And `x` is used three times, so its gradient is a sum of three.
#
# The gradient of a matrix, as in `dense`, sums over all words of all texts: `np.tensordot(x, dl_dq, axes=((0, 1), (0, 1)))` multiplies
# and sums over the first two axes of both; the result has the shape (D, D).

# %% [markdown]
# ## Exercise 12.3: `split_heads`, `merge_heads`, `multi_head` and back
#
# `w` is a dictionary with the four matrices `w["q"]`, `w["k"]`, `w["v"]`, `w["o"]`, each (D, D). `multi_head_backward` returns `dl_dx`
# and a dictionary with their gradients. It may compute the way forward again.

# %%
from minidnn.course import attention, attention_backward


def split_heads(x, heads):
    """(N, T, D) -> (N * heads, T, D / heads)."""
    #### BEGIN IMPLEMENTATION ####
    y = ...
    #### END IMPLEMENTATION ####
    return y


def merge_heads(x, heads):
    """(N * heads, T, D / heads) -> (N, T, D)."""
    #### BEGIN IMPLEMENTATION ####
    y = ...
    #### END IMPLEMENTATION ####
    return y


def multi_head(x, w, heads, causal):
    """(N, T, D) -> (N, T, D)."""
    #### BEGIN IMPLEMENTATION ####
    q, k, v = ..., ..., ...
    y = ...
    #### END IMPLEMENTATION ####
    return y


def multi_head_backward(x, w, heads, causal, dl_dy):
    """The gradient for x, and a dictionary with those for the four matrices."""
    #### BEGIN IMPLEMENTATION ####
    # the way forward, up to the results of the heads

    # through the last matrix, then through the attention

    # through the three matrices: dl_dx is a sum
    dl_dx = ...
    grads = {"q": ..., "k": ..., "v": ..., "o": ...}
    #### END IMPLEMENTATION ####
    return dl_dx, grads

# %%
x = np.arange(1.0, 9.0).reshape(1, 2, 4)
print(split_heads(x, 2))
print(np.array_equal(merge_heads(split_heads(x, 2), 2), x))
w = {name: np.eye(4) for name in "qkvo"}
print(multi_head(x, w, 2, causal=True)[0].round(3))
dl_dx, grads = multi_head_backward(x, w, 2, True, np.ones_like(x))
print(dl_dx.shape, {name: grads[name].shape for name in "qkvo"})

# %% [markdown]
# Expected output:
#
# ```text
# [[[1. 2.]
#   [5. 6.]]
#
#  [[3. 4.]
#   [7. 8.]]]
# True
# [[1. 2. 3. 4.]
#  [5. 6. 7. 8.]]
# (1, 2, 4) {'q': (4, 4), 'k': (4, 4), 'v': (4, 4), 'o': (4, 4)}
# ```

# %%
check("multi_head")

# %% [markdown]
# ## Numbers in range
#
# Deep stacks of layers have an old illness: the numbers grow from layer to layer, or fade. *Layer normalisation* (Ba, Kiros and
# Hinton, 2016) is the remedy of the transformers. For each word it takes the mean and the variance over its own D numbers, and
# standardises them. Then each of the D places gets a factor $\gamma$ and a summand $\beta$ that are learnt:
#
# $$ \hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} \qquad\qquad y = \gamma\,\hat{x} + \beta $$
#
# $\mu$ and $\sigma^2$ are those of *one* word; no word of the batch influences another one. (Batch normalisation takes them over the
# batch instead.) The small $\varepsilon$ stands inside the root, and the variance is the plain mean of squares: divided by D, not D - 1.
#
# **With numbers:** $x = (1, 3)$ has the mean 2 and the variance 1, so $\hat{x} = (-1, 1)$.
#
# ### Backward
#
# $\gamma$ and $\beta$ serve all words, so their gradients are sums over all axes but the last. The interesting one is `dl_dx`.
# Each number acts in three ways: directly, through the mean, and through the variance. Worked out, with
# $u = \gamma \cdot \partial l / \partial y$ and means over the D numbers of a word:
#
# $$ \frac{\partial l}{\partial x} = \frac{1}{\sqrt{\sigma^2 + \varepsilon}} \Big( u - \text{mean}(u) - \hat{x} \cdot \text{mean}(u\,\hat{x}) \Big) $$
#
# Read it like this: what arrives, without the part that would move all numbers together (the mean would take it back), and without
# the part that would only stretch them (the variance would take it back).

# %% [markdown]
# ## Exercise 12.4: `layer_norm` and back
#
# `x` may have any number of axes; the last one has length D. `gamma` and `beta` have the shape (D,).

# %%
def layer_norm(x, gamma, beta, eps):
    """Every word standardised, then scaled and shifted."""
    #### BEGIN IMPLEMENTATION ####
    mean = ...
    var = ...
    y = ...
    #### END IMPLEMENTATION ####
    return y


def layer_norm_backward(x, gamma, eps, dl_dy):
    """The gradients for x, gamma and beta."""
    #### BEGIN IMPLEMENTATION ####
    std = ...
    normal = ...
    dl_dgamma = ...
    dl_dbeta = ...
    dl_dx = ...
    #### END IMPLEMENTATION ####
    return dl_dx, dl_dgamma, dl_dbeta

# %%
x = np.array([[1.0, 3.0, 5.0], [2.0, 2.0, 8.0]])
gamma, beta = np.array([1.0, 2.0, 1.0]), np.array([0.0, 0.0, 10.0])
print(layer_norm(x, gamma, beta, 0.0).round(3))
dl_dx, dl_dgamma, dl_dbeta = layer_norm_backward(
    x, gamma, 0.0, np.array([[1.0, 0, 0], [0, 0, 1.0]])
)
print(dl_dx.round(3))
print(dl_dgamma.round(3), dl_dbeta)
print(dl_dx.sum(axis=1).round(12) + 0.0)

# %% [markdown]
# Expected output:
#
# ```text
# [[-1.225  0.    11.225]
#  [-0.707 -1.414 11.414]]
# [[ 0.102 -0.204  0.102]
#  [-0.    -0.     0.   ]]
# [-1.225  0.     1.414] [1. 0. 1.]
# [0. 0.]
# ```
#
# The last line says: adding the same number to a whole word changes nothing, so its gradient adds up to 0.

# %%
check("layer_norm")

# %% [markdown]
# ## A soft relu
#
# The relu has a corner at 0, and left of it no slope at all: a neuron that has slipped there gets no gradient any more. Transformers
# use the *GELU* (Hendrycks and Gimpel, 2016): each number is multiplied by the probability that a normally distributed one is
# smaller. Large numbers pass, very negative ones become 0, and between there is a smooth curve with a small dip. The form that GPT-2
# uses comes close to it with a tanh:
#
# $$ y = \tfrac{1}{2}\, x\, (1 + \tanh s) \qquad\text{with}\qquad s = \sqrt{2/\pi}\,\big(x + 0.044715\, x^3\big) $$

# %%
def curves():
    x = np.linspace(-4, 4, 200)
    plt.figure(figsize=(4, 2.6))
    plt.plot(x, np.maximum(x, 0), color="gray", linestyle="--", label="relu")
    plt.plot(x, gelu(x), label="gelu")
    plt.legend()
    plt.show()

# %% [markdown]
# **With numbers:** for $x = 1$ is $s = 0.798 \cdot 1.0447 = 0.8336$, $\tanh s = 0.6824$, and $y = 0.8412$.
#
# ### Backward
#
# A product of two factors that both depend on $x$, and a chain inside. The slope of tanh is $1 - \tanh^2$:
#
# $$ \frac{dy}{dx} = \tfrac{1}{2}(1 + \tanh s) + \tfrac{1}{2}\, x\, (1 - \tanh^2 s)\, \frac{ds}{dx} $$
#
# and $ds/dx$ you find yourself.

# %% [markdown]
# ## Exercise 12.5: `gelu`, `gelu_backward`

# %%
def gelu(x):
    """A soft relu, element by element."""
    #### BEGIN IMPLEMENTATION ####
    s = ...
    y = ...
    #### END IMPLEMENTATION ####
    return y


def gelu_backward(x, dl_dy):
    """The gradient for x; dl_dy is the gradient for gelu(x)."""
    #### BEGIN IMPLEMENTATION ####
    s = ...
    ds_dx = ...
    dl_dx = ...
    #### END IMPLEMENTATION ####
    return dl_dx

# %%
x = np.array([-3.0, -1.0, 0.0, 1.0, 3.0])
print(gelu(x).round(4))
print(gelu_backward(x, np.ones(5)).round(4))
curves()

# %% [markdown]
# Expected output:
#
# ```text
# [-0.0036 -0.1588  0.      0.8412  2.9964]
# [-0.0116 -0.083   0.5     1.083   1.0116]
# ```

# %%
check("gelu")

# %% [markdown]
# ## Letters as vectors
#
# A text is a row of whole numbers, one for each letter: its place in the alphabet of the text. The model needs vectors. So there is
# a table with one row of D numbers for each letter, and a letter is looked up: `table[tokens]`. The rows are parameters; they are
# learnt like all others. This is an *embedding*.
#
# **Where is a letter?** Attention is a weighted mean, and a mean does not care about order: "dog bites man" and "man bites dog" would
# be the same. So each place gets a vector of its own, which is added. It can be learnt, too, or be made of waves of many lengths
# (Vaswani and others, 2017): for place $t$ and the pair of numbers $2i$, $2i+1$
#
# $$ p_{t,\,2i} = \sin\!\big(t / 10000^{2i/D}\big) \qquad p_{t,\,2i+1} = \cos\!\big(t / 10000^{2i/D}\big) $$
#
# The first pair turns fast, the last one very slowly, like the hands of a clock. Together they tell the time.
#
# ### Backward
#
# Looking up is a selection: the gradient of a row of the table is the sum of the upstream gradients of all places where its letter
# stands. A letter that occurs five times gets five gradients, a letter that does not occur gets 0. The trap:
# `dl_dtable[tokens] += dl_dy` adds only one of several gradients for the same row, because NumPy reads all rows first and writes them
# afterwards. `np.add.at(dl_dtable, tokens, dl_dy)` adds them all.
#
# The vector of a place is used by every text of the batch: its gradient is a sum over the batch.

# %% [markdown]
# ## Exercise 12.6: `sinusoids`, `embed`, `embed_backward`
#
# | name | shape | |
# |---|---|---|
# | `tokens` | (N, T), whole numbers | N texts of T letters |
# | `table` | (V, D) | a row for each of V letters |
# | `places` | (L, D) | a row for each place; L may be larger than T |
#
# `width` (D) is even. `embed_backward` returns `dl_dtable` (V, D) and `dl_dplaces` (L, D); unused places have the gradient 0.

# %%
def sinusoids(length, width):
    """The waves of `length` places, (length, width)."""
    waves = np.zeros((length, width))
    #### BEGIN IMPLEMENTATION ####
    # t / 10000^(2i/D): a column of places, a row of pairs
    angles = ...
    waves[:, 0::2] = ...
    waves[:, 1::2] = ...
    #### END IMPLEMENTATION ####
    return waves


def embed(tokens, table, places):
    """The vectors of the letters plus those of their places, (N, T, D)."""
    #### BEGIN IMPLEMENTATION ####
    y = ...
    #### END IMPLEMENTATION ####
    return y


def embed_backward(tokens, table, places, dl_dy):
    """The gradients for the table and for the places."""
    #### BEGIN IMPLEMENTATION ####
    dl_dtable = ...
    dl_dplaces = ...
    #### END IMPLEMENTATION ####
    return dl_dtable, dl_dplaces

# %%
print(sinusoids(3, 4).round(3))
tokens = np.array([[2, 0, 2]])
table, places = (
    np.arange(8.0).reshape(4, 2),
    np.array([[0.1, 0.1], [0.2, 0.2], [0.3, 0.3], [0.4, 0.4]]),
)
print(embed(tokens, table, places)[0])
dl_dtable, dl_dplaces = embed_backward(tokens, table, places, np.ones((1, 3, 2)))
print(dl_dtable[:, 0], dl_dplaces[:, 0])

# %% [markdown]
# Expected output:
#
# ```text
# [[ 0.     1.     0.     1.   ]
#  [ 0.841  0.54   0.01   1.   ]
#  [ 0.909 -0.416  0.02   1.   ]]
# [[4.1 5.1]
#  [0.2 1.2]
#  [4.3 5.3]]
# [1. 0. 2. 0.] [1. 1. 1. 0.]
# ```
#
# Letter 2 stands there twice, so its row gets 2.

# %%
check("embed")

# %% [markdown]
# ## The piece of which GPTs are stacked
#
# A *block* does two things with every word: it lets the word ask the others (attention), and it thinks about the answer (a small
# network of two matrices with a gelu between). Both are *added* to what was there: the word keeps what it knew. Each part first
# normalises its input:
#
# $$ a = x + \text{multi\_head}(\text{layer\_norm}_1(x)) \qquad\qquad y = a + \text{gelu}\big(\text{layer\_norm}_2(a)\, W_{up}\big)\, W_{down} $$
#
# The additions are what makes deep stacks trainable: on the way back the gradient passes them unchanged, so it reaches the lowest
# block without fading. `W_up` makes the vectors four times as long, `W_down` brings them back to D.
#
# On the way back, at each addition the gradient goes *both* ways, and where the two ways meet again the gradients add up:
#
# $$ \frac{\partial l}{\partial a} = \frac{\partial l}{\partial y} + (\text{through the network}) \qquad \frac{\partial l}{\partial x} = \frac{\partial l}{\partial a} + (\text{through the attention}) $$

# %% [markdown]
# ## Exercise 12.7: `block`, `block_backward`
#
# The parameters of a block are a dictionary: `gamma1`, `beta1`, `q`, `k`, `v`, `o`, `gamma2`, `beta2`, `up` (D, 4D), `down` (4D, D).
# `multi_head` finds its four matrices in it. `EPS` is 1e-5. `block` is causal. `block_backward` returns `dl_dx` and a dictionary with the
# gradients of all ten; `np.tensordot(a, b, axes=((0, 1), (0, 1)))` is the gradient of a matrix, as in 12.3.
#
# Everything you need is there, from the exercises before. Write the way forward in small steps in the backward function too: it needs
# what happened between.

# %%
from minidnn.course import (
    gelu,
    gelu_backward,
    layer_norm,
    layer_norm_backward,
    multi_head,
    multi_head_backward,
)

EPS = 1e-5


def block(x, p, heads):
    """(N, T, D) -> (N, T, D)."""
    #### BEGIN IMPLEMENTATION ####
    a = ...
    y = ...
    #### END IMPLEMENTATION ####
    return y


def block_backward(x, p, heads, dl_dy):
    """The gradient for x, and a dictionary with those of the ten parameters."""
    grads = {}
    #### BEGIN IMPLEMENTATION ####
    # the way forward, each step with a name
    normal1 = ...
    a = ...
    normal2 = ...
    hidden = ...
    # the network: down, gelu, up, layer norm
    dl_da = ...
    # the attention, and its layer norm
    dl_dx = ...
    #### END IMPLEMENTATION ####
    return dl_dx, grads

# %% [markdown]
# The test of a block: with `o` and `down` at 0 it does nothing at all, and the gradient passes unchanged.

# %%
rng = np.random.default_rng(0)
shapes = {"q": (4, 4), "k": (4, 4), "v": (4, 4), "o": (4, 4), "up": (4, 16), "down": (16, 4)}
p = {name: 0.5 * rng.normal(size=shape) for name, shape in shapes.items()}
p |= {"gamma1": np.ones(4), "beta1": np.zeros(4), "gamma2": np.ones(4), "beta2": np.zeros(4)}
x = rng.normal(size=(1, 3, 4))
quiet = p | {"o": np.zeros((4, 4)), "down": np.zeros((16, 4))}
print(np.array_equal(block(x, quiet, 2), x))
print(np.allclose(block_backward(x, quiet, 2, np.ones_like(x))[0], 1.0))
dl_dx, grads = block_backward(x, p, 2, np.ones_like(x))
print(sorted(grads))

# %% [markdown]
# Expected output:
#
# ```text
# True
# True
# ['beta1', 'beta2', 'down', 'gamma1', 'gamma2', 'k', 'o', 'q', 'up', 'v']
# ```

# %%
check("block")

# %% [markdown]
# ## One more word
#
# A GPT writes one letter at a time: it computes the scores of the next letter, picks one, appends it to the text, and starts again.
# The text grows, and every time all its words would ask all others again, although nothing has changed for them: in causal attention
# a word never hears of those that follow.
#
# So keep what will be needed again. A new word asks with its query; for that it needs the keys and values of all words before it, and
# nothing else. Their *cache* grows by one row with each word:
#
# ```text
#     cache["k"]   (N, t, D)    + the new key    (N, 1, D)   ->  (N, t+1, D)
#     cache["v"]   (N, t, E)    + the new value  (N, 1, E)   ->  (N, t+1, E)
# ```
#
# The new query sees all of them, so no mask is needed. The work for one more word grows with the length of the text, not with its
# square.

# %% [markdown]
# ## Exercise 12.8: `attend_next`
#
# `cache` is a dictionary, empty for the first word. The function *changes* it: afterwards it holds the new key and value, too.
# `q`, `k` and `v` have the shape (N, 1, ...): one word in each text. The result is (N, 1, E).
#
# `np.concatenate([a, b], axis=1)` puts one behind the other. `attention(q, k, v, causal)` of 12.1 does the rest, if you give it the
# right arguments.

# %%
from minidnn.course import attention


def attend_next(q, k, v, cache):
    """What the new word hears; the cache has grown by its key and value."""
    #### BEGIN IMPLEMENTATION ####
    # the first word finds the cache empty

    y = ...
    #### END IMPLEMENTATION ####
    return y

# %% [markdown]
# Word by word, it gives what `attention` gives for the whole text at once:

# %%
rng = np.random.default_rng(0)
q, k, v = rng.normal(size=(3, 1, 6, 4))
cache, parts = {}, []
for t in range(6):
    parts.append(attend_next(q[:, t : t + 1], k[:, t : t + 1], v[:, t : t + 1], cache))
print(np.allclose(np.concatenate(parts, axis=1), attention(q, k, v, causal=True)[0]))
print(cache["k"].shape)

# %% [markdown]
# Expected output:
#
# ```text
# True
# (1, 6, 4)
# ```

# %%
check("attend_next")

# %% [markdown]
# ## The text
#
# *Moby-Dick*, in small letters and spaces: 27 signs, 1.1 million of them. A letter becomes its number, 0 to 26.

# %%
from minidnn.datasets import moby_dick

text = "".join(c if c.isalpha() and c.isascii() else " " for c in moby_dick().lower())
text = " ".join(text.split())
letters = sorted(set(text))
codes = np.array([letters.index(c) for c in text])
print(len(letters), len(codes))
print(text[:60])


def entropy(counts):
    p = counts / counts.sum(axis=-1, keepdims=True)
    return -np.sum(counts / counts.sum() * np.log(np.where(p > 0, p, 1)))


pairs = np.zeros((27, 27))
np.add.at(pairs, (codes[:-1], codes[1:]), 1)
print(f"knowing nothing        {np.log(27):.3f}")
print(f"the letters' frequency {entropy(pairs.sum(axis=0)):.3f}")
print(f"the letter before      {entropy(pairs):.3f}")

# %% [markdown]
# Expected output:
#
# ```text
# 27 1148976
# chapter loomings call me ishmael some years ago never mind h
# knowing nothing        3.296
# the letters' frequency 2.836
# the letter before      2.298
# ```
#
# The numbers are losses: the mean surprise about the next letter. Whoever knows only how frequent each letter is has 2.836. Who knows
# the letter before (after q comes u) gets down to 2.298. A model that goes below that has learnt to look further back.

# %% [markdown]
# ## The model
#
# Letters and places become vectors; some blocks; a last layer norm; and then each vector is compared with every row of the *same* table
# that made vectors of letters: a dot product for each letter, its score. (The table is used twice, so its gradient is a sum of two.)
#
# $$ x_0 = \text{embed}(\text{tokens}) \qquad x_{i+1} = \text{block}_i(x_i) \qquad \text{scores} = \text{layer\_norm}(x_{last})\;\text{table}^T $$
#
# At *every* place the model guesses the letter that follows, and the loss is the mean over all places of all texts: `log_softmax` and
# `nll_loss` of part 7, on one long list. So 16 texts of 32 letters are 512 lessons.
#
# All parameters are in one dictionary. Those of block 0 are called `0.q`, `0.k` and so on; `of_block(params, 0)` picks them out and drops
# the `0.`, as `block` expects them.

# %% [markdown]
# ## Writing
#
# From the scores of the last place comes the softmax, and a letter is drawn with these probabilities, by
# `rng.choice(27, p=probabilities)`. It joins the text, and the next one is drawn. The model has learnt only as many places as `places`
# has rows, so it sees at most that many of the latest letters.

# %% [markdown]
# ## Exercise 12.9: `gpt_scores`, `gpt_gradients`, `write_text`
#
# | name | shape | |
# |---|---|---|
# | `tokens`, `targets` | (N, T) | letters, and the letter that follows each |
# | `params["table"]` | (V, D) | |
# | `params["places"]` | (L, D) | |
# | `params["gamma"]`, `params["beta"]` | (D,) | of the last layer norm |
# | scores | (N, T, V) | |
#
# `gpt_gradients` returns the loss and a dictionary with the gradient of every parameter, under the same names. `write_text` gets a list of
# tokens and returns it with `count` more.

# %%
from minidnn.course import (
    block,
    block_backward,
    embed,
    embed_backward,
    layer_norm,
    layer_norm_backward,
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
)

EPS = 1e-5


def of_block(params, i):
    """The parameters of block i, under the names that `block` knows."""
    return {name[2:]: p for name, p in params.items() if name.startswith(f"{i}.")}


def depth_of(params):
    """The number of blocks."""
    return sum(name.endswith(".up") for name in params)


def gpt_scores(params, tokens, heads):
    """A score for each letter at every place: (N, T) -> (N, T, V)."""
    #### BEGIN IMPLEMENTATION ####
    x = ...
    # through the blocks

    scores = ...
    #### END IMPLEMENTATION ####
    return scores


def gpt_gradients(params, tokens, targets, heads):
    """The loss, and a dictionary with the gradient of every parameter."""
    grads = {}
    #### BEGIN IMPLEMENTATION ####
    # forward; what goes into each block is needed again
    xs = [...]
    last = ...
    scores = ...
    # the loss of all places, as one list
    log_p = ...
    loss = ...
    # backward: scores, last norm, blocks from the last to the first, embedding
    dl_dscores = ...
    dl_dx = ...
    #### END IMPLEMENTATION ####
    return loss, grads


def write_text(params, tokens, count, heads, rng):
    """The tokens and `count` more, drawn one by one."""
    tokens = list(tokens)
    #### BEGIN IMPLEMENTATION ####
    for _ in range(count):
        seen = ...
        p = ...
        tokens.append(...)
    #### END IMPLEMENTATION ####
    return tokens

# %% [markdown]
# A model of two blocks. Five hundred steps take about half a minute:

# %%
from minidnn.course import adam_step


def first_parameters(rng, letters, width, length, depth):
    """Random matrices of a size that keeps numbers in range."""
    params = {
        "table": 0.1 * rng.normal(size=(letters, width)),
        "places": 0.02 * rng.normal(size=(length, width)),
        "gamma": np.ones(width),
        "beta": np.zeros(width),
    }
    for i in range(depth):
        for name in "qkvo":
            params[f"{i}.{name}"] = rng.normal(size=(width, width)) / np.sqrt(width)
        params[f"{i}.up"] = rng.normal(size=(width, 4 * width)) / np.sqrt(width)
        params[f"{i}.down"] = 0.5 * rng.normal(size=(4 * width, width)) / np.sqrt(4 * width)
        for which in "12":
            params[f"{i}.gamma{which}"], params[f"{i}.beta{which}"] = (
                np.ones(width),
                np.zeros(width),
            )
    return params


def train_gpt(params, codes, steps, texts, heads, rng):
    """Adam, with a learning rate that falls in the second half; the loss of every step."""
    state, losses, length = {}, [], len(params["places"])
    for step in range(steps):
        starts = rng.integers(0, len(codes) - length, texts)
        rows = starts[:, None] + np.arange(length)
        loss, grads = gpt_gradients(params, codes[rows], codes[rows + 1], heads)
        adam_step(params, grads, state, 0.005 * min(1, 2 * (steps - step) / steps))
        losses.append(loss)
        if step % 100 == 99:
            print(f"step {step + 1}: loss {np.mean(losses[-50:]):.2f}")
    return losses


rng = np.random.default_rng(0)
params = first_parameters(rng, 27, 48, 32, 2)
losses = train_gpt(params, codes[:-100_000], 500, 16, 4, rng)
plt.figure(figsize=(6, 3))
plt.plot(losses, linewidth=0.8)
plt.axhline(2.836, color="gray", linestyle=":", label="frequency of letters")
plt.axhline(2.298, color="gray", linestyle="--", label="the letter before")
plt.xlabel("step")
plt.ylabel("loss")
plt.legend()
plt.show()

# %% [markdown]
# Expected output (about):
#
# ```text
# step 100: loss 2.39
# step 200: loss 2.29
# step 300: loss 2.22
# step 400: loss 2.12
# step 500: loss 2.05
# ```
#
# It has gone below the dashed line. The last 100,000 letters were kept away from it; what does it make of them, and how does it write?

# %%
held_out = codes[-100_000 : -100_000 + 33 * 64].reshape(64, 33)
print(f"held out: loss {gpt_gradients(params, held_out[:, :-1], held_out[:, 1:], 4)[0]:.2f}")
written = write_text(params, codes[:24], 200, 4, np.random.default_rng(1))
print("".join(letters[c] for c in written))

# %% [markdown]
# Expected output (about):
#
# ```text
# held out: loss 2.05
# ```
#
# Half a minute ago it did not know what a letter is. Words of two and three letters are right by now, long ones only look like
# English. It is the same program that writes novels: with more blocks, more text and more time.

# %%
check("gpt")

# %% [markdown]
# ## Your GPT, in the library
#
# The library has the same model with fast versions of your functions. Train it, and let it write:
#
# ```console
# minidnn train moby-dick --model gpt
# minidnn generate runs/moby-dick --prompt "Call me"
# ```
#
# And with `--with exercises/` it runs on what you have written. Then open `minidnn/ops/attention.py`: you will know every line.
