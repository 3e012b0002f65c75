"""Lists of things that a question is about: codes of the study's content, or entries with their own texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import check_text

LONGEST_CODE = 40
MOST_ENTRIES = 300
"""More things than anybody looks at; the pairs of so many are still computed at once."""


def entry_codes(entries: Sequence[Any]) -> list[str]:
    """Return the code of every entry.

    >>> entry_codes(["D01", {"code": "cost", "text": {"en": "Cost"}}])
    ['D01', 'cost']
    """
    return [entry["code"] if isinstance(entry, Mapping) else entry for entry in entries]


def check_codes(settings: Mapping[str, Any], key: str, fewest: int) -> None:
    """Check that a setting lists codes of the study's content, each once.

    Raises:
        InvalidAnswer: naming the setting and what may stand there.
    """
    entries = settings.get(key)
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise InvalidAnswer("“%(key)s” must be a list of codes.", key=key)
    check_entries(settings, key, fewest)


def check_entries(settings: Mapping[str, Any], key: str, fewest: int) -> None:
    """Check that a setting lists codes, or codes with texts, each once.

    Raises:
        InvalidAnswer: naming the setting and what may stand there.
    """
    entries = settings.get(key)
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise InvalidAnswer(
            "“%(key)s” must be a list of codes, or of entries with a code and a text.", key=key
        )
    codes = entry_codes(entries)
    if len(codes) > MOST_ENTRIES:
        raise InvalidAnswer("“%(key)s” may list at most %(most)s things.", key=key, most=MOST_ENTRIES)
    if len(codes) < fewest or len(set(codes)) < len(codes):
        raise InvalidAnswer(
            "“%(key)s” must list at least %(fewest)s different things.", key=key, fewest=fewest
        )
    for entry in entries:
        if isinstance(entry, Mapping):
            check_text(entry.get("text"), f"{key}: {entry['code']}: text")


def _is_entry(entry: Any) -> bool:
    code = entry.get("code") if isinstance(entry, Mapping) else entry
    return isinstance(code, str) and 0 < len(code.strip()) <= LONGEST_CODE and code.isprintable()
