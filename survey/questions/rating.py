"""A rating on a labelled scale of whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value

DEFAULT_SCALE = (1, 7)


class Rating(QuestionKind):
    """One number of a scale, or outside my field."""

    code = "rating"
    partial = "questions/rating.html"
    own_partial = "questions/own/rating.html"
    seconds = 6
    measure = "scale"
    setting_names = ("scale",)

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read one whole number on the scale."""
        raw = form.get(field, "").strip()
        if not raw:
            return None
        if raw == OUTSIDE_FIELD:
            return Value()
        low, high = self.scale(settings)
        try:
            number = int(raw)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise InvalidAnswer(
                "Choose a whole number from %(low)s to %(high)s, or “outside my field”.", low=low, high=high
            )
        return Value(number=float(number))

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the radio button that is chosen."""
        return {"": OUTSIDE_FIELD if value.number is None else str(int(value.number))}

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Refuse a scale that has fewer than two points."""
        low, high = self.scale(settings)
        if high <= low:
            raise InvalidAnswer("A scale needs at least two points.")

    @staticmethod
    def scale(settings: Mapping[str, Any]) -> tuple[int, int]:
        """Return the lowest and the highest point of the scale."""
        low, high = settings.get("scale", DEFAULT_SCALE)
        return int(low), int(high)

    @classmethod
    def points(cls, settings: Mapping[str, Any]) -> range:
        """Return every point of the scale, lowest first."""
        low, high = cls.scale(settings)
        return range(low, high + 1)
