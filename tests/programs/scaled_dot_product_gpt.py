"""A decoder block as today's programs write it: fused qkv, F.scaled_dot_product_attention."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill


class CausalSelfAttention(nn.Module):
    def __init__(self, n_embd, n_head):
        super().__init__()
        assert n_embd % n_head == 0
        self.c_attn = nn.Linear(n_embd, 3 * n_embd)
        self.c_proj = nn.Linear(n_embd, n_embd)
        self.n_head, self.n_embd = n_head, n_embd

    def forward(self, x):
        B, T, C = x.size()
        q, k, v = self.c_attn(x).split(self.n_embd, dim=2)
        k = k.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        q = q.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        v = v.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).contiguous().view(B, T, C))


class MLP(nn.Module):
    def __init__(self, n_embd):
        super().__init__()
        self.c_fc = nn.Linear(n_embd, 4 * n_embd)
        self.gelu = nn.GELU(approximate="tanh")
        self.c_proj = nn.Linear(4 * n_embd, n_embd)

    def forward(self, x):
        return self.c_proj(self.gelu(self.c_fc(x)))


class Block(nn.Module):
    def __init__(self, n_embd, n_head):
        super().__init__()
        self.ln_1 = nn.LayerNorm(n_embd)
        self.attn = CausalSelfAttention(n_embd, n_head)
        self.ln_2 = nn.LayerNorm(n_embd)
        self.mlp = MLP(n_embd)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


rng = np.random.default_rng(15)
vocab, T = 11, 6
model = nn.ModuleDict(
    dict(
        wte=nn.Embedding(vocab, 12),
        wpe=nn.Embedding(T, 12),
        h=nn.ModuleList([Block(12, 3) for _ in range(2)]),
        ln_f=nn.LayerNorm(12),
    )
)
lm_head = nn.Linear(12, vocab, bias=False)
fill(model)
lm_head.weight = model.wte.weight  # tied
tokens = torch.tensor(rng.integers(0, vocab, (4, T + 1)))
decay = [p for p in model.parameters() if p.dim() >= 2]
rest = [p for p in model.parameters() if p.dim() < 2]
groups = [{"params": decay, "weight_decay": 0.1}, {"params": rest, "weight_decay": 0.0}]
optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), eps=1e-4)
for step in range(4):
    x = model.wte(tokens[:, :-1]) + model.wpe(torch.arange(T))
    for block in model.h:
        x = block(x)
    logits = lm_head(model.ln_f(x))
    loss = F.cross_entropy(logits.view(-1, vocab), tokens[:, 1:].reshape(-1), ignore_index=-1)
    optimizer.zero_grad()
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    print(f"{loss.item():.4f} {norm.item():.4f}")
