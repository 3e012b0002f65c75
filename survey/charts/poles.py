"""The four poles written around a map of two axes, where no point and no label can lie."""

from survey.charts.labels import wrap
from survey.charts.theme import SMALL, Frame, Layer, spot, text_layer

_LINE = 13.0


def pole_layers(
    a_poles: tuple[str, str], b_poles: tuple[str, str], frame: Frame, b_line: float
) -> list[Layer]:
    """Return the poles (low, high) of both axes; B's stand above and below its line at `b_line`."""
    width, height = frame.plot_width, frame.plot_height
    is_narrow = width < 450
    room, lines = (width - 20, 4 if width < 400 else 3) if is_narrow else ((width - 20) / 1.6, 2)
    centre = width / 2 if is_narrow else min(max(b_line, width / 3), width * 2 / 3)
    top, bottom = wrap("↑ " + b_poles[1], room, SMALL, min(lines, 3)), wrap("↓ " + b_poles[0], room, SMALL, 2)
    left = wrap("← " + a_poles[0], width / 2 - 14, SMALL, lines)
    right = wrap(a_poles[1] + " →", width / 2 - 14, SMALL, lines)
    below = height + 14 + _LINE * len(bottom)
    return [
        *_lines(frame, top, centre, -10 - _LINE * (len(top) - 1), "center"),
        *_lines(frame, bottom, centre, height + 12, "center"),
        *_lines(frame, left, 4, below, "left"),
        *_lines(frame, right, width - 4, below, "right"),
    ]


def _lines(frame: Frame, lines: tuple[str, ...], px: float, py: float, align: str) -> list[Layer]:
    rows = [spot(frame, line, px, py + _LINE * number) for number, line in enumerate(lines)]
    return [text_layer(rows, frame, align=align, fontWeight=600)]
