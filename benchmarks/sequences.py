"""The measured work on sequences: a GPT's and an LSTM's training step, writing with a memory."""

import time

import numpy as np


def gpt(lib):
    """4 layers x 128 numbers, 16 texts of 64 tokens, AdamW."""
    model = network(lib)
    rng = np.random.default_rng(0)
    x, y = (lib.from_numpy(rng.integers(0, 65, (16, 64))) for _ in range(2))
    optimizer = lib.optim.AdamW(model.parameters(), lr=1e-4)
    model.train()

    def step():
        optimizer.zero_grad()
        _, loss = model(x, y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def writing(tokens):
    """So many tokens, one after the other, with keys and values remembered."""

    def make(lib):
        model = network(lib).eval()
        ours = lib.__name__ == "minidnn"

        def step():
            memory = model.memory(1) if ours else [None] * 4
            token, written = lib.from_numpy(np.zeros((1, 1), np.int64)), 0
            with lib.no_grad():
                for _ in range(tokens):
                    scores = model(token, memory=memory)
                    token = lib.argmax(scores[:, -1], 1).reshape(1, 1)
                    written += int(token.item())
            return float(written)

        return step

    return make


def lstm(lib):
    """Rows of 28x28 images, two layers of 128, batches of 100."""
    from .workloads import batch, prepared, training

    class Reader(lib.nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = lib.nn.LSTM(28, 128, 2, batch_first=True)
            self.head = lib.nn.Linear(128, 10)

        def forward(self, x):
            return self.head(self.lstm(x)[0][:, -1])

    x, target = batch((100, 28, 28), 10)
    model = prepared(lib, Reader())
    optimizer = lib.optim.Adam(model.parameters(), lr=1e-3)
    return training(lib, model, x, target, lib.nn.CrossEntropyLoss(), optimizer)


def network(lib):
    """The GPT of a library, with the same weights in both."""
    if lib.__name__ == "torch":
        from .gpt_torch import TorchGPT as Network
    else:
        from minidnn.models import GPT as Network
    model = Network(65, 64)
    rng, state = np.random.default_rng(1), {}
    for name, value in model.state_dict().items():
        shape, dull = tuple(value.shape), "ln_" in name and "weight" in name
        state[name] = np.ones(shape, np.float32) * dull
        if len(shape) == 2:
            state[name] = 0.02 * rng.standard_normal(shape, dtype=np.float32)
    state["lm_head.weight"] = state["transformer.wte.weight"]
    model.load_state_dict({name: lib.from_numpy(value) for name, value in state.items()})
    return model


def curve(block=256, tokens=240, repeats=5):
    """Milliseconds of CPU for each token that a GPT writes with its memory: the best of repeats."""
    from minidnn import from_numpy, no_grad
    from minidnn.models import GPT

    model, best = GPT(65, block).eval(), np.full(tokens, np.inf)
    token = from_numpy(np.zeros((1, 1), np.int64))
    for _ in range(repeats):
        memory = model.memory(1)
        for i in range(tokens):
            begun = time.process_time()
            with no_grad():
                model(token, memory=memory)
            best[i] = min(best[i], time.process_time() - begun)
    return 1000 * best


if __name__ == "__main__":  # python -m benchmarks.sequences: is the time per token flat?
    for start, part in zip(range(0, 240, 48), curve().reshape(5, -1)):
        print(f"tokens {start + 1:3} to {start + 48:3}: {np.median(part):.2f} ms each")
