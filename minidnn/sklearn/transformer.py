"""NetTransformer: an autoencoder that describes samples with few numbers, for scikit-learn."""

from typing import Any, Self

import numpy as np
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from .. import nn
from ..tape import no_grad
from ..tensor import Tensor
from .base import ACTIVATIONS, Net
from .classifier import FLOATS


class Autoencoder(nn.Module):
    """encoder, then decoder."""

    def __init__(self, encoder: Any, decoder: Any):
        self.encoder, self.decoder = encoder, decoder

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.encoder(x))


class NetTransformer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, Net):
    """An autoencoder: from D numbers over hidden layers to n_components and back again.

    It is trained to restore its inputs, each scaled to mean 0 and variance 1; transform gives what
    the narrowest layer says. module: a function (n_inputs, n_components) -> (encoder, decoder).
    """

    def __init__(
        self,
        n_components: int = 2,
        hidden: tuple = (100,),
        *,
        activation: str = "tanh",
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
        super().__init__(
            hidden, activation=activation, dropout=dropout, module=module, optimizer=optimizer,
            lr=lr, weight_decay=weight_decay, epochs=epochs, batch_size=batch_size,
            early_stopping=early_stopping, validation_fraction=validation_fraction,
            patience=patience, random_state=random_state, device=device, verbose=verbose,
        )  # fmt: skip
        self.n_components = n_components

    def fit(self, X: Any, y: Any = None) -> Self:
        """Train a new autoencoder on samples X (N,D)."""
        X = validate_data(self, X, dtype=FLOATS)
        if not isinstance(self.n_components, int | np.integer) or self.n_components < 1:
            raise ValueError(
                f"NetTransformer: n_components must be a whole number from 1; got "
                f"{self.n_components!r}"
            )
        self.mean_ = X.mean(axis=0, dtype=np.float64)
        spread = X.std(axis=0, dtype=np.float64)
        self.scale_ = np.where(spread > 0, spread, 1.0)
        self._start(X.shape[1], self.n_components, X.dtype)
        self._n_features_out = self.n_components
        scaled = self._scaled(X)
        self._train(scaled, scaled, np.ones(len(X), X.dtype), self.epochs)
        return self

    def transform(self, X: Any) -> Any:
        """n_components numbers for every sample: (N, n_components)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=FLOATS, reset=False)
        return self._through(self.module_.encoder, self._scaled(X)).astype(X.dtype, copy=False)

    def inverse_transform(self, X: Any) -> Any:
        """The samples (N,D) that n_components numbers stand for, as far as the network knows."""
        check_is_fitted(self)
        x = np.asarray(X, dtype=next(self.module_.parameters()).dtype)
        return self._through(self.module_.decoder, x) * self.scale_ + self.mean_

    def _network(self, inputs: int, outputs: int) -> Any:
        if self.module is not None:
            return Autoencoder(*self.module(inputs, outputs))
        sizes = [inputs, *np.atleast_1d(np.asarray(self.hidden, dtype=int)).tolist(), outputs]
        return Autoencoder(self._chain(sizes), self._chain(sizes[::-1]))

    def _chain(self, sizes: list[int]) -> Any:
        """Linear layers with activations between them."""
        layers: list[Any] = []
        for n, m in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n, m), ACTIVATIONS[self.activation]()]
            layers += [nn.Dropout(self.dropout)] if self.dropout else []
        return nn.Sequential(*layers[: -2 if self.dropout else -1])

    def _scaled(self, x: Any) -> Any:
        """Samples as the network sees them."""
        dtype = next(self.module_.parameters()).dtype
        return ((x - self.mean_) / self.scale_).astype(dtype)

    def _through(self, part: Any, x: Any) -> Any:
        """What the encoder or the decoder says, as a NumPy array."""
        self.module_.eval()
        with no_grad():
            return part(Tensor(x).to(self.device)).cpu().numpy()

    def _loss(self, prediction: Tensor, target: Tensor) -> Tensor:
        return ((prediction - target) ** 2).mean(1)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
