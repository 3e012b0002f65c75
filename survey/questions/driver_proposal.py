"""Proposals of drivers: what else shapes the future, and the two states that it may take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value, check_whole
from survey.questions.prompts import CATEGORIES
from survey.questions.texts import clean, refuse_long

USUAL_NUMBER = 3
MOST = 5
LENGTHS = {"name": 100, "low": 200, "high": 200, "category": 20, "evidence": 600}


class DriverProposal(QuestionKind):
    """Up to a few drivers, each with a name and two opposite states at the horizon.

    Settings: ``max_proposals``.
    """

    code = "driver_proposal"
    partial = "questions/driver_proposal.html"
    own_partial = "questions/own/driver_proposal.html"
    script = "fields.js"
    seconds = 180
    measure = "proposals"
    own_words = ("proposals",)
    setting_names = ("max_proposals",)

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read the parts of each proposal from ``<field>-<number>-<part>``."""
        proposals = []
        for number in self.numbers(settings):
            typed = {
                part: text for part in LENGTHS if (text := clean(form.get(f"{field}-{number}-{part}", "")))
            }
            if typed:
                proposals.append(_checked(typed, number))
        if form.get(field, "").strip() == OUTSIDE_FIELD:
            if proposals:
                raise InvalidAnswer("Propose something or tick “outside my field”, not both.")
            return Value()
        return Value(data={"proposals": proposals}) if proposals else None

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the fields of every proposal."""
        if value.data is None:
            return {"": OUTSIDE_FIELD}
        return {
            f"-{number}-{part}": text
            for number, proposal in enumerate(value.data["proposals"], start=1)
            for part, text in proposal.items()
        }

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Check how many proposals may be made."""
        check_whole(settings, "max_proposals", 1, MOST)

    @staticmethod
    def numbers(settings: Mapping[str, Any]) -> range:
        """Return the numbers of the proposals that may be made, from 1."""
        return range(1, int(settings.get("max_proposals", USUAL_NUMBER)) + 1)


def _checked(typed: dict[str, str], number: int) -> dict[str, str]:
    """Return a proposal that is whole, its parts in their order."""
    if "name" not in typed:
        raise InvalidAnswer("Proposal %(number)s needs a short name.", number=number)
    if "low" not in typed and "high" not in typed:
        raise InvalidAnswer(
            "Proposal %(number)s needs its two opposite states at the horizon.", number=number
        )
    if "low" not in typed:
        raise InvalidAnswer("Proposal %(number)s still needs its first state.", number=number)
    if "high" not in typed:
        raise InvalidAnswer("Proposal %(number)s still needs its second state.", number=number)
    if typed["low"].casefold() == typed["high"].casefold():
        raise InvalidAnswer(
            "The two states of proposal %(number)s are the same; they must be opposites.", number=number
        )
    if typed.get("category", "social") not in CATEGORIES:
        raise InvalidAnswer("Choose a domain from the list for proposal %(number)s.", number=number)
    for part, limit in LENGTHS.items():
        refuse_long(typed.get(part, ""), limit)
    return typed
