"""Every optimizer walks down Rosenbrock's valley from the same place."""

import torch


def rosenbrock(xy):
    x, y = xy
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def race(name, steps=30, **options):
    xy = torch.tensor([-0.5, 0.8], dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, name)([xy], **options)

    def closure():
        optimizer.zero_grad()
        loss = rosenbrock(xy)
        loss.backward()
        return loss

    for _ in range(steps):
        loss = optimizer.step(closure)
    return [*xy.tolist(), loss.item()]


runs = {
    "SGD": dict(lr=1e-3, momentum=0.5),
    "Adam": dict(lr=0.05),
    "AdamW": dict(lr=0.05, amsgrad=True),
    "Adamax": dict(lr=0.05),
    "NAdam": dict(lr=0.05),
    "RAdam": dict(lr=0.05, weight_decay=0.01),
    "Adagrad": dict(lr=0.1),
    "Adadelta": dict(lr=1.0),
    "RMSprop": dict(lr=0.01, centered=True),
    "Rprop": dict(lr=0.01),
    "ASGD": dict(lr=1e-3),
}
places = {name: race(name, **options) for name, options in runs.items()}
places["LBFGS"] = race("LBFGS", steps=3, lr=0.5, max_iter=8)
places["LBFGS, line search"] = race("LBFGS", steps=3, line_search_fn="strong_wolfe", max_iter=6)
for name, (x, y, loss) in places.items():
    print(f"{name:20} {x: .5f} {y: .5f} {loss:.6f}")
