"""Pair judgement: if one driver ends at its high pole, does another become more or less likely to?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value, check_whole, outside_or
from survey.questions.entries import check_codes, entry_codes
from survey.questions.pair_design import Pair, block_pairs, count_pairs

LOW, HIGH = -2, 2
PER_EXPERT = 20
MOST_PER_EXPERT = 60
SECONDS_PER_PAIR = 12


class Pairs(QuestionKind):
    """A few pairs of drivers out of all, another few for every expert, each judged from -2 to +2.

    Settings: ``items``, the codes of the drivers; ``per_expert``, how many pairs one expert judges; and
    ``block``, which the study adds for the expert who is asked. What is not judged is left out.
    """

    code = "pairs"
    partial = "questions/pairs.html"
    own_partial = "questions/own/pairs.html"
    script = "pairs.js"
    seconds = PER_EXPERT * SECONDS_PER_PAIR
    measure = "pairs"
    setting_names = ("items", "per_expert")
    refers_to = (("items", ("drivers",)),)
    has_blocks = True

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read one judgement per pair from the fields ``<field>-<place of the pair>``."""
        judged = []
        for place, (first, second) in enumerate(self.asked(settings), start=1):
            raw = form.get(f"{field}-{place}", "").strip()
            if raw:
                judged.append([first, second, _number(raw)])
        return outside_or(form, field, Value(data={"pairs": judged}) if judged else None)

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the judgement of every pair that was judged."""
        if value.data is None:
            return {"": OUTSIDE_FIELD}
        places = {pair: place for place, pair in enumerate(self.asked(settings), start=1)}
        return {
            f"-{places[first, second]}": str(number)
            for first, second, number in value.data["pairs"]
            if (first, second) in places
        }

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Refuse fewer than three drivers, and blocks that nobody can judge."""
        check_codes(settings, "items", 3)
        check_whole(settings, "per_expert", 1, MOST_PER_EXPERT)

    def seconds_for(self, settings: Mapping[str, Any]) -> int:
        """Return about how long one expert's pairs take."""
        return SECONDS_PER_PAIR * min(_per_expert(settings), count_pairs(len(settings["items"])))

    @staticmethod
    def asked(settings: Mapping[str, Any]) -> list[Pair]:
        """Return the pairs of the expert who is asked: (the driver that ends high, the other)."""
        items = entry_codes(settings["items"])
        return block_pairs(items, _per_expert(settings), settings.get("block", 0))


def _per_expert(settings: Mapping[str, Any]) -> int:
    return int(settings.get("per_expert", PER_EXPERT))


def _number(raw: str) -> int:
    try:
        number = int(raw)
    except ValueError:
        number = LOW - 1
    if not LOW <= number <= HIGH:
        raise InvalidAnswer("Judge each pair from −2 to +2, or leave it out.")
    return number
