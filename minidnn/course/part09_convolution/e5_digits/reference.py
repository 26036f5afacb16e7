"""The right answer to exercise 9.5, digits_cnn, and the operations that the page gives."""

import numpy as np

from minidnn.course.part06_optimizers.e1_batches.reference import iterate_minibatches
from minidnn.course.part06_optimizers.e3_adam.reference import adam_step
from minidnn.course.part07_classes.e2_log_softmax.reference import log_softmax
from minidnn.course.part08_tape.e2_tensor.reference import Tensor
from minidnn.course.part08_tape.e3_backward.reference import backward
from minidnn.course.part08_tape.e4_function.reference import Relu, apply

from ..e1_conv2d.reference import conv2d
from ..e2_conv2d_backward.reference import conv2d_backward
from ..e3_max_pool.reference import max_pool2d, max_pool2d_backward
from ..e4_batch_norm.reference import batch_norm, batch_norm_backward


class Conv:
    @staticmethod
    def forward(saved, x, weight, bias):
        saved += [x, weight]
        return conv2d(x, weight, bias, 1, weight.shape[2] // 2)

    @staticmethod
    def backward(saved, dy):
        x, weight = saved
        return conv2d_backward(x, weight, dy, 1, weight.shape[2] // 2)


class Norm:
    def __init__(self, running, training):
        self.running, self.training = running, training

    def forward(self, saved, x, gamma, beta):
        saved += [x, gamma]
        return batch_norm(x, gamma, beta, self.running, self.training)

    def backward(self, saved, dy):
        x, gamma = saved
        return batch_norm_backward(x, gamma, dy)


class Pool:
    @staticmethod
    def forward(saved, x):
        saved.append(x)
        return max_pool2d(x, 2)

    @staticmethod
    def backward(saved, dy):
        return (max_pool2d_backward(saved[0], dy, 2),)


class Flatten:
    @staticmethod
    def forward(saved, x):
        saved.append(x.shape)
        return x.reshape(len(x), -1)

    @staticmethod
    def backward(saved, dy):
        return (dy.reshape(saved[0]),)


class CrossEntropy:
    def __init__(self, y_true):
        self.y_true = y_true

    def forward(self, saved, scores):
        log_p = log_softmax(scores)
        saved.append(log_p)
        return -np.mean(log_p[np.arange(len(scores)), self.y_true])

    def backward(self, saved, dy):
        gradient = np.exp(saved[0])
        gradient[np.arange(len(gradient)), self.y_true] -= 1
        return (dy * gradient / len(gradient),)


def conv_norm(x, params, running, layer, training):
    """Convolution and batch normalisation of one layer."""
    y = apply(Conv, x, params[f"{layer}.weight"], params[f"{layer}.bias"])
    norm = Norm(running[layer], training)
    return apply(norm, y, params[f"{layer}.gamma"], params[f"{layer}.beta"])


def residual_block(x, params, running, training):
    a = apply(Relu, conv_norm(x, params, running, "conv2", training))
    b = conv_norm(a, params, running, "conv3", training)
    return apply(Relu, b + x)


def digits_cnn(params, running, x, training):
    a = apply(Relu, conv_norm(Tensor(x), params, running, "conv1", training))
    a = apply(Pool, a)
    a = residual_block(a, params, running, training)
    a = apply(Flatten, apply(Pool, a))
    return a @ params["dense.weight"] + params["dense.bias"]


def first_cnn(rng, channels):
    """Fresh parameters (He) and running averages."""
    params, running = {}, {}
    for layer, inputs in (("conv1", 1), ("conv2", channels), ("conv3", channels)):
        spread = np.sqrt(2 / (9 * inputs))
        params[f"{layer}.weight"] = Tensor(spread * rng.normal(size=(channels, inputs, 3, 3)))
        params[f"{layer}.bias"] = Tensor(np.zeros(channels))
        params[f"{layer}.gamma"] = Tensor(np.ones(channels))
        params[f"{layer}.beta"] = Tensor(np.zeros(channels))
        running[layer] = {"mean": np.zeros(channels), "var": np.ones(channels)}
    size = 4 * channels
    params["dense.weight"] = Tensor(np.sqrt(1 / size) * rng.normal(size=(size, 10)))
    params["dense.bias"] = Tensor(np.zeros((1, 10)))
    return params, running


def train_cnn(network, params, running, x, y_true, epochs, batch_size, learning_rate, rng):
    """Adam on the tape; the learning rate falls to 0 as half a cosine. Returns the losses."""
    losses, state, step = [], {}, 0
    total = epochs * -(-len(x) // batch_size)
    for _ in range(epochs):
        for x_batch, y_batch in iterate_minibatches(x, y_true, batch_size, rng):
            loss = apply(CrossEntropy(y_batch), network(params, running, x_batch, True))
            backward(loss)
            arrays = {name: p.data for name, p in params.items()}
            grads = {name: p.grad for name, p in params.items()}
            rate = learning_rate * 0.5 * (1 + np.cos(np.pi * step / total))
            adam_step(arrays, grads, state, rate)
            for name, p in params.items():
                p.data = arrays[name]
            losses.append(float(loss.data))
            step += 1
    return losses
