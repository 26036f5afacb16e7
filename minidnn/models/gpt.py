"""GPT: a transformer that predicts the next token, with GPT-2's layers and names."""

import math
import os
from typing import Any

import numpy as np

from .. import nn
from ..functional.attention import cached_attention, self_attention
from ..nn import functional as F
from ..nn import init
from ..tensor import Tensor
from . import one_token
from .generation import LanguageModel

# layers, heads, width
SIZES = {
    "gpt-nano": (3, 3, 48),
    "gpt-micro": (4, 4, 128),
    "gpt-mini": (6, 6, 192),
    "gopher-44m": (8, 16, 512),
    "gpt2": (12, 12, 768),
    "gpt2-medium": (24, 16, 1024),
    "gpt2-large": (36, 20, 1280),
    "gpt2-xl": (48, 25, 1600),
}


class GPT(LanguageModel):
    """Scores of the next token at every place:  index (N,T) of integers -> (N,T,vocab_size).

    Called with targets (N,T) as well it gives (scores, loss); targets of -100 count for
    nothing. block_size: the longest T. The matrix of the last layer is the table
    of token embeddings. gelu: "none", or "tanh" as GPT-2 was trained.

    Source: Radford et al., Language models are unsupervised multitask learners (2019), section 2.3.
    """

    def __init__(
        self,
        vocab_size: int,
        block_size: int,
        n_layer: int = 4,
        n_head: int = 4,
        n_embd: int = 128,
        dropout: float = 0.0,
        bias: bool = True,
        gelu: str = "none",
    ):
        if n_embd % n_head:
            raise ValueError(f"GPT: n_embd {n_embd} must be divisible by n_head {n_head}")
        self.vocab_size, self.block_size = vocab_size, block_size
        self.n_layer, self.n_head, self.n_embd = n_layer, n_head, n_embd
        self.transformer: Any = nn.ModuleDict(
            {
                "wte": nn.Embedding(vocab_size, n_embd),
                "wpe": nn.Embedding(block_size, n_embd),
                "drop": nn.Dropout(dropout),
                "h": nn.ModuleList(
                    [Block(n_embd, n_head, dropout, bias, gelu) for _ in range(n_layer)]
                ),
                "ln_f": nn.LayerNorm(n_embd, bias=bias),
            }
        )
        self.lm_head = nn.Linear(n_embd, vocab_size, bias=False)
        table: Any = self.transformer["wte"]
        self.lm_head.weight = table.weight
        for name, p in self.named_parameters():
            if name.endswith("c_proj.weight"):  # the sum of 2·n_layer of them keeps its size
                init.normal_(p, 0.0, 0.02 / math.sqrt(2 * n_layer))
            elif p.ndim == 2:
                init.normal_(p, 0.0, 0.02)
            elif name.endswith("bias"):
                init.zeros_(p)

    @classmethod
    def named(cls, name: str, vocab_size: int, block_size: int, **options: Any) -> "GPT":
        """A GPT of a known size; see SIZES."""
        if name not in SIZES:
            raise ValueError(f"GPT: there is no size {name!r}; there are {', '.join(SIZES)}")
        return cls(vocab_size, block_size, *SIZES[name], **options)

    def forward(self, index: Tensor, targets: Tensor | None = None, memory: Any = None) -> Any:
        past = 0 if memory is None else memory.length
        N, T = index.shape
        if past + T > self.block_size:
            raise ValueError(
                f"GPT: {past + T} tokens are more than block_size {self.block_size}; use a shorter "
                "text, or the last tokens of it"
            )
        if memory is not None and T == 1 and targets is None:
            tokens = index.array[:, 0]
            if one_token.fits(self, tokens, memory):
                return index.result(one_token.scores(self, tokens, memory)[:, None])
        parts = self.transformer
        x = parts["wte"](index) + parts["wpe"].weight[past : past + T]
        x = parts["drop"](x)
        for i, block in enumerate(parts["h"]):
            x = block(x, None if memory is None else memory.layers[i])
        scores = self.lm_head(parts["ln_f"](x))
        if targets is None:
            return scores
        return scores, self.loss(scores, targets)

    @staticmethod
    def loss(scores: Tensor, targets: Tensor) -> Tensor:
        """The mean cross-entropy over all tokens, in nats."""
        return F.cross_entropy(scores.reshape(-1, scores.shape[-1]), targets.reshape(-1))

    # What `generate` asks of a model

    def window(self) -> int:
        """How many tokens it can look at."""
        return self.block_size

    def memory(self, batch: int) -> "Memory":
        """An empty memory for texts that grow token by token."""
        return Memory(self, batch)

    # GPT-2's published weights

    @classmethod
    def from_gpt2(cls, path: str | os.PathLike[str], **options: Any) -> "GPT":
        """The network in a file of GPT-2's weights, .safetensors or .pth/.bin, of any size.

        The sizes are read from the shapes; `n_head` is the width / 64, as in all of GPT-2's, unless
        given.
        """
        from .gpt2 import read_gpt2, sizes_of

        state = read_gpt2(path)
        sizes = sizes_of(state) | {"gelu": "tanh"} | options
        model = cls(**sizes)
        model.load_state_dict(state)
        return model


class Block(nn.Module):
    """x + attention(normalised x), then x + network(normalised x)."""

    def __init__(self, width: int, heads: int, dropout: float, bias: bool, gelu: str):
        self.ln_1 = nn.LayerNorm(width, bias=bias)
        self.attn = CausalSelfAttention(width, heads, dropout, bias)
        self.ln_2 = nn.LayerNorm(width, bias=bias)
        self.mlp = MLP(width, dropout, bias, gelu)

    def forward(self, x: Tensor, memory: Any = None) -> Tensor:
        x = x + self.attn(self.ln_1(x), memory)
        return x + self.mlp(self.ln_2(x))


class CausalSelfAttention(nn.Module):
    """Attention of every token to itself and the tokens before it, in several heads."""

    def __init__(self, width: int, heads: int, dropout: float, bias: bool):
        self.c_attn = nn.Linear(width, 3 * width, bias=bias)
        self.c_proj = nn.Linear(width, width, bias=bias)
        self.resid_dropout = nn.Dropout(dropout)
        self.heads, self.dropout = heads, dropout

    def forward(self, x: Tensor, memory: Any = None) -> Tensor:
        qkv = self.c_attn(x)
        if memory is None:
            y = self_attention(qkv, self.heads, self.dropout if self.training else 0.0)
        else:
            y = cached_attention(qkv, self.heads, memory)
        return self.resid_dropout(self.c_proj(y))


class MLP(nn.Module):
    """Two layers with GELU between, four times as wide inside."""

    def __init__(self, width: int, dropout: float, bias: bool, gelu: str):
        self.c_fc = nn.Linear(width, 4 * width, bias=bias)
        self.gelu = nn.GELU(gelu)
        self.c_proj = nn.Linear(4 * width, width, bias=bias)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        return self.dropout(self.c_proj(self.gelu(self.c_fc(x))))


CONTAINERS = nn.ModuleDict, nn.ModuleList, Block, CausalSelfAttention, MLP
KINDS = {*CONTAINERS, nn.Embedding, nn.Dropout, nn.LayerNorm, nn.Linear, nn.GELU}


class Memory:
    """Keys and values of the tokens so far, for every layer: the KV cache of one generation."""

    def __init__(self, model: GPT, batch: int):
        like = model.lm_head.weight.array
        shape = (2, batch, model.n_head, model.block_size, model.n_embd // model.n_head)
        self.layers = [Layer(np.empty_like(like, shape=shape)) for _ in range(model.n_layer)]
        self.modules = list(model.modules())
        self.known = all(type(m) in KINDS for m in self.modules[1:])

    @property
    def length(self) -> int:
        """How many tokens it holds."""
        return self.layers[0].length


class Layer:
    """One layer's keys and values (2,N,H,block,E), of which `length` are filled."""

    def __init__(self, array: Any):
        self.array, self.length = array, 0
