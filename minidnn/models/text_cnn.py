"""TextCNN: classes of texts by convolutions over neighbouring words."""

from collections.abc import Sequence

from .. import nn
from ..functional import amax, cat
from ..nn import functional as F
from ..tensor import Tensor


class TextCNN(nn.Module):
    """Scores of the classes:  index (N,T) of integers -> (N,classes); 0 is padding.

    Filters look at 3, 4 and 5 words in a row; the largest answer of each filter counts, wherever in
    the text it is.

    Source: Kim, Convolutional neural networks for sentence classification (2014).
    """

    def __init__(
        self,
        vocab_size: int,
        classes: int,
        n_embd: int = 64,
        filters: int = 64,
        widths: Sequence[int] = (3, 4, 5),
        dropout: float = 0.5,
        padding_idx: int = 0,
    ):
        self.widths = tuple(widths)
        self.embedding = nn.Embedding(vocab_size, n_embd, padding_idx=padding_idx)
        self.convolutions = nn.ModuleList([nn.Conv1d(n_embd, filters, w) for w in self.widths])
        self.drop = nn.Dropout(dropout)
        self.head = nn.Linear(filters * len(self.widths), classes)

    def forward(self, index: Tensor) -> Tensor:
        x = self.embedding(index).transpose(1, 2)  # (N,E,T)
        missing = max(self.widths) - x.shape[2]
        if missing > 0:  # a text shorter than the widest filter
            x = cat([x, x.new_zeros(*x.shape[:2], missing)], dim=2)
        found = [amax(F.relu(layer(x)), 2) for layer in self.convolutions]
        return self.head(self.drop(cat(found, dim=1)))
