"""The GPT of `minidnn.models` under PyTorch, with the same names: what it is measured against."""

import torch
from torch import nn
from torch.nn import functional as F


class TorchGPT(nn.Module):
    """Scores (N,T,V) and, given targets, the loss."""

    def __init__(self, vocab_size, block_size, n_layer=4, n_head=4, n_embd=128):
        super().__init__()
        self.transformer = nn.ModuleDict(
            {
                "wte": nn.Embedding(vocab_size, n_embd),
                "wpe": nn.Embedding(block_size, n_embd),
                "h": nn.ModuleList([Block(n_embd, n_head) for _ in range(n_layer)]),
                "ln_f": nn.LayerNorm(n_embd),
            }
        )
        self.lm_head = nn.Linear(n_embd, vocab_size, bias=False)
        self.lm_head.weight = self.transformer.wte.weight

    def forward(self, index, targets=None, memory=None):
        past = memory[0][0].shape[2] if memory and memory[0] is not None else 0
        places = torch.arange(past, past + index.shape[1])
        x = self.transformer.wte(index) + self.transformer.wpe(places)
        for i, block in enumerate(self.transformer.h):
            x = block(x, memory, i)
        scores = self.lm_head(self.transformer.ln_f(x))
        if targets is None:
            return scores
        return scores, F.cross_entropy(scores.view(-1, scores.shape[-1]), targets.view(-1))


class Block(nn.Module):
    """Attention and a small network, each added to its input."""

    def __init__(self, width, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = nn.ModuleDict(
            {"c_attn": nn.Linear(width, 3 * width), "c_proj": nn.Linear(width, width)}
        )
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = nn.ModuleDict(
            {"c_fc": nn.Linear(width, 4 * width), "c_proj": nn.Linear(4 * width, width)}
        )
        self.heads = heads

    def forward(self, x, memory, i):
        N, T, C = x.shape
        qkv = self.attn.c_attn(self.ln_1(x)).split(C, dim=2)
        q, k, v = (a.view(N, T, self.heads, -1).transpose(1, 2) for a in qkv)
        if memory is not None:
            if memory[i] is not None:
                k, v = (torch.cat(pair, dim=2) for pair in zip(memory[i], (k, v)))
            memory[i] = k, v
        y = F.scaled_dot_product_attention(q, k, v, is_causal=T > 1)
        x = x + self.attn.c_proj(y.transpose(1, 2).contiguous().view(N, T, C))
        return x + self.mlp.c_proj(F.gelu(self.mlp.c_fc(self.ln_2(x))))
