"""Every report of a grading, all made from one CourseResult."""
