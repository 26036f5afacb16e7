"""A clock that goes from moment to moment and gives the time to the innermost event."""


def self_times(events):
    own = {name: 0.0 for name, _, _ in events}
    moments = sorted({t for event in events for t in event[1:]})
    for a, b in zip(moments, moments[1:]):
        inside = [e for e in events if e[1] <= a and e[2] >= b]
        if inside:
            own[max(inside, key=lambda e: (e[1], -e[2]))[0]] += b - a
    return own


def slowest(own):
    best = None
    for name, time in own.items():
        if best is None or time > own[best]:
            best = name
    return best


def possible_gain(own, name, factor):
    share = own[name] / sum(own.values())
    return 1 / (1 - share + share / factor)
