"""The form of the names that the panel votes on: a few rows for each scenario, in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.validators import Length

from survey.models import QUADRANTS, Study
from survey.operations.asks.naming import LONGEST_NAME, MOST_NAMES
from survey.web import LANGUAGE_NAMES

Candidates = Mapping[str, Sequence[Mapping[str, Any]]]


class NamesForm(FlaskForm):
    """Base of the form; its fields are added for each study."""

    languages: Sequence[str]

    def rows(self, quadrant: str) -> list[list[Field]]:
        """Return the fields of one scenario, a row for each name."""
        return [
            [self[f"{quadrant}_{place}_{code}"] for code in self.languages]
            for place in range(1, MOST_NAMES + 1)
        ]

    def names(self, released: Candidates) -> dict[str, list[dict[str, Any]]]:
        """Return what is typed; a name with the words of a released proposal is the panel's."""
        found: dict[str, list[dict[str, Any]]] = {}
        for quadrant in QUADRANTS:
            proposed = {text for each in released[quadrant] for text in each["text"].values()}
            found[quadrant] = []
            for row in self.rows(quadrant):
                typed = zip(self.languages, row, strict=True)
                text = {code: field.data.strip() for code, field in typed if (field.data or "").strip()}
                if text:
                    origin = "panel" if proposed & set(text.values()) else "author"
                    found[quadrant].append({"text": text, "origin": origin})
        return found


def make_names_form(study: Study, stored: Candidates) -> NamesForm:
    """Return the form, filled with the names that stand."""
    fields: dict[str, Any] = {"languages": list(study.languages)}
    data: dict[str, str] = {}
    for quadrant in QUADRANTS:
        for place in range(1, MOST_NAMES + 1):
            own = stored[quadrant][place - 1]["text"] if place <= len(stored[quadrant]) else {}
            for code in study.languages:
                label = _("Name %(number)s", number=place) + f" · {LANGUAGE_NAMES.get(code, code)}"
                name = f"{quadrant}_{place}_{code}"
                fields[name] = StringField(label, validators=[Length(max=LONGEST_NAME)])
                data[name] = own.get(code, "")
    return type("StudyNamesForm", (NamesForm,), fields)(data=data)
