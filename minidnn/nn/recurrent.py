"""RNN, LSTM and GRU: layers that go through sequences step by step and carry a state along."""

import math
import warnings
from typing import Any

from ..functional import cat, index_select, stack
from ..functional.recurrent import recurrent
from ..tensor import Tensor
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter
from .utils.rnn import PackedSequence

__all__ = ["GRU", "LSTM", "RNN"]


class RNNBase(Module):
    """What RNN, LSTM and GRU share: layers, directions, and the forms that a sequence can have.

    Input (T,N,I), (N,T,I) with batch_first, (T,I) without a batch, or a PackedSequence; the output
    has the same form with D·H features (D directions; proj_size in place of H, if given). States
    are (num_layers·D, N, H). All weights start uniform in ±1/√hidden_size. dropout acts on the
    outputs of all layers but the last.
    """

    kind = ""
    parts = 0  # how many blocks of hidden_size rows a weight has

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ):
        name = type(self).__name__
        if min(input_size, hidden_size, num_layers) < 1:
            raise ValueError(
                f"{name}: input_size, hidden_size and num_layers must be at least 1, got "
                f"{input_size}, {hidden_size} and {num_layers}"
            )
        if not 0 <= proj_size < hidden_size or (proj_size and self.kind != "lstm"):
            raise ValueError(
                f"{name}: proj_size must be from 0 (none) to below hidden_size {hidden_size}, and "
                f"0 but for an LSTM; got {proj_size}"
            )
        F.check_probability(name, dropout)
        if dropout > 0 and num_layers == 1:
            warnings.warn(
                f"{name}: dropout={dropout} acts between layers, and there is only one layer",
                stacklevel=3,
            )
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, float(dropout)
        self.bidirectional, self.proj_size = bidirectional, proj_size
        out = self.output_size
        place = {"device": device, "dtype": dtype}
        for layer in range(num_layers):
            width = input_size if layer == 0 else out * self.directions
            rows = self.parts * hidden_size
            for suffix in self.suffixes(layer):
                shapes: dict[str, tuple[int, ...]] = {}
                shapes |= {"weight_ih": (rows, width), "weight_hh": (rows, out)}
                if bias:
                    shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
                if proj_size:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                for start, shape in shapes.items():
                    setattr(self, start + suffix, Parameter.empty(*shape, **place))
        self.reset_parameters()

    @property
    def directions(self) -> int:
        """1, or 2 if bidirectional."""
        return 2 if self.bidirectional else 1

    @property
    def output_size(self) -> int:
        """The width of the state h."""
        return self.proj_size or self.hidden_size

    def suffixes(self, layer: int) -> list[str]:
        """How the names of a layer's parameters end, for every direction."""
        return [f"_l{layer}", f"_l{layer}_reverse"][: self.directions]

    def weights(self, suffix: str) -> list[Parameter]:
        """The parameters of one layer and direction: weight_ih, weight_hh, biases, weight_hr."""
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
        return [self.__dict__[n + suffix] for n in names if n + suffix in self.__dict__]

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters of every layer and direction."""
        return [self.weights(s) for layer in range(self.num_layers) for s in self.suffixes(layer)]

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        bound = 1.0 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def flatten_parameters(self) -> None:
        """Nothing: PyTorch's programs call it to bring the weights together in memory."""

    def forward(self, input: Any, hx: Any = None) -> tuple[Any, Any]:
        if isinstance(input, PackedSequence):
            data, sizes, order, back = input
            states = self.states(data, hx, int(sizes.array[0]))
            y, last = self.run(data, reordered(states, order), tuple(sizes.tolist()))
            return PackedSequence(y, sizes, order, back), self.given(reordered(last, back))
        self.check_input(input)
        alone = input.ndim == 2
        x = input.unsqueeze(1) if alone else input.transpose(0, 1) if self.batch_first else input
        T, N, _ = x.shape
        if alone and hx is not None:
            hx = self.given([h.unsqueeze(1) for h in self.listed(hx, 2)])
        y, last = self.run(x.reshape(T * N, -1), self.states(x, hx, N), (N,) * T)
        y = y.reshape(T, N, -1)
        if alone:
            return y.squeeze(1), self.given([h.squeeze(1) for h in last])
        return (y.transpose(0, 1) if self.batch_first else y), self.given(last)

    def run(self, x: Tensor, states: list[Tensor], sizes: tuple) -> tuple[Tensor, list[Tensor]]:
        """x (S,I), the rows of all steps, through all layers: the outputs and the last states."""
        last: list[list[Tensor]] = [[] for _ in states]
        for layer in range(self.num_layers):
            outputs = []
            for direction, suffix in enumerate(self.suffixes(layer)):
                row = layer * self.directions + direction
                y, *ends = recurrent(
                    self.kind,
                    x,
                    [h[row] for h in states],
                    self.op_weights(suffix),
                    sizes=sizes,
                    reverse=direction == 1,
                    **self.options(),
                )
                outputs.append(y)
                for kept, end in zip(last, ends):
                    kept.append(end)
            x = outputs[0] if len(outputs) == 1 else cat(outputs, dim=1)
            if layer < self.num_layers - 1:
                x = F.dropout(x, self.dropout, self.training)
        return x, [stack(kept) for kept in last]

    def op_weights(self, suffix: str) -> list[Any]:
        """The parameters of one layer and direction as the op takes them; None: not there."""
        names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
        names += ["weight_hr"] if self.kind == "lstm" else []
        return [self.__dict__.get(name + suffix) for name in names]

    def options(self) -> dict[str, Any]:
        """What else the op is told."""
        return {}

    # States: h of RNN and GRU, the pair (h, c) of an LSTM

    def listed(self, hx: Any, ndim: int) -> list[Tensor]:
        """The states as a list, after a look at their dimensions."""
        two = self.kind == "lstm"
        if two and (not isinstance(hx, tuple | list) or len(hx) != 2):
            raise TypeError(f"LSTM: expected the pair (h_0, c_0) as state; got {type(hx).__name__}")
        listed = list(hx) if two else [hx]
        for h in listed:
            if not isinstance(h, Tensor) or h.ndim != ndim:
                got = tuple(h.shape) if isinstance(h, Tensor) else type(h).__name__
                raise RuntimeError(
                    f"{type(self).__name__}: for this input the state must have {ndim} "
                    f"dimensions; got {got}"
                )
        return listed

    def given(self, states: list[Tensor]) -> Any:
        """The states as the caller gets them."""
        return tuple(states) if self.kind == "lstm" else states[0]

    def states(self, x: Tensor, hx: Any, N: int) -> list[Tensor]:
        """The first states, zeros if none are given; of the wrong shape: RuntimeError."""
        rows = self.num_layers * self.directions
        widths = [self.output_size, self.hidden_size][: 2 if self.kind == "lstm" else 1]
        shapes = [(rows, N, width) for width in widths]
        if hx is None:
            return [x.new_zeros(*shape) for shape in shapes]
        states = self.listed(hx, 3)
        for place, (h, shape) in enumerate(zip(states, shapes)):
            if tuple(h.shape) != shape:
                raise RuntimeError(
                    f"{type(self).__name__}: expected state {place} of shape (layers · directions, "
                    f"batch, features) = {shape}; got {tuple(h.shape)}"
                )
        return states

    def check_input(self, x: Any) -> None:
        """Raises for the wrong number of dimensions or features."""
        name = type(self).__name__
        if not isinstance(x, Tensor):
            raise TypeError(f"{name}: expected a tensor or a PackedSequence; got {type(x)}")
        if x.ndim not in (2, 3) or 0 in x.shape[:2]:
            raise ValueError(
                f"{name}: expected (T, I) or, as a batch, "
                f"{'(N, T, I)' if self.batch_first else '(T, N, I)'}; got {tuple(x.shape)}"
            )
        if x.shape[-1] != self.input_size:
            raise RuntimeError(
                f"{name}: the last dimension must be input_size {self.input_size}; got "
                f"{tuple(x.shape)}"
            )

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        for name, default in (
            ("proj_size", 0),
            ("num_layers", 1),
            ("bias", True),
            ("batch_first", False),
            ("dropout", 0.0),
            ("bidirectional", False),
        ):
            value = getattr(self, name)
            text += f", {name}={value}" if value != default else ""
        return text


class RNN(RNNBase):
    """h = tanh(x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh), or with relu; returns (outputs, last h)."""

    kind, parts = "rnn", 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: Any = None,
    ):
        check_nonlinearity("RNN", nonlinearity)
        self.nonlinearity = nonlinearity
        place = {"device": device, "dtype": dtype}
        super().__init__(
            input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, **place
        )

    def options(self) -> dict[str, Any]:
        return {"nonlinearity": self.nonlinearity}


class LSTM(RNNBase):
    """Long short-term memory (see `ops.cells.lstm_cell`); returns (outputs, (last h, last c))."""

    kind, parts = "lstm", 4


class GRU(RNNBase):
    """Gated recurrent units (see `ops.cells.gru_cell`); returns (outputs, last h)."""

    kind, parts = "gru", 3


def reordered(states: list[Tensor], order: Tensor | None) -> list[Tensor]:
    """The states of the sequences in another order."""
    return states if order is None else [index_select(h, 1, order) for h in states]


def check_nonlinearity(name: str, nonlinearity: str) -> None:
    """Raises ValueError for anything but "tanh" and "relu"."""
    if nonlinearity not in ("tanh", "relu"):
        raise ValueError(f"{name}: nonlinearity must be 'tanh' or 'relu', got {nonlinearity!r}")
