"""Embedding and EmbeddingBag: tables of vectors, one for every token."""

import warnings
from typing import Any, Self

from ..tensor import Tensor
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter

__all__ = ["Embedding", "EmbeddingBag"]


class Table(Module):
    """What Embedding and EmbeddingBag share: a weight (V,D) that starts standard normal.

    padding_idx: a row that starts at 0 and gets no gradient. max_norm: rows that are used and have
    a larger norm (of order norm_type) are scaled down to it, in place. sparse=True is accepted and
    changes nothing: gradients are dense.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None,
        max_norm: float | None,
        norm_type: float,
        scale_grad_by_freq: bool,
        sparse: bool,
        given: Tensor | None,
        place: dict[str, Any],
    ):
        name = type(self).__name__
        if num_embeddings < 1 or embedding_dim < 1:
            raise ValueError(
                f"{name}: num_embeddings and embedding_dim must be at least 1, got "
                f"{num_embeddings!r} and {embedding_dim!r}"
            )
        if padding_idx is not None:
            if not -num_embeddings <= padding_idx < num_embeddings:
                raise ValueError(
                    f"{name}: padding_idx must be in [-{num_embeddings}, {num_embeddings}); got "
                    f"{padding_idx}"
                )
            padding_idx %= num_embeddings
        if sparse:
            warnings.warn(
                f"{name}: sparse=True changes nothing: gradients are dense here", stacklevel=4
            )
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx, self.max_norm, self.norm_type = padding_idx, max_norm, norm_type
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        if given is None:
            self.weight = Parameter.empty(num_embeddings, embedding_dim, **place)
            self.reset_parameters()
        else:
            if tuple(given.shape) != (num_embeddings, embedding_dim):
                raise ValueError(
                    f"{name}: expected a weight {(num_embeddings, embedding_dim)}; got "
                    f"{tuple(given.shape)}"
                )
            self.weight = Parameter(given)

    def reset_parameters(self) -> None:
        """Draw new initial values; the padding row is 0."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            self.weight.array[self.padding_idx] = 0

    @classmethod
    def from_pretrained(cls, embeddings: Tensor, freeze: bool = True, **options: Any) -> Self:
        """A layer with this table (V,D), which is not trained unless freeze=False."""
        if embeddings.ndim != 2:
            raise ValueError(
                f"{cls.__name__}.from_pretrained: expected (V, D); got {tuple(embeddings.shape)}"
            )
        layer: Any = cls(*embeddings.shape, _weight=embeddings, **options)  # type: ignore[call-arg]
        layer.weight.requires_grad_(not freeze)
        return layer


class Embedding(Table):
    """y = weight[x]:  x (...) of integers in [0, num_embeddings) -> (..., embedding_dim)."""

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        _freeze: bool = False,
        device: Any = None,
        dtype: Any = None,
    ):
        place = {"device": device, "dtype": dtype}
        table = (padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, _weight, place)
        super().__init__(num_embeddings, embedding_dim, *table)
        if _freeze:
            self.weight.requires_grad_(False)

    def forward(self, input: Tensor) -> Tensor:
        return F.embedding(
            input,
            self.weight,
            self.padding_idx,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
        )

    def extra_repr(self) -> str:
        return f"{self.num_embeddings}, {self.embedding_dim}" + told(
            self,
            padding_idx=None,
            max_norm=None,
            norm_type=2,
            scale_grad_by_freq=False,
            sparse=False,
        )


class EmbeddingBag(Table):
    """The sum, mean or maximum of the rows of every bag, without the rows in between.

    Input (B,L): bags of equal length; or (N,) with offsets (B,), where every bag begins -> (B,D).
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: Any = None,
        dtype: Any = None,
    ):
        if mode not in ("sum", "mean", "max"):
            raise ValueError(f"EmbeddingBag: mode must be 'sum', 'mean' or 'max'; got {mode!r}")
        place = {"device": device, "dtype": dtype}
        table = (padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, _weight, place)
        super().__init__(num_embeddings, embedding_dim, *table)
        self.mode, self.include_last_offset = mode, include_last_offset

    def forward(
        self,
        input: Tensor,
        offsets: Tensor | None = None,
        per_sample_weights: Tensor | None = None,
    ) -> Tensor:
        return F.embedding_bag(
            input,
            self.weight,
            offsets,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.mode,
            self.sparse,
            per_sample_weights,
            self.include_last_offset,
            self.padding_idx,
        )

    def extra_repr(self) -> str:
        text = f"{self.num_embeddings}, {self.embedding_dim}"
        text += told(self, max_norm=None, norm_type=2, scale_grad_by_freq=False)
        return text + f", mode={self.mode!r}" + told(self, padding_idx=None)


def told(module: Module, **defaults: Any) -> str:
    """What differs from the defaults, as text."""
    return "".join(
        f", {name}={getattr(module, name)}"
        for name, default in defaults.items()
        if getattr(module, name) != default
    )
