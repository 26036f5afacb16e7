"""The mathematics: plain functions on arrays, each with its hand-written backward rules."""
