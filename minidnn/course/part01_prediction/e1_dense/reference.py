"""The right answer to exercise 1.1, dense."""


def dense(a_prev, w, b):
    products = a_prev @ w
    return products + b
