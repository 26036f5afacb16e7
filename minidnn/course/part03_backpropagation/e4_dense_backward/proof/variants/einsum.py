"""dense_backward by einsum, returned as a list."""

import numpy as np


def dense_backward(a_prev, w, dl_dz):
    #### BEGIN IMPLEMENTATION ####
    dl_dw = np.einsum("ni,no->io", a_prev, dl_dz)
    dl_db = np.einsum("no->o", dl_dz)[None, :]  # back to one row
    dl_da_prev = np.einsum("no,io->ni", dl_dz, w)
    #### END IMPLEMENTATION ####
    return [dl_dw, dl_db, dl_da_prev]
