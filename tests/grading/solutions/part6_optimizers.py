# %% [markdown]
# Solutions of part 6; the test of the course puts them into the pages.

# %%
import numpy as np


def standardise(x_train, x_val):
    """Both sets with the columns of x_train at mean 0 and standard deviation 1."""
    #### BEGIN IMPLEMENTATION ####
    mean = np.mean(x_train, axis=0)
    std = np.std(x_train, axis=0)
    # a column that never changes is divided by 1
    std = np.where(std == 0, 1, std)
    new_train = (x_train - mean) / std
    new_val = (x_val - mean) / std
    #### END IMPLEMENTATION ####
    return new_train, new_val


def iterate_minibatches(x, y, batch_size, rng):
    """Yields (x_batch, y_batch): every row exactly once, in random order."""
    #### BEGIN IMPLEMENTATION ####
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        # the numbers of the rows in this batch
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]
    #### END IMPLEMENTATION ####


# %%
def sgd_momentum_step(params, grads, state, learning_rate, momentum=0.9):
    """One step for every parameter; the velocities live in state."""
    for name in params:
        if name not in state:
            state[name] = np.zeros_like(params[name])
        #### BEGIN IMPLEMENTATION ####
        # the new velocity, and the step with it
        state[name] = momentum * state[name] + grads[name]
        params[name] = params[name] - learning_rate * state[name]
        #### END IMPLEMENTATION ####


# %%
def adam_step(params, grads, state, learning_rate, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam for every parameter."""
    if not state:
        state["t"] = 0
        state["m"] = {name: np.zeros_like(p) for name, p in params.items()}
        state["v"] = {name: np.zeros_like(p) for name, p in params.items()}
    #### BEGIN IMPLEMENTATION ####
    state["t"] = state["t"] + 1
    for name in params:
        # the two averages
        state["m"][name] = beta1 * state["m"][name] + (1 - beta1) * grads[name]
        state["v"][name] = beta2 * state["v"][name] + (1 - beta2) * grads[name] ** 2
        # what they would be without the zeros at the start
        m_hat = state["m"][name] / (1 - beta1 ** state["t"])
        v_hat = state["v"][name] / (1 - beta2 ** state["t"])
        params[name] = params[name] - learning_rate * m_hat / (np.sqrt(v_hat) + eps)
    #### END IMPLEMENTATION ####


# %%
def add_weight_decay(params, grads, weight_decay):
    """New gradients: those of the weights with the pull of the weight decay."""
    new = {}
    #### BEGIN IMPLEMENTATION ####
    for name in grads:
        if name.startswith("w"):
            new[name] = grads[name] + weight_decay * params[name]
        else:
            new[name] = grads[name]
    #### END IMPLEMENTATION ####
    return new


def clip_gradients(grads, max_norm):
    """New gradients, together not longer than max_norm."""
    #### BEGIN IMPLEMENTATION ####
    # the length of all gradients together
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    # 1 where nothing has to change
    factor = max_norm / norm if norm > max_norm else 1.0
    new = {name: factor * g for name, g in grads.items()}
    #### END IMPLEMENTATION ####
    return new


def step_decay(learning_rate, step, every, factor):
    """The learning rate of a step, counted from 0."""
    #### BEGIN IMPLEMENTATION ####
    rate = learning_rate * factor ** (step // every)
    #### END IMPLEMENTATION ####
    return rate


def warmup_cosine(learning_rate, step, warmup, total):
    """The learning rate of a step, counted from 0 to total."""
    #### BEGIN IMPLEMENTATION ####
    if step < warmup:
        rate = learning_rate * (step + 1) / warmup
    else:
        q = (step - warmup) / (total - warmup)
        rate = learning_rate / 2 * (1 + np.cos(np.pi * q))
    #### END IMPLEMENTATION ####
    return rate
