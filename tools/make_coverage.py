"""Writes docs/coverage.md: PyTorch's functions and tensor methods, which are here, and how alike.

    python tools/make_coverage.py [--check]

Needs PyTorch. Names, argument names, their order and defaults are read from PyTorch's docstrings;
the second part counts how many of PyTorch's own sample inputs give the same values and gradients.
--check compares the first part only, and writes nothing.
"""

import argparse
import ast
import inspect
import re
import sys
from collections import Counter
from pathlib import Path

import torch

import minidnn

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "coverage.md"
MARK = "## PyTorch's own sample inputs\n"
# Arguments that change nothing here, or that the package takes for every function (`out`)
PASSED_OVER = {"out", "layout", "pin_memory", "memory_format", "names", "non_blocking"}
KINDS = {"Tensor", "LongTensor", "int", "Size"}  # PyTorch's docs write types of results too
ABSENT = {
    r"quantiz|^q_|int_repr|qscheme": "quantised tensors are not offered",
    r"sparse|coalesce|_indices|indices$|^values|crow|ccol|hspmm|smm$|^spmm|dsmm|hsmm|saddmm":
        "sparse tensors are not offered",
    r"ldl_|airy|bessel|polynomial": "rare: orthogonal polynomials, Bessel and Airy functions, LDL",
    r"^(align|refine|rename)": "named tensors are not offered",
    r"cudnn|miopen|mkldnn|fbgemm|vulkan|xpu|ipu|mtia|maia|hpu": "of one backend of PyTorch's",
    r"^sym_|^cond$|while_loop|vmap|compile$": "belongs to PyTorch's compiler",
    r"autocast|^_": "an inner name",
    r"bfloat16|chalf": "NumPy has no such type",
    r"nested|padded_tensor": "nested tensors are not offered",
    r"import_ir|parse_ir|^jit|script|^fork$|^wait$": "belongs to TorchScript",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say whether it is current")
    if parser.parse_args().check:
        current = PAGE.read_text(encoding="utf-8").partition(MARK)[0] if PAGE.exists() else ""
        if current != names_part():
            sys.exit("docs/coverage.md is not current; run python tools/make_coverage.py")
        return
    PAGE.write_text(names_part() + MARK + samples_part(), encoding="utf-8")


# Names and arguments


def names_part():
    """The first part of the page."""
    lines = [
        "# What of PyTorch is here",
        "",
        "Written by `tools/make_coverage.py` against PyTorch "
        + torch.__version__.partition("+")[0] + ".",
        "`out=` is taken by every function of the package that has it in PyTorch; `layout`,",
        "`pin_memory`, `memory_format` and `non_blocking` are taken and change nothing.",
        "",
    ]
    for title, theirs, ours in (
        ("Functions of `torch`", torch, minidnn),
        ("Methods of `Tensor`", torch.Tensor, minidnn.Tensor),
        ("`torch.linalg`", torch.linalg, minidnn.linalg),
        ("`torch.fft`", torch.fft, minidnn.fft),
        ("`torch.special`", torch.special, minidnn.special),
    ):
        lines += section(title, theirs, ours)
    return "\n".join(lines) + "\n"


def section(title, theirs, ours):
    """The lines about one namespace."""
    same, differing, absent = [], [], []
    for name in documented(theirs):
        if not hasattr(ours, name):
            absent.append((name, reason(name)))
            continue
        trouble = compared(name, getattr(theirs, name), getattr(ours, name), theirs is torch.Tensor)
        (differing if trouble else same).append((name, trouble))
    total = len(same) + len(differing) + len(absent)
    lines = [f"## {title}", ""]
    lines += [
        f"{total} are documented: {len(same)} have the same arguments, {len(differing)} others, "
        f"{len(absent)} are absent.",
        "",
    ]
    if differing:
        lines += ["| other arguments | difference |", "|---|---|"]
        lines += [f"| `{name}` | {trouble} |" for name, trouble in differing]
        lines.append("")
    reasons = Counter(why for _, why in absent)
    if absent:
        lines += ["| absent | why |", "|---|---|"]
        for why in sorted(reasons):
            found = ", ".join(f"`{name}`" for name, other in absent if other == why)
            lines.append(f"| {found} | {why} |")
        lines.append("")
    return lines


def documented(namespace):
    """The public functions of a namespace that have a docstring."""
    return [
        name
        for name in sorted(dir(namespace))
        if not name.startswith("_")
        and callable(found := getattr(namespace, name))
        and not isinstance(found, type)
        and signatures(name, found)
    ]


def reason(name):
    """Why a name is absent."""
    return next((why for pattern, why in ABSENT.items() if re.search(pattern, name)), "rare")


def signatures(name, function):
    """[[(argument, default or ...)]] of the signatures that a docstring begins with."""
    text = (getattr(function, "__doc__", None) or "").strip()
    found = []
    for match in re.finditer(rf"^(?:[\w.]+\.)?{re.escape(name)}\((.*?)\) *(?:->.*)?$", text, re.M):
        parsed = arguments(match[1])
        if parsed is not None and parsed not in found:
            found.append(parsed)
    return found


def arguments(text):
    """The arguments of a written signature; None where it is no signature."""
    text = re.sub(r"\\\*", "*", text).replace("\\", "")
    text = re.sub(r"\[[^\]]*\]", "", text) if re.search(r"\[,", text) else text
    found = []
    for part in re.split(r",(?![^(\[]*[)\]])", text):
        part = re.sub(r" *\(.*?\)$", "", part.strip())
        name, _, default = (p.strip() for p in part.partition("="))
        name = re.sub(r":.*", "", name).split(" ")[-1] if not name.startswith("*") else name
        if not name or name in ("*", "/") or name in KINDS:
            continue
        if not re.fullmatch(r"\*{0,2}\w+", name):
            return None
        found.append((name, value_of(default) if default else ...))
    return found


def value_of(text):
    """A default as a value, as its text where it is none."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text.removeprefix("torch.")


def compared(name, theirs, ours, is_method):
    """What differs between the arguments of two functions; "" for nothing."""
    try:
        mine = list(inspect.signature(ours).parameters.values())
    except (TypeError, ValueError):
        return ""
    mine = mine[1:] if is_method else mine
    troubles = []
    for wanted in signatures(name, theirs):
        trouble = difference([w for w in wanted if w[0] not in PASSED_OVER], mine)
        if not trouble:
            return ""
        troubles.append(trouble)
    return troubles[0] if troubles else ""


def difference(wanted, mine):
    """What is missing or otherwise of one signature."""
    by_name = {p.name: p for p in mine}
    starred = any(p.kind is p.VAR_POSITIONAL for p in mine)
    for name, default in wanted:
        plain = name.lstrip("*")
        if plain == "axis" and "dim" in by_name:  # every function with dim takes axis too
            continue
        if plain not in by_name and not starred:
            return f"`{plain}` is missing; has ({', '.join(by_name)})"
        given = by_name[plain].default if plain in by_name else ...
        given = ... if given is inspect.Parameter.empty else given
        if default is not ... and given is not ... and not equal(given, default):
            return f"`{plain}={given}` instead of `{default}`"
        if default is not ... and given is ... and not starred and plain in by_name:
            return f"`{plain}` has no default"
    places = [n.lstrip("*") for n, _ in wanted if n.lstrip("*") in by_name]
    own = [p.name for p in mine if p.name in places]
    keyword = {p.name for p in mine if p.kind is p.KEYWORD_ONLY}
    order = [n for n in places if n not in keyword]
    if order != [n for n in own if n not in keyword]:
        return f"order ({', '.join(own)})"
    return ""


def equal(given, default):
    """Whether two defaults mean the same."""
    if given == default or str(given) == str(default):
        return True
    return isinstance(default, str) or default is None or given is None


# Samples


def samples_part():
    """The second part of the page: samples that agree, by group and type."""
    sys.path.insert(0, str(ROOT))
    import coverage_modules
    from torch.testing._internal.common_methods_invocations import op_db

    from tests.parity import op_samples

    lines = [
        "",
        "From PyTorch's database of ops; values, shapes and types, for floating types gradients",
        "too. An op counts as right when all of its samples agree.",
        "",
        "| group | type | ops that are here | right | samples | agree |",
        "|---|---|---|---|---|---|",
    ]
    wrong = {}
    for dtype in (torch.float64, torch.float32, torch.complex128, torch.int64):
        tables = {}
        for info in op_db:
            outcome = op_samples.run(info, dtype)
            if outcome is None or not outcome[1]:
                continue
            passed, total, troubles = outcome
            row = tables.setdefault(op_samples.group_of(info.name), [0, 0, 0, 0])
            for i, n in enumerate((1, passed == total, total, passed)):
                row[i] += n
            known = op_samples.SINGLE | op_samples.KNOWN
            if troubles:
                key = (info.name, info.variant_test_name)
                short = re.sub(r"\s+", " ", troubles[0]).replace("|", "/")[:160]
                wrong.setdefault(key, (dtype, passed, total, known.get(key, short)))
        for group, row in sorted(tables.items()):
            kind = str(dtype).removeprefix("torch.")
            lines.append(f"| {group} | {kind} | " + " | ".join(map(str, row)) + " |")
    lines += ["", "| not all agree | first type | agree | why, or the first |", "|---|---|---|---|"]
    for (name, variant), (dtype, passed, total, why) in sorted(wrong.items()):
        full = f"{name} ({variant})" if variant else name
        kind = str(dtype).removeprefix("torch.")
        lines.append(f"| `{full}` | {kind} | {passed} of {total} | {why} |")
    lines += [
        "",
        "From its database of layers: outputs, all gradients, state dict and repr, training",
        "and evaluation, float64 and float32.",
        "",
        coverage_modules.table(),
    ]
    absent = sorted({info.name for info in op_db if op_samples.ours(info) is None})
    lines += ["", "Absent: " + ", ".join(f"`{name}`" for name in absent) + "."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
