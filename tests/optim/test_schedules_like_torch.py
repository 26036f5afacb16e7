"""Every schedule against PyTorch: learning rates, momenta and state dicts."""

import numpy as np
import pytest

import minidnn
from minidnn import nn, optim

torch = pytest.importorskip("torch")

SCHEDULES = [
    ("StepLR", {"step_size": 3}),
    ("StepLR", {"step_size": 1, "gamma": 0.5}),
    ("MultiStepLR", {"milestones": [2, 5, 5, 9]}),
    ("MultiStepLR", {"milestones": [7, 3], "gamma": 0.3}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("CosineAnnealingLR", {"T_max": 10}),
    ("CosineAnnealingLR", {"T_max": 7, "eta_min": 0.01}),
    ("CosineAnnealingWarmRestarts", {"T_0": 4}),
    ("CosineAnnealingWarmRestarts", {"T_0": 3, "T_mult": 2, "eta_min": 0.01}),
    ("LinearLR", {}),
    ("LinearLR", {"start_factor": 0.1, "end_factor": 0.7, "total_iters": 8}),
    ("ConstantLR", {}),
    ("ConstantLR", {"factor": 0.2, "total_iters": 3}),
    ("PolynomialLR", {"total_iters": 9, "power": 2.0}),
    ("LambdaLR", {"lr_lambda": lambda t: 0.9**t + 0.1}),
    ("LambdaLR", {"lr_lambda": [lambda t: 1.0 / (t + 1), lambda t: 0.5]}),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 24}),
    ("OneCycleLR", {"max_lr": [0.5, 0.2], "epochs": 4, "steps_per_epoch": 6, "three_phase": True}),
    (
        "OneCycleLR",
        {
            "max_lr": 0.5,
            "total_steps": 30,
            "anneal_strategy": "linear",
            "pct_start": 0.4,
            "div_factor": 10.0,
            "final_div_factor": 100.0,
            "base_momentum": 0.7,
            "max_momentum": 0.8,
        },
    ),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 24, "cycle_momentum": False}),
    ("MultiplicativeLR", {"lr_lambda": lambda t: 0.9 + 0.01 * t}),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.2, "step_size_up": 4}),
    (
        "CyclicLR",
        {
            "base_lr": [0.01, 0.05],
            "max_lr": [0.2, 0.3],
            "step_size_up": 2,
            "step_size_down": 5,
            "mode": "triangular2",
            "base_momentum": 0.7,
        },
    ),
    (
        "CyclicLR",
        {"base_lr": 0.01, "max_lr": 0.2, "step_size_up": 3, "mode": "exp_range", "gamma": 0.9},
    ),
    (
        "CyclicLR",
        {
            "base_lr": 0.01,
            "max_lr": 0.2,
            "step_size_up": 3,
            "scale_fn": lambda x: 1 / (5 + x),
            "scale_mode": "iterations",
            "cycle_momentum": False,
        },
    ),
]
OPTIMIZERS = [("SGD", {"momentum": 0.9}), ("Adam", {})]


def pair(name="SGD", options=None):
    """Our optimizer and PyTorch's, with two groups of different rates."""
    made = []
    for package, layers in ((optim, nn), (torch.optim, torch.nn)):
        groups = [
            {"params": layers.Linear(2, 2).parameters()},
            {"params": layers.Linear(1, 1).parameters(), "lr": 0.3},
        ]
        made.append(getattr(package, name)(groups, lr=0.1, **(options or {})))
    return made


def compare(ours, theirs):
    for mine, other in zip(ours.param_groups, theirs.param_groups):
        for key in ("lr", "momentum", "betas", "initial_lr"):
            if key in other:
                np.testing.assert_allclose(mine[key], other[key], rtol=1e-10, atol=1e-15)


def follow(optimizers, schedulers, steps, extra=()):
    for _ in range(steps):
        for optimizer, scheduler in zip(optimizers, schedulers):
            optimizer.step()
            scheduler.step(*extra)
        compare(*optimizers)
        np.testing.assert_allclose(
            schedulers[0].get_last_lr(), schedulers[1].get_last_lr(), rtol=1e-10, atol=1e-15
        )


@pytest.mark.parametrize(("optimizer", "optimizer_options"), OPTIMIZERS)
@pytest.mark.parametrize(("name", "options"), SCHEDULES)
def test_schedule(name, options, optimizer, optimizer_options):
    optimizers = pair(optimizer, optimizer_options)
    schedulers = [
        getattr(package.lr_scheduler, name)(o, **options)
        for package, o in zip((optim, torch.optim), optimizers)
    ]
    compare(*optimizers)
    follow(optimizers, schedulers, 22)
    ours, theirs = (s.state_dict() for s in schedulers)
    counted = () if "Restarts" in name else ("_step_count",)  # PyTorch's does not count there
    for key in ("last_epoch", "base_lrs", "_last_lr", *counted):
        np.testing.assert_allclose(ours[key], theirs[key], rtol=1e-10, atol=1e-15)
    for key in options:
        if key in theirs:
            assert key in ours


def test_one_after_the_other():
    optimizers, schedulers = pair(), []
    for package, o in zip((optim, torch.optim), optimizers):
        s = package.lr_scheduler
        parts = [
            s.LinearLR(o, 0.1, total_iters=4),
            s.CosineAnnealingLR(o, 8),
            s.ExponentialLR(o, 0.5),
        ]
        schedulers.append(s.SequentialLR(o, parts, [4, 10]))
    compare(*optimizers)
    follow(optimizers, schedulers, 16)


@pytest.mark.filterwarnings("ignore:Detected call of .lr_scheduler.step")
def test_two_at_the_same_time():
    optimizers = pair()
    both = [
        [p.lr_scheduler.ExponentialLR(o, 0.9), p.lr_scheduler.MultiStepLR(o, [3, 6], 0.1)]
        for p, o in zip((optim, torch.optim), optimizers)
    ]
    for _ in range(9):
        for optimizer, schedulers in zip(optimizers, both):
            optimizer.step()
            for scheduler in schedulers:
                scheduler.step()
        compare(*optimizers)


@pytest.mark.parametrize(
    "options",
    [
        {"patience": 2},
        {"patience": 0, "factor": 0.5, "threshold": 0.1, "cooldown": 2},
        {"patience": 1, "mode": "max", "threshold_mode": "abs", "threshold": 0.05},
        {"patience": 1, "min_lr": [0.01, 0.2], "mode": "max"},
    ],
)
def test_plateau(options):
    optimizers = pair()
    schedulers = [
        package.lr_scheduler.ReduceLROnPlateau(o, **options)
        for package, o in zip((optim, torch.optim), optimizers)
    ]
    values = 1.0 + 0.2 * np.random.default_rng(0).standard_normal(30)
    for value in values:
        follow(optimizers, schedulers, 1, (float(value),))
    ours, theirs = (s.state_dict() for s in schedulers)
    for key in ("best", "num_bad_epochs", "cooldown_counter", "last_epoch"):
        assert ours[key] == theirs[key]


def test_a_tensor_is_a_metric():
    (optimizer, _) = pair()
    scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0)
    scheduler.step(minidnn.tensor(1.0))
    scheduler.step(minidnn.tensor(2.0))
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.01)


def test_several_as_one():
    optimizers, schedulers = pair(), []
    for package, o in zip((optim, torch.optim), optimizers):
        s = package.lr_scheduler
        parts = [s.ConstantLR(o, 0.1, 3), s.ExponentialLR(o, 0.9), s.StepLR(o, 4)]
        schedulers.append(s.ChainedScheduler(parts, optimizer=o))
    compare(*optimizers)
    follow(optimizers, schedulers, 12)
    fresh = pair()[0]
    parts = [
        optim.lr_scheduler.ConstantLR(fresh, 0.1, 3),
        optim.lr_scheduler.ExponentialLR(fresh, 0.9),
        optim.lr_scheduler.StepLR(fresh, 4),
    ]
    again = optim.lr_scheduler.ChainedScheduler(parts)
    again.load_state_dict(schedulers[0].state_dict())
    fresh.load_state_dict(optimizers[0].state_dict())
    again.step()
    optimizers[1].step()
    schedulers[1].step()
    np.testing.assert_allclose(again.get_last_lr(), schedulers[1].get_last_lr(), rtol=1e-10)


@pytest.mark.parametrize("options", [{}, {"anneal_epochs": 3, "anneal_strategy": "linear"}])
@pytest.mark.parametrize("epochs", [5, 0])
def test_swalr(options, epochs):
    options = {"anneal_epochs": epochs, **options}
    optimizers = pair()
    schedulers = [
        package.swa_utils.SWALR(o, swa_lr=[0.02, 0.05], **options)
        for package, o in zip((optim, torch.optim), optimizers)
    ]
    compare(*optimizers)
    follow(optimizers, schedulers, 8)


def test_a_schedule_of_ones_own():
    def make(base):
        class Noam(base):
            def __init__(self, optimizer, warmup, last_epoch=-1):
                self.warmup = warmup
                super().__init__(optimizer, last_epoch)

            def get_lr(self):
                t = max(1, self.last_epoch)
                return [b * min(t**-0.5, t * self.warmup**-1.5) for b in self.base_lrs]

        return Noam

    optimizers = pair()
    schedulers = [
        make(package.lr_scheduler._LRScheduler)(o, 4)
        for package, o in zip((optim, torch.optim), optimizers)
    ]
    follow(optimizers, schedulers, 9)


def test_the_signatures_are_pytorchs():
    import inspect

    ends = ("LR", "Restarts", "Scheduler")
    names = [name for name in dir(torch.optim.lr_scheduler) if name.endswith(ends)]
    assert len(names) > 14
    for name in [*names, "ReduceLROnPlateau"]:
        mine, other = (
            [(p.name, p.default) for p in inspect.signature(getattr(s, name)).parameters.values()]
            for s in (optim.lr_scheduler, torch.optim.lr_scheduler)
        )
        assert mine == other, name


def test_averaged_models():
    x = np.random.default_rng(0).standard_normal((12, 3)).astype(np.float32)
    made = {}
    for package, fn in ((minidnn, optim.swa_utils), (torch, torch.optim.swa_utils)):
        net = package.nn.Sequential(package.nn.Linear(3, 4), package.nn.BatchNorm1d(4))
        averages = [
            fn.AveragedModel(net),
            fn.AveragedModel(net, use_buffers=True),
            fn.AveragedModel(net, avg_fn=lambda mean, new, n: 0.7 * mean + 0.3 * new),
            fn.AveragedModel(net, multi_avg_fn=fn.get_ema_multi_avg_fn(0.8)),
            fn.AveragedModel(net, avg_fn=fn.get_ema_avg_fn(0.9)),
            fn.AveragedModel(net, multi_avg_fn=fn.get_swa_multi_avg_fn()),
        ]
        for step in range(4):
            rng = np.random.default_rng(step)
            with package.no_grad():
                for p in net.parameters():
                    p.copy_(package.tensor(rng.standard_normal(tuple(p.shape)).astype(np.float32)))
            net(package.tensor(x))
            for average in averages:
                average.update_parameters(net)
        fn.update_bn([(package.tensor(x[:6]),), (package.tensor(x[6:]),)], averages[0])
        averages[0].eval()
        out = averages[0](package.tensor(x)).detach().numpy()
        states = [average.state_dict() for average in averages]
        made[package] = [out, *({k: v.numpy() for k, v in state.items()} for state in states)]
    np.testing.assert_allclose(made[minidnn][0], made[torch][0], rtol=1e-4, atol=1e-5)
    for mine, other in zip(made[minidnn][1:], made[torch][1:]):
        assert list(mine) == list(other)
        for key in other:
            np.testing.assert_allclose(mine[key], other[key], rtol=1e-5, atol=1e-6, err_msg=key)
