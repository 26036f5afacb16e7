"""Checks every link and every anchor of the built pages: `python docs/site/links.py FOLDER`."""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """What a page links to, and the places in it that can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list) -> None:
        """Note links, sources and ids."""
        for name, value in attributes:
            if name in ("href", "src") and value:
                self.links.append(value)
            elif name == "id" or (name == "name" and tag == "a"):
                self.anchors.add(value or "")


def read(path: Path) -> Page:
    """The page in a file."""
    page = Page()
    page.feed(path.read_text("utf-8"))
    return page


def broken(folder: Path) -> list[str]:
    """A line for every link that leads nowhere."""
    pages = {path.resolve(): read(path) for path in folder.rglob("*.html")}
    found = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "mailto", "data", "javascript"):
                if parts.scheme.startswith("http") and not parts.netloc:
                    found.append(f"{path.name}: {link}: no address")
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.exists():
                found.append(f"{path.relative_to(folder.resolve())}: {link}: no such file")
            elif parts.fragment and target in pages and target.suffix == ".html":
                anchor = unquote(parts.fragment)
                if anchor not in pages[target].anchors and anchor not in ("top", ""):
                    found.append(f"{path.relative_to(folder.resolve())}: {link}: no such anchor")
    return found


def main(arguments: list[str]) -> int:
    """Print what is broken; 1 if anything is."""
    found = broken(Path(arguments[0]))
    print("\n".join(found[:100]) or "every link and anchor leads somewhere")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
