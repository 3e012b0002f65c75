"""A rating on a labelled scale of whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value, check_text

DEFAULT_SCALE = (1, 7)
MOST_POINTS = 11


class Rating(QuestionKind):
    """One number of a scale, or outside my field.

    Settings: ``scale``, the lowest and the highest point; ``points``, a text for each point, lowest first;
    ``corner``, with ``name`` and ``says``, what a quadrant is that is none of the study's own scenarios.
    ``imported`` ratings were given elsewhere and may have any scale, for nobody is asked here.
    """

    code = "rating"
    partial = "questions/rating.html"
    own_partial = "questions/own/rating.html"
    seconds = 6
    measure = "scale"
    setting_names = ("scale", "points", "imported", "corner")

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
        """Refuse a scale with too few points or more than a phone can show, and words for only some."""
        ends = settings.get("scale", DEFAULT_SCALE)
        if not isinstance(ends, list | tuple) or [type(end) for end in ends] != [int, int]:
            raise InvalidAnswer("“scale” must be two whole numbers, such as [1, 7].")
        low, high = ends
        if high <= low:
            raise InvalidAnswer("A scale needs at least two points.")
        n_points = high - low + 1
        if n_points > MOST_POINTS and not settings.get("imported"):
            raise InvalidAnswer(
                "A scale may have at most %(most)s points; ask for a number instead, with the kind “number”.",
                most=MOST_POINTS,
            )
        if "corner" in settings:
            _check_corner(settings["corner"])
        if "points" not in settings:
            return
        words = settings["points"]
        if not isinstance(words, list) or len(words) != n_points:
            raise InvalidAnswer("“points” must hold one text for each of the %(n)s points.", n=n_points)
        for place, text in enumerate(words, start=1):
            check_text(text, f"points {place}")

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


def _check_corner(corner: object) -> None:
    if not isinstance(corner, Mapping) or not {"name"} <= corner.keys() <= {"name", "says"}:
        raise InvalidAnswer("“corner” must hold the texts name and says.")
    for part, text in corner.items():
        check_text(text, f"corner: {part}")
