"""generate: a model of text continues a prompt, token by token."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import backend, nn, threads
from ..missing import explaining
from ..tape import no_grad
from ..tensor import Tensor


class LanguageModel(nn.Module):
    """A model of the next token. `tokenizer` may be set, so that `generate` takes and gives text.

    A subclass has forward(index, memory=...) -> scores (N,T,V), window(): how many tokens it can
    look at (None: any number), memory(batch): an empty memory, with a `length`.
    """

    tokenizer: Any = None

    def window(self) -> int | None:
        raise NotImplementedError

    def memory(self, batch: int) -> Any:
        raise NotImplementedError

    def generate(self, prompt: Any, length: int, **options: Any) -> Any:
        """Continue a prompt; see `minidnn.models.generate`."""
        return generate(self, prompt, length, **options)


@explaining
def generate(
    model: Any,
    prompt: Any,
    length: int,
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int | None = None,
    stream: bool = False,
    stop: int | None = None,
    cached: bool = True,
) -> Any:
    """Continue a prompt by `length` tokens.

    prompt: text, if the model has a tokenizer (the result is then text, prompt included); or token
        numbers (T,) or (N,T) (the result is then a tensor (T+length,) or (N,T+length)).
    temperature: below 1 bolder about the likely, above 1 wilder; 0 always takes the likeliest.
    top_k: only the k likeliest tokens. top_p: only the likeliest that together have at least the
        probability p. seed: equal seeds give equal texts; None: a new text every time.
    stream: give an iterator of the new pieces of text (or of tokens (N,)) as they come.
    stop: a token at which a single text ends; it is not part of the result.
    cached: remember what was computed for the tokens before; the text is the same without, later.

    Where a text grows beyond the model's window, the model goes on from the second half of it.
    """
    check_options(temperature, top_k, top_p, length)
    text = isinstance(prompt, str)
    if text and model.tokenizer is None:
        raise ValueError("generate: the model has no tokenizer; set model.tokenizer or give tokens")
    tokens = model.tokenizer.encode(prompt) if text else prompt
    array = np.asarray(tokens.cpu().numpy() if isinstance(tokens, Tensor) else tokens)
    batch = array[None] if array.ndim == 1 else array
    if batch.ndim != 2 or batch.shape[1] == 0 or batch.dtype.kind not in "iu":
        raise ValueError(
            f"generate: the prompt must be at least one token, (T,) or (N, T) integers; got "
            f"{array.dtype} {array.shape}" + (": begin with a character" if text else "")
        )
    rng = np.random.default_rng(seed)
    filtered = (temperature, top_k, top_p)
    steps = new_tokens(model, batch.astype(np.int64), length, filtered, rng, stop, cached)
    if stream:
        if not text:
            return (Tensor(row) for row in steps)
        return model.tokenizer.stream(int(row[0]) for row in steps)
    rows = list(steps)
    if text:
        return prompt + model.tokenizer.decode([int(row[0]) for row in rows])
    result = np.concatenate([batch, *(row[:, None] for row in rows)], axis=1)
    return Tensor(result[0] if array.ndim == 1 else result)


def new_tokens(
    model: Any,
    batch: np.ndarray,
    length: int,
    filtered: tuple[Any, ...],
    rng: Any,
    stop: int | None,
    cached: bool,
) -> Iterator[np.ndarray]:
    """(N,) tokens, one after the other."""
    window, start, memory = model.window(), 0, None
    device = next(model.parameters()).device
    training = model.training
    model.eval()
    try:
        for _ in range(length):
            if window is not None and batch.shape[1] - start > window:
                start, memory = batch.shape[1] - (window + 1) // 2, None
            with no_grad(), threads.one_blas_thread():  # a token is too little for two cores
                if memory is None or not cached:
                    memory = model.memory(len(batch)) if cached else None
                    seen = batch[:, start:]
                else:
                    seen = batch[:, -1:]
                scores = model(Tensor(seen).to(device), memory=memory)
            last = backend.to_host(scores.array[:, -1]).astype(np.float64)
            chosen = drawn(last, rng, *filtered)
            if stop is not None and len(chosen) == 1 and chosen[0] == stop:
                return
            yield chosen
            batch = np.concatenate([batch, chosen[:, None]], axis=1)
    finally:
        model.train(training)


def drawn(
    scores: np.ndarray, rng: Any, temperature: float, top_k: int | None, top_p: float | None
) -> np.ndarray:
    """Tokens (N,), drawn by the softmax of scores (N,V) / temperature, the unlikely ones cut."""
    if temperature == 0:
        return scores.argmax(axis=1)
    p = np.exp((scores - scores.max(axis=1, keepdims=True)) / temperature)
    p /= p.sum(axis=1, keepdims=True)
    if top_k is not None and top_k < p.shape[1]:
        kept = np.argpartition(p, -top_k, axis=1)[:, -top_k:]
        only = np.zeros_like(p)
        np.put_along_axis(only, kept, np.take_along_axis(p, kept, 1), 1)
        p = only / only.sum(axis=1, keepdims=True)
    if top_p is not None and top_p < 1:
        order = np.argsort(-p, axis=1, kind="stable")
        sorted_p = np.take_along_axis(p, order, 1)
        before = np.cumsum(sorted_p, axis=1) - sorted_p
        np.put_along_axis(p, order, np.where(before < top_p, sorted_p, 0.0), 1)
        p /= p.sum(axis=1, keepdims=True)
    edges = np.cumsum(p, axis=1)
    return (edges > rng.random((len(p), 1)) * edges[:, -1:]).argmax(axis=1)


def check_options(temperature: float, top_k: Any, top_p: Any, length: int) -> None:
    """Raises ValueError for options out of their range."""
    if not temperature >= 0:
        raise ValueError(f"generate: temperature must be from 0; got {temperature}")
    if top_k is not None and top_k < 1:
        raise ValueError(f"generate: top_k must be from 1; got {top_k}")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"generate: top_p must be in (0, 1]; got {top_p}")
    if length < 0:
        raise ValueError(f"generate: length must not be negative; got {length}")
