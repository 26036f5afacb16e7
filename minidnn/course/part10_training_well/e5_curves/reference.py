"""The right answers to exercise 10.5, curves."""

ANSWER = """answer = {
    1: "e",
    2: "a",
    3: "d",
    4: "c",
    5: "b",
}
"""
