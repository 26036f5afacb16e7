"""Known mistakes of exercise 12.6, embed."""

from minidnn.grading.spec import Fault

_RATES = "rates = 10000.0 ** (np.arange(0, width, 2) / width)"
_ANGLES = "angles = np.arange(length)[:, None] / rates"
_SIN = "waves[:, 0::2] = np.sin(angles)"
_COS = "waves[:, 1::2] = np.cos(angles)"
_USED = "used = places[: tokens.shape[1]]"
_Y = "return table[tokens] + used"
_ADD = "np.add.at(dl_dtable, tokens, dl_dy)"
_SUM = "dl_dplaces[: tokens.shape[1]] = np.sum(dl_dy, axis=0)"

FAULTS = (
    Fault(
        "POS-EXCHANGED",
        "Sine and cosine have changed their columns.",
        "At place 0 the even columns are 0 and the odd ones 1.",
        edit=((_SIN, "waves[:, 0::2] = np.cos(angles)"), (_COS, "waves[:, 1::2] = np.sin(angles)")),
    ),
    Fault(
        "POS-HALVES",
        "All sines come first, then all cosines; they take turns.",
        "0::2 are the even columns, 1::2 the odd ones.",
        edit=(
            (_SIN, "waves[:, : width // 2] = np.sin(angles)"),
            (_COS, "waves[:, width // 2 :] = np.cos(angles)"),
        ),
    ),
    Fault(
        "POS-ONLY-SINES",
        "The odd columns hold sines, too.",
        "Each pair is a sine and a cosine.",
        edit=((_COS, "waves[:, 1::2] = np.sin(angles)"),),
    ),
    Fault(
        "POS-TIMES",
        "The place is multiplied by the power of 10000; it has to be divided.",
        "Later pairs turn more slowly.",
        edit=((_ANGLES, "angles = np.arange(length)[:, None] * rates"),),
    ),
    Fault(
        "POS-PAIRS",
        "The exponent counts the pairs, i/D; the formula has 2i/D.",
        "np.arange(0, width, 2) gives 2i.",
        edit=((_RATES, "rates = 10000.0 ** (np.arange(width // 2) / width)"),),
    ),
    Fault(
        "POS-NO-WIDTH",
        "The exponent is not divided by D.",
        "The last pair should turn about 10000 times more slowly than the first.",
        edit=((_RATES, "rates = 10000.0 ** np.arange(0, width, 2)"),),
    ),
    Fault(
        "POS-THOUSAND",
        "The longest wave is made with 1000 instead of 10000.",
        "Count the zeros.",
        edit=((_RATES, "rates = 1000.0 ** (np.arange(0, width, 2) / width)"),),
    ),
    Fault(
        "POS-FROM-ONE",
        "The places are counted from 1.",
        "The first place is 0: its sines are 0.",
        edit=((_ANGLES, "angles = np.arange(1, length + 1)[:, None] / rates"),),
    ),
    Fault(
        "EMB-NO-PLACES",
        "embed leaves out the vectors of the places.",
        "The letter, plus where it stands.",
        edit=((_Y, "return table[tokens] + 0 * used"),),
    ),
    Fault(
        "EMB-TIMES",
        "The two vectors are multiplied; they have to be added.",
        "The letter, plus where it stands.",
        edit=((_Y, "return table[tokens] * used"),),
    ),
    Fault(
        "EMB-PLACE-OF-LETTER",
        "The places are looked up with the letters.",
        "The first letter of a text gets the first row of places, whatever it is.",
        edit=((_Y, "return table[tokens] + places[tokens % len(places)]"),),
    ),
    Fault(
        "EMB-LAST-PLACES",
        "embed takes the last rows of the places; a text begins at the first.",
        "places[:T]",
        edit=((_USED, "used = places[-tokens.shape[1] :]"),),
    ),
    Fault(
        "EMB-FIRST-PLACE",
        "Every letter gets the vector of place 0.",
        "Each place has a row of its own.",
        edit=((_USED, "used = places[:1]"),),
    ),
    Fault(
        "EMBB-ASSIGNED",
        "A letter that stands in several places gets the gradient of one of them only.",
        "dl_dtable[tokens] += ... writes each row once; np.add.at adds all.",
        edit=((_ADD, "dl_dtable[tokens] += dl_dy"),),
    ),
    Fault(
        "EMBB-MEAN",
        "The gradients of a letter are averaged; they have to be added.",
        "Each place where a letter stands moves the loss by itself.",
        edit=(
            (
                _ADD,
                "np.add.at(dl_dtable, tokens, dl_dy)\n"
                "    times = np.bincount(tokens.ravel(), minlength=len(table))\n"
                "    dl_dtable = dl_dtable / np.maximum(times, 1)[:, None]",
            ),
        ),
    ),
    Fault(
        "EMBB-FIRST-TEXT",
        "Only the first text of the batch counts in the gradient of the table.",
        "All texts use the same table.",
        edit=((_ADD, "np.add.at(dl_dtable, tokens[0], dl_dy[0])"),),
    ),
    Fault(
        "EMBB-SIGN",
        "The sign of the table's gradient is flipped.",
        "Looking up is adding: the slope is +1.",
        edit=((_ADD, "np.subtract.at(dl_dtable, tokens, dl_dy)"),),
    ),
    Fault(
        "EMBB-PLACES-MEAN",
        "The gradient of the places is a mean over the texts; it is their sum.",
        "All texts use the same places.",
        edit=((_SUM, "dl_dplaces[: tokens.shape[1]] = np.mean(dl_dy, axis=0)"),),
    ),
    Fault(
        "EMBB-PLACES-FIRST",
        "Only the first text of the batch counts in the gradient of the places.",
        "All texts use the same places.",
        edit=((_SUM, "dl_dplaces[: tokens.shape[1]] = dl_dy[0]"),),
    ),
    Fault(
        "EMBB-PLACES-AXIS",
        "The gradient of the places is summed over the places.",
        "Sum over the texts: axis 0.",
        edit=((_SUM, "dl_dplaces[: tokens.shape[1]] = np.sum(dl_dy, axis=1)[0]"),),
    ),
    Fault(
        "EMBB-PLACES-ALL",
        "Places that no text has reached get a gradient, too.",
        "Places beyond T were not used: 0.",
        edit=((_SUM, "dl_dplaces[:] = np.sum(dl_dy, axis=(0, 1))"),),
    ),
)
