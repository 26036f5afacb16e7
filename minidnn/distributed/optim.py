"""Optimizers for several ranks, where PyTorch has them: `distributed.optim`."""

import importlib

ZeroRedundancyOptimizer = importlib.import_module("minidnn.optim.zero").ZeroRedundancyOptimizer
