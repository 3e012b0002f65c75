"""Forms that begin, copy and describe a study."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from survey.config import LANGUAGES
from survey.filters import localized
from survey.forms.texts import read_text, text_data, text_fields
from survey.framing.outlines import get_outline, list_outlines
from survey.models import Study
from survey.operations.framing import mark_basics, sort_waypoints
from survey.web import LANGUAGE_NAMES

EARLIEST, LATEST = 1900, 2300
YEAR_RANGE = _l("Enter a year from 1900 to 2300.")
LONG = {"title": False, "focal_question": True, "summary": True}


class LanguagesField(SelectMultipleField):
    """Languages as boxes to tick; at least one."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse a study without a language."""
        super().pre_validate(form)
        if not self.data:
            raise ValidationError(_("Tick at least one language."))


class FrameForm(FlaskForm):
    """What every study says of itself; its texts are added for each language."""

    languages = LanguagesField(_l("Languages of the study"))
    base_year = IntegerField(
        _l("Base year"), validators=[Optional(), NumberRange(EARLIEST, LATEST, YEAR_RANGE)]
    )
    horizon_year = IntegerField(
        _l("Horizon year"), validators=[Optional(), NumberRange(EARLIEST, LATEST, YEAR_RANGE)]
    )
    time_zone = SelectField(_l("Time zone of the study"))

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.languages.choices = [(code, LANGUAGE_NAMES[code]) for code in language_order()]
        self.time_zone.choices = sorted(available_timezones())

    def validate_horizon_year(self, field: Field) -> None:
        """Refuse a horizon before the base year."""
        if field.data and self.base_year.data and field.data < self.base_year.data:
            raise ValidationError(_("The horizon year must not lie before the base year."))

    def text(self, name: str) -> dict[str, str]:
        """Return a text in the languages of the study."""
        return read_text(self, name, self.languages.data)

    def lost_languages(self, names: Sequence[str]) -> list[str]:
        """Return fields that say something in a language that is not ticked."""
        return [
            f"{name}_{code}"
            for name in names
            for code in LANGUAGES
            if code not in (self.languages.data or []) and (self[f"{name}_{code}"].data or "").strip()
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that nothing typed would be lost."""
        is_valid = super().validate(extra_validators)
        names = [name for name in LONG if f"{name}_{LANGUAGES[0]}" in self]
        for lost in self.lost_languages(names):
            self[lost].errors = [_("This language is not ticked above. Tick it, or empty this field.")]
        if self.languages.data and not self.text("title"):
            first = self[f"title_{self.languages.data[0]}"]
            first.errors = [_("Give the study a title.")]
        return is_valid and not self.errors


class NewStudyForm(FrameForm):
    """How a study begins."""

    template = RadioField(
        _l("Template"), validators=[InputRequired(_l("Choose a template, or the empty study."))]
    )

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.template.choices = [(each.template.value, localized(each.name)) for each in list_outlines()]

    def validate_horizon_year(self, field: Field) -> None:
        """Ask for the horizon where experts are asked about it."""
        super().validate_horizon_year(field)
        chosen = self.template.data
        if not field.data and chosen in dict(self.template.choices) and get_outline(chosen).needs_horizon:
            raise ValidationError(_("Enter the year in which the drivers’ end states are judged."))


class BasicsForm(FrameForm):
    """What a study is about, to be changed."""

    waypoints = StringField(_l("Waypoints"), validators=[Length(max=200)])
    mark = HiddenField()

    def validate_waypoints(self, field: Field) -> None:
        """Refuse what is no list of years."""
        for word in _words(field.data):
            if not word.isascii() or not word.isdigit() or not EARLIEST <= int(word) <= LATEST:
                raise ValidationError(_("Enter years from 1900 to 2300 with commas between them."))


def language_order() -> list[str]:
    """Return the languages with the reader's first: the first one ticked stands in for missing texts."""
    return sorted(LANGUAGES, key=lambda code: code != str(get_locale()))


def make_new_form(years: tuple[int, int]) -> NewStudyForm:
    """Return the form of a new study, with what most studies take."""
    data = {
        "languages": language_order()[:1],
        "base_year": years[0],
        "horizon_year": years[1],
        "time_zone": "UTC",
    }
    return _with_texts(NewStudyForm, ("title", "focal_question"))(data=None if request.form else data)


def read_new_form(form: NewStudyForm) -> dict[str, Any]:
    """Return what the form says, as the operation takes it."""
    return {
        **{name: form.text(name) for name in ("title", "focal_question")},
        **{
            name: form[name].data
            for name in ("template", "languages", "base_year", "horizon_year", "time_zone")
        },
    }


def make_basics_form(study: Study) -> BasicsForm:
    """Return the form of a study's basics, filled with what it says."""
    data: dict[str, Any] = {
        "mark": mark_basics(study),
        "waypoints": ", ".join(map(str, study.waypoints)),
        **{name: getattr(study, name) for name in ("languages", "base_year", "horizon_year", "time_zone")},
    }
    for name in LONG:
        data |= text_data(name, getattr(study, name), LANGUAGES)
    return _with_texts(BasicsForm, tuple(LONG))(data=None if request.form else data)


def read_basics_form(form: BasicsForm, study: Study) -> dict[str, Any]:
    """Return what the form says, as a study keeps it; the study's first language stays its first."""
    chosen = set(form.languages.data)
    order = [*study.languages, *(code for code in LANGUAGES if code not in study.languages)]
    return {
        **{name: form.text(name) for name in LONG},
        **{name: form[name].data for name in ("base_year", "horizon_year", "time_zone")},
        "languages": [code for code in order if code in chosen],
        "waypoints": sort_waypoints([int(word) for word in _words(form.waypoints.data)]),
    }


def make_clone_form(study: Study) -> FlaskForm:
    """Return the form of a copy, with the title of what is copied."""
    labels = {"title": _("Title of the copy")}
    fields: dict[str, Any] = {
        **text_fields("title", labels["title"], study.languages),
        "with_groups": BooleanField(_("Copy the stakeholder groups as well"), default=True),
    }
    titles = {code: _("Copy of %(title)s", title=text) for code, text in study.title.items()}
    data = {**text_data("title", titles, study.languages), "with_groups": True}
    return type("CloneForm", (FlaskForm,), fields)(data=None if request.form else data)


def read_clone_title(form: FlaskForm, study: Study) -> dict[str, str]:
    """Return the copy's title; a form without any says so."""
    title = read_text(form, "title", study.languages)
    if not title:
        form[f"title_{study.languages[0]}"].errors = [_("Give the study a title.")]
    return title


def _with_texts(base: type[FrameForm], names: Sequence[str]) -> type[FrameForm]:
    labels = {
        "title": _("Title"),
        "focal_question": _("Focal question"),
        "summary": _("Summary"),
    }
    fields: dict[str, Any] = {}
    for name in names:
        fields |= text_fields(name, labels[name], language_order(), long=LONG[name])
    return type(base.__name__, (base,), fields)


def _words(text: str | None) -> list[str]:
    return [word for word in re.split(r"[\s,;·]+", text or "") if word]
