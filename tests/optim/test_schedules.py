"""Schedules without PyTorch: known rates, saved state, refusals."""

import pytest

import minidnn
from minidnn import nn, optim
from minidnn.optim import lr_scheduler as schedules

# most tests look at the rates alone and take no step of the optimizer
pytestmark = pytest.mark.filterwarnings("ignore:Detected call of `lr_scheduler.step")


def sgd(lr=1.0, **options):
    return optim.SGD([nn.Parameter(minidnn.ones(1))], lr=lr, **options)


def rates(scheduler, steps):
    found = scheduler.get_last_lr()[:]
    for _ in range(steps):
        scheduler.step()
        assert scheduler.get_last_lr() == [g["lr"] for g in scheduler.optimizer.param_groups]
        found += scheduler.get_last_lr()
    return found


def test_known_rates():
    assert rates(schedules.StepLR(sgd(), 2, 0.5), 5) == [1, 1, 0.5, 0.5, 0.25, 0.25]
    assert rates(schedules.MultiStepLR(sgd(), [1, 3], 0.5), 4) == [1, 0.5, 0.5, 0.25, 0.25]
    assert rates(schedules.ExponentialLR(sgd(), 0.5), 3) == [1, 0.5, 0.25, 0.125]
    assert rates(schedules.ConstantLR(sgd(), 0.5, 2), 3) == [0.5, 0.5, 1, 1]
    assert rates(schedules.LinearLR(sgd(), 0.5, 1, 2), 3) == [0.5, 0.75, 1, 1]
    assert rates(schedules.LambdaLR(sgd(2.0), lambda t: 1 / (t + 1)), 3) == [2, 1, 2 / 3, 0.5]
    assert rates(schedules.PolynomialLR(sgd(), 2), 3) == [1, 0.5, 0, 0]
    cosine = rates(schedules.CosineAnnealingLR(sgd(), 2), 2)
    assert cosine == pytest.approx([1, 0.5, 0])
    restarts = rates(schedules.CosineAnnealingWarmRestarts(sgd(), 2, 2), 6)
    assert restarts[0] == restarts[2] == restarts[6] == 1


def test_a_step_to_an_epoch():
    scheduler = schedules.ExponentialLR(sgd(), 0.5)
    scheduler.step(4)
    assert scheduler.get_last_lr() == [1 / 16]
    scheduler.step()
    assert scheduler.get_last_lr() == [1 / 32]


def test_one_cycle_turns_momentum_too():
    optimizer = sgd(momentum=0.9)
    scheduler = schedules.OneCycleLR(optimizer, 1.0, total_steps=11, pct_start=4 / 11)
    seen = []
    for _ in range(10):
        seen.append((optimizer.param_groups[0]["lr"], optimizer.param_groups[0]["momentum"]))
        scheduler.step()
    assert seen[0] == pytest.approx((0.04, 0.95))
    assert seen[3] == pytest.approx((1.0, 0.85))
    assert optimizer.param_groups[0]["lr"] == pytest.approx(4e-6)
    scheduler.step()
    with pytest.raises(ValueError, match="step 12 is past the end; total_steps is 11"):
        scheduler.step()


def build(optimizer):
    s = schedules
    return [
        s.StepLR(optimizer, 3),
        s.CosineAnnealingLR(optimizer, 9, 0.1),
        s.LambdaLR(optimizer, lambda t: 0.9**t),
        s.OneCycleLR(optimizer, 0.7, 20),
        s.SequentialLR(optimizer, [s.ConstantLR(optimizer), s.ExponentialLR(optimizer, 0.9)], [4]),
    ]


@pytest.mark.parametrize("i", range(5))
def test_a_saved_state_goes_on_exactly(i):
    def make():
        optimizer = sgd(momentum=0.5)
        return optimizer, [lambda: build(optimizer)[i]][0]()

    optimizer, scheduler = make()
    for _ in range(3):
        scheduler.step()
    saved = scheduler.state_dict(), optimizer.state_dict()
    assert "optimizer" not in saved[0]
    wanted = rates(scheduler, 6)
    optimizer, scheduler = make()
    scheduler.load_state_dict(saved[0])
    optimizer.load_state_dict(saved[1])
    assert rates(scheduler, 6) == wanted


def test_going_on_by_last_epoch():
    optimizer = sgd()
    wanted = rates(schedules.ExponentialLR(optimizer, 0.5), 4)
    optimizer = sgd()
    rates(schedules.ExponentialLR(optimizer, 0.5), 2)
    scheduler = schedules.ExponentialLR(optimizer, 0.5, last_epoch=2)
    assert scheduler.get_last_lr() == [wanted[3]]


def test_own_schedules_may_write_get_lr():
    class Halving(schedules.LRScheduler):
        def get_lr(self):
            return [base / 2**self.last_epoch for base in self.base_lrs]

    assert rates(Halving(sgd()), 2) == [1, 0.5, 0.25]


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: schedules.StepLR(3, 1), TypeError, "StepLR: expected an Optimizer, got .*int"),
        (lambda: schedules.StepLR(sgd(), 0), ValueError, "step_size must be above 0, got 0"),
        (lambda: schedules.ConstantLR(sgd(), 1.5), ValueError, r"in \[0, 1\], got 1.5"),
        (lambda: schedules.LinearLR(sgd(), 0.0), ValueError, r"start_factor must be in \(0, 1\]"),
        (lambda: schedules.LinearLR(sgd(), 0.1, 2.0), ValueError, "end_factor must be in"),
        (lambda: schedules.CosineAnnealingLR(sgd(), 0), ValueError, "T_max must be above 0, got 0"),
        (
            lambda: schedules.CosineAnnealingWarmRestarts(sgd(), 1.5),
            ValueError,
            "T_0 must be a whole number above 0, got 1.5",
        ),
        (
            lambda: schedules.CosineAnnealingWarmRestarts(sgd(), 2, 0),
            ValueError,
            "T_mult must be at least 1, got 0",
        ),
        (
            lambda: schedules.LambdaLR(sgd(), [min, max]),
            ValueError,
            "one function for each of the 1 groups, got '2 functions'",
        ),
        (lambda: schedules.OneCycleLR(sgd(), 1.0), ValueError, "give total_steps, or both epochs"),
        (lambda: schedules.OneCycleLR(sgd(), 1.0, 0), ValueError, "total_steps must be .*, got 0"),
        (
            lambda: schedules.OneCycleLR(sgd(), 1.0, 5, pct_start=2),
            ValueError,
            r"pct_start must be in \[0, 1\], got 2",
        ),
        (
            lambda: schedules.OneCycleLR(sgd(), 1.0, 5, anneal_strategy="x"),
            ValueError,
            "anneal_strategy must be 'cos' or 'linear', got 'x'",
        ),
        (
            lambda: schedules.OneCycleLR(optim.Adagrad([nn.Parameter(minidnn.ones(1))]), 1.0, 5),
            ValueError,
            "Adagrad has neither momentum nor betas; use cycle_momentum=False",
        ),
        (
            lambda: schedules.OneCycleLR(sgd(), [1.0, 2.0], 5),
            ValueError,
            "a list must be as long as the 1 groups",
        ),
        (
            lambda: schedules.SequentialLR(sgd(), [], []),
            ValueError,
            "schedulers must be at least one",
        ),
        (
            lambda: schedules.SequentialLR(sgd(), [schedules.ConstantLR(sgd())], []),
            ValueError,
            "must have the same optimizer",
        ),
        (
            lambda: schedules.SequentialLR(sgd(), [schedules.ConstantLR(sgd())], [3]),
            ValueError,
            r"one fewer than the 1 schedulers, got \[3\]",
        ),
        (
            lambda: schedules.StepLR(sgd(), 2, last_epoch=5),
            ValueError,
            "last_epoch 5 means to go on, but group 0 has no initial_lr",
        ),
        (
            lambda: schedules.LRScheduler(sgd()),
            NotImplementedError,
            "LRScheduler has neither lr_at nor get_lr",
        ),
        (lambda: schedules.ReduceLROnPlateau(3), TypeError, "expected an Optimizer, got .*int"),
        (
            lambda: schedules.ReduceLROnPlateau(sgd(), factor=1.0),
            ValueError,
            "factor must be below 1, got 1.0",
        ),
        (
            lambda: schedules.ReduceLROnPlateau(sgd(), "mean"),
            ValueError,
            "mode must be 'min' or 'max', got 'mean'",
        ),
        (
            lambda: schedules.ReduceLROnPlateau(sgd(), threshold_mode="x"),
            ValueError,
            "threshold_mode must be 'rel' or 'abs', got 'x'",
        ),
        (
            lambda: schedules.ReduceLROnPlateau(sgd(), min_lr=[0.1, 0.2]),
            ValueError,
            r"1 groups, but min_lr is \[0.1, 0.2\]",
        ),
    ],
)
def test_refusals(call, kind, text):
    with pytest.raises(kind, match=text):
        call()
