"""Placement: where something stands on two axes at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value, check_text, outside_or
from survey.questions.entries import check_entries, entry_codes

TODAY = "today"
GRID = (7, 7)
FEWEST_STEPS, MOST_STEPS = 3, 9
SECONDS_PER_SUBJECT = 15
Place = tuple[int | None, int | None]


class Placement(QuestionKind):
    """Two whole numbers for each subject: its step on the x axis and on the y axis, counted from the low end.

    Settings: ``x`` and ``y``, each with ``label``, ``low`` and ``high``; ``grid``, how many steps both axes
    have; ``subjects``, codes of compared systems, entries with a code and a text, or "today". One of the two
    numbers alone is kept as well: the other one is then None.
    """

    code = "placement"
    partial = "questions/placement.html"
    own_partial = "questions/own/placement.html"
    script = "placement.js"
    seconds = SECONDS_PER_SUBJECT
    measure = "places"
    setting_names = ("x", "y", "grid", "subjects")
    refers_to = (("subjects", ("systems", "drivers", "options")),)

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read both steps of each subject from the fields ``<field>-<code>:x`` and ``<field>-<code>:y``."""
        steps = self.grid(settings)
        places = {}
        for code in self.subjects(settings):
            place = [
                _step(form.get(f"{field}-{code}:{axis}", "").strip(), n)
                for axis, n in zip("xy", steps, strict=True)
            ]
            if place != [None, None]:
                places[code] = place
        return outside_or(form, field, Value(data={"places": places}) if places else None)

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the steps that were chosen."""
        if value.data is None:
            return {"": OUTSIDE_FIELD}
        return {
            f"-{code}:{axis}": str(step)
            for code, place in value.data["places"].items()
            for axis, step in zip("xy", place, strict=True)
            if step is not None
        }

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Refuse axes without words, grids that fit no phone, and nothing to place."""
        for axis in "xy":
            words = settings.get(axis)
            if not isinstance(words, Mapping):
                raise InvalidAnswer("“%(key)s” must hold the texts label, low and high.", key=axis)
            for part in ("label", "low", "high"):
                check_text(words.get(part), f"{axis}: {part}")
        grid = settings.get("grid", list(GRID))
        if not isinstance(grid, list) or len(grid) != 2 or not all(_is_step_count(each) for each in grid):
            raise InvalidAnswer(
                "“grid” must hold two whole numbers from %(low)s to %(high)s.",
                low=FEWEST_STEPS,
                high=MOST_STEPS,
            )
        if "subjects" in settings:
            check_entries(settings, "subjects", 1)

    def seconds_for(self, settings: Mapping[str, Any]) -> int:
        """Return about how long placing every subject takes."""
        return SECONDS_PER_SUBJECT * len(self.subjects(settings))

    @staticmethod
    def grid(settings: Mapping[str, Any]) -> tuple[int, int]:
        """Return the number of steps of the x axis and of the y axis."""
        across, up = settings.get("grid", GRID)
        return int(across), int(up)

    @staticmethod
    def subjects(settings: Mapping[str, Any]) -> list[str]:
        """Return the codes of what is placed."""
        return entry_codes(settings.get("subjects", [TODAY]))


def _is_step_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and FEWEST_STEPS <= value <= MOST_STEPS


def _step(raw: str, n_steps: int) -> int | None:
    if not raw:
        return None
    try:
        step = int(raw)
    except ValueError:
        step = 0
    if not 1 <= step <= n_steps:
        raise InvalidAnswer("Choose a step from 1 to %(last)s on both axes.", last=n_steps)
    return step
