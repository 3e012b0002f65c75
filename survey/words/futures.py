"""What scenarios are called, and a first draft of their fields out of what the panel answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from survey.filters import localized, number
from survey.models import Axis, Driver, Scenario, Study
from survey.models.adoption import SIGNS
from survey.queries.futures import ScenarioBoard
from survey.queries.futures_judged import Place
from survey.queries.futures_scenarios import list_divided
from survey.queries.studies import find_finding

STORY_PARTS = ("state", "winners", "tensions", "conditions", "wild_card")
N_STATES = 6
N_NAMED = 3


def scenario_name(
    scenario: Scenario | None, axes: Sequence[Axis], quadrant: str, language: str | None = None
) -> str:
    """Return a scenario's name, or the mechanical one made of its two ends."""
    if scenario and scenario.name:
        return localized(scenario.name, language)
    return (
        " · ".join(
            _("high %(axis)s", axis=localized(axis.name, language))
            if sign > 0
            else _("low %(axis)s", axis=localized(axis.name, language))
            for axis, sign in zip(axes, SIGNS[quadrant], strict=False)
        )
        or quadrant
    )


def story_word(part: str) -> str:
    """Return what a part of a scenario's story is called."""
    words = {
        "state": _("State at the horizon"),
        "winners": _("Who wins, who loses"),
        "tensions": _("Tensions"),
        "conditions": _("What would have to be true"),
        "wild_card": _("Wild card"),
        "narrative": _("Story"),
    }
    return words[part]


@dataclass(frozen=True)
class Draft:
    """A first draft of a scenario's fields in one language, out of stored answers alone."""

    parts: Mapping[str, str] = field(default_factory=dict)
    events: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class Told:
    """What a draft may draw on: where each driver ends here, and what the panel said of the drivers."""

    states: Mapping[str, str]
    expected: Mapping[str, float | None]
    criticality: Mapping[str, Mapping[str, Any]]
    divided: frozenset[str]
    wanted_by: Mapping[str, float | None]
    quadrant: str = ""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where the panel puts each compared system today, by its code."""
    grid: tuple[int, int] = (7, 7)


def draft_scenario(study: Study, told: Told, language: str) -> Draft:
    """Return the draft in a language; a field of which no answer speaks is left out."""
    with force_locale(language):
        ends = _list_ends(study, told, language)
        parts = _systems(study, told, language) | {
            "headline": _headline(study, told, language),
            "state": _state(study, ends),
            "winners": _winners(study, told, language),
            "tensions": _tensions(ends, told, language),
            "conditions": _conditions(study, ends, told, language),
            "wild_card": _wild_card(study, told, language),
        }
        return Draft({name: text for name, text in parts.items() if text}, _events(study, ends))


def _headline(study: Study, told: Told, language: str) -> str:
    ends = _axis_ends(study, told, language)
    return f"{'; '.join(ends)}." if len(ends) == 2 else ""


def _axis_ends(study: Study, told: Told, language: str) -> list[str]:
    """Return the ends of the axes that meet in this scenario."""
    return [
        localized(axis.high_pole if sign > 0 else axis.low_pole, language)
        for axis, sign in zip(study.axes, SIGNS.get(told.quadrant, ()), strict=False)
    ]


def _systems(study: Study, told: Told, language: str) -> dict[str, str]:
    """Return for each compared system where it stands today, and the ends that this future asks of it."""
    ends, said = _axis_ends(study, told, language), {}
    for number_, system in enumerate(study.systems, start=1):
        place = told.places.get(system.code)
        if place is None or place.x["median"] is None or place.y["median"] is None:
            continue
        said[f"system{number_}"] = _(
            "Today: A %(a)s of %(a_last)s, B %(b)s of %(b_last)s. Here: %(ends)s.",
            a=number(place.x["median"]),
            b=number(place.y["median"]),
            a_last=told.grid[0],
            b_last=told.grid[1],
            ends="; ".join(ends),
        )
    return said


Ends = Sequence[tuple[Driver, str, str]]
"""Drivers that are decided here, the most critical first: driver, its pole here, the other pole."""


def _list_ends(study: Study, told: Told, language: str) -> Ends:
    drivers = [driver for driver in study.drivers if told.states.get(driver.code) in ("high", "low")]
    drivers.sort(key=lambda driver: -((told.criticality.get(driver.code) or {}).get("value") or 0.0))
    found = []
    for driver in drivers:
        low, high = localized(driver.low_pole, language), localized(driver.high_pole, language)
        if low and high:
            found.append((driver, high, low) if told.states[driver.code] == "high" else (driver, low, high))
    return found


def _state(study: Study, ends: Ends) -> str:
    if not ends:
        return ""
    poles = "; ".join(pole for _driver, pole, _other in ends[:N_STATES])
    if study.horizon_year is None:
        return _("At the horizon: %(poles)s.", poles=poles)
    return _("In %(year)s: %(poles)s.", year=study.horizon_year, poles=poles)


def _events(study: Study, ends: Ends) -> list[tuple[int, str]]:
    years = sorted({*study.waypoints, *([study.horizon_year] if study.horizon_year else [])})
    return [
        (year, _("First seen by then: %(pole)s.", pole=pole))
        for year, (_driver, pole, _other) in zip(years, ends, strict=False)
    ]


def _winners(study: Study, told: Told, language: str) -> str:
    known = {code: median for code, median in told.wanted_by.items() if median is not None}
    names = {group.code: localized(group.name, language) for group in study.groups}
    if len(known) < 2 or len(set(known.values())) < 2:
        return ""
    most, least = max(known, key=lambda code: known[code]), min(known, key=lambda code: known[code])
    return _(
        "Judged most desirable by: %(most)s (median %(high)s). Least by: %(least)s (median %(low)s).",
        most=names.get(most, most),
        high=number(known[most]),
        least=names.get(least, least),
        low=number(known[least]),
    )


def _tensions(ends: Ends, told: Told, language: str) -> str:
    return "\n\n".join(
        _(
            "The panel stays divided on: %(driver)s. Here: %(pole)s.",
            driver=localized(driver.name, language),
            pole=pole,
        )
        for driver, pole, _other in ends
        if driver.code in told.divided
    )


def _conditions(study: Study, ends: Ends, told: Told, language: str) -> str:
    low, high = study.protocol["scale"]
    middle = (low + high) / 2
    said = []
    for driver, pole, other in ends:
        median = told.expected.get(driver.code)
        leans = None if median is None or median == middle else "high" if median > middle else "low"
        if leans and leans != told.states[driver.code]:
            said.append(
                _(
                    "Needed: %(pole)s. The panel rather expects: %(other)s (median %(median)s of %(top)s).",
                    pole=pole,
                    other=other,
                    median=number(median),
                    top=number(high),
                )
            )
    return "\n\n".join(said[:N_STATES])


def _wild_card(study: Study, told: Told, language: str) -> str:
    cards = [card for card in study.wild_cards if told.quadrant in card.quadrants]
    if cards:
        return "\n\n".join(
            f"{localized(card.name, language)}: {localized(card.description, language)}" for card in cards
        )
    names = [
        localized(driver.name, language)
        for driver in study.drivers
        if (told.criticality.get(driver.code) or {}).get("cell") == "watch"
    ]
    return _("On the panel’s watch list: %(drivers)s.", drivers="; ".join(names[:N_NAMED])) if names else ""


def read_told(study: Study, board: ScenarioBoard, quadrant: str) -> Told:
    """Return what the answers say of one scenario."""
    proposal = find_finding(study, "axes")
    groups = (board.data.get("preferred") or {}).get("by_group", {})
    return Told(
        states={row.driver.code: row.state(quadrant) for row in board.outcomes},
        expected=board.data.get("expected", {}),
        criticality=proposal.data["criticality"] if proposal else {},
        divided=list_divided(study),
        wanted_by={code: medians[quadrant] for code, medians in groups.items()},
        quadrant=quadrant,
        places={place.code: place for place in board.judged.places},
        grid=board.judged.grid,
    )
