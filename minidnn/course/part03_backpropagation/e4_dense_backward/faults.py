"""Known mistakes of exercise 3.4, dense_backward."""

from minidnn.grading.spec import Fault

FAULTS = (
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
)
