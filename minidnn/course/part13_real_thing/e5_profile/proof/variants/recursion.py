"""An event and what is inside it, by recursion."""


def self_times(events):
    rest = sorted(events, key=lambda e: (e[1], -e[2]))
    own = {}

    def take():
        name, start, end = rest.pop(0)
        own.setdefault(name, 0.0)
        children = 0.0
        while rest and rest[0][2] <= end and rest[0][1] < end:
            children += take()
        own[name] += end - start - children
        return end - start

    while rest:
        take()
    return own


def slowest(own):
    return max((time, name) for name, time in own.items())[1]


def possible_gain(own, name, factor):
    before = sum(own.values())
    after = sum(time for other, time in own.items() if other != name) + own[name] / factor
    return before / after
