"""Numbers that identify a resident of Korea for life: they are never taken in."""

from __future__ import annotations

import re
from datetime import date

from survey.errors import NotAllowed

# Birthday, then a digit for century and sex (5 to 8: foreign residents), then six more.
REGISTRATION_NUMBER = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})[\s\-–·.]?[1-8]\d{6}(?!\d)")
LEAP_YEAR = 2000


def has_registration_number(text: str) -> bool:
    """Say whether a text holds what looks like a resident or foreigner registration number."""
    plain = "".join(str(int(each)) if each.isdigit() and each.isdecimal() else each for each in text)
    return any(_is_day(int(found[2]), int(found[3])) for found in REGISTRATION_NUMBER.finditer(plain))


def refuse_registration_numbers(*texts: str) -> None:
    """Raise when any of these texts holds a registration number."""
    if any(map(has_registration_number, texts)):
        raise NotAllowed(
            "This looks like a resident registration number. Tholos never keeps one; leave it out."
        )


def _is_day(month: int, day: int) -> bool:
    try:
        date(LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True
