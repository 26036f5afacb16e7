"""conv_norm written out."""


def layer(x, name, params, running, training):
    weight, bias = params[name + ".weight"], params[name + ".bias"]
    y = apply(Conv(), x, weight, bias)
    return apply(Norm(running[name], training), y, params[name + ".gamma"], params[name + ".beta"])


def residual_block(x, params, running, training):
    inner = apply(Relu, layer(x, "conv2", params, running, training))
    return apply(Relu, layer(inner, "conv3", params, running, training) + x)


def digits_cnn(params, running, x, training):
    a = apply(Pool, apply(Relu, layer(Tensor(x), "conv1", params, running, training)))
    a = apply(Pool, residual_block(a, params, running, training))
    return apply(Flatten, a) @ params["dense.weight"] + params["dense.bias"]
