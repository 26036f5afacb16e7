"""Layer normalisation: every sample shifted to mean 0 and scaled to variance 1, by itself."""

import math

from ..elsewhere import with_kernels


@with_kernels
def layer_norm(x, weight, bias, *, dims=1, eps=1e-5):
    """y = (x - mean)/√(var + eps)·weight + bias, over the last `dims` axes:  x (...,D).

    weight and bias have the shape of these axes, (D,); either may be None.

    Source: Ba et al. 2016, "Layer Normalization", equation 4.
    """
    check(x, weight, bias, dims)
    own, rest = tuple(range(-dims, 0)), tuple(range(x.ndim - dims))
    share = 1.0 / math.prod(x.shape[-dims:])  # a sum and a product: half the time of x.mean
    centered = x - x.sum(axis=own, keepdims=True) * share
    var = (centered * centered).sum(axis=own, keepdims=True) * share
    inverse_std = (var + eps) ** -0.5
    normal = centered * inverse_std
    y = normal if weight is None else normal * weight
    if bias is not None:
        y = y + bias

    def dx(dy):
        # a step along the mean or along x itself is undone by the normalisation
        g = dy if weight is None else dy * weight
        along = (g * normal).sum(axis=own, keepdims=True) * share
        return inverse_std * (g - g.sum(axis=own, keepdims=True) * share - normal * along)

    return (
        y,
        dx,
        None if weight is None else lambda dy: (dy * normal).sum(axis=rest),
        None if bias is None else lambda dy: dy.sum(axis=rest),
    )


def check(x, weight, bias, dims):
    """Raises ValueError where weight or bias do not have the shape of the normalised axes."""
    for name, vector in (("weight", weight), ("bias", bias)):
        if vector is not None and vector.shape != x.shape[-dims:]:
            raise ValueError(
                f"layer_norm: {name} must be {x.shape[-dims:]}, the last {dims} of x {x.shape}; "
                f"got {vector.shape}"
            )
