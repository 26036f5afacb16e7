"""Known mistakes of exercise 4.1, train."""

from minidnn.grading.spec import Fault

from .reference import NAMES


def _every(name_of_old, name_of_new):
    """One edit for each of the six parameters; `?` stands for the parameter's name."""
    return tuple((name_of_old.replace("?", n), name_of_new.replace("?", n)) for n in NAMES)


_STEP = "model.? = model.? - learning_rate * dl_d?"


def _one_uphill(name):
    return Fault(
        f"TRAIN-UPHILL-{name.upper()}",
        f"model.{name} moves uphill: its gradient is added, the others are subtracted.",
        f"Compare the line of {name} with the line above or below it, sign by sign.",
        edit=((f"model.{name} - ", f"model.{name} + "),),
    )


def _copied(old, new):
    return Fault(
        f"TRAIN-{new.upper()}-FROM-{old.upper()}",
        f"The new model.{new} starts from model.{old}: a line was copied and half changed.",
        f"Read the line of {new} again: three names in it belong together.",
        edit=((f"model.{new} = model.{new}", f"model.{new} = model.{old}"),),
    )


def _copied_gradient(old, new):
    return Fault(
        f"TRAIN-{new.upper()}-WITH-GRADIENT-OF-{old.upper()}",
        f"model.{new} is moved with the gradient of {old}: a line was copied and half changed.",
        f"Read the line of {new} again: three names in it belong together.",
        edit=((f"learning_rate * dl_d{new}", f"learning_rate * dl_d{old}"),),
    )


FAULTS = (
    Fault(
        "TRAIN-UPHILL",
        "You moved uphill: every parameter is the old one plus the learning rate times its "
        "gradient.",
        "The gradient points to where the loss grows. In which direction do you want to walk?",
        edit=_every("model.? - ", "model.? + "),
    ),
    Fault(
        "TRAIN-NO-LEARNING-RATE",
        "The learning rate is missing: you subtract the whole gradient.",
        "What decides how long a step is? It is an argument of train.",
        edit=_every("learning_rate * dl_d?", "dl_d?"),
    ),
    Fault(
        "TRAIN-FIXED-RATE",
        "You always step with 0.01, whatever learning rate was asked for.",
        "Use the argument, not its usual value.",
        edit=_every("learning_rate * dl_d?", "1e-2 * dl_d?"),
    ),
    Fault(
        "TRAIN-NO-UPDATE",
        "The model has not changed: the new values were stored somewhere else.",
        "A new variable w1 is not model.w1: only an assignment to the model's own name "
        "changes the model.",
        edit=_every(_STEP, "new_? = model.? - learning_rate * dl_d?"),
    ),
    Fault(
        "TRAIN-REPLACED",
        "The step replaces the parameter: the old value is lost.",
        "A step starts where you stand: old value first, then the change.",
        edit=_every("model.? - learning_rate", "-learning_rate"),
    ),
    Fault(
        "TRAIN-NO-BIASES",
        "Only the weights move, the three biases stay where they were.",
        "There are six parameters, and each has a gradient.",
        edit=tuple((_STEP.replace("?", n), "pass") for n in ("b1", "b2", "b3")),
    ),
    Fault(
        "TRAIN-NO-WEIGHTS",
        "Only the biases move, the three weights stay where they were.",
        "There are six parameters, and each has a gradient.",
        edit=tuple((_STEP.replace("?", n), "pass") for n in ("w1", "w2", "w3")),
    ),
    Fault(
        "TRAIN-LAST-LAYER-ONLY",
        "Only the last layer learns: layers 1 and 2 stay where they were.",
        "All three layers have gradients; use all of them.",
        edit=tuple((_STEP.replace("?", n), "pass") for n in ("w1", "b1", "w2", "b2")),
    ),
    Fault(
        "TRAIN-GRADIENTS-AGAIN",
        "The gradients are computed again between the updates, so the later layers see a "
        "model that has half moved.",
        "All gradients belong to the same point: compute them once, before anything moves.",
        source=(
            "def train(model, x, y_true, learning_rate):\n"
            "    loss = model.get_gradients(x, y_true)[0]\n"
            "    model.w1 = model.w1 - learning_rate * model.get_gradients(x, y_true)[2]\n"
            "    model.b1 = model.b1 - learning_rate * model.get_gradients(x, y_true)[3]\n"
            "    model.w2 = model.w2 - learning_rate * model.get_gradients(x, y_true)[4]\n"
            "    model.b2 = model.b2 - learning_rate * model.get_gradients(x, y_true)[5]\n"
            "    model.w3 = model.w3 - learning_rate * model.get_gradients(x, y_true)[6]\n"
            "    model.b3 = model.b3 - learning_rate * model.get_gradients(x, y_true)[7]\n"
            "    return loss\n"
        ),
    ),
    Fault(
        "TRAIN-LAYER-BY-LAYER",
        "The gradients are computed again after each layer has moved, so they belong to "
        "different models.",
        "All gradients belong to the same point: compute them once, before anything moves.",
        source=(
            "def train(model, x, y_true, learning_rate):\n"
            "    loss = model.get_gradients(x, y_true)[0]\n"
            "    for k in (3, 2, 1):\n"
            "        gradients = model.get_gradients(x, y_true)[2:]\n"
            "        for name, gradient in ((f'w{k}', gradients[2 * k - 2]), (f'b{k}', "
            "gradients[2 * k - 1])):\n"
            "            setattr(model, name, getattr(model, name) - learning_rate * "
            "gradient)\n"
            "    return loss\n"
        ),
    ),
    Fault(
        "TRAIN-LOSS-AFTER",
        "You return the loss after the step; the loss before it was asked for.",
        "get_gradients has already given you the loss to return.",
        edit=(("return loss", "return model.evaluate(x, y_true)"),),
    ),
    Fault(
        "TRAIN-DIVIDED-AGAIN",
        "The step is divided by the number of samples a second time.",
        "The loss is a mean, so its gradients already hold the 1/N.",
        edit=_every("learning_rate * dl_d?", "learning_rate * dl_d? / len(x)"),
    ),
    Fault(
        "TRAIN-STEP-TWICE",
        "Every step is twice as long as it should be.",
        "One call of train, one step: do you subtract the same gradient twice?",
        edit=_every("learning_rate * dl_d?", "2 * learning_rate * dl_d?"),
    ),
    Fault(
        "TRAIN-SIGN-ONLY",
        "Only the sign of the gradient counts in your step, its size is lost.",
        "Steep means a long step, flat a short one: use the gradient itself.",
        edit=_every("learning_rate * dl_d?", "learning_rate * np.sign(dl_d?)"),
    ),
    Fault(
        "TRAIN-DECAYED",
        "The parameter itself shrinks at each step: the learning rate multiplies it as well.",
        "Only the gradient is multiplied by the learning rate. Check your parentheses.",
        edit=_every(
            "model.? - learning_rate * dl_d?", "model.? - learning_rate * (model.? + dl_d?)"
        ),
    ),
    *[_one_uphill(name) for name in NAMES],
    *[_copied(old, new) for old, new in (("w1", "w2"), ("b1", "b2"))],
    *[_copied_gradient(old, new) for old, new in (("w1", "w2"), ("b1", "b2"))],
)
