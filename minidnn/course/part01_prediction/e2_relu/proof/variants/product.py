"""relu as a product with the gate."""


def relu(z):
    #### BEGIN IMPLEMENTATION ####
    gate = z > 0  # True is 1, False is 0
    a = z * gate
    #### END IMPLEMENTATION ####
    return a
