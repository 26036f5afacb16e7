"""nn.MultiheadAttention beside the same sums written with einsum, and a Transformer's decoder."""

import numpy as np
import torch
import torch.nn as nn
from same import fill

rng = np.random.default_rng(51)
B, T, E, H = 2, 5, 8, 2
x = torch.tensor(rng.normal(size=(B, T, E)), dtype=torch.float32)
mha = fill(nn.MultiheadAttention(E, H, batch_first=True))
mask = torch.triu(torch.full((T, T), float("-inf")), diagonal=1)
out, weights = mha(x, x, x, attn_mask=mask)

qkv = torch.einsum("btc,dc->btd", x, mha.in_proj_weight).add(mha.in_proj_bias)
q, k, v = qkv.chunk(3, -1)
q, k, v = (z.view(B, T, H, E // H).transpose(1, 2) for z in (q, k, v))
scores = torch.einsum("bhid,bhjd->bhij", q, k) / (E // H) ** 0.5
attention = (scores + mask).softmax(-1)
mixed = torch.einsum("bhij,bhjd->bihd", attention, v).reshape(B, T, E)
by_hand = mha.out_proj(mixed)
print(torch.allclose(out, by_hand, atol=1e-5), torch.allclose(weights, attention.mean(1)))
del q, k, v, qkv

decoder = fill(nn.TransformerDecoderLayer(E, H, 16, dropout=0.0, batch_first=True, norm_first=True))
memory = torch.tensor(rng.normal(size=(B, 3, E)), dtype=torch.float32)
optimizer = torch.optim.SGD(decoder.parameters(), lr=0.1)
for step in range(3):
    y = decoder(x, memory, tgt_mask=nn.Transformer.generate_square_subsequent_mask(T))
    loss = (y - x.roll(1, 1)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
