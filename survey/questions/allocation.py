"""Closed allocation of a driver to the proposed axes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value

CHOICES = ("A", "B", "both", "neither")


class Allocation(QuestionKind):
    """Axis A, axis B, both or neither."""

    code = "allocation"
    partial = "questions/allocation.html"
    own_partial = "questions/own/allocation.html"
    seconds = 8
    measure = "shares"
    setting_names = ()

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read one of the four choices."""
        raw = form.get(field, "").strip()
        if not raw:
            return None
        if raw == OUTSIDE_FIELD:
            return Value()
        if raw not in CHOICES:
            raise InvalidAnswer("Choose axis A, axis B, both, neither or “outside my field”.")
        return Value(data={"choice": raw})

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the radio button that is chosen."""
        return {"": OUTSIDE_FIELD if value.data is None else str(value.data["choice"])}
