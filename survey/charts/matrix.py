"""The two-by-two: axes with their poles, four named corners, and where the panel stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.labels import wrap
from survey.charts.poles import pole_layers
from survey.charts.theme import (
    ACCENT,
    INK,
    MUTED,
    NARROW,
    PAPER,
    SMALL,
    WASH,
    WIDE,
    Figure,
    Frame,
    Layer,
    draw,
    point_layer,
    rect_layer,
    rule_layer,
    spot,
    text_layer,
)

_SIGNS = {"Q1": (1, 1), "Q2": (-1, 1), "Q3": (-1, -1), "Q4": (1, -1)}


@dataclass(frozen=True)
class Corner:
    """Hold one scenario: quadrant, name, headline, a short line of figures, and whether it is preferred."""

    quadrant: str
    name: str
    headline: str
    figures: str = ""
    is_preferred: bool = False


@dataclass(frozen=True)
class MatrixTexts:
    """Hold the ready strings of the matrix; poles are (low, high)."""

    title: str
    description: str
    a_poles: tuple[str, str]
    b_poles: tuple[str, str]
    note: str = ""


def scenario_matrix(
    corners: Sequence[Corner], experts: Sequence[tuple[float, float]], texts: MatrixTexts
) -> Figure:
    """Return the matrix; experts are grey rings, scaled together so that the farthest still shows."""
    wide = _draw(corners, experts, texts, Frame(WIDE, 440, 4, 30, 4, 60, (-1, 1), (-1, 1)))
    narrow = _draw(corners, experts, texts, Frame(NARROW, 600, 2, 52, 2, 84, (-1, 1), (-1, 1)))
    return Figure(wide, narrow, texts.title, texts.description, texts.note)


def _draw(
    corners: Sequence[Corner], experts: Sequence[tuple[float, float]], texts: MatrixTexts, frame: Frame
) -> str:
    cells = [_cell(corner) for corner in corners]
    layers = [rect_layer(cells, frame, color=PAPER)]
    layers.append(rect_layer([_cell(c) for c in corners if c.is_preferred], frame, color=WASH))
    layers.append(
        point_layer(
            _rings(experts, _free_band(corners, frame)),
            frame,
            color="#a7b4c0",
            size=26,
            filled=False,
            strokeWidth=1.1,
        )
    )
    cross = [{"x": -1, "y": 0, "x2": 1, "y2": 0}, {"x": 0, "y": -1, "x2": 0, "y2": 1}]
    layers.append(rule_layer(cross, frame, color=INK, strokeWidth=1.2))
    for corner in corners:
        layers += _corner_layers(corner, frame)
    layers += pole_layers(texts.a_poles, texts.b_poles, frame, frame.plot_width / 2)
    return draw(layers, frame, texts.title, texts.description)


def _cell(corner: Corner) -> dict[str, float]:
    x, y = _SIGNS[corner.quadrant]
    return {"x": 0, "y": 0, "x2": x, "y2": y}


def _free_band(corners: Sequence[Corner], frame: Frame) -> float:
    """Return how far from the middle line the rings may lie without touching a corner's text."""
    tallest = max(sum(_HEIGHTS[kind] for _, kind in _lines(corner, frame)) for corner in corners)
    return max(0.2, 1 - (tallest + 26) / (frame.plot_height / 2))


def _rings(experts: Sequence[tuple[float, float]], band: float) -> list[dict[str, float]]:
    reach = max([1.0, *(abs(v) for pair in experts for v in pair)])
    return [{"x": a / reach * 0.9, "y": b / reach * band} for a, b in experts]


def _lines(corner: Corner, frame: Frame) -> list[tuple[str, str]]:
    room = frame.plot_width / 2 - 24
    lines = [(line, "name") for line in wrap(corner.name, room, 14, 2)]
    lines += [(line, "text") for line in wrap(corner.headline, min(room, 262), SMALL, 5)]
    return lines + [(line, "figure") for line in wrap(corner.figures, room, SMALL, 2)]


def _corner_layers(corner: Corner, frame: Frame) -> list[Layer]:
    sign_x, sign_y = _SIGNS[corner.quadrant]
    align = "right" if sign_x > 0 else "left"
    px = frame.plot_width - 10 if sign_x > 0 else 10
    lines = _lines(corner, frame)
    rows: dict[str, list] = {kind: [] for kind in _HEIGHTS}
    total = sum(_HEIGHTS[kind] for _, kind in lines)
    py = 18.0 if sign_y > 0 else frame.plot_height - total + 4
    for text, kind in lines:
        rows[kind].append(spot(frame, text, px, py))
        py += _HEIGHTS[kind]
    return [text_layer(rows[kind], frame, align=align, **_STYLES[kind]) for kind in _HEIGHTS]


_HEIGHTS = {"name": 17.0, "text": 13.5, "figure": 15.0}
_STYLES = {
    "name": {"fontSize": 14, "fontWeight": 700, "color": ACCENT},
    "text": {"fontSize": SMALL, "color": INK},
    "figure": {"fontSize": SMALL, "color": MUTED},
}
