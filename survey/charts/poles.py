"""The four poles written around a map of two axes, where no point and no label can lie."""

from survey.charts.labels import wrap
from survey.charts.theme import SMALL, Frame, Layer, spot, text_layer

_LINE = 13.0


def pole_layers(
    a_poles: tuple[str, str], b_poles: tuple[str, str], frame: Frame, b_line: float
) -> list[Layer]:
    """Return the poles (low, high) of both axes; B's stand above and below its line at `b_line`."""
    width, height = frame.plot_width, frame.plot_height
    room = width - 20
    centre = width / 2 if room < 400 else min(max(b_line, room / 3), width - room / 3)
    top = wrap("↑ " + b_poles[1], room if room < 400 else room / 1.6, SMALL, 2)
    bottom = wrap("↓ " + b_poles[0], room if room < 400 else room / 1.6, SMALL, 1)
    left, right = wrap("← " + a_poles[0], room / 2, SMALL, 2), wrap(a_poles[1] + " →", room / 2, SMALL, 2)
    layers = _lines(frame, top, centre, -10 - _LINE * (len(top) - 1), "center")
    layers += _lines(frame, bottom, centre, height + 12, "center")
    layers += _lines(frame, left, 4, height + 14 + _LINE * len(bottom), "left")
    return layers + _lines(frame, right, width - 4, height + 14 + _LINE * len(bottom), "right")


def _lines(frame: Frame, lines: tuple[str, ...], px: float, py: float, align: str) -> list[Layer]:
    rows = [spot(frame, line, px, py + _LINE * number) for number, line in enumerate(lines)]
    return [text_layer(rows, frame, align=align, fontWeight=600)]
