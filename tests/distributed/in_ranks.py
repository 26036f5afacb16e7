"""Runs the functions `check_...` of a module in every rank, and writes what happened to a file.

python -m minidnn.distributed.run tests/distributed/in_ranks.py MODULE RESULTS
"""

import importlib
import json
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import minidnn
from minidnn import distributed as dist


def main(module, results):
    dist.init_process_group()
    found = {}
    for name, check in vars(importlib.import_module(module)).items():
        if not name.startswith("check_"):
            continue
        minidnn.manual_seed(0)
        try:
            check()
            text = ""
        except Exception:
            text = traceback.format_exc()
        texts = [None] * dist.get_world_size()
        dist.all_gather_object(texts, text)
        found[name] = [f"rank {r}: {t}" for r, t in enumerate(texts) if t]
    if dist.get_rank() == 0:
        Path(results).write_text(json.dumps(found))
    dist.destroy_process_group()


if __name__ == "__main__":
    main(*sys.argv[1:])
