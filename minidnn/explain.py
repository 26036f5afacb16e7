"""What an op's error says: the op, what went wrong, and what went in."""


def explained(error, op, inputs):
    """The same kind of error with the op's name and the shapes and dtypes of all inputs."""
    kind = next(k for k in (IndexError, ValueError, TypeError) if isinstance(error, k))
    name, told = op.__name__, str(error)
    devices = sorted({str(x.device) for x in inputs if hasattr(x, "node")})
    if len(devices) > 1:
        both = " and ".join(devices)
        told = f"the tensors are on different devices, {both}; move them with .to(device)"
    told = told if told.startswith(name) else f"{name}: {told}"
    return kind(f"{told} (inputs: {', '.join(described(x) for x in inputs)})")


def described(x):
    """Shape and dtype of a tensor or array, a short text of anything else."""
    array = getattr(x, "array", x)
    if hasattr(array, "dtype"):
        return f"{tuple(array.shape)} {array.dtype}"
    text = repr(array)
    return text if len(text) < 40 else text[:37] + "..."
