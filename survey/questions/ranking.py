"""Ranking: things in order, all of them or only the first few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value, outside_or
from survey.questions.entries import check_entries, entry_codes

SECONDS_PER_PLACE = 8


class Ranking(QuestionKind):
    """Every place from 1 on given once; with ``top`` only the first few places.

    Settings: ``items``, codes of drivers or options, or entries with a code and a text; ``top``, how many
    places there are when not every thing is ranked.
    """

    code = "ranking"
    partial = "questions/ranking.html"
    own_partial = "questions/own/ranking.html"
    script = "ranking.js"
    seconds = 60
    measure = "ranks"
    setting_names = ("items", "top")
    refers_to = (("items", ("drivers", "options", "systems")),)

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read one place per thing from the fields ``<field>-<code>``."""
        typed = {
            code: raw
            for code in entry_codes(settings["items"])
            if (raw := form.get(f"{field}-{code}", "").strip())
        }
        if not typed:
            return outside_or(form, field, None)
        n_places = self.n_places(settings)
        ranks = {code: _place(raw, n_places) for code, raw in typed.items()}
        _check_places(ranks, n_places)
        return outside_or(form, field, Value(data={"ranks": ranks}))

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the place of every thing that has one."""
        if value.data is None:
            return {"": OUTSIDE_FIELD}
        return {f"-{code}": str(place) for code, place in value.data["ranks"].items()}

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Refuse fewer than two things, and more places than things."""
        check_entries(settings, "items", 2)
        top, n_items = settings.get("top", 1), len(settings["items"])
        if not isinstance(top, int) or isinstance(top, bool) or not 1 <= top <= n_items:
            raise InvalidAnswer(
                "“%(key)s” must be a whole number from %(low)s to %(high)s.", key="top", low=1, high=n_items
            )

    def seconds_for(self, settings: Mapping[str, Any]) -> int:
        """Return about how long giving the places takes."""
        return SECONDS_PER_PLACE * self.n_places(settings)

    @staticmethod
    def n_places(settings: Mapping[str, Any]) -> int:
        """Return how many places there are to give."""
        return int(settings.get("top", len(settings["items"])))


def _place(raw: str, n_places: int) -> int:
    try:
        place = int(raw)
    except ValueError:
        place = 0
    if not 1 <= place <= n_places:
        raise InvalidAnswer("Give places as whole numbers from 1 to %(last)s.", last=n_places)
    return place


def _check_places(ranks: Mapping[str, int], n_places: int) -> None:
    given = Counter(ranks.values())
    twice = sorted(place for place, count in given.items() if count > 1)
    if twice:
        raise InvalidAnswer(
            "Place %(place)s was given more than once. Give every place once.", place=twice[0]
        )
    missing = [str(place) for place in range(1, n_places + 1) if place not in given]
    if missing:
        raise InvalidAnswer(
            "Give every place from 1 to %(last)s once. Still missing: %(places)s.",
            last=n_places,
            places=", ".join(missing),
        )
