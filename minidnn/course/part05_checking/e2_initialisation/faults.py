"""Known mistakes of exercise 5.2, initialisation."""

from minidnn.grading.spec import Fault

FAULTS = (
    Fault(
        "XAVIER-STD-AS-LIMIT",
        "xavier_uniform uses the standard deviation as its limit: the weights are 1.7 times "
        "too small.",
        "A uniform distribution from -a to a has the standard deviation a divided by the root "
        "of 3.",
        edit=(("np.sqrt(6 / (inputs + outputs))", "np.sqrt(2 / (inputs + outputs))"),),
    ),
    Fault(
        "XAVIER-NO-ROOT",
        "xavier_uniform has lost its square root: the limit is a variance.",
        "Which of the two is a length, the variance or the standard deviation?",
        edit=(("np.sqrt(6 / (inputs + outputs))", "6 / (inputs + outputs)"),),
    ),
    Fault(
        "XAVIER-INPUTS-ONLY",
        "xavier_uniform looks only at the inputs.",
        "Xavier keeps the signal on the way forward and on the way back: both sizes count.",
        edit=(("6 / (inputs + outputs)", "6 / inputs"),),
    ),
    Fault(
        "XAVIER-OUTPUTS-ONLY",
        "xavier_uniform looks only at the outputs.",
        "Xavier keeps the signal on the way forward and on the way back: both sizes count.",
        edit=(("6 / (inputs + outputs)", "6 / outputs"),),
    ),
    Fault(
        "XAVIER-NORMAL",
        "xavier_uniform draws from a normal distribution; a uniform one was asked for.",
        "The name says which of rng's functions to take.",
        edit=(
            (
                "rng.uniform(-limit, limit, size=(inputs, outputs))",
                "rng.normal(0, limit / np.sqrt(3), size=(inputs, outputs))",
            ),
        ),
    ),
    Fault(
        "XAVIER-POSITIVE",
        "All weights of xavier_uniform are positive.",
        "The limit applies to both sides of 0.",
        edit=(("rng.uniform(-limit, limit,", "rng.uniform(0, limit,"),),
    ),
    Fault(
        "XAVIER-HALF",
        "The weights of xavier_uniform are 1.4 times too small: there is a 3 where a 6 "
        "belongs.",
        "The mean of inputs and outputs brings a factor of 2 with it.",
        edit=(("6 / (inputs + outputs)", "3 / (inputs + outputs)"),),
    ),
    Fault(
        "HE-OUTPUTS",
        "he_normal divides by the number of outputs.",
        "How many terms does the sum in one neuron have?",
        edit=(("2 / inputs", "2 / outputs"),),
    ),
    Fault(
        "HE-VARIANCE",
        "he_normal uses the variance where the standard deviation belongs.",
        "rng.normal wants the standard deviation, which is the root of the variance.",
        edit=(("np.sqrt(2 / inputs)", "2 / inputs"),),
    ),
    Fault(
        "HE-NO-TWO",
        "The weights of he_normal are 1.4 times too small: the factor 2 is missing.",
        "ReLU sets half of the numbers to 0; something has to make up for it.",
        edit=(("2 / inputs", "1 / inputs"),),
    ),
    Fault(
        "HE-BOTH",
        "he_normal uses inputs and outputs, as Xavier does.",
        "He asks only for the way forward.",
        edit=(("2 / inputs", "2 / (inputs + outputs)"),),
    ),
    Fault(
        "HE-UNIFORM",
        "he_normal draws from a uniform distribution; a normal one was asked for.",
        "The name says which of rng's functions to take.",
        edit=(
            (
                "rng.normal(0, std, size=(inputs, outputs))",
                "rng.uniform(-std * np.sqrt(3), std * np.sqrt(3), size=(inputs, outputs))",
            ),
        ),
    ),
    Fault(
        "HE-STANDARD",
        "he_normal draws standard normal numbers: the scale is missing.",
        "You computed a standard deviation; where does it go?",
        edit=(("rng.normal(0, std,", "rng.normal(0, 1,"),),
    ),
    Fault(
        "INIT-TRANSPOSED",
        "The shape is (outputs, inputs); this course keeps weights as (inputs, outputs).",
        "x @ w with x (N, inputs): which shape must w have?",
        edit=(
            (
                "rng.uniform(-limit, limit, size=(inputs, outputs))",
                "rng.uniform(-limit, limit, size=(outputs, inputs))",
            ),
            (
                "rng.normal(0, std, size=(inputs, outputs))",
                "rng.normal(0, std, size=(outputs, inputs))",
            ),
        ),
    ),
    Fault(
        "INIT-OWN-GENERATOR",
        "The generator rng is not used: the same seed does not give the same weights.",
        "All randomness comes from the argument rng.",
        edit=(
            ("return rng.uniform", "return np.random.uniform"),
            ("return rng.normal", "return np.random.normal"),
        ),
    ),
    Fault(
        "INIT-FIXED-SEED",
        "The weights are always the same, whatever rng is.",
        "Draw from the argument rng, do not make a generator of your own.",
        edit=(
            ("limit = np.sqrt", "rng = np.random.default_rng(0)\n    limit = np.sqrt"),
            ("std = np.sqrt", "rng = np.random.default_rng(0)\n    std = np.sqrt"),
        ),
    ),
    Fault(
        "INIT-ZEROS",
        "All weights are 0: every neuron of a layer computes and learns the same.",
        "The neurons must start different from each other.",
        edit=(
            (
                "return rng.uniform(-limit, limit, size=(inputs, outputs))",
                "return np.zeros((inputs, outputs))",
            ),
            (
                "return rng.normal(0, std, size=(inputs, outputs))",
                "return np.zeros((inputs, outputs))",
            ),
        ),
    ),
)
