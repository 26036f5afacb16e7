"""What the estimators share: their options, the network, and the loop that trains it."""

import copy
import numbers
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

try:
    from sklearn.base import BaseEstimator
    from sklearn.exceptions import NotFittedError
    from sklearn.utils import check_random_state
except ImportError as error:  # the package is an extra
    raise ImportError(
        "minidnn.sklearn needs scikit-learn: pip install 'minidnn[sklearn]'"
    ) from error

from .. import backend, nn, optim
from ..missing import explaining
from ..tape import no_grad
from ..tensor import Tensor

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "leaky_relu": nn.LeakyReLU}
OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "adam": optim.Adam,
    "adamw": optim.AdamW,
    "sgd": lambda p, **options: optim.SGD(p, momentum=0.9, nesterov=True, **options),
    "rmsprop": optim.RMSprop,
}


class Net(BaseEstimator):
    """Options and training of a network; a subclass says what is predicted and what the loss is.

    hidden: the lengths of the hidden layers.  activation: relu, tanh, sigmoid or leaky_relu.
    dropout: probability, after every hidden layer.
    module: a network of your own in place of these: a Module, of which a copy is trained, or a
    function (n_inputs, n_outputs) -> Module.
    optimizer: adam, adamw, sgd or rmsprop.  lr, weight_decay: its options.
    epochs: how often all samples are gone through.  batch_size: samples a step.
    early_stopping: hold out a `validation_fraction`, stop after `patience` epochs without gain on
    it, and keep the best weights.
    random_state: equal ones give equal results.  device: "cpu" or "cuda".  verbose: print losses.
    """

    @explaining
    def __init__(
        self,
        hidden: tuple = (100,),
        *,
        activation: str = "relu",
        dropout: float = 0.0,
        module: Any = None,
        optimizer: str = "adam",
        lr: float = 1e-3,
        weight_decay: float = 0.0,
        epochs: int = 200,
        batch_size: int = 200,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        patience: int = 10,
        random_state: Any = None,
        device: str = "cpu",
        verbose: bool = False,
    ):
        self.hidden = hidden
        self.activation = activation
        self.dropout = dropout
        self.module = module
        self.optimizer = optimizer
        self.lr = lr
        self.weight_decay = weight_decay
        self.epochs = epochs
        self.batch_size = batch_size
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.random_state = random_state
        self.device = device
        self.verbose = verbose

    # Told by subclasses

    def _loss(self, prediction: Tensor, target: Tensor) -> Tensor:
        """The loss of every sample: (N,)."""
        raise NotImplementedError

    # The network

    def _check_options(self) -> None:
        """Raises ValueError for an option that cannot be."""
        name = type(self).__name__
        for option, known in (("activation", ACTIVATIONS), ("optimizer", OPTIMIZERS)):
            if getattr(self, option) not in known:
                raise ValueError(
                    f"{name}: {option}={getattr(self, option)!r}; there are {', '.join(known)}"
                )
        for option in ("epochs", "batch_size", "patience"):
            value = getattr(self, option)
            if not isinstance(value, numbers.Integral) or value < 1:
                raise ValueError(f"{name}: {option} must be a whole number from 1; got {value!r}")
        for option in ("dropout", "validation_fraction"):
            if not 0 <= getattr(self, option) < 1:
                raise ValueError(
                    f"{name}: {option} must be in [0, 1); got {getattr(self, option)!r}"
                )
        if not self.lr > 0:
            raise ValueError(f"{name}: lr must be positive; got {self.lr!r}")

    def _network(self, inputs: int, outputs: int) -> Any:
        """The network for so many inputs and outputs, with new weights."""
        if isinstance(self.module, nn.Module):
            return copy.deepcopy(self.module)
        if self.module is not None:
            return self.module(inputs, outputs)
        sizes = (inputs, *np.atleast_1d(np.asarray(self.hidden, dtype=int)).tolist())
        layers: list[Any] = []
        for n, m in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n, m), ACTIVATIONS[self.activation]()]
            layers += [nn.Dropout(self.dropout)] if self.dropout else []
        return nn.Sequential(*layers, nn.Linear(sizes[-1], outputs))

    def _start(self, inputs: int, outputs: int, dtype: Any) -> None:
        """A new network and optimizer."""
        self._check_options()
        self._rng = check_random_state(self.random_state)
        with seeded(int(self._rng.randint(2**31 - 1))):
            self.module_ = self._network(inputs, outputs).to(self.device, dtype=dtype)
        self._optimizer = OPTIMIZERS[self.optimizer](
            self.module_.parameters(), lr=self.lr, weight_decay=self.weight_decay
        )
        self.loss_curve_: list[float] = []
        self.n_iter_ = 0

    # Training

    def _train(self, x: Any, y: Any, weight: Any, epochs: int, groups: Any = None) -> None:
        """Go through the samples `epochs` times; groups: classes that a held-out part keeps."""
        keep = weight > 0  # a sample of weight 0 is as if it were not there
        x, y, weight = x[keep], y[keep], weight[keep]
        weight = weight / weight.mean()
        held = None
        if self.early_stopping and epochs > 1:
            held, part = self._held_out(len(x), None if groups is None else groups[keep])
            held = x[held], y[held], weight[held]
            x, y, weight = x[part], y[part], weight[part]
        best, best_state, waited = np.inf, None, 0
        with seeded(int(self._rng.randint(2**31 - 1))):
            for _ in range(epochs):
                self.loss_curve_.append(self._epoch(x, y, weight))
                self.n_iter_ += 1
                loss = None if held is None else self._held_loss(*held)
                self._say(loss)
                if loss is None:
                    continue
                waited += 1
                if loss < best:
                    best, waited = loss, 0
                    best_state = copy.deepcopy(self.module_.state_dict())
                if waited >= self.patience:
                    break
        if best_state is not None:
            self.module_.load_state_dict(best_state)
            self.best_loss_ = best

    def _epoch(self, x: Any, y: Any, weight: Any) -> float:
        """One way through the samples in a new order; the mean loss."""
        self.module_.train()
        total, n = 0.0, len(x)
        order = self._rng.permutation(n) if n > self.batch_size else np.arange(n)
        for start in range(0, n, self.batch_size):
            rows = order[start : start + self.batch_size]
            losses = self._loss(self._on_device(x[rows], True), self._on_device(y[rows]))
            loss = (losses * self._on_device(weight[rows])).sum() / float(weight[rows].sum())
            self._optimizer.zero_grad()
            loss.backward()
            self._optimizer.step()
            total += loss.item() * len(rows)
        if not np.isfinite(total):
            raise ValueError(
                f"{type(self).__name__}: the loss is {total}; scale the inputs (StandardScaler in "
                "a pipeline), or take a smaller lr"
            )
        return total / n

    def _held_out(self, n: int, groups: Any) -> tuple[Any, Any]:
        """The rows held out, and the others; of every class a share, where there are two of it."""
        order = self._rng.permutation(n)
        if groups is None:
            count = max(1, int(n * self.validation_fraction))
            held = order[:count]
        else:
            parts = [order[groups[order] == g] for g in np.unique(groups)]
            held = np.concatenate([p[: int(np.ceil(len(p) * self.validation_fraction)) ]
                                   if len(p) > 1 else p[:0] for p in parts])  # fmt: skip
        if len(held) in (0, n):
            raise ValueError(
                f"{type(self).__name__}: early_stopping cannot hold out {self.validation_fraction} "
                f"of {n} samples"
            )
        return held, np.setdiff1d(np.arange(n), held)

    def _held_loss(self, x: Any, y: Any, weight: Any) -> float:
        """The mean loss on held out samples."""
        self.module_.eval()
        with no_grad():
            losses = self._loss(self._on_device(x, True), self._on_device(y))
        return float(np.average(backend.to_host(losses.array), weights=weight))

    def _on_device(self, array: Any, run: bool = False) -> Tensor:
        """Rows as a tensor on the device; run: what the network says of them."""
        tensor = Tensor(np.ascontiguousarray(array)).to(self.device)
        return self.module_(tensor) if run else tensor

    def _outputs(self, x: Any) -> Any:
        """What the network says of samples, as a NumPy array."""
        if not hasattr(self, "module_"):
            raise NotFittedError(f"this {type(self).__name__} is not fitted yet; call fit first")
        self.module_.eval()
        with no_grad():
            parts = [
                backend.to_host(self._on_device(x[i : i + 4096], True).array)
                for i in range(0, len(x), 4096)
            ]
        return np.concatenate(parts)

    def _say(self, held: float | None) -> None:
        if self.verbose:
            text = "" if held is None else f", held out {held:.4f}"
            print(f"epoch {self.n_iter_}: loss {self.loss_curve_[-1]:.4f}{text}")


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """A seed of the library's random numbers, which go on as before afterwards."""
    state = backend.get_rng_state()
    backend.manual_seed(seed)
    try:
        yield
    finally:
        backend.set_rng_state(state)
