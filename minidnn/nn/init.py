"""Initial weights: they fill a tensor in place with numbers drawn on the host."""

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import backend
from ..missing import attributes
from ..tensor import Tensor
from ..versions import wrote


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Tensor:
    """Uniform numbers from [a, b)."""
    values = drawn(tensor, generator, "random")
    values *= b - a
    values += a
    return fill(tensor, values)


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Tensor:
    """Normal numbers of this mean and standard deviation."""
    values = drawn(tensor, generator, "standard_normal")
    values *= std
    values += mean
    return fill(tensor, values)


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Any = None,
) -> Tensor:
    """Normal numbers of this mean and standard deviation that lie in [a, b]: others are redrawn.

    a and b are values, not multiples of std.
    """
    if not a < b or not std > 0:
        raise ValueError(
            f"trunc_normal_: need a < b and std > 0, got a={a!r}, b={b!r}, std={std!r}"
        )
    below, above = (0.5 * (1 + math.erf((x - mean) / std / math.sqrt(2))) for x in (a, b))
    if above - below < 1e-3:
        raise ValueError(
            f"trunc_normal_: [{a}, {b}] holds only {above - below:.2g} of a normal distribution of "
            f"mean {mean} and std {std}; a and b are values, not multiples of std"
        )
    rng = backend.rng_of(generator)
    values = mean + std * rng.standard_normal(tensor.shape)
    values = np.asarray(values)
    outside = (values < a) | (values > b)
    while outside.any():
        values[outside] = mean + std * rng.standard_normal(int(outside.sum()))
        outside = (values < a) | (values > b)
    return fill(tensor, values)


def constant_(tensor: Tensor, val: float) -> Tensor:
    """One number everywhere."""
    tensor.array[...] = val
    wrote(tensor.array)
    return tensor


def zeros_(tensor: Tensor) -> Tensor:
    """0 everywhere."""
    return constant_(tensor, 0.0)


def ones_(tensor: Tensor) -> Tensor:
    """1 everywhere."""
    return constant_(tensor, 1.0)


def eye_(tensor: Tensor) -> Tensor:
    """1 on the diagonal of a matrix, 0 elsewhere."""
    if tensor.ndim != 2:
        raise ValueError(f"eye_: expected a matrix, got shape {tuple(tensor.shape)}")
    return fill(tensor, np.eye(*tensor.shape))


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """A convolution's weight that lets each channel through unchanged: 1 in the middle."""
    if tensor.ndim not in (3, 4, 5) or tensor.shape[0] % groups:
        raise ValueError(
            f"dirac_: expected the weight of a convolution with a multiple of {groups} output "
            f"channels, got shape {tuple(tensor.shape)}"
        )
    values = np.zeros(tensor.shape)
    outputs = tensor.shape[0] // groups
    middle = tuple(n // 2 for n in tensor.shape[2:])
    for g in range(groups):
        for i in range(min(outputs, tensor.shape[1])):
            values[(g * outputs + i, i, *middle)] = 1.0
    return fill(tensor, values)


def orthogonal_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """A matrix with orthonormal rows or columns, times gain; other dimensions count as columns.

    Source: Saxe et al., Exact solutions to the nonlinear dynamics of learning (2013).
    """
    if checked(tensor).ndim < 2:
        raise ValueError(f"orthogonal_: expected at least 2 dimensions, got {tuple(tensor.shape)}")
    if not tensor.numel():
        return tensor
    rows, columns = tensor.shape[0], math.prod(tensor.shape[1:])
    numbers = backend.rng_of(generator).standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(numbers)
    q *= np.sign(np.diag(r))  # without this the distribution is not uniform
    return fill(tensor, gain * (q if rows >= columns else q.T).reshape(tensor.shape))


def sparse_(
    tensor: Tensor, sparsity: float, std: float = 0.01, generator: Any = None
) -> Tensor:
    """A matrix of normal numbers; in each column a share `sparsity` of them is 0.

    Source: Martens, Deep learning via Hessian-free optimization (2010).
    """
    if tensor.ndim != 2:
        raise ValueError(f"sparse_: expected a matrix, got shape {tuple(tensor.shape)}")
    rng = backend.rng_of(generator)
    values = std * rng.standard_normal(tensor.shape)
    zeros = math.ceil(sparsity * tensor.shape[0])
    for j in range(tensor.shape[1]):
        values[rng.permutation(tensor.shape[0])[:zeros], j] = 0.0
    return fill(tensor, values)


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Uniform in ±gain·√(6 / (fan_in + fan_out)).

    Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
    networks (2010), equation 16.
    """
    fan_in, fan_out = fans(tensor)
    bound = gain * math.sqrt(6.0 / (fan_in + fan_out))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Normal with std = gain·√(2 / (fan_in + fan_out)). Source: as xavier_uniform_."""
    fan_in, fan_out = fans(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / (fan_in + fan_out)), generator)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Any = None,
) -> Tensor:
    """Uniform in ±gain·√(3 / fan): the variance of a layer's result stays that of its input.

    a: the negative slope of leaky_relu. mode: "fan_in" (forward) or "fan_out" (backward).
    Source: He et al., Delving Deep into Rectifiers (2015), equations 10 and 14.
    """
    bound = math.sqrt(3.0) * kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Any = None,
) -> Tensor:
    """Normal with std = gain / √fan. Source: as kaiming_uniform_."""
    return normal_(tensor, 0.0, kaiming_std(tensor, a, mode, nonlinearity), generator)


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """How much larger weights must be to make up for what an activation takes away."""
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        return math.sqrt(2.0 / (1.0 + slope**2))
    if nonlinearity not in GAINS:
        known = ", ".join(["leaky_relu", *GAINS])
        raise ValueError(f"calculate_gain: unknown {nonlinearity!r}; expected one of {known}")
    return GAINS[nonlinearity]


GAINS = {
    "linear": 1.0,
    "conv1d": 1.0,
    "conv2d": 1.0,
    "conv3d": 1.0,
    "conv_transpose1d": 1.0,
    "conv_transpose2d": 1.0,
    "conv_transpose3d": 1.0,
    "sigmoid": 1.0,
    "tanh": 5.0 / 3.0,
    "relu": math.sqrt(2.0),
    "selu": 0.75,
}


def fans(tensor: Tensor) -> tuple[int, int]:
    """(fan_in, fan_out) of a weight: (O,I) -> I, O;  (O,C,KH,KW) -> C·KH·KW, O·KH·KW."""
    if checked(tensor).ndim < 2:
        raise ValueError(
            f"fans: expected a weight of at least 2 dimensions, got {tuple(tensor.shape)}"
        )
    kernel = math.prod(tensor.shape[2:])
    return tensor.shape[1] * kernel, tensor.shape[0] * kernel


_calculate_fan_in_and_fan_out = fans  # PyTorch's name


def old(function: Any) -> Any:
    """A function under its old name without the underscore, with a warning."""

    def renamed(*args: Any, **options: Any) -> Tensor:
        name = function.__name__
        warnings.warn(f"nn.init.{name[:-1]}: use {name}, its new name", FutureWarning, 2)
        return function(*args, **options)

    renamed.__name__ = renamed.__qualname__ = function.__name__[:-1]
    renamed.__doc__ = f"{function.__name__} under its old name."
    return renamed


uniform, normal, constant, eye, dirac = map(old, (uniform_, normal_, constant_, eye_, dirac_))
xavier_uniform, xavier_normal = old(xavier_uniform_), old(xavier_normal_)
kaiming_uniform, kaiming_normal = old(kaiming_uniform_), old(kaiming_normal_)
orthogonal, sparse = old(orthogonal_), old(sparse_)


def kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    """gain / √fan."""
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"kaiming: mode must be 'fan_in' or 'fan_out', got {mode!r}")
    fan = fans(tensor)[0 if mode == "fan_in" else 1]
    return calculate_gain(nonlinearity, a) / math.sqrt(max(fan, 1))


def drawn(tensor: Tensor, generator: Any, distribution: str) -> np.ndarray:
    """Random numbers in the tensor's shape, in its precision where the generator knows it."""
    dtype = np.float64 if checked(tensor).dtype == np.float64 else np.float32
    draw = getattr(backend.rng_of(generator), distribution)
    return np.asarray(draw(tensor.shape, dtype=dtype))


def checked(tensor: Any) -> Tensor:
    """The tensor; Raises: TypeError for what is none, such as a whole layer."""
    if not isinstance(tensor, Tensor):
        raise TypeError(
            f"init: expected a tensor, such as layer.weight; got {type(tensor).__name__}"
        )
    return tensor


def fill(tensor: Tensor, values: np.ndarray) -> Tensor:
    """Write values from the host into a tensor, wherever it is."""
    tensor.array[...] = backend.to_device(values.astype(tensor.dtype, copy=False), tensor.device)
    wrote(tensor.array)
    return tensor

if not TYPE_CHECKING:  # an editor shall see that a name does not exist
    __getattr__ = attributes(__name__, "torch.nn.init")
