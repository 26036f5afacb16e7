"""The relu as a product with its gate."""


def relu(t):
    return t * Tensor(t.data > 0)


def network_loss(params, x, y_true):
    a1 = relu(Tensor(x) @ params["w1"] + params["b1"])
    a2 = relu(a1 @ params["w2"] + params["b2"])
    p = apply(Sigmoid, a2 @ params["w3"] + params["b3"])
    return apply(BinaryCrossEntropy, p, Tensor(y_true))


def tape_step(params, x, y_true, learning_rate):
    loss = network_loss(params, x, y_true)
    backward(loss)
    for p in params.values():
        p.data = p.data + (-learning_rate) * p.grad
    return float(loss.data)
