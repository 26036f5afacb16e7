"""GPT-2's published weights under our names: files .safetensors, .pth and .bin."""

import os
from typing import Any

import numpy as np

from ..serialization import load

HEAD = 64  # the width of a head in every GPT-2
TURNED = ("attn.c_attn.weight", "attn.c_proj.weight", "mlp.c_fc.weight", "mlp.c_proj.weight")
FIXED = (".attn.bias", ".attn.masked_bias")  # the causal mask, which some files hold


def read_gpt2(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """The state dict of a GPT from a file of GPT-2's weights.

    The published files hold the weights of linear layers as (in, out), perhaps without the prefix
    "transformer.", and without the last layer, which is the table of token embeddings.
    """
    found: Any = load(path)
    state = {}
    for name, value in found.items():
        own = name.removeprefix("transformer.")
        if own.endswith(FIXED):
            continue
        array = np.asarray(getattr(value, "array", value))
        if own.endswith(TURNED):
            array = array.T
        state[own if own == "lm_head.weight" else f"transformer.{own}"] = array
    if "transformer.wte.weight" not in state or "transformer.wpe.weight" not in state:
        raise ValueError(
            f"{path} holds no GPT-2: expected wte.weight, wpe.weight, h.0.ln_1.weight ...; it has "
            f"{', '.join(list(found)[:4])} ..."
        )
    state.setdefault("lm_head.weight", state["transformer.wte.weight"])
    return state


def sizes_of(state: dict[str, np.ndarray]) -> dict[str, Any]:
    """The arguments of a GPT with a state dict of these shapes."""
    vocab_size, n_embd = state["transformer.wte.weight"].shape
    layers = {int(name.split(".")[2]) for name in state if name.startswith("transformer.h.")}
    return {
        "vocab_size": vocab_size,
        "block_size": len(state["transformer.wpe.weight"]),
        "n_layer": len(layers),
        "n_head": max(1, n_embd // HEAD),
        "n_embd": n_embd,
    }
