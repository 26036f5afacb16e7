"""A GPT of 0.8 million numbers learns Shakespeare: how far it comes, and in how much time.

    python -m benchmarks.shakespeare TEXT.txt [--steps 6000] [--beside-pytorch 50]

The last tenth of the text is held out. --beside-pytorch: only so many steps, with the same weights
and batches under PyTorch, whose losses are printed beside ours.
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np

import minidnn
from minidnn import optim, text
from minidnn.models import GPT
from minidnn.nn.utils import clip_grad_norm_

BATCH, LENGTH, RATE, WARM_UP = 16, 64, 1e-3, 100


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--beside-pytorch", type=int, default=0)
    options = parser.parse_args()
    minidnn.manual_seed(0)
    whole = Path(options.file).read_text("utf-8")
    tokenizer = text.CharTokenizer(whole)
    train, held_out = (tokenizer.encode(part) for part in text.split_text(whole, 0.1))
    model = GPT(len(tokenizer), LENGTH)
    model.tokenizer = tokenizer
    if options.beside_pytorch:
        beside(model, train, options.beside_pytorch)
        return
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters")
    optimizer = optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=0.1)
    rng, begun, used = np.random.default_rng(0), time.perf_counter(), time.process_time()
    for step in range(1, options.steps + 1):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, options.steps)
        _, loss = model(*batch(rng, train, minidnn.tensor))
        optimizer.zero_grad()
        loss.backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 250 == 0:
            print(
                f"step {step}  train {loss.item():.3f}  held out {measured(model, held_out):.4f}  "
                f"{time.perf_counter() - begun:.0f} s, {time.process_time() - used:.0f} s of CPU",
                flush=True,
            )
    print(model.generate("ROMEO:", 400, temperature=0.8, seed=1))


def rate(step, steps):
    """Up for WARM_UP steps, then down along a cosine to a tenth."""
    if step < WARM_UP:
        return RATE * step / WARM_UP
    share = (step - WARM_UP) / max(1, steps - WARM_UP)
    return RATE * (0.1 + 0.45 * (1 + math.cos(math.pi * share)))


def batch(rng, tokens, tensor):
    """(x, y), both (BATCH, LENGTH): random places of the text."""
    starts = rng.integers(0, len(tokens) - LENGTH, BATCH)[:, None]
    rows = tokens[starts + np.arange(LENGTH + 1)]
    return tensor(rows[:, :-1].copy()), tensor(rows[:, 1:].copy())


def measured(model, tokens):
    """The mean loss of all whole windows of a text, in nats per character."""
    windows = text.Windows(tokens, LENGTH)
    total, count = 0.0, 0
    model.eval()
    with minidnn.no_grad():
        for start in range(0, len(windows), 64):
            x, y = windows.__getbatch__(range(start, min(start + 64, len(windows))))
            total += model(x, y)[1].item() * y.numel()
            count += y.numel()
    model.train()
    return total / count


def beside(model, train, steps):
    """The losses of both libraries, step by step; returns the largest difference."""
    import torch

    from .gpt_torch import TorchGPT

    other = TorchGPT(model.vocab_size, LENGTH)
    state = model.state_dict().items()
    other.load_state_dict({k: torch.tensor(v.numpy().copy()) for k, v in state})
    options = {"lr": RATE, "betas": (0.9, 0.99), "weight_decay": 0.1}
    ours = optim.AdamW(model.parameters(), **options)
    theirs = torch.optim.AdamW(other.parameters(), **options)
    rngs, worst = [np.random.default_rng(0) for _ in range(2)], 0.0
    for step in range(1, steps + 1):
        _, loss = model(*batch(rngs[0], train, minidnn.tensor))
        _, wanted = other(*batch(rngs[1], train, torch.tensor))
        worst = max(worst, abs(loss.item() - wanted.item()))
        if step % 10 == 0:
            print(f"step {step}  minidnn {loss.item():.6f}  PyTorch {wanted.item():.6f}")
        for optimizer, value in ((ours, loss), (theirs, wanted)):
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
    print(f"largest difference {worst:.1e}")
    return worst


if __name__ == "__main__":
    main()
