"""What an outline plans to ask about the drivers of a study, and whether a round still asks that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.framing.outlines import EVERY_DRIVER, Outline, fill_settings, get_outline
from survey.models import STEEPV, Driver, Question, Round, Study
from survey.questions import get_kind

FEWEST_IN_A_LIST = 3
"""A question that names every driver at once, such as a pile sort, makes no sense for fewer."""
FOLLOWS = {"scale", "items"}
"""Settings that come from the protocol and from the drivers, and so change without anybody's hand."""


@dataclass(frozen=True)
class Planned:
    """A question that an outline plans."""

    kind: str
    name: str
    driver: Driver | None
    settings: Mapping[str, Any]


Section = tuple[dict[str, str], list[Planned]]


def study_drivers(study: Study) -> list[Driver]:
    """Return the drivers that can be asked about, as rounds order them: by domain, then by place."""
    present = [driver for driver in study.drivers if driver.retired_on is None]
    return sorted(present, key=lambda driver: (_rank(driver), driver.position))


def plan_of(study: Study, round_: Round) -> Mapping[str, Any] | None:
    """Return what the outline of a study plans for a round, by its kind and its place among its like."""
    outline: Outline = get_outline(study.template)
    like = [other for other in study.rounds if other.kind == round_.kind]
    return outline.round_like(round_.kind, like.index(round_))


def plan_sections(
    study: Study, entry: Mapping[str, Any], drivers: Sequence[Driver], items: Sequence[str] | None = None
) -> Iterator[Section]:
    """Yield the sections of a planned round for these drivers; ``items`` are their codes unless given."""
    codes = list(items) if items is not None else [driver.code for driver in drivers]
    for section in entry.get("sections", []):
        title = section.get("title", {})
        if section.get("per") == EVERY_DRIVER:
            for page in _pages(drivers, section["page"]):
                yield title, [_plan(study, q, codes, driver) for driver in page for q in section["questions"]]
        elif not _names_drivers(section) or len(codes) >= FEWEST_IN_A_LIST:
            yield title, [_plan(study, question, codes) for question in section["questions"]]


def is_as_planned(study: Study, round_: Round) -> bool:
    """Say whether a round asks what its outline plans for the drivers in it, however many these are."""
    entry = plan_of(study, round_)
    if entry is None or entry.get("from") == "decisions":
        return False
    there = {question.driver_id for question in round_.questions if question.driver_id}
    known = [driver for driver in study.drivers if driver.id in there]
    items = max((question.settings.get("items", []) for question in round_.questions), key=len, default=[])
    planned = [_gist(each) for _, page in plan_sections(study, entry, known, items) for each in page]
    return not round_.questions or sorted(planned) == sorted(map(_gist, round_.questions))


def list_unasked(study: Study, round_: Round) -> list[Driver]:
    """Return the drivers that a round planned for all drivers does not ask about."""
    entry = plan_of(study, round_)
    if entry is None or not any(each.get("per") == EVERY_DRIVER for each in entry.get("sections", [])):
        return []
    asked = {question.driver_id for question in round_.questions}
    return [driver for driver in study_drivers(study) if driver.id not in asked]


def is_current(round_: Round, sections: Iterable[Section]) -> bool:
    """Say whether a round asks these sections already, word for word."""
    wanted = [
        (title, [(q.kind, q.name, q.driver.id if q.driver else None, dict(q.settings)) for q in page])
        for title, page in sections
    ]
    return wanted == [
        (section.title, [(q.kind, q.name, q.driver_id, dict(q.settings)) for q in section.questions])
        for section in round_.sections
    ]


def _pages(drivers: Sequence[Driver], size: int) -> Iterator[Sequence[Driver]]:
    for start in range(0, len(drivers), size):
        yield drivers[start : start + size]


def _names_drivers(section: Mapping[str, Any]) -> bool:
    return any(q.get("settings", {}).get("items") == EVERY_DRIVER for q in section["questions"])


def _plan(
    study: Study, question: Mapping[str, Any], codes: Sequence[str], driver: Driver | None = None
) -> Planned:
    settings = fill_settings(question.get("settings", {}), codes)
    if get_kind(question["kind"]).is_numeric:
        settings.setdefault("scale", list(study.protocol["scale"]))
    return Planned(question["kind"], question["name"], driver, settings)


def _gist(question: Planned | Question) -> tuple[str, ...]:
    """Return what makes a question the planned one, whatever the scale and the drivers are."""
    kept = sorted((key, str(value)) for key, value in question.settings.items() if key not in FOLLOWS)
    return (question.kind, question.name, question.driver.code if question.driver else "", str(kept))


def _rank(driver: Driver) -> int:
    return STEEPV.index(driver.category) if driver.category in STEEPV else len(STEEPV)
