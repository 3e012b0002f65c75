"""One number: an amount, a year or a probability."""

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
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value, check_flag


class Number(QuestionKind):
    """A number that is typed, or that it will never happen, or outside my field.

    Settings: ``format`` ("number", "year" or "probability" in percent), ``min``, ``max``, ``unit`` by
    language, ``step`` (1 for whole numbers), ``never`` (true offers “never” beside the number).
    """

    code = "number"
    partial = "questions/number.html"
    own_partial = "questions/own/number.html"
    script = "fields.js"
    seconds = 20
    measure = "quantity"
    setting_names = (*AMOUNT_SETTINGS, "never")

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read the number typed into ``<field>-value``, or one of the boxes beside it."""
        typed = form.get(f"{field}-value", "").strip()
        is_outside = form.get(field, "").strip() == OUTSIDE_FIELD
        is_never = bool(settings.get("never")) and bool(form.get(f"{field}-never", "").strip())
        if sum((bool(typed), is_outside, is_never)) > 1:
            raise InvalidAnswer("Type a number or tick one box, not both.")
        if is_outside:
            return Value()
        if is_never:
            return Value(data={"never": True})
        return Value(number=read_amount(typed, settings)) if typed else None

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return what is typed, or the box that is ticked."""
        if value.number is not None:
            return {"-value": write_amount(value.number)}
        return {"": OUTSIDE_FIELD} if value.data is None else {"-never": "1"}

    @staticmethod
    def input_mode(settings: Mapping[str, Any]) -> str:
        """Return the keyboard that a phone should show."""
        return input_mode(settings)

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Check format, bounds, unit, step and “never”."""
        check_amount_settings(settings)
        check_flag(settings, "never")
