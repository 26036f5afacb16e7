"""The grader of the exercises: it runs a student's functions in a sandbox and names the mistake."""
