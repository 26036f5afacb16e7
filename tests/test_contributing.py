"""The worked example of CONTRIBUTING.md runs as it is printed."""

import re
from pathlib import Path

PAGE = Path(__file__).parent.parent / "CONTRIBUTING.md"


def test_the_example_runs(stub):
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 4
    exec(compile("\n".join(blocks), str(PAGE), "exec"), {"__name__": "example"})
