"""RNNCell, LSTMCell and GRUCell: one step of a recurrent network."""

import math
from typing import Any

from ..functional.recurrent import recurrent_cell
from ..tensor import Tensor
from . import init
from .module import Module
from .parameter import Parameter
from .recurrent import check_nonlinearity

__all__ = ["GRUCell", "LSTMCell", "RNNCell"]


class RNNCellBase(Module):
    """What the cells share: input (N,I) or (I,), state (N,H) or (H,), zeros if not given."""

    kind = ""
    parts = 0  # how many blocks of hidden_size rows a weight has

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ):
        if min(input_size, hidden_size) < 1:
            raise ValueError(
                f"{type(self).__name__}: input_size and hidden_size must be at least 1, got "
                f"{input_size} and {hidden_size}"
            )
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows, place = self.parts * hidden_size, {"device": device, "dtype": dtype}
        self.weight_ih = Parameter.empty(rows, input_size, **place)
        self.weight_hh = Parameter.empty(rows, hidden_size, **place)
        self.bias_ih = Parameter.empty(rows, **place) if bias else None
        self.bias_hh = Parameter.empty(rows, **place) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values: uniform in ±1/√hidden_size."""
        bound = 1.0 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def forward(self, input: Tensor, hx: Any = None) -> Any:
        name, alone = type(self).__name__, input.ndim == 1
        if input.ndim not in (1, 2) or input.shape[-1] != self.input_size:
            size = self.input_size
            kind = ValueError if input.ndim not in (1, 2) else RuntimeError
            raise kind(f"{name}: expected (N, {size}) or ({size},); got {tuple(input.shape)}")
        x = input.unsqueeze(0) if alone else input
        shape, two = (len(x), self.hidden_size), self.kind == "lstm"
        if hx is None:
            states = [x.new_zeros(*shape) for _ in range(1 + two)]
        else:
            states = list(hx) if two else [hx]
            if alone:
                states = [h.unsqueeze(0) for h in states]
            if len(states) != 1 + two or any(tuple(h.shape) != shape for h in states):
                shapes = ", ".join(str(tuple(h.shape)) for h in states)
                raise RuntimeError(f"{name}: expected {1 + two} state(s) of {shape}; got {shapes}")
        weights = [self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh]
        y = recurrent_cell(self.kind, x, states, weights, **self.options())
        if not alone:
            return y
        return tuple(h.squeeze(0) for h in y) if two else y.squeeze(0)

    def options(self) -> dict[str, Any]:
        """What else the op is told."""
        return {}

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        return text + ("" if self.bias else ", bias=False")


class RNNCell(RNNCellBase):
    """h' = tanh(x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh), or with relu."""

    kind, parts = "rnn", 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ):
        check_nonlinearity("RNNCell", nonlinearity)
        self.nonlinearity = nonlinearity
        super().__init__(input_size, hidden_size, bias, device, dtype)

    def options(self) -> dict[str, Any]:
        return {"nonlinearity": self.nonlinearity}

    def extra_repr(self) -> str:
        text = super().extra_repr()
        return text + (f", nonlinearity={self.nonlinearity}" if self.nonlinearity != "tanh" else "")


class LSTMCell(RNNCellBase):
    """One step of long short-term memory: (h', c') from x and the pair (h, c)."""

    kind, parts = "lstm", 4


class GRUCell(RNNCellBase):
    """One step of gated recurrent units: h' from x and h."""

    kind, parts = "gru", 3
