"""Known mistakes of exercise 12.7, block."""

from minidnn.grading.spec import Fault

_A = 'a = x + multi_head(layer_norm(x, p["gamma1"], p["beta1"], EPS), p, heads, True)'
_WIDE = 'wide = layer_norm(a, p["gamma2"], p["beta2"], EPS) @ p["up"]'
_Y = 'return a + gelu(wide) @ p["down"]'
_DA = "dl_dmiddle = dl_dy + thought[0]"
_DX = "dl_dx = dl_dmiddle + answer[0]"
_HIDDEN = 'dl_dhidden = gelu_backward(hidden, dl_dy @ p["down"].T)'
_DOWN = 'grads["down"] = np.tensordot(gelu(hidden), dl_dy, axes=both)'
_UP = 'grads["up"] = np.tensordot(normal2, dl_dhidden, axes=both)'
_ASKED = "multi_head_backward(normal1, p, heads, True, dl_dmiddle)"

FAULTS = (
    Fault(
        "BLK-NO-SKIP-1",
        "The attention replaces x; it has to be added to it.",
        "The word keeps what it knew.",
        edit=((_A, _A.replace("x + multi_head", "multi_head")),),
    ),
    Fault(
        "BLK-NO-SKIP-2",
        "The network replaces its input; it has to be added to it.",
        "The word keeps what it knew.",
        edit=((_Y, 'return gelu(wide) @ p["down"]'),),
    ),
    Fault(
        "BLK-SKIP-X",
        "The network's result is added to x; the attention's answer is lost.",
        "The second addition continues from a.",
        edit=((_Y, 'return x + gelu(wide) @ p["down"]'),),
    ),
    Fault(
        "BLK-NO-NORM-1",
        "The attention gets x itself; the first layer norm is missing.",
        "Each part first normalises its input.",
        edit=((_A, "a = x + multi_head(x, p, heads, True)"),),
    ),
    Fault(
        "BLK-NO-NORM-2",
        "The network gets its input unnormalised; the second layer norm is missing.",
        "Each part first normalises its input.",
        edit=((_WIDE, 'wide = a @ p["up"]'),),
    ),
    Fault(
        "BLK-NORM-SKIP",
        "The normalised x is added; x itself goes on beside the attention.",
        "The addition has the old x, untouched.",
        edit=(
            (
                _A,
                'normal = layer_norm(x, p["gamma1"], p["beta1"], EPS)\n'
                "    a = normal + multi_head(normal, p, heads, True)",
            ),
        ),
    ),
    Fault(
        "BLK-SAME-NORM",
        "The second layer norm uses gamma1 and beta1.",
        "Each norm has its own two.",
        edit=((_WIDE, 'wide = layer_norm(a, p["gamma1"], p["beta1"], EPS) @ p["up"]'),),
    ),
    Fault(
        "BLK-X-TWICE",
        "The network looks at x; it has to look at a, which has heard the answers.",
        "First ask, then think.",
        edit=((_WIDE, 'wide = layer_norm(x, p["gamma2"], p["beta2"], EPS) @ p["up"]'),),
    ),
    Fault(
        "BLK-NO-GELU",
        "block lacks the gelu: two matrices in a row are one matrix.",
        "up, gelu, down.",
        edit=((_Y, 'return a + wide @ p["down"]'),),
    ),
    Fault(
        "BLK-GELU-LATE",
        "The gelu comes after the last matrix.",
        "up, gelu, down.",
        edit=((_Y, 'return a + gelu(wide @ p["down"])'),),
    ),
    Fault(
        "BLK-FUTURE",
        "The block sees the future: its attention has to be causal.",
        "The last argument of multi_head.",
        edit=((_A, _A.replace("True", "False")),),
    ),
    Fault(
        "BLKB-NO-SKIP-1",
        "dl_dx lacks what passes beside the attention.",
        "At an addition the gradient goes both ways.",
        edit=((_DX, "dl_dx = answer[0]"),),
    ),
    Fault(
        "BLKB-NO-SKIP-2",
        "The gradient of a lacks what passes beside the network.",
        "At an addition the gradient goes both ways.",
        edit=((_DA, "dl_dmiddle = thought[0]"),),
    ),
    Fault(
        "BLKB-SKIP-FIRST",
        "dl_dx adds dl_dy itself where the whole gradient of a belongs.",
        "x reaches the loss through a in every way.",
        edit=((_DX, "dl_dx = dl_dy + answer[0]"),),
    ),
    Fault(
        "BLKB-ATTENTION-DY",
        "The attention gets dl_dy; it needs the whole gradient of a.",
        "a reaches the loss directly and through the network.",
        edit=((_ASKED, "multi_head_backward(normal1, p, heads, True, dl_dy)"),),
    ),
    Fault(
        "BLKB-FUTURE",
        "The attention's backward function runs without the mask.",
        "The way back belongs to the way forward.",
        edit=((_ASKED, "multi_head_backward(normal1, p, heads, False, dl_dmiddle)"),),
    ),
    Fault(
        "BLKB-ATTENTION-X",
        "The attention's backward function gets x; its input was the normalised x.",
        "What went into multi_head?",
        edit=((_ASKED, "multi_head_backward(x, p, heads, True, dl_dmiddle)"),),
    ),
    Fault(
        "BLKB-NO-GELU",
        "The gradient passes by the gelu.",
        "gelu_backward belongs between down and up.",
        edit=((_HIDDEN, 'dl_dhidden = dl_dy @ p["down"].T'),),
    ),
    Fault(
        "BLKB-GELU-AFTER",
        "gelu_backward gets the output of the gelu; it needs its input.",
        "What went into gelu?",
        edit=((_HIDDEN, 'dl_dhidden = gelu_backward(gelu(hidden), dl_dy @ p["down"].T)'),),
    ),
    Fault(
        "BLKB-DOWN-INPUT",
        "The gradient of down is made with the numbers before the gelu.",
        "What was multiplied by down?",
        edit=((_DOWN, 'grads["down"] = np.tensordot(hidden, dl_dy, axes=both)'),),
    ),
    Fault(
        "BLKB-UP-INPUT",
        "The gradient of up is made with a; up was multiplied by the normalised a.",
        "What was multiplied by up?",
        edit=((_UP, 'grads["up"] = np.tensordot(middle, dl_dhidden, axes=both)'),),
    ),
    Fault(
        "BLKB-EXCHANGED",
        "The gradients of the two norms are exchanged.",
        "gamma2 and beta2 belong to the norm before the network.",
        edit=(
            (
                'grads["gamma2"], grads["beta2"] = thought[1:]',
                'grads["gamma1"], grads["beta1"] = thought[1:]',
            ),
            (
                'grads["gamma1"], grads["beta1"] = answer[1:]',
                'grads["gamma2"], grads["beta2"] = answer[1:]',
            ),
        ),
    ),
    Fault(
        "BLKB-GAMMA-BETA",
        "The gradients of gamma and beta are exchanged.",
        "layer_norm_backward returns x, gamma, beta.",
        edit=(
            (
                'grads["gamma2"], grads["beta2"] = thought[1:]',
                'grads["beta2"], grads["gamma2"] = thought[1:]',
            ),
            (
                'grads["gamma1"], grads["beta1"] = answer[1:]',
                'grads["beta1"], grads["gamma1"] = answer[1:]',
            ),
        ),
    ),
)
