"""Known mistakes of exercise 10.7, better_digits."""

from minidnn.grading.spec import Fault

_A1 = "a1 = relu(z1)"
_LOSS = "loss = smooth_loss(z2, labels, smoothing)"
_DZ2 = "dz2 = smooth_loss_backward(z2, labels, smoothing)"
_DW2 = 'dw2, db2, da1 = dense_backward(a1, params["w2"], dz2)'
_DZ1 = "dz1 = relu_backward(z1, da1)"
_GRADS = "grads = smooth_gradients(params, x, labels, smoothing)[1]"
_STEP = "adam_step(params, grads, adam, learning_rate)"
_WATCH = "loss, _ = smooth_gradients(params, *watch, smoothing)"
_STOP = "if should_stop(stopping, loss, params, patience, 0.0):"
_RESTORE = "restore(stopping, params)"

FAULTS = (
    Fault(
        "BETTER-NO-RELU",
        "The hidden layer has no relu.",
        "Without it two layers are only one.",
        edit=((_A1, "a1 = z1"),),
    ),
    Fault(
        "BETTER-HARD-LOSS",
        "The loss is the one of the hard labels.",
        "The smoothing belongs to the loss, too.",
        edit=((_LOSS, "loss = smooth_loss(z2, labels, 0.0)"),),
    ),
    Fault(
        "BETTER-HARD-GRADIENT",
        "The gradients are those of the hard labels.",
        "The smoothing belongs to the gradient, too.",
        edit=((_DZ2, "dz2 = smooth_loss_backward(z2, labels, 0.0)"),),
    ),
    Fault(
        "BETTER-NO-RELU-BACK",
        "The way back leaves out the relu.",
        "Every station of the way forward has one on the way back.",
        edit=((_DZ1, "dz1 = da1"),),
    ),
    Fault(
        "BETTER-Z1",
        "The last layer's gradient is computed with z1 instead of a1.",
        "dense_backward gets what dense got.",
        edit=((_DW2, 'dw2, db2, da1 = dense_backward(z1, params["w2"], dz2)'),),
    ),
    Fault(
        "BETTER-NO-STEP",
        "No step is taken: the weights stay as they were.",
        "Adam changes the parameters.",
        edit=((_STEP, "pass"),),
    ),
    Fault(
        "BETTER-RATE",
        "The learning rate is always 0.001.",
        "Use the argument.",
        edit=((_STEP, "adam_step(params, grads, adam, 0.001)"),),
    ),
    Fault(
        "BETTER-FRESH-ADAM",
        "Adam forgets its means in every step.",
        "One state for the whole training.",
        edit=((_STEP, "adam_step(params, grads, {}, learning_rate)"),),
    ),
    Fault(
        "BETTER-TRAIN-HARD",
        "The training does without smoothing.",
        "Hand the argument on.",
        edit=((_GRADS, "grads = smooth_gradients(params, x, labels, 0.0)[1]"),),
    ),
    Fault(
        "BETTER-WATCH-HARD",
        "The watched loss is measured without smoothing.",
        "The same loss as in the training.",
        edit=((_WATCH, "loss, _ = smooth_gradients(params, *watch, 0.0)"),),
    ),
    Fault(
        "BETTER-WATCH-TRAIN",
        "You watch the loss of the training set: it says nothing about new images.",
        "That is what `watch` is for.",
        edit=((_WATCH, "loss, _ = smooth_gradients(params, *train, smoothing)"),),
    ),
    Fault(
        "BETTER-WATCH-BATCH",
        "You watch the loss of the last batch.",
        "That is what `watch` is for.",
        edit=((_WATCH, "loss, _ = smooth_gradients(params, x, labels, smoothing)"),),
    ),
    Fault(
        "BETTER-TRAIN-ON-WATCH",
        "The network learns from the images that it should only be watched with.",
        "The batches come from the training set.",
        edit=(("iterate_minibatches(*train, batch_size, rng)",
               "iterate_minibatches(*watch, batch_size, rng)"),),
    ),
    Fault(
        "BETTER-NEVER-STOPS",
        "The training goes on to its last round, whatever should_stop says.",
        "Leave the loop when the answer is True.",
        edit=(("            break", "            pass"),),
    ),
    Fault(
        "BETTER-NOT-RESTORED",
        "The weights of the last round remain, not the best ones.",
        "They were kept; bring them back after the loop.",
        edit=((_RESTORE, "pass"),),
    ),
    Fault(
        "BETTER-MORE-PATIENCE",
        "The training waits one round longer than the patience allows.",
        "should_stop counts by itself.",
        edit=((_STOP, "if should_stop(stopping, loss, params, patience + 1, 0.0):"),),
    ),
    Fault(
        "BETTER-FORGETS",
        "should_stop begins anew in every round, because its state is empty each time.",
        "One state for the whole training, as for Adam.",
        edit=(
            (_STOP, "stopping = {}\n        " + _STOP),
        ),
    ),
    Fault(
        "BETTER-FULL-BATCH",
        "Every round takes one step with all images.",
        "Use the batches.",
        edit=(("*train, batch_size, rng", "*train, len(train[0]), rng"),),
    ),
)
