"""The hostile corpus: what a submission might try, and the settings in which it is tried."""

from tests.grading.hostile import ending, filing, forging, reaching, reading, using_up

# group -> name -> what the student's file holds, or a function that fills the student's folder.
# A trick returns the right answer only where its attack has worked; otherwise its answer is wrong.
GROUPS = {
    "Ending, hanging, not ending": ending.TRICKS,
    "Using up memory, disk, processes": using_up.TRICKS,
    "Reading what is not for students": reading.TRICKS,
    "Reaching out of the sandbox": reaching.TRICKS,
    "Forging an answer": forging.TRICKS,
    "Files that are no answers": filing.TRICKS,
}
TRICKS = {name: text for group in GROUPS.values() for name, text in group.items()}
assert len(TRICKS) == sum(map(len, GROUPS.values()))
