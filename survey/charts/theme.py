"""The one look of all charts, and the step from a Vega-Lite specification to clean SVG.

Specifications are plain dicts: a chart library on top would spend ten times the drawing time on checks.
"""

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any

Layer = dict[str, Any]

FONT = "Pretendard"
FONT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts" / "pdf"

INK = "#1b2733"
MUTED = "#566573"
RULE = "#c3ccd5"
GRID = "#e6eaee"
PAPER = "#ffffff"
ACCENT = "#15497f"
WASH = "#eaf1f9"
BAND = "#b7d0ea"
AMBER = "#e69a17"
AMBER_EDGE = "#7a4b00"
ROUND_BLUES = ("#b9d2ec", "#6f9fcf", "#15497f")

# Sizes in SVG units. A wide chart is printed at 170 mm, 0.71 pt to a unit: 10.5 units stay above 7 pt.
WIDE = 680
NARROW = 350
SMALL = 10.5
BODY = 11.5


# Points come as two arcs, which the PDF engine draws with corners.
_CIRCLE = re.compile(r'<path([^>]*?) d="M([\d.]+),0A\2,\2,0,1,1,-\2,0A\2,\2,0,1,1,\2,0"')


@dataclass(frozen=True)
class Figure:
    """Hold one chart: wide for page and print, narrow for a phone; the title is its finding."""

    svg: str
    narrow: str
    title: str
    description: str
    note: str = ""


@dataclass(frozen=True)
class Frame:
    """Fix the plot's place inside the picture, so that label positions are known beforehand."""

    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float
    x_domain: tuple[float, float]
    y_domain: tuple[float, float]

    @property
    def plot_width(self) -> float:
        """Return the width of the plot in SVG units."""
        return self.width - self.left - self.right

    @property
    def plot_height(self) -> float:
        """Return the height of the plot in SVG units."""
        return self.height - self.top - self.bottom

    def to_pixels(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of a value pair inside the plot, from its upper left corner."""
        (x0, x1), (y0, y1) = self.x_domain, self.y_domain
        return (x - x0) / (x1 - x0) * self.plot_width, (y1 - y) / (y1 - y0) * self.plot_height

    def to_values(self, px: float, py: float) -> tuple[float, float]:
        """Return the value pair at a place inside the plot."""
        (x0, x1), (y0, y1) = self.x_domain, self.y_domain
        return x0 + px / self.plot_width * (x1 - x0), y1 - py / self.plot_height * (y1 - y0)


def text_layer(rows: list[dict[str, Any]], frame: Frame, **mark: Any) -> Layer:
    """Return texts at value positions; each row has x, y and text."""
    mark = {"type": "text", "fontSize": SMALL, "color": INK, "baseline": "middle", **mark}
    layer = _layer(rows, frame, mark)
    layer["encoding"]["text"] = {"field": "text", "type": "nominal"}
    return layer


def rule_layer(rows: list[dict[str, Any]], frame: Frame, **mark: Any) -> Layer:
    """Return straight lines between value positions; each row has x, y, x2 and y2."""
    return _spanning(rows, frame, {"type": "rule", "color": RULE, "strokeWidth": 1, **mark})


def rect_layer(rows: list[dict[str, Any]], frame: Frame, **mark: Any) -> Layer:
    """Return filled rectangles between value positions; each row has x, y, x2 and y2."""
    return _spanning(rows, frame, {"type": "rect", "color": WASH, **mark})


def point_layer(rows: list[dict[str, Any]], frame: Frame, **mark: Any) -> Layer:
    """Return points of one shape at value positions; each row has x and y."""
    mark = {"type": "point", "filled": True, "opacity": 1, "color": ACCENT, "size": 60, **mark}
    return _layer(rows, frame, mark)


def _spanning(rows: list[dict[str, Any]], frame: Frame, mark: dict[str, Any]) -> Layer:
    layer = _layer(rows, frame, mark)
    layer["encoding"] |= {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return layer


def _layer(rows: list[dict[str, Any]], frame: Frame, mark: dict[str, Any]) -> Layer:
    """Return one Vega-Lite layer on the frame's domains; axes are drawn as layers of their own."""
    channels = {
        name: {
            "field": name,
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": list(domain), "nice": False, "zero": False},
        }
        for name, domain in (("x", frame.x_domain), ("y", frame.y_domain))
    }
    return {"data": {"values": rows}, "mark": mark, "encoding": channels}


def spot(frame: Frame, text: str, px: float, py: float) -> dict[str, Any]:
    """Return a row for `text_layer` at a place in SVG units from the plot's upper left corner."""
    x, y = frame.to_values(px, py)
    return {"x": x, "y": y, "text": text}


def draw(layers: list[Layer], frame: Frame, title: str, description: str) -> str:
    """Return the layers as SVG that names itself and carries no style, script or identifier."""
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": frame.plot_width,
        "height": frame.plot_height,
        "padding": {"left": frame.left, "top": frame.top, "right": frame.right, "bottom": frame.bottom},
        "autosize": {"type": "none"},
        "config": {"font": FONT, "background": PAPER, "view": {"stroke": None}},
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {frame.width:g} {frame.height:g}"'
        f' font-family="{FONT}, sans-serif">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    )
    return head + _convert(json.dumps(spec, ensure_ascii=False, sort_keys=True))


@cache
def register_fonts() -> None:
    """Make the report's own font known to the converter, once."""
    import vl_convert

    if FONT_FOLDER.is_dir():
        vl_convert.register_font_directory(str(FONT_FOLDER))


@lru_cache(maxsize=256)
def _convert(spec: str) -> str:
    import vl_convert

    register_fonts()
    return _clean(vl_convert.vegalite_to_svg(spec))


def _clean(svg: str) -> str:
    """Drop the outer element and everything that only assistive scripts or page styles would use."""
    svg = re.sub(r"^<svg[^>]*>", "", svg)
    svg = re.sub(r' (?:class|role|style|id|aria-[a-z]+|pointer-events|font-style)="[^"]*"', "", svg)
    svg = svg.replace(f' font-family="{FONT}"', "").replace(' opacity="1"', "")
    svg = re.sub(r'<path[^>]*(?:display="none"|d="M0,0h0v0h0Z")[^>]*/>', "", svg)
    svg = re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", svg)
    svg = _CIRCLE.sub(r'<circle\1 r="\2"', svg)
    while "<g></g>" in svg:
        svg = svg.replace("<g></g>", "")
    return svg
