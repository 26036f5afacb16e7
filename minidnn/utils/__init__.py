"""Helpers around the mathematics: data loading, files that are written whole, downloads."""
