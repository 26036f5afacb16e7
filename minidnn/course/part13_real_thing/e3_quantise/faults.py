"""Known mistakes of exercise 13.3, quantise."""

from minidnn.grading.spec import Fault

_LARGEST = "largest = np.max(np.abs(w), axis=1, keepdims=True)"
_SCALE = "scale = np.where(largest > 0, largest / 127, 1.0)"
_CODES = "codes = np.round(w / scale)"
_BYTES = "return codes.astype(np.int8), scale"
_RESTORED = "return codes * scale\n"
_X = "x_codes, x_scale = quantise(x)"
_SUMS = "sums = x_codes.astype(np.int32) @ codes.astype(np.int32).T"
_Y = "return sums * x_scale * scale.T"

FAULTS = (
    Fault(
        "Q8-NO-ABS",
        "The largest number is taken with its sign.",
        "A row may have its largest number below zero.",
        edit=((_LARGEST, "largest = np.max(w, axis=1, keepdims=True)"),),
    ),
    Fault(
        "Q8-WHOLE",
        "One scale for the whole table.",
        "A row of small numbers needs a small step.",
        edit=((_LARGEST, "largest = np.max(np.abs(w)) + 0 * w[:, :1]"),),
    ),
    Fault(
        "Q8-MEAN",
        "The scale comes from the mean size of a row instead of its largest number.",
        "Otherwise the largest numbers do not fit into a byte.",
        edit=((_LARGEST, "largest = np.mean(np.abs(w), axis=1, keepdims=True)"),),
    ),
    Fault(
        "Q8-128",
        "The scale is divided by 128: the largest code does not fit.",
        "A signed byte ends at 127.",
        edit=((_SCALE, "scale = np.where(largest > 0, largest / 128, 1.0)"),),
    ),
    Fault(
        "Q8-255",
        "The scale is divided by 255, as if there were no sign.",
        "A signed byte ends at 127.",
        edit=((_SCALE, "scale = np.where(largest > 0, largest / 255, 1.0)"),),
    ),
    Fault(
        "Q8-INVERSE",
        "scale is upside down: the codes per number.",
        "The scale is the size of one step.",
        edit=(
            (_SCALE, "scale = np.where(largest > 0, 127 / np.maximum(largest, 1e-300), 1.0)"),
            (_CODES, "codes = np.round(w * scale)"),
        ),
    ),
    Fault(
        "Q8-ZERO-ROW",
        "A row of zeros divides zero by zero.",
        "Give such a row the scale 1.",
        edit=((_SCALE, "scale = largest / 127"),),
    ),
    Fault(
        "Q8-CUT",
        "The numbers are cut off instead of rounded.",
        "The error doubles: go to the nearest whole number.",
        edit=((_CODES, "codes = np.trunc(w / scale)"),),
    ),
    Fault(
        "Q8-FLOOR",
        "The numbers are rounded down.",
        "Go to the nearest whole number.",
        edit=((_CODES, "codes = np.floor(w / scale)"),),
    ),
    Fault(
        "Q8-WIDE",
        "The codes take more than one byte each.",
        "The point of it all is np.int8.",
        edit=((_BYTES, "return codes, scale"),),
    ),
    Fault(
        "Q8-RESTORED-RAW",
        "dequantise does not use the scale.",
        "One step has the size scale.",
        edit=((_RESTORED, "return codes + 0.0 * scale\n"),),
    ),
    Fault(
        "Q8-RESTORED-DIVIDES",
        "dequantise divides by the scale.",
        "quantise has divided; this is the way back.",
        edit=((_RESTORED, "return codes / scale\n"),),
    ),
    Fault(
        "Q8-OVERFLOW",
        "The sums of the product overflow: they are kept in one byte.",
        "A product of two codes reaches 16129; a byte ends at 127.",
        edit=((_SUMS, "sums = x_codes @ codes.T"),),
    ),
    Fault(
        "Q8-OVERFLOW-16",
        "The sums of the product overflow: they are kept in two bytes.",
        "Three products of 16129 are more than 32767.",
        edit=((_SUMS, "sums = x_codes.astype(np.int16) @ codes.astype(np.int16).T"),),
    ),
    Fault(
        "Q8-NO-X-SCALE",
        "The product lacks the scales of x.",
        "Both sides have been divided by their scales.",
        edit=((_Y, "return sums * scale.T"),),
    ),
    Fault(
        "Q8-NO-W-SCALE",
        "The product lacks the scales of w.",
        "Both sides have been divided by their scales.",
        edit=((_Y, "return sums * x_scale"),),
    ),
    Fault(
        "Q8-NO-SCALES",
        "The product is one of codes: all scales are missing.",
        "Both sides have been divided by their scales.",
        edit=((_Y, "return sums + 0.0 * x_scale"),),
    ),
    Fault(
        "Q8-X-EXACT",
        "x is not quantised: this is a product of floating-point numbers.",
        "The product has to be one of whole numbers.",
        edit=(
            (_X, "x_codes, x_scale = x, 1.0"),
            (_SUMS, "sums = x_codes @ codes.astype(np.float64).T"),
        ),
    ),
)
