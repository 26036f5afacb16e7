# %% [markdown]
# # Part 2: Evaluation
#
# In part 1 you built a network that turns five measurements into a probability. Nobody told its
# 4609 parameters what is right, so it guesses. Before we can make it better we need to say how
# bad it is, and we need to say it in **one number**. That number is called the *loss*. Learning
# will mean nothing else than making it smaller.
#
# | exercise | you write | it computes |
# |---|---|---|
# | 2.1 | `binary_cross_entropy_loss` | how far predictions are from the truth |
# | | `Model.evaluate` | the loss of a model on given data |
#
# This part uses finished versions of the functions of part 1. So you can go on even if one of
# yours does not work yet.

# %%
import matplotlib.pyplot as plt
import numpy as np

import minidnn
from minidnn import get_accuracy, load_data, reset_seed
from minidnn.grading import check

X_train, Y_train, X_val, Y_val = load_data()

# %% [markdown]
# ## Why not count the mistakes?
#
# The obvious measure is the accuracy: the share of tumours on the right side of 0.5. We will
# print it in the end, because people understand it. But it is useless for learning. Change a
# weight a tiny bit and, most likely, no tumour crosses 0.5: the accuracy stays exactly the same
# and does not tell whether the change was good. We need a measure that moves with every small
# change, and that knows the difference between "0.51, hesitating" and "0.99, certain".

# %% [markdown]
# ## Surprise
#
# Look at one tumour. The truth is $y$ (1 or 0), the prediction is $p$, a probability for "1".
# Which probability did the network give to *what was true*? If $y = 1$ it is $p$. If $y = 0$ it
# is $1 - p$. Call it $q$.
#
# A $q$ of 1 is perfect. A $q$ near 0 is a disaster: the network was certain, and wrong. The
# *surprise* $-\ln q$ measures just that. ($\ln$ is the natural logarithm, `np.log`.)

# %%
p = np.linspace(0.005, 0.995, 199)
plt.figure(figsize=(5, 3))
plt.plot(p, -np.log(p), label="truth is 1")
plt.plot(p, -np.log(1 - p), label="truth is 0")
plt.xlabel("prediction p")
plt.ylabel("surprise")
plt.legend()
plt.show()

# %% [markdown]
# On its good side each curve ends at 0. On its bad side it climbs without limit. In the middle,
# at $p = 0.5$, both are $\ln 2 = 0.6931$. Remember this number. It is the loss of a network that
# knows nothing and says so, and a training run that stays at 0.6931 has learned nothing.

# %% [markdown]
# ## One formula for both cases
#
# Because $y$ is 1 or 0, it can work as a switch. One of these two terms is always multiplied by
# 0:
#
# $$ \mathrm{surprise} = -\big(\, y \ln p + (1 - y) \ln(1 - p) \,\big) $$
#
# The loss of N predictions is the average of their surprises. This is the *binary cross-entropy*:
#
# $$ l = -\frac{1}{N} \sum_{n=1}^{N} \big(\, y_n \ln p_n + (1 - y_n) \ln(1 - p_n) \,\big) $$
#
# **A worked example** with three tumours:
#
# | truth $y$ | prediction $p$ | given to the truth $q$ | surprise $-\ln q$ |
# |---|---|---|---|
# | 1 | 0.9 | 0.9 | 0.1054 |
# | 0 | 0.2 | 0.8 | 0.2231 |
# | 1 | 0.4 | 0.4 | 0.9163 |
# | | | average | **0.4149** |
#
# The third one is on the wrong side of 0.5, and it makes up most of the loss.

# %% [markdown]
# ## Two traps
#
# **Certainty.** A sigmoid can return exactly 0.0 or 1.0 (part 1 has an example). Then
# $\ln 0 = -\infty$, and the switch does not save us: in NumPy, 0 times infinity is `nan`, "not a
# number". One such tumour makes the average `nan`, and from then on everything. The cure is to
# limit the predictions first, to the range from $10^{-7}$ to $1 - 10^{-7}$. `np.clip` does that.
# So the largest possible surprise is $-\ln 10^{-7} = 16.118$.
#
# **Shapes.** Truth and predictions both have the shape (N, 1), a column. Should one of them lose
# its second dimension and become (N,), NumPy does not complain: it pairs every truth with every
# prediction and gives N×N numbers. Their average looks quite normal, and it is wrong. So leave
# the shapes as they come.

# %% [markdown]
# ## Exercise 2.1: `binary_cross_entropy_loss`
#
# | name | shape | meaning |
# |---|---|---|
# | `y_true` | (N, 1) | the truth, 1.0 or 0.0 |
# | `y_pred` | (N, 1) | the predictions, from 0 to 1 (both ends may happen) |
# | result | a single number | the average surprise |

# %%
def binary_cross_entropy_loss(y_true, y_pred):
    #### BEGIN IMPLEMENTATION ####
    # keep the predictions away from exactly 0 and 1
    p = ...
    # one surprise per prediction, then their average
    loss = ...
    #### END IMPLEMENTATION ####
    return loss

# %% [markdown]
# The worked example, then the trap:

# %%
def show(name, number):
    """Print a number, or say that it is not there yet."""
    print(name, "not yet done" if number is ... else f"{number:.4f}")


y_true = np.array([[1.0], [0.0], [1.0]])
y_pred = np.array([[0.9], [0.2], [0.4]])
show("worked example     ", binary_cross_entropy_loss(y_true, y_pred))
show("knows nothing      ", binary_cross_entropy_loss(y_true, np.full((3, 1), 0.5)))
show("certain and right  ", binary_cross_entropy_loss(y_true, y_true))
show("certain and wrong  ", binary_cross_entropy_loss(y_true, 1 - y_true))

# %% [markdown]
# Expected output:
#
# ```text
# worked example      0.4149
# knows nothing       0.6931
# certain and right   0.0000
# certain and wrong   16.1181
# ```
#
# ### `Model.evaluate`
#
# The second half of this exercise is short. A model that can predict can also be evaluated:
# predict for `x`, then compare with `y_true`.
#
# ![x goes through predict and becomes y_pred; binary_cross_entropy_loss compares y_pred with y_true and gives the loss](pictures/evaluate.svg)
#
# The class below starts with `class Model(minidnn.Model)`. That means: this model has everything
# that the finished model of part 1 has (the parameters `w1` to `b3` and `predict`), and we add
# one method. Inside a method, the model's own `predict` is called `self.predict`.

# %%
class Model(minidnn.Model):
    def evaluate(self, x, y_true):
        #### BEGIN IMPLEMENTATION ####
        loss = ...
        #### END IMPLEMENTATION ####
        return loss

# %% [markdown]
# How bad is a network that has learned nothing?

# %%
reset_seed(123)
model = Model()
show("loss on the training set  ", model.evaluate(X_train, Y_train))
show("loss on the validation set", model.evaluate(X_val, Y_val))
print(f"accuracy {get_accuracy(Y_val, model.predict(X_val)):.1%}")

# %% [markdown]
# Expected output:
#
# ```text
# loss on the training set   1.2190
# loss on the validation set 1.3179
# accuracy 39.1%
# ```
#
# The loss is even larger than 0.6931: worse than somebody who always says "50 %". Random weights
# do not just know nothing, they are loud about it.
#
# Now ask the grader. It looks at both halves:

# %%
check("binary_cross_entropy_loss")

# %% [markdown]
# ## What comes next
#
# You can measure how bad the network is. To make it better you have to know what each of the 4609
# parameters contributes to the loss. Trying them one by one would take 4609 predictions for a
# single small step. Part 3 shows how one walk backwards through the network finds all of them at
# once.
