"""The numbers against PyTorch's quantisation per channel; the product within its bound."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import dequantise, quantise, quantised_product


def make(torch, rng):
    """What PyTorch's fake_quantize_per_channel_affine makes of a table."""
    w, x = rng.normal(size=(7, 5)).astype(np.float32), rng.normal(size=(3, 5))
    scales = torch.tensor(np.abs(w).max(axis=1) / 127)
    zero = torch.zeros(7, dtype=torch.int32)
    done = torch.fake_quantize_per_channel_affine(torch.tensor(w), scales, zero, 0, -128, 127)
    return {"w": w.astype(np.float64), "x": x, "restored": done.numpy().astype(np.float64)}


def check(goldens):
    w, x = goldens["w"], goldens["x"]
    codes, scale = quantise(w)
    assert codes.dtype == np.int8
    close(codes.astype(float), np.round(goldens["restored"] / scale), 0)
    close(dequantise(codes, scale), goldens["restored"], 1e-6)
    assert np.all(np.abs(dequantise(codes, scale) - w) <= scale / 2 + 1e-12)
    x_codes, x_scale = quantise(x)
    close(
        quantised_product(x, codes, scale),
        dequantise(x_codes, x_scale) @ dequantise(codes, scale).T,
        1e-10,
    )
