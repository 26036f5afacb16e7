"""A process killed while it saves loses nothing: the old checkpoint or the new one is there."""

import os
import subprocess
import sys

import pytest

KILLS = 210

# One process forks the savers, so that each starts in a millisecond. A saver writes generation
# after generation and reports each one that is done; it is killed at a random moment.
PROGRAM = """
import os, random, select, signal, sys, time
import numpy as np
import minidnn

path, kills = sys.argv[1], int(sys.argv[2])
generator = random.Random(0)

def checkpoint(generation):
    weight = np.full((200, 500), generation, np.float32)
    return {"generation": generation, "weight": minidnn.Tensor(weight), "more": [weight[:3].copy()]}

minidnn.save(checkpoint(0), path)
generation, midway = 0, 0
for kill in range(kills):
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        while True:
            generation += 1
            minidnn.save(checkpoint(generation), path)
            os.write(writing, b"%d " % generation)
    os.close(writing)
    if kill % 5:  # at any moment after the first save; otherwise before or during it
        select.select([reading], [], [])
    time.sleep(generator.uniform(0, 0.012))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    done = b""
    while chunk := os.read(reading, 1 << 16):
        done += chunk
    os.close(reading)
    acknowledged = int(done.split()[-1]) if done else generation
    midway += any(name.endswith(".partial") for name in os.listdir(os.path.dirname(path)))
    found = minidnn.load(path)
    assert found["generation"] in (acknowledged, acknowledged + 1), (found["generation"], done)
    expected = checkpoint(found["generation"])
    assert np.array_equal(found["weight"].array, expected["weight"].array)
    assert np.array_equal(found["more"][0], expected["more"][0])
    generation = found["generation"]
minidnn.save(checkpoint(-1), path)
print(kills, midway, generation)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_no_kill_loses_a_checkpoint(tmp_path):
    path = tmp_path / "model.mdn"
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, str(path), str(KILLS)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    kills, midway, generations = map(int, run.stdout.split())
    assert kills == KILLS
    assert midway > KILLS // 10  # the kills did hit unfinished files
    assert generations > 0
    assert os.listdir(tmp_path) == ["model.mdn"]  # what the dead left was removed
