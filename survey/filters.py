"""Jinja filters. Rounding happens here and only here; undefined figures become a dash with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import format_date, format_datetime, get_locale
from flask_babel import gettext as _

DASH = "–"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet may take for the beginning of a formula."""


def localized(text: Mapping[str, str] | None, language: str | None = None) -> str:
    """Return a text of a study in the reader's language, or else in the first language it has."""
    if not text:
        return ""
    wanted = language or str(get_locale() or "en")
    return text.get(wanted) or text.get(wanted.split("_")[0]) or next(iter(text.values()))


def localized_language(text: Mapping[str, str] | None) -> str:
    """Return the language in which `localized` gives this text, for the ``lang`` attribute."""
    wanted = str(get_locale() or "en").split("_")[0]
    return wanted if not text or text.get(wanted) else next(iter(text))


def number(value: float | None, digits: int = 1) -> str:
    """Return a figure with at most this many decimals; whole numbers stand without any."""
    if value is None:
        return DASH
    rounded = round(value, digits)
    if rounded == 0:
        rounded = 0.0  # never "-0"
    text = f"{rounded:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def fixed(value: float | None, digits: int = 2) -> str:
    """Return a figure with exactly this many decimals, so that a column lines up."""
    if value is None:
        return DASH
    text = f"{value:.{digits}f}"
    return (text if float(text) != 0 else f"{0:.{digits}f}").replace("-", "−")


def signed(value: float | None, digits: int = 1) -> str:
    """Return a figure with its sign."""
    if value is None:
        return DASH
    return f"+{number(value, digits)}" if value > 0 else number(value, digits)


def percent(share: float | None) -> str:
    """Return a share between 0 and 1 as whole percent; what is not nothing is not called 0."""
    if share is None:
        return DASH
    return "< 1 %" if 0 < share < 0.005 else f"{round(share * 100)} %"


def median_words(value: float | None) -> str:
    """Return a median in words that stay on the scale: 4.5 is between 4 and 5."""
    if value is None:
        return DASH
    if value == int(value):
        return number(value, 0)
    low = int(value // 1)
    return _("between %(low)s and %(high)s", low=number(low, 0), high=number(low + 1, 0))


def day(value: date | datetime | None, style: str = "long") -> str:
    """Return a day in the reader's language; never anything finer than a day."""
    if value is None:
        return DASH
    return format_date(value, format=style)


def moment(value: datetime, zone: str) -> str:
    """Return day and time in a zone, for what coordinators do themselves; never for what experts do."""
    return format_datetime(value.astimezone(ZoneInfo(zone)), "medium", rebase=False)


def short_hash(value: str | None) -> str:
    """Return the first 12 characters of a hash."""
    return (value or DASH)[:12]


def make_inert(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> make_inert("=1+1")
    "'=1+1"
    """
    if not isinstance(cell, str):
        return cell
    cell = cell.replace("\x00", "")
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def init_filters(app: Flask) -> None:
    """Register every filter under its own name."""
    for function in (
        localized,
        localized_language,
        number,
        fixed,
        signed,
        percent,
        median_words,
        day,
        moment,
        short_hash,
    ):
        app.jinja_env.filters[function.__name__] = function
