"""Pile sort: which drivers would move together by the horizon year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value

PILES = ("1", "2", "3", "4")


class PileSort(QuestionKind):
    """Every driver in one of up to four piles; an unsorted driver is simply missing.

    Settings: ``items``, the codes of the drivers to sort.
    """

    code = "pile_sort"
    partial = "questions/pile_sort.html"
    own_partial = "questions/own/pile_sort.html"
    seconds = 360
    measure = "piles"

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read one pile per driver from the fields ``<field>-<driver code>``."""
        if form.get(field, "").strip() == OUTSIDE_FIELD:
            return Value()
        piles = {
            item: pile
            for item in settings.get("items", [])
            if (pile := form.get(f"{field}-{item}", "").strip())
        }
        if not piles:
            return None
        if not set(piles.values()) <= set(PILES):
            raise InvalidAnswer("Put each driver on pile 1, 2, 3 or 4, or leave it unsorted.")
        return Value(data={"piles": piles})

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the pile chosen for each driver."""
        if value.data is None:
            return {"": OUTSIDE_FIELD}
        return {f"-{item}": pile for item, pile in value.data["piles"].items()}
