"""A text in the expert's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value, check_whole
from survey.questions.texts import clean, refuse_long

USUAL_LENGTH = 2_000
# A page that is being left may send about 64 kB; a Korean character takes nine bytes there.
LONGEST = 5_000
USUAL_ROWS = 5


class Text(QuestionKind):
    """A text; the organisers read it, the statistics only count it.

    Settings: ``max_length`` in characters, ``rows`` of the field.
    """

    code = "text"
    partial = "questions/text.html"
    own_partial = "questions/own/text.html"
    script = "fields.js"
    seconds = 90
    measure = "texts"
    own_words = ("text",)
    setting_names = ("max_length", "rows")

    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read the text from ``<field>-text``."""
        text = clean(form.get(f"{field}-text", ""))
        if form.get(field, "").strip() == OUTSIDE_FIELD:
            if text:
                raise InvalidAnswer("Write something or tick “outside my field”, not both.")
            return Value()
        refuse_long(text, self.limit(settings))
        return Value(data={"text": text}) if text else None

    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the text."""
        return {"": OUTSIDE_FIELD} if value.data is None else {"-text": value.data["text"]}

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Check the length of the text and the height of its field."""
        check_whole(settings, "max_length", 1, LONGEST)
        check_whole(settings, "rows", 1, 30)

    @staticmethod
    def limit(settings: Mapping[str, Any]) -> int:
        """Return how many characters a text may have."""
        return int(settings.get("max_length", USUAL_LENGTH))
