"""Layers of marks on a frame, written as SVG: attributes alone, no style, script or identifier.

A layer is a plain dict in the words of Vega-Lite: `data.values` rows, a `mark` with its properties, and its
place by the fields x, y, x2 and y2. Every chart fixes its own scales and draws its own axes, so that
nothing is left for a chart library to decide and a whole report is drawn in a fraction of a second.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import sqrt
from typing import Any

from survey.charts.frame import Frame

Row = Mapping[str, Any]
Mark = Mapping[str, Any]
Layer = Mapping[str, Any]

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
# From the middle of a line of text to its baseline, in its size: half the height of small letters and caps.
_BASELINE = 0.35
_STROKES = {"strokeDash": "stroke-dasharray", "strokeCap": "stroke-linecap", "strokeJoin": "stroke-linejoin"}


@dataclass(frozen=True)
class Names:
    """Hold what a picture says of itself, and the face that its texts are set in."""

    title: str
    description: str
    font: str


def write_svg(layers: Sequence[Layer], frame: Frame, names: Names, height: float) -> str:
    """Return the layers as one SVG element that names and describes itself."""
    body = "".join(_write_layer(layer, frame) for layer in layers if layer["data"]["values"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {frame.width:g} {height:g}"'
        f' font-family="{names.font}, sans-serif">'
        f"<title>{escape(names.title)}</title><desc>{escape(names.description)}</desc>{body}</svg>"
    )


def _write_layer(layer: Layer, frame: Frame) -> str:
    mark, rows = layer["mark"], layer["data"]["values"]
    shared, write = _KINDS[mark["type"]]
    return f"<g{_attributes(shared(mark))}>{write(rows, mark, frame)}</g>"


def _attributes(pairs: Mapping[str, Any]) -> str:
    return "".join(f' {name}="{value}"' for name, value in pairs.items() if value not in (None, ""))


def _number(value: float) -> str:
    """Return a place in hundredths of a unit, without trailing zeros and without a minus before zero."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _at(x: float, y: float, frame: Frame) -> tuple[float, float]:
    px, py = frame.to_pixels(x, y)
    return frame.left + px, frame.top + py


def _stroke(mark: Mark, color: str) -> dict[str, Any]:
    found = {"stroke": color, "stroke-width": mark.get("strokeWidth"), "opacity": mark.get("opacity")}
    for name, attribute in _STROKES.items():
        value = mark.get(name)
        found[attribute] = " ".join(map(str, value)) if isinstance(value, list) else value
    return found


def _text_style(mark: Mark) -> dict[str, Any]:
    return {
        "fill": mark["color"],
        "font-size": f"{mark['fontSize']:g}px",
        "font-weight": mark.get("fontWeight"),
        "text-anchor": _ANCHORS[mark.get("align", "center")],
    }


def _texts(rows: Sequence[Row], mark: Mark, frame: Frame) -> str:
    drop, angle = mark["fontSize"] * _BASELINE, mark.get("angle")
    parts = []
    for row in rows:
        if row["text"] == "":
            continue
        x, y = _at(row["x"], row["y"], frame)
        if angle:
            place = f'transform="translate({_number(x)},{_number(y)}) rotate({angle})" y="{_number(drop)}"'
        else:
            place = f'x="{_number(x)}" y="{_number(y + drop)}"'
        parts.append(f"<text {place}>{escape(str(row['text']))}</text>")
    return "".join(parts)


def _rules(rows: Sequence[Row], _mark: Mark, frame: Frame) -> str:
    parts = []
    for row in rows:
        (x1, y1), (x2, y2) = _at(row["x"], row["y"], frame), _at(row["x2"], row["y2"], frame)
        parts.append(f'<path d="M{_number(x1)},{_number(y1)}L{_number(x2)},{_number(y2)}"/>')
    return "".join(parts)


def _rects(rows: Sequence[Row], mark: Mark, frame: Frame) -> str:
    parts, corner = [], mark.get("cornerRadius")
    for row in rows:
        (x1, y1), (x2, y2) = _at(row["x"], row["y"], frame), _at(row["x2"], row["y2"], frame)
        place = {"x": min(x1, x2), "y": min(y1, y2), "width": abs(x2 - x1), "height": abs(y2 - y1)}
        sizes = "".join(f' {name}="{_number(value)}"' for name, value in place.items())
        parts.append(f"<rect{sizes}{_attributes({'rx': corner})}/>")
    return "".join(parts)


def _areas(rows: Sequence[Row], _mark: Mark, frame: Frame) -> str:
    """Write closed outlines, or open lines; each row holds its `points`."""
    parts = []
    for row in rows:
        points = [_at(x, y, frame) for x, y in row["points"]]
        path = "L".join(f"{_number(x)},{_number(y)}" for x, y in points)
        parts.append(f'<path d="M{path}{"" if _mark["type"] == "line" else "Z"}"/>')
    return "".join(parts)


def _filled(mark: Mark) -> dict[str, Any]:
    own = _stroke(mark, mark.get("stroke", ""))
    return {"fill": mark["color"], **own, "fill-opacity": mark.get("fillOpacity")}


def _point_style(mark: Mark) -> dict[str, Any]:
    if mark["filled"]:
        return _filled(mark) | {"opacity": None if mark["opacity"] == 1 else mark["opacity"]}
    width = mark.get("strokeWidth", 1.5)
    return {"fill": mark.get("fill", "none"), "stroke": mark["color"], "stroke-width": width}


def _points(rows: Sequence[Row], mark: Mark, frame: Frame) -> str:
    shape, parts = mark.get("shape", "circle"), []
    for row in rows:
        x, y = _at(row["x"], row["y"], frame)
        if shape == "circle":
            radius = _number(sqrt(mark["size"]) / 2)
            parts.append(f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{radius}"/>')
        else:
            parts.append(f'<path d="{_outline(shape, x, y, sqrt(mark["size"]) / 2)}"/>')
    return "".join(parts)


def _outline(shape: str, x: float, y: float, r: float) -> str:
    corners = [(x + dx * r, y + dy * r) for dx, dy in _SHAPES[shape]]
    return "M" + "L".join(f"{_number(px)},{_number(py)}" for px, py in corners) + "Z"


# In units of half the side of the square that a size stands for; a diamond is drawn somewhat slimmer.
_SHAPES = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.2), (1, 0), (0, 1.2), (-1, 0)),
    "triangle-up": ((0, -1), (1, 0.8), (-1, 0.8)),
    "triangle-down": ((0, 1), (1, -0.8), (-1, -0.8)),
    "triangle-right": ((1, 0), (-0.8, 1), (-0.8, -1)),
    "triangle-left": ((-1, 0), (0.8, 1), (0.8, -1)),
    "cross": (
        *((-0.35, -1.1), (0.35, -1.1), (0.35, -0.35), (1.1, -0.35), (1.1, 0.35), (0.35, 0.35)),
        *((0.35, 1.1), (-0.35, 1.1), (-0.35, 0.35), (-1.1, 0.35), (-1.1, -0.35), (-0.35, -0.35)),
    ),
}

_KINDS: dict[str, tuple[Callable[[Mark], dict[str, Any]], Callable[[Sequence[Row], Mark, Frame], str]]] = {
    "text": (_text_style, _texts),
    "rule": (lambda mark: _stroke(mark, mark["color"]), _rules),
    "line": (lambda mark: {"fill": "none", **_stroke(mark, mark["color"])}, _areas),
    "rect": (_filled, _rects),
    "area": (_filled, _areas),
    "point": (_point_style, _points),
}
