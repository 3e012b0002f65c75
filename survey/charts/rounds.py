"""Dot-and-range charts: median, middle half and whole range of every item, rounds from light to dark.

A line from median to median shows what moved between two rounds; what was agreed on is ticked at the right.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from survey.charts.labels import text_width, wrap
from survey.charts.theme import (
    ACCENT,
    AMBER,
    AMBER_EDGE,
    BAND,
    BODY,
    GRID,
    INK,
    MUTED,
    NARROW,
    PAPER,
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
_LANE = 8.5
_EDGES = {
    ROUND_BLUES[0]: "#5c86b3",
    ROUND_BLUES[1]: "#2f628f",
    BAND: "#5c86b3",
    ROUND_BLUES[2]: ROUND_BLUES[2],
}
# Text, so that a reader who cannot see the picture finds the mark in the table under the same sign.
MARKS = {"agreed": "✓", "dissent": "≠", "": ""}


@dataclass(frozen=True)
class Bar:
    """Hold one median with its middle half, and the lowest and highest answer where these may be told."""

    median: float
    q1: float
    q3: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class RangeRow:
    """Hold one item: its name, one bar (or None) per series, a short text for the right margin, and a mark.

    `mark` is "agreed", "dissent" or nothing.
    """

    name: str
    bars: tuple[Bar | None, ...]
    aside: str = ""
    mark: str = ""


@dataclass(frozen=True)
class RangeTexts:
    """Hold the ready strings; `ends` are the words at the two ends of the scale.

    `is_course` says that the series are one thing at different times, so that a line joins their medians.
    """

    title: str
    description: str
    series: tuple[str, ...]
    ends: tuple[str, str]
    aside: str = ""
    note: str = ""
    is_course: bool = True


@dataclass(frozen=True)
class _Sheet:
    """Fix the measures of one picture: narrow pictures put the names above the bars."""

    rows: Sequence[RangeRow]
    texts: RangeTexts
    scale: tuple[float, float]
    is_narrow: bool

    @cached_property
    def label_width(self) -> float:
        longest = max(text_width(row.name, SMALL) for row in self.rows) + 16
        return min(max(longest, 150), _WIDEST_LABEL)

    @cached_property
    def name_lines(self) -> list[tuple[str, ...]]:
        width = NARROW - 70 if self.is_narrow else self.label_width - 14
        return [wrap(row.name, width, SMALL, 2) for row in self.rows]

    @cached_property
    def heights(self) -> list[float]:
        bars = _LANE * len(self.texts.series) + 9
        names = [_LINE * len(lines) for lines in self.name_lines]
        return [bars + name + 4 if self.is_narrow else max(bars, name + 5) for name in names]

    @cached_property
    def tops(self) -> list[float]:
        return list(accumulate(self.heights, initial=0.0))

    @cached_property
    def frame(self) -> Frame:
        low, high = self.scale
        pad = (high - low) * 0.035
        height = self.tops[-1]
        left, right = (12, 12) if self.is_narrow else (self.label_width, 68)
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
    n_series = range(len(sheet.texts.series))
    for series in n_series:
        layers += _range_layers(sheet, frame, series)
    if sheet.texts.is_course:
        layers.append(rule_layer(_moves(sheet), frame, color=INK, strokeWidth=1.1))
    layers += [_median_layer(sheet, frame, series) for series in n_series]
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
    names, asides, marks, lines_between = [], [], [], []
    x_name = frame.to_values(0 if sheet.is_narrow else -14, 0)[0]
    x_aside = frame.to_values(frame.plot_width + (0 if sheet.is_narrow else 60), 0)[0]
    x_mark = frame.to_values(frame.plot_width + (-28 if sheet.is_narrow else 24), 0)[0]
    for index, lines in enumerate(sheet.name_lines):
        top, height = sheet.tops[index], sheet.heights[index]
        first = top + 9 if sheet.is_narrow else top + height / 2 - _LINE * (len(lines) - 1) / 2
        names += [{"x": x_name, "y": -(first + _LINE * n), "text": line} for n, line in enumerate(lines)]
        aside_y = first if sheet.is_narrow else top + height / 2
        asides.append({"x": x_aside, "y": -aside_y, "text": sheet.rows[index].aside})
        marks.append({"x": x_mark, "y": -aside_y, "text": MARKS[sheet.rows[index].mark]})
        if index:
            lines_between.append({"x": frame.x_domain[0], "y": -top, "x2": frame.x_domain[1], "y2": -top})
    head = {"x": x_aside, "y": 12, "text": sheet.texts.aside}
    align = "left" if sheet.is_narrow else "right"
    return [
        rule_layer(lines_between, frame, color=GRID, strokeWidth=0.6),
        text_layer(names, frame, align=align),
        text_layer([*asides, head], frame, align="right", color=MUTED),
        text_layer(marks, frame, color=ACCENT, fontSize=BODY, fontWeight=700),
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


def _color(sheet: _Sheet, series: int) -> str:
    n_series = len(sheet.texts.series)
    return BAND if n_series == 1 else ROUND_BLUES[-n_series:][series]


def _bars(sheet: _Sheet, series: int) -> list[tuple[float, Bar]]:
    """Return the bars of a series with their heights in the picture."""
    found = [(-_bar_y(sheet, index, series), row.bars[series]) for index, row in enumerate(sheet.rows)]
    return [(y, bar) for y, bar in found if bar is not None]


def _range_layers(sheet: _Sheet, frame: Frame, series: int) -> list[Layer]:
    color, bars = _color(sheet, series), _bars(sheet, series)
    wholes = [
        {"x": bar.low, "y": y, "x2": bar.high, "y2": y}
        for y, bar in bars
        if bar.low is not None and bar.high is not None
    ]
    halves = [{"x": bar.q1, "y": y, "x2": bar.q3, "y2": y} for y, bar in bars]
    width = 7 if len(sheet.texts.series) == 1 else 4
    return [
        rule_layer(wholes, frame, color=_EDGES[color], strokeWidth=0.9),
        rule_layer(halves, frame, color=color, strokeWidth=width, strokeCap="round"),
    ]


def _moves(sheet: _Sheet) -> list[dict[str, float]]:
    """Return the lines from the median of a series to another of the next one."""
    rows = []
    for index, row in enumerate(sheet.rows):
        for series, (before, after) in enumerate(pairwise(row.bars)):
            if before and after and before.median != after.median:
                y, to_y = -_bar_y(sheet, index, series), -_bar_y(sheet, index, series + 1)
                rows.append({"x": before.median, "y": y, "x2": after.median, "y2": to_y})
    return rows


def _median_layer(sheet: _Sheet, frame: Frame, series: int) -> Layer:
    medians = [{"x": bar.median, "y": y} for y, bar in _bars(sheet, series)]
    is_last = series == len(sheet.texts.series) - 1
    return point_layer(medians, frame, **_median_mark(sheet, series, is_last=is_last))


def _median_mark(sheet: _Sheet, series: int, *, is_last: bool) -> dict[str, Any]:
    if is_last:
        return {"shape": "diamond", "size": 74, "color": AMBER, "stroke": AMBER_EDGE, "strokeWidth": 1}
    edge = _EDGES[_color(sheet, series)]
    return {"shape": "circle", "size": 40, "color": PAPER, "stroke": edge, "strokeWidth": 1.4}


def _bar_y(sheet: _Sheet, index: int, series: int) -> float:
    n_series = len(sheet.texts.series)
    top, room = sheet.tops[index], sheet.heights[index]
    if sheet.is_narrow:
        used = _LINE * len(sheet.name_lines[index]) + 4
        top, room = top + used, room - used
    middle = top + room / 2
    return middle + (series - (n_series - 1) / 2) * _LANE


def _legend_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    """Return the names of the series over the plot, each beside the mark and band that stand for it."""
    layers, px, last = [], 0.0, len(sheet.texts.series) - 1
    for series, name in enumerate(sheet.texts.series):
        (x, _), (x2, _) = frame.to_values(px, 0), frame.to_values(px + 20, 0)
        text_x = frame.to_values(px + 28, 0)[0]
        swatch = {"x": x, "y": 16, "x2": x2, "y2": 16}
        dot = {"x": (x + x2) / 2, "y": 16}
        layers.append(
            rule_layer([swatch], frame, color=_color(sheet, series), strokeWidth=4, strokeCap="round")
        )
        layers.append(point_layer([dot], frame, **_median_mark(sheet, series, is_last=series == last)))
        layers.append(text_layer([{"x": text_x, "y": 16, "text": name}], frame, align="left", color=INK))
        px += 46 + text_width(name, SMALL)
    return layers
