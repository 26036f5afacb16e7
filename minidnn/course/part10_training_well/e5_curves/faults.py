"""Known mistakes of exercise 10.5: every wrong letter, with what one would see then instead."""

from minidnn.grading.spec import Fault

RIGHT = {1: "e", 2: "a", 3: "d", 4: "c", 5: "b"}

# letter -> what a run with this mistake looks like
LOOKS = {
    "a": "With a rate that is much too small both losses fall in tiny steps, smooth and together.",
    "b": "With a rate that is much too large the losses jump up and down, both of them.",
    "c": "A network that learns by heart has a training loss near 0 and a watched one that falls "
    "first, like the other, and then rises.",
    "d": "With all weights 0 both losses begin at ln 10 = 2.30 and stay there: all neurons of a "
    "layer get the same gradient, or none.",
    "e": "When the watched images are not prepared like the others, their loss is far too high "
    "from the very beginning, and the training loss is as it should be.",
    "f": "When the steps go uphill both losses rise from the first epoch on.",
    "g": "When the labels were mixed up, the training loss falls slowly, and the watched one never "
    "gets below ln 10 = 2.30: there is nothing to learn that holds for new images.",
    "h": "When the images come sorted by class, both losses go up and down with the classes, and "
    "every batch forgets what the last one taught: both stay high.",
}

# run -> what there is to see
SEEN = {
    1: "Compare the two losses before the first epoch, when nothing has been learnt.",
    2: "How far do the losses come in 16 epochs? Do they jump?",
    3: "Which loss has a network that gives every one of ten classes the same probability?",
    4: "How far does the training loss come down, and what does the watched one do meanwhile?",
    5: "Look at one curve alone: does it have a direction? And do both move together?",
}

FAULTS = tuple(
    Fault(
        f"CURVES-{run}-{letter.upper()}",
        f"Run {run} is not ({letter}). {looks}",
        SEEN[run],
        edit=((f'{run}: "{RIGHT[run]}"', f'{run}: "{letter}"'),),
    )
    for run in RIGHT
    for letter, looks in LOOKS.items()
    if letter != RIGHT[run]
)
