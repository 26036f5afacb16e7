"""Short-time Fourier transforms, for tensors: stft and its inverse istft."""

import numpy as np

from ..ops import fft as ops
from ..ops import pad as borders
from ..tape import apply
from .checks import expect_tensor
from .complexes import view_as_real
from .declare import method
from .index import raw
from .picking import unfold
from .scattering import index_add
from .shape import expand, permute, reshape, unsqueeze

__all__ = ["istft", "stft"]


def shapes(name, n_fft, hop_length, win_length, window, x):
    """(hop_length, a window (n_fft,)) of a real x; the defaults, and checks of the numbers."""
    hop = n_fft // 4 if hop_length is None else hop_length
    length = n_fft if win_length is None else win_length
    if n_fft < 1 or hop < 1 or not 0 < length <= n_fft:
        raise RuntimeError(
            f"{name}: expected n_fft > 0, hop_length > 0 and 0 < win_length <= n_fft; got n_fft "
            f"{n_fft}, hop_length {hop}, win_length {length}"
        )
    weights = x.result(np.ones_like(raw(x).real, shape=length)) if window is None else window
    if tuple(weights.shape) != (length,):
        raise RuntimeError(
            f"{name}: expected a window of {length} numbers; got {tuple(weights.shape)}"
        )
    before = (n_fft - length) // 2
    whole = apply(borders.pad, weights, padding=((before, n_fft - length - before),))
    return hop, whole


@method
def stft(
    input,
    n_fft,
    hop_length=None,
    win_length=None,
    window=None,
    center=True,
    pad_mode="reflect",
    normalized=False,
    onesided=None,
    return_complex=None,
    align_to_window=None,
):
    """The spectrum of every piece of a signal:  (N,L) or (L,) -> (N,frequencies,pieces) complex.

    A piece has n_fft numbers, weighted by window (win_length,); the next starts hop_length later
    (n_fft/4). center: the first piece lies around the first number, the ends are padded. onesided:
    only frequencies up to n_fft/2, for real signals. normalized: divided by √n_fft.
    """
    expect_tensor("stft", input)
    if return_complex is None and input.dtype.kind != "c":
        raise RuntimeError(
            "stft: the result is complex: give return_complex=True (False: its real and imaginary "
            "parts as a last dimension, the older form)"
        )
    if input.ndim not in (1, 2):
        raise RuntimeError(f"stft: expected a signal (L,) or (N,L); got {tuple(input.shape)}")
    hop, weights = shapes("stft", n_fft, hop_length, win_length, window, input)
    x = unsqueeze(input, 0) if input.ndim == 1 else input
    if center:
        kinds = {"reflect": borders.pad_reflect, "constant": borders.pad}
        kinds |= {"replicate": borders.pad_replicate, "circular": borders.pad_circular}
        if pad_mode not in kinds:
            raise RuntimeError(f"stft: pad_mode must be one of {sorted(kinds)}; got {pad_mode!r}")
        x = apply(kinds[pad_mode], x, padding=((n_fft // 2, n_fft // 2),))
    if x.shape[1] < n_fft:
        raise RuntimeError(f"stft: n_fft {n_fft} is longer than the signal {tuple(input.shape)}")
    pieces = unfold(x, 1, n_fft, hop) * weights
    real = input.dtype.kind != "c" and onesided is not False
    norm = "ortho" if normalized else "backward"
    y = apply(ops.rfft if real else ops.fft, pieces, axes=(2,), sizes=(n_fft,), norm=norm)
    y = permute(y, (0, 2, 1))
    y = reshape(y, y.shape[1:]) if input.ndim == 1 else y
    return view_as_real(y) if return_complex is False else y


@method
def istft(
    input,
    n_fft,
    hop_length=None,
    win_length=None,
    window=None,
    center=True,
    normalized=False,
    onesided=None,
    length=None,
    return_complex=False,
):
    """The signal with this stft, made of its overlapping pieces:  (N,frequencies,pieces) -> (N,L).

    The arguments are stft's; length: of the result. RuntimeError where the windows leave a gap.
    """
    expect_tensor("istft", input)
    if input.dtype.kind != "c" or input.ndim not in (2, 3):
        raise RuntimeError(
            f"istft: expected complex (frequencies,pieces) or (N,frequencies,pieces); got "
            f"{input.dtype} {tuple(input.shape)}"
        )
    whole = onesided is False or return_complex
    wanted = n_fft if whole else n_fft // 2 + 1
    if input.shape[-2] != wanted:
        raise RuntimeError(f"istft: expected {wanted} frequencies; got {input.shape[-2]}")
    hop, weights = shapes("istft", n_fft, hop_length, win_length, window, input)
    z = permute(unsqueeze(input, 0) if input.ndim == 2 else input, (0, 2, 1))
    norm = "ortho" if normalized else "backward"
    options = {"axes": (2,), "sizes": (n_fft,), "norm": norm}
    if return_complex:
        pieces = apply(ops.fft, z, inverse=True, **options)
    else:  # of a whole spectrum the first half says all
        pieces = apply(ops.irfft, z[..., : n_fft // 2 + 1], **options)
    N, count = z.shape[:2]
    total = n_fft + hop * (count - 1)
    places = np.arange(n_fft, like=raw(input)) + hop * np.arange(count, like=raw(input))[:, None]
    index = input.result(places.reshape(-1))
    start = n_fft // 2 if center else 0
    stop = start + length if length is not None else total - (n_fft // 2 if center else 0)

    def added(rows):
        zeros = input.result(np.zeros_like(raw(rows), shape=(rows.shape[0], total)))
        return index_add(zeros, 1, index, reshape(rows, (rows.shape[0], -1)))[:, start:stop]

    share = added(expand(weights * weights, 1, count, n_fft))
    if bool((share < 1e-11).any()):
        raise RuntimeError("istft: the windows leave a gap: their overlapping sum is 0 somewhere")
    y = added(pieces * weights) / share
    if length is not None and y.shape[1] < length:
        y = apply_padding(y, length - y.shape[1])
    return reshape(y, y.shape[1:]) if input.ndim == 2 else y


def apply_padding(y, missing):
    """y with zeros at its end."""
    return apply(borders.pad, y, padding=((0, missing),))
