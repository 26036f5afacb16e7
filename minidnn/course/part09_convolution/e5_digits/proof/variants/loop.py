"""The layers in a loop; the sum the other way round."""


def residual_block(x, params, running, training):
    change = x
    for layer in ("conv2", "conv3"):
        change = conv_norm(change, params, running, layer, training)
        if layer == "conv2":
            change = apply(Relu, change)
    return apply(Relu, x + change)


def digits_cnn(params, running, x, training):
    t = Tensor(x)
    t = conv_norm(t, params, running, "conv1", training)
    for function in (Relu, Pool):
        t = apply(function, t)
    t = residual_block(t, params, running, training)
    for function in (Pool, Flatten):
        t = apply(function, t)
    return params["dense.bias"] + t @ params["dense.weight"]
