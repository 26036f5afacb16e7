"""A few shapes as SVG, with colours for a light and for a dark page, for make_pictures.py.

A picture brings its own paper, so it can be read in an editor whose theme is not the browser's.
"""

from html import escape

STYLE = """
  .paper { fill: #ffffff; } .ink { fill: #1f2328; } .soft { fill: #59636e; }
  .line { stroke: #59636e; } .one { fill: #0b62c4; } .two { fill: #b3450a; }
  .box { fill: #eef2f7; stroke: #8c959f; }
  .hot { fill: #dbeafe; stroke: #0b62c4; } .warm { fill: #fde8d7; stroke: #b3450a; }
  .blue { stroke: #0b62c4; } .red { stroke: #b3450a; }
  .tip-line { fill: #59636e; } .tip-blue { fill: #0b62c4; } .tip-red { fill: #b3450a; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #16191d; } .ink { fill: #e6edf3; } .soft { fill: #a3adb8; }
    .line { stroke: #a3adb8; } .one { fill: #79b8ff; } .two { fill: #ffa45c; }
    .box { fill: #262c33; stroke: #6e7781; } .hot { fill: #12345a; stroke: #79b8ff; }
    .warm { fill: #4a2a12; stroke: #ffa45c; } .blue { stroke: #79b8ff; } .red { stroke: #ffa45c; }
    .tip-line { fill: #a3adb8; } .tip-blue { fill: #79b8ff; } .tip-red { fill: #ffa45c; }
  }
  text { font: 15px system-ui, sans-serif; } .code { font-family: ui-monospace, monospace; }
  .line, .blue, .red { fill: none; stroke-width: 1.8; } .box, .hot, .warm { stroke-width: 1.3; }
"""
TIP = (
    '<marker id="{0}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
    'orient="auto"><path class="tip-{0}" d="M0 1 10 5 0 9z"/></marker>'
)


class Picture:
    """Shapes on a sheet of paper; every method returns the picture, for chains."""

    def __init__(self, width, height, title):
        self.size, self.title, self.parts = (width, height), title, []

    def add(self, text):
        self.parts.append(text)
        return self

    def text(self, x, y, words, kind="ink", anchor="middle", size=15, code=False):
        kind += " code" if code else ""
        style = f' style="font-size:{size}px"' if size != 15 else ""
        place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}"'
        return self.add(f'<text class="{kind}" {place}{style}>{escape(words)}</text>')

    def box(self, x, y, width, height, words="", kind="box", size=15):
        """A box with its middle at (x, y)."""
        left, top = x - width / 2, y - height / 2
        place = f'x="{left:g}" y="{top:g}" width="{width}" height="{height}"'
        self.add(f'<rect class="{kind}" {place} rx="6"/>')
        return self.text(x, y + size * 0.35, words, size=size) if words else self

    def path(self, data, kind="line", tip=False):
        end = f' marker-end="url(#{kind})"' if tip else ""
        return self.add(f'<path class="{kind}" d="{data}"{end}/>')

    def arrow(self, x1, y1, x2, y2, kind="line"):
        return self.path(f"M{x1:g} {y1:g}L{x2:g} {y2:g}", kind, True)

    def dot(self, x, y, kind="one", radius=5):
        return self.add(f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{radius}"/>')

    def grid(self, left, top, rows, cell=30, kinds=None):
        """Numbers in squares; `kinds` maps (row, column) to a kind of box."""
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                kind = (kinds or {}).get((i, j), "box")
                x, y = left + cell * j + cell / 2, top + cell * i + cell / 2
                self.box(x, y, cell, cell, str(value), kind)
        return self

    def curve(self, points, kind="blue"):
        return self.path("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points), kind)

    def svg(self):
        width, height = self.size
        tips = "".join(TIP.format(kind) for kind in ("line", "blue", "red"))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img">\n<title>{escape(self.title)}</title>\n'
            f"<style>{STYLE}</style>\n<defs>{tips}</defs>\n"
            f'<rect class="paper" width="{width}" height="{height}" rx="8"/>\n'
            + "\n".join(self.parts)
            + "\n</svg>\n"
        )
