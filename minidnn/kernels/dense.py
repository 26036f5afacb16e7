"""Bias and ReLU after a matrix product, in one kernel; and back."""

import numpy as np

from .kernel import Kernel

BIAS_RELU = Kernel(
    "bias_relu",
    """
extern "C" __global__ void bias_relu(T* y, const T* x, const T* bias, long long n, int columns) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    T sum = x[i] + bias[i % columns];
    y[i] = sum <= 0 ? (T)0 : sum;  // NaN stays NaN
}
""",
)

RELU_DX = Kernel(
    "relu_dx",
    """
extern "C" __global__ void relu_dx(T* dx, const T* dy, const T* y, long long n) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i < n) dx[i] = y[i] > 0 ? dy[i] : 0 * y[i];
}
""",
)


def bias_relu(x, bias):
    """y = max(x + bias, 0):  x (N,D), bias (D,)."""
    return np.maximum(x + bias, 0)


def relu_dx(dy, y):
    """dx = dy where y > 0:  (N,D)."""
    return dy * np.sign(y)
