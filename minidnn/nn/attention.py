"""MultiheadAttention: several attentions side by side, each on its own part of the features."""

from typing import Any

from ..tensor import Tensor
from . import functional as F
from . import init
from .linear import Linear
from .module import Module
from .parameter import Parameter

__all__ = ["MultiheadAttention"]


class NonDynamicallyQuantizableLinear(Linear):
    """Linear, under the name that PyTorch prints here."""


class MultiheadAttention(Module):
    """y = concat(head_1, ..., head_h)·W_Oᵀ + b:  head_i is attention on projected inputs.

    query (L,N,E), key (S,N,kdim), value (S,N,vdim); with batch_first (N,L,E) and so on; or without
    N. Returns the outputs and, with need_weights, the weights (N,L,S), the mean over the heads
    unless average_attn_weights=False. Masks are True (or -inf) where a key does not count.

    Source: Vaswani et al., Attention is all you need (2017), section 3.2.2.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: Any = None,
    ):
        if embed_dim < 1 or num_heads < 1 or embed_dim % num_heads:
            raise ValueError(
                f"MultiheadAttention: embed_dim must be divisible by num_heads, both from 1; got "
                f"{embed_dim} and {num_heads}"
            )
        F.check_probability("MultiheadAttention", dropout)
        self.embed_dim, self.num_heads, self.head_dim = embed_dim, num_heads, embed_dim // num_heads
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self.dropout, self.batch_first, self.add_zero_attn = dropout, batch_first, add_zero_attn
        place = {"device": device, "dtype": dtype}

        def weight(*shape: int) -> Parameter:
            return Parameter.empty(*shape, **place)

        E = embed_dim
        self.q_proj_weight: Parameter | None = None
        self.k_proj_weight: Parameter | None = None
        self.v_proj_weight: Parameter | None = None
        self.in_proj_weight: Parameter | None = None
        if self._qkv_same_embed_dim:
            self.in_proj_weight = weight(3 * E, E)
        else:
            self.q_proj_weight = weight(E, E)
            self.k_proj_weight, self.v_proj_weight = weight(E, self.kdim), weight(E, self.vdim)
        self.in_proj_bias = weight(3 * E) if bias else None
        self.out_proj = NonDynamicallyQuantizableLinear(E, E, bias=bias, **place)
        self.bias_k = weight(1, 1, E) if add_bias_kv else None
        self.bias_v = weight(1, 1, E) if add_bias_kv else None
        self._reset_parameters()

    @property
    def _qkv_same_embed_dim(self) -> bool:
        """Whether one weight projects queries, keys and values."""
        return self.kdim == self.vdim == self.embed_dim

    def _reset_parameters(self) -> None:
        """Projections uniform by Glorot, biases 0."""
        for weight in (
            self.in_proj_weight,
            self.q_proj_weight,
            self.k_proj_weight,
            self.v_proj_weight,
        ):
            if weight is not None:
                init.xavier_uniform_(weight)
        if self.in_proj_bias is not None and self.out_proj.bias is not None:
            init.zeros_(self.in_proj_bias)
            init.zeros_(self.out_proj.bias)
        for bias in (self.bias_k, self.bias_v):
            if bias is not None:
                init.xavier_normal_(bias)

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        turned = self.batch_first and query.ndim == key.ndim == value.ndim == 3
        if turned:
            q = query.transpose(0, 1)
            k = q if key is query else key.transpose(0, 1)
            query, key, value = q, k, k if value is key else value.transpose(0, 1)
        y, weights = F.multi_head_attention_forward(
            query,
            key,
            value,
            self.embed_dim,
            self.num_heads,
            self.in_proj_weight,
            self.in_proj_bias,
            self.bias_k,
            self.bias_v,
            self.add_zero_attn,
            self.dropout,
            self.out_proj.weight,
            self.out_proj.bias,
            training=self.training,
            key_padding_mask=key_padding_mask,
            need_weights=need_weights,
            attn_mask=attn_mask,
            use_separate_proj_weight=not self._qkv_same_embed_dim,
            q_proj_weight=self.q_proj_weight,
            k_proj_weight=self.k_proj_weight,
            v_proj_weight=self.v_proj_weight,
            average_attn_weights=average_attn_weights,
            is_causal=is_causal,
        )
        return (y.transpose(0, 1) if turned else y), weights
