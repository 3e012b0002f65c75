"""Bars in time under bands of years: the ground of the roadmap and of the way back from the wanted future."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.labels import text_width, wrap
from survey.charts.theme import (
    ACCENT,
    AMBER_EDGE,
    GRID,
    INK,
    MUTED,
    NARROW,
    PAPER,
    RULE,
    SMALL,
    WIDE,
    Frame,
    Layer,
    draw,
    point_layer,
    rect_layer,
    rule_layer,
    spot,
    text_layer,
)

_LINE = 13.0
_HEAD = 40.0
_FOOT = 8.0
_BANDS = ("#f2f5f8", PAPER)


@dataclass(frozen=True)
class Row:
    """Hold one row: a bar from `start` to `end`, or no bar and its `note` instead.

    `is_outer` draws the bar hollow; `is_late` marks it. A row with `heading` is a title over those that
    follow. `after` are the codes of rows that must have ended before.
    """

    code: str
    name: str
    start: float | None = None
    end: float | None = None
    note: str = ""
    is_outer: bool = False
    is_late: bool = False
    after: tuple[str, ...] = ()
    heading: bool = False


@dataclass(frozen=True)
class Band:
    """Hold one stretch of years under its name."""

    name: str
    start: float
    end: float


@dataclass(frozen=True)
class Sheet:
    """Hold what a picture draws: rows, bands, and years that a line with a word marks."""

    rows: tuple[Row, ...]
    bands: tuple[Band, ...]
    marks: tuple[tuple[float, str], ...]
    title: str
    description: str


def draw_wide(sheet: Sheet) -> str:
    """Return the picture for page and print: names at the left of the bars."""
    return _draw(sheet, WIDE, 236.0, 30.0, is_narrow=False)


def draw_narrow(sheet: Sheet) -> str:
    """Return the picture for a phone: each name over its bar."""
    return _draw(sheet, NARROW, 4.0, 48.0, is_narrow=True)


def _draw(sheet: Sheet, width: float, left: float, row: float, *, is_narrow: bool) -> str:
    years = [year for band in sheet.bands for year in (band.start, band.end)]
    years += [year for each in sheet.rows for year in (each.start, each.end) if year is not None]
    years += [year for year, _word in sheet.marks]
    tops = _tops(sheet.rows, row)
    height = (tops[-1] + row if tops else 0) + _HEAD + _FOOT
    frame = Frame(width, height, left, 0, 10, 0, (min(years), max(years) or 1), (height, 0))
    places = {each.code: top + _HEAD for each, top in zip(sheet.rows, tops, strict=True)}
    bar = (row - 18, 12.0) if is_narrow else (row / 2 - 7, 14.0)
    layers = _bands(sheet, frame)
    if not is_narrow:  # there they would run through the names
        layers += _links(sheet.rows, places, frame, bar)
    layers += _bars(sheet.rows, places, frame, bar)
    layers += _names(sheet.rows, places, frame, row, is_narrow=is_narrow)
    layers += _notes(sheet.rows, places, frame, bar)
    return draw(layers, frame, sheet.title, sheet.description)


def _tops(rows: Sequence[Row], row: float) -> list[float]:
    tops, y = [], 0.0
    for each in rows:
        tops.append(y)
        y += 22.0 if each.heading else row
    return tops


def _bands(sheet: Sheet, frame: Frame) -> list[Layer]:
    layers, names = [], []
    for number, band in enumerate(sheet.bands):
        box = {"x": band.start, "y": 0, "x2": band.end, "y2": frame.plot_height}
        layers.append(rect_layer([box], frame, color=_BANDS[number % 2]))
        px, _py = frame.to_pixels(band.start, 0)
        room = frame.to_pixels(band.end, 0)[0] - px - 6
        names += [
            spot(frame, line, px + 4, 10 + n * _LINE)
            for n, line in enumerate(wrap(band.name, room, SMALL, 2))
        ]
    lines = [{"x": year, "y": 42, "x2": year, "y2": frame.plot_height} for year, _word in sheet.marks]
    layers.append(rule_layer(lines, frame, color=INK, strokeDash=[3, 2]))
    words = []
    for year, word in sheet.marks:
        px, _py = frame.to_pixels(year, 0)
        half = text_width(word, SMALL) / 2
        words.append(spot(frame, word, min(max(px, half), frame.plot_width - half), 34))
    return [*layers, text_layer(names, frame, align="left", color=MUTED), text_layer(words, frame)]


def _bars(
    rows: Sequence[Row], places: dict[str, float], frame: Frame, bar: tuple[float, float]
) -> list[Layer]:
    drawn = [row for row in rows if row.start is not None and row.end is not None]
    boxes = {row.code: _box(row, places[row.code], frame, bar) for row in drawn}
    full = [boxes[row.code] for row in drawn if not row.is_outer]
    outer = [boxes[row.code] for row in drawn if row.is_outer]
    inner = [
        {"x": frame.to_values(frame.to_pixels(b["x"], 0)[0] + 1.6, 0)[0],
         "x2": frame.to_values(frame.to_pixels(b["x2"], 0)[0] - 1.6, 0)[0],
         "y": b["y"] + 1.6, "y2": b["y2"] - 1.6}
        for b in outer
    ]  # fmt: skip
    late = [
        {"x": boxes[row.code]["x"], "y": (boxes[row.code]["y"] + boxes[row.code]["y2"]) / 2}
        for row in drawn
        if row.is_late
    ]
    return [
        rect_layer(full, frame, color=ACCENT, cornerRadius=2),
        rect_layer(outer, frame, color=MUTED, cornerRadius=2),
        rect_layer(inner, frame, color=PAPER, cornerRadius=1),
        point_layer(late, frame, color=AMBER_EDGE, shape="diamond", size=90),
    ]


def _box(row: Row, top: float, frame: Frame, bar: tuple[float, float]) -> dict[str, float]:
    offset, height = bar
    px, _py = frame.to_pixels(row.start, 0)
    end, _py = frame.to_pixels(row.end, 0)
    return {
        "x": row.start,
        "x2": frame.to_values(max(end, px + 4), 0)[0],
        "y": top + offset,
        "y2": top + offset + height,
    }


def _links(
    rows: Sequence[Row], places: dict[str, float], frame: Frame, bar: tuple[float, float]
) -> list[Layer]:
    """Lead a thin line from the end of what is needed down to the start of what needs it."""
    by_code = {row.code: row for row in rows}
    lines = []
    for row in rows:
        for code in row.after:
            need = by_code.get(code)
            if row.start is None or need is None or need.end is None:
                continue
            y0, y1 = (places[each] + bar[0] + bar[1] / 2 for each in (code, row.code))
            lines.append({"x": need.end, "y": y0, "x2": need.end, "y2": y1})
            lines.append({"x": need.end, "y": y1, "x2": row.start, "y2": y1})
    return [rule_layer(lines, frame, color="#8794a1", strokeWidth=0.9)]


def _names(
    rows: Sequence[Row], places: dict[str, float], frame: Frame, height: float, *, is_narrow: bool
) -> list[Layer]:
    names, heads, rules = [], [], []
    for row in rows:
        top = places[row.code]
        if row.heading:
            x = 0.0 if is_narrow else -frame.left + 4
            room = frame.width - 12 if is_narrow else frame.left + frame.plot_width - 12
            heads.append(spot(frame, wrap(row.name, room, SMALL, 1)[0], x, top + 12))
            rules.append(top + 20)
            continue
        x, room, lines = (0.0, frame.plot_width, 1) if is_narrow else (-frame.left + 4, frame.left - 12, 2)
        said = wrap(f"{row.code}  {row.name}", room, SMALL, lines)
        middle = top + (14 if is_narrow else height / 2)
        names += [
            spot(frame, line, x, middle + (n - (len(said) - 1) / 2) * _LINE) for n, line in enumerate(said)
        ]
    low, _y = frame.to_values(0, 0)
    high, _y = frame.to_values(frame.plot_width, 0)
    lines = [{"x": low, "y": y, "x2": high, "y2": y} for y in rules]
    return [
        rule_layer(lines, frame, color=RULE if lines else GRID),
        text_layer(names, frame, align="left"),
        text_layer(heads, frame, align="left", fontWeight=700, color=INK),
    ]


def _notes(
    rows: Sequence[Row], places: dict[str, float], frame: Frame, bar: tuple[float, float]
) -> list[Layer]:
    """Write a note before its bar, or behind it where there is no room; without a bar it stands alone."""
    right, left, rings = [], [], []
    for row in rows:
        if not row.note:
            continue
        y = places[row.code] + bar[0] + bar[1] / 2
        if row.start is None:
            rings.append({"x": frame.to_values(8, 0)[0], "y": y})
            right.append(spot(frame, wrap(row.note, frame.plot_width - 24, SMALL, 1)[0], 18, y))
            continue
        start, end = frame.to_pixels(row.start, 0)[0], frame.to_pixels(row.end, 0)[0]
        if text_width(row.note, SMALL) > start - 10:
            right.append(spot(frame, wrap(row.note, frame.plot_width - end - 8, SMALL, 1)[0], end + 8, y))
        else:
            left.append(spot(frame, wrap(row.note, start - 10, SMALL, 1)[0], start - 10, y))
    grounds = [_ground(each, 0, frame) for each in right] + [_ground(each, 1, frame) for each in left]
    return [
        rect_layer(grounds, frame, color=PAPER, opacity=0.85),
        point_layer(rings, frame, color=ACCENT, shape="circle", size=50, filled=False, strokeWidth=1.6),
        text_layer(right, frame, align="left", color=MUTED),
        text_layer(left, frame, align="right", color=MUTED),
    ]


def _ground(text: dict, part: float, frame: Frame) -> dict:
    """Return the light ground of a note, so that no line runs through its words."""
    px, py = frame.to_pixels(text["x"], text["y"])
    width = text_width(text["text"], SMALL)
    x, y = frame.to_values(px - part * width - 2, py - 6)
    x2, y2 = frame.to_values(px + (1 - part) * width + 2, py + 6)
    return {"x": x, "y": y, "x2": x2, "y2": y2}
