"""For each event the shortest one around it is looked for."""


def self_times(events):
    own = {}
    for name, start, end in events:
        own[name] = own.get(name, 0.0) + end - start
    for event in events:
        around = [e for e in events if e != event and e[1] <= event[1] and event[2] <= e[2]]
        if around:
            parent = min(around, key=lambda e: e[2] - e[1])
            own[parent[0]] -= event[2] - event[1]
    return own


def slowest(own):
    return sorted(own, key=own.get)[-1]


def possible_gain(own, name, factor):
    after = dict(own)
    after[name] /= factor
    return sum(own.values()) / sum(after.values())
