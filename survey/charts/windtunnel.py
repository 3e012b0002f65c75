"""The wind tunnel: every option in every scenario as a tile with its number; harm is hatched by its edge."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.heat import heat_step
from survey.charts.labels import wrap
from survey.charts.theme import (
    INK,
    MUTED,
    NARROW,
    PAPER,
    SMALL,
    WIDE,
    Figure,
    Frame,
    Layer,
    draw,
    rect_layer,
    rule_layer,
    spot,
    text_layer,
)

# Helps: the darker the more. Harms: grey under a thick dark edge, which no grey print mistakes for help.
_FILLS = {3: "#15497f", 2: "#6f9fcf", 1: "#cfe0f2", 0: "#f4f6f8", -1: "#e7e4df", -2: "#cfc9c0", -3: "#a39a8d"}
ROWS_A_PAGE = 14
_LINE = 13.0


@dataclass(frozen=True)
class TunnelRow:
    """Hold one option: code, name, one value and one short spread per scenario, its class in words."""

    code: str
    name: str
    values: tuple[float | None, ...]
    spreads: tuple[str, ...]
    class_text: str
    mark: str = ""


@dataclass(frozen=True)
class TunnelTexts:
    """Hold the ready strings: names of the scenarios in order, codes for a phone, the head of the classes."""

    title: str
    description: str
    scenarios: tuple[str, ...]
    codes: tuple[str, ...]
    class_head: str
    note: str = ""


@dataclass(frozen=True)
class _Shape:
    """Fix where things stand: the width of tiles, where they begin, how high a row is."""

    width: float
    names: float
    tile: float
    classes: float
    row: float
    head: float
    is_narrow: bool


_SHAPES = (
    _Shape(WIDE, 232, 80, 122, 34, 46, is_narrow=False),
    _Shape(NARROW, 322, 52, 108, 66, 24, is_narrow=True),
)


def windtunnel_pages(
    rows: Sequence[TunnelRow], texts: TunnelTexts, low: float, high: float, per_page: int = ROWS_A_PAGE
) -> list[Figure]:
    """Return the tiles of all options, so many options to a picture."""
    pages = [rows[start : start + per_page] for start in range(0, len(rows), per_page)]
    return [
        Figure(
            *(_draw(page, texts, shape, (low, high)) for shape in _SHAPES),
            texts.title,
            texts.description,
            texts.note,
        )
        for page in pages
    ]


def _draw(rows: Sequence[TunnelRow], texts: TunnelTexts, shape: _Shape, ends: tuple[float, float]) -> str:
    height = shape.head + shape.row * len(rows) + 4
    frame = Frame(shape.width, height, 4, 0, 0, 0, (0, shape.width - 4), (height, 0))
    layers = _heads(texts, shape, frame)
    for step, fill in _FILLS.items():
        tiles = [tile for at, row in enumerate(rows) for tile in _tiles(at, row, shape, ends, step)]
        layers.append(rect_layer(tiles, frame, color=fill))
        color = PAPER if step == 3 else INK
        layers.append(text_layer([_value(tile, frame) for tile in tiles], frame, color=color, fontWeight=600))
        spreads = [_spread(tile, frame) for tile in tiles if tile["spread"]]
        layers.append(text_layer(spreads, frame, color=PAPER if step == 3 else INK))
        if step < 0:
            layers.append(rule_layer([_edge(tile) for tile in tiles], frame, color=INK, strokeWidth=1 - step))
    return draw(layers + _words(rows, shape, frame), frame, texts.title, texts.description)


def _left(shape: _Shape) -> float:
    return 0.0 if shape.is_narrow else shape.names


def _top(at: int, shape: _Shape) -> float:
    """Return where the tiles of a row begin; on a phone its name stands over them."""
    return shape.head + at * shape.row + (34 if shape.is_narrow else 0)


def _tiles(at: int, row: TunnelRow, shape: _Shape, ends: tuple[float, float], step: int) -> list[dict]:
    top = _top(at, shape)
    bottom = shape.head + (at + 1) * shape.row - 3
    return [
        {
            "x": _left(shape) + place * shape.tile,
            "x2": _left(shape) + (place + 1) * shape.tile - 3,
            "y": top,
            "y2": bottom,
            "value": value,
            "spread": row.spreads[place],
        }
        for place, value in enumerate(row.values)
        if value is not None and heat_step(value, *ends) == step
    ]


def _value(tile: dict, frame: Frame) -> dict:
    value = tile["value"]
    text = f"{value:+g}".replace("-", "−") if value else "0"
    width = tile["x2"] - tile["x"]
    x = tile["x"] + width * (0.36 if tile["spread"] else 0.5)
    return spot(frame, text, x, (tile["y"] + tile["y2"]) / 2)


def _spread(tile: dict, frame: Frame) -> dict:
    x = tile["x"] + (tile["x2"] - tile["x"]) * 0.73
    return spot(frame, tile["spread"], x, (tile["y"] + tile["y2"]) / 2)


def _edge(tile: dict) -> dict:
    return {"x": tile["x"], "y": tile["y"] + 1, "x2": tile["x2"], "y2": tile["y"] + 1}


def _heads(texts: TunnelTexts, shape: _Shape, frame: Frame) -> list[Layer]:
    rows = []
    for place, name in enumerate(texts.codes if shape.is_narrow else texts.scenarios):
        lines = wrap(name, shape.tile - 5, SMALL, 3)
        x = _left(shape) + place * shape.tile + (shape.tile - 3) / 2
        rows += [
            spot(frame, line, x, shape.head - 8 - (len(lines) - 1 - n) * _LINE)
            for n, line in enumerate(lines)
        ]
    x = _left(shape) + shape.tile * len(texts.scenarios) + 6
    head = [spot(frame, texts.class_head, x, shape.head - 8)]
    return [text_layer(rows, frame, color=MUTED), text_layer(head, frame, color=MUTED, align="left")]


def _words(rows: Sequence[TunnelRow], shape: _Shape, frame: Frame) -> list[Layer]:
    names, classes = [], []
    for at, row in enumerate(rows):
        start = shape.head + at * shape.row
        lines = wrap(f"{row.code}  {row.name}", shape.names - 8, SMALL, 2)
        middle = start + (14 if shape.is_narrow else (shape.row - 3) / 2)
        names += [_line(frame, line, 0, middle, n, len(lines)) for n, line in enumerate(lines)]
        said = [row.class_text, *([row.mark] if row.mark else [])]
        x = _left(shape) + shape.tile * len(row.values) + 6
        middle = (_top(at, shape) + start + shape.row - 3) / 2
        classes += [
            _line(frame, wrap(text, shape.classes, SMALL, 1)[0], x, middle, n, len(said))
            for n, text in enumerate(said)
        ]
    return [text_layer(names, frame, align="left"), text_layer(classes, frame, align="left")]


def _line(frame: Frame, text: str, x: float, middle: float, number: int, count: int) -> dict:
    return spot(frame, text, x, middle + (number - (count - 1) / 2) * _LINE)
