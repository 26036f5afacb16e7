"""Times several ways of doing the same work in turn, and throws away what others disturbed."""

import os
import statistics
from dataclasses import dataclass, field

TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
ALLOWED = 0.1  # cores that other processes may have used on average during a sample


@dataclass
class Times:
    """Seconds per step of one way: those of clean samples, and of disturbed ones."""

    clean: list = field(default_factory=list)
    disturbed: list = field(default_factory=list)
    samples: int = 0  # clean ones

    @property
    def trusted(self):
        """Whether enough samples were undisturbed to count them alone."""
        return self.samples >= 2

    @property
    def steps(self):
        return self.clean if self.trusted else self.clean + self.disturbed

    def numbers(self):
        """What is kept of the steps, in seconds.

        spread: half the distance between the quarter points, as a part of the median.
        """
        steps, median = self.steps, statistics.median(self.steps)
        low, high = min(steps), max(steps)
        if len(steps) >= 4:
            low, _, high = statistics.quantiles(steps, n=4)
        numbers = {
            "median": median,
            "mean": statistics.fmean(steps),
            "best": min(steps),
            "worst": max(steps),
            "spread": (high - low) / 2 / median,
        }
        rounded = {name: float(f"{value:.4g}") for name, value in numbers.items()}
        return {**rounded, "steps": len(steps), "clean": self.trusted}


def alternate(workers, workload, rounds, seconds, patience=1):
    """Samples of a workload from every worker in turn, in another order each round: {way: Times}.

    Disturbed samples are taken anew, in at most `patience` more rounds.
    """
    times = {worker.way: Times() for worker in workers}
    for i in range(rounds + patience):
        for worker in workers[i % len(workers) :] + workers[: i % len(workers)]:
            mine = times[worker.way]
            if i >= rounds and mine.samples >= rounds:
                continue
            steps, others = worker.sample(workload, seconds)
            if others <= ALLOWED:
                mine.clean += steps
                mine.samples += 1
            else:
                mine.disturbed += steps
    return times


def busy():
    """Seconds that all cores have worked for anybody, or were taken by the hypervisor."""
    try:
        with open("/proc/stat") as file:
            user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
    except (OSError, ValueError):
        return None
    return (user + nice + system + irq + softirq + steal) / TICK


def own():
    """Seconds that this process' threads have worked."""
    times = os.times()
    return times.user + times.system
