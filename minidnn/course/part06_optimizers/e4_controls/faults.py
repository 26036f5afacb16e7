"""Known mistakes of exercise 6.4, controls."""

from minidnn.grading.spec import Fault

_NORM = "np.sqrt(sum(np.sum(g**2) for g in grads.values()))"
_COSINE = "learning_rate * 0.5 * (1 + np.cos(np.pi * progress))"


FAULTS = (
    Fault(
        "DECAY-BIASES",
        "The biases decay as well.",
        "Only the parameters whose name begins with w.",
        edit=(('if name.startswith("w")', "if True"),),
    ),
    Fault(
        "DECAY-TWICE",
        "The decay is twice as strong: 2 times the weight.",
        "The penalty is half of the square, so its derivative has no factor 2.",
        edit=(("weight_decay * params[name]", "2 * weight_decay * params[name]"),),
    ),
    Fault(
        "DECAY-GROWTH",
        "The decay has the wrong sign: the weights grow.",
        "The step subtracts the gradient: what must be added to it so that weights shrink?",
        edit=(("grads[name] + weight_decay", "grads[name] - weight_decay"),),
    ),
    Fault(
        "DECAY-SQUARE",
        "You add the square of the weight: the penalty and not its derivative.",
        "Gradients are derivatives. What is the derivative of half a square?",
        edit=(("weight_decay * params[name]", "weight_decay * params[name] ** 2"),),
    ),
    Fault(
        "DECAY-REPLACES",
        "The decay replaces the gradient.",
        "Both pull at the weight: add them.",
        edit=(("grads[name] + weight_decay * params[name]", "weight_decay * params[name]"),),
    ),
    Fault(
        "DECAY-SIGN-ONLY",
        "Every weight is pulled with the same strength: this is the decay of the absolute "
        "value (L1).",
        "The pull of a square grows with the weight.",
        edit=(("weight_decay * params[name]", "weight_decay * np.sign(params[name])"),),
    ),
    Fault(
        "DECAY-IN-PLACE",
        "The caller's gradients are changed.",
        "An array changed with += is changed for everybody who holds it. Make a new one.",
        edit=(
            (
                "new[name] = grads[name] + weight_decay * params[name]",
                "grads[name] += weight_decay * params[name]\n            new[name] = "
                "grads[name]",
            ),
        ),
    ),
    Fault(
        "DECAY-DROPS-BIASES",
        "The gradients of the biases are missing in the result.",
        "They do not decay, but they are still needed.",
        edit=(("        else:\n            new[name] = grads[name]\n", ""),),
    ),
    Fault(
        "CLIP-EACH",
        "Every gradient is clipped by its own length.",
        "One length for all of them together: otherwise the direction of the step changes.",
        edit=(
            (_NORM, "0.0"),
            (
                "if norm <= max_norm:\n        return grads",
                "lengths = {n: np.sqrt(np.sum(g**2)) for n, g in grads.items()}",
            ),
            ("g * max_norm / norm", "g * min(1.0, max_norm / max(lengths[name], 1e-300))"),
        ),
    ),
    Fault(
        "CLIP-ALWAYS",
        "Short gradients are stretched to the limit.",
        "Only gradients that are too long are changed.",
        edit=(("if norm <= max_norm", "if norm == 0"),),
    ),
    Fault(
        "CLIP-STRETCHES",
        "Gradients are always brought to the limit: short ones are stretched up to it, and "
        "gradients of 0 become nan.",
        "Only gradients that are too long are changed.",
        edit=(("    if norm <= max_norm:\n        return grads\n", ""),),
    ),
    Fault(
        "CLIP-ENTRIES",
        "Every entry is clipped on its own: this changes the direction of the step.",
        "Shorten the whole arrow, do not bend it.",
        edit=(
            ("    if norm <= max_norm:\n        return grads\n", ""),
            ("g * max_norm / norm", "np.clip(g, -max_norm, max_norm)"),
        ),
    ),
    Fault(
        "CLIP-NO-ROOT",
        "The length is squared: the root is missing.",
        "Pythagoras ends with a root.",
        edit=((_NORM, "sum(np.sum(g**2) for g in grads.values())"),),
    ),
    Fault(
        "CLIP-ABSOLUTE-SUM",
        "The length is the sum of the absolute values.",
        "Length by Pythagoras: the root of the sum of the squares.",
        edit=((_NORM, "sum(np.sum(np.abs(g)) for g in grads.values())"),),
    ),
    Fault(
        "CLIP-LARGEST",
        "The length is the largest entry.",
        "Length by Pythagoras: the root of the sum of the squares.",
        edit=((_NORM, "max(np.max(np.abs(g)) for g in grads.values())"),),
    ),
    Fault(
        "CLIP-SUM-OF-LENGTHS",
        "The lengths of the single gradients are added up.",
        "Add the squares of all entries first, take one root at the end.",
        edit=((_NORM, "sum(np.sqrt(np.sum(g**2)) for g in grads.values())"),),
    ),
    Fault(
        "CLIP-MEAN",
        "The length uses the mean of the squares, not their sum.",
        "Pythagoras adds.",
        edit=(
            (
                _NORM,
                "np.sqrt(np.mean(np.concatenate([g.ravel() for g in grads.values()]) ** 2))",
            ),
        ),
    ),
    Fault(
        "CLIP-UPSIDE-DOWN",
        "The factor is upside down: long gradients get longer.",
        "The factor must be smaller than 1 when the gradient is too long.",
        edit=(("g * max_norm / norm", "g * norm / max_norm"),),
    ),
    Fault(
        "CLIP-TO-ONE",
        "Long gradients are brought to length 1, not to the limit.",
        "The result must have the length max_norm.",
        edit=(("g * max_norm / norm", "g / norm"),),
    ),
    Fault(
        "CLIP-NEVER",
        "Nothing is clipped.",
        "Compare the length with the limit: what happens when it is larger?",
        edit=(("if norm <= max_norm", "if True"),),
    ),
    Fault(
        "STEP-SMOOTH",
        "The learning rate falls at every step; it should stay level and fall every few steps.",
        "How many times has the rate fallen so far? A whole number: // divides without a "
        "remainder.",
        edit=(("step // every", "step / every"),),
    ),
    Fault(
        "STEP-EARLY",
        "The rate falls one step too early.",
        "Steps are counted from 0.",
        edit=(("step // every", "(step + 1) // every"),),
    ),
    Fault(
        "STEP-LINEAR",
        "The factor is multiplied by the number of drops, not raised to it.",
        "Two drops: times factor, times factor.",
        edit=(("factor ** (step // every)", "factor * (step // every)"),),
    ),
    Fault(
        "STEP-ONCE",
        "The rate falls only once.",
        "After 2 * every steps it must have fallen twice.",
        edit=(("factor ** (step // every)", "(factor if step >= every else 1.0)"),),
    ),
    Fault(
        "STEP-DIVIDED",
        "You divide by the factor: the rate grows.",
        "The factor is smaller than 1.",
        edit=(("learning_rate * factor **", "learning_rate / factor **"),),
    ),
    Fault(
        "WARMUP-FROM-ZERO",
        "The first step has the learning rate 0.",
        "Step 0 already gets its share of the warm-up.",
        edit=(("(step + 1) / warmup", "step / warmup"),),
    ),
    Fault(
        "WARMUP-MISSING",
        "There is no warm-up: the rate starts at its top.",
        "The first steps climb to the top in equal parts.",
        edit=(("return learning_rate * (step + 1) / warmup", "return learning_rate"),),
    ),
    Fault(
        "COSINE-FROM-START",
        "The cosine counts the warm-up steps as well, so it jumps when the warm-up ends.",
        "The way down begins where the warm-up ends: progress is 0 there.",
        edit=(("(step - warmup) / (total - warmup)", "step / total"),),
    ),
    Fault(
        "COSINE-WHOLE-WAVE",
        "The cosine goes down and up again: a whole wave.",
        "From the top to the bottom is half a wave.",
        edit=(("np.pi * progress", "2 * np.pi * progress"),),
    ),
    Fault(
        "COSINE-QUARTER",
        "The cosine without the shift: it becomes negative.",
        "A cosine runs from 1 to -1; you need 1 to 0.",
        edit=((_COSINE, "learning_rate * np.cos(np.pi * progress)"),),
    ),
    Fault(
        "COSINE-TWICE",
        "The rate after the warm-up is twice too high: the half is missing.",
        "1 + cosine begins at 2.",
        edit=((_COSINE, "learning_rate * (1 + np.cos(np.pi * progress))"),),
    ),
    Fault(
        "COSINE-RISING",
        "The curve rises from 0 to the top.",
        "Look at the sign before the cosine.",
        edit=(("1 + np.cos", "1 - np.cos"),),
    ),
    Fault(
        "COSINE-LINE",
        "The rate falls along a straight line.",
        "The way down follows half a cosine wave.",
        edit=((_COSINE, "learning_rate * (1 - progress)"),),
    ),
    Fault(
        "COSINE-DEGREES",
        "The angle is in degrees; np.cos wants radians.",
        "Half a wave is pi.",
        edit=(("np.pi * progress", "180 * progress"),),
    ),
)
