"""Times several ways of doing the same work alternately, and throws away what others disturbed."""

import os
import statistics
import time
from dataclasses import dataclass, field

SAMPLE = 0.25  # seconds of a sample: short steps are repeated, so that /proc/stat's ticks suffice
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
ALLOWED = 0.05  # part of the time that other processes may have worked beside a sample


@dataclass
class Times:
    """Seconds per step of one way: the clean samples, and how many were thrown away."""

    clean: list = field(default_factory=list)
    disturbed: list = field(default_factory=list)

    @property
    def samples(self):
        """The clean samples; all of them where there are fewer than three clean ones."""
        return self.clean if len(self.clean) >= 3 else self.clean + self.disturbed

    @property
    def median(self):
        return statistics.median(self.samples)

    @property
    def best(self):
        return min(self.samples)

    @property
    def spread(self):
        """Half the distance between the quarter points, as a part of the median."""
        if len(self.samples) < 4:
            return (max(self.samples) - min(self.samples)) / 2 / self.median
        low, _, high = statistics.quantiles(self.samples, n=4)
        return (high - low) / 2 / self.median

    @property
    def trusted(self):
        return len(self.clean) >= 3


def alternate(ways, rounds, patience=3):
    """Time every way (a dict of functions) in turn: {name: Times}.

    In each round the order is another one, and every way first runs once unmeasured: the threads
    of the one before may still be spinning. Rounds go on, at most `patience` times as many, until
    every way has `rounds` undisturbed samples.
    """
    times = {name: Times() for name in ways}
    repeats = {name: repeats_for(way) for name, way in ways.items()}
    names = list(ways)
    for i in range(rounds * patience):
        for name in names[i % len(names) :] + names[: i % len(names)]:
            way = ways[name]
            way()
            seconds, others = sample(way, repeats[name])
            kept = times[name].clean if others <= ALLOWED else times[name].disturbed
            kept.append(seconds)
        if all(len(t.clean) >= rounds for t in times.values()):
            break
    return times


def repeats_for(way):
    """How many steps make a sample, from a second, warm call."""
    way()
    start = time.perf_counter()
    way()
    return max(1, round(SAMPLE / max(time.perf_counter() - start, 1e-7)))


def sample(way, repeats):
    """Seconds per step, and the part of that time in which other processes used a core."""
    before, mine, start = busy(), own(), time.perf_counter()
    for _ in range(repeats):
        way()
    wall = time.perf_counter() - start
    after, mine = busy(), own() - mine
    others = 0.0
    if before is not None:
        # one tick may belong to the neighbouring samples
        others = max(0.0, after - before - mine - 2 / TICK) / wall
    return wall / repeats, others


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
