"""The right answer to exercise 3.2, sigmoid_backward."""

from minidnn.course.part01_prediction.e3_sigmoid.reference import sigmoid


def sigmoid_backward(z, dl_da):
    s = sigmoid(z)
    slope = s * (1 - s)
    return dl_da * slope
