"""The shape of a study file: what must stand under each key, so that nothing half-right is ever stored."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from survey.models import QUADRANTS
from survey.studyshape.families import FAMILIES, STUDY
from survey.studyshape.keys import MAP, check_keys, check_known, fault, label
from survey.studyshape.rounds import check_notice, check_protocol, check_rounds

LONGEST_TEXT = 20_000
MOST_ENTRIES = 1_000

__all__ = ["FAMILIES", "check_shape"]


def check_shape(content: Mapping[str, Any], name: str) -> None:
    """Check every key of a study file, and that what it refers to is there.

    Raises:
        BadStudyFile: naming the file, the place in it and what was expected there.
    """
    try:
        _check_strings(content, name)
    except RecursionError:
        raise fault(name, "the file", "nested less deeply") from None
    check_keys(content, STUDY, name, "")
    for family, keys in FAMILIES.items():
        entries = content.get(family, [])
        if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
            raise fault(name, family, f"a list of at most {MOST_ENTRIES} entries")
        for number, entry in enumerate(entries, start=1):
            if not isinstance(entry, dict):
                raise fault(name, f"{family} {number}", MAP.expected)
            check_keys(entry, keys, name, f"{family} {label(entry, number)}: ")
    _check_years(content, name)
    _check_references(content, name)
    _check_order(content, name)
    check_protocol(content, name)
    check_notice(content, name)
    check_rounds(content, name)


def _check_strings(value: Any, name: str) -> None:
    """Refuse text that no database stores or that nobody reads, and numbers that are none."""
    if isinstance(value, str) and ("\0" in value or any("\ud800" <= each <= "\udfff" for each in value)):
        raise fault(name, "a text", "free of NUL characters and lone surrogates")
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise fault(name, "a text", f"at most {LONGEST_TEXT} characters long")
    if isinstance(value, float) and not math.isfinite(value):
        raise fault(name, "a number", "finite")
    inner: Iterable[Any] = ()
    if isinstance(value, dict):
        inner = (*value.keys(), *value.values())
    elif isinstance(value, list):
        inner = value
    for each in inner:
        _check_strings(each, name)


def _check_years(content: Mapping[str, Any], name: str) -> None:
    base, horizon = content.get("base_year"), content.get("horizon_year")
    if base is not None and horizon is not None and horizon < base:
        raise fault(name, "horizon_year", f"{base} or later, as base_year says")
    for phase in content.get("phases", []):
        if phase["to_year"] < phase["from_year"]:
            raise fault(name, f"phases {phase['number']}: to_year", f"{phase['from_year']} or later")
    numbers = [phase["number"] for phase in content.get("phases", [])]
    if numbers != list(range(1, len(numbers) + 1)):
        raise fault(name, "phases: number", "1, 2, 3 and so on")


def _check_references(content: Mapping[str, Any], name: str) -> None:
    def codes(family: str) -> set[str]:
        return {entry["code"] for entry in content.get(family, [])}

    for driver in content.get("drivers", []):
        check_known(driver.get("evidence"), codes("evidence"), name, f"drivers {driver['code']}: evidence")
    phases = {phase["number"] for phase in content.get("phases", [])}
    for option in content.get("options", []):
        place = f"options {option['code']}: "
        check_known([option["direction"]], codes("directions"), name, f"{place}direction")
        check_known(option.get("prerequisites"), codes("options"), name, f"{place}prerequisites")
        if phases and option["phase"] not in phases:
            raise fault(name, f"{place}phase", "the number of a phase of the file")
        supports = option.get("details", {}).get("supports")
        check_known(supports, codes("drivers"), name, f"{place}details: supports")
    check_known(content.get("stress", {}).get("drivers"), codes("drivers"), name, "stress: drivers")
    for card in content.get("wild_cards", []):
        check_known(card.get("quadrants"), set(QUADRANTS), name, f"wild_cards {card['code']}: quadrants")
    _check_conditions(content, codes, name)


def _check_conditions(content: Mapping[str, Any], codes: Callable[[str], set[str]], name: str) -> None:
    for condition in content.get("conditions", []):
        place = f"conditions {condition['code']}: "
        if condition["code"] in codes("options"):
            raise fault(name, f"{place}code", "another one than that of an option")
        check_known(condition.get("needs"), codes("options") | codes("conditions"), name, f"{place}needs")
        check_known(condition.get("before"), codes("options"), name, f"{place}before")
        check_known(condition.get("supports"), codes("drivers"), name, f"{place}supports")
        watched = [condition["signpost"]] if condition.get("signpost") else []
        check_known(watched, codes("signposts"), name, f"{place}signpost")


def _check_order(content: Mapping[str, Any], name: str) -> None:
    """Refuse options and conditions that wait for each other in a circle."""
    options, conditions = content.get("options", []), content.get("conditions", [])
    waiting = {option["code"]: set(option.get("prerequisites") or ()) for option in options}
    for condition in conditions:
        for code in condition.get("before", []):
            waiting[code].add(condition["code"])
    waiting |= {condition["code"]: set(condition.get("needs", [])) for condition in conditions}
    while ready := {code for code, needs in waiting.items() if not needs & waiting.keys()}:
        for code in ready:
            del waiting[code]
    if waiting:
        raise fault(
            name, f"options {min(waiting)}: prerequisites", "options that do not wait for this one in turn"
        )
