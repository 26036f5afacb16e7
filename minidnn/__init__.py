"""A deep learning library to read: every backward pass is a line written by hand."""
