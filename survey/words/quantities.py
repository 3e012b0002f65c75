"""Numbers that a question asked for, as they are shown: with their unit, years without a comma."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from survey.errors import InvalidAnswer
from survey.filters import DASH, localized, percent
from survey.questions.amounts import bounds_of, format_of, is_whole, read_amount, write_amount

Settings = Mapping[str, Any]
Summary = Mapping[str, Any]


def amount_words(value: float | None, settings: Settings) -> str:
    """Return a number with its unit, with as many digits as tell something."""
    if value is None:
        return DASH
    if format_of(settings) == "year":
        return f"{value:.1f}".removesuffix(".0")
    if format_of(settings) == "probability":
        return f"{_digits(value)} %"
    unit = localized(settings.get("unit"))
    return f"{_digits(value)} {unit}".strip()


def middle_words(value: float, settings: Settings) -> str:
    """Return a median in words that stay on whole numbers where only such were asked for."""
    if not is_whole(settings) or value == int(value):
        return amount_words(value, settings)
    low = math.floor(value)
    return _(
        "between %(low)s and %(high)s",
        low=amount_words(low, settings),
        high=amount_words(low + 1, settings),
    )


def amount_hint(settings: Settings) -> str:
    """Return which numbers a question takes."""
    low, high = (write_amount(float(bound)) for bound in bounds_of(settings))
    if format_of(settings) == "year":
        has_bounds = "min" in settings or "max" in settings
        return _("A year from %(low)s to %(high)s.", low=low, high=high) if has_bounds else _("A year.")
    if format_of(settings) == "probability":
        return _("In percent, from %(low)s to %(high)s.", low=low, high=high)
    return _bounds_words(low if "min" in settings else "", high if "max" in settings else "", settings)


def _bounds_words(low: str, high: str, settings: Settings) -> str:
    if low and high:
        if is_whole(settings):
            return _("A whole number from %(low)s to %(high)s.", low=low, high=high)
        return _("A number from %(low)s to %(high)s.", low=low, high=high)
    if low:
        return _("A number from %(low)s up.", low=low)
    if high:
        return _("A number up to %(high)s.", high=high)
    return _("A whole number.") if is_whole(settings) else _("A number, with decimals if you like.")


def quantity_sentences(summary: Summary, settings: Settings) -> list[str]:
    """Return what the panel's numbers say."""
    said = []
    if summary["median"] is not None and summary["q1"] is None:
        middle = middle_words(summary["median"], settings)
        said.append(_("The middle answer is %(median)s.", median=middle))
    elif summary["median"] is not None:
        low, high = half_of(summary, settings)
        middle = middle_words(summary["median"], settings)
        if low == high:
            said.append(
                _(
                    "Half of the panel answered %(low)s; middle %(median)s; %(n)s answers.",
                    low=low,
                    median=middle,
                    n=summary["n"],
                )
            )
        else:
            said.append(
                _(
                    "Half of the panel answered %(low)s to %(high)s; middle %(median)s; %(n)s answers.",
                    low=low,
                    high=high,
                    median=middle,
                    n=summary["n"],
                )
            )
    if settings.get("never") and summary["never"] is not None:
        share = percent(summary["share_never"])
        count = summary["never"]
        said.append(_("“Never” was the answer of %(count)s (%(share)s).", count=count, share=share))
    return said


def half_of(summary: Summary, settings: Settings) -> tuple[str, str]:
    """Return both ends of the middle half; where only whole numbers are taken they lie on such."""
    low, high = summary["q1"], summary["q3"]
    if is_whole(settings):
        low, high = math.floor(low), math.ceil(high)
    return amount_words(low, settings), amount_words(high, settings)


def quantiles_sentences(summary: Summary, settings: Settings) -> list[str]:
    """Return what the panel's uncertain numbers say."""
    if summary["p50"] is None:
        return []
    low, middle, high = (amount_words(summary[part], settings) for part in ("p5", "p50", "p95"))
    said = [
        _(
            "Middle of the panel: 9 in 10 chances between %(low)s and %(high)s, as likely below as above"
            " %(middle)s.",
            low=low,
            high=high,
            middle=middle,
        )
    ]
    if summary["pooled_median"] is not None:
        pooled = amount_words(summary["pooled_median"], settings)
        said.append(
            _(
                "All experts’ distributions taken together, each with the same weight, have their middle at"
                " %(pooled)s.",
                pooled=pooled,
            )
        )
    return said


def typed_words(raw: str, settings: Settings) -> str:
    """Return a number as it was typed, with its unit where it is one."""
    try:
        return amount_words(read_amount(raw, settings), settings)
    except InvalidAnswer:
        return raw


def own_quantiles_words(values: Mapping[str, str], settings: Settings) -> str:
    """Return what three numbers of one's own mean, or nothing where they are not three."""
    typed = [values.get(f"-{part}", "") for part in ("p5", "p50", "p95")]
    if not all(typed):
        return ""
    return _own_quantiles(*(typed_words(raw, settings) for raw in typed), settings=settings)


def own_quantiles_pattern(settings: Settings) -> str:
    """Return that sentence with {low}, {middle} and {high} for the numbers, for the page's script."""
    unit = "%" if format_of(settings) == "probability" else localized(settings.get("unit"))
    return _own_quantiles(
        *(f"{{{part}}} {unit}".strip() for part in ("low", "middle", "high")), settings=settings
    )


def _own_quantiles(low: str, middle: str, high: str, *, settings: Settings) -> str:
    words = {"low": low, "middle": middle, "high": high}
    if format_of(settings) == "year":
        return _(
            "You say: 9 in 10 chances between %(low)s and %(high)s, as likely before as after %(middle)s.",
            **words,
        )
    return _(
        "You say: 9 in 10 chances between %(low)s and %(high)s, as likely below as above %(middle)s.", **words
    )


def _digits(value: float) -> str:
    if value == 0 or abs(value) >= 100:
        pattern = "#,##0.#"
    elif abs(value) >= 1:
        pattern = "#,##0.##"
    else:
        places = min(12, 2 - math.floor(math.log10(abs(value))))
        pattern = "0." + "#" * places
    return format_decimal(value, format=pattern).replace("-", "−")
