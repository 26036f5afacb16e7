"""LBFGS: Newton's direction, guessed from the last changes of the gradient."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..tape import enable_grad
from ..tensor import Tensor
from ..versions import wrote
from .line_search import strong_wolfe
from .optimizer import Optimizer


class LBFGS(Optimizer):
    """Steps along -H·g, where H is made of the last `history_size` changes of place and gradient.

    `step(closure)` calls closure() several times: it clears the gradients, computes the loss, calls
    backward and returns the loss. One step takes up to max_iter iterations and max_eval calls; it
    ends early at gradients below tolerance_grad or changes below tolerance_change.
    line_search_fn: None (steps of length lr) or "strong_wolfe".

    One group of parameters only. Source: Nocedal and Wright, Numerical Optimization (2006),
    algorithms 7.4 and 7.5.
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "max_iter": max_iter,
                "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
                "tolerance_grad": tolerance_grad,
                "tolerance_change": tolerance_change,
                "history_size": history_size,
                "line_search_fn": line_search_fn,
            },
        )
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS: takes one group of parameters, not several")
        self._params = self.param_groups[0]["params"]

    def check(self, group: dict[str, Any]) -> None:
        self.require(group["lr"] >= 0, "lr", "at least 0", group["lr"])
        search = group["line_search_fn"]
        self.require(search in (None, "strong_wolfe"), "line_search_fn", "'strong_wolfe'", search)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Minimise for up to max_iter iterations; the loss of the first call of closure."""
        if closure is None:
            raise TypeError("LBFGS.step: give a closure that computes the loss and its gradients")
        group, state = self.param_groups[0], self.state[self._params[0]]
        lr, most = float(group["lr"]), group["max_iter"]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        with enable_grad():
            first = closure()
        loss, evaluations = float(first), 1
        state["func_evals"] += 1
        g = self.gradient()
        if largest(g) <= group["tolerance_grad"]:
            return first
        for iteration in range(1, most + 1):
            state["n_iter"] += 1
            d = self.direction(state, g, group["history_size"])
            t = min(1.0, 1.0 / float(np.abs(g).sum())) * lr if state["n_iter"] == 1 else lr
            state.update(prev_flat_grad=Tensor(g), d=Tensor(d), prev_loss=loss)
            slope, before, calls = dot(g, d), loss, 0
            if slope > -group["tolerance_change"]:
                state["t"] = t
                break
            if group["line_search_fn"] is not None:
                start = [p.array.copy() for p in self._params]

                def at(t, start=start, d=d):
                    return self.evaluate(closure, start, t, d)

                left = group["max_eval"] - evaluations
                point, calls = strong_wolfe(at, d, t, loss, g, most=left)
                t, loss, g = point.t, point.loss, point.g
                self.move(start, t, d)
            else:
                self.move([p.array for p in self._params], t, d)
                if iteration != most:
                    with enable_grad():
                        loss = float(closure())
                    g, calls = self.gradient(), 1
            state["t"] = t
            evaluations += calls
            state["func_evals"] += calls
            if evaluations >= group["max_eval"] or largest(g) <= group["tolerance_grad"]:
                break
            change = group["tolerance_change"]
            if t * largest(d) <= change or abs(loss - before) < change:
                break
        return first

    def direction(self, state: dict[str, Any], g: Any, history_size: int) -> Any:
        """-H·g by the recursion in two loops; the pairs (s, y) are in the state."""
        if state["n_iter"] == 1:
            state.update(old_stps=[], old_dirs=[], ro=[], H_diag=1.0)
            return -g
        steps, changes, ro = state["old_stps"], state["old_dirs"], state["ro"]
        y, s = g - state["prev_flat_grad"].array, state["d"].array * state["t"]
        ys = dot(y, s)
        if ys > 1e-10:  # else the curvature is not to be trusted: keep H
            if len(steps) == history_size:
                del steps[0], changes[0], ro[0]
            steps.append(Tensor(s))
            changes.append(Tensor(y))
            ro.append(1.0 / ys)
            state["H_diag"] = ys / dot(y, y)
        q, alphas = -g, []
        for s, y, r in zip(steps[::-1], changes[::-1], ro[::-1]):
            alphas.append(dot(s.array, q) * r)
            q = q - alphas[-1] * y.array
        q = q * state["H_diag"]
        for s, y, r, alpha in zip(steps, changes, ro, alphas[::-1]):
            q = q + s.array * (alpha - dot(y.array, q) * r)
        return q

    def gradient(self) -> Any:
        """All gradients as one vector; zeros where there is none."""
        return np.concatenate(
            [
                (np.zeros_like(p.array) if p.grad is None else p.grad.array).reshape(-1)
                for p in self._params
            ]
        )

    def move(self, start: list[Any], t: float, d: Any) -> None:
        """Put the parameters at start + t·d."""
        at = 0
        for p, x in zip(self._params, start):
            p.array[...] = x + t * d[at : at + x.size].reshape(x.shape)
            at += x.size
            wrote(p.array)

    def evaluate(self, closure: Callable, start: list[Any], t: float, d: Any) -> tuple[float, Any]:
        """(loss, gradient) at start + t·d; the parameters are back at the start afterwards."""
        self.move(start, t, d)
        with enable_grad():
            loss = float(closure())
        g = self.gradient()
        self.move(start, 0.0, d)
        return loss, g

    def restored(self, key: str, value: Any, p: Tensor) -> Any:
        if isinstance(value, list):
            return [self.restored(key, entry, p) for entry in value]
        if isinstance(value, Tensor | np.ndarray):
            return Tensor((value.array if isinstance(value, Tensor) else value).copy())
        return value


def dot(a: Any, b: Any) -> float:
    """The product of two vectors, as a number."""
    return float(a @ b)


def largest(x: Any) -> float:
    """The largest size among the numbers of a vector."""
    return float(np.abs(x).max())
