"""sigmoid_backward as the product of two sigmoids."""


def sigmoid_backward(z, dl_da):
    #### BEGIN IMPLEMENTATION ####
    # 1 - sigmoid(z) is sigmoid(-z)
    dl_dz = sigmoid(z) * sigmoid(-z) * dl_da
    #### END IMPLEMENTATION ####
    return dl_dz
