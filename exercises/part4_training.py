# %% [markdown]
# # Part 4: Training
#
# The network can predict (part 1), it knows how wrong it is (part 2), and it knows for every single number in it in
# which direction that number should move (part 3). Now we let it move. At the end of this part the network tells
# benign from malignant tumours it has never seen, and it is right more than nine times out of ten.
#
# | exercise | you write | what it does |
# |---|---|---|
# | 4.1 | `train` | one step downhill for all parameters |
# | 4.2 | the training loop | a thousand steps, with a plot |
#
# Whatever you wrote in the parts before, here we use the reference versions of those functions. A mistake in an
# earlier part cannot spoil this one.

# %%
import numpy as np

from minidnn.grading import check

# %% [markdown]
# ## A first walk downhill
#
# Forget the network for a moment. Take ten predictions and their labels. The function
# `binary_cross_entropy_loss_backward` gives the slope of the loss for each prediction: positive means "if this
# prediction grows, the loss grows". So we move every prediction a little bit *against* its slope, look at the slope
# again, move again ...
#
# ![The loss over the prediction is a valley: where the slope is negative, step to the right; where it is positive, step to the left](pictures/downhill.svg)
#
# There is no network here, only ten numbers that walk downhill. Run the cell: the loss should end at 0.

# %%
from minidnn import binary_cross_entropy_loss, binary_cross_entropy_loss_backward

y_true = np.array([[1.0], [1.0], [0.0], [1.0], [0.0], [0.0], [0.0], [1.0], [1.0], [0.0]])
y_pred = np.array([[0.6], [0.4], [0.2], [0.7], [0.1], [0.2], [0.5], [0.9], [0.8], [0.6]])

print(f'loss at start {binary_cross_entropy_loss(y_true, y_pred):.4f}')
for _ in range(500):
    y_pred = y_pred - 1e-2*binary_cross_entropy_loss_backward(y_true, y_pred)
print(f'loss at end   {binary_cross_entropy_loss(y_true, y_pred):.4f}')
print('predictions  ', y_pred.reshape(-1).round(2))

# %% [markdown]
# Expected output:
#
# ```text
# loss at start 0.4273
# loss at end   0.0000
# predictions   [ 1.18  1.08 -0.32  1.25 -0.41 -0.32 -0.13  1.41  1.32 -0.08]
# ```
#
# Every prediction went to the side of its label. Some even went past it: 1.18 and -0.32 are not probabilities. Nobody
# stopped these numbers. In the network this cannot happen, because its last step is a sigmoid, and a sigmoid never leaves
# the range from 0 to 1.

# %% [markdown]
# ## From predictions to parameters
#
# In a network we cannot move the predictions themselves: they follow from the parameters. So we move the parameters,
# the weights `w` and biases `b` of the three layers. The rule stays the same. For every parameter $\theta$, with the
# learning rate $\eta$ as the size of the step:
#
# $$\theta_{\text{new}} = \theta - \eta\,\frac{\partial l}{\partial \theta}$$
#
# The minus sign is the whole idea: the gradient points uphill, and we want to go down.
#
# **With numbers.** A weight is 0.80, the slope of the loss there is 3.0, the learning rate is 0.01. The new weight is
# $0.80 - 0.01 \cdot 3.0 = 0.77$. A bias of 0.10 with slope $-2.0$ becomes $0.10 + 0.02 = 0.12$.

# %% [markdown]
# ## Exercise 4.1: `train`
#
# `train` does one step. The first line is given: `model.get_gradients` returns the loss and one gradient for each
# parameter, all of them computed at the *present* parameters. Your lines move the six parameters. A gradient has
# exactly the shape of its parameter, so this is one short line each.
#
# | name | shape | | name | shape |
# |---|---|---|---|---|
# | `model.w1` | (5, 64) | | `model.b1` | (1, 64) |
# | `model.w2` | (64, 64) | | `model.b2` | (1, 64) |
# | `model.w3` | (64, 1) | | `model.b3` | (1, 1) |
#
# Two things to notice. `train` changes the model: it assigns to `model.w1`, it does not make a new model. And the loss
# it returns is the loss *before* the step, because that is what `get_gradients` measured.

# %%
def train(model, x, y_true, learning_rate):
    """Move all parameters of the model one step against their gradients. Returns the loss before the step."""
    loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3 = model.get_gradients(x, y_true)
    #### BEGIN IMPLEMENTATION ####
    model.w1 = ...
    model.b1 = ...
    model.w2 = ...
    model.b2 = ...
    model.w3 = ...
    model.b3 = ...
    #### END IMPLEMENTATION ####
    return loss

# %% [markdown]
# Try it: three steps on the training set. The loss must go down a little at each step.

# %%
from minidnn import Model, load_data, reset_seed

X_train, Y_train, X_val, Y_val = load_data()
print('training set  ', X_train.shape, Y_train.shape)
print('validation set', X_val.shape, Y_val.shape)

reset_seed(123)
model = Model()
for _ in range(3):
    print(f'loss {train(model, X_train, Y_train, 1e-2):.4f}')

# %% [markdown]
# Expected output:
#
# ```text
# training set   (505, 5) (505, 1)
# validation set (64, 5) (64, 1)
# loss 1.2190
# loss 1.1404
# loss 1.0685
# ```

# %%
check("train")

# %% [markdown]
# ## Exercise 4.2: the training loop
#
# One step changes little. A thousand steps change a lot. In each turn of the loop you do two things:
#
# 1. **train** the model one step on the *training* set, with your `train`. It returns the training loss;
# 2. **evaluate** the model on the *validation* set with `model.evaluate(x, y_true)`. It returns a loss, and it changes
#    nothing.
#
# ![X_train and Y_train go into train, which moves w and b and gives train_loss; X_val and Y_val go into model.evaluate, which gives val_loss; both losses go into the plot](pictures/loop.svg)
#
# Why two sets? A network can learn its training examples by heart and still be useless. The validation set is the
# exam: the network never trains on it, so its loss tells what the network can do with patients it has not seen. As
# long as both curves go down, the network is learning something that is true in general. When the training loss still
# falls while the validation loss rises, the network has begun to learn by heart. This is called overfitting.
#
# Every step uses all 505 training examples at once. In part 6 we will see what smaller batches do.
#
# The plot is live: it grows while the network trains. After the cell has finished you should see two curves that go
# down side by side. They start above 1.2, and at the end the training loss is near 0.14.

# %% tags=["exercise-4.2"]
from minidnn import Model, reset_seed
from minidnn.loss_plot import add_loss_to_plot, finish_loss_plot, init_loss_plot

reset_seed(123)
model = Model()

learning_rate = 1e-2

init_loss_plot()
for epoch in range(1000):
    #### BEGIN IMPLEMENTATION ####
    # train the model one step on the training set
    train_loss = ...
    # evaluate the model on the validation set
    val_loss = ...
    #### END IMPLEMENTATION ####

    add_loss_to_plot(train_loss, val_loss)
finish_loss_plot()

# %% [markdown]
# If the curves do not look like that, the shape of the curve often tells what is wrong:
#
# | what you see | what it usually means |
# |---|---|
# | both curves flat | nothing is learned: the new values never reach the model |
# | both curves rise | you walk uphill: look at the sign of the step |
# | flat at 0.693 = ln 2 | every prediction is 0.5: no gradient arrives |
# | `nan` | a logarithm of 0, or steps so large that the numbers explode |
# | a zigzag | the learning rate is too large |
# | training falls, validation rises | overfitting |

# %% [markdown]
# ## Was it worth it?
#
# A loss of 0.19 says little to a doctor. So we count: how many tumours of the validation set does the network put on
# the right side of 0.5? `get_accuracy` counts for us.

# %%
from minidnn import get_accuracy

accuracy = get_accuracy(Y_val, model.predict(X_val))
print(f'accuracy {accuracy:.1%}')

# %% [markdown]
# Expected output:
#
# ```text
# accuracy 92.2%
# ```
#
# That is 59 of 64 tumours. Now ask the grader. It runs your loop on other numbers first, and then the full thousand
# steps, so it needs a few seconds:

# %%
check("training_loop")

# %% [markdown]
# ## What comes next
#
# You have written a complete neural network of three layers, every line of it, and trained it. Everything from here on
# makes it better, faster, or sure. Part 5 begins with being sure: how do you find out that a backward function is
# right when nobody grades it?
