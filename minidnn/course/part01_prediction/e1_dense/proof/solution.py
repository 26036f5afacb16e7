"""A solution of exercise 1.1, one block for each blank of the page, in its order."""


def dense(a_prev, w, b):
    #### BEGIN IMPLEMENTATION ####
    z = a_prev @ w + b
    #### END IMPLEMENTATION ####
    return z
