"""Writes package_page.md, what a package index shows: the README without what resolves only here.

    python tools/make_package_page.py [--check]

Pictures and links of the README are relative; the project has no public address that they could be
resolved against. So pictures are left out, a link to a page becomes its text, and where the pages
are is said at the end.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE / "package_page.md"
WHERE = """
The pages named here come with the package: `minidnn docs` lists and prints them, `minidnn examples`
copies the examples. The project has no address on the web yet; the source archive holds all of it.
"""


def text() -> str:
    """The page."""
    readme = (HERE.parent / "README.md").read_text(encoding="utf-8")
    plain = re.sub(r"^!\[.*?\]\(.*?\)\n+", "", readme, flags=re.MULTILINE)
    return re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]+\)", r"\1", plain) + WHERE


if __name__ == "__main__":
    current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text()
    if "--check" in sys.argv and not current:
        sys.exit("not current: run python tools/make_package_page.py")
    PAGE.write_text(text(), encoding="utf-8")
