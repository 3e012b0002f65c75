"""Small multiples: every item a row, every question a column, so that one page compares them all."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from survey.charts.frame import Frame
from survey.charts.labels import text_width, wrap
from survey.charts.rounds import Bar
from survey.charts.theme import (
    ACCENT,
    AMBER,
    AMBER_EDGE,
    BAND,
    GRID,
    INK,
    MUTED,
    NARROW,
    PAPER,
    RULE,
    SMALL,
    WIDE,
    Figure,
    Layer,
    draw,
    point_layer,
    rule_layer,
    spot,
    text_layer,
)

PAGE_HEIGHT = 850.0
MOST_COLUMNS = 5
_LINE = 12.0
_GAP = 16.0
_TOP = 46.0
_BOTTOM = 24.0
_WIDEST_NAME = 230.0


@dataclass(frozen=True)
class Column:
    """Hold one question: its name, the ends of its scale."""

    name: str
    low: float
    high: float


@dataclass(frozen=True)
class MultipleRow:
    """Hold one item: for every column its bars by round, oldest first, and whether it was agreed on."""

    name: str
    cells: tuple[tuple[Bar | None, ...], ...]
    agreed: tuple[bool, ...] = ()


@dataclass(frozen=True)
class MultipleTexts:
    """Hold the ready strings."""

    title: str
    description: str
    note: str = ""


def multiples(
    rows: Sequence[MultipleRow],
    columns: Sequence[Column],
    texts: MultipleTexts,
    page_height: float = PAGE_HEIGHT,
) -> list[Figure]:
    """Return the rows in as many pictures as fit printed pages; on a phone the columns stand two abreast."""
    if not rows:
        return []
    total = _Sheet(tuple(rows), tuple(columns), WIDE).tops[-1]
    n_pieces = max(1, math.ceil(total / (page_height - _TOP - _BOTTOM)))
    size = math.ceil(len(rows) / n_pieces)
    return [
        _figure(tuple(rows[start : start + size]), tuple(columns), texts)
        for start in range(0, len(rows), size)
    ]


def _figure(rows: tuple[MultipleRow, ...], columns: tuple[Column, ...], texts: MultipleTexts) -> Figure:
    wide = _draw(_Sheet(rows, columns, WIDE), texts)
    narrow = _draw(_Sheet(rows, columns, NARROW), texts)
    return Figure(wide, narrow, texts.title, texts.description, texts.note)


@dataclass(frozen=True)
class _Sheet:
    """Fix the measures: names at the left of a wide picture, above the bars of a narrow one."""

    rows: tuple[MultipleRow, ...]
    columns: tuple[Column, ...]
    width: float

    @cached_property
    def is_narrow(self) -> bool:
        return self.width == NARROW

    @cached_property
    def name_width(self) -> float:
        longest = max(text_width(row.name, SMALL) for row in self.rows)
        return 0.0 if self.is_narrow else min(longest, _WIDEST_NAME) + 14

    @cached_property
    def column_width(self) -> float:
        n = len(self.columns)
        return (self.width - self.name_width - _GAP * (n - 1) - 8) / n

    def names(self, row: MultipleRow) -> tuple[str, ...]:
        room = self.width - 8 if self.is_narrow else self.name_width - 14
        return wrap(row.name, room, SMALL, 2)

    def height(self, row: MultipleRow) -> float:
        """Return the height of a row, never lower than its bars need."""
        words = _LINE * len(self.names(row))
        return words + 20 if self.is_narrow else max(19.0, words + 4)

    @cached_property
    def tops(self) -> list[float]:
        heights = [self.height(row) for row in self.rows]
        return list(accumulate(heights, initial=0.0))

    def middle(self, index: int) -> float:
        """Return where the bars of a row lie."""
        top, below = self.tops[index], self.tops[index + 1]
        return below - 11 if self.is_narrow else (top + below) / 2

    @cached_property
    def frame(self) -> Frame:
        height = self.tops[-1]
        left = self.name_width + 4
        return Frame(
            self.width,
            height + _TOP + _BOTTOM,
            left,
            _TOP,
            4,
            _BOTTOM,
            (0, self.width - left - 4),
            (-height, 0),
        )

    def x(self, column: int, value: float) -> float:
        """Return the place of a value of a column's scale."""
        at = self.columns[column]
        inner = self.column_width - 12
        return column * (self.column_width + _GAP) + 6 + (value - at.low) / (at.high - at.low) * inner


def _draw(sheet: _Sheet, texts: MultipleTexts) -> str:
    frame = sheet.frame
    layers = [*_head_layers(sheet, frame), *_name_layers(sheet, frame), *_bar_layers(sheet, frame)]
    return draw(layers, frame, texts.title, texts.description)


def _head_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    heads, ends, lines = [], [], []
    bottom = frame.plot_height
    for number, column in enumerate(sheet.columns):
        left, right = sheet.x(number, column.low), sheet.x(number, column.high)
        words = wrap(column.name, sheet.column_width, SMALL, 2)
        first = -16 - _LINE * (len(words) - 1)
        heads += [spot(frame, word, (left + right) / 2, first + _LINE * n) for n, word in enumerate(words)]
        middle = (column.low + column.high) / 2
        lines += [
            {"x": sheet.x(number, value), "y": 0, "x2": sheet.x(number, value), "y2": -bottom}
            for value in (column.low, middle, column.high)
        ]
        ends += [
            spot(frame, f"{value:g}".replace("-", "−"), sheet.x(number, value), bottom + 12)
            for value in (column.low, column.high)
        ]
    return [
        rule_layer(lines, frame, color=GRID),
        text_layer(heads, frame, color=INK, fontWeight=600),
        text_layer(ends, frame, color=MUTED),
    ]


def _name_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    names, between = [], []
    for index, row in enumerate(sheet.rows):
        lines, top = sheet.names(row), sheet.tops[index]
        if sheet.is_narrow:
            px, first = 0.0, top + 8
        else:
            px, first = -14.0, sheet.middle(index) - _LINE * (len(lines) - 1) / 2
        names += [spot(frame, line, px, first + _LINE * n) for n, line in enumerate(lines)]
        if index:
            x, y = frame.to_values(-frame.left, top)
            between.append({"x": x, "y": y, "x2": frame.x_domain[1], "y2": y})
    return [
        rule_layer(between, frame, color=RULE, strokeWidth=0.4),
        text_layer(names, frame, align="left" if sheet.is_narrow else "right"),
    ]


def _bar_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    halves, moves, before, last, agreed = [], [], [], [], []
    for index, row in enumerate(sheet.rows):
        y = -sheet.middle(index)
        for column, cell in enumerate(row.cells):
            known = [bar for bar in cell if bar is not None]
            if not known:
                continue
            bar = known[-1]
            halves.append({"x": sheet.x(column, bar.q1), "y": y, "x2": sheet.x(column, bar.q3), "y2": y})
            spots = [sheet.x(column, each.median) for each in known]
            moves += [{"x": x, "y": y, "x2": to, "y2": y} for x, to in pairwise(spots) if x != to]
            before += [{"x": x, "y": y} for x in spots[:-1] if x != spots[-1]]
            is_agreed = bool(row.agreed) and row.agreed[column]
            (agreed if is_agreed else last).append({"x": spots[-1], "y": y})
    diamond = {"shape": "diamond", "size": 52, "strokeWidth": 1, "stroke": AMBER_EDGE}
    return [
        rule_layer(halves, frame, color=BAND, strokeWidth=6, strokeCap="round"),
        rule_layer(moves, frame, color=ACCENT, strokeWidth=1.1),
        point_layer(before, frame, size=26, color=PAPER, stroke=ACCENT, strokeWidth=1.2),
        point_layer(last, frame, color=PAPER, **diamond),
        point_layer(agreed, frame, color=AMBER, **diamond),
    ]
