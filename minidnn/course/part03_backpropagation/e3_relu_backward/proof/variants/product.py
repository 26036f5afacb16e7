"""relu_backward as a product with the gate."""


def relu_backward(z, dl_da):
    #### BEGIN IMPLEMENTATION ####
    gate = z > 0
    dl_dz = dl_da * gate  # closed: times 0
    #### END IMPLEMENTATION ####
    return dl_dz
