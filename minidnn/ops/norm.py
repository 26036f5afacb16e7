"""Normalisation: every channel with mean 0 and variance 1; every vector with mean square 1."""

from ..elsewhere import with_kernels


@with_kernels
def batch_statistics(x):
    """The mean and the biased variance of every channel:  x (N,C,...) -> (C,), (C,)."""
    axes = (0, *range(2, x.ndim))
    mean = x.mean(axis=axes)
    centered = x - per_channel(mean, x)
    return mean, (centered * centered).mean(axis=axes)


@with_kernels
def batch_norm(x, weight, bias, *, mean, var, eps=1e-5, training=False):
    """y = (x - mean)/√(var + eps) · weight + bias, per channel:  x (N,C,...), the others (C,).

    weight and bias may be None.  mean and var are constants; if training, they are
    batch_statistics(x), and what they depend on x is part of dx.

    Source: Ioffe and Szegedy 2015, "Batch Normalization", algorithm 1.
    """
    check(x, weight, bias, mean, var)
    if training:  # computed here too, so that they follow x where the rule is differentiated again
        mean, var = batch_statistics(x)
    axes = (0, *range(2, x.ndim))
    inverse_std = per_channel((var + eps) ** -0.5, x)
    normal = (x - per_channel(mean, x)) * inverse_std
    scale = inverse_std if weight is None else inverse_std * per_channel(weight, x)
    y = normal if weight is None else normal * per_channel(weight, x)
    if bias is not None:
        y = y + per_channel(bias, x)

    def dx(dy):
        if not training:
            return dy * scale
        # a step along the mean or along x itself is undone by the normalisation
        along = (dy * normal).mean(axis=axes, keepdims=True)
        return scale * (dy - dy.mean(axis=axes, keepdims=True) - normal * along)

    return (
        y,
        dx,
        None if weight is None else lambda dy: (dy * normal).sum(axis=axes),
        None if bias is None else lambda dy: dy.sum(axis=axes),
    )


def rms_norm(x, weight, *, dims=1, eps=1e-6):
    """y = x / √(mean(x²) + eps) · weight over the last `dims` axes:  weight of their shape or None.

    Source: Zhang and Sennrich, Root Mean Square Layer Normalization (2019), equation 4.
    """
    axes, lead = tuple(range(x.ndim - dims, x.ndim)), tuple(range(x.ndim - dims))
    inverse = ((x * x).mean(axis=axes, keepdims=True) + eps) ** -0.5
    normal = x * inverse

    def dx(dy):
        dy = dy if weight is None else dy * weight
        # a step along x itself is undone by the normalisation
        return inverse * (dy - normal * (dy * normal).mean(axis=axes, keepdims=True))

    y = normal if weight is None else normal * weight
    return y, dx, None if weight is None else lambda dy: (dy * normal).sum(axis=lead)


def per_channel(vector, x):
    """(C,) -> (1,C,1,...), to be broadcast over x (N,C,...)."""
    return vector.reshape(1, -1, *(1,) * (x.ndim - 2))


def check(x, weight, bias, mean, var):
    """Raises ValueError where the shapes of a batch normalisation do not fit together."""
    if x.ndim < 2:
        raise ValueError(f"batch_norm: x must be (N,C), (N,C,L) or (N,C,H,W), got {x.shape}")
    vectors = {"weight": weight, "bias": bias, "mean": mean, "var": var}
    for name, vector in vectors.items():
        if vector is not None and vector.shape != (x.shape[1],):
            raise ValueError(
                f"batch_norm: {name} must be ({x.shape[1]},), one per channel of x {x.shape};"
                f" got {vector.shape}"
            )
