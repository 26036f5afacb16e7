"""The tables and the picture of a run, and on which machine it was."""

import platform
from importlib.metadata import PackageNotFoundError, version

BEST = "PyTorch"  # the fastest of its numbers of threads


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
    for package in ("numpy", "torch", "jax", "scikit-learn"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return f"{name}{family}{caches}; Python {platform.python_version()}, {', '.join(found)}"


def table(rows):
    """Rows of dicts as a table of Markdown."""
    titles = list(rows[0])
    cells = [titles, *([str(row[t]) for t in titles] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(titles))]
    lines = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths)) + " |" for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def torch_times(times):
    """(threads, Times) of PyTorch at the number of threads that is best for it; None without it."""
    ways = {way: t for way, t in times.items() if way.partition(":")[0] == "torch"}
    if not ways:
        return None
    way = min(ways, key=lambda way: ways[way].median)
    return way.partition(":")[2] or "default", ways[way]


def ratios(times):
    """minidnn's median over PyTorch's, and its best over PyTorch's best at any thread count."""
    mine = times["minidnn"]
    lowest = min(t.best for way, t in times.items() if way.startswith("torch"))
    return mine.median / torch_times(times)[1].median, mine.best / lowest


def speed_row(workload, times):
    """A line of the table of steps."""
    mine, other = times["minidnn"], torch_times(times)
    row = {"workload": workload.name, "minidnn": shown(mine)}
    if other:
        median, best = ratios(times)
        row |= {f"{BEST} (threads)": f"{shown(other[1])} ({other[0]})"}
        row |= {"ratio": f"**{median:.2f}**", "best/best": f"{best:.2f}"}
        row |= {"must": f"{workload.must:.2f}", "aim": f"{workload.aim:.2f}"}
    if "products" in times:
        row["over the products"] = f"{mine.median / times['products'].median:.1f}"
    row["note"] = "" if all(t.trusted for t in times.values()) else "disturbed"
    return row


def busy_row(workload, times):
    """A line of the table beside a busy process: means, because the worst steps count too."""
    mine, other = times["minidnn"], times["torch"]
    return {
        "beside one busy process": workload.name,
        "minidnn mean (median, max)": all_of(mine),
        "PyTorch mean (median, max)": all_of(other),
        "ratio of means": f"**{mine.mean / other.mean:.2f}**",
    }


def all_of(times):
    numbers = (times.mean, times.median, max(times.steps))
    return "{:.2f} ({:.2f}, {:.1f}) ms".format(*(1e3 * n for n in numbers))


def shown(times):
    return f"{times.median * 1e3:.3g} ms ±{times.spread:.0%}"


def peer_rows(results):
    """The other libraries' times over minidnn's."""
    rows = []
    for workload, times in results:
        for way, t in sorted(times.items(), key=lambda item: item[1].median):
            if way.partition(":")[0] not in ("minidnn", "torch", "products"):
                factor = t.median / times["minidnn"].median
                row = {"workload": workload.name, "library": way, "time": shown(t)}
                rows.append({**row, "over minidnn": f"{factor:.1f}"})
    return rows


def picture(results, path):
    """Bars of the ratios to PyTorch, with marks at the goals."""
    from matplotlib.figure import Figure

    shown = [(w, ratios(times)[0]) for w, times in results if torch_times(times)]
    figure = Figure(figsize=(9, 0.8 + 0.55 * len(shown)), layout="constrained")
    axes = figure.subplots()
    for i, (workload, value) in enumerate(shown):
        good, fine = value <= workload.aim, value <= workload.must
        color = "#2a9d8f" if good else "#e9c46a" if fine else "#e76f51"
        axes.barh(i, value, color=color, height=0.6)
        axes.plot([workload.aim] * 2, [i - 0.38, i + 0.38], color="#264653", linewidth=2)
        axes.plot([workload.must] * 2, [i - 0.38, i + 0.38], color="#264653", linewidth=1, ls=":")
        axes.text(value + 0.02, i, f"{value:.2f}", va="center")
    axes.axvline(1, color="gray", linewidth=1)
    axes.set_yticks(range(len(shown)), [w.name for w, _ in shown])
    axes.invert_yaxis()
    axes.set_xlabel("time of minidnn / time of PyTorch (solid mark: aim, dotted: at least)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=120)
