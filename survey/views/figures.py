"""The charts of the coordinator's pages: picks values, and words the finding of each title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from survey.charts import (
    Bar,
    Figure,
    PlacedDriver,
    PlacementTexts,
    RangeRow,
    RangeTexts,
    placement,
    range_pages,
)
from survey.filters import localized, number
from survey.models import Study
from survey.queries.consensus import ConsensusTable, ItemRow
from survey.queries.futures import Corner
from survey.reports.pictures.axes import placement_reading, placement_title
from survey.reports.pictures.questions import reading_words
from survey.results.floors import shown_ends
from survey.views.map_figures import draw_drivers_map
from survey.words import question_word
from survey.words.futures import scenario_name

N_SERIES = 3
PAGE_HEIGHT = 4_000.0  # a web page scrolls: one picture holds all items
Poles = tuple[str, str]


def item_name(item: ItemRow) -> str:
    """Return an item's name in the reader's language, with its scenario where it has one."""
    name = localized(item.name) or question_word(item.code, item.question.settings)
    return f"{name} · {item.quadrant}" if item.quadrant and item.quadrant != item.code else name


def draw_consensus(study: Study, table: ConsensusTable) -> list[Figure]:
    """Return the medians and middle halves of one question, rounds from light to dark."""
    shown = [item for item in table.items if item.last["median"] is not None]
    rows = [
        RangeRow(
            item_name(item),
            tuple(_bar(f) for f in item.rounds[-N_SERIES:]),
            str(item.last["n"]),
            "agreed" if item.last["met"] else "",
        )
        for item in shown
    ]
    title = _(
        "%(question)s: consensus on %(agreed)s of %(n)s items",
        question=question_word(table.question, table.settings.get(table.question)),
        agreed=table.n_met,
        n=len(table.items),
    )
    note = reading_words(rows, n_rounds=len(table.rounds[-N_SERIES:]))
    series = tuple(_("Round %(number)s", number=r.number) for r in table.rounds[-N_SERIES:])
    low, high = table.scale
    ends = (_("%(value)s low", value=number(low)), _("%(value)s high", value=number(high)))
    texts = RangeTexts(title, note, series, ends, "n", note)
    return range_pages(rows, texts, low, high, PAGE_HEIGHT)


def _bar(figures: Mapping[str, Any] | None) -> Bar | None:
    if figures is None or figures["median"] is None:
        return None
    low, high = ((figures["median"] if figures[key] is None else figures[key]) for key in ("q1", "q3"))
    return Bar(figures["median"], low, high, *shown_ends(figures))


def draw_axes(study: Study, data: Mapping[str, Any]) -> list[Figure]:
    """Return the map of drivers by impact and uncertainty, and where they lie on the axes."""
    grid = draw_drivers_map(study, data).figure
    placed = _placement(study, data) if data["placement"]["items"] else None
    return [figure for figure in (placed, grid) if figure]


def _placement(study: Study, data: Mapping[str, Any]) -> Figure:
    drivers = {driver.code: driver for driver in study.drivers}
    placed = [
        PlacedDriver(
            code,
            localized(drivers[code].name),
            at["a"],
            at["b"],
            _interval(at["a_interval"]),
            _interval(at["b_interval"]),
            data["assignments"].get(code) or "",
        )
        for code, at in data["placement"]["items"].items()
        if code in drivers
    ]
    a_poles, b_poles = _poles(study, data)
    names = _axis_names(study)
    note = placement_reading(data["n_experts"])
    heads = {"A": names[0], "B": names[1], "": _("On neither axis")}
    texts = PlacementTexts(placement_title(placed, names), note, a_poles, b_poles, note, heads)
    return placement(placed, texts)


def _axis_names(study: Study) -> tuple[str, str]:
    """Return the names of both axes, or their letters before any is adopted."""
    if len(study.axes) == 2:
        return localized(study.axes[0].name), localized(study.axes[1].name)
    return _("Axis A"), _("Axis B")


def _interval(ends: Sequence[float] | None) -> tuple[float, float] | None:
    return (ends[0], ends[1]) if ends else None


def _poles(study: Study, data: Mapping[str, Any]) -> list[Poles]:
    """Return the poles of both axes: as adopted, else of the strongest driver of each."""
    if len(study.axes) == 2:
        return [(localized(axis.low_pole), localized(axis.high_pole)) for axis in study.axes]
    drivers = {driver.code: driver for driver in study.drivers}
    found: list[Poles] = []
    for axis in data["axes"]:
        ends = [end[0] for end in axis["poles"]]
        texts = [localized(getattr(drivers[end["item"]], f"{end['pole']}_pole")) for end in ends]
        found.append((texts[0], texts[1]))
    plain = [(_("A low"), _("A high")), (_("B low"), _("B high"))]
    return found if len(found) == 2 else plain


def corner_name(corner: Corner) -> str:
    """Return a scenario's name, or the mechanical one made of its two ends."""
    return scenario_name(corner.scenario, corner.axes, corner.quadrant)
