"""A solution of exercise 8.4, one block for each blank of the page, in its order."""

import numpy as np

from minidnn.course import Tensor


def apply(function, *tensors):
    saved = []
    #### BEGIN IMPLEMENTATION ####
    data = function.forward(saved, *[t.data for t in tensors])
    sources = [
        (t, lambda dy, i=i: function.backward(saved, dy)[i]) for i, t in enumerate(tensors)
    ]
    #### END IMPLEMENTATION ####
    return Tensor(data, sources)


class Relu:
    @staticmethod
    def forward(saved, z):
        #### BEGIN IMPLEMENTATION ####
        saved.append(z > 0)
        a = np.maximum(z, 0)
        #### END IMPLEMENTATION ####
        return a

    @staticmethod
    def backward(saved, dy):
        #### BEGIN IMPLEMENTATION ####
        dz = dy * saved[0]
        #### END IMPLEMENTATION ####
        return (dz,)


class Sigmoid:
    @staticmethod
    def forward(saved, z):
        #### BEGIN IMPLEMENTATION ####
        a = 1 / (1 + np.exp(-z))
        saved.append(a)
        #### END IMPLEMENTATION ####
        return a

    @staticmethod
    def backward(saved, dy):
        #### BEGIN IMPLEMENTATION ####
        s = saved[0]
        dz = dy * s * (1 - s)
        #### END IMPLEMENTATION ####
        return (dz,)
