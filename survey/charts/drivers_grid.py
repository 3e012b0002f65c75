"""The impact-uncertainty grid: every driver at its place, the critical corner tinted, labels solved."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.labels import Anchor, Box, Label, place, wordings
from survey.charts.theme import (
    ACCENT,
    BODY,
    INK,
    MUTED,
    NARROW,
    RULE,
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

CUT = 0.5
Interval = tuple[float, float]
# Beyond so many drivers there is room for neither intervals nor names: codes alone, on a taller sheet.
MANY = 60
_ORDER = ("critical", "predetermined", "watch", "background")
# Shape and fill tell the cells apart without colour.
_MARKS = {
    "critical": {"shape": "circle", "color": ACCENT, "size": 74},
    "predetermined": {"shape": "square", "color": ACCENT, "size": 62, "filled": False, "strokeWidth": 1.8},
    "watch": {"shape": "circle", "color": ACCENT, "size": 62, "filled": False, "strokeWidth": 1.8},
    "background": {"shape": "circle", "color": "#9aa7b3", "size": 34},
}


@dataclass(frozen=True)
class GridDriver:
    """Hold one driver's code, name, place (0..1 on both), cell, and the intervals of its place."""

    code: str
    name: str
    impact: float
    uncertainty: float
    cell: str
    impact_interval: Interval | None = None
    uncertainty_interval: Interval | None = None


@dataclass(frozen=True)
class GridTexts:
    """Hold the ready strings of the grid; `cells` maps a cell's code to its name."""

    title: str
    description: str
    impact: str
    uncertainty: str
    cells: dict[str, str]
    note: str = ""


@dataclass(frozen=True)
class Spot:
    """Hold where a driver stands in the picture, in its units, and how far its intervals reach."""

    code: str
    x: float
    y: float
    across: Interval | None
    upwards: Interval | None


@dataclass(frozen=True)
class Sheet:
    """Hold the size of a picture and the places in it."""

    width: float
    height: float
    spots: tuple[Spot, ...]


def drivers_grid(drivers: Sequence[GridDriver], texts: GridTexts, among: Sequence[GridDriver] = ()) -> Figure:
    """Return the grid; on a phone the labels are codes and the table below holds the names.

    Args:
        drivers: those drawn.
        texts: the ready strings.
        among: those that the ends of the axes leave room for; by default those drawn.
    """
    ordered = sorted(drivers, key=lambda d: (_ORDER.index(d.cell), -d.impact * d.uncertainty, d.code))
    wide, narrow = _frames(among or drivers)
    named = len(drivers) <= MANY
    return Figure(
        _draw(ordered, texts, wide, named=named),
        _draw(ordered, texts, narrow, named=False),
        texts.title,
        texts.description,
        texts.note,
    )


def drivers_spots(drivers: Sequence[GridDriver], among: Sequence[GridDriver] = ()) -> tuple[Sheet, Sheet]:
    """Return where each driver stands in both pictures of `drivers_grid`, wide and narrow."""
    wide, narrow = _frames(among or drivers)
    return _sheet(drivers, wide), _sheet(drivers, narrow)


def _sheet(drivers: Sequence[GridDriver], frame: Frame) -> Sheet:
    return Sheet(frame.width, frame.height, tuple(_spot(driver, frame) for driver in drivers))


def _spot(driver: GridDriver, frame: Frame) -> Spot:
    x, y = frame.to_pixels(driver.impact, driver.uncertainty)
    across, upwards = _reach(driver, frame)
    return Spot(
        driver.code,
        frame.left + x,
        frame.top + y,
        across and tuple(frame.left + frame.to_pixels(end, 0)[0] for end in across),
        upwards and tuple(frame.top + frame.to_pixels(0, end)[1] for end in upwards),
    )


def _reach(driver: GridDriver, frame: Frame) -> tuple[Interval | None, Interval | None]:
    """Return a driver's intervals, cut where the picture ends."""
    ends = (driver.impact_interval, frame.x_domain), (driver.uncertainty_interval, frame.y_domain)
    across, upwards = (
        interval and (max(interval[0], domain[0]), min(interval[1], domain[1])) for interval, domain in ends
    )
    return across, upwards


def _frames(drivers: Sequence[GridDriver]) -> tuple[Frame, Frame]:
    is_large = len(drivers) > MANY
    return _frame(drivers, WIDE, 760 if is_large else 500), _frame(drivers, NARROW, 560 if is_large else 350)


def _frame(drivers: Sequence[GridDriver], width: float, height: float) -> Frame:
    return Frame(
        width,
        height,
        left=52,
        top=10,
        right=12,
        bottom=48,
        x_domain=_domain([d.impact for d in drivers]),
        y_domain=_domain([d.uncertainty for d in drivers]),
    )


def _domain(values: Sequence[float]) -> tuple[float, float]:
    """Return tenths around the values and the cut, with room for labels at the rim."""
    low, high = min([*values, CUT - 0.1]), max([*values, CUT + 0.1])
    return max(0.0, math.floor(low * 10 - 0.4) / 10), min(1.0, math.ceil(high * 10 + 0.4) / 10)


def _draw(drivers: Sequence[GridDriver], texts: GridTexts, frame: Frame, *, named: bool) -> str:
    (x0, x1), (y0, y1) = frame.x_domain, frame.y_domain
    layers = [
        rect_layer([{"x": CUT, "y": CUT, "x2": x1, "y2": y1}], frame, color=WASH),
        *_axis_layers(texts, frame),
        rule_layer(
            [{"x": CUT, "y": y0, "x2": CUT, "y2": y1}, {"x": x0, "y": CUT, "x2": x1, "y2": CUT}],
            frame,
            color=MUTED,
            strokeDash=[4, 3],
        ),
    ]
    layers += _corner_layers(texts, frame)
    if len(drivers) <= MANY:
        layers.append(rule_layer(_whiskers(drivers, frame), frame, color="#d9e0e7"))
    labels = _labels(drivers, frame, named=named)
    leaders = [_leader_row(label, frame) for label in labels if label.leader]
    if leaders:
        layers.append(rule_layer(leaders, frame, color="#8794a1", strokeWidth=0.7))
    layers += [point_layer(_points(drivers, cell), frame, **_MARKS[cell]) for cell in _ORDER]
    layers += _label_layers(drivers, labels, frame)
    return draw(layers, frame, texts.title, texts.description)


def _whiskers(drivers: Sequence[GridDriver], frame: Frame) -> list[dict[str, float]]:
    rows = []
    for driver in drivers:
        across, upwards = _reach(driver, frame)
        if across:
            rows.append({"x": across[0], "y": driver.uncertainty, "x2": across[1], "y2": driver.uncertainty})
        if upwards:
            rows.append({"x": driver.impact, "y": upwards[0], "x2": driver.impact, "y2": upwards[1]})
    return rows


def _axis_layers(texts: GridTexts, frame: Frame) -> list[Layer]:
    (x0, x1), (y0, y1) = frame.x_domain, frame.y_domain
    bottom, middle = frame.plot_height, frame.plot_height / 2
    lines = [{"x": x0, "y": y0, "x2": x1, "y2": y0}, {"x": x0, "y": y0, "x2": x0, "y2": y1}]
    below = [
        spot(frame, f"{tick:.1f}", frame.to_pixels(tick, 0)[0], bottom + 13)
        for tick in _ticks(frame.x_domain)
    ]
    beside = [spot(frame, f"{tick:.1f}", -8, frame.to_pixels(0, tick)[1]) for tick in _ticks(frame.y_domain)]
    titles = [
        text_layer([spot(frame, texts.impact, frame.plot_width / 2, bottom + 34)], frame, fontSize=BODY),
        text_layer([spot(frame, texts.uncertainty, -38, middle)], frame, fontSize=BODY, angle=270),
    ]
    return [
        rule_layer(lines, frame, color=RULE),
        text_layer(below, frame, color=MUTED),
        text_layer(beside, frame, color=MUTED, align="right"),
        *titles,
    ]


def _ticks(domain: tuple[float, float]) -> list[float]:
    first, last = round(domain[0] * 10), round(domain[1] * 10)
    return [tenth / 10 for tenth in range(first, last + 1)]


def _corner_layers(texts: GridTexts, frame: Frame) -> list[Layer]:
    width, height = frame.plot_width, frame.plot_height
    right = [
        spot(frame, texts.cells["critical"], width - 6, 10),
        spot(frame, texts.cells["predetermined"], width - 6, height - 10),
    ]
    left = [
        spot(frame, texts.cells["watch"], 6, 10),
        spot(frame, texts.cells["background"], 6, height - 10),
    ]
    return [
        text_layer(right, frame, align="right", color=MUTED),
        text_layer(left, frame, align="left", color=MUTED),
    ]


def _labels(drivers: Sequence[GridDriver], frame: Frame, *, named: bool) -> list[Label]:
    anchors = []
    for driver in drivers:
        px, py = frame.to_pixels(driver.impact, driver.uncertainty)
        anchors.append(Anchor(px, py, 5.5, _wordings(driver, named=named)))
    width, height = frame.plot_width, frame.plot_height
    cut_x, cut_y = frame.to_pixels(CUT, CUT)
    rims = [
        Box(0, 0, width, 20),
        Box(0, height - 20, width, height),
        Box(cut_x - 1, 0, cut_x + 1, height),
        Box(0, cut_y - 1, width, cut_y + 1),
    ]
    return place(anchors, Box(2, 2, width - 2, height - 2), SMALL, rims, leading=1.15)


def _wordings(driver: GridDriver, *, named: bool) -> tuple[tuple[str, ...], ...]:
    if not named or driver.cell == "background":
        return ((driver.code,),)
    return wordings(driver.code, driver.name, SMALL)


def _leader_row(label: Label, frame: Frame) -> dict[str, float]:
    x1, y1, x2, y2 = label.leader
    (x, y), (to_x, to_y) = frame.to_values(x1, y1), frame.to_values(x2, y2)
    return {"x": x, "y": y, "x2": to_x, "y2": to_y}


def _points(drivers: Sequence[GridDriver], cell: str) -> list[dict[str, float]]:
    return [{"x": d.impact, "y": d.uncertainty} for d in drivers if d.cell == cell]


def _label_layers(drivers: Sequence[GridDriver], labels: list[Label], frame: Frame) -> list[Layer]:
    strong, quiet = [], []
    for driver, label in zip(drivers, labels, strict=True):
        line_height = (label.box.bottom - label.box.top) / max(len(label.lines), 1)
        for number, line in enumerate(label.lines):
            x, y = frame.to_values(label.box.left + 1, label.box.top + line_height * (number + 0.5))
            row = {"x": x, "y": y, "text": line}
            (strong if driver.cell == "critical" else quiet).append(row)
    return [
        text_layer(strong, frame, align="left", color=INK, fontWeight=600),
        text_layer(quiet, frame, align="left", color=INK),
    ]
