# %% [markdown]
# # Part 11: Words and memory
#
# Texts are rows of signs of any length, and what comes next depends on what came before. In this part a network gets a memory, and you
# write what it needs to read and to write.
#
# | exercise | you write | what it does |
# |---|---|---|
# | 11.1 | `most_frequent_pair`, `merge_pair` | a tokenizer learns which signs belong together |
# | 11.2 | `rnn`, `rnn_backward` | a network with a memory, and back-propagation through time |
# | 11.3 | `lstm_cell`, `lstm_cell_backward` | a memory that can keep things for long |
# | 11.4 | `next_probabilities` | temperature and top-k: careful or daring |
# | 11.5 | `read_names`, `names_gradients`, `invent` | a network that invents names |

# %%
import numpy as np
import matplotlib.pyplot as plt

from minidnn.grading import check

# %% [markdown]
# ## Which signs belong together
#
# A model can read letter by letter, but then every text is long. It can read word by word, but then it meets words that it has never seen.
# Between them lies *byte-pair encoding* (Gage, 1994; for networks Sennrich and others, 2016), which all large language models use: begin
# with single letters; look for the pair of neighbours that occurs most often; make one new token of it; and again. After some hundred
# rounds "th", "the" and "ing" are tokens, and rare words are still spelled.
#
# **With an example:** the tokens of *banana* are 1 0 2 0 2 0 (a = 0, b = 1, n = 2). The pairs are (1,0), (0,2), (2,0), (0,2), (2,0).
# Both (0,2) and (2,0) occur twice; of equally frequent ones take the pair with the smaller numbers, here (0,2). It becomes the new token
# 3, and the text is 1 3 3 0.
#
# **The trap.** In 0 0 0 the pair (0,0) occurs twice by counting neighbours, but it can be replaced only once: go from left to right, and a
# token that has just been used is gone. The result is 3 0, not 3 3.

# %% [markdown]
# ## Exercise 11.1: `most_frequent_pair`, `merge_pair`
#
# `tokens` is a list of whole numbers. `most_frequent_pair` counts all neighbours (in 0 0 0 two pairs) and returns a tuple of two numbers.
# Tuples can be compared: `(0, 2) < (2, 0)`.

# %%
def most_frequent_pair(tokens):
    """The pair of neighbours that occurs most often; of equally frequent ones the smallest."""
    #### BEGIN IMPLEMENTATION ####
    counts = ...
    best = ...
    #### END IMPLEMENTATION ####
    return best


def merge_pair(tokens, pair, new):
    """A new list in which each occurrence of the pair, from left to right, is the token `new`."""
    merged = []
    #### BEGIN IMPLEMENTATION ####
    ...
    #### END IMPLEMENTATION ####
    return merged

# %%
tokens = [1, 0, 2, 0, 2, 0]
print(most_frequent_pair(tokens))
print(merge_pair(tokens, (0, 2), 3))
print(merge_pair([0, 0, 0], (0, 0), 3))

# %% [markdown]
# Expected output:
#
# ```text
# (0, 2)
# [1, 3, 3, 0]
# [3, 0]
# ```
#
# Twelve rounds on the beginning of *Moby-Dick*, with the new tokens as text:

# %%
from minidnn.datasets import moby_dick

text = moby_dick()[:20_000].lower()
signs = sorted(set(text))
tokens, spelled = [signs.index(c) for c in text], list(signs)
for _ in range(12):
    pair = most_frequent_pair(tokens)
    tokens = merge_pair(tokens, pair, len(spelled))
    spelled.append(spelled[pair[0]] + spelled[pair[1]])
print(spelled[-12:])
print(len(text), "->", len(tokens))

# %%
check("merge_pair")

# %% [markdown]
# ## A network with a memory
#
# A recurrent network reads one sign after the other and keeps a vector $h$, its memory. At every step it mixes what it reads with what it
# remembers, with the *same* matrices each time:
#
# $$ h_t = \tanh(x_t\,W_x + h_{t-1}\,W_h + b) $$
#
# **With numbers**, everything of size 1, $W_x = 1$, $W_h = 0.5$, $b = 0$, $h_0 = 0$, and the inputs 1, 0, 0: $h_1 = \tanh 1 = 0.762$,
# $h_2 = \tanh(0.381) = 0.363$, $h_3 = \tanh(0.182) = 0.180$. The network remembers that something was there, and slowly forgets it.
#
# ![Three steps: each takes its x with Wx and the memory of the step before with Wh, and gives the next h](pictures/unrolled.svg)

# %% [markdown]
# ## Back through time
#
# Unrolled, it is a network as deep as the text is long, whose layers share their parameters. So the way back is the one you know, from the
# last step to the first. Two things come together at every $h_t$: what the loss says about it directly (`dl_dhs[:, t]`), and what comes back
# from the step after it. Their sum goes through the tanh, whose slope is $1 - h_t^2$; call the result $\delta_t$:
#
# $$ \delta_t = \Big( \frac{\partial l}{\partial h_t} + \delta_{t+1} W_h^T \Big) (1 - h_t^2) $$
#
# Each step uses the same matrices, so their gradients are sums over all steps (and over all texts):
#
# $$ \frac{\partial l}{\partial W_x} = \sum_t x_t^T \delta_t \qquad \frac{\partial l}{\partial W_h} = \sum_t h_{t-1}^T \delta_t \qquad \frac{\partial l}{\partial b} = \sum_t \delta_t $$

# %% [markdown]
# ## Exercise 11.2: `rnn`, `rnn_backward`
#
# | name | shape | |
# |---|---|---|
# | `x` | (N, T, I) | N texts of T steps |
# | `h0` | (N, H) | the memory before the first step |
# | `wx`, `wh`, `b` | (I, H), (H, H), (H,) | |
# | `hs` | (N, T, H) | the memory after every step |

# %%
def rnn(x, h0, wx, wh, b):
    """The memory after every step."""
    hs = np.zeros((x.shape[0], x.shape[1], h0.shape[1]))
    #### BEGIN IMPLEMENTATION ####
    h = ...
    for t in range(x.shape[1]):
        h = ...
        hs[:, t] = ...
    #### END IMPLEMENTATION ####
    return hs


def rnn_backward(x, h0, wx, wh, hs, dl_dhs):
    """The gradients for x, h0, wx, wh and b."""
    dl_dx = np.zeros(x.shape)
    dl_dwx, dl_dwh, dl_db = np.zeros(wx.shape), np.zeros(wh.shape), np.zeros(wh.shape[0])
    back = np.zeros(h0.shape)
    for t in reversed(range(x.shape[1])):
        #### BEGIN IMPLEMENTATION ####
        before = ...
        delta = ...
        # what each step adds, and what goes back to the step before
        ...
        #### END IMPLEMENTATION ####
    return dl_dx, back, dl_dwx, dl_dwh, dl_db

# %% [markdown]
# `back` is what comes from the step behind; after the loop it is the gradient for `h0`.

# %%
one = np.ones((1, 1))
x = np.array([1.0, 0.0, 0.0]).reshape(1, 3, 1)
hs = rnn(x, np.zeros((1, 1)), one, 0.5 * one, np.zeros(1))
print(hs.ravel().round(3))
dl_dhs = np.array([0.0, 0.0, 1.0]).reshape(1, 3, 1)
dl_dx, *rest = rnn_backward(x, np.zeros((1, 1)), one, 0.5 * one, hs, dl_dhs)
print(dl_dx.ravel().round(3))

# %% [markdown]
# Expected output:
#
# ```text
# [0.762 0.363 0.18 ]
# [0.088 0.42  0.968]
# ```
#
# The last memory depends on the last input ten times more than on the first one: gradients fade on the way back through time.

# %%
check("rnn")

# %% [markdown]
# ## A memory that can keep
#
# The plain network forgets, because everything is multiplied anew at every step. The *LSTM* (Hochreiter and Schmidhuber, 1997) has a second
# memory, the cell $c$, that is only changed by gates: numbers between 0 and 1.
#
# $$ i, f, o = \sigma(\dots) \qquad g = \tanh(\dots) \qquad c' = f\,c + i\,g \qquad h' = o \tanh(c') $$
#
# The forget gate $f$ says how much of the old cell stays, the input gate $i$ how much of the new proposal $g$ comes in, the output gate $o$ how
# much is shown. With $f = 1$ and $i = 0$ the cell keeps its content for ever, and its gradient passes unchanged.
#
# All four come from one product: $z = [x, h]\,W + b$ has 4H columns, in the order i, f, g, o.
#
# ### Backward
#
# Two gradients arrive: for $h'$ and for $c'$. The cell was used by $h'$, too, so first
#
# $$ \frac{\partial l}{\partial c'} \mathrel{+}= \frac{\partial l}{\partial h'}\; o\,(1 - \tanh^2 c') $$
#
# Then through the products ($f\,c$: each factor gets the other one), then through the gates: the slope of a sigmoid is $\sigma(1 - \sigma)$, that of
# tanh $1 - \tanh^2$. What is left is the backward function of `dense`.

# %% [markdown]
# ## Exercise 11.3: `lstm_cell`, `lstm_cell_backward`
#
# `x` (N, I), `h` and `c` (N, H), `w` (I + H, 4H), `b` (4H,). `lstm_cell` returns the new `h` and `c` and the array of the four gates (N, 4H), after
# sigmoid and tanh, which the backward function needs. `np.split(z, 4, axis=1)` gives the four blocks. `sigmoid` is that of part 1.

# %%
from minidnn import sigmoid


def lstm_cell(x, h, c, w, b):
    """The new h, the new c, and the gates i, f, g, o side by side."""
    #### BEGIN IMPLEMENTATION ####
    z = ...
    i, f, g, o = ..., ..., ..., ...
    c_new = ...
    h_new = ...
    #### END IMPLEMENTATION ####
    return h_new, c_new, np.concatenate([i, f, g, o], axis=1)


def lstm_cell_backward(x, h, c, w, gates, c_new, dl_dh, dl_dc):
    """The gradients for x, h, c, w and b; dl_dh and dl_dc are those for the new h and c."""
    i, f, g, o = np.split(gates, 4, axis=1)
    #### BEGIN IMPLEMENTATION ####
    dl_dc_new = ...
    dl_dz = ...
    dl_dw = ...
    dl_db = ...
    dl_dx, dl_dh_old = ..., ...
    dl_dc_old = ...
    #### END IMPLEMENTATION ####
    return dl_dx, dl_dh_old, dl_dc_old, dl_dw, dl_db

# %% [markdown]
# With all weights 0 the gates are one half and the proposal is 0, so half of the cell is kept:

# %%
x, h, c = np.ones((1, 2)), np.ones((1, 3)), np.array([[1.0, 2.0, 3.0]])
h_new, c_new, gates = lstm_cell(x, h, c, np.zeros((5, 12)), np.zeros(12))
print(c_new, h_new.round(3))
back = lstm_cell_backward(
    x, h, c, np.zeros((5, 12)), gates, c_new, np.zeros((1, 3)), np.ones((1, 3))
)
print(back[2], back[4].round(3))

# %% [markdown]
# Expected output:
#
# ```text
# [[0.5 1.  1.5]] [[0.231 0.381 0.453]]
# [[0.5 0.5 0.5]] [0.   0.   0.   0.25 0.5  0.75 0.5  0.5  0.5  0.   0.   0.  ]
# ```

# %%
check("lstm_cell")

# %% [markdown]
# ## Careful or daring
#
# The network gives a score for every sign. How is the next one chosen? Always the most probable one: then every text is the same, and soon
# it goes round in circles. Drawn with the probabilities: then now and then comes something absurd. Two knobs lie between:
#
# - **temperature** $\tau$: the scores are divided by it before the softmax. Small $\tau$ makes large differences larger (careful), large
#   $\tau$ makes all more alike (daring). At $\tau = 0$ only the most probable sign is left.
# - **top-k:** only the k signs with the largest scores may be drawn; all others get the probability 0.
#
# $$ p_i = \frac{e^{s_i / \tau}}{\sum_j e^{s_j / \tau}} \quad\text{over the k largest scores, 0 elsewhere} $$
#
# **With numbers:** scores 2, 1, 0. At $\tau = 1$: 0.665, 0.245, 0.090. At $\tau = 0.5$: 0.867, 0.117, 0.016. With k = 2 at $\tau = 1$: 0.731,
# 0.269, 0.

# %% [markdown]
# ## Exercise 11.4: `next_probabilities`
#
# `scores` has the shape (V,). `temperature` is 0 or larger. `top_k` is a whole number from 1, or None for all. Of equal scores at the edge
# the one with the smaller index stays. Subtract the largest score before `np.exp`; at temperature 0 the probability of the first largest
# score is 1.
#
# `np.argsort(-scores, kind="stable")` gives the places from the largest score to the smallest; equal ones stay in their order.

# %%
def next_probabilities(scores, temperature, top_k):
    """The probability of every sign, (V,)."""
    #### BEGIN IMPLEMENTATION ####
    order = ...
    kept = ...
    p = ...
    #### END IMPLEMENTATION ####
    return p

# %%
scores = np.array([2.0, 1.0, 0.0])
for temperature, top_k in ((1.0, None), (0.5, None), (1.0, 2), (0.0, None)):
    print(next_probabilities(scores, temperature, top_k).round(3))

# %% [markdown]
# Expected output:
#
# ```text
# [0.665 0.245 0.09 ]
# [0.867 0.117 0.016]
# [0.731 0.269 0.   ]
# [1. 0. 0.]
# ```

# %%
check("next_probabilities")

# %% [markdown]
# ## The whole little network
#
# A table with a vector for every letter, the LSTM of 11.3, a dense layer that gives a score for every letter, the softmax: that is
# all a network needs to learn what names look like. It reads 8,830 first names, letter by letter, and guesses what comes next.
#
# A letter is a number, a = 1 to z = 26. The sign 0 has two tasks: every name begins with it and ends with it. So the name *ada* gives
# four lessons:
#
# ```text
# reads     0  a  d  a        tokens    0  1  4  1
# guesses   a  d  a  0        targets   1  4  1  0
# ```
#
# Names have different lengths, and an array is a rectangle. Short names are filled up: with 0 in `tokens`, with -1 in `targets`. There
# nothing is asked, and nothing may count: `asked = targets >= 0` is True at the places that do. Indexing with it gives a long
# list: `hs[asked]` is (M, H), one row for each of the M places.
#
# $$ x_t = \text{table}[\text{token}_t] \qquad h_t, c_t = \text{lstm}(x_t, h_{t-1}, c_{t-1}) \qquad \text{scores}_t = h_t\,W_{out} + b_{out} $$
#
# **The table and its gradient.** Row 1 of the table is the vector of the letter a, and `table[tokens]` looks vectors up. The way back
# is the opposite: what arrives for a place goes to the row that was looked up there, and a letter that was read five times collects five
# times. `grads["table"][rows] += ...` does not: where a row occurs twice, NumPy keeps one of the two. `np.add.at(grads["table"], rows, dx)`
# adds all of them.
#
# **With numbers:** rows 1, 4, 1 get 0.1, 0.2, 0.3. Row 1 of the gradient is 0.4, row 4 is 0.2, all others are 0.

# %% [markdown]
# ## Why the gradients are clipped
#
# On the way back the gradient is multiplied at every step with the same matrix. If that makes it half as large again each time, twenty
# steps make it two thousand times larger:

# %%
from minidnn.course import rnn, rnn_backward

for factor in (0.5, 1.0, 1.5):
    x, h0, one = np.zeros((1, 20, 1)), np.zeros((1, 1)), np.ones((1, 1))
    hs = rnn(x, h0, one, factor * one, np.zeros(1))
    last = np.zeros((1, 20, 1))
    last[0, -1] = 1
    dl_dx = rnn_backward(x, h0, one, factor * one, hs, last)[0]
    print(f"{factor}: from step 20 the gradient {dl_dx[0, 0, 0]:.6f} arrives at step 1")

# %% [markdown]
# Expected output:
#
# ```text
# 0.5: from step 20 the gradient 0.000002 arrives at step 1
# 1.0: from step 20 the gradient 1.000000 arrives at step 1
# 1.5: from step 20 the gradient 2216.837820 arrives at step 1
# ```
#
# Against fading helps the cell of the LSTM. Against exploding helps `clip_gradients` of 6.4: a step that is too long is shortened, and
# keeps its direction. One such step without it can throw a trained network back to the beginning.

# %% [markdown]
# ## Exercise 11.5: `read_names`, `names_gradients`, `invent`
#
# | name | shape | |
# |---|---|---|
# | `tokens`, `targets` | (N, T) | signs, and the sign that follows each (-1: nothing is asked) |
# | `params["table"]` | (V, E) | a vector for every sign |
# | `params["w"]`, `params["b"]` | (E + H, 4H), (4H,) | of `lstm_cell` |
# | `params["out"]`, `params["out_b"]` | (H, V), (V,) | from a memory to scores |
# | `hs` | (N, T, H) | the memory after every step |
#
# `read_names` goes through the names with `lstm_cell`; memory and cell begin with zeros. For the way back it keeps at every step what
# went into the cell and what came out. `names_gradients` returns the loss, the mean over all places that are asked for, and the
# gradients, clipped. `invent` begins with the sign 0 and empty memories, draws one sign after the other with
# `rng.choice(len(p), p=p)`, and ends when 0 was drawn or the name has `longest` letters. It returns the letters only, as a list of numbers.

# %%
from minidnn.course import (
    clip_gradients,
    log_softmax,
    log_softmax_backward,
    lstm_cell,
    lstm_cell_backward,
    next_probabilities,
    nll_loss,
    nll_loss_backward,
)


def read_names(params, tokens):
    """The memories after every step, and for each step (x, h, c, gates, c_new)."""
    h = np.zeros((len(tokens), len(params["out"])))
    c = np.zeros_like(h)
    hs, steps = np.zeros((*tokens.shape, h.shape[1])), []
    for t in range(tokens.shape[1]):
        #### BEGIN IMPLEMENTATION ####
        x = ...
        h_new, c_new, gates = ..., ..., ...
        hs[:, t] = ...
        #### END IMPLEMENTATION ####
        steps.append((x, h, c, gates, c_new))
        #### BEGIN IMPLEMENTATION ####
        # what the next step begins with
        h, c = ..., ...
        #### END IMPLEMENTATION ####
    return hs, steps


def names_gradients(params, tokens, targets, max_norm):
    """The loss, and a dictionary with the gradient of every parameter, clipped to max_norm."""
    grads = {name: np.zeros_like(p) for name, p in params.items()}
    hs, steps = read_names(params, tokens)
    asked, dl_dhs = targets >= 0, np.zeros(hs.shape)
    #### BEGIN IMPLEMENTATION ####
    # the places that are asked for, as one list
    scores = ...
    log_p = ...
    loss = ...
    # backward: the scores, then out and out_b
    dl_dscores = ...
    grads["out"] = ...
    grads["out_b"] = ...
    dl_dhs[asked] = ...
    #### END IMPLEMENTATION ####
    dh, dc = np.zeros_like(hs[:, 0]), np.zeros_like(hs[:, 0])
    for t in reversed(range(len(steps))):
        x, h, c, gates, c_new = steps[t]
        #### BEGIN IMPLEMENTATION ####
        # one step back; then w, b and the table get their share
        dx, dh, dc, dw, db = ..., ..., ..., ..., ...
        ...
        #### END IMPLEMENTATION ####
    #### BEGIN IMPLEMENTATION ####
    grads = ...
    #### END IMPLEMENTATION ####
    return loss, grads


def invent(params, temperature, top_k, longest, rng):
    """A name as a list of numbers from 1, drawn sign by sign."""
    h, c = np.zeros((1, len(params["out"]))), np.zeros((1, len(params["out"])))
    sign, name = 0, []
    for _ in range(longest):
        #### BEGIN IMPLEMENTATION ####
        h, c, _ = ..., ..., ...
        p = ...
        sign = ...
        # the end, or one letter more
        ...
        #### END IMPLEMENTATION ####
    return name

# %% [markdown]
# First the names, filled up to a rectangle, and a network that knows nothing:

# %%
from minidnn.datasets import names

every = [name.lower() for name in names() if name.isalpha()]
longest = max(len(name) for name in every)
tokens = np.zeros((len(every), longest + 1), dtype=int)
targets = np.full((len(every), longest + 1), -1)
for n, name in enumerate(every):
    signs = [ord(letter) - 96 for letter in name]
    tokens[n, 1 : len(name) + 1] = signs
    targets[n, : len(name) + 1] = [*signs, 0]
order = np.random.default_rng(0).permutation(len(every))
tokens, targets = tokens[order], targets[order]
held_out, train = slice(0, 1000), slice(1000, None)


def first_parameters(rng, letters, width, cells):
    """Random matrices; the forget gate begins open, so that the cell remembers."""
    params = {
        "table": 0.3 * rng.normal(size=(letters, width)),
        "w": rng.normal(size=(width + cells, 4 * cells)) / np.sqrt(width + cells),
        "b": np.zeros(4 * cells),
        "out": 0.1 * rng.normal(size=(cells, letters)) / np.sqrt(cells),
        "out_b": np.zeros(letters),
    }
    params["b"][cells : 2 * cells] = 1
    return params


params = first_parameters(np.random.default_rng(0), 27, 16, 64)
loss, grads = names_gradients(params, tokens[:100], targets[:100], 1.0)
print(len(every), tokens[0][:8], targets[0][:8])
print(f"loss {loss:.2f}; knowing nothing is {np.log(27):.2f}")
print({name: g.shape for name, g in grads.items()})

# %% [markdown]
# Expected output:
#
# ```text
# 8830 [ 0  2  1 19  9 12  9 21] [ 2  1 19  9 12  9 21 19]
# loss 3.30; knowing nothing is 3.30
# {'table': (27, 16), 'w': (80, 256), 'b': (256,), 'out': (64, 27), 'out_b': (27,)}
# ```

# %%
check("names")

# %% [markdown]
# ## Names that nobody has
#
# Twelve hundred steps of Adam with 64 names each take about ten seconds. The thousand names that were held out say how well the
# network knows names that it has never read. Who knows only how frequent each letter is, has a loss of 2.85; who knows the letter before,
# 2.41.

# %%
from minidnn.course import adam_step, warmup_cosine


def train_names(params, steps, batch_size, rng):
    state, losses = {}, []
    for step in range(steps):
        rows = rng.integers(1000, len(tokens), batch_size)
        used = np.max(np.sum(targets[rows] >= 0, axis=1))  # the longest of these names
        loss, grads = names_gradients(params, tokens[rows, :used], targets[rows, :used], 1.0)
        adam_step(params, grads, state, warmup_cosine(0.02, step, 20, steps))
        losses.append(loss)
        if step % 300 == 299:
            print(f"step {step + 1}: loss {np.mean(losses[-100:]):.2f}")
    return losses


rng = np.random.default_rng(0)
params = first_parameters(rng, 27, 16, 64)
losses = train_names(params, 1200, 64, rng)
print(f"held out: {names_gradients(params, tokens[held_out], targets[held_out], 1.0)[0]:.2f}")

plt.figure(figsize=(6, 3))
plt.plot(losses, linewidth=0.8)
plt.axhline(2.41, color="gray", linestyle="--", label="the letter before")
plt.xlabel("step")
plt.ylabel("loss")
plt.legend()
plt.show()

# %% [markdown]
# Expected output (about):
#
# ```text
# step 300: loss 2.11
# step 600: loss 1.95
# step 900: loss 1.85
# step 1200: loss 1.83
# held out: 2.01
# ```
#
# And now the network writes. Names of the list are marked with a star; all others are new.

# %%
def spelled(signs):
    name = "".join(chr(96 + sign) for sign in signs)
    return name + "*" if name in every else name


for temperature in (0.3, 0.7, 1.0, 1.5):
    rng = np.random.default_rng(4)
    print(temperature, *[spelled(invent(params, temperature, None, 15, rng)) for _ in range(9)])

# %% [markdown]
# One of our networks wrote:
#
# ```text
# 0.3 shellie* roselina sandre darrice sharlen linda* brigg* rosalin dorice*
# 0.7 thoelle sherill* villine irita* jotie isabele elita* marion* evelyn*
# 1.0 ury lethonorino wranky binky* chisses manjy ingason aurold wilton*
# 1.5 vey mateshrieatesra mitjah kylcilyn vericke jeddyd paulo* geyleyn franty
# ```
#
# At 0.3 it is careful, and many of its names exist. At 0.7 more are new and could be somebody's. At 1.5 hardly anybody would want them.

# %% [markdown]
# ## The same, faster
#
# The library's command trains the same network on the same names, and its cell can be yours:
#
# ```console
# minidnn train names --model lstm
# minidnn train names --model lstm --with my-course
# minidnn generate runs/names --temperature 0.8
# ```
#
# Part 12 goes on with the idea that took the place of the recurrent networks.
