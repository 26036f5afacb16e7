"""Known mistakes of exercise 6.3, adam_step."""

from minidnn.grading.spec import Fault

_M = 'beta1 * state["m"][name] + (1 - beta1) * g'
_V = 'beta2 * state["v"][name] + (1 - beta2) * g**2'
_STEP = "learning_rate * m_hat / (np.sqrt(v_hat) + eps)"
_KEEP_M = 'state["m"][name] = m'
_KEEP_V = 'state["v"][name] = v'


FAULTS = (
    Fault(
        "ADAM-NO-BIAS-CORRECTION",
        "There is no bias correction: m and v start at 0 and are too small in the first steps.",
        "After one step m is only a tenth of the gradient. What makes up for it?",
        edit=(("m / (1 - beta1**t)", "m"), ("v / (1 - beta2**t)", "v")),
    ),
    Fault(
        "ADAM-NO-M-CORRECTION",
        "m is used without its bias correction.",
        "Both averages start at 0, and both need to be corrected.",
        edit=(("m / (1 - beta1**t)", "m"),),
    ),
    Fault(
        "ADAM-NO-V-CORRECTION",
        "v is used without its bias correction.",
        "Both averages start at 0, and both need to be corrected.",
        edit=(("v / (1 - beta2**t)", "v"),),
    ),
    Fault(
        "ADAM-T-FROM-ZERO",
        "t is 0 in the first step: the correction divides by 0.",
        "The first step is number 1: count first, then compute.",
        edit=(('t = state["t"]\n', 't = state["t"] - 1\n'),),
    ),
    Fault(
        "ADAM-T-AHEAD",
        "t is one too large: the first step is counted as number 2.",
        "Is t increased twice, or does it start at 1?",
        edit=(('t = state["t"]\n', 't = state["t"] + 1\n'),),
    ),
    Fault(
        "ADAM-T-STUCK",
        "t stays at 1: every step is corrected like the first one.",
        "Write the new t back into state.",
        edit=(('t = state["t"]\n', "t = 1\n"),),
    ),
    Fault(
        "ADAM-T-PER-PARAMETER",
        "t grows with every parameter; it should grow once per step.",
        "Does the counting belong into the loop?",
        edit=(
            ('    state["t"] = state["t"] + 1\n    t = state["t"]\n', ""),
            (
                "        g = grads[name]",
                '        state["t"] = t = state["t"] + 1\n        g = grads[name]',
            ),
        ),
    ),
    Fault(
        "ADAM-NOT-SQUARED",
        "v is an average of the gradient, not of its square.",
        "v measures the size of the gradients; the sign must not matter.",
        edit=((_V, 'beta2 * state["v"][name] + (1 - beta2) * g'),),
    ),
    Fault(
        "ADAM-ABSOLUTE",
        "v is an average of the absolute gradient, not of its square.",
        "The root at the end undoes a square.",
        edit=((_V, 'beta2 * state["v"][name] + (1 - beta2) * np.abs(g)'),),
    ),
    Fault(
        "ADAM-BETAS-SWAPPED",
        "beta1 and beta2 have changed places.",
        "beta1 belongs to m, beta2 to v, in the averages and in their corrections.",
        edit=(
            (_M, 'beta2 * state["m"][name] + (1 - beta2) * g'),
            (_V, 'beta1 * state["v"][name] + (1 - beta1) * g**2'),
            ("m / (1 - beta1**t)", "m / (1 - beta2**t)"),
            ("v / (1 - beta2**t)", "v / (1 - beta1**t)"),
        ),
    ),
    Fault(
        "ADAM-ONE-BETA",
        "v uses beta1; it has its own, beta2.",
        "Two averages, two memories of different length.",
        edit=(
            (_V, 'beta1 * state["v"][name] + (1 - beta1) * g**2'),
            ("v / (1 - beta2**t)", "v / (1 - beta1**t)"),
        ),
    ),
    Fault(
        "ADAM-V-WITH-BETA1",
        "The average v is taken with beta1; its correction uses beta2.",
        "beta1 belongs to m, beta2 to v, in the averages and in their corrections.",
        edit=((_V, 'beta1 * state["v"][name] + (1 - beta1) * g**2'),),
    ),
    Fault(
        "ADAM-CORRECTIONS-SWAPPED",
        "The two bias corrections have changed places.",
        "The correction uses the same beta as its average.",
        edit=(
            ("m / (1 - beta1**t)", "m / (1 - beta2**t)"),
            ("v / (1 - beta2**t)", "v / (1 - beta1**t)"),
        ),
    ),
    Fault(
        "ADAM-EPS-IN-ROOT",
        "eps is inside the root: it should be added after it. The difference shows for tiny "
        "gradients.",
        "First the root, then eps. Look at your parentheses.",
        edit=(("np.sqrt(v_hat) + eps", "np.sqrt(v_hat + eps)"),),
    ),
    Fault(
        "ADAM-EPS-UNCORRECTED",
        "eps is added before the correction of v: tiny gradients get another step.",
        "Correct v first, then take the root, then add eps.",
        edit=(("np.sqrt(v_hat) + eps", "(np.sqrt(v) + eps) / np.sqrt(1 - beta2**t)"),),
    ),
    Fault(
        "ADAM-NO-EPS",
        "eps is missing: where the gradient is always 0 you divide 0 by 0.",
        "What keeps the denominator away from 0?",
        edit=(("np.sqrt(v_hat) + eps", "np.sqrt(v_hat)"),),
    ),
    Fault(
        "ADAM-NO-ROOT",
        "You divide by v itself: the root is missing.",
        "v is a square; to compare it with m take the root.",
        edit=(("np.sqrt(v_hat)", "v_hat"),),
    ),
    Fault(
        "ADAM-UPHILL",
        "You move uphill: the step is added.",
        "Against the gradient is downhill.",
        edit=((f"params[name] - {_STEP}", f"params[name] + {_STEP}"),),
    ),
    Fault(
        "ADAM-GRADIENT-NOT-M",
        "The step uses the gradient itself, not its average m.",
        "Without m this is RMSprop. Which of your names holds the corrected average?",
        edit=(("learning_rate * m_hat /", "learning_rate * g /"),),
    ),
    Fault(
        "ADAM-FORGETS",
        "m and v start from zero at every step: they are not kept in state.",
        "What must be remembered until the next call has to be written into state.",
        edit=((_KEEP_M, "pass"), (_KEEP_V, "pass")),
    ),
    Fault(
        "ADAM-FORGETS-V",
        "v starts from zero at every step: it is not kept in state.",
        "What must be remembered until the next call has to be written into state.",
        edit=((_KEEP_V, "pass"),),
    ),
    Fault(
        "ADAM-FORGETS-M",
        "m starts from zero at every step: it is not kept in state.",
        "What must be remembered until the next call has to be written into state.",
        edit=((_KEEP_M, "pass"),),
    ),
    Fault(
        "ADAM-KEEPS-CORRECTED",
        "The corrected averages are kept in state, so they are corrected again and again.",
        "Only the step uses the corrected values; state keeps m and v as they are.",
        edit=(
            (f"        {_KEEP_M}\n        {_KEEP_V}\n", ""),
            (
                "        params[name] =",
                '        state["m"][name], state["v"][name] = m_hat, v_hat\n'
                "        params[name] =",
            ),
        ),
    ),
    Fault(
        "ADAM-SUM-M",
        "The new gradient counts fully in m: the factor 1 - beta1 is missing.",
        "m is an average: the two weights add up to 1.",
        edit=((_M, 'beta1 * state["m"][name] + g'),),
    ),
    Fault(
        "ADAM-SUM-V",
        "The new square counts fully in v: the factor 1 - beta2 is missing.",
        "v is an average: the two weights add up to 1.",
        edit=((_V, 'beta2 * state["v"][name] + g**2'),),
    ),
    Fault(
        "ADAM-TIMES-T",
        "The correction uses beta times t instead of beta to the power of t.",
        "In Python a power is written with two stars.",
        edit=(("1 - beta1**t", "1 - beta1 * t"), ("1 - beta2**t", "1 - beta2 * t")),
    ),
    Fault(
        "ADAM-SHARED",
        "All parameters share one m and one v.",
        "m and v of its own for each name.",
        edit=(
            (_M, 'beta1 * state.get("one m", 0.0) + (1 - beta1) * g'),
            (_V, 'beta2 * state.get("one v", 0.0) + (1 - beta2) * g**2'),
            (_KEEP_M, 'state["one m"] = m'),
            (_KEEP_V, 'state["one v"] = v'),
        ),
    ),
)
