"""Known mistakes of exercise 6.2, sgd_momentum_step."""

from minidnn.grading.spec import Fault

_VELOCITY = "momentum * state[name] + grads[name]"
_STEP = "params[name] - learning_rate * velocity"


FAULTS = (
    Fault(
        "MOMENTUM-UPHILL",
        "You move uphill: there is a minus sign too few or too many.",
        "Gradients point uphill, and the velocity is made of gradients: exactly one minus "
        "sign.",
        edit=((_STEP, "params[name] + learning_rate * velocity"),),
    ),
    Fault(
        "MOMENTUM-AVERAGE",
        "The gradient is weighted with 1 - momentum: an average in place of a sum.",
        "In this rule the new gradient counts fully. (The average is Adam's way.)",
        edit=((_VELOCITY, "momentum * state[name] + (1 - momentum) * grads[name]"),),
    ),
    Fault(
        "MOMENTUM-OLD-VELOCITY",
        "The parameter moves with the old velocity: this step's gradient comes one step late.",
        "First the new velocity, then the step with it.",
        edit=(
            (_STEP, "params[name] - learning_rate * old"),
            ("        velocity =", "        old = state[name]\n        velocity ="),
        ),
    ),
    Fault(
        "MOMENTUM-RATE-INSIDE",
        "The learning rate is inside the velocity: when it changes, the old velocity still "
        "has the old rate.",
        "The velocity collects plain gradients; the learning rate multiplies it at the end.",
        edit=(
            (_VELOCITY, "momentum * state[name] + learning_rate * grads[name]"),
            (_STEP, "params[name] - velocity"),
        ),
    ),
    Fault(
        "MOMENTUM-RATE-TWICE",
        "The learning rate is applied twice, in the velocity and in the step.",
        "Once is enough: at the end.",
        edit=((_VELOCITY, "momentum * state[name] + learning_rate * grads[name]"),),
    ),
    Fault(
        "MOMENTUM-NO-RATE",
        "The learning rate is missing.",
        "How long is a step?",
        edit=((_STEP, "params[name] - velocity"),),
    ),
    Fault(
        "MOMENTUM-FORGOTTEN",
        "The velocity starts from zero at every step: it is not kept in state.",
        "What must be remembered until the next call has to be written into state.",
        edit=(("state[name] = velocity", "pass"),),
    ),
    Fault(
        "MOMENTUM-SHARED",
        "All parameters share one velocity.",
        "A velocity of its own for each name.",
        edit=(
            ("if name not in state", 'if "v" not in state'),
            ("state[name] = np.zeros_like(params[name])", 'state["v"] = 0.0'),
            (_VELOCITY, 'momentum * state["v"] + grads[name]'),
            ("state[name] = velocity", 'state["v"] = velocity'),
        ),
    ),
    Fault(
        "MOMENTUM-NESTEROV",
        "This is Nesterov's variant: the step looks one velocity ahead.",
        "The plain rule steps with the velocity itself.",
        edit=((_STEP, "params[name] - learning_rate * (grads[name] + momentum * velocity)"),),
    ),
    Fault(
        "MOMENTUM-NO-FRICTION",
        "The old velocity is not multiplied by momentum: it never slows down.",
        "Friction: only a part of the old velocity survives.",
        edit=((_VELOCITY, "state[name] + grads[name]"),),
    ),
    Fault(
        "MOMENTUM-ON-GRADIENT",
        "momentum multiplies the gradient, the old velocity is kept whole.",
        "Which of the two should fade?",
        edit=((_VELOCITY, "state[name] + momentum * grads[name]"),),
    ),
    Fault(
        "MOMENTUM-ON-BOTH",
        "momentum multiplies the gradient as well.",
        "Only the old velocity fades: parentheses.",
        edit=((_VELOCITY, "momentum * (state[name] + grads[name])"),),
    ),
    Fault(
        "MOMENTUM-REMEMBERS-GRADIENT",
        "state keeps the gradient and not the velocity: the memory is only one step long.",
        "The velocity holds all earlier gradients; keep that.",
        edit=(("state[name] = velocity", "state[name] = grads[name]"),),
    ),
    Fault(
        "MOMENTUM-FIRST-ONLY",
        "Only the first parameter moves.",
        "Is there a return inside the loop?",
        edit=((_STEP, _STEP + "\n        return"),),
    ),
    Fault(
        "MOMENTUM-TWICE",
        "The velocity is updated twice in one step.",
        "Compute it once, keep it, use it.",
        edit=(
            (
                "state[name] = velocity",
                "velocity = momentum * velocity + grads[name]\n        state[name] = velocity",
            ),
        ),
    ),
)
