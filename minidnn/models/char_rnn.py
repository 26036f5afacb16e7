"""CharRNN: a recurrent network that predicts the next token."""

from typing import Any

from .. import nn
from ..nn import functional as F
from ..tensor import Tensor
from .generation import LanguageModel

KINDS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class CharRNN(LanguageModel):
    """Scores of the next token at every place:  index (N,T) of integers -> (N,T,vocab_size).

    An embedding, recurrent layers (kind: "rnn", "gru" or "lstm"), a linear layer. Called with
    targets (N,T) as well it gives (scores, loss).

    Source: Karpathy, The unreasonable effectiveness of recurrent neural networks (2015).
    """

    def __init__(
        self,
        vocab_size: int,
        n_embd: int = 64,
        hidden_size: int = 256,
        n_layer: int = 2,
        kind: str = "lstm",
        dropout: float = 0.0,
    ):
        if kind not in KINDS:
            raise ValueError(f"CharRNN: kind must be one of {', '.join(KINDS)}; got {kind!r}")
        self.vocab_size, self.kind = vocab_size, kind
        self.embedding = nn.Embedding(vocab_size, n_embd)
        between = dropout if n_layer > 1 else 0.0
        self.rnn = KINDS[kind](n_embd, hidden_size, n_layer, batch_first=True, dropout=between)
        self.drop = nn.Dropout(dropout)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, index: Tensor, targets: Tensor | None = None, memory: Any = None) -> Any:
        state = None if memory is None else memory.state
        y, last = self.rnn(self.embedding(index), state)
        if memory is not None:
            memory.state, memory.length = last, memory.length + index.shape[1]
        scores = self.head(self.drop(y))
        if targets is None:
            return scores
        return scores, F.cross_entropy(scores.reshape(-1, self.vocab_size), targets.reshape(-1))

    def window(self) -> None:
        """It can look at any number of tokens."""

    def memory(self, batch: int) -> "Memory":
        """An empty memory for texts that grow token by token."""
        return Memory()


class Memory:
    """The state after the tokens so far."""

    def __init__(self) -> None:
        self.state: Any = None
        self.length = 0
