"""A GPT's next token on plain arrays: all that is left of the layers' formulas where a text grows
token by token, keys and values are remembered and no gradient is wanted.
"""

from typing import Any

from .. import backend, tape, threads
from ..nn.folding import plain
from ..ops.attention import attend
from ..ops.gelu import gelu


def fits(model: Any, index: Any, memory: Any) -> bool:
    """Whether the layers are GPT's own and nobody listens, and index (N,) holds its tokens."""
    mode = tape.mode
    alone = not (model.training or mode.recording or mode.mixed or tape.listeners or tape.instead)
    return (
        alone
        and memory.known
        and backend.is_host(index)  # on a device the comparisons below would wait
        and all(map(plain, memory.modules))
        and memory.length < model.block_size
        and index.min() >= 0
        and index.max() < model.vocab_size
    )


def scores(model: Any, index: Any, memory: Any) -> Any:
    """GPT.forward of one more token of each text: index (N,) -> (N,vocab_size)."""
    parts = model.transformer
    x = parts["wte"].weight.array[index] + parts["wpe"].weight.array[memory.length]
    with threads.one_blas_thread():  # a token is too little for two cores
        for block, layer in zip(parts["h"], memory.layers):
            mlp = block.mlp
            x += attention(block.attn, normal(x, block.ln_1), layer)
            h, _ = gelu(dense(normal(x, block.ln_2), mlp.c_fc), approximate=mlp.gelu.approximate)
            x += dense(h, mlp.c_proj)
        return dense(normal(x, parts["ln_f"]), model.lm_head)


def attention(attn: Any, x: Any, layer: Any) -> Any:
    """Attention of the token to itself and those before it, which `layer` remembers: (N,C)."""
    (N, C), past = x.shape, layer.length
    q, *new = dense(x, attn.c_attn).reshape(N, 3, attn.heads, 1, C // attn.heads).swapaxes(0, 1)
    keys, values = layer.array[:, :, :, : past + 1]
    keys[:, :, past:], values[:, :, past:] = new
    layer.length += 1
    y = attend(q, keys, values, scale=q.shape[-1] ** -0.5)
    return dense(y.reshape(N, C), attn.c_proj)


def dense(x: Any, layer: Any) -> Any:
    """x·Wᵀ + b."""
    y = x @ layer.weight.array.T
    if layer.bias is not None:
        y += layer.bias.array
    return y


def normal(x: Any, layer: Any) -> Any:
    """Layer normalisation of rows (N,C)."""
    share = 1.0 / x.shape[1]
    x = x - x.sum(axis=1, keepdims=True) * share
    variance = (x * x).sum(axis=1, keepdims=True) * share
    x *= (variance + layer.eps) ** -0.5
    x *= layer.weight.array
    if layer.bias is not None:
        x += layer.bias.array
    return x
