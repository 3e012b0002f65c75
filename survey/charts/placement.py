"""Where every driver lies on the two axes, with the interval of each place, between the four scenarios."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from survey.charts.drivers_key import Key, KeyEntry
from survey.charts.drivers_sheet import BESIDE, FEW, MANY
from survey.charts.frame import Frame
from survey.charts.labels import Anchor, Box, Label, place, text_width, wordings
from survey.charts.poles import pole_layers
from survey.charts.theme import (
    ACCENT,
    INK,
    MUTED,
    NARROW,
    SMALL,
    WASH,
    WHISKER,
    WIDE,
    Figure,
    draw,
    point_layer,
    rect_layer,
    rule_layer,
    spot,
    text_layer,
)

AXES = ("A", "B", "")
_SIGNS = {"Q1": (1, 1), "Q2": (-1, 1), "Q3": (-1, -1), "Q4": (1, -1)}
# Axis A is a filled circle, axis B a filled square, no axis a grey ring: told apart without colour.
_MARKS = {
    "A": {"shape": "circle", "color": ACCENT, "size": 66},
    "B": {"shape": "square", "color": "#5e92c6", "size": 58},
    "": {"shape": "circle", "color": "#7d8a96", "size": 44, "filled": False, "strokeWidth": 1.6},
}
_KEY_WIDTH = 226.0
_TALLEST = 640.0


@dataclass(frozen=True)
class PlacedDriver:
    """Hold one driver's place on the axes, its 80 % intervals and its axis ("A", "B" or "")."""

    code: str
    name: str
    a: float
    b: float
    a_interval: tuple[float, float] | None
    b_interval: tuple[float, float] | None
    axis: str


@dataclass(frozen=True)
class PlacementTexts:
    """Hold the ready strings: poles stand at the ends of the axes, scenarios in the corners.

    `axes` heads the key under "A", "B" and "" for neither; `corners` names scenarios by quadrant.
    """

    title: str
    description: str
    a_poles: tuple[str, str]
    b_poles: tuple[str, str]
    note: str = ""
    axes: Mapping[str, str] = field(default_factory=lambda: {"A": "A", "B": "B", "": "–"})
    corners: Mapping[str, str] = field(default_factory=dict)
    preferred: str | None = None


def placement(drivers: Sequence[PlacedDriver], texts: PlacementTexts) -> Figure:
    """Return the map of drivers under their codes, with a key of names; a few carry their names."""
    ordered = sorted(drivers, key=lambda d: (AXES.index(d.axis), -_strength(d), d.code))
    entries = [KeyEntry(d.code, d.name, d.axis) for d in ordered]
    has_key = FEW < len(ordered) <= MANY
    wide = _wide(ordered, entries, texts) if has_key else _Plan(_frame(ordered, WIDE, 560, 8))
    narrow = _below(ordered, entries, texts, NARROW) if has_key else _Plan(_frame(ordered, NARROW, 440, 4))
    return Figure(
        _draw(ordered, texts, wide, named=not has_key and len(ordered) <= FEW),
        _draw(ordered, texts, narrow, named=False),
        texts.title,
        texts.description,
        texts.note,
    )


@dataclass(frozen=True)
class _Plan:
    """Hold a frame, and the key with its place from the plot's corner."""

    frame: Frame
    key: Key | None = None
    left: float = 0.0
    top: float = 0.0

    @property
    def height(self) -> float:
        """Return the height of the picture, key included."""
        return max(self.frame.height, self.frame.top + self.top + self.key.height + 6 if self.key else 0.0)


def _strength(driver: PlacedDriver) -> float:
    return {"A": abs(driver.a), "B": abs(driver.b)}.get(driver.axis, max(abs(driver.a), abs(driver.b)))


def _wide(drivers: Sequence[PlacedDriver], entries: Sequence[KeyEntry], texts: PlacementTexts) -> _Plan:
    if len(drivers) > BESIDE:
        return _below(drivers, entries, texts, WIDE)
    key = Key(entries, dict(texts.axes), _KEY_WIDTH)
    height = min(max(key.height + 6, 500.0), _TALLEST)
    frame = replace(_frame(drivers, WIDE, height, _KEY_WIDTH + 22), top=43, bottom=86)
    return _Plan(frame, key, frame.plot_width + 18, -frame.top)


def _below(
    drivers: Sequence[PlacedDriver], entries: Sequence[KeyEntry], texts: PlacementTexts, width: float
) -> _Plan:
    n_columns = 3 if width == WIDE else 1
    key = Key(entries, dict(texts.axes), (width - 14 * (n_columns - 1)) / n_columns, n_columns)
    frame = _frame(drivers, width, 500 if width == WIDE else 440, 4)
    return _Plan(frame, key, -frame.left, frame.plot_height + frame.bottom)


def _frame(drivers: Sequence[PlacedDriver], width: float, height: float, right: float) -> Frame:
    x_domain, y_domain = _domain([d.a for d in drivers]), _domain([d.b for d in drivers])
    top, bottom = (30, 60) if width == WIDE else (52, 97)
    return Frame(width, height, 8 if width == WIDE else 4, top, right, bottom, x_domain, y_domain)


def _domain(values: Sequence[float]) -> tuple[float, float]:
    low, high = min([-0.1, *values]), max([0.5, *values])
    room = (high - low) * 0.12
    return low - room, high + room


def _draw(drivers: Sequence[PlacedDriver], texts: PlacementTexts, plan: _Plan, *, named: bool) -> str:
    frame = plan.frame
    (x0, x1), (y0, y1) = frame.x_domain, frame.y_domain
    cross = [{"x": x0, "y": 0, "x2": x1, "y2": 0}, {"x": 0, "y": y0, "x2": 0, "y2": y1}]
    whiskers = _whiskers(drivers, frame) if len(drivers) <= MANY else []
    layers = [
        rect_layer(_preferred_cell(texts, frame), frame, color=WASH),
        rule_layer(cross, frame, color=INK, strokeWidth=1.1),
        rule_layer(whiskers, frame, color=WHISKER, strokeWidth=0.9),
    ]
    layers += pole_layers(texts.a_poles, texts.b_poles, frame, frame.to_pixels(0, 0)[0])
    corners = _corner_texts(texts, frame)
    layers += [text_layer(rows, frame, align=align, color=MUTED) for align, rows in corners.items()]
    labels = _labels(drivers, frame, texts, named=named)
    leaders = [_leader_row(label, frame) for label in labels if label.leader]
    layers.append(rule_layer(leaders, frame, color="#8794a1", strokeWidth=0.7))
    for axis, mark in _MARKS.items():
        layers.append(point_layer([{"x": d.a, "y": d.b} for d in drivers if d.axis == axis], frame, **mark))
    layers.append(text_layer(_label_rows(labels, frame), frame, align="left", color=INK))
    if plan.key:
        layers += plan.key.layers(frame, plan.left, plan.top, _MARKS)
    return draw(layers, frame, texts.title, texts.description, plan.height)


def _preferred_cell(texts: PlacementTexts, frame: Frame) -> list[dict[str, float]]:
    if texts.preferred is None:
        return []
    x, y = _SIGNS[texts.preferred]
    return [{"x": 0, "y": 0, "x2": frame.x_domain[x > 0], "y2": frame.y_domain[y > 0]}]


def _corner_texts(texts: PlacementTexts, frame: Frame) -> dict[str, list[dict]]:
    """Return the names of the scenarios at the corners of the plot, where they fit into their quadrant."""
    rows: dict[str, list[dict]] = {"left": [], "right": []}
    zero, _ = frame.to_pixels(0, 0)
    for quadrant, name in texts.corners.items():
        x, y = _SIGNS[quadrant]
        room = frame.plot_width - zero if x > 0 else zero
        if text_width(name, SMALL) + 8 > room:
            continue
        px, py = (frame.plot_width - 4 if x > 0 else 4), (9 if y > 0 else frame.plot_height - 9)
        rows["right" if x > 0 else "left"].append(spot(frame, name, px, py))
    return rows


def _whiskers(drivers: Sequence[PlacedDriver], frame: Frame) -> list[dict[str, float]]:
    rows = []
    for driver in drivers:
        if driver.a_interval:
            a0, a1 = (_within(end, frame.x_domain) for end in driver.a_interval)
            rows.append({"x": a0, "y": driver.b, "x2": a1, "y2": driver.b})
        if driver.b_interval:
            b0, b1 = (_within(end, frame.y_domain) for end in driver.b_interval)
            rows.append({"x": driver.a, "y": b0, "x2": driver.a, "y2": b1})
    return rows


def _within(value: float, domain: tuple[float, float]) -> float:
    return min(max(value, domain[0]), domain[1])


def _labels(
    drivers: Sequence[PlacedDriver], frame: Frame, texts: PlacementTexts, *, named: bool
) -> list[Label]:
    anchors = []
    for driver in drivers:
        px, py = frame.to_pixels(driver.a, driver.b)
        words = wordings(driver.code, driver.name, SMALL) if named else ((driver.code,),)
        anchors.append(Anchor(px, py, 5, words))
    width, height = frame.plot_width, frame.plot_height
    zero_x, zero_y = frame.to_pixels(0, 0)
    taken = [Box(0, zero_y - 1, width, zero_y + 1), Box(zero_x - 1, 0, zero_x + 1, height)]
    if texts.corners:
        taken += [Box(0, 0, width, 17), Box(0, height - 17, width, height)]
    avoided = [_box(row, frame) for row in _whiskers(drivers, frame)] if len(drivers) <= MANY else []
    return place(anchors, Box(1, 1, width - 1, height - 1), SMALL, taken, leading=1.15, avoided=avoided)


def _box(row: dict[str, float], frame: Frame) -> Box:
    (x1, y1), (x2, y2) = frame.to_pixels(row["x"], row["y"]), frame.to_pixels(row["x2"], row["y2"])
    return Box(min(x1, x2) - 0.5, min(y1, y2) - 0.5, max(x1, x2) + 0.5, max(y1, y2) + 0.5)


def _leader_row(label: Label, frame: Frame) -> dict[str, float]:
    x1, y1, x2, y2 = label.leader
    (x, y), (to_x, to_y) = frame.to_values(x1, y1), frame.to_values(x2, y2)
    return {"x": x, "y": y, "x2": to_x, "y2": to_y}


def _label_rows(labels: Sequence[Label], frame: Frame) -> list[dict]:
    rows = []
    for label in labels:
        line_height = (label.box.bottom - label.box.top) / max(len(label.lines), 1)
        for number, line in enumerate(label.lines):
            x, y = frame.to_values(label.box.left + 1, label.box.top + line_height * (number + 0.5))
            rows.append({"x": x, "y": y, "text": line})
    return rows
