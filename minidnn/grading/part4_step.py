"""Exercise 4.1 for the grader: one training step and the ways to get it wrong."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Fault, Property

NAMES = ("w1", "b1", "w2", "b2", "w3", "b3")


class Network:
    """The tutorial's model with weights handed in: layers with ReLU, ReLU and sigmoid."""

    def __init__(self, parameters):
        self.w1, self.b1, self.w2, self.b2, self.w3, self.b3 = [p.copy() for p in parameters]

    def predict(self, x):
        a1 = np.maximum(x @ self.w1 + self.b1, 0)
        a2 = np.maximum(a1 @ self.w2 + self.b2, 0)
        return 1 / (1 + np.exp(-(a2 @ self.w3 + self.b3)))

    def evaluate(self, x, y_true):
        return self.loss(y_true, self.predict(x))

    def loss(self, y_true, y_pred):
        p = np.clip(y_pred, 1e-7, 1 - 1e-7)
        return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))

    def get_gradients(self, x, y_true):
        z1 = x @ self.w1 + self.b1
        a1 = np.maximum(z1, 0)
        z2 = a1 @ self.w2 + self.b2
        a2 = np.maximum(z2, 0)
        y_pred = 1 / (1 + np.exp(-(a2 @ self.w3 + self.b3)))
        inside = (y_pred >= 1e-7) & (y_pred <= 1 - 1e-7)  # beyond, the clip of the loss is flat
        dl_dz3 = (y_pred - y_true) * inside / len(x)
        dl_dz2 = dl_dz3 @ self.w3.T * (z2 > 0)
        dl_dz1 = dl_dz2 @ self.w2.T * (z1 > 0)
        gradients = [dl_dz1 @ self.w1.T]
        for a_prev, dl_dz in ((x, dl_dz1), (a1, dl_dz2), (a2, dl_dz3)):
            gradients += [a_prev.T @ dl_dz, np.sum(dl_dz, axis=0, keepdims=True)]
        return self.loss(y_true, y_pred), *gradients


def network_parameters(rng, sizes):
    """Fresh weights and small biases for layers of these sizes."""
    parameters = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        parameters += [
            rng.uniform(-0.8, 0.8, (inputs, outputs)),
            rng.uniform(-0.2, 0.2, (1, outputs)),
        ]
    return tuple(parameters)


def train(model, x, y_true, learning_rate):
    loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3 = model.get_gradients(x, y_true)
    model.w1 = model.w1 - learning_rate * dl_dw1
    model.b1 = model.b1 - learning_rate * dl_db1
    model.w2 = model.w2 - learning_rate * dl_dw2
    model.b2 = model.b2 - learning_rate * dl_db2
    model.w3 = model.w3 - learning_rate * dl_dw3
    model.b3 = model.b3 - learning_rate * dl_db3
    return loss


def train_probe(student, parameters, x, y_true, learning_rate, steps):
    model = Network(parameters)
    losses = np.zeros(steps)
    for step in range(steps):
        losses[step] = student.train(model, x, y_true, learning_rate)
    return {
        "loss": losses,
        "w1": model.w1,
        "b1": model.b1,
        "w2": model.w2,
        "b2": model.b2,
        "w3": model.w3,
        "b3": model.b3,
    }


def train_cases(rng):
    def case(name, n, sizes, learning_rate, steps, tags):
        x = rng.normal(size=(n, sizes[0]))
        y_true = (x[:, :1] + 0.3 * rng.normal(size=(n, 1)) > 0).astype(float)
        return Case(name, (network_parameters(rng, sizes), x, y_true, learning_rate, steps), tags)

    return [
        case("1 step, layers 5-7-3-1", 11, (5, 7, 3, 1), 0.3, 1, ("one",)),
        case("1 step, layers of equal width", 11, (5, 5, 5, 1), 0.07, 1, ("one",)),
        case("1 step, one sample", 1, (3, 5, 7, 1), 0.7, 1, ("one",)),
        case("2 steps", 13, (5, 7, 3, 1), 0.13, 2, ("more",)),
        case("10 steps", 17, (3, 7, 5, 1), 0.19, 10, ("more",)),
    ]


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


TRAIN = Exercise(
    number="4.1",
    name="train",
    title="One training step",
    functions=("train",),
    reference=(train,),
    given=(Network,),
    probe=train_probe,
    arguments=("parameters", "x", "y_true", "learning_rate", "steps"),
    cases=train_cases,
    outputs=(*NAMES, "loss"),
    properties=(
        Property("the weights after one step", 3, tags=("one",), outputs=("w1", "w2", "w3")),
        Property("the biases after one step", 2, tags=("one",), outputs=("b1", "b2", "b3")),
        Property("all parameters after 2 and after 10 steps", 3, tags=("more",), outputs=NAMES),
        Property(
            "returning the loss before the step",
            1,
            tags=("one",),
            outputs=("loss",),
            needs="the weights after one step",
        ),
        Property("leaving x and y_true unchanged", 1, kind="unchanged"),
    ),
    faults=(
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
    ),
    hints=(
        "Six parameters, six gradients, six times the same rule. Look at the formula with the "
        "Greek letters.",
        "New value = old value minus a step. The step is the learning rate times the gradient of "
        "that parameter.",
        "Start each line with what the model holds now (model.w1 ...), then subtract "
        "learning_rate times the gradient "
        "with the same name.",
    ),
)
