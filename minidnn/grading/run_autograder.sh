#!/usr/bin/env bash
# Runs for each submission. Students' code gets no sight of this folder.
chmod 700 /autograder/source /autograder/results
cd /autograder/source
sha256sum --check --quiet MANIFEST.sha256 || echo "the autograder's files have changed" >&2
PYTHONPATH=/autograder/source PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 /autograder/venv/bin/python -m \
    minidnn.grading.commands grade /autograder/submission --course course.json --hide --budget 540 \
    --metadata /autograder/submission_metadata.json \
    --gradescope /autograder/results/results.json
if [ ! -s /autograder/results/results.json ]; then
    echo '{"score": 0, "output": "The autograder itself failed; please tell your teacher."}' \
        > /autograder/results/results.json
fi
