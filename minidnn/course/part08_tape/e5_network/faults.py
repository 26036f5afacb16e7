"""Known mistakes of exercise 8.5, the network on the tape."""

from minidnn.grading.spec import Fault

_STEP = "p.data = p.data - learning_rate * p.grad"

FAULTS = (
    Fault(
        "TAPENET-UPHILL",
        "You moved uphill: the gradient is added.",
        "Against the gradient the loss gets smaller.",
        edit=((_STEP, _STEP.replace("-", "+")),),
    ),
    Fault(
        "TAPENET-NO-BACKWARD",
        "backward is not called before the step: there are no gradients.",
        "The loss, then backward, then the step.",
        edit=(("    backward(loss)\n", ""),),
    ),
    Fault(
        "TAPENET-NO-RATE",
        "The learning rate is missing: you subtract the whole gradient.",
        "What decides how long a step is?",
        edit=(("learning_rate * p.grad", "p.grad"),),
    ),
    Fault(
        "TAPENET-NOT-MOVED",
        "The parameters have not changed.",
        "The new numbers belong into p.data.",
        edit=((_STEP, "moved = p.data - learning_rate * p.grad"),),
    ),
    Fault(
        "TAPENET-WEIGHTS-ONLY",
        "Only the weights move, the biases stay where they were.",
        "All of params.values() move.",
        edit=((_STEP, "p.data = p.data - learning_rate * p.grad * (len(p.data) > 1)"),),
    ),
    Fault(
        "TAPENET-LOSS-AFTER",
        "The loss that you return is measured after the step.",
        "Return the loss that the gradient belongs to.",
        edit=(("float(loss.data)", "float(network_loss(params, x, y_true).data)"),),
    ),
    Fault(
        "TAPENET-CUT-FIRST",
        "The tape is cut behind layer 1: its parameters get no gradient.",
        "A new Tensor around .data remembers nothing.",
        edit=(
            ("a2 = apply(Relu, a1 @", "a2 = apply(Relu, Tensor(a1.data) @"),
            (
                "    return apply(BinaryCrossEntropy, y_pred, Tensor(y_true))",
                "    zero = (params['w1'] * Tensor(0.0)).sum() + "
                "(params['b1'] * Tensor(0.0)).sum()\n"
                "    return apply(BinaryCrossEntropy, y_pred, Tensor(y_true)) + zero",
            ),
        ),
    ),
    Fault(
        "TAPENET-NO-RELU-1",
        "The relu after layer 1 is missing.",
        "Every layer but the last one ends with a relu.",
        edit=(
            (
                'apply(Relu, Tensor(x) @ params["w1"] + params["b1"])',
                'Tensor(x) @ params["w1"] + params["b1"]',
            ),
        ),
    ),
    Fault(
        "TAPENET-NO-RELU-2",
        "The relu after layer 2 is missing.",
        "Every layer but the last one ends with a relu.",
        edit=(
            ('apply(Relu, a1 @ params["w2"] + params["b2"])', 'a1 @ params["w2"] + params["b2"]'),
        ),
    ),
    Fault(
        "TAPENET-SIGMOID-INSIDE",
        "Layer 1 ends with a sigmoid where a relu belongs.",
        "The sigmoid stands at the end of the network.",
        edit=(("apply(Relu, Tensor(x)", "apply(Sigmoid, Tensor(x)"),),
    ),
    Fault(
        "TAPENET-SIGMOID-SECOND",
        "Layer 2 ends with a sigmoid where a relu belongs.",
        "The sigmoid stands at the end of the network.",
        edit=(("apply(Relu, a1", "apply(Sigmoid, a1"),),
    ),
    Fault(
        "TAPENET-NO-BIAS",
        "The last layer has no bias.",
        "Product plus bias, in every layer.",
        edit=(
            ('a2 @ params["w3"] + params["b3"]', 'a2 @ params["w3"] + params["b3"] * Tensor(0.0)'),
        ),
    ),
    Fault(
        "TAPENET-TWO-STEPS",
        "Every step moves twice.",
        "One step, one move.",
        edit=((_STEP, f"{_STEP}\n        {_STEP}"),),
    ),
    Fault(
        "TAPENET-SWAPPED",
        "The loss gets truth and prediction in the wrong order.",
        "forward(saved, y_pred, y_true): the prediction comes first.",
        edit=(
            (
                "apply(BinaryCrossEntropy, y_pred, Tensor(y_true))",
                "apply(BinaryCrossEntropy, Tensor(y_true), y_pred)",
            ),
        ),
    ),
    Fault(
        "TAPENET-SIGN-OF-GRADIENT",
        "Only the direction of the gradient is used, not its length.",
        "The gradient itself belongs into the step.",
        edit=(("learning_rate * p.grad", "learning_rate * np.sign(p.grad)"),),
    ),
)
