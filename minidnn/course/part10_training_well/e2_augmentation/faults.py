"""Known mistakes of exercise 10.2, augmentation."""

from minidnn.grading.spec import Fault

_PAD = "padded = np.pad(image, margins)"
_TOP = "top = abs(down) - down"
_LEFT = "left = abs(right) - right"
_CUT = "return padded[top : top + height, left : left + width]"
_FLIP = "return image[:, ::-1]"
_MOVED = "moved = shift(images[n], moves[n, 0], moves[n, 1])"
_RESULT = "result[n] = flip(moved) if flipped[n] else moved"

FAULTS = (
    Fault(
        "AUG-ROLL",
        "What leaves the image on one side comes back on the other.",
        "The free places are 0: np.roll is not what is asked for.",
        edit=((_PAD, 'padded = np.pad(image, margins, mode="wrap")'),),
    ),
    Fault(
        "AUG-EDGE",
        "The free places repeat the edge of the image.",
        "They are 0.",
        edit=((_PAD, 'padded = np.pad(image, margins, mode="edge")'),),
    ),
    Fault(
        "AUG-ONES",
        "The free places are 1.",
        "They are 0.",
        edit=((_PAD, "padded = np.pad(image, margins, constant_values=1)"),),
    ),
    Fault(
        "AUG-OPPOSITE",
        "The image moves to the opposite side, in both directions.",
        "A window that begins higher shows the image lower.",
        edit=(
            (_TOP, "top = abs(down) + down"),
            (_LEFT, "left = abs(right) + right"),
        ),
    ),
    Fault(
        "AUG-UP",
        "The image moves up where it should move down.",
        "Row 0 of the image comes to lie in row `down`.",
        edit=((_TOP, "top = abs(down) + down"),),
    ),
    Fault(
        "AUG-LEFTWARDS",
        "The image moves left where it should move right.",
        "Column 0 of the image comes to lie in column `right`.",
        edit=((_LEFT, "left = abs(right) + right"),),
    ),
    Fault(
        "AUG-NO-DOWN",
        "shift moves to the side only.",
        "Use `down`, too.",
        edit=((_TOP, "top = abs(down)"),),
    ),
    Fault(
        "AUG-NO-RIGHT",
        "shift moves up and down only.",
        "Use `right`, too.",
        edit=((_LEFT, "left = abs(right)"),),
    ),
    Fault(
        "AUG-GROWS",
        "The shifted image keeps its margin: it has become larger.",
        "Cut out a window of the old height and width.",
        edit=((_CUT, "return padded + 0 * (top + left + height + width)"),),
    ),
    Fault(
        "AUG-FLIP-ROWS",
        "flip turns the image upside down.",
        "Left and right are exchanged: the second axis.",
        edit=((_FLIP, "return image[::-1]"),),
    ),
    Fault(
        "AUG-FLIP-BOTH",
        "flip turns both axes: that is half a turn.",
        "Only left and right are exchanged.",
        edit=((_FLIP, "return image[::-1, ::-1]"),),
    ),
    Fault(
        "AUG-FLIP-NOT",
        "flip returns the image as it was.",
        "A step of -1 runs through an axis from its end.",
        edit=((_FLIP, "return image.copy()"),),
    ),
    Fault(
        "AUG-FIRST-MOVE",
        "Every image is moved like the first one.",
        "Image n has its own row of moves.",
        edit=((_MOVED, "moved = shift(images[n], moves[0, 0], moves[0, 1])"),),
    ),
    Fault(
        "AUG-MOVES-SWAPPED",
        "augment exchanges down and right.",
        "Column 0 of moves is down, column 1 is right.",
        edit=((_MOVED, "moved = shift(images[n], moves[n, 1], moves[n, 0])"),),
    ),
    Fault(
        "AUG-NO-MOVE",
        "augment flips, but does not move.",
        "Use shift for every image.",
        edit=((_MOVED, "moved = images[n]"),),
    ),
    Fault(
        "AUG-NO-FLIP",
        "augment moves, but never flips.",
        "Look at flipped.",
        edit=((_RESULT, "result[n] = moved"),),
    ),
    Fault(
        "AUG-ALL-FLIPPED",
        "augment flips every image.",
        "Only those where flipped[n] is True.",
        edit=((_RESULT, "result[n] = flip(moved)"),),
    ),
    Fault(
        "AUG-OTHERS-FLIPPED",
        "augment flips the images that should stay, and leaves the others.",
        "True means: flip.",
        edit=((_RESULT, "result[n] = moved if flipped[n] else flip(moved)"),),
    ),
    Fault(
        "AUG-FLIP-UNMOVED",
        "A flipped image is not moved any more.",
        "flip gets the image that has been moved already.",
        edit=((_RESULT, "result[n] = flip(images[n]) if flipped[n] else moved"),),
    ),
    Fault(
        "AUG-FLIP-FIRST",
        "augment flips first and moves then: the flipped images end on the other side.",
        "First the shift, then the flip.",
        edit=(
            (
                _MOVED,
                "moved = shift(flip(images[n]) if flipped[n] else images[n], "
                "moves[n, 0], moves[n, 1])",
            ),
            (_RESULT, "result[n] = moved"),
        ),
    ),
)
