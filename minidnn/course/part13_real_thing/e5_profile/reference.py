"""The right answer to exercise 13.5, profile."""


def self_times(events):
    own, open_events = {}, []
    for name, start, end in sorted(events, key=lambda e: (e[1], -e[2])):
        while open_events and open_events[-1][1] <= start:
            open_events.pop()
        own[name] = own.get(name, 0) + end - start
        if open_events:
            parent = open_events[-1][0]
            own[parent] = own[parent] - (end - start)
        open_events.append((name, end))
    return own


def slowest(own):
    return max(own, key=own.get)


def possible_gain(own, name, factor):
    total = sum(own.values())
    new = total - own[name] + own[name] / factor
    return total / new
