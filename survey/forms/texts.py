"""Fields for study content: one field per language of the study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from survey.web import LANGUAGE_NAMES


def text_fields(
    name: str, label: str, languages: Sequence[str], required: str = "", long: bool = False
) -> dict[str, Field]:
    """Return unbound fields ``<name>_<language>`` for a text in each language of a study.

    Args:
        name: name of the text.
        label: its label, a sentence part that stands before the language's name.
        languages: the study's language codes.
        required: what to say when a text is missing; empty for a text that may be.
        long: whether the text has paragraphs.
    """
    kind = TextAreaField if long else StringField
    validators = [DataRequired(required)] if required else []
    validators.append(Length(max=20_000 if long else 300))
    return {
        f"{name}_{code}": kind(f"{label} · {LANGUAGE_NAMES.get(code, code)}", validators=validators)
        for code in languages
    }


def read_text(form: FlaskForm, name: str, languages: Sequence[str]) -> dict[str, str]:
    """Return a text as study content; languages left empty are left out."""
    texts = {code: (form[f"{name}_{code}"].data or "").strip() for code in languages}
    return {code: text for code, text in texts.items() if text}


def text_data(name: str, text: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """Return the form data that shows a text of a study again."""
    return {f"{name}_{code}": text.get(code, "") for code in languages}
