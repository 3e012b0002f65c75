"""The shape of a study file: what must stand under each key, so that nothing half-right is ever stored."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.config import LANGUAGES
from survey.errors import BadStudyFile
from survey.models import QUADRANTS, STEEPV, PrivacyMode, Template

LONGEST_CODE = 40
LATEST_YEAR = 9999
LONGEST_LEAD_TIME = 1000
EVIDENCE_KINDS = ("paper", "workshop", "forum", "public_hearing", "interview", "website", "statistics")


@dataclass(frozen=True)
class Key:
    """What may stand under a key of the file."""

    fits: Callable[[Any], bool]
    expected: str
    is_required: bool = True


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and all(
        language in LANGUAGES and isinstance(text, str) for language, text in value.items()
    )


def _is_number(value: Any, low: float, high: float, kind: type | tuple = int) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool) and low <= value <= high


def _is_list_of(value: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and all(fits(each) for each in value)


def _one_of(*values: str) -> Key:
    return Key(lambda value: isinstance(value, str) and value in values, "one of " + ", ".join(values))


def _optional(key: Key) -> Key:
    return Key(key.fits, key.expected, is_required=False)


def _nullable(key: Key) -> Key:
    return Key(lambda value: value is None or key.fits(value), key.expected, is_required=False)


def _string(longest: float = math.inf) -> Key:
    limit = "" if longest == math.inf else f" of at most {longest} characters"
    return Key(lambda value: isinstance(value, str) and len(value) <= longest, f"a text{limit} in quotes")


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_CODE and value.isprintable()


CODE = Key(_is_code, f"a printable code of 1 to {LONGEST_CODE} characters")
CODES = Key(lambda value: _is_list_of(value, _is_code), "a list of codes")
TEXT = Key(_is_text, 'texts by language, such as {"en": "…", "ko": "…"}')
NAME = Key(lambda value: _is_text(value) and any(value.values()), TEXT.expected + ", not all of them empty")
YEAR = Key(lambda value: _is_number(value, 1, LATEST_YEAR), "a year")
YEARS = Key(lambda value: _is_list_of(value, YEAR.fits), "a list of years")
FLAG = Key(lambda value: isinstance(value, bool), "true or false")
PHASE = Key(lambda value: _is_number(value, 1, 99), "the number of a phase, from 1")
LEAD_TIME = Key(
    lambda value: _is_number(value, 0, LONGEST_LEAD_TIME, (int, float)),
    f"a number of years from 0 to {LONGEST_LEAD_TIME}",
)
MAP = Key(lambda value: isinstance(value, dict), "an object in braces")
SOURCE = Key(
    lambda value: (
        isinstance(value, dict)
        and isinstance(value.get("citation", ""), str)
        and _is_text(value.get("note", {}))
    ),
    'an object of the form {"citation": "…", "note": {"en": "…"}}',
)
LANGUAGE_LIST = Key(
    lambda value: _is_list_of(value, lambda each: each in LANGUAGES) and 0 < len(value) == len(set(value)),
    "a list of languages, each once, from " + ", ".join(LANGUAGES),
)
CELLS = Key(
    lambda value: (
        isinstance(value, dict)
        and all(isinstance(cell, dict) and _is_text(cell.get("text", {})) for cell in value.values())
    ),
    'an object of the form {"system": {"text": {"en": "…"}}}',
)

STUDY: Mapping[str, Key] = {
    "code": CODE,
    "title": NAME,
    "languages": LANGUAGE_LIST,
    "template": _one_of(*Template),
    "privacy_mode": _optional(_one_of(*PrivacyMode)),
    "focal_question": _optional(TEXT),
    "summary": _optional(TEXT),
    "source": _optional(SOURCE),
    "base_year": _nullable(YEAR),
    "horizon_year": _nullable(YEAR),
    "waypoints": _optional(YEARS),
    "is_simulated": _optional(FLAG),
}
FAMILIES: Mapping[str, Mapping[str, Key]] = {
    "groups": {"code": CODE, "name": NAME},
    "systems": {"code": CODE, "name": NAME, "place": _optional(TEXT)},
    "criteria": {"code": CODE, "name": NAME, "cells": CELLS},
    "evidence": {
        "code": CODE,
        "kind": _one_of(*EVIDENCE_KINDS),
        "citation": _string(),
        "note": _optional(TEXT),
    },
    "drivers": {
        "code": CODE,
        "name": NAME,
        "statement": _optional(TEXT),
        "category": _nullable(_one_of(*STEEPV)),
        "low_pole": _optional(TEXT),
        "high_pole": _optional(TEXT),
        "is_reversed": _optional(FLAG),
        "passage": _optional(_string()),
        "evidence": _optional(CODES),
    },
    "phases": {"number": PHASE, "name": NAME, "from_year": YEAR, "to_year": YEAR},
    "directions": {"code": CODE, "name": NAME},
    "options": {
        "code": CODE,
        "direction": CODE,
        "name": NAME,
        "description": _optional(TEXT),
        "actor": _optional(TEXT),
        "instrument": _optional(TEXT),
        "trigger": _optional(TEXT),
        "phase": PHASE,
        "lead_time_years": LEAD_TIME,
        "cost_class": _one_of("low", "medium", "high"),
        "prerequisites": _optional(CODES),
        "passage": _optional(_string(200)),
    },
    "signposts": {
        "code": CODE,
        "quadrant": _one_of(*QUADRANTS),
        "indicator": TEXT,
        "source": TEXT,
        "threshold": TEXT,
    },
}


def check_shape(content: Mapping[str, Any], name: str) -> None:
    """Check every key of a study file, and that what it refers to is there.

    Raises:
        BadStudyFile: naming the file, the place in it and what was expected there.
    """
    try:
        _check_strings(content, name)
    except RecursionError:
        raise _fault(name, "the file", "nested less deeply") from None
    _check_keys(content, STUDY, name, "")
    for family, keys in FAMILIES.items():
        entries = content.get(family, [])
        if not isinstance(entries, list):
            raise _fault(name, family, "a list")
        for number, entry in enumerate(entries, start=1):
            if not isinstance(entry, dict):
                raise _fault(name, f"{family} {number}", MAP.expected)
            _check_keys(entry, keys, name, f"{family} {_label(entry, number)}: ")
    _check_years(content, name)
    _check_references(content, name)
    _check_order(content.get("options", []), name)


def _label(entry: Mapping[str, Any], number: int) -> str:
    code = entry.get("code")
    return code if _is_code(code) else str(number)


def _check_keys(entry: Mapping[str, Any], keys: Mapping[str, Key], name: str, place: str) -> None:
    for key, rule in keys.items():
        if (key in entry or rule.is_required) and not rule.fits(entry.get(key)):
            raise _fault(name, f"{place}{key}", rule.expected)


def _check_strings(value: Any, name: str) -> None:
    """Refuse text that no database stores."""
    if isinstance(value, str) and ("\0" in value or any("\ud800" <= each <= "\udfff" for each in value)):
        raise _fault(name, "a text", "free of NUL characters and lone surrogates")
    if isinstance(value, float) and not math.isfinite(value):
        raise _fault(name, "a number", "finite")
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
        raise _fault(name, "horizon_year", f"{base} or later, as base_year says")
    for phase in content.get("phases", []):
        if phase["to_year"] < phase["from_year"]:
            raise _fault(name, f"phases {phase['number']}: to_year", f"{phase['from_year']} or later")
    numbers = [phase["number"] for phase in content.get("phases", [])]
    if numbers != list(range(1, len(numbers) + 1)):
        raise _fault(name, "phases: number", "1, 2, 3 and so on")


def _check_references(content: Mapping[str, Any], name: str) -> None:
    def codes(family: str) -> set[str]:
        return {entry["code"] for entry in content.get(family, [])}

    for driver in content.get("drivers", []):
        _check_known(driver.get("evidence"), codes("evidence"), name, f"drivers {driver['code']}: evidence")
    phases = {phase["number"] for phase in content.get("phases", [])}
    for option in content.get("options", []):
        place = f"options {option['code']}: "
        _check_known([option["direction"]], codes("directions"), name, f"{place}direction")
        _check_known(option.get("prerequisites"), codes("options"), name, f"{place}prerequisites")
        if phases and option["phase"] not in phases:
            raise _fault(name, f"{place}phase", "the number of a phase of the file")


def _check_known(named: Sequence[str] | None, known: set[str], name: str, place: str) -> None:
    unknown = [code for code in named or [] if code not in known]
    if unknown:
        raise _fault(name, place, f"codes that the file explains; {unknown[0]} is none of them")


def _check_order(options: Sequence[Mapping[str, Any]], name: str) -> None:
    """Refuse options that wait for each other in a circle."""
    waiting = {option["code"]: set(option.get("prerequisites") or ()) for option in options}
    while ready := {code for code, needs in waiting.items() if not needs & waiting.keys()}:
        for code in ready:
            del waiting[code]
    if waiting:
        raise _fault(
            name, f"options {min(waiting)}: prerequisites", "options that do not wait for this one in turn"
        )


def _fault(name: str, place: str, expected: str) -> BadStudyFile:
    return BadStudyFile(
        "%(path)s: “%(place)s” must be %(expected)s.", path=name, place=place, expected=expected
    )
