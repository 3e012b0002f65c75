"""Where the systems compared stand today on the plane of both axes, and how many expect which corner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.charts.labels import Anchor, text_width, wordings, wrap
from survey.charts.plane import WHISKER, label_marks, plane_layers
from survey.charts.theme import (
    ACCENT,
    MUTED,
    NARROW,
    SMALL,
    WIDE,
    Figure,
    Frame,
    Layer,
    draw,
    point_layer,
    rule_layer,
    spot,
    text_layer,
)

_SIGNS = {"Q1": (1, 1), "Q2": (-1, 1), "Q3": (-1, -1), "Q4": (1, -1)}
_LINE = 13.0
_DOMAIN = (0.5, 7.5)

Half = tuple[float, float]


@dataclass(frozen=True)
class TodayMark:
    """Hold one thing placed: medians in steps of a grid of seven, and middle halves where they are told."""

    code: str
    name: str
    a: float
    b: float
    a_half: Half | None = None
    b_half: Half | None = None


@dataclass(frozen=True)
class TodayTexts:
    """Hold the ready strings; `corners` are the texts in the corners by quadrant."""

    title: str
    description: str
    a_poles: tuple[str, str]
    b_poles: tuple[str, str]
    corners: Mapping[str, str]
    note: str = ""


def today_chart(marks: Sequence[TodayMark], texts: TodayTexts) -> Figure:
    """Return the plane with what stands on it today."""
    wide = _draw(marks, texts, Frame(WIDE, 440, 8, 34, 8, 62, _DOMAIN, _DOMAIN))
    narrow = _draw(marks, texts, Frame(NARROW, 430, 4, 56, 4, 88, _DOMAIN, _DOMAIN))
    return Figure(wide, narrow, texts.title, texts.description, texts.note)


def _draw(marks: Sequence[TodayMark], texts: TodayTexts, frame: Frame) -> str:
    layers = plane_layers(texts.a_poles, texts.b_poles, frame)
    corners, written = _corners(texts.corners, frame)
    layers.append(corners)
    halves = [row for mark in marks for row in _halves(mark)]
    layers.append(rule_layer(halves, frame, color=WHISKER, strokeWidth=5))
    layers.append(point_layer([{"x": mark.a, "y": mark.b} for mark in marks], frame, color=ACCENT, size=100))
    anchors = [
        Anchor(*frame.to_pixels(mark.a, mark.b), 7, wordings(mark.code, mark.name, SMALL)) for mark in marks
    ]
    layers += label_marks(anchors, frame, [*halves, *written])
    return draw(layers, frame, texts.title, texts.description)


def _halves(mark: TodayMark) -> list[dict[str, float]]:
    rows = []
    if mark.a_half:
        rows.append({"x": mark.a_half[0], "y": mark.b, "x2": mark.a_half[1], "y2": mark.b})
    if mark.b_half:
        rows.append({"x": mark.a, "y": mark.b_half[0], "x2": mark.a, "y2": mark.b_half[1]})
    return rows


def _corners(corners: Mapping[str, str], frame: Frame) -> tuple[Layer, list[dict[str, float]]]:
    """Return the words in the four corners, from the left edge of each, and the lines on which they stand."""
    rows, written = [], []
    room = frame.plot_width / 2 - 24
    for quadrant, text in corners.items():
        across, up = _SIGNS[quadrant]
        lines = wrap(text, room, SMALL, 4)
        px = 10.0 if across < 0 else frame.plot_width / 2 + 14
        py = 16.0 if up > 0 else frame.plot_height - _LINE * len(lines) + 2
        rows += [spot(frame, line, px, py + _LINE * number) for number, line in enumerate(lines)]
        for number, line in enumerate(lines):
            x, y = frame.to_values(px, py + _LINE * number)
            written.append(
                {"x": x, "y": y, "x2": frame.to_values(px + text_width(line, SMALL), 0)[0], "y2": y}
            )
    return text_layer(rows, frame, align="left", color=MUTED), written
