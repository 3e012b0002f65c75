"""The one look of all charts: colours, sizes, frames, and the layers that a picture is made of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey.charts.frame import Frame
from survey.charts.svg import Names, write_svg

Layer = dict[str, Any]

FONT = "Pretendard"
FONT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts" / "pdf"

INK = "#1b2733"
MUTED = "#566573"
RULE = "#c3ccd5"
GRID = "#e6eaee"
WHISKER = "#b9c6d2"
PAPER = "#ffffff"
ACCENT = "#15497f"
WASH = "#eaf1f9"
BAND = "#b7d0ea"
AMBER = "#e69a17"
AMBER_EDGE = "#7a4b00"
ROUND_BLUES = ("#b9d2ec", "#6f9fcf", "#15497f")

# Sizes in SVG units. A wide chart is printed at 161 mm, 0.67 pt to a unit: 10.5 units stay above 7 pt. A
# narrow one fills a phone of 390 pixels less its margins, 1.08 pixels to a unit: 10.5 units stay above 11.
WIDE = 680
NARROW = 330
SMALL = 10.5
BODY = 11.5


@dataclass(frozen=True)
class Figure:
    """Hold one chart: wide for page and print, narrow for a phone; the title is its finding."""

    svg: str
    narrow: str
    title: str
    description: str
    note: str = ""

    @property
    def printed(self) -> str:
        """Return the wide picture for a PDF, whose engine reads the title alone: all words stand in it."""
        return self.svg.replace("</title><desc>", ". ", 1).replace("</desc>", "</title>", 1)


def text_layer(rows: list[dict[str, Any]], frame: Frame, **mark: Any) -> Layer:
    """Return texts at value positions; each row has x, y and text."""
    mark = {"type": "text", "fontSize": SMALL, "color": INK, "baseline": "middle", **mark}
    return _layer(rows, mark)


def rule_layer(rows: list[dict[str, Any]], frame: Frame, **mark: Any) -> Layer:
    """Return straight lines between value positions; each row has x, y, x2 and y2."""
    return _layer(rows, {"type": "rule", "color": RULE, "strokeWidth": 1, **mark})


def rect_layer(rows: list[dict[str, Any]], frame: Frame, **mark: Any) -> Layer:
    """Return filled rectangles between value positions; each row has x, y, x2 and y2."""
    return _layer(rows, {"type": "rect", "color": WASH, **mark})


def point_layer(rows: list[dict[str, Any]], frame: Frame, **mark: Any) -> Layer:
    """Return points of one shape at value positions; each row has x and y."""
    mark = {"type": "point", "filled": True, "opacity": 1, "color": ACCENT, "size": 60, **mark}
    return _layer(rows, mark)


def area_layer(rows: list[dict[str, Any]], **mark: Any) -> Layer:
    """Return closed outlines; each row has `points`, a list of value pairs."""
    return {"data": {"values": rows}, "mark": {"type": "area", "color": WASH, **mark}}


def line_layer(rows: list[dict[str, Any]], **mark: Any) -> Layer:
    """Return lines through several points; each row has `points`, a list of value pairs."""
    return {"data": {"values": rows}, "mark": {"type": "line", "color": INK, "strokeWidth": 1.5, **mark}}


def _layer(rows: list[dict[str, Any]], mark: dict[str, Any]) -> Layer:
    return {"data": {"values": rows}, "mark": mark}


def spot(frame: Frame, text: str, px: float, py: float) -> dict[str, Any]:
    """Return a row for `text_layer` at a place in SVG units from the plot's upper left corner."""
    x, y = frame.to_values(px, py)
    return {"x": x, "y": y, "text": text}


def draw(layers: list[Layer], frame: Frame, title: str, description: str, height: float | None = None) -> str:
    """Return the layers as SVG that names itself; a `height` beyond the frame's leaves room below it."""
    return write_svg(layers, frame, Names(title, description, FONT), height or frame.height)
