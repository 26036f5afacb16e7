"""A network that obeys a differential equation: the pendulum, u'' = -sin u, from its start alone.

    python examples/pendulum.py
    python examples/pendulum.py --steps 200     a quick look

The network u(t) is never told where the pendulum is. Its loss is how far u'' is from -sin u at
random times, with u(0) = 1 and u'(0) = 0 built in; u' and u'' are gradients of the network by its
input, recorded (create_graph=True), so that the loss can be differentiated by the weights.
The result is compared with a step-by-step solution, and both are drawn.

Source: Raissi, Perdikaris and Karniadakis, Physics-informed neural networks (2019).
"""

import argparse
import math

import numpy as np

import minidnn
from minidnn import autograd, nn, optim

END = 6.0  # seconds


class Motion(nn.Module):
    """u(t) = 1 + t²·network(t): whatever the network says, u(0) = 1 and u'(0) = 0."""

    def __init__(self, width: int = 32):
        self.network = nn.Sequential(
            nn.Linear(1, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1)
        )

    def forward(self, t):
        return 1 + t**2 * self.network(t / END) / 4


def disobedience(u, t):
    """u'' + sin u at the times t: 0 everywhere for the true motion."""
    y = u(t)
    (velocity,) = autograd.grad(y.sum(), t, create_graph=True)
    (acceleration,) = autograd.grad(velocity.sum(), t, create_graph=True)
    return acceleration + minidnn.sin(y)


def train(steps, seed=0):
    """The motion learnt, and the loss of every step."""
    minidnn.manual_seed(seed)
    u = Motion().double()
    optimizer = optim.Adam(u.parameters(), lr=5e-3)
    schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    losses = []
    for step in range(steps):
        # the beginning first: the further the time, the later it takes part
        reach = END * min(1.0, 0.2 + 1.2 * step / steps)
        t = (minidnn.rand(64, 1, dtype=minidnn.float64) * reach).requires_grad_()
        loss = (disobedience(u, t) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % max(1, steps // 10) == 0:
            print(f"step {step:5d}   loss {losses[-1]:.6f}")
    return u, losses


def exact(times, pieces=1000):
    """The motion by small steps of the classical Runge-Kutta method."""
    slope = lambda s: np.array([s[1], -math.sin(s[0])])
    state, now, found = np.array([1.0, 0.0]), 0.0, []
    for time in times:
        h = (time - now) / pieces
        for _ in range(pieces):
            a = slope(state)
            b = slope(state + h / 2 * a)
            c = slope(state + h / 2 * b)
            d = slope(state + h * c)
            state = state + h / 6 * (a + 2 * b + 2 * c + d)
        now = time
        found.append(state[0])
    return np.array(found)


def draw(times, learnt, true, losses, path):
    """Both motions, and the loss."""
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    left.plot(times, true, color="0.6", lw=4, label="step by step")
    left.plot(times, learnt, color="#0072b2", ls="--", label="network")
    left.set(xlabel="time in s", ylabel="angle in rad", title="u'' = -sin u")
    left.legend()
    right.semilogy(losses, color="#d55e00", lw=0.8)
    right.set(xlabel="step", title="mean (u'' + sin u)²")
    figure.savefig(path, dpi=120)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--picture", default="pendulum.png")
    options = parser.parse_args()
    u, losses = train(options.steps)
    times = np.linspace(0, END, 61)[1:]
    with minidnn.no_grad():
        learnt = u(minidnn.tensor(times[:, None])).numpy()[:, 0]
    true = exact(times, pieces=20)
    print(f"largest error {np.abs(learnt - true).max():.4f} rad over {END:g} s")
    draw(times, learnt, true, losses, options.picture)
    print(f"picture {options.picture}")


if __name__ == "__main__":
    main()
