"""A choice out of a list: one, or as many as fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value, check_flag
from survey.questions.entries import check_entries, entry_codes
from survey.questions.texts import clean, refuse_long

OTHER = "other"
OTHER_TEXT = "-other-text"
LONGEST_OTHER = 200
RESERVED = {OTHER, OUTSIDE_FIELD, "other-text"}


class Choice(QuestionKind):
    """One of the choices, or several of them; what is none of them may be written down.

    Settings: ``choices``, a list of {"code", "text" by language}; ``several`` (true takes more than one);
    ``other`` (true offers “something else” with a short text).
    """

    code = "choice"
    partial = "questions/choice.html"
    own_partial = "questions/own/choice.html"
    script = "fields.js"
    seconds = 12
    measure = "shares"
    own_words = ("other",)
    setting_names = ("choices", "several", "other")

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read the radio button ``<field>``, or the boxes ``<field>-<code>``, and the text beside “other”."""
        written = clean(form.get(field + OTHER_TEXT, "")) if settings.get("other") else ""
        ticked = self._ticked(form, field, settings)
        if OUTSIDE_FIELD in ticked:
            if len(ticked) > 1 or written:
                raise InvalidAnswer("Choose from the list or “outside my field”, not both.")
            return Value()
        if written and OTHER not in ticked:
            if ticked and not settings.get("several"):
                raise InvalidAnswer("You wrote something of your own and chose another answer. Keep one.")
            ticked.append(OTHER)
        if OTHER in ticked and not written:
            raise InvalidAnswer("Say in a few words what else you mean.")
        refuse_long(written, LONGEST_OTHER)
        if not ticked:
            return None
        return Value(data={"choices": ticked} | ({"other": written} if written else {}))

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return what is chosen."""
        if value.data is None:
            return {"": OUTSIDE_FIELD}
        chosen = value.data["choices"]
        written = {OTHER_TEXT: value.data["other"]} if value.data.get("other") else {}
        boxes = {f"-{code}": "1" for code in chosen}
        return (boxes if settings.get("several") else {"": chosen[0]}) | written

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Refuse fewer than two choices, and codes that mean something else already."""
        check_entries(settings, "choices", 2)
        codes = entry_codes(settings["choices"])
        reserved = sorted(RESERVED & set(codes))
        if reserved:
            raise InvalidAnswer("A choice cannot have the code “%(code)s”.", code=reserved[0])
        if not all(isinstance(choice, Mapping) for choice in settings["choices"]):
            raise InvalidAnswer("Every choice needs a code and a text.")
        check_flag(settings, "several")
        check_flag(settings, "other")

    @staticmethod
    def _ticked(form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> list[str]:
        raw = form.get(field, "").strip()
        known = [*entry_codes(settings["choices"]), *([OTHER] if settings.get("other") else [])]
        if settings.get("several"):
            boxes = [code for code in known if form.get(f"{field}-{code}", "").strip()]
            return [*([OUTSIDE_FIELD] if raw == OUTSIDE_FIELD else []), *boxes]
        if raw and raw not in {*known, OUTSIDE_FIELD}:
            raise InvalidAnswer("Choose one of the answers of the list.")
        return [raw] if raw else []
