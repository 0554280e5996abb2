"""A drawing as one accessible SVG element: shapes and texts placed from the start side of the language.

Only presentation attributes are used (a page forbids styles), nothing outside is referred to, and what is
drawn looks the same in a browser and in print.
"""

from __future__ import annotations

# Only written with, never read with: nothing is parsed here.
from xml.etree import ElementTree as ET

from portal import i18n
from portal.summaries.pictures.lettering import drawable, is_right_to_left

INK, QUIET, DEEP, LINE, WASH, PAPER = "#1B2733", "#52606D", "#00507A", "#C9D3DC", "#F4F7F9", "#FFFFFF"
EDGE = "#6B7884"
ATTENTION = "#8A4B00"
WIDTH = 420
"""Units across; at 360 pixels a text of 12 units is still read."""

_FAMILIES = {
    "ar": "Noto Sans Arabic, Noto Sans, Noto Sans SC, system-ui, sans-serif",
    "zh": "Noto Sans SC, Noto Sans, Noto Sans Arabic, system-ui, sans-serif",
}
_ALL = "Noto Sans, Noto Sans Arabic, Noto Sans SC, system-ui, sans-serif"
_ISOLATE, _ISOLATE_RIGHT, _END = "\u2068", "\u2067", "\u2069"
_OPPOSITE = {"start": "end", "end": "start", "middle": "middle"}


def _written(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


class Canvas:
    """Collects shapes; `x` counts from the start side: from the right in Arabic.

    `prefix` begins every id, so that several drawings can stand on one page.
    """

    def __init__(self, language: str, prefix: str) -> None:
        self.language, self.prefix = language, prefix
        self.mirrored = i18n.direction_of(language) == "rtl"
        self.root = ET.Element("svg")
        self.definitions = ET.Element("defs")
        self.shapes: list[ET.Element] = []

    def unmirrored(self) -> Canvas:
        """Return the same drawing with x from the left, for what keeps its sides: a map."""
        other = Canvas(self.language, self.prefix)
        other.mirrored = False
        other.root, other.definitions, other.shapes = self.root, self.definitions, self.shapes
        return other

    @classmethod
    def sharing(cls, other: Canvas) -> Canvas:
        """Return the same drawing with x from the start side again, after a map."""
        made = cls(other.language, other.prefix)
        made.root, made.definitions, made.shapes = other.root, other.definitions, other.shapes
        return made

    def across(self, x: float, width: float = 0) -> float:
        """Return the left edge of something `width` wide that begins at `x` from the start side."""
        return WIDTH - x - width if self.mirrored else x

    def shape(self, name: str, **attributes: str | float) -> ET.Element:
        """Add an element; underscores in names of attributes are hyphens."""
        element = ET.Element(
            name,
            {
                key.replace("_", "-"): value if isinstance(value, str) else _written(value)
                for key, value in attributes.items()
            },
        )
        self.shapes.append(element)
        return element

    def box(self, x: float, y: float, width: float, height: float, **look: str | float) -> None:
        """Add a rectangle."""
        self.shape("rect", x=self.across(x, width), y=y, width=width, height=height, **look)

    def line(self, start: tuple[float, float], end: tuple[float, float], **look: str | float) -> None:
        """Add a line between two points."""
        ends = {"x1": self.across(start[0]), "y1": start[1], "x2": self.across(end[0]), "y2": end[1]}
        self.shape("line", **ends, **{"stroke": LINE, **look})

    def dot(self, x: float, y: float, radius: float, **look: str | float) -> None:
        """Add a circle."""
        self.shape("circle", cx=self.across(x), cy=y, r=radius, **look)

    def text(self, x: float, y: float, words: str, **look: str | float) -> ET.Element:
        """Add a text on one line; `text_anchor` start, middle or end is of the language's direction."""
        anchor = str(look.pop("text_anchor", "start"))
        anchor = _OPPOSITE[anchor] if self.mirrored else anchor
        if anchor != "start":
            look["text_anchor"] = anchor
        element = self.shape("text", x=self.across(x), y=y, **{"fill": INK, "font_size": 12, **look})
        element.text = self.isolated(words)
        return element

    def isolated(self, words: str) -> str:
        """Return a text that keeps its own direction, whatever stands around it."""
        plain = drawable(words)
        if not is_right_to_left(plain):
            return plain
        return (_ISOLATE_RIGHT if self.mirrored or self.language == "ar" else _ISOLATE) + plain + _END

    def lines(self, x: float, y: float, lines: tuple[str, ...], **look: str | float) -> float:
        """Add lines of text one below the other and return the y below the last."""
        size = float(look.get("font_size", 12))
        step = size * (1.5 if self.language == "ar" else 1.32)
        for number, words in enumerate(lines):
            self.text(x, y + number * step, words, **look)
        return y + len(lines) * step

    def hatch(self, name: str, colour: str, path: str, ground: str = PAPER) -> str:
        """Return the fill of a hatch, defined once; `path` is drawn in a square of 6 units."""
        found = f"{self.prefix}-{name}"
        if all(pattern.get("id") != found for pattern in self.definitions):
            size = {"width": "6", "height": "6"}
            pattern = ET.SubElement(
                self.definitions, "pattern", {"id": found, "patternUnits": "userSpaceOnUse", **size}
            )
            ET.SubElement(pattern, "rect", {**size, "fill": ground})
            ET.SubElement(pattern, "path", {"d": path, "stroke": colour, "stroke-width": "1.2"})
        return f"url(#{found})"

    def finished(self, title: str, description: str, height: float) -> str:
        """Return the whole element as text."""
        ids = {"title": f"{self.prefix}-title", "desc": f"{self.prefix}-desc"}
        self.root.attrib.update(
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {WIDTH} {_written(height)}",
                "role": "img",
                "aria-labelledby": f"{ids['title']} {ids['desc']}",
                "class": "picture",
                "direction": "ltr",
                "font-family": _FAMILIES.get(self.language, _ALL),
            }
        )
        for name, words in (("title", title), ("desc", description)):
            ET.SubElement(self.root, name, {"id": ids[name]}).text = drawable(words)
        if len(self.definitions):
            self.root.append(self.definitions)
        self.root.extend(self.shapes)
        return ET.tostring(self.root, encoding="unicode")
