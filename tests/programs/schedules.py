"""Every schedule of the learning rate, followed for some epochs."""

import torch
from torch.optim import lr_scheduler as S


def follow(make, steps=8, momentum=0.0):
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=0.1, momentum=momentum)
    scheduler = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(round(optimizer.param_groups[0]["lr"], 5))
        optimizer.step()
        scheduler.step()
    return rates


schedules = {
    "step": lambda o: S.StepLR(o, step_size=3, gamma=0.1),
    "multistep": lambda o: S.MultiStepLR(o, milestones=[2, 5], gamma=0.5),
    "lambda": lambda o: S.LambdaLR(o, lr_lambda=lambda epoch: 0.95**epoch),
    "multiplicative": lambda o: S.MultiplicativeLR(o, lr_lambda=lambda epoch: 0.9),
    "constant": lambda o: S.ConstantLR(o, factor=0.5, total_iters=3),
    "linear": lambda o: S.LinearLR(o, start_factor=0.25, total_iters=4),
    "exponential": lambda o: S.ExponentialLR(o, gamma=0.8),
    "cosine": lambda o: S.CosineAnnealingLR(o, T_max=6, eta_min=0.01),
    "restarts": lambda o: S.CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2),
    "polynomial": lambda o: S.PolynomialLR(o, total_iters=6, power=2.0),
    "onecycle": lambda o: S.OneCycleLR(o, max_lr=0.5, total_steps=10, cycle_momentum=False),
    "cyclic": lambda o: S.CyclicLR(o, 0.01, 0.1, step_size_up=3, cycle_momentum=False),
    "triangular2": lambda o: S.CyclicLR(
        o, 0.01, 0.1, step_size_up=2, mode="triangular2", cycle_momentum=False
    ),
    "chained": lambda o: S.ChainedScheduler([S.ConstantLR(o, 0.1, 2), S.ExponentialLR(o, 0.9)]),
    "sequential": lambda o: S.SequentialLR(
        o, [S.LinearLR(o, 0.1, total_iters=3), S.ExponentialLR(o, 0.9)], milestones=[3]
    ),
}
rates = {}
for name, make in schedules.items():
    rates[name] = follow(make)
    print(f"{name:15}", rates[name])


class WarmupThenInverseRoot(S.LRScheduler):
    """A schedule of the user's own, through the base class."""

    def __init__(self, optimizer, warmup, last_epoch=-1):
        self.warmup = warmup
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        step = max(self.last_epoch, 1)
        scale = min(step / self.warmup, (self.warmup / step) ** 0.5)
        return [base_lr * scale for base_lr in self.base_lrs]


own = follow(lambda o: WarmupThenInverseRoot(o, 3))
print(own, issubclass(S.StepLR, S._LRScheduler))
