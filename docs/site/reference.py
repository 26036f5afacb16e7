"""Writes the pages of the API reference from the docstrings: one entry for every public name."""

import importlib
import inspect
import re
import textwrap
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import names
import sources
from formula import mathml, split

HERE = Path(__file__).parent
SECTIONS = ("Raises:", "Source:", "Example:", "Returns:", "Args:")


def write(folder: Path) -> list[str]:
    """Write all pages into a folder; the full names of what they document."""
    folder.mkdir(parents=True, exist_ok=True)
    rooms = names.rooms()
    links = link_table(rooms)
    written, pages = [], []
    for room in rooms:
        parts = sections(room)
        large = len(room.entries) > names.LARGE
        page = folder / f"{room.name}.md"
        text = [f"# {room.name}", lead(inspect.cleandoc(room.module.__doc__ or ""), links)]
        inner, rest = [], []
        for home, entries in parts:
            own = large and len(entries) >= names.FEW
            body = section(home, entries, links, 1 if own else 2)
            if own:
                stem = f"{room.name}-{home.rpartition('.')[2]}"
                inner.append(stem if stem not in inner else f"{stem}-{len(inner)}")
                (folder / f"{inner[-1]}.md").write_text("\n".join(body), "utf-8")
            else:
                rest += body
            written += [e.name for e in entries]
        if inner:
            text.append("\n".join(["```{toctree}", ":maxdepth: 1", "", *inner, "```"]))
        text += rest
        text += constants(room) + elsewhere(room, links)
        page.write_text("\n\n".join(text), "utf-8")
        pages.append(room.name)
    (folder / "index.md").write_text(index(rooms, pages), "utf-8")
    return written


def index(rooms: list, pages: list[str]) -> str:
    """The table of rooms, and the list of all names."""
    lines = ["# API reference", "", "| room | what it is | names |", "|---|---|---|"]
    for room in rooms:
        first = (inspect.cleandoc(room.module.__doc__ or "").splitlines() or [""])[0]
        count = len(room.entries) + len(room.others)
        lines.append(f"| [`{room.name}`]({room.name}.md) | {escaped(first)} | {count} |")
    lines += ["", "```{toctree}", ":hidden:", ":maxdepth: 2", "", *pages, "```", ""]
    return "\n".join(lines)


def sections(room: names.Room) -> list[tuple[str, list[names.Entry]]]:
    """The entries of a room by the file that defines them, in the order of its imports."""
    parts: dict[str, list[names.Entry]] = {}
    for entry in room.entries:
        parts.setdefault(entry.home, []).append(entry)
    return list(parts.items())


def section(home: str, entries: list, links: dict, level: int) -> list[str]:
    """One file's entries under the sentence that opens the file."""
    module = importlib.import_module(home)
    first = (inspect.cleandoc(module.__doc__ or "").splitlines() or [home])[0]
    title = home.rpartition(".")[2].replace("_", " ").capitalize()
    lines = ["#" * level + f" {title}", "", lead(first, links), ""]
    if len(entries) > 3:  # a page to look things up in begins with what is on it
        shown = [f"{{py:obj}}`{e.name.rpartition('.')[2]} <{e.name}>`" for e in entries]
        lines += [" · ".join(shown), ""]
    for entry in entries:
        lines += [described(entry, links), ""]
    return lines


def constants(room: names.Room) -> list[str]:
    """The names of a room that are values, not functions or classes."""
    rows = []
    for name in names.public(room.module):
        value = getattr(room.module, name)
        if not names.told(value) and not inspect.ismodule(value):
            text = re.sub(r" at 0x[0-9a-f]+", "", repr(value)).replace("|", "\\|")
            rows.append(f"| `{room.name}.{name}` | `{text[:80].replace('`', '')}` |")
    return ["## Values", "\n".join(["| name | value |", "|---|---|", *rows])] if rows else []


def elsewhere(room: names.Room, links: dict) -> list[str]:
    """The names of a room that another page documents."""
    if not room.others:
        return []
    rows = [f"{{py:obj}}`{name} <{full}>`" for name, full in sorted(room.others.items())]
    return ["## Also here", " · ".join(rows)]


# One entry


def described(entry: names.Entry, links: dict) -> str:
    """An entry as a directive of Sphinx's Python domain."""
    cls = inspect.isclass(entry.value)
    kind = "class" if cls else "function"
    if cls and issubclass(entry.value, BaseException):
        kind = "exception"
    body = [prose(names.doc(entry.value), links)]
    also = [a for a in entry.aliases if not a.startswith("minidnn.functional")]
    notes = ["Also " + ", ".join(f"`{a}`" for a in also)] if also else []
    notes += twin(entry)
    body += [" · ".join(notes)] if notes else []
    body += sources.of(entry.value)
    if cls:
        for name, member in names.members(entry.value):
            body.append(member_text(entry, name, member, links))
    return fence(f"py:{kind}", entry.name + signature(entry.value), "\n\n".join(body), 6)


def member_text(entry: names.Entry, name: str, member: Any, links: dict) -> str:
    """A method or property of a class."""
    kind = "property" if isinstance(member, property) else "method"
    label = f"{entry.name}.{name}"
    function = getattr(member, "__func__", member)
    if kind == "property":
        return fence("py:property", label, prose(names.doc(member), links), 5)
    body = [prose(names.doc(member), links)]
    same = links.get(f"minidnn.{name}") if entry.name == "minidnn.Tensor" else None
    if same:
        body.append(f"The same as {{py:obj}}`{same}`.")
    else:
        body += sources.of(function) if entry.name == "minidnn.Tensor" else []
    option = "\n:classmethod:" if isinstance(member, classmethod) else ""
    option = "\n:staticmethod:" if isinstance(member, staticmethod) else option
    return fence(f"py:{kind}", label + signature(function, own=True) + option, "\n\n".join(body), 5)


def fence(kind: str, head: str, body: str, colons: int) -> str:
    """A directive with a body of Markdown."""
    mark = ":" * colons
    return f"{mark}{{{kind}}} {head}\n\n{body}\n{mark}"


def signature(value: Any, own: bool = False) -> str:
    """The parameters of a function or class, with defaults that can be read."""
    try:
        found = inspect.signature(value)
    except (TypeError, ValueError):
        return "()"
    parameters = list(found.parameters.values())
    if own and parameters and parameters[0].name in ("self", "cls", "x", "input"):
        parameters = parameters[1:]
    shown = []
    for p in parameters:
        default = p.default if p.default is p.empty else plain(p.default)
        shown.append(p.replace(annotation=p.empty, default=default))
    return str(found.replace(parameters=shown, return_annotation=found.empty))


class plain:
    """A default value whose repr is short and can be parsed."""

    def __init__(self, value: Any):
        self.text = repr(value) if isinstance(value, int | float | str | tuple | None) else "..."
        finite = isinstance(value, float) and abs(value) < float("inf")
        third = Fraction(value).limit_denominator(99) if finite else Fraction(0)
        if len(self.text) > 12 and float(third) == value:  # 1/3
            self.text = f"{third.numerator}/{third.denominator}"
        if isinstance(value, float) and value in (float("inf"), -float("inf")):
            self.text = "inf"
        if len(self.text) > 30 or "<" in self.text:
            self.text = "..."

    def __repr__(self) -> str:
        return self.text


def twin(entry: names.Entry) -> list[str]:
    """The link to the same thing in PyTorch, if it has one."""
    for name in [entry.name, *entry.aliases]:
        for known, url in candidates(name):
            if known in names.TWINS:
                return [f"[`{known}` in PyTorch]({url})"]
    return []


def candidates(name: str) -> Iterable[tuple[str, str]]:
    """The names that a thing may have there, and where they are documented."""
    path = name.replace("minidnn.", "", 1).replace("functional.", "", 1)
    base = "https://docs.pytorch.org"
    if path.startswith("vision."):
        own = "torchvision." + path.removeprefix("vision.")
        group = "models/" if ".models." in own else ""
        yield own, f"{base}/vision/stable/{group}generated/{own}.html"
        return
    own = name.replace("minidnn.", "torch.", 1)
    yield own, twin_url(own)
    yield f"torch.{path}", twin_url(f"torch.{path}")
    if path.startswith("nn."):
        yield f"torch.nn.functional.{path[3:]}", twin_url(f"torch.nn.functional.{path[3:]}")


def twin_url(own: str) -> str:
    base = "https://docs.pytorch.org/docs/stable"
    if own.startswith("torch.utils.data."):
        return f"{base}/data.html#{own}"
    if own.startswith("torch.nn.init."):
        return f"{base}/nn.init.html#{own}"
    return f"{base}/generated/{own}.html"


# Docstrings


def link_table(rooms: list) -> dict[str, str]:
    """Short and full names -> the full name of the entry, where a name means one thing only."""
    table: dict[str, str] = {}
    for room in rooms:
        for entry in room.entries:
            for name in [entry.name, *entry.aliases, entry.name.rpartition(".")[2]]:
                table[name] = entry.name if table.get(name, entry.name) == entry.name else ""
                short = name.removeprefix("minidnn.")
                table[short] = entry.name if table.get(short, entry.name) == entry.name else ""
    return {name: full for name, full in table.items() if full}


def prose(text: str, links: dict) -> str:
    """A docstring as Markdown: its formula, its paragraphs, lists of names, examples."""
    if not text:
        return ""
    blocks = re.split(r"\n\s*\n", text)
    first = blocks[0]
    shown, rest = split(" ".join(first.split("\n"))) if len(first) < 240 else ("", first)
    result = []
    if shown:
        result.append(f'<div class="formula">{mathml(shown)}</div>')
        result += [paragraph(rest, links)] if rest else []
        blocks = blocks[1:]
    for block in blocks:
        result.append(paragraph(block, links))
    return "\n\n".join(r for r in result if r)


def lead(text: str, links: dict) -> str:
    """The docstring of a module as the opening of its page."""
    return "\n\n".join(paragraph(b, links) for b in re.split(r"\n\s*\n", text) if b.strip())


def paragraph(block: str, links: dict) -> str:
    """One paragraph of a docstring."""
    lines = block.split("\n")
    if lines[0].lstrip().startswith(">>>"):
        return "```pycon\n" + textwrap.dedent(block) + "\n```"
    if all(line.startswith("    ") for line in lines if line):
        return "```text\n" + textwrap.dedent(block) + "\n```"
    items: list[str] = []
    for line in lines:
        starts = re.match(r"(\w[\w, *]{0,60}|[A-Z]\w+): +\S", line) or line.startswith(SECTIONS)
        if items and not starts:
            items[-1] += " " + line.strip()
        else:
            items.append(line.strip())
    if len(items) == 1 and not re.match(r"\w+(, \w+)*: ", items[0]):
        return inline(items[0], links)
    listed = []
    for item in items:
        for part in re.split(r"(?<=\.)  (?=\w[\w, ]{0,40}: )", item):
            name, colon, rest = part.partition(": ")
            if colon and len(name) < 60 and name + ":" in SECTIONS:
                listed.append(f"**{name}:** {inline(rest, links)}")
            elif colon and re.fullmatch(r"\w+(, \w+)*", name):
                listed.append(f"- **{escaped(name)}**: {inline(rest, links)}")
            else:
                listed.append(inline(part, links))
    text = ""
    for piece in listed:
        tight = text and piece.startswith("- ") and text.rsplit("\n", 1)[-1].startswith("- ")
        text += ("\n" if tight else "\n\n" if text else "") + piece
    return text


def inline(text: str, links: dict) -> str:
    """A line of prose: `names` become links where the reference has them."""
    parts = re.split(r"(`+[^`]+`+)", text)
    for i, part in enumerate(parts):
        if not part.startswith("`"):
            parts[i] = escaped(part)
            continue
        name = part.strip("`").removesuffix("()")
        parts[i] = f"{{py:obj}}`{name} <{links[name]}>`" if name in links else part
    return "".join(parts)


def escaped(text: str) -> str:
    """Plain text that Markdown leaves as it is."""
    text = re.sub(r"([\\*_\[\]<>$#|~{}^])", r"\\\1", text)
    return re.sub(r"^(\s*)([-+]|\d+\.) ", r"\1\\\2 ", text)
