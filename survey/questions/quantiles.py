"""An uncertain number in three: nearly surely more, as likely more as less, nearly surely less."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.amounts import (
    AMOUNT_SETTINGS,
    check_amount_settings,
    input_mode,
    read_amount,
    write_amount,
)
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value
from survey.questions.curve import Curve, draw_curve

PARTS = ("p5", "p50", "p95")


class Quantiles(QuestionKind):
    """The 5th, 50th and 95th percentile of what the expert expects.

    Settings: ``format`` ("number", "year" or "probability" in percent), ``min``, ``max``, ``unit`` by
    language, ``step`` (1 for whole numbers).
    """

    code = "quantiles"
    partial = "questions/quantiles.html"
    own_partial = "questions/own/quantiles.html"
    script = "fields.js"
    seconds = 60
    measure = "quantiles"
    setting_names = AMOUNT_SETTINGS

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read the three numbers from ``<field>-p5``, ``-p50`` and ``-p95``."""
        typed = {part: raw for part in PARTS if (raw := form.get(f"{field}-{part}", "").strip())}
        if form.get(field, "").strip() == OUTSIDE_FIELD:
            if typed:
                raise InvalidAnswer("Type the three numbers or tick “outside my field”, not both.")
            return Value()
        if not typed:
            return None
        _refuse_gaps(typed)
        numbers = {part: read_amount(raw, settings) for part, raw in typed.items()}
        _refuse_disorder(numbers)
        return Value(data=numbers)

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the three numbers."""
        if value.data is None:
            return {"": OUTSIDE_FIELD}
        return {f"-{part}": write_amount(float(value.data[part])) for part in PARTS}

    @staticmethod
    def curve(values: Mapping[str, str], settings: Mapping[str, Any]) -> Curve | None:
        """Return the curve of three numbers in a form, or None where they are not three in order."""
        try:
            value = Quantiles().read({f"q{key}": text for key, text in values.items()}, "q", settings)
        except InvalidAnswer:
            return None
        if value is None or value.data is None:
            return None
        return draw_curve(*(value.data[part] for part in PARTS))

    @staticmethod
    def input_mode(settings: Mapping[str, Any]) -> str:
        """Return the keyboard that a phone should show."""
        return input_mode(settings)

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Check format, bounds, unit and step."""
        check_amount_settings(settings)


def _refuse_gaps(typed: Mapping[str, str]) -> None:
    missing = [part for part in PARTS if part not in typed]
    if len(missing) > 1:
        raise InvalidAnswer("Type all three numbers.")
    if missing == ["p5"]:
        raise InvalidAnswer("Type the low number too.")
    if missing == ["p50"]:
        raise InvalidAnswer("Type the middle number too.")
    if missing == ["p95"]:
        raise InvalidAnswer("Type the high number too.")


def _refuse_disorder(numbers: Mapping[str, float]) -> None:
    low, middle, high = (numbers[part] for part in PARTS)
    shown = {"low": write_amount(low), "middle": write_amount(middle), "high": write_amount(high)}
    if low >= high:
        raise InvalidAnswer("The high number (%(high)s) must be above the low one (%(low)s).", **shown)
    if middle < low:
        raise InvalidAnswer(
            "The middle number (%(middle)s) must not be below the low one (%(low)s).", **shown
        )
    if middle > high:
        raise InvalidAnswer(
            "The middle number (%(middle)s) must not be above the high one (%(high)s).", **shown
        )
