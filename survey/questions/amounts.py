"""Numbers as people type them, and the settings that say which numbers a question takes."""

from __future__ import annotations

import math
import re
import sys
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import check_text

FORMATS = ("number", "year", "probability")
AMOUNT_SETTINGS = ("format", "min", "max", "unit", "step")
BOUNDS = {"year": (1.0, 9999.0), "probability": (0.0, 100.0)}
LARGEST = 1e15
SMALLEST_STEP = 1e-6
MOST_DIGITS = 15
FINITE = sys.float_info.max

_SIGNS = str.maketrans({"−": "-", "–": "-", "’": "'", "٬": ",", "٫": "."})
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}(?:([ ,'])\d{3}(?:\1\d{3})*)(?:\.\d+)?")
_PLAIN = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")


def format_of(settings: Mapping[str, Any]) -> str:
    """Return which kind of number is asked for."""
    return settings.get("format", "number")


def bounds_of(settings: Mapping[str, Any]) -> tuple[float, float]:
    """Return the smallest and the largest number that is taken."""
    low, high = BOUNDS.get(format_of(settings), (-LARGEST, LARGEST))
    return settings.get("min", low), settings.get("max", high)


def step_of(settings: Mapping[str, Any]) -> float | None:
    """Return what numbers go up in; years go up in whole years, other numbers as they like."""
    return settings.get("step", 1 if format_of(settings) == "year" else None)


def is_whole(settings: Mapping[str, Any]) -> bool:
    """Say whether only whole numbers are taken."""
    step = step_of(settings)
    return step is not None and float(step).is_integer()


def input_mode(settings: Mapping[str, Any]) -> str:
    """Return the keyboard for these numbers on a phone; the numeric ones have no minus sign."""
    if bounds_of(settings)[0] < 0:
        return "text"
    return "numeric" if is_whole(settings) else "decimal"


def read_amount(raw: str, settings: Mapping[str, Any]) -> float:
    """Read a number as it was typed: spaces or commas between thousands, full-width digits, unit and all.

    Raises:
        InvalidAnswer: saying what to type.
    """
    text = _without_unit(unicodedata.normalize("NFKC", raw).translate(_SIGNS), settings)
    text = " ".join(text.split())
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[ ,']", "", text)
    elif not _PLAIN.fullmatch(text) or sum(map(str.isdigit, text)) > MOST_DIGITS:
        _refuse_words(settings)
    if not text.isascii():  # digits of other scripts that a keyboard may give
        _refuse_words(settings)
    number = float(text.replace(",", "."))
    _check_percent(number, raw, settings)
    _check_amount(number, settings)
    return number + 0.0  # never -0


def write_amount(number: float) -> str:
    """Return a number in the digits that would be typed for it."""
    return str(int(number)) if number.is_integer() else format(Decimal(repr(number)), "f")


def check_amount_settings(settings: Mapping[str, Any]) -> None:
    """Check format, bounds, unit and step.

    Raises:
        InvalidAnswer: naming the setting.
    """
    if format_of(settings) not in FORMATS:
        raise InvalidAnswer("“%(key)s” must be one of: %(values)s.", key="format", values=", ".join(FORMATS))
    for key in ("min", "max", "step"):
        if key in settings and not _is_number(settings[key]):
            raise InvalidAnswer("“%(key)s” must be a number.", key=key)
    low, high = bounds_of(settings)
    outer_low, outer_high = BOUNDS.get(format_of(settings), (-LARGEST, LARGEST))
    if not outer_low <= low < high <= outer_high:
        raise InvalidAnswer(
            "“min” must lie below “max”, both from %(low)s to %(high)s.",
            low=write_amount(outer_low),
            high=write_amount(outer_high),
        )
    if not SMALLEST_STEP <= settings.get("step", 1) <= LARGEST:
        raise InvalidAnswer(
            "“%(key)s” must be a number from %(low)s to %(high)s.",
            key="step",
            low=write_amount(SMALLEST_STEP),
            high=write_amount(LARGEST),
        )
    if "unit" in settings:
        check_text(settings["unit"], "unit")


def _is_number(value: Any) -> bool:
    # Compared first: a whole number may have more digits than a float can hold.
    return isinstance(value, int | float) and not isinstance(value, bool) and -FINITE <= value <= FINITE


def _without_unit(text: str, settings: Mapping[str, Any]) -> str:
    known = [unicodedata.normalize("NFKC", unit) for unit in settings.get("unit", {}).values()]
    usual = {"year": ["년"], "probability": ["%", "퍼센트", "percent"]}
    text = text.strip()
    for unit in sorted([*known, *usual.get(format_of(settings), [])], key=len, reverse=True):
        if unit and text.lower().endswith(unit.lower()):
            return text[: -len(unit)].strip()
    return text


def _refuse_words(settings: Mapping[str, Any]) -> None:
    if format_of(settings) == "year":
        raise InvalidAnswer("Type a year in four digits, such as 2035.")
    if format_of(settings) == "probability":
        raise InvalidAnswer("Type a probability in percent, such as 50.")
    raise InvalidAnswer("Type one number in digits, such as 12 or 0.5.")


def _check_percent(number: float, raw: str, settings: Mapping[str, Any]) -> None:
    """Ask back where 0.5 may mean one half or half a percent."""
    says_percent = any(sign in raw for sign in ("%", "％", "퍼센트", "percent"))
    if format_of(settings) == "probability" and 0 < number < 1 and not says_percent:
        raise InvalidAnswer(
            "Type the probability in percent: %(percent)s if you mean that share of 1, %(part)s %% if you"
            " mean less than one percent.",
            percent=write_amount(round(number * 100, 10)),
            part=write_amount(number),
        )


def _check_amount(number: float, settings: Mapping[str, Any]) -> None:
    low, high = bounds_of(settings)
    if not low <= number <= high:
        _refuse_bounds(settings, low, high)
    step = step_of(settings)
    if step is None:
        return
    if is_whole(settings) and not number.is_integer():
        raise InvalidAnswer("Type a whole number, without decimals.")
    start = settings.get("min", 0)
    places = (number - start) / step
    if abs(places - round(places)) > 1e-6:
        raise InvalidAnswer(
            "Type a number in steps of %(step)s, such as %(one)s or %(other)s.",
            step=write_amount(float(step)),
            one=write_amount(float(_tidy(start + math.floor(places) * step))),
            other=write_amount(float(_tidy(start + math.ceil(places) * step))),
        )


def _tidy(number: float) -> float:
    return round(number, 10)


def _refuse_bounds(settings: Mapping[str, Any], low: float, high: float) -> None:
    shown = {"low": write_amount(float(low)), "high": write_amount(float(high))}
    if low == -LARGEST and high == LARGEST:
        raise InvalidAnswer("This number is too large to be kept.")
    if high == LARGEST:
        raise InvalidAnswer("Type a number that is %(low)s or more.", **shown)
    if low == -LARGEST:
        raise InvalidAnswer("Type a number that is %(high)s or less.", **shown)
    if format_of(settings) == "year":
        raise InvalidAnswer("Type a year from %(low)s to %(high)s.", **shown)
    raise InvalidAnswer("Type a number from %(low)s to %(high)s.", **shown)
