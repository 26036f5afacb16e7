"""The table and the picture of a run."""

import platform

import numpy as np


def header(cores, torch):
    """What was measured, where."""
    libraries = f"NumPy {np.__version__}" + (f", PyTorch {torch.__version__}" if torch else "")
    return f"Python {platform.python_version()}, {libraries}, {cores} cores, {platform.machine()}"


def table(rows):
    """Rows of dicts as aligned text; the keys of the first row are the titles."""
    titles = list(rows[0])
    cells = [titles, *([str(row[t]) for t in titles] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(titles))]
    lines = [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths))
        ).rstrip()
        for line in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def speed_row(result):
    """A line of the table of steps."""
    times, workload = result["times"], result["workload"]
    mine = times["minidnn"]
    row = {
        "workload": workload.name,
        "minidnn": milliseconds(mine),
        "PyTorch": milliseconds(times["PyTorch"]) if "PyTorch" in times else "-",
        "ratio": f"{ratio(times):.2f}" if "PyTorch" in times else "-",
        "must": f"{workload.must:.2f}",
        "aim": f"{workload.aim:.2f}",
        "products": f"x{mine.median / times['products'].median:.1f}"
        if times.get("products")
        else "-",
        "copies": f"x{mine.median / times['copies'].median:.1f}" if times.get("copies") else "-",
    }
    row["note"] = "" if all(t.trusted for t in times.values()) else "disturbed"
    return row


def milliseconds(times):
    return f"{times.median * 1e3:.2f} ms ±{times.spread:4.0%}"


def ratio(times):
    """minidnn's median over PyTorch's."""
    return times["minidnn"].median / times["PyTorch"].median


def peer_rows(results):
    """minidnn beside the other libraries, as ratios to PyTorch or in milliseconds."""
    rows = []
    for result in results:
        times = result["times"]
        others = {k: t for k, t in times.items() if k not in ("PyTorch", "products", "copies")}
        if len(others) < 2:
            continue
        for name, t in sorted(others.items(), key=lambda item: item[1].median):
            factor = t.median / times["minidnn"].median
            rows.append(
                {
                    "workload": result["workload"].name,
                    "library": name,
                    "time": milliseconds(t),
                    "to minidnn": f"x{factor:.1f}",
                }
            )
    return rows


def picture(results, path):
    """Bars of the ratios to PyTorch, with a mark at each goal."""
    from matplotlib.figure import Figure

    shown = [r for r in results if "PyTorch" in r["times"]]
    figure = Figure(figsize=(9, 0.8 + 0.55 * len(shown)), layout="constrained")
    axes = figure.subplots()
    for i, result in enumerate(shown):
        workload, value = result["workload"], ratio(result["times"])
        good = value <= workload.aim
        fine = value <= workload.must
        color = "#2a9d8f" if good else "#e9c46a" if fine else "#e76f51"
        axes.barh(i, value, color=color, height=0.6)
        axes.plot([workload.aim] * 2, [i - 0.38, i + 0.38], color="#264653", linewidth=2)
        axes.plot([workload.must] * 2, [i - 0.38, i + 0.38], color="#264653", linewidth=1, ls=":")
        axes.text(value + 0.02, i, f"{value:.2f}", va="center")
    axes.axvline(1, color="gray", linewidth=1)
    axes.set_yticks(range(len(shown)), [r["workload"].name for r in shown])
    axes.invert_yaxis()
    axes.set_xlabel("time of minidnn / time of PyTorch (solid mark: aim, dotted: at least)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=120)
