"""Pile sort: which drivers would move together by the horizon year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value, outside_or
from survey.questions.entries import check_codes

PILES = ("1", "2", "3", "4", "5")
LONGEST_NAME = 80
SECONDS_PER_CARD = 15


class PileSort(QuestionKind):
    """Every driver in one of up to five piles, which may be named; an unsorted driver is simply missing.

    Settings: ``items``, the codes of the drivers to sort.
    """

    code = "pile_sort"
    partial = "questions/pile_sort.html"
    own_partial = "questions/own/pile_sort.html"
    script = "pile_sort.js"
    seconds = 360
    measure = "piles"
    own_words = ("names",)
    setting_names = ("items",)
    refers_to = (("items", ("drivers",)),)

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read a pile per driver from ``<field>-<code>`` and a name per pile from ``<field>-name:<pile>``."""
        piles = {
            item: pile
            for item in settings.get("items", [])
            if (pile := form.get(f"{field}-{item}", "").strip())
        }
        if not set(piles.values()) <= set(PILES):
            raise InvalidAnswer("Put each driver on pile 1, 2, 3, 4 or 5, or leave it unsorted.")
        names = {pile: name for pile in PILES if (name := _clean_name(form.get(f"{field}-name:{pile}", "")))}
        if not piles and not names:
            return outside_or(form, field, None)
        return outside_or(form, field, Value(data={"piles": piles} | ({"names": names} if names else {})))

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the pile chosen for each driver, and the name of each pile."""
        if value.data is None:
            return {"": OUTSIDE_FIELD}
        piles = {f"-{item}": pile for item, pile in value.data["piles"].items()}
        return piles | {f"-name:{pile}": name for pile, name in value.data.get("names", {}).items()}

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Refuse fewer than two drivers."""
        check_codes(settings, "items", 2)

    def seconds_for(self, settings: Mapping[str, Any]) -> int:
        """Return about how long sorting the drivers takes."""
        return SECONDS_PER_CARD * len(settings.get("items", []))


def _clean_name(raw: str) -> str:
    """Return a name in one line that any database can store."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in raw).split())
    if len(name) > LONGEST_NAME:
        raise InvalidAnswer(
            "The name of a pile may have %(limit)s characters; this one has %(length)s.",
            limit=LONGEST_NAME,
            length=len(name),
        )
    return name
