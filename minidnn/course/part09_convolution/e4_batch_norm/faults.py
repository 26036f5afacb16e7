"""Known mistakes of exercise 9.4, batch_norm."""

from minidnn.grading.spec import Fault

_VAR = "var = np.var(x, axis=PLACES)"
_RUN_MEAN = 'running["mean"] = 0.9 * running["mean"] + 0.1 * mean'
_RUN_VAR = 'running["var"] = 0.9 * running["var"] + 0.1 * var'
_NORMAL = "normal = (x - channels(mean)) / np.sqrt(channels(var) + eps)"
_DX = "dl_dx = (g - np.mean(g, axis=PLACES, keepdims=True) - xhat * along) / spread"
_ELSE = '        mean = running["mean"]\n        var = running["var"]\n'

FAULTS = (
    Fault(
        "BN-DDOF",
        "The variance divides by one value less (ddof=1).",
        "The variance of the batch is the plain mean of the squares.",
        edit=((_VAR, "var = np.var(x, axis=PLACES, ddof=1)"),),
    ),
    Fault(
        "BN-NO-ROOT",
        "You divide by the variance, not by its root.",
        "The standard deviation has the unit of x.",
        edit=((_NORMAL, _NORMAL.replace("np.sqrt", "")),),
    ),
    Fault(
        "BN-EPS-OUTSIDE",
        "eps is added after the root.",
        "In the formula eps stands under the root.",
        edit=((_NORMAL, "normal = (x - channels(mean)) / (np.sqrt(channels(var)) + eps)"),),
    ),
    Fault(
        "BN-NOT-CENTRED",
        "The mean is not subtracted.",
        "First shift, then scale.",
        edit=((_NORMAL, "normal = x / np.sqrt(channels(var) + eps)"),),
    ),
    Fault(
        "BN-MOMENTUM-REVERSED",
        "The running averages keep a tenth and take nine tenths.",
        "They move slowly: a tenth of the new batch.",
        edit=(
            (_RUN_MEAN, 'running["mean"] = 0.1 * running["mean"] + 0.9 * mean'),
            (_RUN_VAR, 'running["var"] = 0.1 * running["var"] + 0.9 * var'),
        ),
    ),
    Fault(
        "BN-REPLACED",
        "The running averages are replaced by those of the last batch.",
        "They are averages over many batches.",
        edit=((_RUN_MEAN, 'running["mean"] = mean'), (_RUN_VAR, 'running["var"] = var')),
    ),
    Fault(
        "BN-NOT-KEPT",
        "The running averages are not written back.",
        "What must be remembered is written into running.",
        edit=((_RUN_MEAN, "pass"), (_RUN_VAR, "pass")),
    ),
    Fault(
        "BN-VAR-NOT-KEPT",
        "The running variance is not written back.",
        "Two averages are kept.",
        edit=((_RUN_VAR, "pass"),),
    ),
    Fault(
        "BN-BATCH-ALWAYS",
        "A prediction still uses mean and variance of its own batch.",
        "Afterwards the running averages count.",
        edit=((_ELSE, "        mean, var = np.mean(x, axis=PLACES), np.var(x, axis=PLACES)\n"),),
    ),
    Fault(
        "BN-RUNNING-ALWAYS",
        "Training already normalises with the running averages.",
        "In training mean and variance come from the batch.",
        edit=((_RUN_VAR, _RUN_VAR + '\n        mean, var = running["mean"], running["var"]'),),
    ),
    Fault(
        "BN-NO-BETA",
        "The shift beta is missing.",
        "Scale, then shift.",
        edit=((" + channels(beta)", ""),),
    ),
    Fault(
        "BN-NO-GAMMA",
        "The scale gamma is missing.",
        "Scale, then shift.",
        edit=(("channels(gamma) * normal", "normal"),),
    ),
    Fault(
        "BNB-CONSTANTS",
        "The gradient treats mean and variance as constants.",
        "Each x moves the mean and the variance of its channel, too.",
        edit=((_DX, "dl_dx = g / spread"),),
    ),
    Fault(
        "BNB-MEAN-ONLY",
        "The gradient leaves out the way through the variance.",
        "The bracket has three terms.",
        edit=((_DX, "dl_dx = (g - np.mean(g, axis=PLACES, keepdims=True)) / spread"),),
    ),
    Fault(
        "BNB-VARIANCE-ONLY",
        "The gradient leaves out the way through the mean.",
        "The bracket has three terms.",
        edit=((_DX, "dl_dx = (g - xhat * along) / spread"),),
    ),
    Fault(
        "BNB-NOT-DIVIDED",
        "The gradient is not divided by the root.",
        "What stands in front of the bracket?",
        edit=((_DX, _DX.replace(" / spread", "")),),
    ),
    Fault(
        "BNB-NO-GAMMA",
        "gamma is missing in the gradient of x.",
        "g is the gradient of the normalised x, not of y.",
        edit=(("g = channels(gamma) * dl_dy", "g = 1.0 * dl_dy"),),
    ),
    Fault(
        "BNB-GAMMA-OF-X",
        "The gradient of gamma uses x, not the normalised x.",
        "gamma multiplies the normalised x.",
        edit=(("np.sum(dl_dy * xhat, axis=PLACES)", "np.sum(dl_dy * x, axis=PLACES)"),),
    ),
    Fault(
        "BNB-MEANS",
        "The gradients of gamma and beta are averaged.",
        "gamma and beta are used in every place: sums.",
        edit=(
            ("np.sum(dl_dy * xhat, axis=PLACES)", "np.mean(dl_dy * xhat, axis=PLACES)"),
            ("np.sum(dl_dy, axis=PLACES)", "np.mean(dl_dy, axis=PLACES)"),
        ),
    ),
    Fault(
        "BNB-SUMS-INSIDE",
        "Inside the bracket there are sums where means belong.",
        "Divide by the number of values of a channel.",
        edit=(("np.mean(g * xhat", "np.sum(g * xhat"), ("(g - np.mean(g,", "(g - np.sum(g,")),
    ),
    Fault(
        "BN-MEAN-MOMENTUM",
        "The running mean takes nine tenths of the batch; it moves by one tenth only.",
        "new = 0.9 old + 0.1 batch, for both averages.",
        edit=((_RUN_MEAN, 'running["mean"] = 0.1 * running["mean"] + 0.9 * mean'),),
    ),
    Fault(
        "BN-VAR-MOMENTUM",
        "The running variance takes nine tenths of the batch; it moves by one tenth only.",
        "new = 0.9 old + 0.1 batch, for both averages.",
        edit=((_RUN_VAR, 'running["var"] = 0.1 * running["var"] + 0.9 * var'),),
    ),
)
