"""Known mistakes of exercise 9.2, conv2d_backward."""

from minidnn.grading.spec import Fault

_BIAS = "np.sum(dl_dy, axis=(0, 2, 3))"
_WEIGHT = "np.tensordot(dl_dy, patches, axes=([0, 2, 3], [0, 2, 3]))"
_PATCHES = "np.tensordot(dl_dy, weight, axes=([1], [0]))"
_ADD = "framed[:, :, rows, columns] += "
_CUT = "framed[:, :, padding : padding + h, padding : padding + w]"
_RETURN = "return dl_dx, dl_dweight, dl_dbias"

FAULTS = (
    Fault(
        "CONVB-ASSIGNED",
        "Where windows overlap, the last one wins: nothing is added up.",
        "A pixel in several windows gets a gradient from each of them.",
        edit=((_ADD, "framed[:, :, rows, columns] = "),),
    ),
    Fault(
        "CONVB-FRAME-LEFT",
        "The gradient still has the frame of the padding.",
        "The gradient of x has the shape of x.",
        edit=((_CUT, "framed"),),
    ),
    Fault(
        "CONVB-CUT-AT-THE-END",
        "The frame is cut off at the end only, not at the beginning.",
        "There are padding zeros on every side.",
        edit=((_CUT, "framed[:, :, :h, :w]"),),
    ),
    Fault(
        "CONVB-CUT-AT-THE-START",
        "The frame is cut off at the beginning twice as wide.",
        "There are padding zeros on every side.",
        edit=((_CUT, "framed[:, :, 2 * padding :, 2 * padding :]"),),
    ),
    Fault(
        "CONVB-BIAS-MEAN",
        "The gradient of the bias is averaged over pictures and places.",
        "The bias is used in every place: its gradients add up.",
        edit=((_BIAS, "np.mean(dl_dy, axis=(0, 2, 3))"),),
    ),
    Fault(
        "CONVB-BIAS-PICTURES",
        "The gradient of the bias is averaged over the pictures.",
        "All pictures count.",
        edit=((_BIAS, _BIAS + " / len(dl_dy)"),),
    ),
    Fault(
        "CONVB-BIAS-PER-PLACE",
        "The gradient of the bias is summed over the pictures only.",
        "One number for each kernel.",
        edit=((_BIAS, "np.sum(dl_dy, axis=0)"),),
    ),
    Fault(
        "CONVB-BIAS-ALL",
        "The gradient of the bias is one number.",
        "Every kernel has a bias of its own.",
        edit=((_BIAS, "np.sum(dl_dy)"),),
    ),
    Fault(
        "CONVB-WEIGHT-PICTURES",
        "The gradient of the weights is averaged over the pictures.",
        "The loss has averaged already; here everything is summed.",
        edit=((_WEIGHT, _WEIGHT + " / len(x)"),),
    ),
    Fault(
        "CONVB-WEIGHT-FLIPPED",
        "The gradient of the weights is turned around.",
        "Corner (0, 0) of the gradient belongs to corner (0, 0) of the kernel.",
        edit=((_WEIGHT, _WEIGHT + "[:, :, ::-1, ::-1]"),),
    ),
    Fault(
        "CONVB-WEIGHT-TRANSPOSED",
        "Rows and columns of the weights' gradient are exchanged.",
        "Which axis of the windows is the row of the kernel?",
        edit=((_WEIGHT, _WEIGHT + ".swapaxes(2, 3)"),),
    ),
    Fault(
        "CONVB-X-FLIPPED",
        "The gradient of x uses the kernel turned around.",
        "Each corner sends its gradient back through its own weight.",
        edit=((_PATCHES, _PATCHES.replace("dl_dy, weight", "dl_dy, weight[:, :, ::-1, ::-1]")),),
    ),
    Fault(
        "CONVB-NO-WEIGHT",
        "The gradient of x leaves out the weights.",
        "Upstream times weights, as in a dense layer.",
        edit=((_PATCHES, _PATCHES.replace("dl_dy, weight", "dl_dy, np.ones_like(weight)")),),
    ),
    Fault(
        "CONVB-STRIDE-IGNORED",
        "The windows' gradients are laid back without the stride.",
        "The same slices as on the way forward.",
        edit=(
            ("slice(i, i + stride * oh, stride)", "slice(i, i + oh)"),
            ("slice(j, j + stride * ow, stride)", "slice(j, j + ow)"),
        ),
    ),
    Fault(
        "CONVB-SAME-CORNER",
        "All corners lay their gradients on the same place.",
        "The slice begins at i and j.",
        edit=(
            ("slice(i, i + stride * oh, stride)", "slice(0, stride * oh, stride)"),
            ("slice(j, j + stride * ow, stride)", "slice(0, stride * ow, stride)"),
        ),
    ),
    Fault(
        "CONVB-ORDER",
        "The gradients come back in another order.",
        "First x, then the weights, then the bias.",
        edit=((_RETURN, "return dl_dweight, dl_dx, dl_dbias"),),
    ),
    Fault(
        "CONVB-SIGN",
        "The gradient of x has the wrong sign.",
        "There is no minus on this way.",
        edit=((_ADD, "framed[:, :, rows, columns] -= "),),
    ),
)
