"""Exercise 3.4, backward through a dense layer: reference, cases and known mistakes."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Fault, Property


def dense_backward(a_prev, w, dl_dz):
    dl_dw = a_prev.T @ dl_dz
    dl_db = np.sum(dl_dz, axis=0, keepdims=True)
    dl_da_prev = dl_dz @ w.T
    return dl_dw, dl_db, dl_da_prev


def dense_backward_cases(rng):
    def case(name, n, i, o, scale=1.0):
        args = (rng.normal(size=(n, i)), rng.normal(size=(i, o)), scale * rng.normal(size=(n, o)))
        return Case(name, args)

    return [
        case("7 samples of 5 inputs to 3 outputs", 7, 5, 3),
        case("3 samples of 2 inputs to 5 outputs", 3, 2, 5),
        case("square weights", 7, 5, 5),
        case("everything square", 3, 3, 3),
        case("one sample", 1, 5, 3),
        case("one output", 7, 5, 1),
        case("tiny gradients", 7, 3, 5, scale=1e-9),
    ]


DENSE_BACKWARD = Exercise(
    number="3.4",
    name="dense_backward",
    title="Backward through a dense layer",
    functions=("dense_backward",),
    reference=(dense_backward,),
    cases=dense_backward_cases,
    outputs=("dl_dw", "dl_db", "dl_da_prev"),
    properties=(
        Property("the values of dl_dw", 2, outputs=("dl_dw",), rtol=1e-4),
        Property("the values of dl_db", 2, outputs=("dl_db",), rtol=1e-4),
        Property("the values of dl_da_prev", 2, outputs=("dl_da_prev",), rtol=1e-4),
        Property("the shapes of all three", 2, kind="shape"),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
        Property("giving the same answer twice", 1, kind="repeat"),
    ),
    faults=(
        Fault(
            "DENSE-DW-TRANSPOSED",
            "Your dl_dw is the transpose of the right one.",
            "Write down the shapes: dl_dw must have the shape of w, (inputs, outputs).",
            edit=(("a_prev.T @ dl_dz", "dl_dz.T @ a_prev"),),
        ),
        Fault(
            "DENSE-DW-MEAN",
            "Your dl_dw is divided by the number of samples.",
            "The loss already holds the mean; which function has divided by N before?",
            edit=(("a_prev.T @ dl_dz", "a_prev.T @ dl_dz / len(a_prev)"),),
        ),
        Fault(
            "DENSE-DB-MEAN",
            "Your dl_db is the mean over the samples where it must be the sum.",
            "Every sample adds its own contribution to the gradient of the bias.",
            edit=(
                ("np.sum(dl_dz, axis=0, keepdims=True)", "np.mean(dl_dz, axis=0, keepdims=True)"),
            ),
        ),
        Fault(
            "DENSE-DB-NO-KEEPDIMS",
            "Your dl_db has lost an axis: shape (outputs,) instead of (1, outputs).",
            "b has shape (1, outputs), and a gradient has the shape of its parameter.",
            edit=((", keepdims=True", ""),),
        ),
        Fault(
            "DENSE-DB-AXIS",
            "Your dl_db is summed over the outputs instead of the samples.",
            "Which axis of dl_dz counts the samples?",
            edit=(("axis=0, keepdims=True", "axis=1, keepdims=True"),),
        ),
        Fault(
            "DENSE-DX-NO-TRANSPOSE",
            "Your dl_da_prev multiplies by w where its transpose is needed.",
            "dl_da_prev has the shape of a_prev: which factor turns outputs back into inputs?",
            edit=(("dl_dz @ w.T", "dl_dz @ w"),),
        ),
        Fault(
            "DENSE-RETURN-ORDER",
            "You return the gradients in another order: dl_da_prev comes last.",
            "Read the signature again: (dl_dw, dl_db, dl_da_prev).",
            edit=(("return dl_dw, dl_db, dl_da_prev", "return dl_da_prev, dl_dw, dl_db"),),
        ),
        Fault(
            "DENSE-ALL-MEAN",
            "All three gradients are divided by the number of samples.",
            "The 1/N is already inside dl_dz: the loss put it there.",
            edit=(
                ("a_prev.T @ dl_dz", "a_prev.T @ dl_dz / len(a_prev)"),
                ("np.sum(dl_dz, axis=0, keepdims=True)", "np.mean(dl_dz, axis=0, keepdims=True)"),
                ("dl_dz @ w.T", "dl_dz @ w.T / len(a_prev)"),
            ),
        ),
        Fault(
            "DENSE-DX-MEAN",
            "Your dl_da_prev is divided by the number of samples.",
            "Each row has its own gradient; nothing is averaged here.",
            edit=(("dl_dz @ w.T", "dl_dz @ w.T / len(a_prev)"),),
        ),
        Fault(
            "DENSE-DW-NO-UPSTREAM",
            "Your dl_dw does not depend on dl_dz: the upstream gradient is missing.",
            "The chain rule: every backward function multiplies by what comes from the loss.",
            edit=(("a_prev.T @ dl_dz", "a_prev.T @ np.ones_like(dl_dz)"),),
        ),
        Fault(
            "DENSE-DX-NO-UPSTREAM",
            "Your dl_da_prev does not depend on dl_dz: the upstream gradient is missing.",
            "The chain rule: every backward function multiplies by what comes from the loss.",
            edit=(("dl_dz @ w.T", "np.ones_like(dl_dz) @ w.T"),),
        ),
        Fault(
            "DENSE-DB-NO-UPSTREAM",
            "Your dl_db counts the samples instead of adding up their gradients.",
            "b is used by every row, and each row has its own dl_dz.",
            edit=(
                (
                    "np.sum(dl_dz, axis=0, keepdims=True)",
                    "np.sum(np.ones_like(dl_dz), axis=0, keepdims=True)",
                ),
            ),
        ),
        Fault(
            "DENSE-DB-NOT-SUMMED",
            "Your dl_db is dl_dz itself: it is not summed over the samples.",
            "b has one row, dl_dz has N: what happens to the N rows?",
            edit=(("np.sum(dl_dz, axis=0, keepdims=True)", "dl_dz * 1.0"),),
        ),
        Fault(
            "DENSE-DB-ONE-NUMBER",
            "Your dl_db is a single number: you summed over both axes.",
            "Every output has its own bias.",
            edit=(("np.sum(dl_dz, axis=0, keepdims=True)", "np.sum(dl_dz)"),),
        ),
        Fault(
            "DENSE-DB-FIRST-ROW",
            "Your dl_db takes only the first sample.",
            "b is used by every row.",
            edit=(("np.sum(dl_dz, axis=0, keepdims=True)", "dl_dz[:1] * 1.0"),),
        ),
        Fault(
            "DENSE-DW-ELEMENTWISE",
            "In dl_dw you multiply number by number where a matrix product is needed.",
            "The sum over the samples is a matrix product; `*` is not.",
            edit=(("a_prev.T @ dl_dz", "a_prev.T * dl_dz"),),
        ),
        Fault(
            "DENSE-DW-NO-TRANSPOSE",
            "In dl_dw nothing is transposed: the shapes (N, inputs) and (N, outputs) do not fit.",
            "One of them has to be turned so that the N rows meet.",
            edit=(("a_prev.T @ dl_dz", "a_prev @ dl_dz"),),
        ),
        Fault(
            "DENSE-DX-TRANSPOSED",
            "Your dl_da_prev is the transpose of the right one.",
            "dl_da_prev must have the shape of a_prev, (N, inputs).",
            edit=(("dl_dz @ w.T", "w @ dl_dz.T"),),
        ),
        Fault(
            "DENSE-MINUS",
            "All three gradients have the wrong sign.",
            "The minus sign comes later, in the training step; a gradient points uphill.",
            edit=(
                ("a_prev.T @ dl_dz", "-a_prev.T @ dl_dz"),
                ("np.sum(dl_dz, axis=0, keepdims=True)", "-np.sum(dl_dz, axis=0, keepdims=True)"),
                ("dl_dz @ w.T", "-dl_dz @ w.T"),
            ),
        ),
        Fault(
            "DENSE-SWAPPED-W-B",
            "You return dl_db before dl_dw.",
            "Read the signature again: (dl_dw, dl_db, dl_da_prev).",
            edit=(("return dl_dw, dl_db, dl_da_prev", "return dl_db, dl_dw, dl_da_prev"),),
        ),
    ),
    hints=(
        "Each gradient has the shape of the thing it belongs to: start from the shapes.",
        "z = a_prev @ w + b: dl_dw combines a_prev and dl_dz, dl_da_prev combines dl_dz and w, "
        "and b is added to every row.",
        "A matrix product whose shapes fit only one way: (inputs, N)·(N, outputs) for w, "
        "(N, outputs)·(outputs, inputs) for a_prev; for b add up the rows and keep the axis.",
    ),
)
