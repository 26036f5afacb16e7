"""A solution of exercise 13.5, one block for each blank of the page, in its order."""


def self_times(events):
    """A dictionary: the own time of each name, over all its events (name, start, end)."""
    own, open_events = {}, []
    #### BEGIN IMPLEMENTATION ####
    for name, start, end in sorted(events, key=lambda event: (event[1], -event[2])):
        # close what is over
        while open_events and open_events[-1][1] <= start:
            open_events.pop()
        # add the duration here, subtract it from the parent
        own[name] = own.get(name, 0) + (end - start)
        if open_events:
            own[open_events[-1][0]] -= end - start
        open_events.append((name, end))
    #### END IMPLEMENTATION ####
    return own


def slowest(own):
    """The name with the largest own time."""
    #### BEGIN IMPLEMENTATION ####
    name = max(own, key=lambda n: own[n])
    #### END IMPLEMENTATION ####
    return name


def possible_gain(own, name, factor):
    """How many times faster the program gets if `name` gets `factor` times as fast."""
    #### BEGIN IMPLEMENTATION ####
    total = sum(own.values())
    gain = total / (total - own[name] * (1 - 1 / factor))
    #### END IMPLEMENTATION ####
    return gain
