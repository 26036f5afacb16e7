"""Known mistakes of exercise 13.5, profile."""

from minidnn.grading.spec import Fault

_SORT = "for name, start, end in sorted(events, key=lambda e: (e[1], -e[2])):"
_WHILE = "while open_events and open_events[-1][1] <= start:"
_OWN = "own[name] = own.get(name, 0) + end - start"
_MINUS = "own[parent] = own[parent] - (end - start)"
_PARENT = "parent = open_events[-1][0]"
_MAX = "return max(own, key=own.get)"
_TOTAL = "total = sum(own.values())"
_NEW = "new = total - own[name] + own[name] / factor"
_GAIN = "return total / new"

FAULTS = (
    Fault(
        "PROF-TOTAL",
        "These are total times: what the children take is not subtracted.",
        "The time of a child is not the parent's own.",
        edit=((_MINUS, "own[parent] = own[parent] + 0"),),
    ),
    Fault(
        "PROF-LAST-CALL",
        "Only the last event of each name is counted.",
        "Add to what the name has already.",
        edit=((_OWN, "own[name] = end - start"),),
    ),
    Fault(
        "PROF-COUNT",
        "The events are counted instead of their durations added.",
        "The duration is the end minus the start.",
        edit=((_OWN, "own[name] = own.get(name, 0) + 1"), (_MINUS, "own[parent] += 0")),
    ),
    Fault(
        "PROF-PLUS",
        "The time of a child is added to its parent once more.",
        "It is in the parent's duration already: take it out.",
        edit=((_MINUS, "own[parent] = own[parent] + (end - start)"),),
    ),
    Fault(
        "PROF-OUTERMOST",
        "The time is subtracted from the outermost event instead of the parent.",
        "The parent is the innermost event that is still open.",
        edit=((_PARENT, "parent = open_events[0][0]"),),
    ),
    Fault(
        "PROF-ALL-ANCESTORS",
        "The time is subtracted from the grandparents, too.",
        "The parent's duration holds it, and has been subtracted there.",
        edit=(
            (_PARENT, "parent = name"),
            (_MINUS, "for parent, _ in open_events:\n                own[parent] -= end - start"),
        ),
    ),
    Fault(
        "PROF-NEVER-CLOSED",
        "Events that are over are still taken as parents.",
        "Remove from the list what ends before the new event begins.",
        edit=((_WHILE, "while False:"),),
    ),
    Fault(
        "PROF-CLOSES-ONE",
        "Only one event is closed at a time; its parent may be over as well.",
        "Go on as long as the last one is over: while, not if.",
        edit=((_WHILE, "if open_events and open_events[-1][1] <= start:"),),
    ),
    Fault(
        "PROF-TOUCHING",
        "An event that ends exactly where the next begins is taken as its parent.",
        "Ends that are equal to the start are over, too.",
        edit=((_WHILE, "while open_events and open_events[-1][1] < start:"),),
    ),
    Fault(
        "PROF-UNSORTED",
        "The events are taken in the order in which they come.",
        "A profiler writes an event down when it ends: children come first. Sort.",
        edit=((_SORT, "for name, start, end in events:"),),
    ),
    Fault(
        "PROF-SORT-SHORT-FIRST",
        "Of two events with the same start the shorter comes first, so a child before its parent.",
        "The longer one holds the shorter one.",
        edit=((_SORT, "for name, start, end in sorted(events, key=lambda e: (e[1], e[2])):"),),
    ),
    Fault(
        "PROF-FASTEST",
        "slowest returns the name with the smallest time.",
        "The largest is looked for.",
        edit=((_MAX, "return min(own, key=own.get)"),),
    ),
    Fault(
        "PROF-ALPHABET",
        "slowest returns the last name of the alphabet.",
        "The times have to be compared, not the names.",
        edit=((_MAX, "return max(own)"),),
    ),
    Fault(
        "PROF-GAIN-FACTOR",
        "possible_gain returns the factor, as if nothing else took time.",
        "The other names take as long as before.",
        edit=((_GAIN, "return factor + 0 * new"),),
    ),
    Fault(
        "PROF-GAIN-INVERSE",
        "possible_gain is upside down.",
        "A program that takes half the time is 2 times as fast.",
        edit=((_GAIN, "return new / total"),),
    ),
    Fault(
        "PROF-GAIN-GONE",
        "possible_gain lets the name vanish altogether.",
        "It still takes a part of its time.",
        edit=((_NEW, "new = total - own[name]"),),
    ),
    Fault(
        "PROF-GAIN-TIME",
        "possible_gain returns the new time.",
        "How many times faster?",
        edit=((_GAIN, "return new"),),
    ),
    Fault(
        "PROF-GAIN-SLOWER",
        "The factor multiplies the time: the name becomes slower.",
        "Three times as fast is a third of the time.",
        edit=((_NEW, "new = total - own[name] + own[name] * factor"),),
    ),
)
