"""The library's embedding on the student's functions of exercise 12.6, without places."""

import numpy as np

OPS = {"embedding": "embedding"}
NEEDS = {"embedding": ("embed", "embed_backward")}


def embedding(mine, op):
    def on_mine(weight, index, *, padding_idx=None, scale_grad_by_freq=False):
        if padding_idx is not None or scale_grad_by_freq or index.ndim == 0:
            return op(weight, index, padding_idx=padding_idx, scale_grad_by_freq=scale_grad_by_freq)
        tokens = index.reshape(-1, index.shape[-1])
        places = np.zeros((tokens.shape[1], weight.shape[1]), weight.dtype)
        y = mine.embed(tokens, weight, places)

        def dweight(dy):
            return mine.embed_backward(tokens, weight, places, dy.reshape(y.shape))[0]

        return y.reshape(*index.shape, -1), dweight, None

    return on_mine
