"""The four scenarios side by side: how plausible, how desirable, the gap, and how many expect each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from survey.charts.frame import Frame
from survey.charts.labels import text_width, wrap
from survey.charts.rounds import Bar
from survey.charts.theme import (
    ACCENT,
    AMBER,
    AMBER_EDGE,
    GRID,
    INK,
    MUTED,
    NARROW,
    PAPER,
    ROUND_BLUES,
    RULE,
    SMALL,
    WIDE,
    Figure,
    Layer,
    draw,
    point_layer,
    rect_layer,
    rule_layer,
    spot,
    text_layer,
)

_LANES = (-7.0, 7.0)
_LINE = 13.0
_PLOT_LEFT = 168.0
_SHARE_WIDTH = 118.0
_RING = {"shape": "circle", "size": 44, "color": PAPER, "stroke": "#2f628f", "strokeWidth": 1.5}
_DIAMOND = {"shape": "diamond", "size": 78, "color": AMBER, "stroke": AMBER_EDGE, "strokeWidth": 1}


@dataclass(frozen=True)
class CompareRow:
    """Hold one scenario: both judgements, their gap in words, the share expecting it, n."""

    name: str
    plausible: Bar | None
    desirable: Bar | None
    gap: str = ""
    share: float | None = None
    share_text: str = ""
    n: str = ""
    mark: str = ""


@dataclass(frozen=True)
class CompareTexts:
    """Hold the ready strings; `ends` are the words at the two ends of the scale."""

    title: str
    description: str
    plausible: str
    desirable: str
    gap: str
    share: str
    ends: tuple[str, str]
    note: str = ""


def compare_scenarios(rows: Sequence[CompareRow], texts: CompareTexts, low: float, high: float) -> Figure:
    """Return the comparison; the shares have their column only where somebody was asked for them."""
    return Figure(
        _draw(_Sheet(tuple(rows), texts, (low, high), is_narrow=False)),
        _draw(_Sheet(tuple(rows), texts, (low, high), is_narrow=True)),
        texts.title,
        texts.description,
        texts.note,
    )


@dataclass(frozen=True)
class _Sheet:
    """Fix the measures of one picture: narrow pictures put the words above the bars."""

    rows: tuple[CompareRow, ...]
    texts: CompareTexts
    scale: tuple[float, float]
    is_narrow: bool

    @cached_property
    def has_shares(self) -> bool:
        return any(row.share is not None for row in self.rows)

    def words(self, row: CompareRow) -> list[tuple[str, str]]:
        """Return what stands beside a row, line by line, each with its style."""
        room = NARROW - 92 if self.is_narrow else _PLOT_LEFT - 16
        lines = [(line, "name") for line in wrap(row.name, room, SMALL, 3)]
        return lines + ([(row.mark, "mark")] if row.mark else [])

    @cached_property
    def tops(self) -> list[float]:
        return list(accumulate((self.height(row) for row in self.rows), initial=0.0))

    def height(self, row: CompareRow) -> float:
        words = _LINE * len(self.words(row))
        return words + 46 if self.is_narrow else max(words + 14, 46)

    def middle(self, index: int) -> float:
        """Return where between its two lanes a row lies."""
        top, row = self.tops[index], self.rows[index]
        if self.is_narrow:
            return top + self.height(row) - 22
        return top + self.height(row) / 2

    @cached_property
    def frame(self) -> Frame:
        low, high = self.scale
        pad, height = (high - low) * 0.04, self.tops[-1]
        right = 10 if self.is_narrow else 92 + (_SHARE_WIDTH if self.has_shares else 0)
        left = 10 if self.is_narrow else _PLOT_LEFT
        width = NARROW if self.is_narrow else WIDE
        return Frame(width, height + 66, left, 26, right, 40, (low - pad, high + pad), (-height, 0))


def _draw(sheet: _Sheet) -> str:
    frame = sheet.frame
    layers = [*_axis_layers(sheet, frame), *_name_layers(sheet, frame)]
    layers += _lane_layers(sheet, frame)
    layers += _aside_layers(sheet, frame) if not sheet.is_narrow else _above_layers(sheet, frame)
    return draw(layers, frame, sheet.texts.title, sheet.texts.description)


def _axis_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    (low, high), bottom = sheet.scale, frame.plot_height
    ticks = [low + step for step in range(int(high - low) + 1)]
    lines = [{"x": tick, "y": 0, "x2": tick, "y2": -bottom} for tick in ticks]
    numbers = [spot(frame, f"{tick:g}", frame.to_pixels(tick, 0)[0], bottom + 13) for tick in ticks]
    left, right = sheet.texts.ends
    ends = [spot(frame, left, 0, bottom + 31)], [spot(frame, right, frame.plot_width, bottom + 31)]
    between = [
        {"x": frame.x_domain[0], "y": -top, "x2": frame.x_domain[1], "y2": -top} for top in sheet.tops[1:-1]
    ]
    return [
        rule_layer(lines, frame, color=GRID),
        rule_layer(between, frame, color=RULE, strokeWidth=0.6),
        text_layer(numbers, frame, color=MUTED),
        text_layer(ends[0], frame, align="left", color=MUTED),
        text_layer(ends[1], frame, align="right", color=MUTED),
    ]


def _name_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    rows: dict[str, list] = {"name": [], "mark": []}
    for index, row in enumerate(sheet.rows):
        lines = sheet.words(row)
        first = sheet.tops[index] + 10
        if not sheet.is_narrow:
            first = sheet.middle(index) - _LINE * (len(lines) - 1) / 2
        for number, (line, kind) in enumerate(lines):
            px = 0 if sheet.is_narrow else -frame.left
            rows[kind].append(spot(frame, line, px, first + _LINE * number))
    return [
        text_layer(rows["name"], frame, align="left", fontWeight=600),
        text_layer(rows["mark"], frame, align="left", color=ACCENT),
    ]


def _lane_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    layers, marks = [], []
    colors = ROUND_BLUES[1], ROUND_BLUES[2]
    for lane, (offset, color) in enumerate(zip(_LANES, colors, strict=True)):
        bars = _bars(sheet, lane)
        halves = [
            {"x": bar.q1, "y": -(sheet.middle(i) + offset), "x2": bar.q3, "y2": -(sheet.middle(i) + offset)}
            for i, bar in bars
        ]
        layers.append(rule_layer(halves, frame, color=color, strokeWidth=5, strokeCap="round"))
        medians = [{"x": bar.median, "y": -(sheet.middle(i) + offset)} for i, bar in bars]
        marks.append(point_layer(medians, frame, **(_DIAMOND if lane else _RING)))
    return [
        *layers,
        rule_layer(_gaps(sheet), frame, color=INK, strokeWidth=1.1),
        *marks,
        *_told(sheet, frame),
    ]


def _bars(sheet: _Sheet, lane: int) -> list[tuple[int, Bar]]:
    found = [(i, row.desirable if lane else row.plausible) for i, row in enumerate(sheet.rows)]
    return [(i, bar) for i, bar in found if bar is not None]


def _gaps(sheet: _Sheet) -> list[dict[str, float]]:
    """Return the lines from how plausible a scenario is held to how much it is wished for."""
    return [
        {
            "x": row.plausible.median,
            "y": -(sheet.middle(i) + _LANES[0]),
            "x2": row.desirable.median,
            "y2": -(sheet.middle(i) + _LANES[1]),
        }
        for i, row in enumerate(sheet.rows)
        if row.plausible and row.desirable
    ]


def _ends(bar: Bar) -> tuple[float, float]:
    return min(bar.q1, bar.median), max(bar.q3, bar.median)


def _told(sheet: _Sheet, frame: Frame) -> list[Layer]:
    """Return what the two lanes are called, beside those of the first row, where the wider side has room."""
    rows: dict[str, list] = {"left": [], "right": []}
    for lane, name in enumerate((sheet.texts.plausible, sheet.texts.desirable)):
        bars = _bars(sheet, lane)
        if not bars:
            continue
        index, bar = bars[0]
        left, right = (frame.to_pixels(end, 0)[0] for end in _ends(bar))
        y = sheet.middle(index) + _LANES[lane]
        width = text_width(name, SMALL) + 12
        fits = {"left": right + width <= frame.plot_width, "right": left - width >= 0}
        # Away from the other lane's median, where the line of the gap runs.
        other = sheet.rows[index].plausible if lane else sheet.rows[index].desirable
        wanted = "left" if other is None or other.median < bar.median else "right"
        align = wanted if fits[wanted] else "right" if wanted == "left" else "left"
        rows[align].append(spot(frame, name, right + 11 if align == "left" else left - 11, y))
    return [text_layer(rows[align], frame, align=align, color=MUTED) for align in rows]


def _aside_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    """Return the columns at the right: gap, share expecting, n."""
    start, heads, texts = frame.plot_width + 14, [], []
    heads.append(spot(frame, sheet.texts.gap, start + 22, -14))
    bars, shares = [], []
    share_at = start + 58
    for i, row in enumerate(sheet.rows):
        y = sheet.middle(i)
        texts.append(spot(frame, row.gap, start + 22, y))
        texts.append(spot(frame, row.n, frame.plot_width + frame.right - 8, y))
        if row.share is not None:
            (x, top), (x2, bottom) = (
                frame.to_values(share_at, y - 6),
                frame.to_values(share_at + row.share * (_SHARE_WIDTH - 42), y + 6),
            )
            bars.append({"x": x, "y": top, "x2": x2, "y2": bottom})
            shares.append(spot(frame, row.share_text, share_at + row.share * (_SHARE_WIDTH - 42) + 5, y))
    head = [spot(frame, sheet.texts.share, share_at, -14)] if bars else []
    heads.append(spot(frame, "n", frame.plot_width + frame.right - 8, -14))
    return [
        text_layer(heads, frame, color=MUTED),
        text_layer(head, frame, align="left", color=MUTED),
        text_layer(texts, frame, color=INK),
        rect_layer(bars, frame, color=ACCENT),
        text_layer(shares, frame, align="left", color=INK),
    ]


def _above_layers(sheet: _Sheet, frame: Frame) -> list[Layer]:
    """Return gap, share and n over each row of a narrow picture, at its right."""
    right = []
    for i, row in enumerate(sheet.rows):
        told = f"{sheet.texts.share} {row.share_text}" if row.share is not None else row.n and f"n = {row.n}"
        right.append(spot(frame, told or "", frame.plot_width, sheet.tops[i] + 10))
    return [text_layer(right, frame, align="right", color=MUTED)]
