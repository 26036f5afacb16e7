"""The tables and the picture of what was measured, and on which machine it was."""

import platform
from importlib.metadata import PackageNotFoundError, version

from . import sizes
from .workloads import WORKLOADS

GOALS = {w.name: (w.must, w.aim) for w in WORKLOADS}


def machine():
    """The processor, its cores, and the versions: what stands beside every table."""
    name = platform.processor() or platform.machine()
    caches, family = "", ""
    try:
        with open("/proc/cpuinfo") as file:
            facts = dict(
                (part.strip() for part in line.split(":", 1)) for line in file if ":" in line
            )
        name = facts.get("model name", name)
        family = f", family {facts['cpu family']} model {facts['model']}"
        caches = ", AVX-512" if "avx512f" in facts.get("flags", "") else ""
    except (OSError, KeyError):
        pass
    found = []
    for package in ("numpy", "torch"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return f"{name}{family}{caches}; Python {platform.python_version()}, {', '.join(found)}"


def table(rows):
    """Rows of dicts as a table of Markdown."""
    rows = list(rows)
    titles = list(dict.fromkeys(title for row in rows for title in row))
    cells = [titles, *([str(row.get(t, "")) for t in titles] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(titles))]
    lines = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths)) + " |" for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def torch_row(row):
    """(threads, numbers) of PyTorch at the number of threads best for it; None without it."""
    ways = {way: numbers for way, numbers in row.items() if way.startswith("torch")}
    if not ways:
        return None
    way = min(ways, key=lambda way: ways[way]["median"])
    return way.partition(":")[2] or "default", ways[way]


def ratios(row):
    """minidnn's median over PyTorch's, and its best over PyTorch's best at any thread count."""
    mine, others = row["minidnn"], [row[way] for way in row if way.startswith("torch")]
    best = mine["best"] / min(n["best"] for n in others) if "best" in mine else None
    return mine["median"] / torch_row(row)[1]["median"], best


def steps_table(rows):
    """Steps beside PyTorch, with their goals where they have some."""
    return table([speed_line(name, row) for name, row in rows.items()])


def speed_line(name, row):
    """A line of the table of steps."""
    mine, other = row["minidnn"], torch_row(row)
    line = {"workload": name, "minidnn": shown(mine)}
    if other:
        median, best = ratios(row)
        line |= {"PyTorch (threads)": f"{shown(other[1])} ({other[0]})"}
        line |= {"ratio": f"**{median:.2f}**"}
        line |= {"best/best": f"{best:.2f}" if best else "-"}
        if name in GOALS:
            line |= dict(zip(("must", "aim"), (f"{goal:.2f}" for goal in GOALS[name])))
    if "products" in row:
        line["over the products"] = f"{mine['median'] / row['products']['median']:.1f}"
    clean = all(numbers["clean"] for numbers in row.values() if isinstance(numbers, dict))
    line["note"] = "" if clean else "disturbed"
    return line


def busy_table(rows):
    """Steps beside a busy process: means, because the worst steps count too."""
    lines = []
    for name, row in rows.items():
        mine, other = row["minidnn"], row.get("torch")
        line = {"beside one busy process": name, "minidnn mean (median, worst)": all_of(mine)}
        if other:
            line["PyTorch mean (median, worst)"] = all_of(other)
            line["ratio of means"] = f"**{mine['mean'] / other['mean']:.2f}**"
        lines.append(line)
    return table(lines)


def all_of(numbers):
    three = (numbers["mean"], numbers["median"], numbers["worst"])
    return "{:.2f} ({:.2f}, {:.1f}) ms".format(*(1e3 * n for n in three))


def shown(numbers):
    spread = f" ±{numbers['spread']:.0%}" if "spread" in numbers else ""
    ms = numbers["median"] * 1e3
    return f"{ms:.0f} ms{spread}" if ms >= 1000 else f"{ms:.3g} ms{spread}"


def container_table(rows):
    """CPU time within a quota beside CPU time alone."""
    return table(
        {
            "`minidnn train`": f"{name}, with {row['cores']} cores",
            "CPU time alone": f"{row['alone']:.2f} s",
            "CPU time within": f"{row['within']:.2f} s",
            "ratio": f"**{row['within'] / row['alone']:.2f}**",
            "must": "1.30",
        }
        for name, row in rows.items()
    )


def peers_table(rows):
    """The other libraries' times over minidnn's: a line for each library."""
    ways = dict.fromkeys(way for row in rows.values() for way in row)
    libraries = [way for way in ways if way not in ("minidnn", "date")]
    factors = {
        library: {
            name: factor(row[library]["median"] / row["minidnn"]["median"])
            for name, row in rows.items()
            if library in row
        }
        for library in libraries
    }
    return table(
        {"time / minidnn's": library, **{name: known.get(name, "-") for name in rows}}
        for library, known in factors.items()
    )


def factor(number):
    return f"{number:.2f}" if number < 10 else f"{number:.0f}"


def memory_table(rows):
    """Peaks in MB."""
    lines = []
    for name, row in rows.items():
        mine, other = row["minidnn"], row.get("torch")
        ratio = f"{mine / other:.2f}" if mine and other else "-"
        line = {"peak memory": name, "minidnn": megabytes(mine)}
        lines.append({**line, "PyTorch": megabytes(other), "ratio": ratio})
    return table(lines)


def megabytes(size):
    return "-" if size is None else f"{size:.0f} MB"


def sizes_table(rows):
    """The ratio to PyTorch at every size, a line for each sweep."""
    lines = []
    for name, points in sizes.curves(rows).items():
        ratios = ", ".join(f"{size}: {ratio:.2f}" for size, ratio in points)
        lines.append({"ratio over": sizes.SWEEPS[name].title, "": ratios})
    return table(lines)


def kernels_table(rows):
    """Kernels of a training step on a GPU, beside PyTorch's operators."""
    titles = ("kernels", "by formulas alone", "waits", "transfers", "PyTorch's operators, CPU")
    return table(
        {"training step with Adam": name, **{title: row[title] for title in titles}}
        for name, row in rows.items()
    )


TABLES = {
    "steps": steps_table,
    "busy": busy_table,
    "container": container_table,
    "ops": steps_table,
    "peers": peers_table,
    "sizes": sizes_table,
    "memory": memory_table,
    "kernels": kernels_table,
}


def picture(rows, path):
    """Bars of the ratios to PyTorch, with marks at the goals."""
    from matplotlib.figure import Figure

    shown = [(name, ratios(row)[0]) for name, row in rows.items() if torch_row(row)]
    figure = Figure(figsize=(9, 0.8 + 0.55 * len(shown)), layout="constrained")
    axes = figure.subplots()
    for i, (name, value) in enumerate(shown):
        must, aim = GOALS[name]
        color = "#2a9d8f" if value <= aim else "#e9c46a" if value <= must else "#e76f51"
        axes.barh(i, value, color=color, height=0.6)
        axes.plot([aim] * 2, [i - 0.38, i + 0.38], color="#264653", linewidth=2)
        axes.plot([must] * 2, [i - 0.38, i + 0.38], color="#264653", linewidth=1, ls=":")
        axes.text(value + 0.02, i, f"{value:.2f}", va="center")
    axes.axvline(1, color="gray", linewidth=1)
    axes.set_yticks(range(len(shown)), [name for name, _ in shown])
    axes.invert_yaxis()
    axes.set_xlabel("time of minidnn / time of PyTorch (solid mark: aim, dotted: at least)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=120)
