"""Closed allocation of a driver to the proposed axes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value, check_text

CHOICES = ("A", "B", "both", "neither")


class Allocation(QuestionKind):
    """Axis A, axis B, both or neither.

    Settings: ``axes``, two axes that are only thought of: each with ``letter`` A or B, ``name``, ``low_pole``
    and ``high_pole``. Without it the question is about the axes that the study has adopted.
    """

    code = "allocation"
    partial = "questions/allocation.html"
    own_partial = "questions/own/allocation.html"
    seconds = 8
    measure = "shares"
    setting_names = ("axes",)

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

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Refuse anything but two axes with their words."""
        if "axes" not in settings:
            return
        axes = settings["axes"]
        letters = [axis.get("letter") for axis in axes] if _is_list_of_maps(axes) else []
        if letters != ["A", "B"]:
            raise InvalidAnswer("“axes” must hold the axes A and B, in this order.")
        for axis in axes:
            for part in ("name", "low_pole", "high_pole"):
                check_text(axis.get(part), f"axes {axis['letter']}: {part}")


def _is_list_of_maps(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)
