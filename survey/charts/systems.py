"""How the systems compared fare in each future: a line at the height of their linkage, a mark for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.labels import Anchor, wordings
from survey.charts.plane import WHISKER, label_marks, plane_frames, plane_layers
from survey.charts.theme import ACCENT, INK, SMALL, Figure, Frame, Layer, draw, point_layer, rule_layer, spot
from survey.charts.theme import text_layer as texts_at

Half = tuple[float, float]
# Told apart without colour; each is smaller than the one before, so that none hides another.
_MARKS = (
    {"shape": "circle", "color": ACCENT, "size": 210},
    {"shape": "square", "color": "#8db6df", "size": 100},
    {"shape": "triangle-up", "color": "#1b2733", "size": 60},
    {"shape": "diamond", "color": "#e69a17", "size": 24},
)


@dataclass(frozen=True)
class SystemMark:
    """Hold where one system stands on the first axis: its place among the systems, median, middle half."""

    number: int
    a: float
    half: Half | None = None


@dataclass(frozen=True)
class ScenarioSystems:
    """Hold one future: how closely the systems are linked in it, and where each of them stands."""

    code: str
    name: str
    linkage: float
    linkage_half: Half | None
    marks: tuple[SystemMark, ...]


@dataclass(frozen=True)
class SystemTexts:
    """Hold the ready strings: the names of the systems in their order, the poles of both axes."""

    title: str
    description: str
    a_poles: tuple[str, str]
    b_poles: tuple[str, str]
    systems: tuple[str, ...]
    note: str = ""


def systems_chart(futures: Sequence[ScenarioSystems], texts: SystemTexts) -> Figure:
    """Return the systems in each future; on a phone the futures are called by their codes."""
    wide, narrow = (
        _draw(futures, texts, frame, named=named)
        for frame, named in zip(_frames(len(texts.systems)), (True, False), strict=True)
    )
    return Figure(wide, narrow, texts.title, texts.description, texts.note)


def _frames(n_systems: int) -> tuple[Frame, Frame]:
    """Return the frames with room for the key below the plane: a line on a phone for each system."""
    wide, narrow = plane_frames()
    room = 18 * n_systems
    taller = Frame(narrow.width, narrow.height + room, narrow.left, narrow.top, narrow.right,
                   narrow.bottom + room, narrow.x_domain, narrow.y_domain)  # fmt: skip
    lines = 20 * ((n_systems + 1) // 2)
    wider = Frame(wide.width, wide.height + lines, wide.left, wide.top, wide.right, wide.bottom + lines,
                  wide.x_domain, wide.y_domain)  # fmt: skip
    return wider, taller


def _draw(futures: Sequence[ScenarioSystems], texts: SystemTexts, frame: Frame, *, named: bool) -> str:
    layers = plane_layers(texts.a_poles, texts.b_poles, frame)
    layers.append(rule_layer([row for each in futures for row in _halves(each)], frame, color=WHISKER))
    bars = [_bar(each) for each in futures if each.marks]
    layers.append(rule_layer(bars, frame, color=INK, strokeWidth=1.6))
    for number, _name in enumerate(texts.systems):
        rows = [
            {"x": mark.a, "y": each.linkage}
            for each in futures
            for mark in each.marks
            if mark.number == number
        ]
        layers.append(point_layer(rows, frame, **_MARKS[number % len(_MARKS)]))
    layers += label_marks(_anchors(futures, frame, named=named), frame, bars)
    return draw([*layers, *_key(texts.systems, frame, named=named)], frame, texts.title, texts.description)


def _halves(future: ScenarioSystems) -> list[dict[str, float]]:
    rows = [
        {"x": mark.half[0], "y": future.linkage, "x2": mark.half[1], "y2": future.linkage}
        for mark in future.marks
        if mark.half
    ]
    if future.linkage_half and future.marks:
        low, high = future.linkage_half
        rows += [{"x": mark.a, "y": low, "x2": mark.a, "y2": high} for mark in future.marks]
    return rows


def _bar(future: ScenarioSystems) -> dict[str, float]:
    places = [mark.a for mark in future.marks]
    return {"x": min(places), "y": future.linkage, "x2": max(places), "y2": future.linkage}


def _anchors(futures: Sequence[ScenarioSystems], frame: Frame, *, named: bool) -> list[Anchor]:
    """Return the marks: the one farthest right carries the name of its future, the others only keep room."""
    found = []
    for each in futures:
        ordered = sorted(each.marks, key=lambda mark: -mark.a)
        for place, mark in enumerate(ordered):
            texts = ()
            if place == 0:
                texts = wordings(each.code, each.name, SMALL) if named else ((each.code,),)
            found.append(Anchor(*frame.to_pixels(mark.a, each.linkage), 8, texts))
    return sorted(found, key=lambda anchor: not anchor.texts)


def _key(systems: Sequence[str], frame: Frame, *, named: bool) -> list[Layer]:
    columns = 2 if named else 1
    width = frame.plot_width / columns
    top = frame.plot_height + frame.bottom - 18 * -(-len(systems) // columns) + 4
    layers = []
    for number, name in enumerate(systems):
        left, line = (number % columns) * width + 10, top + 18 * (number // columns)
        x, y = frame.to_values(left, line)
        layers.append(point_layer([{"x": x, "y": y}], frame, **_MARKS[number % len(_MARKS)]))
        layers.append(texts_at([spot(frame, name, left + 14, line)], frame, align="left"))
    return layers
