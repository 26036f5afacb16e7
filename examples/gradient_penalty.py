"""Two networks against each other: one draws points, the other's slope is held at 1 (WGAN-GP).

    python examples/gradient_penalty.py
    python examples/gradient_penalty.py --steps 100     a quick look

The data are points in eight heaps on a circle. The critic learns to give data higher scores than
the generator's points; the generator learns to be scored high. A penalty keeps the norm of the
critic's gradient by its input near 1: a gradient of a gradient (create_graph=True).

Source: Gulrajani et al., Improved Training of Wasserstein GANs (2017), algorithm 1.
"""

import argparse
import math

import numpy as np

import minidnn
from minidnn import autograd, nn, optim

HEAPS, NOISE = 8, 4


def data(n):
    """n points (n,2) of eight heaps on a circle of radius 2."""
    angle = minidnn.randint(HEAPS, (n,)).float() * (2 * math.pi / HEAPS)
    centres = 2 * minidnn.stack([angle.cos(), angle.sin()], dim=1)
    return centres + 0.05 * minidnn.randn(n, 2)


def network(inputs, outputs, width=64):
    return nn.Sequential(
        nn.Linear(inputs, width),
        nn.ReLU(),
        nn.Linear(width, width),
        nn.ReLU(),
        nn.Linear(width, outputs),
    )


def penalty(critic, real, fake):
    """mean (‖∇critic‖ - 1)² at random places between real and drawn points."""
    share = minidnn.rand(len(real), 1)
    between = (share * real + (1 - share) * fake).requires_grad_()
    (slope,) = autograd.grad(critic(between).sum(), between, create_graph=True)
    return ((slope.norm(2, dim=1) - 1) ** 2).mean()


def train(steps, batch=256, turns=5, seed=0):
    """The generator, and the critic's distance after every step."""
    minidnn.manual_seed(seed)
    generator, critic = network(NOISE, 2), network(2, 1)
    betas = (0.5, 0.9)
    draws = optim.Adam(generator.parameters(), lr=5e-4, betas=betas)
    scores = optim.Adam(critic.parameters(), lr=5e-4, betas=betas)
    distances = []
    for step in range(steps):
        for _ in range(turns):
            real = data(batch)
            fake = generator(minidnn.randn(batch, NOISE)).detach()
            distance = critic(real).mean() - critic(fake).mean()
            loss = 10 * penalty(critic, real, fake) - distance
            scores.zero_grad()
            loss.backward()
            scores.step()
        draws.zero_grad()
        (-critic(generator(minidnn.randn(batch, NOISE))).mean()).backward()
        draws.step()
        distances.append(distance.item())
        if step % max(1, steps // 10) == 0:
            print(f"step {step:5d}   distance {distances[-1]:.3f}")
    return generator, distances


def heaps_hit(points):
    """How many heaps have at least 2 % of the points within 0.5, and the share of all that has."""
    angles = np.arange(HEAPS) * 2 * np.pi / HEAPS
    centres = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    near = np.linalg.norm(points[:, None] - centres, axis=2) < 0.5
    return int((near.mean(axis=0) > 0.02).sum()), near.any(axis=1).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--picture", default="gradient_penalty.png")
    options = parser.parse_args()
    generator, distances = train(options.steps)
    with minidnn.no_grad():
        points = generator(minidnn.randn(1000, NOISE)).numpy()
        real = data(1000).numpy()
    heaps, share = heaps_hit(points)
    print(f"{heaps} of {HEAPS} heaps reached, {share:.0%} of the points near one")

    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    left.scatter(*real.T, s=4, color="0.6", label="data")
    left.scatter(*points.T, s=4, color="#0072b2", label="generator")
    left.set(aspect="equal", title="points")
    figure.legend(loc="outside lower left", ncols=2)
    right.plot(distances, color="#d55e00", lw=0.8)
    right.set(xlabel="step", title="the critic's distance")
    figure.savefig(options.picture, dpi=120)
    print(f"picture {options.picture}")


if __name__ == "__main__":
    main()
