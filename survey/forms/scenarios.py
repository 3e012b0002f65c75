"""The form in which an author words a scenario."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_wtf import FlaskForm

from survey.forms.texts import read_text, text_data, text_fields
from survey.models import Scenario, Study

TEXTS = ("name", "headline", "narrative")


def make_scenario_form(study: Study, scenario: Scenario | None) -> FlaskForm:
    """Return the form for one scenario in the study's languages, filled with what is stored."""
    languages = study.languages
    fields = {
        **text_fields("name", _("Name"), languages, required=_("Give the scenario a name.")),
        **text_fields("headline", _("Headline"), languages),
        **text_fields("narrative", _("Story"), languages, long=True),
    }
    data: dict[str, str] = {}
    for text in TEXTS if scenario else ():
        data |= text_data(text, getattr(scenario, text), languages)
    return type("WordScenarioForm", (FlaskForm,), fields)(data=data)


def read_scenario_texts(form: FlaskForm, study: Study) -> dict[str, dict[str, str]]:
    """Return name, headline and narrative as study content."""
    return {text: read_text(form, text, study.languages) for text in TEXTS}
