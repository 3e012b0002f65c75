"""What may stand under a key of a study file, and the sentence that names the place where it does not."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from survey.config import LANGUAGES
from survey.errors import BadStudyFile
from survey.framing.fields import CODE as CODE_FORM
from survey.framing.outlook import is_frame
from survey.framing.plan import DETAILS, REVERSIBILITY, WAYS
from survey.models import QUADRANTS, Signpost

LONGEST_CODE = 40
LONGEST_QUOTED = 200
LATEST_YEAR = 9999
LONGEST_LEAD_TIME = 1000


@dataclass(frozen=True)
class Key:
    """What may stand under a key of the file."""

    fits: Callable[[Any], bool]
    expected: str
    is_required: bool = True


def is_text(value: Any) -> bool:
    """Say whether a value holds texts by language."""
    return isinstance(value, dict) and all(
        language in LANGUAGES and isinstance(text, str) for language, text in value.items()
    )


def is_number(value: Any, low: float, high: float, kind: type | tuple = int) -> bool:
    """Say whether a value is a number within bounds, whole unless told otherwise."""
    return isinstance(value, kind) and not isinstance(value, bool) and low <= value <= high


def is_list_of(value: Any, fits: Callable[[Any], bool]) -> bool:
    """Say whether a value is a list all of whose entries fit."""
    return isinstance(value, list) and all(fits(each) for each in value)


def one_of(*values: str) -> Key:
    """Return the key of a value out of a few."""
    return Key(lambda value: isinstance(value, str) and value in values, "one of " + ", ".join(values))


def optional(key: Key) -> Key:
    """Return the same key, which may be left out."""
    return Key(key.fits, key.expected, is_required=False)


def nullable(key: Key) -> Key:
    """Return the same key, which may be left out or null."""
    return Key(lambda value: value is None or key.fits(value), key.expected, is_required=False)


def string(longest: float = math.inf) -> Key:
    """Return the key of a plain text."""
    limit = "" if longest == math.inf else f" of at most {longest} characters"
    return Key(lambda value: isinstance(value, str) and len(value) <= longest, f"a text{limit} in quotes")


def is_code(value: Any) -> bool:
    """Say whether a value can be the code of an entry."""
    return isinstance(value, str) and CODE_FORM.fullmatch(value) is not None


CODE = Key(
    is_code,
    f"a code of 1 to {LONGEST_CODE} letters, digits, dots, hyphens and underscores, without blanks",
)
CODES = Key(lambda value: is_list_of(value, is_code), "a list of codes")
TEXT = Key(is_text, 'texts by language, such as {"en": "…", "ko": "…"}')
NAME = Key(lambda value: is_text(value) and any(value.values()), TEXT.expected + ", not all of them empty")
YEAR = Key(lambda value: is_number(value, 1, LATEST_YEAR), "a year")
YEARS = Key(lambda value: is_list_of(value, YEAR.fits), "a list of years")
FLAG = Key(lambda value: isinstance(value, bool), "true or false")
PHASE = Key(lambda value: is_number(value, 1, 99), "the number of a phase, from 1")
LEAD_TIME = Key(
    lambda value: is_number(value, 0, LONGEST_LEAD_TIME, (int, float)),
    f"a number of years from 0 to {LONGEST_LEAD_TIME}",
)
MAP = Key(lambda value: isinstance(value, dict), "an object in braces")
SOURCE = Key(
    lambda value: (
        isinstance(value, dict)
        and isinstance(value.get("citation", ""), str)
        and is_text(value.get("note", {}))
    ),
    'an object of the form {"citation": "…", "note": {"en": "…"}}',
)
STRESS = Key(
    lambda value: (
        is_frame(value)
        and value.keys() == {"drivers", "names"}
        and CODES.fits(value["drivers"])
        and value["names"].keys() == set(QUADRANTS)
        and all(map(is_text, value["names"].values()))
    ),
    'an object of the form {"drivers": ["D01", "D02"], "names": {"Q1": {"en": "…"}, …, "Q4": {"en": "…"}}}',
)
LANGUAGE_LIST = Key(
    lambda value: is_list_of(value, lambda each: each in LANGUAGES) and 0 < len(value) == len(set(value)),
    "a list of languages, each once, from " + ", ".join(LANGUAGES),
)
CELLS = Key(
    lambda value: (
        isinstance(value, dict)
        and all(isinstance(cell, dict) and is_text(cell.get("text", {})) for cell in value.values())
    ),
    'an object of the form {"system": {"text": {"en": "…"}}}',
)


def _is_option_details(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() <= {"supports", "reversibility", "failure"}
        and CODES.fits(value.get("supports", []))
        and value.get("reversibility", REVERSIBILITY[0]) in REVERSIBILITY
        and _is_failure(value.get("failure", {}))
    )


def _is_failure(value: Any) -> bool:
    return isinstance(value, dict) and all(q in QUADRANTS and is_text(text) for q, text in value.items())


def _is_signpost_details(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() <= set(DETAILS[Signpost])
        and value.get("way", WAYS[0]) in WAYS
        and YEAR.fits(value.get("year", 1))
        and LEAD_TIME.fits(value.get("lead_time_years", 0))
        and isinstance(value.get("owner", ""), str)
        and _is_day(value.get("next_look", "2000-01-01"))
    )


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


OPTION_DETAILS = Key(
    _is_option_details,
    'an object of the form {"supports": ["D01"], "reversibility": "easy", "failure": {"Q3": {"en": "…"}}}',
)
SIGNPOST_DETAILS = Key(
    _is_signpost_details,
    'an object of the form {"way": "above", "year": 2030, "lead_time_years": 2, "next_look": "2027-03-31",'
    ' "owner": "…"}',
)


def label(entry: Mapping[str, Any], number: int) -> str:
    """Return how an entry is named where it has a fault: by its code, or else its number."""
    code = entry.get("code")
    return code if is_code(code) else str(number)


def check_keys(entry: Mapping[str, Any], keys: Mapping[str, Key], name: str, place: str) -> None:
    """Check an entry key by key."""
    for key, rule in keys.items():
        if (key in entry or rule.is_required) and not rule.fits(entry.get(key)):
            raise fault(name, f"{place}{key}", rule.expected)


def check_known(named: Sequence[str] | None, known: set[str], name: str, place: str) -> None:
    """Check that codes name entries that the file has."""
    unknown = [code for code in named or [] if code not in known]
    if unknown:
        raise fault(name, place, f"codes that the file explains; {unknown[0]} is none of them")


def fault(name: str, place: str, expected: str) -> BadStudyFile:
    """Return the error that names a place and what must stand there."""
    place, expected = (shorten_text(each) for each in (place, expected))
    return BadStudyFile(
        "%(path)s: “%(place)s” must be %(expected)s.", path=name, place=place, expected=expected
    )


def shorten_text(text: str) -> str:
    """Return a text that fits into a sentence: whatever the file says there, its beginning."""
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…"
