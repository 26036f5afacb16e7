"""Seq2Seq: one sequence read by an LSTM, another written by one that attends to the first."""

from typing import Any

from .. import nn
from ..functional import argmax, cat
from ..tape import no_grad
from ..tensor import Tensor, full


class Seq2Seq(nn.Module):
    """Scores of the next token of the target:  source (N,S), target (N,T) -> (N,T,target_size).

    The decoder is given the target one place late (`target` begins with the start token); at every
    step it looks at all of the encoder's outputs by attention. padding: the source token that
    attention leaves out.

    Source: Bahdanau et al., Neural machine translation by jointly learning to align and translate
    (2015), with the attention of Luong et al. (2015), section 3.1, "general".
    """

    def __init__(
        self,
        source_size: int,
        target_size: int,
        n_embd: int = 32,
        hidden_size: int = 64,
        padding: int | None = None,
    ):
        self.padding, self.hidden_size = padding, hidden_size
        self.source = nn.Embedding(source_size, n_embd, padding_idx=padding)
        self.encoder = nn.LSTM(n_embd, hidden_size, batch_first=True, bidirectional=True)
        self.bridge = nn.Linear(2 * hidden_size, hidden_size)
        self.target = nn.Embedding(target_size, n_embd)
        self.decoder = nn.LSTM(n_embd, hidden_size, batch_first=True)
        self.query = nn.Linear(hidden_size, 2 * hidden_size, bias=False)
        self.join = nn.Linear(3 * hidden_size, hidden_size)
        self.head = nn.Linear(hidden_size, target_size)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        return self.decode(target, *self.encode(source))[0]

    def encode(self, source: Tensor) -> tuple[Tensor, Any, Any]:
        """What the decoder needs of a source: outputs (N,S,2H), the mask, the first state."""
        outputs, (h, _) = self.encoder(self.source(source))
        mask = None if self.padding is None else (source == self.padding).unsqueeze(1)
        first = self.bridge(cat([h[0], h[1]], dim=1)).tanh().unsqueeze(0)
        return outputs, mask, (first, first.new_zeros(*first.shape))

    def decode(self, target: Tensor, outputs: Tensor, mask: Any, state: Any) -> tuple:
        """Scores (N,T,target_size), attention (N,T,S) and the last state."""
        y, state = self.decoder(self.target(target), state)
        fit = self.query(y) @ outputs.transpose(1, 2)
        if mask is not None:
            fit = fit.masked_fill(mask, -1e9)
        attention = fit.softmax(-1)
        joined = self.join(cat([y, attention @ outputs], dim=2)).tanh()
        return self.head(joined), attention, state

    def translate(self, source: Tensor, start: int, length: int) -> tuple[Tensor, Tensor]:
        """The likeliest token at every step: (N,length) tokens and their attention (N,length,S)."""
        training = self.training
        self.eval()
        try:
            with no_grad():
                outputs, mask, state = self.encode(source)
                token = full((len(source), 1), start, dtype="int64", device=source.device)
                tokens, maps = [], []
                for _ in range(length):
                    scores, attention, state = self.decode(token, outputs, mask, state)
                    token = argmax(scores, 2)
                    tokens.append(token)
                    maps.append(attention)
                return cat(tokens, dim=1), cat(maps, dim=1)
        finally:
            self.train(training)
