"""Known mistakes of exercise 12.4, layer_norm."""

from minidnn.grading.spec import Fault

_MEAN = "mean = np.mean(x, axis=-1, keepdims=True)"
_VAR = "var = np.mean((x - mean) ** 2, axis=-1, keepdims=True)"
_Y = "return gamma * ((x - mean) / np.sqrt(var + eps)) + beta"
_STD = "std = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps)"
_GAMMA = "dl_dgamma = np.sum(dl_dy * normal, axis=axes)"
_BETA = "dl_dbeta = np.sum(dl_dy, axis=axes)"
_U = "u = dl_dy * gamma"
_DX = "dl_dx = (u - shared - stretch) / std"

FAULTS = (
    Fault(
        "LN-BATCH",
        "Mean and variance are taken over the words, as in batch normalisation.",
        "Each word is standardised by itself: the last axis.",
        edit=(
            (_MEAN, "mean = np.mean(x, axis=0, keepdims=True)"),
            (_VAR, "var = np.mean((x - mean) ** 2, axis=0, keepdims=True)"),
        ),
    ),
    Fault(
        "LN-ALL",
        "Mean and variance are taken over the whole array.",
        "Each word is standardised by itself: the last axis.",
        edit=((_MEAN, "mean = np.mean(x)"), (_VAR, "var = np.mean((x - mean) ** 2)")),
    ),
    Fault(
        "LN-SAMPLE-VARIANCE",
        "The variance is divided by D - 1; it is the plain mean of squares here.",
        "Divide by D.",
        edit=((_VAR, "var = np.var(x, axis=-1, keepdims=True, ddof=1)"),),
    ),
    Fault(
        "LN-NO-MEAN",
        "The mean is not subtracted from x.",
        "Standardised numbers have the mean 0.",
        edit=((_Y, "return gamma * (x / np.sqrt(var + eps)) + beta"),),
    ),
    Fault(
        "LN-EPS-OUTSIDE",
        "eps is added to the root; it belongs under it.",
        "The formula has it beside the variance.",
        edit=((_Y, "return gamma * ((x - mean) / (np.sqrt(var) + eps)) + beta"),),
    ),
    Fault(
        "LN-NO-EPS",
        "eps is missing.",
        "Where the numbers of a word are all equal, the variance is 0.",
        edit=((_Y, "return gamma * ((x - mean) / np.sqrt(var)) + beta"),),
    ),
    Fault(
        "LN-VARIANCE",
        "You divide by the variance; its root was asked for.",
        "Standardised numbers have the variance 1.",
        edit=((_Y, "return gamma * ((x - mean) / (var + eps)) + beta"),),
    ),
    Fault(
        "LN-NO-GAMMA",
        "gamma is missing in layer_norm.",
        "Each place has a factor that is learnt.",
        edit=((_Y, "return (x - mean) / np.sqrt(var + eps) + beta"),),
    ),
    Fault(
        "LN-NO-BETA",
        "beta is missing in layer_norm.",
        "Each place has a summand that is learnt.",
        edit=((_Y, "return gamma * ((x - mean) / np.sqrt(var + eps))"),),
    ),
    Fault(
        "LN-EXCHANGED",
        "gamma and beta have changed their roles.",
        "gamma is the factor, beta the summand.",
        edit=((_Y, "return beta * ((x - mean) / np.sqrt(var + eps)) + gamma"),),
    ),
    Fault(
        "LN-GAMMA-TWO",
        "gamma also multiplies beta.",
        "First the factor, then the summand.",
        edit=((_Y, "return gamma * ((x - mean) / np.sqrt(var + eps) + beta)"),),
    ),
    Fault(
        "LNB-GAMMA-X",
        "The gradient of gamma is made with x; gamma multiplies the standardised numbers.",
        "What stands beside gamma in the formula?",
        edit=((_GAMMA, "dl_dgamma = np.sum(dl_dy * x, axis=axes)"),),
    ),
    Fault(
        "LNB-GAMMA-MEAN",
        "The gradients of gamma and beta are means over the words; they are sums.",
        "Nothing in the formula divides by the number of words.",
        edit=(
            (_GAMMA, "dl_dgamma = np.mean(dl_dy * normal, axis=axes)"),
            (_BETA, "dl_dbeta = np.mean(dl_dy, axis=axes)"),
        ),
    ),
    Fault(
        "LNB-BETA-GAMMA",
        "The gradient of beta is multiplied by gamma.",
        "beta is only added.",
        edit=((_BETA, "dl_dbeta = np.sum(dl_dy * gamma, axis=axes)"),),
    ),
    Fault(
        "LNB-NO-GAMMA",
        "gamma is missing on the way back to x.",
        "The first thing that dl_dy meets is the factor gamma.",
        edit=((_U, "u = dl_dy"),),
    ),
    Fault(
        "LNB-CONSTANTS",
        "Mean and variance are treated as constants: only the direct way is there.",
        "Every number of the word moves the mean and the variance, too.",
        edit=((_DX, "dl_dx = u / std"),),
    ),
    Fault(
        "LNB-NO-MEAN",
        "The way through the mean is missing in dl_dx.",
        "Moving all numbers together changes nothing: the gradient adds up to 0.",
        edit=((_DX, "dl_dx = (u - stretch) / std"),),
    ),
    Fault(
        "LNB-NO-VARIANCE",
        "The way through the variance is missing in dl_dx.",
        "Stretching a word changes nothing.",
        edit=((_DX, "dl_dx = (u - shared) / std"),),
    ),
    Fault(
        "LNB-NO-STD",
        "dl_dx is not divided by the root.",
        "x was divided by it on the way forward.",
        edit=((_DX, "dl_dx = u - shared - stretch"),),
    ),
    Fault(
        "LNB-STD-TWICE",
        "dl_dx is divided by the variance; its root was asked for.",
        "x was divided once, by the root.",
        edit=((_DX, "dl_dx = (u - shared - stretch) / std**2"),),
    ),
    Fault(
        "LNB-EPS",
        "eps is missing in layer_norm_backward.",
        "The way back belongs to the way forward: the same root.",
        edit=((_STD, "std = np.sqrt((centred**2).mean(axis=-1, keepdims=True))"),),
    ),
    Fault(
        "LNB-STRETCH-X",
        "In the last term the centred numbers stand where the standardised ones belong.",
        "Both factors of the last term are standardised.",
        edit=(
            (
                "stretch = normal * (u * normal).mean(axis=-1, keepdims=True)",
                "stretch = centred * (u * normal).mean(axis=-1, keepdims=True)",
            ),
        ),
    ),
    Fault(
        "LNB-SUMS",
        "The two means in dl_dx are sums.",
        "The mean of a word is a sum divided by D; its gradient is, too.",
        edit=(
            ("shared = u.mean(axis=-1, keepdims=True)", "shared = u.sum(axis=-1, keepdims=True)"),
            (
                "(u * normal).mean(axis=-1, keepdims=True)",
                "(u * normal).sum(axis=-1, keepdims=True)",
            ),
        ),
    ),
    Fault(
        "LNB-AXIS",
        "The means in dl_dx run over the words.",
        "Each word is standardised by itself: the last axis.",
        edit=(
            ("shared = u.mean(axis=-1, keepdims=True)", "shared = u.mean(axis=0, keepdims=True)"),
            (
                "(u * normal).mean(axis=-1, keepdims=True)",
                "(u * normal).mean(axis=0, keepdims=True)",
            ),
        ),
    ),
)
