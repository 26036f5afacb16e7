"""Known mistakes of exercise 1.4, Model."""

from minidnn.grading.spec import Fault

FAULTS = (
    Fault(
        "MODEL-ZERO-WEIGHTS",
        "Your weights start at zero.",
        "Neurons that start equal stay equal: the weights have to be random.",
        edit=(
            ("np.random.uniform(-0.5, 0.5, size=(5, 64))", "np.zeros((5, 64))"),
            ("np.random.uniform(-0.5, 0.5, size=(64, 64))", "np.zeros((64, 64))"),
            ("np.random.uniform(-0.5, 0.5, size=(64, 1))", "np.zeros((64, 1))"),
        ),
    ),
    Fault(
        "MODEL-WEIGHTS-0-TO-1",
        "Your weights lie between 0 and 1: all of them are positive.",
        "The range goes from -0.5 to 0.5: what does np.random.uniform take if you do not say "
        "it?",
        edit=(
            ("np.random.uniform(-0.5, 0.5, size=(5, 64))", "np.random.uniform(size=(5, 64))"),
            ("np.random.uniform(-0.5, 0.5, size=(64, 64))", "np.random.uniform(size=(64, 64))"),
            ("np.random.uniform(-0.5, 0.5, size=(64, 1))", "np.random.uniform(size=(64, 1))"),
        ),
    ),
    Fault(
        "MODEL-WEIGHTS-WIDE",
        "Your weights lie between -1 and 1 instead of -0.5 and 0.5.",
        "Check the two limits.",
        edit=(
            (
                "np.random.uniform(-0.5, 0.5, size=(5, 64))",
                "np.random.uniform(-1, 1, size=(5, 64))",
            ),
            (
                "np.random.uniform(-0.5, 0.5, size=(64, 64))",
                "np.random.uniform(-1, 1, size=(64, 64))",
            ),
            (
                "np.random.uniform(-0.5, 0.5, size=(64, 1))",
                "np.random.uniform(-1, 1, size=(64, 1))",
            ),
        ),
    ),
    Fault(
        "MODEL-WEIGHTS-NORMAL",
        "Your weights come from the bell curve (normal distribution).",
        "All values of the range shall be equally likely: that is the uniform distribution.",
        edit=(
            ("np.random.uniform(-0.5, 0.5, size=(5, 64))", "np.random.normal(size=(5, 64))"),
            ("np.random.uniform(-0.5, 0.5, size=(64, 64))", "np.random.normal(size=(64, 64))"),
            ("np.random.uniform(-0.5, 0.5, size=(64, 1))", "np.random.normal(size=(64, 1))"),
        ),
    ),
    Fault(
        "MODEL-WEIGHTS-TRANSPOSED",
        "Your weights have the shape (outputs, inputs).",
        "dense multiplies (N, inputs) with (inputs, outputs).",
        edit=(
            (
                "np.random.uniform(-0.5, 0.5, size=(5, 64))",
                "np.random.uniform(-0.5, 0.5, size=(64, 5))",
            ),
            (
                "np.random.uniform(-0.5, 0.5, size=(64, 1))",
                "np.random.uniform(-0.5, 0.5, size=(1, 64))",
            ),
        ),
    ),
    Fault(
        "MODEL-DRAW-ORDER",
        "You draw the weights in another order than w1, w2, w3.",
        "The random numbers come in a row, and everybody shall get the same: first w1, last "
        "w3.",
        edit=(
            (
                "self.w1 = np.random.uniform(-0.5, 0.5, size=(5, 64))",
                "self.w3 = np.random.uniform(-0.5, 0.5,  size=(64, 1))",
            ),
            (
                "self.w3 = np.random.uniform(-0.5, 0.5, size=(64, 1))",
                "self.w1 = np.random.uniform(-0.5, 0.5,  size=(5, 64))",
            ),
        ),
    ),
    Fault(
        "MODEL-RESEEDS",
        "Your constructor sets the random seed itself, so all models are equal.",
        "Who wants the same numbers again calls reset_seed before; the constructor only draws.",
        edit=(
            (
                "self.w1 = np.random.uniform(-0.5, 0.5, size=(5, 64))",
                "np.random.seed(123)\n        self.w1 = np.random.uniform(-0.5, 0.5, size=(5, "
                "64))",
            ),
        ),
    ),
    Fault(
        "MODEL-BIAS-1D",
        "Your biases have the shape (outputs,) instead of (1, outputs).",
        "The table asks for one row: two dimensions.",
        edit=(
            ("np.zeros((1, 64))\n        self.w2", "np.zeros(64)\n        self.w2"),
            ("np.zeros((1, 64))\n        self.w3", "np.zeros(64)\n        self.w3"),
            ("np.zeros((1, 1))", "np.zeros(1)"),
        ),
    ),
    Fault(
        "MODEL-B3-WIDE",
        "Your b3 has the shape (1, 64); layer 3 has a single neuron.",
        "One bias for each neuron of the layer: see the table.",
        edit=(("np.zeros((1, 1))", "np.zeros((1, 64))"),),
    ),
    Fault(
        "MODEL-BIAS-ONES",
        "Your biases start at one instead of zero.",
        "NumPy has a function that makes an array full of zeros.",
        edit=(
            ("np.zeros((1, 64))\n        self.w2", "np.ones((1, 64))\n        self.w2"),
            ("np.zeros((1, 64))\n        self.w3", "np.ones((1, 64))\n        self.w3"),
            ("np.zeros((1, 1))", "np.ones((1, 1))"),
        ),
    ),
    Fault(
        "MODEL-BIAS-RANDOM",
        "Your biases are random.",
        "Only the weights have to be random; the biases start at zero.",
        edit=(
            (
                "np.zeros((1, 64))\n        self.w2",
                "np.random.uniform(-0.5, 0.5,  size=(1, 64))\n        self.w2",
            ),
            (
                "np.zeros((1, 64))\n        self.w3",
                "np.random.uniform(-0.5, 0.5,  size=(1, 64))\n        self.w3",
            ),
            ("np.zeros((1, 1))", "np.random.uniform(-0.5, 0.5,  size=(1, 1))"),
        ),
    ),
    Fault(
        "MODEL-NO-SIGMOID",
        "The sigmoid at the end of predict is missing.",
        "The result must be a probability.",
        edit=(("sigmoid(z3)", "z3"),),
    ),
    Fault(
        "MODEL-NO-RELU",
        "There is no relu between your layers.",
        "Without a bend between them three layers are no more than one.",
        edit=(
            ("relu(z1)", "z1"),
            ("relu(z2)", "z2"),
        ),
    ),
    Fault(
        "MODEL-NO-RELU-1",
        "The relu after layer 1 is missing.",
        "Compare with the drawing: what stands between two dense layers?",
        edit=(("relu(z1)", "z1"),),
    ),
    Fault(
        "MODEL-NO-RELU-2",
        "The relu after layer 2 is missing.",
        "Compare with the drawing: what stands between two dense layers?",
        edit=(("relu(z2)", "z2"),),
    ),
    Fault(
        "MODEL-SIGMOID-INSIDE",
        "You use the sigmoid in the hidden layers, too.",
        "The hidden layers have another activation; the sigmoid is only for the end.",
        edit=(
            ("relu(z1)", "sigmoid(z1)"),
            ("relu(z2)", "sigmoid(z2)"),
        ),
    ),
    Fault(
        "MODEL-RELU-AT-END",
        "You apply a relu before the final sigmoid, so nothing is ever below 0.5.",
        "The last layer goes from dense to sigmoid directly.",
        edit=(("sigmoid(z3)", "sigmoid(relu(z3))"),),
    ),
    Fault(
        "MODEL-RELU-FOR-SIGMOID",
        "The last activation is a relu where the sigmoid is needed.",
        "The result must be a probability.",
        edit=(("sigmoid(z3)", "relu(z3)"),),
    ),
    Fault(
        "MODEL-SKIPS-LAYER-2",
        "Layer 3 gets the output of layer 1: layer 2 is left out.",
        "Follow the chain: what comes out of one layer goes into the next.",
        edit=(("dense(a2, self.w3", "dense(a1, self.w3"),),
    ),
    Fault(
        "MODEL-WRONG-BIAS",
        "Layer 2 uses the bias of layer 1.",
        "Each layer has a bias of its own.",
        edit=(("dense(a1, self.w2, self.b2)", "dense(a1, self.w2, self.b1)"),),
    ),
    Fault(
        "MODEL-DECIDES",
        "predict returns the decision (0 or 1) instead of the probability.",
        "Rounding is left to those who look at the result; the loss needs the probability.",
        edit=(("sigmoid(z3)", "(sigmoid(z3) > 0.5) * 1.0"),),
    ),
    Fault(
        "MODEL-TRUE-FALSE",
        "predict returns True and False instead of the probability.",
        "Return what the sigmoid gives.",
        edit=(("sigmoid(z3)", "sigmoid(z3) > 0.5"),),
    ),
)
