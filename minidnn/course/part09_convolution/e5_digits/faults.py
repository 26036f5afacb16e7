"""Known mistakes of exercise 9.5, digits_cnn."""

from minidnn.grading.spec import Fault

_A = 'a = apply(Relu, conv_norm(x, params, running, "conv2", training))'
_B = 'b = conv_norm(a, params, running, "conv3", training)'
_SUM = "return apply(Relu, b + x)"
_ONE = 'a = apply(Relu, conv_norm(Tensor(x), params, running, "conv1", training))'
_BLOCK = "a = residual_block(a, params, running, training)"
_DENSE = 'a @ params["dense.weight"] + params["dense.bias"]'

FAULTS = (
    Fault(
        "CNN-NO-SHORTCUT",
        "The block does not add x: the short way is missing.",
        "What does the arrow below the drawing do?",
        edit=((_SUM, "return apply(Relu, b)"),),
    ),
    Fault(
        "CNN-ADDS-A",
        "The block adds the result of its first convolution, not x.",
        "The arrow starts where x comes in.",
        edit=((_SUM, "return apply(Relu, b + a)"),),
    ),
    Fault(
        "CNN-NO-LAST-RELU",
        "The relu after the sum is missing.",
        "Follow the drawing to its end.",
        edit=((_SUM, "return b + x"),),
    ),
    Fault(
        "CNN-RELU-BEFORE-SUM",
        "The relu stands before the sum.",
        "First the sum, then the relu.",
        edit=((_SUM, "return apply(Relu, b) + x"),),
    ),
    Fault(
        "CNN-NO-INNER-RELU",
        "The relu between the two convolutions is missing.",
        "Two convolutions in a row are one.",
        edit=((_A, 'a = conv_norm(x, params, running, "conv2", training)'),),
    ),
    Fault(
        "CNN-SAME-LAYER",
        "Both convolutions of the block use the layer conv2.",
        "The second one is conv3.",
        edit=((_B, _B.replace("conv3", "conv2")),),
    ),
    Fault(
        "CNN-LAYERS-SWAPPED",
        "conv2 and conv3 have changed places.",
        "conv2 comes first.",
        edit=((_A, _A.replace("conv2", "conv3")), (_B, _B.replace("conv3", "conv2"))),
    ),
    Fault(
        "CNN-SKIPS-FIRST",
        "The second convolution takes x, not the result of the first.",
        "One after the other.",
        edit=((_B, _B.replace("(a,", "(x,")),),
    ),
    Fault(
        "CNN-CUT",
        "The tape is cut in the block: what comes before it gets no gradient.",
        "A new Tensor around .data remembers nothing.",
        edit=((_BLOCK, "a = residual_block(Tensor(a.data), params, running, training)"),),
    ),
    Fault(
        "CNN-NO-BLOCK",
        "The residual block is missing in the network.",
        "Line 4 of the table.",
        edit=((_BLOCK, "a = a"),),
    ),
    Fault(
        "CNN-BLOCK-TWICE",
        "The residual block is used twice.",
        "Once, with its own two layers.",
        edit=((_BLOCK, f"{_BLOCK}\n    {_BLOCK}"),),
    ),
    Fault(
        "CNN-NO-FIRST-RELU",
        "The relu after the first convolution is missing.",
        "Line 2 of the table.",
        edit=((_ONE, 'a = conv_norm(Tensor(x), params, running, "conv1", training)'),),
    ),
    Fault(
        "CNN-NO-DENSE-BIAS",
        "The bias of the last layer is missing.",
        "Product plus bias.",
        edit=((_DENSE, 'a @ params["dense.weight"]'),),
    ),
    Fault(
        "CNN-ALWAYS-TRAINING",
        "The network normalises with its batch even after the training.",
        "Hand training on to every layer.",
        edit=(
            (_ONE, _ONE.replace("training)", "True)")),
            (_BLOCK, _BLOCK.replace("training)", "True)")),
        ),
    ),
    Fault(
        "CNN-BLOCK-ALWAYS-TRAINING",
        "The block normalises with its batch after the training.",
        "Hand training on to every layer.",
        edit=((_BLOCK, _BLOCK.replace("training)", "True)")),),
    ),
    Fault(
        "CNN-NEVER-TRAINING",
        "The layers never learn their averages: training is always False.",
        "Hand training on to every layer.",
        edit=(
            (_ONE, _ONE.replace("training)", "False)")),
            (_BLOCK, _BLOCK.replace("training)", "False)")),
        ),
    ),
)
