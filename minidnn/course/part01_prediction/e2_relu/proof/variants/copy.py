"""relu that changes a copy."""

import numpy as np


def relu(numbers):
    result = numbers.copy()
    result[result < 0] = 0
    return result
