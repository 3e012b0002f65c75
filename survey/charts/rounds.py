"""Dot-and-range charts: median and middle half of every item, rounds from light to dark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from survey.charts.labels import text_width, wrap
from survey.charts.theme import (
    AMBER,
    AMBER_EDGE,
    BAND,
    GRID,
    INK,
    MUTED,
    NARROW,
    ROUND_BLUES,
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

PAGE_HEIGHT = 850.0
_WIDEST_LABEL = 290
_LINE = 12.5
_EDGES = {ROUND_BLUES[0]: "#5c86b3", ROUND_BLUES[1]: "#2f628f"}


@dataclass(frozen=True)
class Bar:
    """Hold one median with its middle half."""

    median: float
    q1: float
    q3: float


@dataclass(frozen=True)
class RangeRow:
    """Hold one item: its name, one bar (or None) per series, and a short text for the right margin."""

    name: str
    bars: tuple[Bar | None, ...]
    aside: str = ""


@dataclass(frozen=True)
class RangeTexts:
    """Hold the ready strings; `ends` are the words at the two ends of the scale."""

    title: str
    description: str
    series: tuple[str, ...]
    ends: tuple[str, str]
    aside: str = ""
    note: str = ""


@dataclass(frozen=True)
class _Sheet:
    """Fix the measures of one picture: narrow pictures put the names above the bars."""

    rows: Sequence[RangeRow]
    texts: RangeTexts
    scale: tuple[float, float]
    is_narrow: bool

    @property
    def label_width(self) -> float:
        longest = max(text_width(row.name, SMALL) for row in self.rows) + 16
        return min(max(longest, 150), _WIDEST_LABEL)

    @property
    def name_lines(self) -> list[tuple[str, ...]]:
        width = NARROW - 70 if self.is_narrow else self.label_width - 14
        return [wrap(row.name, width, SMALL, 2) for row in self.rows]

    @property
    def heights(self) -> list[float]:
        bars = 8.5 * len(self.texts.series) + 9
        names = [_LINE * len(lines) for lines in self.name_lines]
        return [bars + name + 4 if self.is_narrow else max(bars, name + 5) for name in names]

    @property
    def tops(self) -> list[float]:
        return list(accumulate(self.heights, initial=0.0))

    @property
    def frame(self) -> Frame:
        low, high = self.scale
        pad = (high - low) * 0.035
        height = self.tops[-1]
        left, right = (12, 12) if self.is_narrow else (self.label_width, 58)
        top = 30 if len(self.texts.series) > 1 else 22
        return Frame(
            NARROW if self.is_narrow else WIDE,
            height + top + 40,
            left=left,
            top=top,
            right=right,
            bottom=40,
            x_domain=(low - pad, high + pad),
            y_domain=(-height, 0),
        )


def range_pages(
    rows: Sequence[RangeRow], texts: RangeTexts, low: float, high: float, page_height: float = PAGE_HEIGHT
) -> list[Figure]:
    """Return the chart, cut into equal pieces that each fit a printed page."""
    if not rows:
        return []
    total = _Sheet(rows, texts, (low, high), is_narrow=False).tops[-1]
    room = page_height - 70
    # What exceeds a page is cut into half pages: these fill the paper better than two thirds would.
    n_pieces = 1 if total <= room else math.ceil(total / (room / 2 - 35))
    size = math.ceil(len(rows) / n_pieces)
    return [_figure(rows[start : start + size], texts, (low, high)) for start in range(0, len(rows), size)]


def _figure(rows: Sequence[RangeRow], texts: RangeTexts, scale: tuple[float, float]) -> Figure:
    sheet = _Sheet(rows, texts, scale, is_narrow=False)
    wide, narrow = _draw(sheet), _draw(replace(sheet, is_narrow=True))
    return Figure(wide, narrow, texts.title, texts.description, texts.note)


def _draw(sheet: _Sheet) -> str:
    frame = sheet.frame
    layers = [*_axis_layers(sheet, frame), *_name_layers(sheet, frame), *_end_layers(sheet, frame)]
    for series in range(len(sheet.texts.series)):
        layers += _series_layers(sheet, frame, series)
    if len(sheet.texts.series) > 1:
        layers += _legend_layers(sheet, frame)
    return draw(layers, frame, sheet.texts.title, sheet.texts.description)


def _axis_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    (low, high), bottom = sheet.scale, frame.plot_height
    step = max(1, math.ceil((high - low) / 12))
    ticks = [low + n * step for n in range(int((high - low) / step) + 1)]
    lines = [{"x": tick, "y": 0, "x2": tick, "y2": -bottom} for tick in ticks]
    numbers = [
        spot(frame, f"{tick:g}".replace("-", "−"), frame.to_pixels(tick, 0)[0], bottom + 13) for tick in ticks
    ]
    return [rule_layer(lines, frame, color=GRID), text_layer(numbers, frame, color=MUTED)]


def _name_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    names, asides, lines_between = [], [], []
    x_name = frame.to_values(0 if sheet.is_narrow else -14, 0)[0]
    x_aside = frame.to_values(frame.plot_width + (0 if sheet.is_narrow else 46), 0)[0]
    for index, lines in enumerate(sheet.name_lines):
        top, height = sheet.tops[index], sheet.heights[index]
        first = top + 9 if sheet.is_narrow else top + height / 2 - _LINE * (len(lines) - 1) / 2
        names += [{"x": x_name, "y": -(first + _LINE * n), "text": line} for n, line in enumerate(lines)]
        aside_y = first if sheet.is_narrow else top + height / 2
        asides.append({"x": x_aside, "y": -aside_y, "text": sheet.rows[index].aside})
        if index:
            lines_between.append({"x": frame.x_domain[0], "y": -top, "x2": frame.x_domain[1], "y2": -top})
    head = {"x": x_aside, "y": 12, "text": sheet.texts.aside}
    align = "left" if sheet.is_narrow else "right"
    return [
        rule_layer(lines_between, frame, color=GRID, strokeWidth=0.6),
        text_layer(names, frame, align=align),
        text_layer([*asides, head], frame, align="right", color=MUTED),
    ]


def _end_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    y = -(frame.plot_height + 31)
    low, high = sheet.scale
    left = {"x": frame.x_domain[0] if sheet.is_narrow else low, "y": y, "text": sheet.texts.ends[0]}
    right = {"x": frame.x_domain[1] if sheet.is_narrow else high, "y": y, "text": sheet.texts.ends[1]}
    return [
        text_layer([left], frame, align="left", color=MUTED),
        text_layer([right], frame, align="right", color=MUTED),
    ]


def _series_layers(sheet: _Sheet, frame: Frame, series: int) -> list[Layer]:
    n_series = len(sheet.texts.series)
    is_last = series == n_series - 1
    color = BAND if n_series == 1 else ROUND_BLUES[-n_series:][series]
    ranges, medians = [], []
    for index, row in enumerate(sheet.rows):
        bar = row.bars[series]
        if bar is None:
            continue
        y = -_bar_y(sheet, index, series)
        ranges.append({"x": bar.q1, "y": y, "x2": bar.q3, "y2": y})
        medians.append({"x": bar.median, "y": y})
    width = 7 if n_series == 1 else 4
    layers = [rule_layer(ranges, frame, color=color, strokeWidth=width, strokeCap="round")]
    if is_last:
        mark = {"shape": "diamond", "size": 74, "color": AMBER, "stroke": AMBER_EDGE, "strokeWidth": 1}
    else:
        mark = {
            "shape": "circle",
            "size": 40,
            "color": "#ffffff",
            "stroke": _EDGES[color],
            "strokeWidth": 1.4,
        }
    return [*layers, point_layer(medians, frame, **mark)]


def _bar_y(sheet: _Sheet, index: int, series: int) -> float:
    n_series = len(sheet.texts.series)
    top, room = sheet.tops[index], sheet.heights[index]
    if sheet.is_narrow:
        used = _LINE * len(sheet.name_lines[index]) + 4
        top, room = top + used, room - used
    middle = top + room / 2
    return middle + (series - (n_series - 1) / 2) * 8.5


def _legend_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    n_series = len(sheet.texts.series)
    layers, px = [], 0.0
    for series, name in enumerate(sheet.texts.series):
        color = ROUND_BLUES[-n_series:][series]
        (x, _), (x2, _) = frame.to_values(px, 0), frame.to_values(px + 16, 0)
        text_x = frame.to_values(px + 22, 0)[0]
        swatch = {"x": x, "y": 16, "x2": x2, "y2": 16}
        layers.append(rule_layer([swatch], frame, color=color, strokeWidth=5, strokeCap="round"))
        layers.append(text_layer([{"x": text_x, "y": 16, "text": name}], frame, align="left", color=INK))
        px += 40 + text_width(name, SMALL)
    return layers
