"""Layer normalisation: every sample shifted to mean 0 and scaled to variance 1, by itself."""


def layer_norm(x, weight, bias, *, dims=1, eps=1e-5):
    """y = (x - mean)/√(var + eps)·weight + bias, over the last `dims` axes:  x (...,D).

    weight and bias have the shape of these axes, (D,); either may be None.

    Source: Ba et al. 2016, "Layer Normalization", equation 4.
    """
    check(x, weight, bias, dims)
    own, rest = tuple(range(-dims, 0)), tuple(range(x.ndim - dims))
    centered = x - x.mean(axis=own, keepdims=True)
    inverse_std = ((centered * centered).mean(axis=own, keepdims=True) + eps) ** -0.5
    normal = centered * inverse_std
    y = normal if weight is None else normal * weight
    if bias is not None:
        y = y + bias

    def dx(dy):
        # a step along the mean or along x itself is undone by the normalisation
        g = dy if weight is None else dy * weight
        along = (g * normal).mean(axis=own, keepdims=True)
        return inverse_std * (g - g.mean(axis=own, keepdims=True) - normal * along)

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
